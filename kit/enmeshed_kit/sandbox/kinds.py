"""The kinds of values that a field of a Shape may hold: texts, numbers, ids, dates, objects and lists of them."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from enmeshed_kit.patterns import Pattern
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.references import read_reference
from enmeshed_kit.sandbox.shapes import (
    NO_ARRAY,
    TRIPPED,
    Field,
    Kind,
    Misfit,
    Shape,
    js_length,
    names_type,
    read_any,
    type_of,
    unreadable,
    without_type,
)


@dataclass(frozen=True)
class Text:
    """A string."""

    shortest: int | None = None
    longest: int | None = None
    pattern: Pattern | None = None
    type_name: str = "String"

    def read(self, value: Any, owner: str, field: str) -> str:
        if not isinstance(value, str):
            raise unreadable(owner, field, "Value is not a string")
        if self.shortest is not None and js_length(value) < self.shortest:
            raise unreadable(owner, field, f"Value is shorter than {self.shortest} characters")
        if self.longest is not None and js_length(value) > self.longest:
            raise unreadable(owner, field, f"Value is longer than {self.longest} characters")
        if self.pattern and not self.pattern.matches(value):
            raise unreadable(owner, field, f"Value does not match regular expression {self.pattern}")
        return value


@dataclass(frozen=True)
class Number:
    """A number, whole or not."""

    smallest: float | None = None
    greatest: float | None = None
    type_name: str = "Number"

    def read(self, value: Any, owner: str, field: str) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise unreadable(owner, field, "Value is not a number.")
        if self.smallest is not None and value < self.smallest:
            raise unreadable(owner, field, f"Value is below threshold of {self.smallest}")
        if self.greatest is not None and value > self.greatest:
            raise unreadable(owner, field, f"Value is above threshold of {self.greatest}")
        return value


@dataclass(frozen=True)
class Flag:
    """True or false."""

    type_name: str = "Boolean"

    def read(self, value: Any, owner: str, field: str) -> bool:
        if not isinstance(value, bool):
            raise unreadable(owner, field, "Value is not a boolean")
        return value


@dataclass(frozen=True)
class Anything:
    """Any JSON, kept as it is.

    Args:      types: the Python types that are allowed; empty: all.
    """

    types: tuple[type, ...] = ()
    type_name: str = "Object"

    def read(self, value: Any, owner: str, field: str) -> Any:
        if self.types and not isinstance(value, self.types):
            raise unreadable(owner, field, "Value is not an allowed type.")
        return value


@dataclass(frozen=True)
class Loose:
    """An object without rules; a text in its place is taken apart into its characters, other values into nothing."""

    type_name: str = "Object"

    def read(self, value: Any, owner: str, field: str) -> Any:
        if isinstance(value, str):
            return {str(index): character for index, character in enumerate(value)}
        return value if isinstance(value, dict | list) or value is None else {}


@dataclass(frozen=True)
class Wrapped:
    """A text that the Connector wraps into an object of its own: an address or an id.

    Args:      class_name: of that object.  inner: the property that holds the text.
    """

    class_name: str
    inner: str

    @property
    def type_name(self) -> str:
        return self.class_name

    def read(self, value: Any, owner: str, field: str) -> str | None:
        if isinstance(value, str) or value is None:
            return value
        shape = Shape(self.class_name, (Field(self.inner, Text()),))
        text: str = shape.read(value)[self.inner]
        return text


def _encodes_text(value: str) -> bool:
    try:
        base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode()
    except UnicodeDecodeError:
        return False
    except ValueError:
        # No base64 at all: reading the reference says so.
        return True
    return True


@dataclass(frozen=True)
class FileReference:
    """The truncated or url reference of a File."""

    type_name: str = "FileReference"

    def read(self, value: Any, owner: str, field: str) -> str:
        if not isinstance(value, str):
            raise unreadable(owner, field, "Value is not a string")
        if not value.startswith("http") and not _encodes_text(value):
            raise Misfit(TRIPPED, "The encoded data was not valid for encoding utf-8")
        try:
            secret = read_reference(value, datetime.now(UTC))
        except Fault as fault:
            raise Misfit(TRIPPED, fault.message.removeprefix("An error was thrown in a UseCase: ")) from fault
        if not secret.id.startswith("FIL"):
            text = f"id must start with 'FIL' but is '{secret.id}'"
            raise unreadable("FileReference", "id", text)
        return value


@dataclass(frozen=True)
class Exactly:
    """An object of one class, written without `@type`."""

    shape: Shape

    @property
    def type_name(self) -> str:
        return self.shape.name

    def read(self, value: Any, owner: str, field: str) -> Any:
        if value is None:
            return None
        if not names_type(value):
            return without_type(self.shape.read(value))
        read = read_any(value)
        if type_of(read) != self.shape.name:
            text = f"Parsed object is not an instance of any allowed types {self.shape.name}."
            raise unreadable(owner, field, text)
        return without_type(read)


@dataclass(frozen=True)
class OneOf:
    """An object of one of several classes, written with `@type`."""

    shapes: tuple[Shape, ...]
    type_name: str = "Object"

    def read(self, value: Any, owner: str, field: str) -> Any:
        if value is None:
            return None
        read = read_any(value) if names_type(value) else None
        if type_of(read) not in {shape.name for shape in self.shapes}:
            names = "|".join(shape.name for shape in self.shapes)
            raise unreadable(owner, field, f"Parsed object is not an instance of any allowed types ({names}).")
        return read


@dataclass(frozen=True)
class Unknown:
    """An object of whatever class its `@type` names; the caller decides what to make of it."""

    type_name: str = "Serializable"

    def read(self, value: Any, owner: str, field: str) -> Any:
        return read_any(value) if names_type(value) else value


@dataclass(frozen=True)
class Part:
    """A value that is an object of a class of its own inside, and written as that object's `value`."""

    shape: Shape

    @property
    def type_name(self) -> str:
        return self.shape.name

    def read(self, value: Any, owner: str, field: str) -> Any:
        return None if value is None else Exactly(self.shape).read(value, owner, field)["value"]


@dataclass(frozen=True)
class ListOf:
    """A list; a misfit in it is told with its position.

    Args:      item: of what.  item_name: what the message calls the class of the items.
    """

    item: Kind
    item_name: str
    type_name: str = "Array"

    def read(self, value: Any, owner: str, field: str) -> list[Any]:
        if not isinstance(value, list):
            raise Misfit(NO_ARRAY, "Value is not an Array.")
        return [self._read_item(item, index, owner, field) for index, item in enumerate(value)]

    def _read_item(self, item: Any, index: int, owner: str, field: str) -> Any:
        try:
            return self.item.read(item, owner, f"{field}[]")
        except Misfit as misfit:
            text = f"Item with index {index} could not be deserialized to a {self.item_name} ({misfit.text})"
            raise unreadable(owner, field, text) from misfit


ADDRESS = Wrapped("CoreAddress", "address")
ID = Wrapped("CoreId", "id")
ADDRESSES = ListOf(ADDRESS, "CoreAddress")
TEXTS = ListOf(Text(), "String")


def one_of(allowed: tuple[str, ...]) -> Callable[[Any], str | None]:
    """Rule: one of these texts, which the message lists."""
    return lambda value: None if value in allowed else f"must be one of: {','.join(allowed)}"


def not_empty(items: list[Any]) -> str | None:
    """Rule: at least one item."""
    return None if items else "may not be empty"


def whole(text: str) -> Callable[[Any], str | None]:
    """Rule: a whole number, else this text."""
    return lambda value: None if is_whole(value) else text


def is_whole(value: float) -> bool:
    """Whether a number has no fraction, however large it is."""
    return isinstance(value, int) or value.is_integer()
