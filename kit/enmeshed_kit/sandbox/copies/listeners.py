"""Attribute listeners: peers who want to be told of new Attributes of a kind."""

from functools import partial
from typing import TYPE_CHECKING

from enmeshed_kit.records import Json, Record
from enmeshed_kit.sandbox.attributes.matching import Unfit, match
from enmeshed_kit.sandbox.copies.local_attribute import LocalAttribute

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account


class AttributeListener(Record, kw_only=True):
    """A query that a peer has been allowed to ask for good."""

    id: str
    query: Json
    peer: str


class Listeners:
    """Who wants to know what of one Identity."""

    def __init__(self, account: "Account") -> None:
        self._account = account
        self._listeners: list[AttributeListener] = []

    def add(self, query: Json, peer: str) -> AttributeListener:
        """Let a peer listen."""
        listener = AttributeListener(id=self._account.ids.object_id("ATL"), query=query, peer=peer)
        self._listeners.append(listener)
        self._account.publish("consumption.attributeListenerCreated", listener)
        return listener

    def attribute_created(self, attribute: LocalAttribute) -> None:
        """Draft a Request for each peer that listens for such an Attribute; somebody else has to send it."""
        for listener in self._listeners:
            if attribute.peer != listener.peer and self._is_asked_for(attribute, listener):
                self._account.defer(partial(self._trigger, listener, attribute))

    def _is_asked_for(self, attribute: LocalAttribute, listener: AttributeListener) -> bool:
        if attribute.is_identity and attribute.share_info is not None:
            return False
        try:
            match(listener.query, attribute.content, self._account.address, listener.peer, "")
        except Unfit:
            return False
        return True

    def _trigger(self, listener: AttributeListener, attribute: LocalAttribute) -> None:
        item = {
            "@type": "ShareAttributeRequestItem",
            "attribute": attribute.content,
            "metadata": {"attributeListenerId": listener.id},
            "mustBeAccepted": True,
            "sourceAttributeId": attribute.id,
        }
        request = self._account.outgoing_requests.create({"content": {"items": [item]}, "peer": listener.peer})
        data = {"attributeListener": listener, "attribute": attribute, "request": request}
        self._account.publish("consumption.attributeListenerTriggered", data)

    def forget_peer(self, peer: str) -> None:
        """Listen no more for a peer whose Relationship is decomposed."""
        self._listeners = [listener for listener in self._listeners if listener.peer != peer]
