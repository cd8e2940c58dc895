"""Accepting RequestItems: what happens to the Attributes of who answers, and the items of the Response."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from enmeshed_kit.records import Attribute, DeletionInfo, Json, LocalRequest
from enmeshed_kit.sandbox.attributes.holdings import (
    OWN_IDENTITY,
    PEER_IDENTITY,
    TO_BE_DELETED_HERE,
    Holdings,
    deletion_status,
)
from enmeshed_kit.sandbox.clock import read_time
from enmeshed_kit.sandbox.faults import unexpected
from enmeshed_kit.sandbox.requests.answers import read_attribute_answer
from enmeshed_kit.sandbox.requests.transfers import take_file

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

ACCEPTED = "Accepted"
PLAIN: Json = {"@type": "AcceptResponseItem", "result": ACCEPTED}


def accept_item(item: Json, answer: Any, request: LocalRequest, account: "Account") -> Json:
    """Accept one item with an answer that will do, and give the item of the Response."""
    accept = _ACCEPTERS.get(item["@type"])
    return accept(Acceptance(account, request), item, answer) if accept else PLAIN


def reject_item(answer: Any) -> Json:
    """Reject one item, with the reasons that were given, if any."""
    given = answer if isinstance(answer, dict) else {}
    reasons = {name: given[name] for name in ("code", "message") if given.get(name) is not None}
    return {"@type": "RejectResponseItem", **reasons, "result": "Rejected"}


class Acceptance:
    """Does what accepting an item means."""

    def __init__(self, account: "Account", request: LocalRequest) -> None:
        self._account = account
        self._peer = request.peer
        self._request_id = request.id
        self._holdings: Holdings = account.attributes.holdings
        self._vocabulary = account.dialect.content

    def give(self, item: Json, answer: Any) -> Json:
        """Share an Attribute that was asked for or proposed."""
        kind = item["@type"].replace("RequestItem", "AcceptResponseItem")
        given = read_attribute_answer(item, answer, self._account)
        if given.new is None:
            return self._share(self._with_tags(self._existing(given.existing_id), given.tags), kind)
        if given.new["@type"] == "IdentityAttribute":
            return self._share(self._own(given.new), kind)
        created = self._create_in_relationship(given.new)
        return {"@type": kind, "attribute": created.content, "attributeId": created.id, "result": ACCEPTED}

    def _existing(self, attribute_id: str) -> Attribute:
        if known := self._holdings.find(attribute_id):
            return known
        raise unexpected()

    def _create_in_relationship(self, content: Json) -> Attribute:
        return self._holdings.create_in_relationship(content, self._peer, self._request_id)

    def _own(self, content: Json) -> Attribute:
        """The own Attribute that says the same, with the tags of both; a new one if there is none."""
        known = self._holdings.own_with_value(content["value"])
        if known is None:
            return self._holdings.create_own(content)
        return self._with_tags(
            known, [tag for tag in content.get("tags", ()) if tag not in known.content.get("tags", ())]
        )

    def _with_tags(self, known: Attribute, tags: list[str]) -> Attribute:
        if not tags or known.type != OWN_IDENTITY:
            return known
        content = known.content | {"tags": [*known.content.get("tags", ()), *tags]}
        predecessor, successor = self._holdings.succeed(known, content)
        self._holdings.announce_succession(predecessor, successor)
        return successor

    def _share(self, attribute: Attribute, kind: str) -> Json:
        shared = self._holdings.shared_versions(attribute, self._peer)
        if shared and shared[0].id == attribute.id:
            self._holdings.set_copy_deletion(attribute, self._peer, None, override=True)
            return _already_shared(attribute)
        forwarded = self._holdings.forward(attribute, self._peer, self._request_id)
        if shared:
            return {
                "@type": "AttributeSuccessionAcceptResponseItem",
                "predecessorId": shared[0].id,
                "result": ACCEPTED,
                "successorContent": forwarded.content,
                "successorId": forwarded.id,
            }
        if kind == "CreateAttributeAcceptResponseItem":
            return {"@type": kind, "attributeId": forwarded.id, "result": ACCEPTED}
        initial_peer = {} if forwarded.peer is None else {"initialAttributePeer": forwarded.peer}
        shown = {"attribute": forwarded.content, "attributeId": forwarded.id}
        return {"@type": kind, **shown, **initial_peer, "result": ACCEPTED}

    def create(self, item: Json, answer: Any) -> Json:
        """Create an Attribute; without an owner it belongs to who accepts."""
        kind = "CreateAttributeAcceptResponseItem"
        content = item["attribute"] | {"owner": item["attribute"]["owner"] or self._account.address}
        if content["@type"] == "IdentityAttribute":
            return self._share(self._own(content), kind)
        created = self._create_in_relationship(content)
        return {"@type": kind, "attributeId": created.id, "result": ACCEPTED}

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
            return _already_shared(known)
        new_id, source = item["attributeId"], self._request_id
        if initial_peer:
            self._holdings.receive_third_party(new_id, content, self._peer, source, initial_peer)
        else:
            self._holdings.receive(PEER_IDENTITY, new_id, content, self._peer, source)
        return PLAIN

    def delete(self, item: Json, answer: Any) -> Json:
        """Agree to delete a peer's Attribute."""
        known = self._holdings.find(item["attributeId"])
        if known is None:
            return PLAIN
        date = self._vocabulary.read_parameters(answer, item["@type"])["deletionDate"]
        info = DeletionInfo(deletion_status=TO_BE_DELETED_HERE, deletion_date=read_time(date))
        self._holdings.set_deletion(known, TO_BE_DELETED_HERE, info)
        return {"@type": "DeleteAttributeAcceptResponseItem", "deletionDate": date, "result": ACCEPTED}

    def fill_in(self, item: Json, answer: Any) -> Json:
        """Answer a form field."""
        response = self._vocabulary.read_parameters(answer, item["@type"])["response"]
        return {"@type": "FormFieldAcceptResponseItem", "response": response, "result": ACCEPTED}

    def take_file(self, item: Json, answer: Any) -> Json:
        """Become the owner of a File, and tell the former owner how it is referred to now."""
        own = self._holdings.create_own(take_file(item, self._account))
        forwarded = self._holdings.forward(own, self._peer, self._request_id)
        kind = "TransferFileOwnershipAcceptResponseItem"
        return {"@type": kind, "attribute": forwarded.content, "attributeId": forwarded.id, "result": ACCEPTED}


def _already_shared(attribute: Attribute) -> Json:
    kind = "AttributeAlreadySharedAcceptResponseItem"
    return {"@type": kind, "attributeId": attribute.id, "result": ACCEPTED}


_ACCEPTERS: dict[str, Callable[[Acceptance, Json, Any], Json]] = {
    "CreateAttributeRequestItem": Acceptance.create,
    "DeleteAttributeRequestItem": Acceptance.delete,
    "FormFieldRequestItem": Acceptance.fill_in,
    "ProposeAttributeRequestItem": Acceptance.give,
    "ReadAttributeRequestItem": Acceptance.give,
    "ShareAttributeRequestItem": Acceptance.receive,
    "TransferFileOwnershipRequestItem": Acceptance.take_file,
}
