"""Query parameters as filters: `k=v`, `k=!v`, `k=!`, `k=`, `k=>v`, `k=~v` and so on.

A repeated parameter means any of its values. Which keys a list knows differs; whether it refuses others differs too.

Source: the lists of a Connector 7.4.6.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

import msgspec

from enmeshed_kit.records import Record
from enmeshed_kit.sandbox import schema
from enmeshed_kit.sandbox.faults import time_text

Query: TypeAlias = list[tuple[str, str]]
Values: TypeAlias = list[Any]
Test: TypeAlias = Callable[[Values], bool]
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


@dataclass(frozen=True)
class Filter:
    """What one list can be asked for.

    Args:      keys: paths into the record; for one that is none, `paths` says where to look.
               allowed: values of keys that take no others.  is_strict: whether an unknown key is refused.
               paths: keys that stand for one or several other paths.  needs: keys that say nothing of a record that
               lacks this path.
    """

    keys: Collection[str]
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_strict: bool = True
    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)
    needs: dict[str, str] = field(default_factory=dict)

    def select(self, records: Iterable[R], query: Query) -> list[R]:
        """The records that fit every parameter.

        Raises:    Fault: an unknown key, or a value that its key does not take.
        """
        self._check(query)
        asked = list(_grouped(query, self.keys))
        tests = [(self.paths.get(key, (key,)), _test_of(values)) for key, values in asked]
        tests += [((self.needs[key],), _single_test("")) for key, _ in asked if key in self.needs]
        return [record for record in records if self._fits(record, tests)] if tests else list(records)

    def _check(self, query: Query) -> None:
        if self.is_strict:
            known = {key: {"enum": list(self.allowed[key])} if key in self.allowed else {} for key in self.keys}
            schema.check(dict(query), schema.object_of(**known), "query")

    def _fits(self, record: Record, tests: list[tuple[tuple[str, ...], Test]]) -> bool:
        json = as_json(record)
        return all(test([value for path in paths for value in values_at(json, path)]) for paths, test in tests)


def as_json(record: Record) -> dict[str, Any]:
    """A record as the API writes it, for looking things up in it."""
    return msgspec.to_builtins(record, builtin_types=(datetime,))  # type: ignore[no-any-return]  # it is a Struct


def values_at(json: Any, path: str) -> Values:
    """All values at a dotted path, looking into every element of a list."""
    if isinstance(json, list):
        return [value for element in json for value in values_at(element, path)]
    if not path:
        return [] if json is None else [json]
    if not isinstance(json, dict):
        return []
    return list(_values_below(json, path))


def _values_below(json: dict[str, Any], path: str) -> Iterator[Any]:
    name, _, rest = path.partition(".")
    if name in json:
        yield from values_at(json[name], rest)


def _grouped(query: Query, keys: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    for key in dict.fromkeys(key for key, _ in query if key in keys):
        yield key, [value for name, value in query if name == key]


def _test_of(values: list[str]) -> Test:
    wanted: list[Test] = []
    needed: list[Test] = []
    for value in values:
        (needed if value.startswith(("!", "<", ">")) else wanted).append(_single_test(value))
    return lambda found: all(test(found) for test in needed) and (not wanted or any(test(found) for test in wanted))


def _single_test(value: str) -> Test:
    if value in ("", "!", "!="):
        return lambda found: bool(found) is (value == "")
    for sign, make in _OPERATORS:
        if value.startswith(sign):
            # A sign may be followed by `=`, which says nothing where it is not part of the sign.
            return make(value[len(sign) :].removeprefix("="))
    return lambda found: any(_equals(each, value) for each in found)


def _not(value: str) -> Test:
    """Within a list one element that differs is enough, as it is for a Connector's database."""
    return lambda found: not found or any(not _equals(each, value) for each in found)


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[str], Test]:
    def make(value: str) -> Test:
        return lambda found: any(compare(*_comparable(each, value)) for each in found)

    return make


def _matched(match: Callable[[str, str], bool]) -> Callable[[str], Test]:
    def make(value: str) -> Test:
        return lambda found: any(match(_text(each), value) for each in found)

    return make


_OPERATORS: tuple[tuple[str, Callable[[str], Test]], ...] = (
    ("!", _not),
    (">=", _compared(lambda one, other: one >= other)),
    ("<=", _compared(lambda one, other: one <= other)),
    (">", _compared(lambda one, other: one > other)),
    ("<", _compared(lambda one, other: one < other)),
    ("^", _matched(str.startswith)),
    ("$", _matched(str.endswith)),
    ("~", _matched(lambda text, part: part.lower() in text.lower())),
)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _equals(value: Any, text: str) -> bool:
    one, other = _comparable(value, text)
    return bool(one == other)


def _comparable(value: Any, text: str) -> tuple[Any, Any]:
    """Times are compared as texts, as they are stored; numbers as numbers where the parameter is one."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return value, float(text)
        except ValueError:
            return str(value), text
    return _text(value), text
