"""Payloads with placeholders: `<…>` in the template is a slot, and only there.

What is put into a slot is never looked at for `<…>`, so `<b>` is a fine display name.
"""

import copy
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import ContentError, PlaceholderError

TYPED: Final = "typed"
"""Origin of what a person has typed into a field, letter by letter."""

_PATH_PART: Final = re.compile(r"\{(\w+)\}")
_SLOT: Final = re.compile(r"<(?P<name>[^<>]+)>")


@dataclass(frozen=True)
class Given:
    """A value for a slot, and where it comes from ("step 2")."""

    value: Any
    origin: str = ""


Find: TypeAlias = Callable[[Connector, dict[str, Any]], Any]


@dataclass(frozen=True)
class Call:
    """A call that a form can make.

    Args:  method: section and method of the Connector, "messages.send".
           route: method and path below the API prefix, as a Connector 7 has them; `{name}` stands for a first-level
                  name of the template that goes into the path. A form writes it in the words of its Connector's era.
           template: the payload; its first-level names are the method's arguments.
           find: looks for what an equal payload brought in an earlier session; what it returns is taken as the answer,
                 and nothing is sent.
           spares: types of items that the lesson can do without, where a Connector's era does not have them.
    """

    method: str
    route: str
    template: Mapping[str, Any]
    find: Find | None = None
    spares: tuple[str, ...] = ()

    @property
    def body(self) -> dict[str, Any]:
        """The template without what goes into the path."""
        return {name: value for name, value in self.template.items() if f"{{{name}}}" not in self.route}

    def without(self, kinds: Collection[str]) -> "Call":
        """The same call without the items of these types."""
        return replace(self, template=_without(self.template, kinds)) if kinds else self


@dataclass(frozen=True)
class Piece:
    """A piece of a payload as it is shown: plain text, or what stands in a slot."""

    text: str
    slot: str = ""
    is_open: bool = False


class Payload:
    """A payload template and what was filled in so far.

    Args:  template: the payload with its placeholders.
           values: what they hold at first.
           route: first line of the call, `{name}` in it for what goes into the path and not into the body.
           body: what is shown below it, where that is not the template itself but its translation for an era.
    """

    def __init__(
        self,
        template: Mapping[str, Any],
        values: Mapping[str, Any] | None = None,
        route: str = "",
        body: Mapping[str, Any] | None = None,
    ) -> None:
        self.template = copy.deepcopy(dict(template))
        self.route = route
        self.places = {name: "" for name in _PATH_PART.findall(route) if name not in template}
        self._body = self.template if body is None else body
        self.slots = list(dict.fromkeys(_slots(self.template)))
        self._given: dict[str, Given] = {}
        for slot, value in (values or {}).items():
            self.fill(slot, value)

    def fill(self, slot: str, value: Any, origin: str = "") -> None:
        """Put a value into a slot; None or an empty text opens it again.

        Args:      slot: its name, without the angle brackets.
                   value: a text, any JSON, or a `Given`.
                   origin: where the value comes from, shown beside it.
        Raises:    ContentError: the template has no such slot.
        """
        if slot not in self.slots:
            known = ", ".join(f"<{name}>" for name in self.slots) or "none"
            raise ContentError(f"There is no <{slot}> in this payload.", f"Its placeholders: {known}.")
        given = value if isinstance(value, Given) else Given(value, origin)
        self._given.pop(slot, None)
        if given.value not in (None, ""):
            self._given[slot] = given

    def given(self, slot: str) -> Given | None:
        """What stands in a slot, None while it is open."""
        return self._given.get(slot)

    @property
    def values(self) -> dict[str, Given]:
        """What was filled in so far, by slot; another payload of the same template takes it as it is."""
        return dict(self._given)

    @property
    def open_slots(self) -> list[str]:
        """Slots that nobody filled yet, in the order of the template."""
        return [slot for slot in self.slots if slot not in self._given]

    def settle(self, place: str, value: str) -> None:
        """Say what stands in a place of the path that no slot fills: only the Connector can tell it."""
        self.places[place] = value

    def complete(self) -> dict[str, Any]:
        """The payload ready to be sent.

        Raises:    PlaceholderError: a slot is open.
        """
        if self.open_slots:
            raise PlaceholderError(self.open_slots)
        result: dict[str, Any] = self._put(self.template)
        return result

    def pieces(self) -> Iterator[Piece]:
        """Route and body as they go out, the body as indented JSON, cut where slots begin and end."""
        parts = _PATH_PART.split(self.route)
        for index, part in enumerate(parts):
            yield from self._print_in_path(part) if index % 2 else iter([Piece(part)])
        body = {key: value for key, value in self._body.items() if key not in parts[1::2]}
        if self.route and body:
            yield Piece("\n\n")
        if body:
            yield from self._print(body, "\n")

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces())

    def _put(self, part: Any) -> Any:
        if isinstance(part, dict):
            return {key: self._put(value) for key, value in part.items()}
        if isinstance(part, list):
            return [self._put(value) for value in part]
        slot = slot_name(part)
        return part if slot is None else copy.deepcopy(self._given[slot].value)

    def _print_in_path(self, name: str) -> Iterator[Piece]:
        if name in self.places:
            found = self.places[name]
            yield Piece(found or f"<ID of the {name}>", f"ID of the {name}", is_open=not found)
            return
        for piece in self._print(self.template[name], "\n"):
            yield Piece(piece.text.strip('"'), piece.slot, piece.is_open)

    def _print(self, part: Any, newline: str) -> Iterator[Piece]:
        if isinstance(part, dict) and part:
            yield from self._print_members(part, newline)
        elif isinstance(part, list) and part:
            yield from self._print_entries(part, newline)
        elif (slot := slot_name(part)) is not None:
            yield self._print_slot(slot)
        else:
            yield Piece(json.dumps(part, ensure_ascii=False))

    def _print_members(self, part: dict[str, Any], newline: str) -> Iterator[Piece]:
        inner = newline + "  "
        for index, (key, value) in enumerate(part.items()):
            yield Piece(f"{',' if index else '{'}{inner}{json.dumps(key, ensure_ascii=False)}: ")
            yield from self._print(value, inner)
        yield Piece(newline + "}")

    def _print_entries(self, part: list[Any], newline: str) -> Iterator[Piece]:
        inner = newline + "  "
        for index, value in enumerate(part):
            yield Piece(f"{',' if index else '['}{inner}")
            yield from self._print(value, inner)
        yield Piece(newline + "]")

    def _print_slot(self, slot: str) -> Piece:
        given = self._given.get(slot)
        if given is None:
            return Piece(f'"<{slot}>"', slot, is_open=True)
        return Piece(brief(given.value), slot)


def slot_name(part: Any) -> str | None:
    """The name of the slot that a value of a template is, None when it is no slot."""
    match = _SLOT.fullmatch(part) if isinstance(part, str) else None
    return match["name"] if match else None


def brief(value: Any) -> str:
    """A filled-in value as the payload shows it: a whole object is only hinted at."""
    if isinstance(value, dict):
        return "{ … }"
    return "[ … ]" if isinstance(value, list) else json.dumps(value, ensure_ascii=False)


def canonical(payload: Any) -> str:
    """One text for equal payloads, whatever the order of their keys."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, default=str)


def _without(part: Any, kinds: Collection[str]) -> Any:
    if isinstance(part, Mapping):
        return {key: _without(value, kinds) for key, value in part.items()}
    if isinstance(part, list):
        return [_without(each, kinds) for each in part if not (isinstance(each, dict) and each.get("@type") in kinds)]
    return part


def _slots(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for value in part.values():
            yield from _slots(value)
    elif isinstance(part, list):
        for value in part:
            yield from _slots(value)
    elif (slot := slot_name(part)) is not None:
        yield slot
