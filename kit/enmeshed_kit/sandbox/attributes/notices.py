"""Notifications between peers: that an Attribute has a new version, or that somebody has deleted one."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeAlias

from enmeshed_kit.records import Attribute, DeletionInfo, Json, Message
from enmeshed_kit.sandbox.attributes.forwardings import DELETED
from enmeshed_kit.sandbox.attributes.holdings import (
    DELETED_BY_EMITTER,
    FORWARDABLE,
    OWN_RELATIONSHIP,
    PEER_IDENTITY,
    PEER_RELATIONSHIP,
    RECEIVED,
    THIRD_PARTY,
    TO_BE_DELETED_HERE,
    Holdings,
    deletion_status,
)
from enmeshed_kit.sandbox.attributes.keeping import H

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

Reader: TypeAlias = Callable[[Json, str, str], None]
"""Gets the item of a Notification, who has sent it, and the Notification's id."""


def notify(account: "Account", peer: str, item: Json, notification_id: str | None = None) -> str:
    """Tell a peer something.

    Returns:   the id of the Notification.
    """
    notification_id = notification_id or account.ids.object_id("NOT")
    account.messages.deliver({"@type": "Notification", "id": notification_id, "items": [item]}, [peer], [])
    return notification_id


class NoticeReader(ABC, Generic[H]):
    """Takes over what peers tell; what does not concern this Identity is ignored."""

    _account: "Account"
    _holdings: H

    def __init__(self, account: "Account", holdings: H) -> None:
        self._account = account
        self._holdings = holdings
        self._readers = self._readers_of_items()

    @abstractmethod
    def _readers_of_items(self) -> dict[str, Reader]:
        """Who takes over an item, by its class without `NotificationItem`."""

    def read(self, message: Message) -> None:
        """Take over all items of one Notification."""
        for item in message.content["items"]:
            if reader := self._readers.get(item["@type"].removesuffix("NotificationItem")):
                reader(item, message.created_by, message.content["id"])


class Notices(NoticeReader[Holdings]):
    """Takes over what peers tell of Attributes that are the same on both sides."""

    def _readers_of_items(self) -> dict[str, Reader]:
        return {
            "ForwardedAttributeDeletedByPeer": self._copy_deleted,
            "OwnAttributeDeletedByOwner": self._deleted_by_owner,
            "PeerAttributeSucceeded": self._succeeded,
            "PeerRelationshipAttributeDeletedByPeer": self._deleted_in_relationship,
        }

    def _info(self, status: str) -> DeletionInfo:
        return DeletionInfo(deletion_status=status, deletion_date=self._account.now())

    def _copy_deleted(self, item: Json, peer: str, notification_id: str) -> None:
        attribute = self._holdings.find(item["attributeId"])
        if attribute is None or attribute.type not in FORWARDABLE:
            return
        if self._holdings.forwardings.has_copy(attribute.id, peer):
            self._holdings.set_copy_deletion(attribute, peer, self._info(DELETED), override=True)
            self._account.publish("consumption.forwardedAttributeDeletedByPeer", attribute)

    def _deleted_by_owner(self, item: Json, peer: str, notification_id: str) -> None:
        attribute = self._find_with(item["attributeId"], peer, RECEIVED)
        if attribute is None or deletion_status(attribute) == TO_BE_DELETED_HERE:
            return
        marked = self._holdings.set_deletion(attribute, DELETED_BY_EMITTER, self._info(DELETED_BY_EMITTER))
        self._account.publish("consumption.ownAttributeDeletedByOwner", marked)

    def _deleted_in_relationship(self, item: Json, peer: str, notification_id: str) -> None:
        attribute = self._find_with(item["attributeId"], peer, (OWN_RELATIONSHIP, THIRD_PARTY))
        if attribute is None:
            return
        status = DELETED if attribute.type == OWN_RELATIONSHIP else DELETED_BY_EMITTER
        marked = self._holdings.set_deletion(attribute, status, self._info(status), override=True)
        self._account.publish("consumption.peerRelationshipAttributeDeletedByPeer", marked)

    def _succeeded(self, item: Json, peer: str, notification_id: str) -> None:
        older = self._find_with(item["predecessorId"], peer, (PEER_IDENTITY, PEER_RELATIONSHIP))
        if older is None or not _can_follow(item["successorContent"], older, peer):
            return
        predecessor, successor = self._holdings.succeed(
            older, item["successorContent"], new_id=item["successorId"], source=notification_id
        )
        self._holdings.announce_succession(predecessor, successor)

    def _find_with(self, attribute_id: str, peer: str, kinds: tuple[str, ...]) -> Attribute | None:
        attribute = self._holdings.find(attribute_id)
        return attribute if attribute and attribute.type in kinds and attribute.peer == peer else None


def _can_follow(content: Json, older: Attribute, peer: str) -> bool:
    return (
        older.succeeded_by is None
        and content["owner"] == peer
        and content["@type"] == older.content["@type"]
        and content["value"]["@type"] == older.content["value"]["@type"]
        and content.get("key") == older.content.get("key")
    )
