"""Accepting RequestItems where Attributes are forwarded: they keep their ids."""

from typing import Any

from enmeshed_kit.records import Attribute, DeletionInfo, Json
from enmeshed_kit.sandbox.attributes.holdings import PEER_IDENTITY, TO_BE_DELETED_HERE, deletion_status
from enmeshed_kit.sandbox.requests.accepting import PLAIN, Accepting, Handover, already_shared


class AcceptingByForwarding(Accepting[Attribute]):
    """Shares an Attribute by noting that the peer has it, too."""

    def _hand_over(self, attribute: Attribute) -> Handover:
        shared = self._holdings.shared_versions(attribute, self._peer)
        if shared and shared[0].id == attribute.id:
            self._holdings.set_copy_deletion(attribute, self._peer, None, override=True)
            return Handover(attribute.id, attribute.content, is_news=False)
        forwarded = self._holdings.forward(attribute, self._peer, self._request_id)
        origin = {} if forwarded.peer is None else {"initialAttributePeer": forwarded.peer}
        return Handover(forwarded.id, forwarded.content, shared[0].id if shared else None, origin=origin)

    def _create_in_relationship(self, content: Json) -> Attribute:
        created: Attribute = self._holdings.create_in_relationship(content, self._peer, self._request_id)
        return created

    def receive(self, item: Json, answer: Any) -> Json:
        """Keep an Attribute of the peer, unless it is here already."""
        content, initial_peer = item["attribute"], item.get("initialAttributePeer")
        if initial_peer:
            known = self._holdings.third_party_with_value(content, self._peer)
        else:
            known = self._holdings.received_with_value(content["value"], content["owner"])
        if known:
            if deletion_status(known) == TO_BE_DELETED_HERE:
                self._holdings.clear_deletion(known)
            return already_shared(known.id)
        new_id, source = item["attributeId"], self._request_id
        if initial_peer:
            self._holdings.receive_third_party(new_id, content, self._peer, source, initial_peer)
        else:
            self._holdings.receive(PEER_IDENTITY, new_id, content, self._peer, source)
        return PLAIN

    def _mark(self, known: Attribute, info: DeletionInfo) -> None:
        self._holdings.set_deletion(known, TO_BE_DELETED_HERE, info)
