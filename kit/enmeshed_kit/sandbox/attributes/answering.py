"""What RequestItems may be accepted with where Attributes are forwarded.

Source: `PUT /api/core/v1/Requests/Incoming/{id}/CanAccept` of a Connector 7.4.6.
"""

from typing import Any

from enmeshed_kit.records import Attribute, Json
from enmeshed_kit.sandbox.attributes.holdings import FORWARDABLE, OWN_IDENTITY, OWN_RELATIONSHIP, RECEIVED, Holdings
from enmeshed_kit.sandbox.attributes.matching import INVALID_ANSWER, MISMATCH, Unfit
from enmeshed_kit.sandbox.requests.answering import Answering, AttributeAnswer


class AnsweringByForwarding(Answering):
    """The rules where an Attribute has the same id on both sides."""

    own_ones = "OwnIdentityAttributes"
    third_party = "initialAttributePeer"

    @property
    def _holdings(self) -> Holdings:
        holdings: Holdings = self._account.attributes.holdings
        return holdings

    def _kept(self, item: Json, given: AttributeAnswer) -> Json:
        query = item["query"]
        known = self._holdings.find(given.existing_id)
        if known is None:
            raise self._unknown(given.existing_id)
        self._check_kind(item, known)
        if query["@type"] == "ThirdPartyRelationshipAttributeQuery":
            self._check_third_party(query, known, given)
            return known.content
        return self._with_tags(known, given) if known.type == OWN_IDENTITY else known.content

    def _check_kind(self, item: Json, known: Attribute) -> None:
        if item["@type"] == "ProposeAttributeRequestItem":
            allowed: tuple[str, ...] = (OWN_IDENTITY,)
            names, ending = "an OwnIdentityAttribute", "an OwnIdentityAttribute"
        else:
            allowed = FORWARDABLE
            names = "an OwnIdentityAttribute, an OwnRelationshipAttribute or a PeerRelationshipAttribute"
            ending = "such an Attribute"
        if known.type not in allowed:
            raise Unfit(
                INVALID_ANSWER,
                f"The selected Attribute is not {names}. When accepting a {item['@type']} with an existing Attribute "
                f"it may only be {ending}.",
                is_bare=True,
            )

    def _with_tags(self, known: Attribute, given: AttributeAnswer) -> Json:
        for newer in self._holdings.successors(known):
            if self._holdings.forwardings.has_copy(newer.id, self._peer, to_stay=True):
                raise Unfit(
                    MISMATCH,
                    "The provided IdentityAttribute is outdated. You have already shared the successor "
                    f"'{newer.id}' of it.",
                )
        tags = [*known.content.get("tags", ()), *given.tags]
        return known.content | ({"tags": tags} if tags else {})

    def _check_third_party(self, query: Json, known: Attribute, given: AttributeAnswer) -> None:
        if known.type == OWN_IDENTITY:
            return
        initial_peer, parties = known.peer or "", query["thirdParty"]
        is_wanted = known.type != OWN_RELATIONSHIP or "" in parties or initial_peer in parties
        self._check_other_relationship(initial_peer, given, is_wanted=is_wanted)

    def create(self, item: Json, answer: Any) -> None:
        """An Attribute can be created if it keeps to the letters that are allowed, too."""
        self._holdings.check_characters(item["attribute"])
        super().create(item, answer)

    def _is_from_peer(self, attribute_id: str) -> bool:
        known = self._holdings.find(attribute_id)
        return known is not None and known.type in RECEIVED and known.peer == self._peer
