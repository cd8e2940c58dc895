"""Deleting Attributes, and telling those who have them."""

from typing import TYPE_CHECKING

from enmeshed_kit.records import Attribute
from enmeshed_kit.sandbox.attributes.holdings import (
    FORWARDABLE,
    OWN_IDENTITY,
    OWN_RELATIONSHIP,
    PEER_IDENTITY,
    PEER_RELATIONSHIP,
    THIRD_PARTY,
    Holdings,
)
from enmeshed_kit.sandbox.attributes.notices import notify
from enmeshed_kit.sandbox.faults import Fault

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

_BY_OWNER = "OwnAttributeDeletedByOwnerNotificationItem"
_BY_RECIPIENT = "ForwardedAttributeDeletedByPeerNotificationItem"
_NOTICE_OF = {
    OWN_IDENTITY: _BY_OWNER,
    OWN_RELATIONSHIP: _BY_OWNER,
    PEER_RELATIONSHIP: "PeerRelationshipAttributeDeletedByPeerNotificationItem",
    PEER_IDENTITY: _BY_RECIPIENT,
    THIRD_PARTY: _BY_RECIPIENT,
}
_REACHABLE = ("Pending", "Active", "Terminated")


class Deletions:
    """Deletes Attributes."""

    def __init__(self, account: "Account", holdings: Holdings) -> None:
        self._account = account
        self._holdings = holdings

    def delete(self, attribute: Attribute) -> list[str]:
        """Delete an Attribute with its older versions.

        Returns:   the ids of the Notifications to those who have any of them.
        Raises:    Fault: one of them has yet to accept the Relationship.
        """
        concerned = [(peer, attribute.id) for peer in self._reachable(self._holders(attribute), attribute.id)]
        for peer, version_id in self._holders_of_older_only(attribute):
            concerned += [(reachable, version_id) for reachable in self._reachable([peer], version_id)]
        self._holdings.delete(attribute)
        notice = _NOTICE_OF[attribute.type]
        return [
            notify(self._account, peer, {"@type": notice, "attributeId": version_id}) for peer, version_id in concerned
        ]

    def _holders(self, attribute: Attribute) -> list[str]:
        other_side = [attribute.peer] if attribute.peer else []
        if attribute.type not in FORWARDABLE:
            return other_side
        return [*other_side, *self._holdings.forwardings.peers_with_copy(attribute.id)]

    def _holders_of_older_only(self, attribute: Attribute) -> list[tuple[str, str]]:
        forwardings = self._holdings.forwardings
        seen = set(forwardings.peers_with_copy(attribute.id))
        found = []
        for older in self._holdings.predecessors(attribute):
            for peer in forwardings.peers_with_copy(older.id):
                if peer not in seen:
                    seen.add(peer)
                    found.append((peer, older.id))
        return found

    def _reachable(self, peers: list[str], attribute_id: str) -> list[str]:
        statuses = {peer: self._status(peer) for peer in peers}
        if "Pending" in statuses.values():
            raise Fault(
                "error.runtime.attributes.cannotDeleteSharedAttributeWhileRelationshipIsPending",
                f"The shared Attribute '{attribute_id}' cannot be deleted while the Relationship to a peer is in "
                "status 'Pending'. If you want to delete it now, you'll have to accept, reject or revoke the pending "
                "Relationship.",
            )
        return [peer for peer, status in statuses.items() if status in _REACHABLE]

    def _status(self, peer: str) -> str:
        relationship = self._account.relationships.with_peer(peer)
        return relationship.status if relationship else ""
