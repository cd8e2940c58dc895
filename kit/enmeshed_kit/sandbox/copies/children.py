"""The parts of values that are made of several: each becomes an Attribute of its own, a child of the whole."""

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content.kinds import Part
from enmeshed_kit.sandbox.content.vocabulary import Vocabulary


def parts_of(value: Json, vocabulary: Vocabulary) -> list[Json]:
    """The values of which a value is made, in the order of their creation; none for a simple one."""
    fields = vocabulary.classes[value["@type"]].fields
    return [
        {"@type": field.kind.type_name, "value": value[field.name]}
        for field in fields
        if isinstance(field.kind, Part) and field.name in value
    ]
