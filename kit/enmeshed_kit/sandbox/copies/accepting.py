"""Accepting RequestItems where Attributes are shared as copies, each with an id of its own."""

from typing import Any, ClassVar

from enmeshed_kit.records import DeletionInfo, Json
from enmeshed_kit.sandbox.copies.local_attribute import DELETED_BY_PEER, TO_BE_DELETED, LocalAttribute, ShareInfo
from enmeshed_kit.sandbox.requests.accepting import ACCEPTED, Accepting, Handover, already_shared


class AcceptingByCopying(Accepting[LocalAttribute]):
    """Shares an Attribute by making a copy of it for the peer."""

    acts: ClassVar = {
        **Accepting.acts,
        "FreeTextRequestItem": "write",
        "RegisterAttributeListenerRequestItem": "listen",
    }

    def _hand_over(self, attribute: LocalAttribute) -> Handover:
        versions = self._holdings.copies_of_versions(attribute, self._peer)
        shared = next((each for each in versions if each.deletion_status != DELETED_BY_PEER), None)
        if shared and shared.source == attribute.id:
            self._holdings.set_deletion(shared, None)
            return Handover(shared.id, shared.content, is_news=False)
        if shared:
            return self._succeed(shared, attribute)
        copy = self._holdings.share(attribute, self._peer, self._request_id)
        third_party = copy.share_info.third_party_address
        return Handover(copy.id, copy.content, origin={"thirdPartyAddress": third_party} if third_party else {})

    def _succeed(self, shared: LocalAttribute, attribute: LocalAttribute) -> Handover:
        info = ShareInfo(peer=self._peer, request_reference=self._request_id, source_attribute=attribute.id)
        predecessor, successor = self._holdings.succeed(shared, attribute.content, info)
        self._holdings.announce_succession(predecessor, successor)
        return Handover(successor.id, successor.content, predecessor.id)

    def _create_in_relationship(self, content: Json) -> LocalAttribute:
        created: LocalAttribute = self._holdings.receive(content, self._peer, self._request_id)
        return created

    def receive(self, item: Json, answer: Any) -> Json:
        """Keep a copy of an Attribute of the peer, unless it is here already."""
        if known := self._received(item["attribute"]):
            if known.deletion_status == TO_BE_DELETED:
                self._holdings.set_deletion(known, None)
            return already_shared(known.id)
        third_party = item.get("thirdPartyAddress")
        copy = self._holdings.receive(item["attribute"], self._peer, self._request_id, third_party=third_party)
        return {"@type": "ShareAttributeAcceptResponseItem", "attributeId": copy.id, "result": ACCEPTED}

    def _received(self, content: Json) -> LocalAttribute | None:
        if content["@type"] != "IdentityAttribute":
            return None
        known: LocalAttribute | None = self._holdings.received_with_value(content["value"], self._peer)
        return known

    def _mark(self, known: LocalAttribute, info: DeletionInfo) -> None:
        self._holdings.set_deletion(known, info)

    def write(self, item: Json, answer: Any) -> Json:
        """Answer a question for a text."""
        return {"@type": "FreeTextAcceptResponseItem", "freeText": answer["freeText"], "result": ACCEPTED}

    def listen(self, item: Json, answer: Any) -> Json:
        """Tell the peer from now on of each new Attribute that it asks for here."""
        listener = self._holdings.listeners.add(item["query"], self._peer)
        return {"@type": "RegisterAttributeListenerAcceptResponseItem", "listenerId": listener.id, "result": ACCEPTED}


class UncheckedAccepting(AcceptingByCopying):
    """Accepts as it is told: what is new is created, also if it is here already, and a rejection has no reasons."""

    reasons = ()

    def _own(self, content: Json) -> LocalAttribute:
        created: LocalAttribute = self._holdings.create_own(content)
        return created

    def _received(self, content: Json) -> LocalAttribute | None:
        return None
