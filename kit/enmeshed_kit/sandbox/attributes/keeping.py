"""What Connectors do with Attributes whichever way they share them: create, find, list, search, forget."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from enmeshed_kit.records import Attribute, CanCreateResult, Json, Message, Relationship
from enmeshed_kit.sandbox.attributes.holdings import INVALID_TAGS, Holdings
from enmeshed_kit.sandbox.attributes.searches import Searches
from enmeshed_kit.sandbox.attributes.versions import A
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import Fault, invalid_property, record_not_found, unexpected, use_case_error
from enmeshed_kit.sandbox.filters import Filter, Query

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account
    from enmeshed_kit.sandbox.copies.holdings import LocalAttributes
    from enmeshed_kit.sandbox.copies.local_attribute import LocalAttribute

H = TypeVar("H", Holdings, "LocalAttributes")
Found: TypeAlias = "list[Attribute] | list[LocalAttribute]"

KIND = "LocalAttribute"
TAG_LIST: schema.Schema = {"type": "array", "items": {"type": "string"}}
_PROPERTY = "error.runtime.validation.invalidPropertyValue"
COMMON_KEYS = (
    "createdAt",
    "content.@type",
    "content.owner",
    "content.key",
    "content.isTechnical",
    "content.confidentiality",
    "content.value.@type",
    "succeeds",
    "succeededBy",
)
DELETION_KEYS = ("deletionInfo", "deletionInfo.deletionStatus", "deletionInfo.deletionDate")


class KeptAttributes(Generic[H]):
    """What an Identity has of Attributes.

    own_kind: what a Connector calls an Attribute that this Identity says about itself.
    new_attribute: the schema of one that is to be created.
    filter: what lists can be asked for.
    searches: the class that answers queries.
    """

    own_kind: str
    new_attribute: schema.Schema
    filter: Filter
    searches: type[Searches] = Searches
    holdings: H

    def __init__(self, account: "Account", holdings: H) -> None:
        self._account = account
        self.holdings = holdings
        searches = self.searches(account, holdings)
        self.execute_identity_query = searches.identity
        self.execute_relationship_query = searches.relationship
        self.execute_third_party_query = searches.third_party
        self.execute_iql_query = searches.iql
        self.validate_iql_query = searches.validate_iql

    def create(self, body: Any) -> "Attribute | LocalAttribute":
        """Add something to say about oneself.

        Raises:    Fault: no value of an IdentityAttribute, or one that there is already.
        Source:    POST …/Attributes → 201
        """
        return self.holdings.create_own(self._read_own(self._checked(body)))

    def _checked(self, body: Any) -> Json:
        schema.check(body, self.new_attribute)
        content: Json = body["content"]
        if content["value"] is None:
            raise unexpected()
        self._check_value(content["value"])
        self._check_is_news(content["value"])
        return content

    def _check_value(self, value: Any) -> None:
        value_type = value.get("@type") if isinstance(value, dict) else None
        if value_type not in self._account.dialect.content.identity_types:
            raise invalid_property(
                "content.value.@type must match one of the allowed Attribute value types for IdentityAttributes"
            )
        self._account.dialect.content.check_identity_value(value_type, value)

    def _check_is_news(self, value: Json) -> None:
        if twin := self.holdings.own_with_value(value):
            raise Fault(
                self._duplicate,
                f"The {self.own_kind} cannot be created because it has the same content.value as the already "
                f"existing {self.own_kind} with id '{twin.id}'.",
            )

    @property
    def _duplicate(self) -> str:
        return f"error.runtime.attributes.cannotCreateDuplicate{self.own_kind}"

    def _read_own(self, attribute_content: Json) -> Json:
        own = {**attribute_content, "@type": "IdentityAttribute", "owner": self._account.address}
        return self._account.dialect.content.read_attribute(own)

    def can_create(self, body: Any) -> CanCreateResult:
        """Whether an Attribute would be created, as far as a Connector looks beforehand.

        Source:    PUT …/Attributes/CanCreate → 200
        """
        schema.check(body, self.new_attribute)
        if body["content"]["value"] is None:
            raise use_case_error("Cannot read properties of null (reading '@type')")
        try:
            self._check_beforehand(body["content"])
        except Fault as fault:
            code = fault.code if fault.code in (self._duplicate, INVALID_TAGS) else _PROPERTY
            return CanCreateResult(is_success=False, code=code, message=fault.message)
        return CanCreateResult(is_success=True)

    def _check_beforehand(self, attribute_content: Json) -> None:
        self._check_value(attribute_content["value"])
        self._check_is_news(attribute_content["value"])

    def list(self, query: Query) -> Found:
        """All Attributes that fit the query, in all versions, own and others'."""
        return select(self.holdings, query, self.filter)

    def get(self, attribute_id: str) -> "Attribute | LocalAttribute":
        """One Attribute.

        Raises:    Fault: malformed id, or not known here.
        """
        check_id("id", attribute_id)
        return known(self.holdings.find(attribute_id))

    def versions(self, attribute_id: str) -> Found:
        """All versions of an Attribute, the latest first."""
        check_id("attributeId", attribute_id)
        return self.holdings.versions(known(self.holdings.find(attribute_id)))

    def tag_collection(self) -> Json:
        """The tags that the Backbone knows: here, none."""
        return {"supportedLanguages": ["en"], "tagsForAttributeValueTypes": {}}

    def exchanged_with(self, peer: str) -> Found:
        """The latest versions of all that this Identity and a peer have told each other."""
        raise NotImplementedError

    def forget_peer(self, peer: str) -> None:
        """Drop everything that was exchanged in a Relationship that this Identity has decomposed."""
        self.holdings.forget_peer(peer)

    def relationship_changed(self, relationship: Relationship) -> None:
        """Follow the end of a Relationship: nothing stays of one that never was, and a peer's decomposition shows."""
        if relationship.status in ("Rejected", "Revoked"):
            self._drop_exchanged(relationship.peer)
        if relationship.status == "DeletionProposed":
            self.holdings.lose_peer(relationship.peer, relationship.audit_log[-1].created_at)

    def _drop_exchanged(self, peer: str) -> None:
        for attribute in self.holdings.with_peer(peer):
            if self.holdings.find(attribute.id):
                self.holdings.delete(attribute)
        self.holdings.forget_peer(peer)

    def receive_notification(self, message: Message) -> None:
        """Take over what a peer tells about its Attributes."""
        raise NotImplementedError


def check_id(name: str, attribute_id: str) -> None:
    """Refuse a malformed id.

    Args:      name: what the route calls it.
    """
    schema.check({name: attribute_id}, {"properties": {name: schema.id_of("ATT")}})


def address_schema(account: "Account") -> schema.Schema:
    """Schema of a peer's address."""
    return {"type": "string", "pattern": account.dialect.addresses.pattern}


def known(attribute: A | None) -> A:
    """An Attribute that was looked for.

    Raises:    Fault: there is none.
    """
    if attribute is None:
        raise record_not_found(KIND)
    return attribute


def select(attributes: Iterable[A], query: Query, by: Filter) -> list[A]:
    """The Attributes that fit a query.

    Tags are compared as they are, without operators; technical RelationshipAttributes can be left out.
    """
    tags = {value for key, value in query if key == "content.tags"}
    found = [each for each in attributes if not tags or tags.intersection(each.content.get("tags", ()))]
    if ("hideTechnical", "true") in query:
        found = [each for each in found if not each.content.get("isTechnical")]
    return by.select(found, query)


def wants_all_versions(query: Query) -> bool:
    """Whether older versions are asked for as well."""
    return ("onlyLatestVersions", "false") in query


def latest(attributes: Iterable[A], query: Query) -> list[A]:
    """The latest versions, or all if that is asked for."""
    all_versions = wants_all_versions(query)
    return [each for each in attributes if all_versions or each.succeeded_by is None]
