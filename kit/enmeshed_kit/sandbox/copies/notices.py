"""Notifications between peers: that a copy has a new version, or that somebody has deleted one."""

from enmeshed_kit.records import DeletionInfo, Json
from enmeshed_kit.sandbox.attributes.notices import NoticeReader, Reader
from enmeshed_kit.sandbox.copies.holdings import LocalAttributes, capitalised
from enmeshed_kit.sandbox.copies.local_attribute import (
    DELETED_BY_OWNER,
    DELETED_BY_PEER,
    LocalAttribute,
    ShareInfo,
)
from enmeshed_kit.sandbox.copies.successions import is_succeedable


class Notices(NoticeReader[LocalAttributes]):
    """Takes over what peers tell of copies."""

    def _readers_of_items(self) -> dict[str, Reader]:
        return {
            "OwnSharedAttributeDeletedByOwner": self._deleted_by_owner,
            "PeerSharedAttributeDeletedByPeer": self._deleted_by_peer,
            "PeerSharedAttributeSucceeded": self._succeeded,
            f"{capitalised(self._holdings.third_party)}DeletedByPeer": self._third_party_deleted,
        }

    def _find_with(self, attribute_id: str, peer: str) -> LocalAttribute | None:
        attribute = self._holdings.find(attribute_id)
        return attribute if attribute and attribute.peer == peer else None

    def _deleted_by_owner(self, item: Json, peer: str, notification_id: str) -> None:
        attribute = self._find_with(item["attributeId"], peer)
        if attribute and attribute.is_peer_shared():
            self._mark(attribute, DELETED_BY_OWNER, only_unmarked=True)
            self._announce("ownSharedAttributeDeletedByOwner", attribute)

    def _deleted_by_peer(self, item: Json, peer: str, notification_id: str) -> None:
        attribute = self._find_with(item["attributeId"], peer)
        if attribute and attribute.is_own_shared(self._account.address):
            self._mark(attribute, DELETED_BY_PEER)
            self._announce("peerSharedAttributeDeletedByPeer", attribute)

    def _third_party_deleted(self, item: Json, peer: str, notification_id: str) -> None:
        attribute = self._find_with(item["attributeId"], peer)
        if attribute and self._holdings.is_of_third_party(attribute):
            self._mark(attribute, DELETED_BY_PEER)
            self._announce(f"{self._holdings.third_party}DeletedByPeer", attribute)

    def _mark(self, attribute: LocalAttribute, status: str, *, only_unmarked: bool = False) -> None:
        info = DeletionInfo(deletion_status=status, deletion_date=self._account.now())
        for each in (attribute, *self._holdings.predecessors(attribute)):
            if not (only_unmarked and each.deletion_info):
                self._holdings.change(each, deletion_info=info)

    def _announce(self, trigger: str, attribute: LocalAttribute) -> None:
        self._account.publish(f"consumption.{trigger}", self._holdings.find(attribute.id))

    def _succeeded(self, item: Json, peer: str, notification_id: str) -> None:
        older = self._find_with(item["predecessorId"], peer)
        content = item["successorContent"]
        if older is None or not older.is_peer_shared() or not is_succeedable(older, content):
            return
        info = ShareInfo(peer=peer, notification_reference=notification_id)
        pair = self._holdings.succeed(older, content, info, new_id=item["successorId"])
        self._holdings.announce_succession(*pair)
