"""A payload that a person edits as JSON: read, or refused at its line, and tied to the placeholders that it had."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.notebook.form.slots import Given, Literal, canonical, slot_name

ADVICE: Final = {
    "Expecting value": "a value is missing here: a text in quotes, a number, true, false, null, { or [",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing before this place",
    "Expecting ':' delimiter": "a colon is missing between name and value",
    "Expecting property name enclosed in double quotes": 'a name in "double quotes" must stand here',
    "Illegal trailing comma before end of object": "this comma is one too many: nothing follows it",
    "Illegal trailing comma before end of array": "this comma is one too many: nothing follows it",
    "Unterminated string starting at": "this text has no closing quote",
    "Invalid control character at": r"a text goes on in the next line: write \n in place of the line break",
    "Extra data": "the JSON has ended before this place",
}
"""What the reader of JSON says, in words of those who write it."""


class JsonSyntaxError(ContentError):
    """What was typed is no JSON that can be sent.

    Args:  what: what is wrong.
           line: where, counted from 1.
           column: counted from 1.
    """

    def __init__(self, what: str, line: int, column: int = 1) -> None:
        super().__init__(f"The JSON has a fault in line {line}: {what}.", "Mend that line, or restore the payload.")
        self.what = what
        self.line = line
        self.column = column


class _RefusedError(ValueError):
    """Something that Python reads as JSON and a Connector does not."""

    def __init__(self, what: str, near: str) -> None:
        super().__init__(what)
        self.near = near


def read_json(text: str) -> dict[str, Any]:
    """Read a payload that was typed.

    Raises:  JsonSyntaxError: it is no JSON object.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_members)
        _refuse_half_characters(value)
    except json.JSONDecodeError as error:
        raise JsonSyntaxError(ADVICE.get(error.msg, error.msg), error.lineno, error.colno) from None
    except _RefusedError as error:
        raise JsonSyntaxError(str(error), _line_of(text, error.near)) from None
    except RecursionError:
        raise JsonSyntaxError("it is nested too deeply", 1) from None
    except ValueError:
        raise JsonSyntaxError("a number has too many digits", 1) from None
    if not isinstance(value, dict):
        raise JsonSyntaxError("a payload begins with { and ends with }", 1)
    return value


@dataclass
class Weaving:
    """Ties edited JSON to the placeholders of the template before it.

    A value at the place of a placeholder fills that one; a new text `<name>` is a new placeholder. What a placeholder
    held already is not looked at for `<…>`, so `<b>` stays a fine display name.

    Args:  given: what the placeholders hold.
    """

    given: Mapping[str, Given]
    changed: dict[str, Any] = field(default_factory=dict)
    """New values of placeholders, by name; None opens it again."""

    def weave(self, template: Any, edited: Any) -> Any:
        """The edited JSON as a template."""
        found: dict[str, list[Any]] = {}
        for slot, value in _pairs(template, edited):
            found.setdefault(slot, []).append(value)
        for slot, values in found.items():
            # One that stands in several places and differs now is no longer one.
            if len({canonical(value) for value in values}) == 1 and self._may_hold(slot, values[0]):
                self.changed[slot] = None if self._is_opened(slot, values[0]) else values[0]
        return self._woven(template, edited, {text for one in self.given.values() for text in _texts(one.value)})

    def _may_hold(self, slot: str, value: Any) -> bool:
        if self._holds(slot, value) or value in (None, ""):
            return False
        return self._is_opened(slot, value) or (slot_name(value) is None and not isinstance(value, dict | list))

    def _is_opened(self, slot: str, value: Any) -> bool:
        return bool(value == f"<{slot}>")

    def _holds(self, slot: str, value: Any) -> bool:
        given = self.given.get(slot)
        return given is not None and canonical(given.value) == canonical(value)

    def _woven(self, template: Any, edited: Any, known: set[str]) -> Any:
        slot = slot_name(template)
        if slot is not None and (slot in self.changed or self._holds(slot, edited)):
            return template
        if isinstance(edited, dict):
            earlier = template if isinstance(template, Mapping) else {}
            return {name: self._woven(earlier.get(name), value, known) for name, value in edited.items()}
        if isinstance(edited, list):
            before = template if isinstance(template, list) else []
            pairs = zip([*before, *[None] * len(edited)], edited, strict=False)
            return [self._woven(old, new, known) for old, new in pairs]
        is_plain = isinstance(edited, str) and edited != template and edited in known
        return Literal(edited) if is_plain or (isinstance(template, Literal) and edited == template) else edited


def _pairs(template: Any, edited: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(template, Mapping) and isinstance(edited, dict):
        for name, part in template.items():
            if name in edited:
                yield from _pairs(part, edited[name])
    elif isinstance(template, list) and isinstance(edited, list):
        for part, other in zip(template, edited, strict=False):
            yield from _pairs(part, other)
    elif (slot := slot_name(template)) is not None:
        yield slot, edited


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ():
        yield from _texts(part)


def _refuse_constant(name: str) -> NoReturn:
    raise _RefusedError(f"{name} is no JSON", name)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise _RefusedError(f'the name "{name}" stands twice in the same object', json.dumps(name))
    return dict(pairs)


def _refuse_half_characters(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise _RefusedError(r"\ud800 to \udfff alone are half a character", r"\ud") from None


def _line_of(text: str, near: str) -> int:
    return text.count("\n", 0, max(text.lower().rfind(near.lower()), 0)) + 1
