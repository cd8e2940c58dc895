"""Queries: how a Request says which Attribute it asks for, and whether an Attribute is what was asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from enmeshed_kit.client.content.addresses import addresses, check_owner
from enmeshed_kit.client.content.attributes import CONFIDENTIALITY, KEY, check_tags, kind_of
from enmeshed_kit.client.content.iql import check_iql
from enmeshed_kit.client.content.members import Members, anything, article, by_type, given, listed, one_of, text
from enmeshed_kit.client.content.values import IDENTITY_VALUES, PLAIN, RELATIONSHIP_VALUES, check_value_type
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import Json

QUERIED_OWNER = one_of(("", "recipient", "thirdParty"))


def check_identity_type(value_type: Any, place: str) -> None:
    """Refuse a type that IdentityAttributes do not have."""
    check_value_type(value_type, IDENTITY_VALUES)


def check_relationship_type(value_type: Any, place: str) -> None:
    """Refuse a type that RelationshipAttributes do not have."""
    check_value_type(value_type, RELATIONSHIP_VALUES)


HINTS = Members(
    {"title": PLAIN, "valueType": check_relationship_type, "confidentiality": CONFIDENTIALITY},
    {"description": text(1000), "valueHints": anything},
)
QUERIES = {
    "IdentityAttributeQuery": Members({"valueType": check_identity_type}, {"tags": check_tags}),
    "RelationshipAttributeQuery": Members({"key": KEY, "owner": check_owner, "attributeCreationHints": HINTS}),
    "ThirdPartyRelationshipAttributeQuery": Members(
        {"key": KEY, "owner": QUERIED_OWNER, "thirdParty": listed(check_owner, least=1)}
    ),
    "IQLQuery": Members(
        {"queryString": check_iql},
        {"attributeCreationHints": Members({"valueType": check_identity_type}, {"tags": check_tags})},
    ),
}
_check_known_query = by_type(QUERIES, "query")


def check_query(query: Any, place: str) -> None:
    """Refuse a query that no Connector can read."""
    if isinstance(query, Mapping) and isinstance(query.get("thirdParty"), str):
        query = {**query, "thirdParty": [query["thirdParty"]]}
    _check_known_query(query, place)


def identity_query(value_type: str, tags: Sequence[str] | None = None) -> Json:
    """Build the question for something that the peer says about itself.

    Args:  tags: the answer has at least one of them.
    """
    return checked({"@type": "IdentityAttributeQuery", "valueType": value_type} | ({"tags": [*tags]} if tags else {}))


def relationship_query(
    key: str,
    value_type: str,
    *,
    title: str,
    owner: str = "",
    confidentiality: str = "public",
    description: str | None = None,
) -> Json:
    """Build the question for something that only concerns this Relationship; the answer is always new.

    Args:  owner: empty, then the peer's; or the own address.
    """
    hints = given(title=title, valueType=value_type, confidentiality=confidentiality, description=description)
    return checked({"@type": "RelationshipAttributeQuery", "key": key, "owner": owner, "attributeCreationHints": hints})


def third_party_query(key: str, third_party: str | Sequence[str], *, owner: str = "") -> Json:
    """Build the question for something that exists between the peer and others.

    Args:  third_party: addresses of those others; an empty text stands for anybody.
           owner: "recipient", "thirdParty", or empty for either.
    """
    parties = [third_party] if isinstance(third_party, str) else [*third_party]
    addresses([party for party in parties if party])
    return checked({"@type": "ThirdPartyRelationshipAttributeQuery", "key": key, "owner": owner, "thirdParty": parties})


def iql_query(query: str, *, value_type: str | None = None, tags: Sequence[str] | None = None) -> Json:
    """Build a question in the Identity Query Language, for instance `EMailAddress || PhoneNumber`.

    Args:  value_type: of an Attribute that the peer may create if it has none.
    """
    hints = None if value_type is None else given(valueType=value_type, tags=None if tags is None else [*tags])
    return checked(given(queryString=query, attributeCreationHints=hints) | {"@type": "IQLQuery"})


def checked(query: Json) -> Json:
    """The query, if a Connector can read it."""
    check_query(query, query["@type"])
    return query


def misfit(query: Mapping[str, Any], attribute: Mapping[str, Any]) -> str:
    """Say why an Attribute is no answer to a query, as far as that shows without knowing who is who."""
    wanted = "RelationshipAttribute" if "Relationship" in query["@type"] else "IdentityAttribute"
    if attribute["@type"] != wanted:
        return f"The query asks for {article(wanted)}, not for {article(attribute['@type'])}"
    if query["@type"] == "IQLQuery":
        return ""
    if wanted == "IdentityAttribute":
        return identity_misfit(query, attribute)
    if query["key"] != attribute["key"]:
        return f"The query asks for the key {query['key']!r}, not for {attribute['key']!r}"
    return hints_misfit(query, attribute) if "attributeCreationHints" in query else ""


def identity_misfit(query: Mapping[str, Any], attribute: Mapping[str, Any]) -> str:
    """Compare type and tags of an IdentityAttribute with what is asked for."""
    if kind_of(attribute) != query["valueType"]:
        return f"The query asks for {article(query['valueType'])}, not for {article(kind_of(attribute))}"
    tags = query.get("tags")
    if tags and not set(tags) & set(attribute.get("tags") or ()):
        return f"The query asks for one of the tags {', '.join(tags)}"
    return ""


def hints_misfit(query: Mapping[str, Any], attribute: Mapping[str, Any]) -> str:
    """Compare a RelationshipAttribute with the hints that say how it is to be created."""
    hints, value = query["attributeCreationHints"], attribute["value"]
    if query["owner"] and attribute["owner"] and query["owner"] != attribute["owner"]:
        return "The query asks for an Attribute of another owner"
    if hints["valueType"] != kind_of(attribute):
        return f"The query asks for {article(hints['valueType'])}, not for {article(kind_of(attribute))}"
    if hints["confidentiality"] != attribute["confidentiality"]:
        return f"The query asks for the confidentiality {hints['confidentiality']!r}"
    if kind_of(attribute) != "Consent":
        for name in ("title", "description"):
            if hints.get(name) != value.get(name):
                return f"The query asks for the {name} {hints.get(name)!r}, not {value.get(name)!r}"
    return ""


def check_fits(query: Mapping[str, Any], attribute: Mapping[str, Any]) -> None:
    """Refuse an Attribute that is no answer to a query."""
    if reason := misfit(query, attribute):
        raise ContentError(f"{reason}.", "Compare the Attribute with the item's query.")
