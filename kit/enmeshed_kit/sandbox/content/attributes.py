"""The content of Attributes, of an Identity or of one Relationship, and the queries that look for Attributes."""

import json
from typing import Any

from enmeshed_kit.sandbox.content.iql import first_fault
from enmeshed_kit.sandbox.content.kinds import ADDRESS, ADDRESSES, Exactly, Flag, OneOf, Text, not_empty, one_of
from enmeshed_kit.sandbox.content.shapes import TRIPPED, UNDEFINED, Field, Misfit, Shape, register, spell
from enmeshed_kit.sandbox.content.values import (
    DESCRIPTION,
    IDENTITY_TYPES,
    IDENTITY_VALUES,
    RELATIONSHIP_TYPES,
    RELATIONSHIP_VALUES,
    TAGS,
    TITLE,
    VALUE_HINTS,
)

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


def _list_third_party(value: Any) -> Any:
    if isinstance(value, dict) and (isinstance(one := value.get("thirdParty"), str) or _is_address_object(one)):
        return value | {"thirdParty": [ADDRESS.read(one, "", "")]}
    return value


def _is_address_object(value: Any) -> bool:
    return isinstance(value, dict) and "address" in value


_IDENTITY_TYPE = Field("valueType", Text(), rule=_one_of_types(IDENTITY_TYPES))
_IQL_HINTS = Shape("IQLQueryCreationHints", (_IDENTITY_TYPE, TAGS))
_RELATIONSHIP_HINTS = Shape(
    "RelationshipAttributeCreationHints",
    (
        *(TITLE, Field("valueType", Text(), rule=_one_of_types(RELATIONSHIP_TYPES)), DESCRIPTION),
        *(Field("valueHints", Exactly(VALUE_HINTS), optional=True),),
        Field("confidentiality", Text(), rule=CONFIDENTIALITY),
    ),
    prepare=_refuse_primitive,
)

IDENTITY_QUERY = Shape("IdentityAttributeQuery", (_IDENTITY_TYPE, TAGS))
RELATIONSHIP_QUERY = Shape(
    "RelationshipAttributeQuery", (KEY, OWNER, Field("attributeCreationHints", Exactly(_RELATIONSHIP_HINTS)))
)
THIRD_PARTY_QUERY = Shape(
    "ThirdPartyRelationshipAttributeQuery",
    (KEY, Field("owner", Text(), rule=_is_queried_owner), Field("thirdParty", ADDRESSES, rule=not_empty)),
    prepare=_list_third_party,
)
IQL_QUERY = Shape(
    "IQLQuery",
    (
        Field("queryString", Text(longest=4096), rule=_is_iql),
        Field("attributeCreationHints", Exactly(_IQL_HINTS), optional=True),
    ),
)
ANY_QUERY = OneOf((IDENTITY_QUERY, RELATIONSHIP_QUERY, THIRD_PARTY_QUERY, IQL_QUERY))
PROPOSAL_QUERY = OneOf((IDENTITY_QUERY, RELATIONSHIP_QUERY, IQL_QUERY))

register((IDENTITY_QUERY, RELATIONSHIP_QUERY, THIRD_PARTY_QUERY, IQL_QUERY, _IQL_HINTS, _RELATIONSHIP_HINTS))
