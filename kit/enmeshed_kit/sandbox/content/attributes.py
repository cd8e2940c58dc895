"""The content of Attributes: what describes an Identity, and what belongs to one Relationship."""

from typing import Any

from enmeshed_kit.sandbox.kinds import ADDRESS, Flag, OneOf, Text, one_of
from enmeshed_kit.sandbox.shapes import UNDEFINED, Field, Shape, register
from enmeshed_kit.sandbox.values import IDENTITY_VALUES, RELATIONSHIP_VALUES, TAGS

CONFIDENTIALITY = one_of(("public", "private", "protected"))
KEY = Field("key", Text(longest=100))
OWNER = Field("owner", ADDRESS)


def fill_is_technical(value: Any) -> Any:
    """Default of `isTechnical`: nobody has to say that something is not."""
    if isinstance(value, dict) and value.get("isTechnical", UNDEFINED) is UNDEFINED:
        return value | {"isTechnical": False}
    return value


IDENTITY_ATTRIBUTE = Shape("IdentityAttribute", (Field("value", OneOf(IDENTITY_VALUES)), TAGS, OWNER))
RELATIONSHIP_ATTRIBUTE = Shape(
    "RelationshipAttribute",
    (
        *(Field("value", OneOf(RELATIONSHIP_VALUES)), KEY, Field("isTechnical", Flag(), optional=True)),
        *(Field("confidentiality", Text(), rule=CONFIDENTIALITY), OWNER),
    ),
    prepare=fill_is_technical,
)
IDENTITY_OR_RELATIONSHIP = OneOf((IDENTITY_ATTRIBUTE, RELATIONSHIP_ATTRIBUTE))
RELATIONSHIP_OR_IDENTITY = OneOf((RELATIONSHIP_ATTRIBUTE, IDENTITY_ATTRIBUTE))

register((IDENTITY_ATTRIBUTE, RELATIONSHIP_ATTRIBUTE))
