"""What an Identity may ask of a peer about Attributes that are forwarded.

Source: `POST /api/core/v1/Requests/Outgoing/Validate` of a Connector 7.4.6.
"""

from enmeshed_kit.records import Attribute, Json
from enmeshed_kit.sandbox.attributes.forwardings import DELETED, TO_BE_DELETED
from enmeshed_kit.sandbox.attributes.holdings import (
    FORWARDABLE,
    OWN_IDENTITY,
    OWN_RELATIONSHIP,
    PEER_RELATIONSHIP,
    Holdings,
    deletion_status,
)
from enmeshed_kit.sandbox.attributes.matching import INVALID_ITEM, Unfit
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.requests.asking import Asking


class AskingToForward(Asking):
    """The rules where an Attribute has the same id on both sides."""

    own_ones = "OwnIdentityAttributes"
    third_party = "initialAttributePeer"

    @property
    def _holdings(self) -> Holdings:
        holdings: Holdings = self._account.attributes.holdings
        return holdings

    def share(self, item: Json) -> None:
        """An Attribute to share has to be known, as it is given, and new to the peer."""
        named = f"The Attribute with the given attributeId '{item['attributeId']}'"
        known = self._holdings.find(item["attributeId"])
        if known is None:
            raise Unfit(INVALID_ITEM, f"{named} could not be found.")
        if known.type not in FORWARDABLE:
            kinds = "an OwnIdentityAttribute, an OwnRelationshipAttribute or a PeerRelationshipAttribute"
            raise Unfit(INVALID_ITEM, f"{named} is not {kinds}.")
        if not schema.same(known.content, item["attribute"]):
            raise Unfit(INVALID_ITEM, f"{named} does not match the given Attribute.")
        if self._peer:
            self._check_is_news(known, self._peer, named)
        if known.type == OWN_IDENTITY:
            if item.get("initialAttributePeer"):
                text = "When sharing an OwnIdentityAttribute, no initialAttributePeer may be specified."
                raise Unfit(INVALID_ITEM, text)
            self._check_tags(item["attribute"])
        else:
            self._check_third_party(known.peer or "", item)

    def _check_is_news(self, known: Attribute, peer: str, named: str) -> None:
        forwardings = self._holdings.forwardings
        if forwardings.has_copy(known.id, peer, to_stay=True):
            raise Unfit(INVALID_ITEM, f"{named} is already shared with the peer.")
        for newer in self._holdings.successors(known):
            if forwardings.has_copy(newer.id, peer):
                text = (
                    f"The provided Attribute is outdated. Its successor '{newer.id}' is already shared with the peer."
                )
                raise Unfit(INVALID_ITEM, text)
        for older in self._holdings.predecessors(known):
            if forwardings.has_copy(older.id, peer):
                raise Unfit(
                    INVALID_ITEM,
                    f"The predecessor '{older.id}' of the Attribute is already shared with the peer. Instead of "
                    "sharing it, you should notify the peer about the Attribute succession.",
                )

    def delete(self, item: Json) -> None:
        """An Attribute to delete has to be one that the peer has from this Identity."""
        named = f"The Attribute '{item['attributeId']}'"
        known = self._holdings.find(item["attributeId"])
        if known is None:
            raise Unfit(INVALID_ITEM, f"{named} could not be found.")
        if not self._peer:
            text = "The recipient must be specified when sending a DeleteAttributeRequestItem."
            raise Unfit(INVALID_ITEM, text)
        if known.type not in FORWARDABLE:
            kinds = "an OwnIdentityAttribute, an OwnRelationshipAttribute or a PeerRelationshipAttribute"
            text = f"{named} is not {kinds}. You can only request the deletion of such Attributes."
            raise Unfit(INVALID_ITEM, text)
        self._check_has_copy(known, self._peer)

    def _check_has_copy(self, known: Attribute, peer: str) -> None:
        has_copy = self._holdings.forwardings.has_copy(known.id, peer, to_stay=True)
        if known.type == OWN_RELATIONSHIP and known.peer == peer:
            has_copy = deletion_status(known) not in (DELETED, TO_BE_DELETED)
        if known.type == PEER_RELATIONSHIP and known.peer == peer:
            text = "The deletion of a PeerRelationshipAttribute cannot be requested for the owner."
            raise Unfit(INVALID_ITEM, text)
        if not has_copy:
            is_peers = known.type == PEER_RELATIONSHIP
            what, whom = ("a PeerRelationshipAttribute", "third party") if is_peers else ("an own Attribute", "peer")
            raise Unfit(
                INVALID_ITEM,
                f"The deletion of {what} can only be requested from a {whom} it is shared with and who hasn't deleted "
                "it or agreed to its deletion already.",
            )
