"""Taking over the answer to an own Request: which Attributes are shared, received, renewed or deleted now."""

from typing import TYPE_CHECKING

from enmeshed_kit.records import Attribute, DeletionInfo, Json, LocalRequest
from enmeshed_kit.sandbox.attributes.forwardings import TO_BE_DELETED
from enmeshed_kit.sandbox.attributes.holdings import (
    FORWARDABLE,
    OWN_RELATIONSHIP,
    PEER_IDENTITY,
    THIRD_PARTY,
    TO_BE_DELETED_HERE,
    Holdings,
    deletion_status,
)
from enmeshed_kit.sandbox.clock import read_time
from enmeshed_kit.sandbox.requests.transfers import give_file

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

REJECTED = "RejectResponseItem"
DELETION_REJECTED = "DeletionRequestRejected"
DELETION_REQUESTED = "DeletionRequestSent"


class Takeover:
    """What one Response brings to who has asked."""

    def __init__(self, account: "Account", peer: str, request_id: str) -> None:
        self._account = account
        self._peer = peer
        self._source = request_id
        self._holdings: Holdings = account.attributes.holdings

    def apply(self, item: Json, answer: Json) -> None:
        """Do what the answer to one item says."""
        kind, asked = answer["@type"], item["@type"]
        if asked == "DeleteAttributeRequestItem":
            self._apply_deletion(item, answer)
        elif kind == REJECTED:
            return
        elif asked == "ShareAttributeRequestItem":
            self._apply_share(item, answer)
        elif kind == "AttributeAlreadySharedAcceptResponseItem":
            self._keep(answer)
        elif kind == "AttributeSuccessionAcceptResponseItem":
            self._renew(answer)
        elif kind == "CreateAttributeAcceptResponseItem":
            owner = item["attribute"]["owner"] or self._peer
            self._receive(answer["attributeId"], item["attribute"] | {"owner": owner})
        elif "attribute" in answer:
            if asked == "TransferFileOwnershipRequestItem":
                give_file(item, self._account)
            self._receive(answer["attributeId"], answer["attribute"], answer.get("initialAttributePeer"))

    def _apply_share(self, item: Json, answer: Json) -> None:
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

    def _receive(self, attribute_id: str, content: Json, initial_peer: str | None = None) -> None:
        if content["@type"] == "IdentityAttribute":
            self._holdings.receive(PEER_IDENTITY, attribute_id, content, self._peer, self._source)
        elif initial_peer:
            self._holdings.receive_third_party(attribute_id, content, self._peer, self._source, initial_peer)
        else:
            self._holdings.create_in_relationship(content, self._peer, self._source, attribute_id)

    def _apply_deletion(self, item: Json, answer: Json) -> None:
        attribute = self._holdings.find(item["attributeId"])
        if attribute is None or answer["@type"] not in ("DeleteAttributeAcceptResponseItem", REJECTED):
            return
        if answer["@type"] == REJECTED:
            info = DeletionInfo(deletion_status=DELETION_REJECTED, deletion_date=self._account.now())
        else:
            info = DeletionInfo(deletion_status=TO_BE_DELETED, deletion_date=read_time(answer["deletionDate"]))
        self.mark_copy(attribute, info)

    def mark_copy(self, attribute: Attribute, info: DeletionInfo) -> None:
        """Note what the peer does with its copy of an Attribute."""
        if attribute.type == OWN_RELATIONSHIP and attribute.peer == self._peer:
            self._holdings.set_deletion(attribute, info.deletion_status, info)
        elif attribute.type in FORWARDABLE:
            self._holdings.set_copy_deletion(attribute, self._peer, info)


def apply_response(request: LocalRequest, response: Json, account: "Account", peer: str) -> None:
    """Do what the answers to all items say."""
    takeover = Takeover(account, peer, request.id)
    for item, answer in zip(request.content["items"], response["items"], strict=True):
        inner = zip(item["items"], answer["items"], strict=True) if "items" in item else [(item, answer)]
        for each, each_answer in inner:
            takeover.apply(each, each_answer)


def note_deletion_requests(request: LocalRequest, account: "Account") -> None:
    """Note that a peer was asked to delete its copies."""
    takeover = Takeover(account, request.peer, request.id)
    info = DeletionInfo(deletion_status=DELETION_REQUESTED, deletion_date=account.now())
    flat = [inner for item in request.content["items"] for inner in item.get("items", [item])]
    for item in flat:
        if item["@type"] == "DeleteAttributeRequestItem" and (
            known := account.attributes.holdings.find(item["attributeId"])
        ):
            takeover.mark_copy(known, info)
