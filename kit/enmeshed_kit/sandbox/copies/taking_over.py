"""Taking over the answer to an own Request where Attributes are shared as copies."""

from enmeshed_kit.records import DeletionInfo, Json
from enmeshed_kit.sandbox.copies.local_attribute import TO_BE_DELETED, TO_BE_DELETED_BY_PEER, LocalAttribute, ShareInfo
from enmeshed_kit.sandbox.requests.taking_over import TakingOver

_SHARED = ("ShareAttributeAcceptResponseItem", "AttributeAlreadySharedAcceptResponseItem")


class TakingOverCopies(TakingOver):
    """Keeps the copies that both sides have now, under the ids that the peer gave to them."""

    to_be_deleted = TO_BE_DELETED_BY_PEER

    def _shared(self, item: Json, answer: Json) -> None:
        source = self._holdings.find(item["sourceAttributeId"])
        if source is None or answer["@type"] not in _SHARED:
            return
        known = self._known(answer["attributeId"])
        if known is None:
            self._holdings.share(source, self._peer, self._source, answer["attributeId"])
        else:
            self._holdings.set_deletion(known, None)

    def _known(self, attribute_id: str) -> LocalAttribute | None:
        known: LocalAttribute | None = self._holdings.find(attribute_id)
        return known if known and known.peer == self._peer else None

    def _keep(self, answer: Json) -> None:
        known = self._known(answer["attributeId"])
        if known and known.deletion_status == TO_BE_DELETED:
            self._holdings.set_deletion(known, None)

    def _renew(self, answer: Json) -> None:
        older = self._known(answer["predecessorId"])
        if older is None or older.source or older.owner == self._account.address or older.succeeded_by:
            return
        third_party = older.share_info.third_party_address if older.share_info else None
        info = ShareInfo(peer=self._peer, request_reference=self._source, third_party_address=third_party)
        pair = self._holdings.succeed(older, answer["successorContent"], info, new_id=answer["successorId"])
        self._holdings.announce_succession(*pair)

    def _receive(self, content: Json, answer: Json) -> None:
        third_party = answer.get("thirdPartyAddress")
        self._holdings.receive(content, self._peer, self._source, answer["attributeId"], third_party)

    def _mark(self, attribute_id: str, info: DeletionInfo) -> None:
        known = self._known(attribute_id)
        if known and known.is_own_shared(self._account.address):
            self._holdings.set_deletion(known, info)
