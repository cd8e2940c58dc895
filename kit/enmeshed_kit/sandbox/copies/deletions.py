"""Deleting Attributes and copies of them, and telling the other side."""

from typing import TYPE_CHECKING

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.attributes.notices import notify
from enmeshed_kit.sandbox.copies.holdings import LocalAttributes, capitalised
from enmeshed_kit.sandbox.copies.local_attribute import LocalAttribute
from enmeshed_kit.sandbox.copies.refusals import TEXTS, Texts, refusal
from enmeshed_kit.sandbox.faults import Fault

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account


class Deletions:
    """Deletes Attributes.

    texts: how refusals are worded.
    """

    texts: Texts = TEXTS

    def __init__(self, account: "Account", holdings: LocalAttributes) -> None:
        self._account = account
        self._holdings = holdings

    def delete_repository(self, attribute: LocalAttribute) -> None:
        """Delete what this Identity says about itself; copies stay."""
        if not attribute.is_repository(self._account.address):
            raise refusal(self.texts, "isNotRepositoryAttribute", id=attribute.id)
        if attribute.parent_id:
            raise refusal(self.texts, "cannotSeparatelyDeleteChildOfComplexAttribute", id=attribute.id)
        self._holdings.delete(attribute)

    def delete_own_shared(self, attribute: LocalAttribute) -> Json:
        """Delete a copy that this Identity shared, and tell who has it."""
        if not attribute.is_own_shared(self._account.address):
            raise refusal(self.texts, "isNotOwnSharedAttribute", id=attribute.id)
        return self._delete_shared(attribute, "OwnSharedAttributeDeletedByOwnerNotificationItem")

    def delete_peer_shared(self, attribute: LocalAttribute) -> Json:
        """Delete what a peer shared about itself, and tell it."""
        if not attribute.is_peer_shared():
            raise refusal(self.texts, "isNotPeerSharedAttribute", id=attribute.id)
        return self._delete_shared(attribute, "PeerSharedAttributeDeletedByPeerNotificationItem")

    def delete_third_party(self, attribute: LocalAttribute) -> Json:
        """Delete what belongs to a Relationship with somebody else, and tell with whom it is shared."""
        kind = capitalised(self._holdings.third_party)
        if not self._holdings.is_of_third_party(attribute):
            raise refusal(self.texts, f"isNot{kind}", id=attribute.id)
        return self._delete_shared(attribute, f"{kind}DeletedByPeerNotificationItem")

    def _delete_shared(self, attribute: LocalAttribute, notice: str) -> Json:
        peer = attribute.peer or ""
        self._check_not_pending(peer)
        self._holdings.delete(attribute)
        return self._tell(peer, {"@type": notice, "attributeId": attribute.id})

    def _check_not_pending(self, peer: str) -> None:
        relationship = self._account.relationships.with_peer(peer)
        if relationship and relationship.status == "Pending":
            raise refusal(self.texts, "cannotDeleteSharedAttributeWhileRelationshipIsPending")

    def _tell(self, peer: str, notice: Json) -> Json:
        """Tell the peer, if it can be told.

        Returns:   the id of the Notification.
        """
        try:
            self._account.messages.check_reachable([peer])
        except Fault:
            return {}
        return {"notificationId": notify(self._account, peer, notice)}
