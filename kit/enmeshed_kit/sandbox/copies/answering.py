"""What RequestItems may be accepted with where Attributes are shared as copies.

Source: `PUT /api/v2/Requests/Incoming/{id}/CanAccept` of Connectors 6.34.0 and, unchecked, 4.6.4.
"""

from typing import Any, ClassVar

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.attributes.matching import INVALID_ANSWER, MISMATCH, Unfit
from enmeshed_kit.sandbox.copies.holdings import LocalAttributes
from enmeshed_kit.sandbox.copies.local_attribute import GONE_SOON, LocalAttribute
from enmeshed_kit.sandbox.requests.answering import Answering, AttributeAnswer, read_attribute_answer


class AnsweringByCopying(Answering):
    """The rules where the peer gets a copy with an id of its own."""

    checks: ClassVar = {**Answering.checks, "FreeTextRequestItem": "free_text"}

    @property
    def _holdings(self) -> LocalAttributes:
        holdings: LocalAttributes = self._account.attributes.holdings
        return holdings

    def _kept(self, item: Json, given: AttributeAnswer) -> Json:
        known = self._holdings.find(given.existing_id)
        if known is None:
            raise self._unknown(given.existing_id)
        if known.is_identity:
            self._check_repository(known)
            tags = [*known.content.get("tags", ()), *given.tags]
            return known.content | ({"tags": tags} if tags else {})
        if item["query"]["@type"] == "ThirdPartyRelationshipAttributeQuery":
            self._check_third_party(item["query"], known, given)
        return known.content

    def _check_repository(self, known: LocalAttribute) -> None:
        if known.share_info is not None and known.owner == self._account.address:
            raise Unfit(
                MISMATCH,
                "The provided IdentityAttribute is a shared copy of a RepositoryAttribute. You can only share "
                "RepositoryAttributes.",
            )
        newer = [each.id for each in self._holdings.successors(known)]
        for copy in self._holdings.copies_of_versions(known, self._peer):
            if copy.source in newer and copy.deletion_status not in GONE_SOON:
                raise Unfit(
                    MISMATCH,
                    "The provided IdentityAttribute is outdated. You have already shared the successor "
                    f"'{copy.source}' of it.",
                )

    def _check_third_party(self, query: Json, known: LocalAttribute, given: AttributeAnswer) -> None:
        other, parties = known.peer or "", query["thirdParty"]
        is_wanted = known.owner != self._account.address or "" in parties or other in parties
        self._check_other_relationship(other, given, is_wanted=is_wanted)

    def free_text(self, item: Json, answer: Any) -> None:
        """A question for a text has to be answered with one."""
        if not isinstance(answer, dict) or not isinstance(answer.get("freeText"), str):
            raise Unfit(INVALID_ANSWER, "The RequestItem was answered with incorrect parameters.", is_bare=True)

    def _is_from_peer(self, attribute_id: str) -> bool:
        known = self._holdings.find(attribute_id)
        return known is not None and known.is_peer_shared() and known.peer == self._peer


class UncheckedAnswering(AnsweringByCopying):
    """The rules of a Connector that looks only whether an answer can be read: it may be about anything, of anybody."""

    def read(self, item: Json, answer: Any) -> None:
        """An Attribute that is named has to be there."""
        given = read_attribute_answer(item, answer, self._account)
        if given.new is None and self._holdings.find(given.existing_id) is None:
            raise self._unknown(given.existing_id)

    def propose(self, item: Json, answer: Any) -> None:
        """An Attribute that is named has to be there."""
        self.read(item, answer)

    def create(self, item: Json, answer: Any) -> None:
        """Anything can be created."""

    def share(self, item: Json, answer: Any) -> None:
        """Anything can be shared."""
