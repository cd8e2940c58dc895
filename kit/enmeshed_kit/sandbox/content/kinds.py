"""The kinds of values that a field of a Shape may hold: texts, numbers, ids, dates, objects and lists of them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from enmeshed_kit.patterns import Pattern
from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content.shapes import (
    NO_ARRAY,
    TRIPPED,
    Field,
    Kind,
    Misfit,
    Shape,
    is_truthy,
    js_length,
    names_type,
    read_any,
    register,
    spell,
    type_of,
    unreadable,
    without_type,
)
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.references import read_reference


class Text(msgspec.Struct, frozen=True):
    """A string."""

    shortest: int | None = None
    longest: int | None = None
    pattern: Pattern | None = None
    allowed: tuple[str, ...] | None = None
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
        if self.allowed and value not in self.allowed:
            raise unreadable(owner, field, "Value is not within the list of allowed values.")
        return value


class Number(msgspec.Struct, frozen=True):
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


class Flag(msgspec.Struct, frozen=True):
    """True or false."""

    type_name: str = "Boolean"

    def read(self, value: Any, owner: str, field: str) -> bool:
        if not isinstance(value, bool):
            raise unreadable(owner, field, "Value is not a boolean")
        return value


class Anything(msgspec.Struct, frozen=True):
    """Any JSON, kept as it is.

    Args:      types: the Python types that are allowed; empty: all.
    """

    types: tuple[type, ...] = ()
    type_name: str = "Object"

    def read(self, value: Any, owner: str, field: str) -> Any:
        if self.types and not isinstance(value, self.types):
            raise unreadable(owner, field, "Value is not an allowed type.")
        return value


class Loose(msgspec.Struct, frozen=True):
    """An object without rules; a text in its place is taken apart into its characters, other values into nothing."""

    type_name: str = "Object"

    def read(self, value: Any, owner: str, field: str) -> Any:
        if isinstance(value, str):
            return {str(index): character for index, character in enumerate(value)}
        return value if isinstance(value, dict | list) or value is None else {}


class Wrapped(msgspec.Struct, frozen=True):
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
        read = _named(shape, value, owner, field) if names_type(value) else shape.read(value)
        text: str = read[self.inner]
        return text


register(Shape(name, (Field(inner, Text()),)) for name, inner in (("CoreAddress", "address"), ("CoreId", "id")))


_FILE_REFERENCE = Shape("FileReference", (Field("id", Wrapped("CoreId", "id")), Field("key", Loose())))


class FileReference(msgspec.Struct, frozen=True):
    """The truncated or url reference of a File."""

    type_name: str = "FileReference"

    def read(self, value: Any, owner: str, field: str) -> str:
        if not isinstance(value, str):
            _require_file_id(value.get("id") if isinstance(value, dict) else None)
            text: str = _FILE_REFERENCE.read(value)["id"]
            return text
        try:
            secret = read_reference(value, datetime.now(UTC))
        except Fault as fault:
            raise Misfit(TRIPPED, fault.message.removeprefix("An error was thrown in a UseCase: ")) from fault
        _require_file_id(secret.id)
        return value


def _require_file_id(object_id: Any) -> None:
    if is_truthy(object_id) and not spell(object_id).startswith("FIL"):
        raise unreadable("FileReference", "id", f"id must start with 'FIL' but is '{spell(object_id)}'")


class Exactly(msgspec.Struct, frozen=True):
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
        return without_type(_named(self.shape, value, owner, field))


def _named(shape: Shape, value: Any, owner: str, field: str) -> Json:
    """Read a value by the class that it names, which has to be this one."""
    read: Json = read_any(value)
    if type_of(read) != shape.name:
        raise unreadable(owner, field, f"Parsed object is not an instance of any allowed types {shape.name}.")
    return read


class OneOf(msgspec.Struct, frozen=True):
    """An object of one of several classes, written with `@type`.

    Args:      ancestor: what the message calls the classes together; without it they are listed.
    """

    shapes: tuple[Shape, ...]
    type_name: str = "Object"
    ancestor: str | None = None

    def read(self, value: Any, owner: str, field: str) -> Any:
        if value is None:
            return None
        read = read_any(value) if names_type(value) else None
        if type_of(read) not in {shape.name for shape in self.shapes}:
            names = self.ancestor or f"({'|'.join(shape.name for shape in self.shapes)})"
            raise unreadable(owner, field, f"Parsed object is not an instance of any allowed types {names}.")
        return read


class Unknown(msgspec.Struct, frozen=True):
    """An object of whatever class its `@type` names; the caller decides what to make of it."""

    type_name: str = "Serializable"

    def read(self, value: Any, owner: str, field: str) -> Any:
        return read_any(value) if names_type(value) else _as_object(value)


def _as_object(value: Any) -> Any:
    """What becomes of a value without class: an object of its characters or items, an empty one of other values."""
    if value is None:
        return None
    if isinstance(value, str | list):
        return {str(index): part for index, part in enumerate(value)}
    return {name: part for name, part in value.items() if name[:1] != "@"} if isinstance(value, dict) else {}


class Part(msgspec.Struct, frozen=True):
    """A value that is an object of a class of its own inside, and written as that object's `value`."""

    shape: Shape

    @property
    def type_name(self) -> str:
        return self.shape.name

    def read(self, value: Any, owner: str, field: str) -> Any:
        return None if value is None else Exactly(self.shape).read(value, owner, field)["value"]


class ListOf(msgspec.Struct, frozen=True):
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
