"""Attributes, as Requests, answers and the Connector itself hold them."""

from collections.abc import Mapping, Sequence
from typing import Any

from enmeshed_kit.client.content.addresses import check_owner
from enmeshed_kit.client.content.members import Members, by_type, flag, listed, one_of, text
from enmeshed_kit.client.content.values import check_identity_value, check_relationship_value
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import Json

CONFIDENTIALITY = one_of(("public", "private", "protected"))
KEY = text(100)


def check_tags(tags: Any, place: str = "tags") -> None:
    """Refuse tags that are too many, too long or twice there; whether one is known, only the Connector can tell."""
    listed(text(250))(tags, place)
    if len(tags) > 20:
        raise ContentError(f"{place} has {len(tags)} entries; 20 are allowed.", "Leave some out.")
    if len(set(tags)) < len(tags):
        raise ContentError(f"{place} names one twice.", "Name each tag once.")


IDENTITY_ATTRIBUTE = Members({"value": check_identity_value, "owner": check_owner}, {"tags": check_tags})
RELATIONSHIP_ATTRIBUTE = Members(
    {"value": check_relationship_value, "owner": check_owner, "key": KEY, "confidentiality": CONFIDENTIALITY},
    {"isTechnical": flag},
)
check_attribute = by_type(
    {"IdentityAttribute": IDENTITY_ATTRIBUTE, "RelationshipAttribute": RELATIONSHIP_ATTRIBUTE}, "Attribute"
)


def identity_attribute(value: Json, owner: str = "", tags: Sequence[str] | None = None) -> Json:
    """Build a whole IdentityAttribute, as answers to Requests hold it.

    Args:  owner: an address; empty stands for who answers. In a shared Attribute it must be filled in.
    """
    attribute: Json = {"@type": "IdentityAttribute", "owner": owner, "value": value}
    if tags:
        attribute["tags"] = list(tags)
    check_attribute(attribute, "IdentityAttribute")
    return attribute


def relationship_attribute(
    value: Json, *, key: str, owner: str = "", confidentiality: str = "public", is_technical: bool = False
) -> Json:
    """Build a whole RelationshipAttribute.

    Args:  value: a `relationship_value(…)`.
           key: what both sides call it; one for each owner and type of value in a Relationship.
           owner: an address; empty stands for who answers.
           confidentiality: "public", "protected", or "private", which no third party is ever told.
    """
    attribute: Json = {
        "@type": "RelationshipAttribute",
        "owner": owner,
        "key": key,
        "confidentiality": confidentiality,
        "isTechnical": is_technical,
        "value": value,
    }
    check_attribute(attribute, "RelationshipAttribute")
    return attribute


def attribute_payload(content: Json | None, value: Json | None, tags: Sequence[str] | None) -> Json:
    """The payload that creates an Attribute, of its content or of value and tags."""
    if (content is None) == (value is None):
        raise ContentError("An Attribute needs a content, or else a value.", "Pass one of them.")
    if content is None:
        content = {"value": value}
    return {"content": content | ({"tags": list(tags)} if tags is not None else {})}


def kind_of(attribute: Mapping[str, Any]) -> str:
    """The type of an Attribute's value."""
    return str(attribute["value"].get("@type"))
