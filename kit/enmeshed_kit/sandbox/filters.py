"""Query parameters as filters: `k=v`, `k=!v`, `k=!`, `k=`, `k=>v`, `k=~v` and so on.

A repeated parameter means any of its values, where a text need only contain one of them; of several comparisons only
the first counts. Signs `^`, `$` and `~` take regular expressions. What is not there comes before everything.

Which keys a list knows differs; whether it refuses others differs too.

Source: the lists of a Connector 7.4.6.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

import msgspec

from enmeshed_kit.records import Record
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.content.shapes import UNDEFINED, spell
from enmeshed_kit.sandbox.faults import time_text, use_case_error

Query: TypeAlias = list[tuple[str, str]]
Test: TypeAlias = Callable[[Any], bool]
R = TypeVar("R", bound=Record)

IS_SET_OR_NOT = ("", "!")
IS_TRUE_OR_NOT = ("true", "!")
PASSWORD_KEYS = {
    "passwordProtection": IS_SET_OR_NOT,
    "passwordProtection.passwordIsPin": IS_TRUE_OR_NOT,
}
"""Keys of templates and tokens that take certain values only."""
PASSWORD_NEEDS = {"passwordProtection.passwordIsPin": "passwordProtection"}
"""Asking for no PIN asks for a password that is none, not for no protection."""


class Filter(msgspec.Struct, frozen=True):
    """What one list can be asked for.

    Args:      keys: paths into the record; for one that is none, `paths` says where to look.
               allowed: values of keys that take no others.  is_strict: whether an unknown key is refused.
               paths: keys that stand for one or several other paths.  needs: keys that say nothing of a record that
               lacks this path.  literal: keys of lists that know no signs: their values are looked for as they stand.
               any_by_plus: those of them for which `+` asks for any.
    """

    keys: Collection[str]
    allowed: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    is_strict: bool = True
    paths: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    needs: dict[str, str] = msgspec.field(default_factory=dict)
    literal: Collection[str] = ()
    any_by_plus: Collection[str] = ()

    def without(self, *keys: str) -> "Filter":
        """The same for lists that do not know these keys."""
        left = [key for key in self.keys if key not in keys]
        return msgspec.structs.replace(self, keys=left)

    def select(self, records: Iterable[R], query: Query) -> list[R]:
        """The records that fit every parameter.

        Raises:    Fault: an unknown key, or a value that its key does not take.
        """
        self._check(query)
        asked = list(_grouped(query, self.keys))
        tests = [(_split(self.paths.get(key, (key,))), self._test_of(key, values)) for key, values in asked]
        tests += [(_split((self.needs[key],)), _is_set) for key, _ in asked if key in self.needs]
        return [record for record in records if self._fits(record, tests)] if tests else list(records)

    def _test_of(self, key: str, values: list[str]) -> Test:
        if key not in self.literal:
            return _test_of(values)
        if key in self.any_by_plus and values == ["+"]:
            return lambda found: not isinstance(found, list) or len(found) > 0
        return lambda found: _contains_any(found, values)

    def _check(self, query: Query) -> None:
        if self.is_strict:
            known = {key: {"enum": list(self.allowed[key])} if key in self.allowed else {} for key in self.keys}
            schema.check(dict(query), schema.object_of(**known), "query")

    def _fits(self, record: Record, tests: list[tuple[list[list[str]], Test]]) -> bool:
        json = as_json(record)
        return all(any(_scan(json, path, test) for path in paths) for paths, test in tests)


def _split(paths: Iterable[str]) -> list[list[str]]:
    return [path.split(".") for path in paths]


def as_json(record: Record) -> dict[str, Any]:
    """A record as the API writes it, for looking things up in it."""
    return msgspec.to_builtins(record, builtin_types=(datetime,))  # type: ignore[no-any-return]  # it is a Struct


def _scan(json: Any, names: list[str], test: Test) -> bool:
    """Put what stands at a path to the test; within lists on the way one element is enough."""
    value = json.get(names[0]) if isinstance(json, dict) else None
    if len(names) == 1:
        return test(time_text(value) if isinstance(value, datetime) else UNDEFINED if value is None else value)
    if isinstance(value, list):
        return any(_scan(element, names[1:], test) for element in value)
    return _scan(value, names[1:], test)


def _grouped(query: Query, keys: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    for key in dict.fromkeys(key for key, _ in query if key in keys):
        yield key, [value for name, value in query if name == key]


def _is_set(value: Any) -> bool:
    return value is not UNDEFINED


def _test_of(values: list[str]) -> Test:
    if len(values) == 1:
        return _single_test(values[0])
    operators: dict[str, list[str]] = {}
    for value in values:
        operators.setdefault(_operator_of(value), []).append(value)
    # The database looks at the operator that was named first and at no other.
    operator, given = next(iter(operators.items()))
    if operator not in ("", "!"):
        return _compared(given[-1])
    wanted = [_value_in(_after_sign(value) if operator else value) for value in given]
    return lambda found: _contains_any(found, wanted) is (operator == "")


def _operator_of(value: str) -> str:
    sign = value[:1]
    if sign in ("<", ">"):
        return value[:2] if value[1:2] == "=" else sign
    return "regex" if sign in ("^", "$", "~") else sign if sign == "!" else ""


def _single_test(value: str) -> Test:
    if value == "":
        return _is_set
    if value.startswith("!"):
        unwanted = _value_in(_after_sign(value))
        return (lambda found: not schema.same(found, unwanted)) if unwanted != "" else lambda found: not _is_set(found)
    if value.startswith(("<", ">", "^", "$", "~")):
        return _compared(value)
    wanted = _value_in(value)
    return lambda found: schema.same(found, wanted)


def _after_sign(value: str) -> str:
    """What follows the sign; a `=` after it says nothing unless it is part of the sign."""
    return value[1:].removeprefix("=")


def _compared(value: str) -> Test:
    sign, text = value[0], _after_sign(value)
    if sign in "<>":
        return _beyond(_value_in(text), sign, or_equal=value[1:2] == "=")
    pattern = spell(_value_in(text)) if sign != "~" else text
    return _matches(f"^{pattern}" if sign == "^" else f"{pattern}$" if sign == "$" else spell(_value_in(text)))


def _matches(pattern: str) -> Test:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        reason = _REASONS.get(error.msg.partition(",")[0].partition(" at ")[0], "Invalid group")
        raise use_case_error(f"Invalid regular expression: /{pattern}/: {reason}") from error
    return lambda found: compiled.search(_text(found)) is not None


_REASONS = {
    "nothing to repeat": "Nothing to repeat",
    "multiple repeat": "Nothing to repeat",
    "missing )": "Unterminated group",
    "unterminated character set": "Unterminated character class",
    "unbalanced parenthesis": "Unmatched ')'",
    "bad escape (end of pattern)": "\\ at end of pattern",
}
"""What JavaScript says instead of Python when a pattern is none."""


def _text(value: Any) -> str:
    return "undefined" if value is UNDEFINED else spell(value)


_NUMBER = re.compile(r"\s*[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?\s*", re.ASCII)


def _value_in(text: str) -> Any:
    """What a parameter stands for: true, false, a number, or else the text."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    return float(text) if _NUMBER.fullmatch(text) else text


def _contains_any(value: Any, wanted: list[Any]) -> bool:
    """Whether a list has one of these elements, or a text one of these parts; numbers and booleans have none."""
    if isinstance(value, str):
        return any(_text(each) in value for each in wanted)
    return isinstance(value, list) and any(schema.same(one, each) for one in value for each in wanted)


def _beyond(wanted: Any, sign: str, *, or_equal: bool) -> Test:
    """Compare as the Connector's database does: nothing comes before false, true, the empty text, and all the rest."""
    rank, number, text = _rank(wanted), _as_number(wanted), _text(wanted)

    def is_beyond(found: Any) -> bool:
        first: Any = _rank(found)
        second: Any = rank
        if first == second == _REST:
            first, second = _comparable(found, number, text)
        return or_equal if first == second else bool(first < second) is (sign == "<")

    return is_beyond


_REST = 9


def _rank(value: Any) -> int:
    if value is UNDEFINED:
        return 1
    if isinstance(value, bool):
        return 4 if value else 3
    return 5 if value == "" else _REST


def _comparable(found: Any, number: float | None, text: str) -> tuple[Any, Any]:
    """Numbers as numbers and before all texts, texts as texts."""
    found_number = _as_number(found)
    if found_number is None and number is None:
        return _text(found), text
    if found_number is not None and number is not None:
        return found_number, number
    return found_number is None, number is None


def _as_number(value: Any) -> float | None:
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value) else None
    return None if isinstance(value, bool) or not isinstance(value, int | float) else value
