"""JSON schemas of values, derived from their Shapes: the first, coarser check of what is sent for an own Attribute."""

from enmeshed_kit.sandbox.content.kinds import Part
from enmeshed_kit.sandbox.content.schema import Schema, object_of
from enmeshed_kit.sandbox.content.shapes import Classes, Kind

_TYPES = {"Text": "string", "Number": "number", "Flag": "boolean", "ListOf": "array", "Exactly": "object"}


def _schema_of_kind(kind: Kind, classes: Classes) -> Schema:
    if isinstance(kind, Part):
        fields = classes[kind.type_name].fields
        return next(_schema_of_kind(field.kind, classes) for field in fields if field.name == "value")
    name = _TYPES.get(type(kind).__name__)
    return {"type": name} if name else {}


def schema_of(name: str, classes: Classes) -> Schema:
    """The JSON schema of a value type: closed, its properties as the Connector orders them."""
    shape, own = classes[name], classes.own_fields(name)
    own_value = [field for field in own if field.name == "value"]
    inherited = [field for field in shape.fields if field not in own] or own_value
    fields = [*inherited, *(field for field in own if field not in inherited)]
    text: Schema = {"type": "string"}
    schema = object_of(
        {"@type": {"type": "string", "const": name}},
        **{"@context": text, "@version": text},
        **{field.name: _schema_of_kind(field.kind, classes) for field in fields},
    )
    return schema | {"required": ["@type", *sorted(field.name for field in fields if not field.optional)]}


def any_of(names: tuple[str, ...], classes: Classes) -> Schema:
    """The JSON schema of a value of one of several types."""
    return {"anyOf": [schema_of(name, classes) for name in names]}
