"""The Identity Query Language: finds own IdentityAttributes by type, by the fields of their value and by tags.

Grammar (blanks around `&&`, `||` and within brackets are required, and allowed nowhere else):

    query     = and { "||" and }           `GivenName || Surname`
    and       = not { "&&" not }           `#'x:mail' && EMailAddress`
    not       = "!" not | "( " query " )" | term
    term      = Type | Type [.field]… test | field [.field]… test | "#" text
    test      = "=" text | ">" text | "<" text | "~" text | "?"
    text      = 'in single quotes' | without blanks and quotes

Source: `POST /Attributes/ValidateIQLQuery` of a Connector 7.4.6; the grammar of @nmshd/iql 1.0.4.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content.moments import point_in_time
from enmeshed_kit.sandbox.content.shapes import spell

Test: TypeAlias = Callable[[Json], bool]
FieldTest: TypeAlias = Callable[[Any], bool]

_TYPE = re.compile(r"[A-Z][A-Za-z0-9]*")
_SEGMENT = re.compile(r"[a-z][A-Za-z0-9]+")
_QUOTED = re.compile(r"'((?:\\\\|\\'|[^'\\])*)'")
_BARE = re.compile(r"((?:\\\\|\\'|[^'\\ ])*)")
_BLANKS = " \t\n\r"


class IqlError(Exception):
    """A text that is no query; `column` is where reading it had to stop, counted from 1."""

    def __init__(self, column: int) -> None:
        super().__init__(f"no IQL from character {column} on")
        self.column = column


def first_fault(text: str) -> int | None:
    """The column at which a text stops being a query, or None."""
    try:
        _Reader(text).query()
    except IqlError as error:
        return error.column
    return None


def execute(text: str, contents: list[Json]) -> list[int]:
    """Find the contents of Attributes that a query asks for.

    Returns:   their positions in the list.
    Raises:    IqlError: the text is no query.
    """
    matches = _Reader(text).query()
    return [index for index, content in enumerate(contents) if matches(content)]


class _Reader:
    """Reads a query from left to right and remembers the farthest place where something else was expected."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.farthest = 0

    def query(self) -> Test:
        test = self._any()
        if test is None or self.at < len(self.text):
            self._expect()
            # Columns are counted within a line.
            raise IqlError(self.farthest - self.text.rfind("\n", 0, self.farthest))
        return test

    def _expect(self) -> None:
        self.farthest = max(self.farthest, self.at)

    def _any(self) -> Test | None:
        return self._chain("||", self._all, any)

    def _all(self) -> Test | None:
        return self._chain("&&", self._not, all)

    def _chain(self, operator: str, operand: Callable[[], Test | None], combine: Callable[[Any], bool]) -> Test | None:
        tests = [operand()]
        while tests[-1] is not None:
            start = self.at
            following = operand() if self._blanks() and self._take(operator) and self._blanks() else None
            if following is None:
                self.at = start
                return _joined([test for test in tests if test], combine)
            tests.append(following)
        return None

    def _not(self) -> Test | None:
        start = self.at
        if self._take("!") and (inner := self._not()):
            return lambda content: not inner(content)
        self.at = start
        return self._brackets() or self._term()

    def _brackets(self) -> Test | None:
        start = self.at
        inner = self._any() if self._take("(") and self._blanks() else None
        if inner and self._blanks() and self._take(")"):
            return inner
        self.at = start
        return None

    def _blanks(self) -> bool:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in _BLANKS:
            self.at += 1
        self._expect()
        return self.at > start

    def _take(self, expected: str) -> bool:
        if self.text.startswith(expected, self.at):
            self.at += len(expected)
            return True
        self._expect()
        return False

    def _term(self) -> Test | None:
        # What goes wrong inside a term is reported at its beginning, so nothing here moves the farthest place.
        for read in (self._type_term, self._field_term, self._tag_term):
            start = self.at
            if test := read():
                return test
            self.at = start
        self._expect()
        return None

    def _match(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found[found.lastindex or 0] if found else None

    def _path(self) -> list[str]:
        path = []
        while self.text.startswith(".", self.at) and (found := _SEGMENT.match(self.text, self.at + 1)):
            path.append(found[0])
            self.at = found.end()
        return path

    def _type_term(self) -> Test | None:
        if not (name := self._match(_TYPE)):
            return None
        after_name = self.at
        path = ["value", *(self._path() or ["value"])]
        if test := self._test():
            return lambda content: content["value"]["@type"] == name and _field_fits(content, path, test)
        self.at = after_name
        return lambda content: bool(content["value"]["@type"] == name)

    def _field_term(self) -> Test | None:
        if not (first := self._match(_SEGMENT)):
            return None
        path = [first, *self._path()]
        test = self._test()
        return (lambda content: _field_fits(content, path, test)) if test else None

    def _tag_term(self) -> Test | None:
        if not self.text.startswith("#", self.at):
            return None
        self.at += 1
        tag = self._literal()
        return None if tag is None else lambda content: tag in content.get("tags", [])

    def _test(self) -> FieldTest | None:
        operator = self.text[self.at : self.at + 1]
        if operator == "?":
            self.at += 1
            return _is_filled
        if operator not in _COMPARISONS:
            return None
        self.at += 1
        wanted = self._literal()
        return None if wanted is None else lambda value: _COMPARISONS[operator](value, wanted)

    def _literal(self) -> str | None:
        text = self._match(_QUOTED)
        text = self._match(_BARE) if text is None else text
        return None if text is None else text.replace("\\\\", "\\").replace("\\'", "'")


def _joined(tests: list[Test], combine: Callable[[Any], bool]) -> Test:
    return tests[0] if len(tests) == 1 else lambda content: combine(test(content) for test in tests)


def _field_fits(content: Json, path: list[str], test: FieldTest) -> bool:
    value: Any = content
    for name in path:
        if not isinstance(value, dict) or value.get(name) is None:
            return False
        value = value[name]
    return test(value)


def _is_filled(value: Any) -> bool:
    return len(value) > 0 if isinstance(value, dict | list) else value is not None


def _moment(value: Any) -> datetime | None:
    return point_in_time(value) if isinstance(value, str) else None


def _is_later(value: Any, wanted: str) -> bool:
    one, other = _moment(value), _moment(wanted)
    return one is not None and other is not None and one >= other


def _is_earlier(value: Any, wanted: str) -> bool:
    one, other = _moment(value), _moment(wanted)
    return one is not None and other is not None and one <= other


_COMPARISONS: dict[str, Callable[[Any, str], bool]] = {
    "=": lambda value, wanted: spell(value) == wanted,
    ">": _is_later,
    "<": _is_earlier,
    "~": lambda value, wanted: isinstance(value, list) and wanted in value,
}
