"""Shapes: how a Connector reads the typed JSON objects inside a payload, and how it words what it cannot read.

What a Connector stores is not what it was sent: it builds an object of the class that `@type` names, keeps the fields
that the class knows, and writes them back in alphabetical order. Here both halves are one step: `Shape.read` returns
the JSON that the Connector would write. `@type` is written only where several types would fit.

The fields of a class are read one after the other, and the first that does not fit is named. What it is called depends
on where it was noticed: the type and length of a field at once (`Mail.subject :: Value is not a string`), rules of the
class afterwards (`Mail.to:Array :: may not be empty`), and inside a list with the position around it.

Shapes speak of each other by name. Which Shape a name means is up to the Classes that are at hand, because each version
of the content library has its own.

Source: the answers of a Connector 7.4.6, whose deserialiser is @js-soft/ts-serval.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import msgspec

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.faults import Fault, use_case_error

UNREADABLE = "error.runtime.requestDeserialization"
UNKNOWN_TYPE = "error.runtime.unknownType"
NO_ARRAY = "error.runtime.servalError"
TRIPPED = "error.runtime.unknown"


class Undefined:
    """What JavaScript calls undefined: a property that is not there."""

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED = Undefined()


class Misfit(Exception):  # noqa: N818  a finding about a payload, turned into a Fault by the reader of the payload
    """A JSON value that does not have the shape it should have.

    Args:      code: UNREADABLE, UNKNOWN_TYPE or NO_ARRAY: found by the deserialiser; TRIPPED: it fell over the value.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text

    @property
    def fault(self) -> Fault:
        """The answer to a payload with this misfit in it."""
        return use_case_error(self.text) if self.code == TRIPPED else Fault(self.code, self.text)


def spell(value: Any) -> str:
    """Write a JSON value as JavaScript does within a text."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join("" if item is None else spell(item) for item in value)
    if isinstance(value, int | float):
        return _spell_number(value)
    return "[object Object]" if isinstance(value, dict) else str(value)


def _spell_number(value: float) -> str:
    if abs(value) < _LARGEST_WITHOUT_EXPONENT and float(value).is_integer():
        return str(int(value))
    return repr(float(value)).replace("e-0", "e-")


_LARGEST_WITHOUT_EXPONENT = 1e21


def is_truthy(value: Any) -> bool:
    """Whether JavaScript takes a JSON value for true: empty lists and objects count, empty texts do not."""
    return isinstance(value, dict | list) or bool(value)


def js_length(text: str) -> int:
    """The length of a text as JavaScript counts it: characters beyond the basic plane are two."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


class Place(msgspec.Struct, frozen=True):
    """Where in a payload a value stands, and which classes are known there."""

    classes: "Classes"
    owner: str
    field: str

    def misfit(self, text: str) -> Misfit:
        """A value that does not fit: `Mail.subject :: Value is not a string`."""
        return Misfit(UNREADABLE, f"{self.owner}.{self.field} :: {text}")


class Kind(Protocol):
    """What may stand in a field."""

    @property
    def type_name(self) -> str:
        """How a rule's failure names the type of the field."""

    def read(self, value: Any, place: Place) -> Any:
        """Normalise a value that is not undefined, or raise the Misfit."""


class Field(msgspec.Struct, frozen=True):
    """One property of a class.

    Args:      rule: says what is wrong with a value that has the right type, or None.
    """

    name: str
    kind: Kind
    optional: bool = False
    rule: Callable[[Any], str | None] | None = None

    def read(self, source: Any, owner: str, classes: "Classes") -> Any:
        """Normalise this property of an object; UNDEFINED when it is not there and need not be."""
        value = source.get(self.name, UNDEFINED) if isinstance(source, dict) else UNDEFINED
        place = Place(classes, owner, self.name)
        if value is UNDEFINED or (value is None and not self.optional):
            if self.optional:
                return UNDEFINED
            raise place.misfit("Value is not defined")
        read = self.kind.read(value, place)
        if self.rule and read is not None and (text := self.rule(read)):
            raise Place(classes, owner, f"{self.name}:{self.kind.type_name}").misfit(text)
        return read


class Shape(msgspec.Struct, frozen=True):
    """A class of JSON objects.

    Args:      fields: its own ones; those that it inherits follow.
               parent: name of the class that it inherits fields, and `prepare`, from.
               is_abstract: it is there to be inherited from; no `@type` names it.
               former_name: by which it is known, too, and still written.
               prepare: what happens to a payload before its fields are read; it gets and returns the payload.
               conclude: looks at the whole object: path and text of what is wrong, or None.
               finish: what happens to the JSON that is written.
    """

    name: str
    fields: tuple[Field, ...] = ()
    parent: str | None = None
    is_abstract: bool = False
    former_name: str | None = None
    prepare: Callable[[Any], Any] | None = None
    conclude: Callable[[Json], tuple[str, str] | None] | None = None
    finish: Callable[[Json], Json] | None = None

    def read(self, value: Any, classes: "Classes") -> Json:
        """Normalise an object of this class, whatever its `@type` says.

        Raises:    Misfit: the first field that does not fit.
        """
        if self.prepare:
            value = self.prepare(value)
        if not isinstance(value, dict | list):
            raise Place(classes, self.name, "from()").misfit(f"Parameter must be an object - is '{spell(value)}'")
        read = {field.name: field.read(value, self.name, classes) for field in self.fields}
        known: Json = {name: read[name] for name in sorted(read) if read[name] is not UNDEFINED}
        if self.conclude and (finding := self.conclude(known)):
            path, text = finding
            raise Misfit(UNREADABLE, f"{path} :: {text}")
        return {"@type": self.former_name or self.name, **(self.finish(known) if self.finish else known)}

    def inherit(self, parent: "Shape") -> "Shape":
        """This class with what its parent has and it does not say otherwise."""
        own = {field.name for field in self.fields}
        fields = (*self.fields, *(field for field in parent.fields if field.name not in own))
        return msgspec.structs.replace(self, fields=fields, prepare=self.prepare or parent.prepare)


class Classes:
    """The classes that one version of the content library knows."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self._own = {shape.name: shape for shape in shapes}
        self._whole: dict[str, Shape] = {}
        self._descents: dict[tuple[str | None, tuple[str, ...]], bool] = {}
        self._known = {name: shape.name for shape in self._own.values() for name in _names_of(shape)}

    def but(self, *shapes: Shape, without: Iterable[str] = ()) -> "Classes":
        """These classes with others beside them or, under the same name, in their place, and without some."""
        gone = set(without)
        return Classes((*(shape for shape in self._own.values() if shape.name not in gone), *shapes))

    def __getitem__(self, name: str) -> Shape:
        """A class with all its fields."""
        if name not in self._whole:
            shape = self._own[name]
            self._whole[name] = shape.inherit(self[shape.parent]) if shape.parent else shape
        return self._whole[name]

    def own_fields(self, name: str) -> tuple[Field, ...]:
        """The fields that a class does not inherit."""
        return self._own[name].fields

    def is_a(self, name: str | None, ancestor: str) -> bool:
        """Whether a type is a class or inherits from it."""
        own_name = self._known.get(name or "")
        while own_name and own_name != ancestor:
            own_name = self._own[own_name].parent
        return own_name is not None

    def is_one_of(self, name: str | None, ancestors: tuple[str, ...]) -> bool:
        """Whether a type is one of several classes or inherits from one."""
        pair = (name, ancestors)
        if pair not in self._descents:
            self._descents[pair] = any(self.is_a(name, ancestor) for ancestor in ancestors)
        return self._descents[pair]

    def heirs(self, ancestor: str) -> frozenset[str]:
        """The types that inherit from a class."""
        return frozenset(name for name in self._known if self.is_a(name, ancestor))

    def read_any(self, value: Any) -> Any:
        """Normalise a value of the class that its `@type` names; without one it stays what it is.

        Raises:    Misfit: no such class, or a field of it does not fit.
        """
        if value is None or value is UNDEFINED:
            raise Misfit(TRIPPED, f"Cannot read properties of {spell(value)} (reading 'hasOwnProperty')")
        if not isinstance(value, dict) or "@type" not in value:
            return value
        name = value["@type"]
        if not isinstance(name, str):
            raise Misfit(NO_ARRAY, "@type is not a string.")
        version = _version_of(value)
        if name not in self._known or version != 1:
            raise _unknown(name, version)
        return self[self._known[name]].read(value, self)


def _names_of(shape: Shape) -> tuple[str, ...]:
    if shape.is_abstract:
        return ()
    return (shape.name, shape.former_name) if shape.former_name else (shape.name,)


def _unknown(name: str, version: int | None) -> Misfit:
    text = f"Type '{name}' with version {'NaN' if version is None else version} was not found within reflection"
    # Not every name and version is recognised as one: those with line breaks and without number are a fault apart.
    code = UNKNOWN_TYPE if _UNKNOWN_NAME.search(text) else NO_ARRAY
    return Misfit(code, f"{text} classes. You might have to install a module first.")


_UNKNOWN_NAME = re.compile(r"Type '[^\n\r\u2028\u2029]+' with version [0-9]+ ")
_WHOLE_NUMBER = re.compile(r"\s*([+-]?[0-9]+)")


def _version_of(value: Json) -> int | None:
    """The number that the text of `@version` begins with; None when it does not begin with one."""
    version = value.get("@version")
    if not is_truthy(version):
        return 1
    found = _WHOLE_NUMBER.match(spell(version))
    return int(found[1]) if found else None


def type_of(value: Any) -> str | None:
    """The `@type` of what `read_any` returned; None for what has no known class."""
    named = value.get("@type") if isinstance(value, dict) else None
    return named if isinstance(named, str) else None


def names_type(value: Any) -> bool:
    """Whether a value says which class it belongs to."""
    return isinstance(value, dict) and is_truthy(value.get("@type"))


def without_type(value: Json) -> Json:
    """An object as it is written where only one class fits."""
    return {name: field for name, field in value.items() if name != "@type"}
