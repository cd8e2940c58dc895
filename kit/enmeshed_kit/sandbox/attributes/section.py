"""Attributes: what this Identity says about itself, and what peers have shared with it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from enmeshed_kit.records import Attribute, CanCreateResult, ForwardingDetails, Json, Message, Relationship
from enmeshed_kit.sandbox.attributes.deletions import Deletions
from enmeshed_kit.sandbox.attributes.holdings import (
    FORWARDABLE,
    INVALID_TAGS,
    OWN_IDENTITY,
    OWN_RELATIONSHIP,
    RECEIVED,
    Holdings,
)
from enmeshed_kit.sandbox.attributes.notices import Notices
from enmeshed_kit.sandbox.attributes.searches import Searches
from enmeshed_kit.sandbox.attributes.successions import Successions
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import Fault, invalid_property, record_not_found, unexpected, use_case_error
from enmeshed_kit.sandbox.filters import Filter, Query

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

Found: TypeAlias = list[Attribute]
Copies: TypeAlias = list[ForwardingDetails]

KIND = "LocalAttribute"
_TAG_LIST = {"type": "array", "items": {"type": "string"}}
NEW_ATTRIBUTE = schema.object_of({"content": schema.object_of({"value": {}}, tags=_TAG_LIST)})
DUPLICATE = "error.runtime.attributes.cannotCreateDuplicateOwnIdentityAttribute"
_PROPERTY = "error.runtime.validation.invalidPropertyValue"
_DELETION_KEYS = ("deletionInfo", "deletionInfo.deletionStatus", "deletionInfo.deletionDate")
ATTRIBUTE_FILTER = Filter(
    keys=(
        "@type",
        "createdAt",
        "content.@type",
        "content.owner",
        "content.key",
        "content.isTechnical",
        "content.confidentiality",
        "content.value.@type",
        "succeeds",
        "succeededBy",
        "isDefault",
        "wasViewedAt",
        "sourceReference",
        "peer",
        "initialAttributePeer",
        *_DELETION_KEYS,
    ),
    is_strict=False,
)
FORWARDING_FILTER = Filter(keys=("peer", "sourceReference", "sharedAt", *_DELETION_KEYS), is_strict=False)


class Attributes:
    """What this Identity has of Attributes."""

    def __init__(self, account: "Account") -> None:
        self._account = account
        self.holdings = Holdings(account)
        self._deletions = Deletions(account, self.holdings)
        self._notices = Notices(account, self.holdings)
        self._searches = Searches(account, self.holdings)
        successions = Successions(account, self.holdings)
        self.succeed = successions.succeed
        self.notify_peer = successions.notify_peer
        self.execute_identity_query = self._searches.identity
        self.execute_relationship_query = self._searches.relationship
        self.execute_third_party_query = self._searches.third_party
        self.execute_iql_query = self._searches.iql
        self.validate_iql_query = self._searches.validate_iql

    def create(self, body: Any) -> Attribute:
        """Add something to say about oneself.

        Raises:    Fault: no value of an IdentityAttribute, or one that there is already.
        Source:    POST /api/core/v1/Attributes → 201
        """
        schema.check(body, NEW_ATTRIBUTE)
        if body["content"]["value"] is None:
            raise unexpected()
        self._check_new(body["content"]["value"])
        self._check_is_news(body["content"]["value"])
        return self.holdings.create_own(self._read_own(body["content"]))

    def _check_new(self, value: Any) -> None:
        value_type = value.get("@type") if isinstance(value, dict) else None
        if value_type not in self._account.dialect.content.identity_types:
            raise invalid_property(
                "content.value.@type must match one of the allowed Attribute value types for IdentityAttributes"
            )
        self._account.dialect.content.check_identity_value(value_type, value)

    def _check_is_news(self, value: Json) -> None:
        if known := self.holdings.own_with_value(value):
            raise Fault(
                DUPLICATE,
                "The OwnIdentityAttribute cannot be created because it has the same content.value as the already "
                f"existing OwnIdentityAttribute with id '{known.id}'.",
            )

    def _read_own(self, attribute_content: Json) -> Json:
        own = {**attribute_content, "@type": "IdentityAttribute", "owner": self._account.address}
        return self._account.dialect.content.read_attribute(own)

    def can_create(self, body: Any) -> CanCreateResult:
        """Whether an Attribute would be created; letters outside DIN 91379 are found only when it is.

        Source:    PUT /api/core/v1/Attributes/CanCreate → 200
        """
        schema.check(body, NEW_ATTRIBUTE)
        value = body["content"]["value"]
        if value is None:
            raise use_case_error("Cannot read properties of null (reading '@type')")
        try:
            self._check_new(value)
            own = self._read_own(body["content"])
            self._check_is_news(value)
            self.holdings.check_tags(own.get("tags"))
        except Fault as fault:
            code = fault.code if fault.code in (DUPLICATE, INVALID_TAGS) else _PROPERTY
            return CanCreateResult(is_success=False, code=code, message=fault.message)
        return CanCreateResult(is_success=True)

    def list(self, query: Query) -> Found:
        """All Attributes that fit the query, in all versions, own and others'."""
        return _filtered(self.holdings, query)

    def own_identity(self, query: Query) -> Found:
        """What this Identity says about itself; older versions only with `onlyLatestVersions=false`."""
        kept = (each for each in self.holdings if each.type == OWN_IDENTITY)
        return _filtered(_latest(kept, query), _without_flag(query, "hideTechnical"))

    def own_shared(self, peer: str, query: Query) -> Found:
        """What this Identity has told a peer about itself."""
        _check_peer(peer)
        own = (OWN_IDENTITY, OWN_RELATIONSHIP)
        exchanged = self._exchanged(peer, only_latest=not _wants_all_versions(query))
        return _filtered((each for each in exchanged if each.type in own), query)

    def peer(self, peer: str, query: Query) -> Found:
        """What a peer has told about itself and others."""
        _check_peer(peer)
        received = (each for each in self.holdings if each.type in RECEIVED and each.peer == peer)
        return _filtered(_latest(received, query), query)

    def exchanged_with(self, peer: str) -> Found:
        """The latest versions of all that this Identity and a peer have told each other."""
        return self._exchanged(peer, only_latest=True)

    def _exchanged(self, peer: str, *, only_latest: bool) -> Found:
        shared = self.holdings.forwardings.ids_shared_with(peer)
        forwarded = [each for each in self.holdings if each.id in shared]
        with_peer = [each for each in self.holdings if each.peer == peer]
        if only_latest:
            forwarded = [each for each in forwarded if not self._has_newer(each, peer)]
            with_peer = [each for each in with_peer if each.succeeded_by is None]
        return [*forwarded, *with_peer]

    def _has_newer(self, attribute: Attribute, peer: str) -> bool:
        has_copy = self.holdings.forwardings.has_copy
        return any(has_copy(newer.id, peer) for newer in self.holdings.successors(attribute))

    def get(self, attribute_id: str) -> Attribute:
        """One Attribute.

        Raises:    Fault: malformed id, or not known here.
        """
        return self._find(attribute_id, "id")

    def _find(self, attribute_id: str, name: str) -> Attribute:
        schema.check({name: attribute_id}, {"properties": {name: schema.id_of("ATT")}})
        return self._known(attribute_id)

    def _known(self, attribute_id: str) -> Attribute:
        if attribute := self.holdings.find(attribute_id):
            return attribute
        raise record_not_found(KIND)

    def versions(self, attribute_id: str) -> Found:
        """All versions of an Attribute, the latest first."""
        return self.holdings.versions(self._find(attribute_id, "attributeId"))

    def versions_shared(self, attribute_id: str, query: Query) -> Found:
        """The versions of an Attribute that a peer has; the latest of them unless `onlyLatestVersions=false`."""
        given = {"attributeId": attribute_id, **{name: value for name, value in query if name == "peer"}}
        wanted = {"attributeId": schema.id_of("ATT"), "peer": schema.ADDRESS}
        schema.check(given, {"required": list(wanted), "properties": wanted})
        attribute = self._known(attribute_id)
        if attribute.type not in FORWARDABLE:
            raise invalid_property(
                "The `attributeId` property must belong to an OwnIdentityAttribute, an OwnRelationshipAttribute or a "
                "PeerRelationshipAttribute."
            )
        shared = self.holdings.shared_versions(attribute, given["peer"])
        return shared if _wants_all_versions(query) else shared[:1]

    def forwarding_details(self, attribute_id: str, query: Query) -> Copies:
        """With whom an Attribute was shared, and what became of it there."""
        self._known(attribute_id)
        return FORWARDING_FILTER.select(self.holdings.forwardings.of(attribute_id), query)

    def tag_collection(self) -> Json:
        """The tags that the Backbone knows: here, none."""
        return {"supportedLanguages": ["en"], "tagsForAttributeValueTypes": {}}

    def delete(self, attribute_id: str) -> Json:
        """Delete an Attribute with its older versions, and tell those who have it.

        Returns:   the ids of the Notifications.
        Raises:    Fault: malformed id, not known here, or shared with a peer who has yet to answer.
        Source:    DELETE /api/core/v1/Attributes/{id} → 200
        """
        return {"notificationIds": self._deletions.delete(self._find(attribute_id, "attributeId"))}

    def forget_peer(self, peer: str) -> None:
        """Drop everything that was exchanged in a Relationship that this Identity has decomposed."""
        self.holdings.forget_peer(peer)

    def relationship_changed(self, relationship: Relationship) -> None:
        """Follow the end of a Relationship: nothing stays of one that never was, and a peer's decomposition shows."""
        self._deletions.follow(relationship)

    def receive_notification(self, message: Message) -> None:
        """Take over what a peer tells about its Attributes."""
        self._notices.read(message)


def _check_peer(peer: str) -> None:
    schema.check({"peer": peer}, {"properties": {"peer": schema.ADDRESS}})


def _wants_all_versions(query: Query) -> bool:
    return ("onlyLatestVersions", "false") in query


def _latest(attributes: Iterable[Attribute], query: Query) -> Found:
    all_versions = _wants_all_versions(query)
    return [each for each in attributes if all_versions or each.succeeded_by is None]


def _without_flag(query: Query, name: str) -> Query:
    return [(key, value) for key, value in query if key != name]


def _filtered(attributes: Iterable[Attribute], query: Query) -> Found:
    """Tags are compared as they are, without operators; technical RelationshipAttributes can be left out."""
    tags = {value for key, value in query if key == "content.tags"}
    found = [each for each in attributes if not tags or tags.intersection(each.content.get("tags", ()))]
    if ("hideTechnical", "true") in query:
        found = [each for each in found if not each.content.get("isTechnical")]
    return ATTRIBUTE_FILTER.select(found, query)
