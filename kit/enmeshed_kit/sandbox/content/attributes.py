"""The content of Attributes, of an Identity or of one Relationship, and the queries that look for Attributes."""

import json
from typing import Any

from enmeshed_kit.sandbox.content.iql import first_fault
from enmeshed_kit.sandbox.content.kinds import ADDRESS, ADDRESSES, Exactly, Flag, OneOf, Text, not_empty, one_of
from enmeshed_kit.sandbox.content.shapes import TRIPPED, UNDEFINED, Field, Misfit, Shape, spell
from enmeshed_kit.sandbox.content.tags import TAGS
from enmeshed_kit.sandbox.content.values import (
    DESCRIPTION,
    IDENTITY_CLASSES,
    IDENTITY_TYPES,
    RELATIONSHIP_TYPES,
    TITLE,
    abstract,
)

ANY_ATTRIBUTE = OneOf(("IdentityAttribute", "RelationshipAttribute"))

_CONFIDENTIALITY = Field("confidentiality", Text(), rule=one_of(("public", "private", "protected")))
_KEY = Field("key", Text(longest=100))
OWNER = Field("owner", ADDRESS)


def _fill_is_technical(value: Any) -> Any:
    """Default of `isTechnical`: nobody has to say that something is not."""
    if isinstance(value, dict) and value.get("isTechnical", UNDEFINED) is UNDEFINED:
        return value | {"isTechnical": False}
    return value


def _refuse_primitive(value: Any) -> Any:
    """The Connector wants to note on whatever it gets that it is not technical, and falls over texts and numbers."""
    if value is None or isinstance(value, dict | list):
        return value
    kind = {str: "string", bool: "boolean"}.get(type(value), "number")
    raise Misfit(TRIPPED, f"Cannot create property 'isTechnical' on {kind} '{spell(value)}'")


def _one_of_types(names: tuple[str, ...]) -> Any:
    listed = json.dumps(names, separators=(",", ":"))
    return lambda value: None if value in names else f"must be one of: {listed}"


def _is_iql(text: str) -> str | None:
    column = first_fault(text)
    return None if column is None else f"invalid IQL query at character offset {column}"


def _is_queried_owner(text: str) -> str | None:
    return None if text in ("thirdParty", "recipient", "") else 'must be one of: "thirdParty","recipient",""'


def list_third_party(value: Any) -> Any:
    """A single third party need not stand in a list."""
    if isinstance(value, dict) and (isinstance(one := value.get("thirdParty"), str) or _is_address_object(one)):
        return value | {"thirdParty": [one]}
    return value


def _is_address_object(value: Any) -> bool:
    return isinstance(value, dict) and "address" in value


def identity_attributes(values: tuple[str, ...], types: tuple[str, ...], tags: Field = TAGS) -> tuple[Shape, ...]:
    """The Attributes of Identities and the queries for them.

    Args:      values: the classes of their values.  types: the names of the types that can be asked for.
    """
    value_type = Field("valueType", Text(), rule=_one_of_types(types))
    return (
        Shape("IdentityAttribute", (Field("value", OneOf(values)), tags), parent="AbstractAttribute"),
        Shape("IdentityAttributeQuery", (value_type, tags), parent="AbstractAttributeQuery"),
        Shape("IQLQueryCreationHints", (value_type, tags)),
    )


def third_party_query(owner: Field, prepare: Any = list_third_party) -> Shape:
    """The query for an Attribute of a Relationship with somebody else."""
    third_party = Field("thirdParty", ADDRESSES, rule=not_empty)
    name = "ThirdPartyRelationshipAttributeQuery"
    return Shape(name, (_KEY, owner, third_party), parent="AbstractAttributeQuery", prepare=prepare)


ATTRIBUTES = (
    abstract("AbstractAttribute", OWNER),
    abstract("AbstractAttributeQuery"),
    *identity_attributes(IDENTITY_CLASSES, IDENTITY_TYPES),
    Shape(
        "RelationshipAttribute",
        (
            *(Field("value", OneOf(RELATIONSHIP_TYPES)), _KEY, Field("isTechnical", Flag(), optional=True)),
            _CONFIDENTIALITY,
        ),
        parent="AbstractAttribute",
        prepare=_fill_is_technical,
    ),
    Shape(
        "RelationshipAttributeCreationHints",
        (
            *(TITLE, Field("valueType", Text(), rule=_one_of_types(RELATIONSHIP_TYPES)), DESCRIPTION),
            *(Field("valueHints", Exactly("ValueHints"), optional=True), _CONFIDENTIALITY),
        ),
        prepare=_refuse_primitive,
    ),
    Shape(
        "RelationshipAttributeQuery",
        (_KEY, OWNER, Field("attributeCreationHints", Exactly("RelationshipAttributeCreationHints"))),
        parent="AbstractAttributeQuery",
    ),
    third_party_query(Field("owner", Text(), rule=_is_queried_owner)),
    Shape(
        "IQLQuery",
        (
            Field("queryString", Text(longest=4096), rule=_is_iql),
            Field("attributeCreationHints", Exactly("IQLQueryCreationHints"), optional=True),
        ),
    ),
)
"""Attributes and queries."""
