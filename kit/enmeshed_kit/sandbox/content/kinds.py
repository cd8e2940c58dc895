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
    Place,
    Shape,
    is_truthy,
    js_length,
    names_type,
    spell,
    type_of,
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

    def read(self, value: Any, place: Place) -> str:
        if not isinstance(value, str):
            raise place.misfit("Value is not a string")
        if self.shortest is not None and js_length(value) < self.shortest:
            raise place.misfit(f"Value is shorter than {self.shortest} characters")
        if self.longest is not None and js_length(value) > self.longest:
            raise place.misfit(f"Value is longer than {self.longest} characters")
        if self.pattern and not self.pattern.matches(value):
            raise place.misfit(f"Value does not match regular expression {self.pattern}")
        if self.allowed and value not in self.allowed:
            raise place.misfit("Value is not within the list of allowed values.")
        return value


class Number(msgspec.Struct, frozen=True):
    """A number, whole or not."""

    smallest: float | None = None
    greatest: float | None = None
    type_name: str = "Number"

    def read(self, value: Any, place: Place) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise place.misfit("Value is not a number.")
        if self.smallest is not None and value < self.smallest:
            raise place.misfit(f"Value is below threshold of {self.smallest}")
        if self.greatest is not None and value > self.greatest:
            raise place.misfit(f"Value is above threshold of {self.greatest}")
        return value


class Flag(msgspec.Struct, frozen=True):
    """True or false."""

    type_name: str = "Boolean"

    def read(self, value: Any, place: Place) -> bool:
        if not isinstance(value, bool):
            raise place.misfit("Value is not a boolean")
        return value


class Anything(msgspec.Struct, frozen=True):
    """Any JSON, kept as it is.

    Args:      types: the Python types that are allowed; empty: all.
    """

    types: tuple[type, ...] = ()
    type_name: str = "Object"

    def read(self, value: Any, place: Place) -> Any:
        if self.types and not isinstance(value, self.types):
            raise place.misfit("Value is not an allowed type.")
        return value


class Loose(msgspec.Struct, frozen=True):
    """An object without rules; a text in its place is taken apart into its characters, other values into nothing."""

    type_name: str = "Object"

    def read(self, value: Any, place: Place) -> Any:
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

    def read(self, value: Any, place: Place) -> str | None:
        if isinstance(value, str) or value is None:
            return value
        text: str = _read_as(self.class_name, value, place)[self.inner]
        return text


class FileReference(msgspec.Struct, frozen=True):
    """The truncated or url reference of a File."""

    type_name: str = "FileReference"

    def read(self, value: Any, place: Place) -> str:
        if not isinstance(value, str):
            _require_file_id(value.get("id") if isinstance(value, dict) else None, place)
            text: str = _FILE_REFERENCE.read(value, place.classes)["id"]
            return text
        try:
            secret = read_reference(value, datetime.now(UTC))
        except Fault as fault:
            raise Misfit(TRIPPED, fault.message.removeprefix("An error was thrown in a UseCase: ")) from fault
        _require_file_id(secret.id, place)
        return value


def _require_file_id(object_id: Any, place: Place) -> None:
    if is_truthy(object_id) and not spell(object_id).startswith("FIL"):
        text = f"id must start with 'FIL' but is '{spell(object_id)}'"
        raise Place(place.classes, "FileReference", "id").misfit(text)


class Exactly(msgspec.Struct, frozen=True):
    """An object of one class, written without `@type`."""

    type_name: str

    def read(self, value: Any, place: Place) -> Any:
        return None if value is None else without_type(_read_as(self.type_name, value, place))


def _read_as(name: str, value: Any, place: Place) -> Json:
    """Read a value by the class that it names, which has to be this one, or as this one if it names none."""
    if not names_type(value):
        return place.classes[name].read(value, place.classes)
    read: Json = place.classes.read_any(value)
    if not place.classes.is_a(type_of(read), name):
        raise place.misfit(f"Parsed object is not an instance of any allowed types {name}.")
    return read


class OneOf(msgspec.Struct, frozen=True):
    """An object of one of several classes, written with `@type`."""

    names: tuple[str, ...]
    type_name: str = "Object"

    def read(self, value: Any, place: Place) -> Any:
        if value is None:
            return None
        read = place.classes.read_any(value) if names_type(value) else None
        if not place.classes.is_one_of(type_of(read), self.names):
            names = "|".join(self.names)
            allowed = f"({names})" if len(self.names) > 1 else names
            raise place.misfit(f"Parsed object is not an instance of any allowed types {allowed}.")
        return read


class Heir(msgspec.Struct, frozen=True):
    """An object of a class that inherits from an abstract one, written with `@type`; without it nothing is kept."""

    type_name: str

    def read(self, value: Any, place: Place) -> Any:
        if names_type(value) or value is None:
            return OneOf((self.type_name,)).read(value, place)
        return {}


class Unknown(msgspec.Struct, frozen=True):
    """An object of whatever class its `@type` names; the caller decides what to make of it."""

    type_name: str = "Serializable"

    def read(self, value: Any, place: Place) -> Any:
        return place.classes.read_any(value) if names_type(value) else as_object(value)


def as_object(value: Any) -> Any:
    """What becomes of a value without class: an object of its characters or items, an empty one of other values."""
    if value is None:
        return None
    if isinstance(value, str | list):
        return {str(index): part for index, part in enumerate(value)}
    return {name: part for name, part in value.items() if name not in _ABOUT_CLASS} if isinstance(value, dict) else {}


_ABOUT_CLASS = ("@type", "@version")


class Part(msgspec.Struct, frozen=True):
    """A value that is an object of a class of its own inside, and written as that object's `value`."""

    type_name: str

    def read(self, value: Any, place: Place) -> Any:
        return None if value is None else _read_as(self.type_name, value, place)["value"]


class ListOf(msgspec.Struct, frozen=True):
    """A list; a misfit in it is told with its position.

    Args:      item: of what.  item_name: what the message calls the class of the items.
    """

    item: Kind
    item_name: str
    type_name: str = "Array"

    def read(self, value: Any, place: Place) -> list[Any]:
        if not isinstance(value, list):
            raise Misfit(NO_ARRAY, "Value is not an Array.")
        return [self._read_item(item, index, place) for index, item in enumerate(value)]

    def _read_item(self, item: Any, index: int, place: Place) -> Any:
        try:
            return self.item.read(item, Place(place.classes, place.owner, f"{place.field}[]"))
        except Misfit as misfit:
            text = f"Item with index {index} could not be deserialized to a {self.item_name} ({misfit.text})"
            raise place.misfit(text) from misfit


_FILE_REFERENCE = Shape("FileReference", (Field("id", Wrapped("CoreId", "id")), Field("key", Loose())))
CORE = tuple(Shape(name, (Field(inner, Text()),)) for name, inner in (("CoreAddress", "address"), ("CoreId", "id")))
"""What the Connector wraps texts into."""

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
