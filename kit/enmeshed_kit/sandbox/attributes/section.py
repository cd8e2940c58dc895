"""Attributes: what this Identity says about itself, and what peers have shared with it."""

from typing import TYPE_CHECKING, TypeAlias

from enmeshed_kit.records import Attribute, ForwardingDetails, Json, Message
from enmeshed_kit.sandbox.attributes.deletions import Deletions
from enmeshed_kit.sandbox.attributes.holdings import FORWARDABLE, OWN_IDENTITY, OWN_RELATIONSHIP, RECEIVED, Holdings
from enmeshed_kit.sandbox.attributes.keeping import (
    COMMON_KEYS,
    DELETION_KEYS,
    TAG_LIST,
    KeptAttributes,
    address_schema,
    check_id,
    known,
    latest,
    select,
    wants_all_versions,
)
from enmeshed_kit.sandbox.attributes.notices import Notices
from enmeshed_kit.sandbox.attributes.successions import Successions
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import invalid_property
from enmeshed_kit.sandbox.filters import Filter, Query

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

Found: TypeAlias = list[Attribute]
Forwarded: TypeAlias = list[ForwardingDetails]

_FORWARDING_FILTER = Filter(keys=("peer", "sourceReference", "sharedAt", *DELETION_KEYS), is_strict=False)


class Attributes(KeptAttributes[Holdings]):
    """What this Identity has of Attributes, where a shared one is the same on both sides."""

    own_kind = OWN_IDENTITY
    new_attribute = schema.object_of({"content": schema.object_of({"value": {}}, tags=TAG_LIST)})
    filter = Filter(
        keys=(
            *("@type", *COMMON_KEYS, "isDefault", "wasViewedAt"),
            *("sourceReference", "peer", "initialAttributePeer", *DELETION_KEYS),
        ),
        is_strict=False,
    )

    def __init__(self, account: "Account") -> None:
        super().__init__(account, Holdings(account))
        self._deletions = Deletions(account, self.holdings)
        self._notices = Notices(account, self.holdings)
        successions = Successions(account, self.holdings)
        self.succeed = successions.succeed
        self.notify_peer = successions.notify_peer

    def _check_beforehand(self, attribute_content: Json) -> None:
        """Letters outside DIN 91379 are found only when an Attribute is created."""
        self._check_value(attribute_content["value"])
        own = self._read_own(attribute_content)
        self._check_is_news(attribute_content["value"])
        self.holdings.check_tags(own.get("tags"))

    def own_identity(self, query: Query) -> Found:
        """What this Identity says about itself; older versions only with `onlyLatestVersions=false`."""
        without_flag = [(key, value) for key, value in query if key != "hideTechnical"]
        return select(latest(self.holdings.own(), query), without_flag, self.filter)

    def own_shared(self, peer: str, query: Query) -> Found:
        """What this Identity has told a peer about itself."""
        self._check_peer(peer)
        own = (OWN_IDENTITY, OWN_RELATIONSHIP)
        exchanged = self._exchanged(peer, only_latest=not wants_all_versions(query))
        return select((each for each in exchanged if each.type in own), query, self.filter)

    def peer(self, peer: str, query: Query) -> Found:
        """What a peer has told about itself and others."""
        self._check_peer(peer)
        received = (each for each in self.holdings.with_peer(peer) if each.type in RECEIVED)
        return select(latest(received, query), query, self.filter)

    def _check_peer(self, peer: str) -> None:
        schema.check({"peer": peer}, {"properties": {"peer": address_schema(self._account)}})

    def exchanged_with(self, peer: str) -> Found:
        """The latest versions of all that this Identity and a peer have told each other."""
        return self._exchanged(peer, only_latest=True)

    def _exchanged(self, peer: str, *, only_latest: bool) -> Found:
        shared = self.holdings.forwardings.ids_shared_with(peer)
        forwarded = [each for each in self.holdings if each.id in shared]
        with_peer = self.holdings.with_peer(peer)
        if only_latest:
            forwarded = [each for each in forwarded if not self._has_newer(each, peer)]
            with_peer = [each for each in with_peer if each.succeeded_by is None]
        return [*forwarded, *with_peer]

    def _has_newer(self, attribute: Attribute, peer: str) -> bool:
        has_copy = self.holdings.forwardings.has_copy
        return any(has_copy(newer.id, peer) for newer in self.holdings.successors(attribute))

    def versions_shared(self, attribute_id: str, query: Query) -> Found:
        """The versions of an Attribute that a peer has; the latest of them unless `onlyLatestVersions=false`."""
        given = {"attributeId": attribute_id, **{name: value for name, value in query if name == "peer"}}
        wanted = {"attributeId": schema.id_of("ATT"), "peer": address_schema(self._account)}
        schema.check(given, {"required": list(wanted), "properties": wanted})
        attribute = known(self.holdings.find(attribute_id))
        if attribute.type not in FORWARDABLE:
            raise invalid_property(
                "The `attributeId` property must belong to an OwnIdentityAttribute, an OwnRelationshipAttribute or a "
                "PeerRelationshipAttribute."
            )
        shared = self.holdings.shared_versions(attribute, given["peer"])
        return shared if wants_all_versions(query) else shared[:1]

    def forwarding_details(self, attribute_id: str, query: Query) -> Forwarded:
        """With whom an Attribute was shared, and what became of it there."""
        attribute = known(self.holdings.find(attribute_id))
        return _FORWARDING_FILTER.select(self.holdings.forwardings.of(attribute.id), query)

    def delete(self, attribute_id: str) -> Json:
        """Delete an Attribute with its older versions, and tell those who have it.

        Returns:   the ids of the Notifications.
        Raises:    Fault: malformed id, not known here, or shared with a peer who has yet to answer.
        Source:    DELETE /api/core/v1/Attributes/{id} → 200
        """
        check_id("attributeId", attribute_id)
        return {"notificationIds": self._deletions.delete(known(self.holdings.find(attribute_id)))}

    def receive_notification(self, message: Message) -> None:
        """Take over what a peer tells about its Attributes."""
        self._notices.read(message)
