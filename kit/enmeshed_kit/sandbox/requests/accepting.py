"""Accepting RequestItems, whichever way Attributes are kept: what happens, and the items of the Response."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

import msgspec

from enmeshed_kit.records import Attribute, DeletionInfo, Json, LocalRequest
from enmeshed_kit.sandbox.clock import read_time
from enmeshed_kit.sandbox.faults import unexpected
from enmeshed_kit.sandbox.requests.answering import read_attribute_answer
from enmeshed_kit.sandbox.requests.transfers import take_file

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account
    from enmeshed_kit.sandbox.copies.local_attribute import LocalAttribute

A = TypeVar("A", bound="Attribute | LocalAttribute")

ACCEPTED = "Accepted"
PLAIN: Json = {"@type": "AcceptResponseItem", "result": ACCEPTED}
CREATED = "CreateAttributeAcceptResponseItem"
TO_BE_DELETED = "ToBeDeleted"


class Handover(msgspec.Struct, frozen=True):
    """What sharing an Attribute with a peer came to.

    attribute_id, content: of what the peer has now.
    predecessor_id: of an older version that the peer had.
    is_news: whether the peer did not have it yet.
    origin: the fields that say from which Relationship a RelationshipAttribute was taken.
    """

    attribute_id: str
    content: Json
    predecessor_id: str | None = None
    is_news: bool = True
    origin: Json = {}

    def response_item(self, kind: str) -> Json:
        """The item of the Response that tells of it."""
        if not self.is_news:
            return already_shared(self.attribute_id)
        if self.predecessor_id is not None:
            return {
                "@type": "AttributeSuccessionAcceptResponseItem",
                "predecessorId": self.predecessor_id,
                "result": ACCEPTED,
                "successorContent": self.content,
                "successorId": self.attribute_id,
            }
        shown = {} if kind == CREATED else {"attribute": self.content}
        return {"@type": kind, **shown, "attributeId": self.attribute_id, **self.origin, "result": ACCEPTED}


def already_shared(attribute_id: str) -> Json:
    """The item of a Response that brings nothing new."""
    return {"@type": "AttributeAlreadySharedAcceptResponseItem", "attributeId": attribute_id, "result": ACCEPTED}


class Accepting(ABC, Generic[A]):
    """Does what accepting an item means.

    reasons: what a rejection tells the peer.
    """

    acts: ClassVar = {
        "CreateAttributeRequestItem": "create",
        "DeleteAttributeRequestItem": "delete",
        "FormFieldRequestItem": "fill_in",
        "ProposeAttributeRequestItem": "give",
        "ReadAttributeRequestItem": "give",
        "ShareAttributeRequestItem": "receive",
        "TransferFileOwnershipRequestItem": "take_file",
    }
    reasons: tuple[str, ...] = ("code", "message")

    def __init__(self, account: "Account", request: LocalRequest) -> None:
        self._account = account
        self._peer = request.peer
        self._request_id = request.id
        self._content = account.dialect.content
        self._holdings: Any = account.attributes.holdings

    @abstractmethod
    def _hand_over(self, attribute: A) -> Handover:
        """Share an own Attribute with the peer, who may have it or an older version of it."""

    @abstractmethod
    def _create_in_relationship(self, content: Json) -> A:
        """Keep a new RelationshipAttribute."""

    @abstractmethod
    def receive(self, item: Json, answer: Any) -> Json:
        """Keep an Attribute of the peer, unless it is here already."""

    @abstractmethod
    def _mark(self, known: A, info: DeletionInfo) -> None:
        """Note that a peer's Attribute is to be deleted."""

    def accept(self, item: Json, answer: Any) -> Json:
        """Accept one item with an answer that will do, and give the item of the Response."""
        name = self.acts.get(item["@type"])
        response: Json = getattr(self, name)(item, answer) if name else PLAIN
        return response

    def reject(self, answer: Any) -> Json:
        """Reject one item, with the reasons that were given, if any."""
        given = answer if isinstance(answer, dict) else {}
        reasons = {name: given[name] for name in self.reasons if given.get(name) is not None}
        return {"@type": "RejectResponseItem", **reasons, "result": "Rejected"}

    def give(self, item: Json, answer: Any) -> Json:
        """Share an Attribute that was asked for or proposed."""
        kind = item["@type"].replace("RequestItem", "AcceptResponseItem")
        given = read_attribute_answer(item, answer, self._account)
        if given.new is None:
            return self._hand_over(self._with_tags(self._existing(given.existing_id), given.tags)).response_item(kind)
        if given.new["@type"] == "IdentityAttribute":
            return self._hand_over(self._own(given.new)).response_item(kind)
        created = self._create_in_relationship(given.new)
        return {"@type": kind, "attribute": created.content, "attributeId": created.id, "result": ACCEPTED}

    def create(self, item: Json, answer: Any) -> Json:
        """Create an Attribute; without an owner it belongs to who accepts."""
        content = item["attribute"] | {"owner": item["attribute"]["owner"] or self._account.address}
        if content["@type"] == "IdentityAttribute":
            return self._hand_over(self._own(content)).response_item(CREATED)
        return {"@type": CREATED, "attributeId": self._create_in_relationship(content).id, "result": ACCEPTED}

    def _existing(self, attribute_id: str) -> A:
        known: A | None = self._holdings.find(attribute_id)
        if known is None:
            raise unexpected()
        return known

    def _own(self, content: Json) -> A:
        """The own Attribute that says the same, with the tags of both; a new one if there is none."""
        known: A = self._holdings.own_with_value(content["value"]) or self._holdings.create_own(content)
        return self._with_tags(known, [tag for tag in content.get("tags", ()) if tag not in _tags_of(known)])

    def _with_tags(self, known: A, tags: list[str]) -> A:
        if not tags or known.content["@type"] != "IdentityAttribute":
            return known
        predecessor, successor = self._holdings.succeed(known, known.content | {"tags": [*_tags_of(known), *tags]})
        self._holdings.announce_succession(predecessor, successor)
        renewed: A = successor
        return renewed

    def delete(self, item: Json, answer: Any) -> Json:
        """Agree to delete a peer's Attribute."""
        known: A | None = self._holdings.find(item["attributeId"])
        if known is None:
            return PLAIN
        date = self._content.read_parameters(answer, item["@type"])["deletionDate"]
        self._mark(known, DeletionInfo(deletion_status=TO_BE_DELETED, deletion_date=read_time(date)))
        return {"@type": "DeleteAttributeAcceptResponseItem", "deletionDate": date, "result": ACCEPTED}

    def fill_in(self, item: Json, answer: Any) -> Json:
        """Answer a form field."""
        response = self._content.read_parameters(answer, item["@type"])["response"]
        return {"@type": "FormFieldAcceptResponseItem", "response": response, "result": ACCEPTED}

    def take_file(self, item: Json, answer: Any) -> Json:
        """Become the owner of a File, and tell the former owner how it is referred to now."""
        own = self._holdings.create_own(take_file(item, self._account))
        return self._hand_over(own).response_item("TransferFileOwnershipAcceptResponseItem")


def _tags_of(attribute: "Attribute | LocalAttribute") -> list[str]:
    tags: list[str] = attribute.content.get("tags", [])
    return tags
