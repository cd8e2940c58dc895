"""Accepting RequestItems where Attributes are shared as copies, each with an id of its own."""

from typing import Any, ClassVar

from enmeshed_kit.records import DeletionInfo, Json
from enmeshed_kit.sandbox.copies.local_attribute import (
    DELETED_BY_OWNER,
    DELETED_BY_PEER,
    TO_BE_DELETED,
    LocalAttribute,
    ShareInfo,
)
from enmeshed_kit.sandbox.requests.accepting import ACCEPTED, Accepting, Handover, already_shared


class AcceptingByCopying(Accepting[LocalAttribute]):
    """Shares an Attribute by making a copy of it for the peer."""

    acts: ClassVar = {
        **Accepting.acts,
        "FreeTextRequestItem": "write",
        "RegisterAttributeListenerRequestItem": "listen",
    }

    def _hand_over(self, attribute: LocalAttribute) -> Handover:
        shared = self._shared_version(attribute)
        if shared is None:
            return _handover(self._holdings.share(attribute, self._peer, self._request_id))
        if shared.source == attribute.id:
            self._holdings.set_deletion(shared, None)
            return Handover(shared.id, shared.content, is_news=False)
        return self._succeed(shared, attribute)

    def _succeed(self, shared: LocalAttribute, attribute: LocalAttribute) -> Handover:
        info = ShareInfo(
            peer=self._peer,
            request_reference=self._request_id,
            source_attribute=attribute.id,
            third_party_address=attribute.peer,
        )
        predecessor, successor = self._holdings.succeed(shared, attribute.content, info)
        self._holdings.announce_succession(predecessor, successor)
        return _handover(successor, predecessor.id)

    def _shared_version(self, attribute: LocalAttribute) -> LocalAttribute | None:
        """The peer's copy of this version, or of the latest of the older ones."""
        known = [each.id for each in (attribute, *self._holdings.predecessors(attribute))]
        copies = self._holdings.copies_of_versions(attribute, self._peer)
        return next((each for each in copies if each.source in known and each.deletion_status != DELETED_BY_PEER), None)

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
        return known if known and known.deletion_status != DELETED_BY_OWNER else None

    def _mark(self, known: LocalAttribute, info: DeletionInfo) -> None:
        self._holdings.set_deletion(known, info)

    def write(self, item: Json, answer: Any) -> Json:
        """Answer a question for a text."""
        return {"@type": "FreeTextAcceptResponseItem", "freeText": answer["freeText"], "result": ACCEPTED}

    def listen(self, item: Json, answer: Any) -> Json:
        """Tell the peer from now on of each new Attribute that it asks for here."""
        listener = self._holdings.listeners.add(item["query"], self._peer)
        return {"@type": "RegisterAttributeListenerAcceptResponseItem", "listenerId": listener.id, "result": ACCEPTED}


def _handover(copy: LocalAttribute, predecessor_id: str | None = None) -> Handover:
    third_party = copy.share_info.third_party_address if copy.share_info else None
    origin = {"thirdPartyAddress": third_party} if third_party else {}
    return Handover(copy.id, copy.content, predecessor_id, origin=origin)


class UncheckedAccepting(AcceptingByCopying):
    """Accepts as it is told: what is new is created, also if it is here already, and a rejection has no reasons."""

    reasons = ()

    def _own(self, content: Json) -> LocalAttribute:
        created: LocalAttribute = self._holdings.create_own(content)
        return created

    def _received(self, content: Json) -> LocalAttribute | None:
        return None
