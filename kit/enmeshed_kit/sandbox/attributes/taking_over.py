"""Taking over the answer to an own Request where Attributes are forwarded: they keep their ids."""

from enmeshed_kit.records import DeletionInfo, Json
from enmeshed_kit.sandbox.attributes.forwardings import TO_BE_DELETED
from enmeshed_kit.sandbox.attributes.holdings import (
    FORWARDABLE,
    OWN_RELATIONSHIP,
    PEER_IDENTITY,
    THIRD_PARTY,
    TO_BE_DELETED_HERE,
    deletion_status,
)
from enmeshed_kit.sandbox.requests.taking_over import TakingOver


class TakingOverForwarded(TakingOver):
    """Notes whom an Attribute was forwarded to, and keeps those of the peer under the peer's ids."""

    to_be_deleted = TO_BE_DELETED

    def _shared(self, item: Json, answer: Json) -> None:
        attribute = self._holdings.find(item["attributeId"])
        if attribute is None or attribute.type not in FORWARDABLE:
            return
        was_there = answer["@type"] == "AttributeAlreadySharedAcceptResponseItem"
        if was_there and self._holdings.forwardings.has_copy(attribute.id, self._peer):
            self._holdings.forwardings.set_deletion(attribute.id, self._peer, None, override=True)
        else:
            self._holdings.forward(attribute, self._peer, self._source)

    def _keep(self, answer: Json) -> None:
        attribute = self._holdings.find(answer["attributeId"])
        is_received = attribute is not None and attribute.type in (PEER_IDENTITY, THIRD_PARTY)
        if attribute and is_received and deletion_status(attribute) == TO_BE_DELETED_HERE:
            self._holdings.clear_deletion(attribute)

    def _renew(self, answer: Json) -> None:
        older = self._holdings.find(answer["predecessorId"])
        if older is None or older.type not in (PEER_IDENTITY, THIRD_PARTY) or older.succeeded_by:
            return
        content, new_id = answer["successorContent"], answer["successorId"]
        pair = self._holdings.succeed(older, content, new_id=new_id, source=self._source)
        self._holdings.announce_succession(*pair)

    def _receive(self, content: Json, answer: Json) -> None:
        attribute_id, initial_peer = answer["attributeId"], answer.get("initialAttributePeer")
        if content["@type"] == "IdentityAttribute":
            self._holdings.receive(PEER_IDENTITY, attribute_id, content, self._peer, self._source)
        elif initial_peer:
            self._holdings.receive_third_party(attribute_id, content, self._peer, self._source, initial_peer)
        else:
            self._holdings.create_in_relationship(content, self._peer, self._source, attribute_id)

    def _mark(self, attribute_id: str, info: DeletionInfo) -> None:
        attribute = self._holdings.find(attribute_id)
        if attribute is None:
            return
        if attribute.type == OWN_RELATIONSHIP and attribute.peer == self._peer:
            self._holdings.set_deletion(attribute, info.deletion_status, info)
        elif attribute.type in FORWARDABLE:
            self._holdings.set_copy_deletion(attribute, self._peer, info)
