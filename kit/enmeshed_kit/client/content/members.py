"""What a member of a JSON object may hold: checks that name the place, what is wrong with it, and what to do.

A check takes a value and its place, and raises ContentError where a Connector would refuse the value later.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, TypeAlias

from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.patterns import Pattern
from enmeshed_kit.records import Json

Check: TypeAlias = Callable[[Any, str], None]


def text(longest: int | None = None, shortest: int = 0, pattern: Pattern | None = None, example: str = "") -> Check:
    """A text within limits.

    Args:  example: what one that fits the pattern looks like.
    """

    def check(value: Any, place: str) -> None:
        if not isinstance(value, str):
            raise ContentError(f"{place} must be a text, not {type(value).__name__}.", "Put it in quotes.")
        length = length_of(value)
        if longest is not None and length > longest:
            raise ContentError(f"{place} has {length} characters; {longest} are allowed.", "Shorten it.")
        if length < shortest:
            raise ContentError(
                f"{place} has {length} characters; {shortest} are needed.", f"{example or 'Fill it in'}."
            )
        if pattern is not None and not pattern.matches(value):
            raise ContentError(f"{place} {value!r} does not have the form that it needs.", f"For instance: {example}")

    return check


def length_of(value: str) -> int:
    """The length of a text as a Connector counts it: characters beyond the basic plane are two."""
    return len(value) + sum(character > "\uffff" for character in value)


@dataclass(frozen=True)
class OneOf:
    """A check for one of these texts, which can be asked for them."""

    choices: tuple[str, ...]

    def __call__(self, value: Any, place: str) -> None:
        choices = self.choices
        if value not in choices:
            near = next(iter(get_close_matches(str(value), choices, 1)), "")
            listed = ", ".join(choices) if len(choices) < 12 else f"{choices[0]}, {choices[1]} … {choices[-1]}"
            hint = f"Did you mean {near}?" if near else f"Take one of: {listed}."
            raise ContentError(f"{place} cannot be {value!r}.", hint)


def one_of(choices: Sequence[str]) -> OneOf:
    """One of these texts."""
    return OneOf(tuple(choices))


def number(least: float | None = None, most: float | None = None, *, whole: bool = False) -> Check:
    """A number within limits."""
    kind = "a whole number" if whole else "a number"

    def check(value: Any, place: str) -> None:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or (whole and isinstance(value, float) and not value.is_integer()):
            raise ContentError(f"{place} must be {kind}, not {value!r}.", "Write it without quotes.")
        if (least is not None and value < least) or (most is not None and value > most):
            raise ContentError(f"{place} cannot be {value}.", f"It lies between {least} and {most}.")

    return check


def flag(value: Any, place: str) -> None:
    """True or False."""
    if not isinstance(value, bool):
        raise ContentError(f"{place} must be True or False, not {value!r}.", "Write it without quotes.")


def anything(value: Any, place: str) -> None:
    """Any JSON."""


def json_up_to(longest: int) -> Check:
    """Any JSON that is not longer than this when written."""

    def check(value: Any, place: str) -> None:
        length = len(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))
        if length > longest:
            raise ContentError(f"{place} has {length} characters as JSON; {longest} are allowed.", "Shorten it.")

    return check


def moment(value: Any, place: str, now: datetime | None = None) -> None:
    """A point in time: a datetime with its zone, or a text in ISO 8601.

    Args:  now: where it is known, what is past is refused.
    """
    at = value if isinstance(value, datetime) else time_of(value)
    if at is None:
        raise ContentError(f"{place} {value!r} is no point in time.", "Compute it from connector.now().")
    if at.tzinfo is None and at is value:
        raise ContentError(f"{place} has no time zone.", "Compute it from connector.now().")
    if now is not None and at.replace(tzinfo=at.tzinfo or UTC) < now:
        raise ContentError(f"{place} is past.", "Compute it: connector.now() + timedelta(days=14).")


def time_of(value: Any) -> datetime | None:
    """Read a text in ISO 8601; None for what is none."""
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def listed(check_each: Check, *, least: int = 0) -> Check:
    """A list."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, list | tuple):
            raise ContentError(f"{place} must be a list, not {type(value).__name__}.", "Put it in square brackets.")
        if len(value) < least:
            raise ContentError(f"{place} is empty.", "Name at least one.")
        for index, item in enumerate(value):
            check_each(item, f"{place}[{index}]")

    return check


@dataclass(frozen=True)
class Members:
    """A check for an object by its members; what it does not name is not looked at.

    Args:  needed: members that must be there.  optional: those that may be.
    """

    needed: Mapping[str, Check]
    optional: Mapping[str, Check] = field(default_factory=dict)

    def __call__(self, value: Any, place: str) -> None:
        """Check an object."""
        if not isinstance(value, Mapping):
            raise ContentError(f"{place} must be an object, not {type(value).__name__}.", "Write it as a dict.")
        missing = [name for name in self.needed if value.get(name) is None]
        if missing:
            raise ContentError(f"{place} lacks {', '.join(missing)}.", "Pass it by name.")
        for name, check in {**self.needed, **self.optional}.items():
            if value.get(name) is not None:
                check(value[name], f"{place}.{name}")


def by_type(kinds: Mapping[str, Check], what: str) -> Check:
    """An object of one of several types, which its `@type` names.

    Args:  what: how such an object is called.
    """

    def check(value: Any, place: str) -> None:
        named = type_of(value)
        if named not in kinds:
            near = next(iter(get_close_matches(str(named), kinds, 1)), "")
            hint = f"Did you mean {near}?" if near else f"Its @type is one of: {', '.join(kinds)}."
            raise ContentError(f"{place} is no {what}: its @type is {named!r}.", hint)
        kinds[named](value, place if place.endswith(named) else f"{place} ({named})")

    return check


def type_of(value: Any) -> str:
    """What an object says that it is; empty where it says nothing."""
    named = value.get("@type") if isinstance(value, Mapping) else None
    return named if isinstance(named, str) else ""


def arbitrary(kind: str, value: Any) -> Json:
    """The wrapper for any JSON but null, which a Connector takes for nothing."""
    if value is None:
        raise ContentError(f"{kind} needs a value.", "Pass any JSON but None, an empty object for instance.")
    return {"@type": kind, "value": value}


def article(noun: str) -> str:
    """A noun with its article."""
    return f"{'an' if noun[:1] in 'AEIOU' else 'a'} {noun}"


def given(**members: Any) -> Json:
    """The members that are not None."""
    return {name: value for name, value in members.items() if value is not None}
