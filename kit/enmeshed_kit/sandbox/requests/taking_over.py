"""Taking over the answer to an own Request: which Attributes are shared, received, renewed or deleted now."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from enmeshed_kit.records import DeletionInfo, Json
from enmeshed_kit.sandbox.clock import read_time
from enmeshed_kit.sandbox.requests.transfers import give_file

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

REJECTED = "RejectResponseItem"
DELETION_REJECTED = "DeletionRequestRejected"
DELETION_REQUESTED = "DeletionRequestSent"


class TakingOver(ABC):
    """What one Response brings to who has asked.

    to_be_deleted: what an Attribute is that the peer will delete.
    """

    to_be_deleted: str

    def __init__(self, account: "Account", peer: str, request_id: str) -> None:
        self._account = account
        self._peer = peer
        self._source = request_id
        self._holdings: Any = account.attributes.holdings

    @abstractmethod
    def _shared(self, item: Json, answer: Json) -> None:
        """Note that the peer has what was shared."""

    @abstractmethod
    def _keep(self, answer: Json) -> None:
        """Keep what the peer has shared already, also if it was to be deleted."""

    @abstractmethod
    def _renew(self, answer: Json) -> None:
        """Take over a newer version of what the peer has shared."""

    @abstractmethod
    def _receive(self, content: Json, answer: Json) -> None:
        """Keep what the peer has shared or created."""

    @abstractmethod
    def _mark(self, attribute_id: str, info: DeletionInfo) -> None:
        """Note what the peer does with its copy of an Attribute."""

    def apply(self, item: Json, answer: Json) -> None:
        """Do what the answer to one item says."""
        kind, asked = answer["@type"], item["@type"]
        if asked == "DeleteAttributeRequestItem":
            self._apply_deletion(item, answer)
        elif kind == REJECTED:
            return
        elif asked == "ShareAttributeRequestItem":
            self._shared(item, answer)
        elif kind == "AttributeAlreadySharedAcceptResponseItem":
            self._keep(answer)
        elif kind == "AttributeSuccessionAcceptResponseItem":
            self._renew(answer)
        elif asked == "CreateAttributeRequestItem" and kind == "CreateAttributeAcceptResponseItem":
            owner = item["attribute"]["owner"] or self._peer
            self._receive(item["attribute"] | {"owner": owner}, answer)
        elif "attribute" in answer:
            if asked == "TransferFileOwnershipRequestItem":
                give_file(item, self._account)
            self._receive(answer["attribute"], answer)

    def _apply_deletion(self, item: Json, answer: Json) -> None:
        if answer["@type"] == REJECTED:
            self._mark(
                item["attributeId"],
                DeletionInfo(deletion_status=DELETION_REJECTED, deletion_date=self._account.now()),
            )
        elif answer["@type"] == "DeleteAttributeAcceptResponseItem":
            date = read_time(answer["deletionDate"])
            self._mark(item["attributeId"], DeletionInfo(deletion_status=self.to_be_deleted, deletion_date=date))

    def note_deletion_request(self, item: Json) -> None:
        """Note that a peer was asked to delete its copy."""
        if item["@type"] == "DeleteAttributeRequestItem":
            info = DeletionInfo(deletion_status=DELETION_REQUESTED, deletion_date=self._account.now())
            self._mark(item["attributeId"], info)
