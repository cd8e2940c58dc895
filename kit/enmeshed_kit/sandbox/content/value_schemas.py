"""JSON schemas of values, derived from their Shapes: the first, coarser check of what is sent for an own Attribute."""

from enmeshed_kit.sandbox.content.kinds import Part
from enmeshed_kit.sandbox.content.schema import Schema, object_of
from enmeshed_kit.sandbox.content.shapes import Classes, Field, Kind

_TYPES = {"Text": "string", "Number": "number", "Flag": "boolean", "ListOf": "array", "Exactly": "object"}

_ORDERED_OTHERWISE = {
    "Affiliation": ("organization", "role", "unit"),
    "ProprietaryXML": ("value", "title", "description", "valueHintsOverride", "schemaURL"),
}
"""Types whose schema has its properties in another order than the class has its fields."""

_NAMED_LAST = ("BirthCity", "BirthCountry", "BirthState")
"""Types whose schema looks at `@type` after all else."""

_NEVER_REQUIRED = "schemaURL"
_MONTHS: Schema = {"type": "number", "enum": list(range(1, 13))}


def _schema_of_kind(kind: Kind, classes: Classes) -> Schema:
    if isinstance(kind, Part):
        fields = classes[kind.type_name].fields
        return next(_schema_of_kind(field.kind, classes) for field in fields if field.name == "value")
    name = _TYPES.get(type(kind).__name__)
    return {"type": name} if name else {}


def _ordered_fields(name: str, classes: Classes) -> list[Field]:
    own = classes.own_fields(name)
    fields = [*(field for field in classes[name].fields if field not in own), *own]
    order = _ORDERED_OTHERWISE.get(name)
    return sorted(fields, key=lambda field: order.index(field.name)) if order else fields


def schema_of(name: str, classes: Classes) -> Schema:
    """The JSON schema of a value type: closed, its properties as the Connector orders them."""
    fields = _ordered_fields(name, classes)
    text: Schema = {"type": "string"}
    named: dict[str, Schema] = {"@type": {"type": "string", "const": name}}
    values = {field.name: _schema_of_kind(field.kind, classes) for field in fields}
    if name == "BirthMonth":
        values["value"] = _MONTHS
    about = {"@context": text, "@version": text}
    properties = values | about | named if name in _NAMED_LAST else named | about | values
    required = sorted(field.name for field in fields if not field.optional and field.name != _NEVER_REQUIRED)
    return object_of(**properties) | {"required": ["@type", *required]}


def any_of(names: tuple[str, ...], classes: Classes) -> Schema:
    """The JSON schema of a value of one of several types."""
    return {"anyOf": [schema_of(name, classes) for name in names]}
