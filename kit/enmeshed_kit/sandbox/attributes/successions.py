"""New versions of own Attributes, and telling peers about them."""

from typing import TYPE_CHECKING, Any

import msgspec

from enmeshed_kit.records import Attribute, Json
from enmeshed_kit.sandbox.attributes.holdings import OWN_IDENTITY, OWN_RELATIONSHIP, Holdings
from enmeshed_kit.sandbox.attributes.notices import notify
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import Fault, record_not_found, unexpected

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

_ATTRIBUTES = "error.runtime.attributes"
_TAG_LIST = {"type": "array", "items": {"type": "string"}}
_NOTIFIED_PEER = schema.object_of({"peer": schema.ADDRESS})


class Successions:
    """Gives own Attributes new versions."""

    def __init__(self, account: "Account", holdings: Holdings) -> None:
        self._account = account
        self._holdings = holdings
        self._vocabulary = account.dialect.content

    def succeed(self, attribute_id: str, body: Any) -> Json:
        """Put a new version in the place of an own Attribute; within a Relationship, the peer is told at once.

        Raises:    Fault: not known, not own, or no value of the same type.
        Source:    POST /api/core/v1/Attributes/{id}/Succeed → 201
        """
        older = self._holdings.find(attribute_id)
        if older is None:
            raise Fault("error.runtime.recordNotFound", f"Predecessor attribute '{attribute_id}' not found.")
        body = {} if body is msgspec.UNSET else body
        if older.content["@type"] == "IdentityAttribute":
            return self._succeed_identity(older, body)
        return self._succeed_relationship(older, body)

    def _succeed_identity(self, older: Attribute, body: Any) -> Json:
        content_schema = schema.object_of({"value": self._vocabulary.any_identity_value}, tags=_TAG_LIST)
        schema.check(body, schema.object_of({"successorContent": content_schema}))
        if older.type != OWN_IDENTITY:
            raise _not_own(older.id, OWN_IDENTITY)
        given = body["successorContent"]
        try:
            content = self._read({**given, "@type": "IdentityAttribute", "owner": older.content["owner"]})
        except Fault as fault:
            # What the schema lets through and the class does not is beyond the Connector here.
            raise unexpected() from fault
        self._holdings.check_tags(content.get("tags"))
        predecessor, successor = self._replace(older, content)
        return {"predecessor": predecessor, "successor": successor}

    def _succeed_relationship(self, older: Attribute, body: Any) -> Json:
        content_schema = schema.object_of({"value": self._vocabulary.any_relationship_value})
        schema.check(body, schema.object_of({"successorContent": content_schema}))
        if older.type != OWN_RELATIONSHIP or older.peer is None:
            raise _not_own(older.id, OWN_RELATIONSHIP)
        content = self._read({**older.content, "value": body["successorContent"]["value"]})
        self._account.messages.check_reachable([older.peer])
        notification_id = self._account.ids.object_id("NOT")
        predecessor, successor = self._replace(older, content, notification_id)
        self._tell(older.peer, predecessor, successor, notification_id)
        return {"predecessor": predecessor, "successor": successor, "notificationId": notification_id}

    def _read(self, content: Json) -> Json:
        return self._vocabulary.read_attribute(content)

    def _replace(self, older: Attribute, content: Json, source: str | None = None) -> tuple[Attribute, Attribute]:
        content = self._holdings.trimmed(content)
        old = older.content
        has_changed = not schema.same(content, old)
        same_type = content["value"]["@type"] == old["value"]["@type"]
        is_allowed = self._vocabulary.has_only_allowed_characters(content)
        if older.succeeded_by or not has_changed or not same_type or not is_allowed:
            raise unexpected()
        pair = self._holdings.succeed(older, content, source=source)
        self._holdings.announce_succession(*pair)
        return pair

    def _tell(self, peer: str, predecessor: Attribute, successor: Attribute, notification_id: str | None = None) -> str:
        item = {
            "@type": "PeerAttributeSucceededNotificationItem",
            "predecessorId": predecessor.id,
            "successorContent": successor.content,
            "successorId": successor.id,
        }
        return notify(self._account, peer, item, notification_id)

    def notify_peer(self, attribute_id: str, body: Any) -> Json:
        """Share a new version with a peer who has an older one.

        Raises:    Fault: not an own IdentityAttribute, or the peer has no older version, or this one already.
        Source:    POST /api/core/v1/Attributes/{id}/NotifyPeer → 201
        """
        if body is msgspec.UNSET:
            raise unexpected()
        schema.check({"attributeId": attribute_id}, {"properties": {"attributeId": schema.id_of("ATT")}})
        schema.check(body, _NOTIFIED_PEER)
        attribute = self._holdings.find(attribute_id)
        if attribute is None:
            raise record_not_found("LocalAttribute")
        if attribute.type != OWN_IDENTITY:
            raise _not_own(attribute_id, OWN_IDENTITY)
        peer = body["peer"]
        known = self._version_known_to(attribute, peer)
        self._account.messages.check_reachable([peer])
        notification_id = self._account.ids.object_id("NOT")
        successor = self._holdings.forward(attribute, peer, notification_id)
        self._tell(peer, known, successor, notification_id)
        return {"predecessor": known, "successor": successor, "notificationId": notification_id}

    def _version_known_to(self, attribute: Attribute, peer: str) -> Attribute:
        """The version that a peer has, if a newer one would be news.

        Raises:    Fault: none, this one, or a newer one.
        """
        shared = self._holdings.shared_versions(attribute, peer)
        if not shared:
            raise Fault(
                f"{_ATTRIBUTES}.peerHasNoPreviousVersionOfAttribute",
                f"The peer '{peer}' doesn't have any previous version of the Attribute '{attribute.id}'. "
                "Either you haven't shared it before or the peer has deleted it.",
            )
        if shared[0].id == attribute.id:
            raise Fault(
                f"{_ATTRIBUTES}.ownIdentityAttributeHasAlreadyBeenSharedWithPeer",
                f"The OwnIdentityAttribute '{attribute.id}' has already been shared with peer '{peer}'.'.",
            )
        if shared[0] in self._holdings.successors(attribute):
            raise Fault(
                f"{_ATTRIBUTES}.successorOfOwnIdentityAttributeHasAlreadyBeenSharedWithPeer",
                f"A successor '{shared[0].id}' of the OwnIdentityAttribute '{attribute.id}' has already been shared "
                f"with peer '{peer}'.'.",
            )
        return shared[0]


def _not_own(attribute_id: str, kind: str) -> Fault:
    return Fault(f"{_ATTRIBUTES}.isNot{kind}", f"The Attribute '{attribute_id}' is not an {kind}.")
