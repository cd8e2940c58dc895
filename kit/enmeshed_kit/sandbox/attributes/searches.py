"""Queries on the Attributes of this Identity, as peers would send them in Requests."""

from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from enmeshed_kit.records import Attribute, Json
from enmeshed_kit.sandbox.attributes.holdings import Holdings
from enmeshed_kit.sandbox.content import iql, schema
from enmeshed_kit.sandbox.content.shapes import UNDEFINED
from enmeshed_kit.sandbox.faults import record_not_found, use_case_error

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account
    from enmeshed_kit.sandbox.copies.holdings import LocalAttributes
    from enmeshed_kit.sandbox.copies.local_attribute import LocalAttribute

Found: TypeAlias = "list[Attribute | LocalAttribute]"

_TEXT: schema.Schema = {"type": "string"}
_ABOUT_ITSELF: dict[str, schema.Schema] = {
    "@type": {"type": "string", "const": "IQLQuery"},
    "@context": _TEXT,
    "@version": _TEXT,
}


def _iql(types: tuple[str, ...], *, is_typed: bool = False) -> schema.Schema:
    hints = schema.object_of(
        {"valueType": {"type": "string", "enum": list(types)}}, tags={"type": "array", "items": _TEXT}
    )
    query = schema.object_of(_ABOUT_ITSELF | {"queryString": _TEXT}, attributeCreationHints=hints)
    return query | {"required": ["@type", "queryString"] if is_typed else ["queryString"]}


class Searches:
    """Finds Attributes by query."""

    def __init__(self, account: "Account", holdings: "Holdings | LocalAttributes") -> None:
        self._account = account
        self._holdings = holdings

    def identity(self, body: Any) -> Found:
        """Own IdentityAttributes of a type, with any of the tags if there are some.

        Source:    POST …/Attributes/ExecuteIdentityAttributeQuery → 200
        """
        query = self._read(body, "IdentityAttributeQuery")
        tags = query.get("tags", [])
        return [
            each
            for each in self._holdings.own()
            if each.content["value"]["@type"] == query["valueType"]
            and _is_within(each.content, query)
            and (not tags or set(tags).intersection(each.content.get("tags", ())))
        ]

    def relationship(self, body: Any) -> "Attribute | LocalAttribute":
        """The RelationshipAttribute of a key and an owner; no owner means this Identity.

        Raises:    Fault: there is none, or it is private.
        Source:    POST …/Attributes/ExecuteRelationshipAttributeQuery → 200
        """
        query = self._read(body, "RelationshipAttributeQuery")
        for each in self._asked_for(query):
            if each.content["owner"] == (query["owner"] or self._account.address):
                return each
        raise record_not_found("RelationshipAttribute")

    def third_party(self, body: Any) -> Found:
        """RelationshipAttributes of a key that belong to Relationships with certain third parties.

        Source:    POST …/Attributes/ExecuteThirdPartyRelationshipAttributeQuery → 200
        """
        query = self._read(body, "ThirdPartyRelationshipAttributeQuery")
        return [
            each
            for each in self._asked_for(query)
            if each.peer in query["thirdParty"] and self._is_asked_for(each.content["owner"], query)
        ]

    def _is_asked_for(self, owner: str, query: Json) -> bool:
        owners = {
            "recipient": [self._account.address],
            "thirdParty": query["thirdParty"],
            "": [self._account.address, *query["thirdParty"]],
        }
        return owner in owners[query["owner"]]

    def _asked_for(self, query: Json) -> Found:
        return [
            each
            for each in self._holdings
            if each.content["@type"] == "RelationshipAttribute"
            and each.content["key"] == query["key"]
            and each.content["confidentiality"] != "private"
            and _is_within(each.content, query)
        ]

    def iql(self, body: Any) -> Found:
        """Own IdentityAttributes that an IQL query asks for, in all versions.

        Source:    POST …/Attributes/ExecuteIQLQuery → 200
        """
        query = self._read_iql(body)
        own = self._holdings.own()
        found = iql.execute(query["queryString"], [each.content for each in own])
        return [own[index] for index in found]

    def validate_iql(self, body: Any) -> Json:
        """Whether a text is an IQL query; one that is not is refused already.

        Source:    POST …/Attributes/ValidateIQLQuery → 200
        """
        self._read_iql(body, is_typed=True)
        return {"isValid": True}

    def _read(self, body: Any, kind: str) -> Json:
        if body is msgspec.UNSET:
            raise use_case_error("Cannot read properties of undefined (reading 'query')")
        query = body.get("query", UNDEFINED) if isinstance(body, dict) else UNDEFINED
        return self._account.dialect.content.read_query(query, kind)

    def _read_iql(self, body: Any, *, is_typed: bool = False) -> Json:
        vocabulary = self._account.dialect.content
        schema.check(body, schema.object_of({"query": _iql(vocabulary.identity_types, is_typed=is_typed)}))
        return vocabulary.read_query(body["query"], "IQLQuery")


class SearchesByAddress(Searches):
    """Finds Attributes by query, where a query for those of third parties names their owner; no owner means any."""

    def _is_asked_for(self, owner: str, query: Json) -> bool:
        return query["owner"] in ("", owner)


def _is_within(attribute: Json, query: Json) -> bool:
    """Whether an Attribute begins and ends to hold where a query wants it; one that says nothing never ends."""
    begins, ends = query.get("validFrom"), query.get("validTo")
    return (not begins or attribute.get("validFrom", "") >= begins) and (
        not ends or attribute.get("validTo", "") <= ends
    )
