"""Messages: what this Identity has sent, and what its syncs have brought."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from enmeshed_kit.records import File, Json, LocalRequest, Message, MessageRecipient
from enmeshed_kit.sandbox.addresses import BACKBONE_HOST, DidAddresses
from enmeshed_kit.sandbox.backbone import StoredMessage
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import (
    Fault,
    core_fault,
    invalid_property,
    record_not_found,
    time_text,
    unexpected,
    use_case_error,
)
from enmeshed_kit.sandbox.files import Download
from enmeshed_kit.sandbox.filters import Filter, Query
from enmeshed_kit.sandbox.requests.local import has_expired

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

KIND = "Message"
FORGOTTEN = DidAddresses().complete(f"did:e:{BACKBONE_HOST}:dids:47ad141f0bbbef348bed")
"""What stands for a recipient with whom the Relationship was decomposed."""

RECIPIENTS: schema.Schema = {"type": "array", "minItems": 1, "uniqueItems": True, "items": schema.ADDRESS}
ATTACHMENTS: schema.Schema = {"type": "array", "uniqueItems": True, "items": schema.id_of("FIL")}
NEW_MESSAGE = schema.object_of({"content": {}, "recipients": RECIPIENTS}, attachments=ATTACHMENTS)


class Messages:
    """What this Identity has of Messages.

    Of its class are:
        payload: the schema of a new Message.  filter: what lists can be asked for.
        refused_file: what is said of a File that a Message does not have.
    """

    payload = NEW_MESSAGE
    filter = Filter(
        keys=(
            *("isOwn", "createdBy", "createdByDevice", "createdAt", "content.@type", "content.subject"),
            *("content.body", "content.bodyFormat", "attachments", "recipients.address", "recipients.relationshipId"),
            *("participant", "wasReadAt"),
        ),
        paths={"participant": ("createdBy", "recipients.address")},
        literal=("attachments",),
        any_by_plus=("attachments",),
    )
    refused_file = "The requested File '{}' was not found in the given Message."

    def __init__(self, account: "Account") -> None:
        self._account = account
        self._records: dict[str, Message] = {}
        self._ids_by_peer: defaultdict[str, list[str]] = defaultdict(list)

    def send(self, body: Any) -> Message:
        """Send a Message to peers.

        Raises:    Fault: no active Relationship, a Mail whose addresses differ, a Request that is no draft.
        Source:    POST /api/core/v1/Messages → 201
        """
        schema.check(body, self.payload)
        message_content = self._account.dialect.content.read_message_content(body["content"])
        recipients = body["recipients"]
        self._check(message_content, recipients)
        attachments = body.get("attachments", [])
        for file_id in attachments:
            self._account.files.get(file_id)
        return self.deliver(message_content, recipients, attachments)

    def _check(self, message_content: Json, recipients: list[str]) -> None:
        """Refuse a content that these recipients must not get."""
        kind = message_content["@type"]
        if kind == "Request":
            check_single(recipients)
        self._check_recipients(kind, recipients)
        if kind == "Mail":
            _check_mail(message_content, recipients)
        if kind == "Request":
            self._check_request(message_content, recipients[0])

    def _check_recipients(self, kind: str, recipients: Sequence[str]) -> None:
        statuses = {address: self._status(address) for address in recipients}
        inactive = [address for address, status in statuses.items() if status != "Active"]
        if inactive and kind != "Notification":
            addresses = ", ".join(f"'{address}'" for address in inactive)
            raise Fault(
                "error.runtime.messages.hasNoActiveRelationship",
                "The Message cannot be sent as there is no active Relationship to the recipient(s) with the following "
                f"address(es): {addresses}. However, please note that Messages whose content is a Notification can be "
                "sent on terminated Relationships as well.",
            )
        if any(statuses[address] != "Terminated" for address in inactive):
            raise unexpected()

    def _status(self, address: str) -> str:
        relationship = self._account.relationships.with_peer(address)
        return relationship.status if relationship else ""

    def _check_request(self, request: Json, recipient: str) -> None:
        draft = self._draft_of(request)
        if has_expired(request, time_text(self._account.now())):
            raise Fault(
                "error.runtime.messages.cannotSendMessageWithExpiredRequest",
                "The Message cannot be sent as the contained Request is already expired. "
                "Please create a new Request and try again.",
            )
        check_peer(draft, recipient)
        if draft.status != "Draft":
            raise Fault(
                "error.runtime.messages.cannotSendRequestThatWasAlreadySent",
                "The Message cannot be sent as the contained Request has already been sent. "
                "Please create a new Request and try again.",
            )

    def _draft_of(self, request: Json) -> LocalRequest:
        if not request.get("id"):
            raise invalid_property("The Request must have an id.")
        draft = self._account.outgoing_requests.find(request["id"])
        if draft is None:
            raise record_not_found("Request")
        if draft.content != request:
            raise invalid_property("The sent Request must have the same content as the LocalRequest.")
        return draft

    def check_reachable(self, recipients: Sequence[str]) -> None:
        """Refuse what even a Notification cannot be sent to."""
        lost = [address for address in recipients if self._status(address) not in ("Active", "Terminated")]
        if lost:
            addresses = ", ".join(f"'{address}'" for address in lost)
            raise core_fault(
                "error.transport.messages.hasNeitherActiveNorTerminatedRelationship",
                "The Message cannot be sent as there is neither an active nor a terminated Relationship to the "
                f"recipient(s) with the following address(es): {addresses}.",
                self._account.now(),
            )

    def deliver(self, message_content: Json, recipients: Sequence[str], attachments: Sequence[str]) -> Message:
        """Hand a checked Message to the Backbone.

        Raises:    Fault: a recipient without a Relationship that could carry it.
        """
        account = self._account
        self.check_reachable(recipients)
        account.backbone.check_message(account.address, recipients)
        stored = StoredMessage(
            id=account.ids.object_id("MSG"),
            created_by=account.address,
            device=account.device_id,
            created_at=account.now(),
            content=message_content,
            relationship_ids={address: self._relationship_id(address) for address in recipients},
            attachments=list(attachments),
        )
        account.backbone.send_message(stored)
        message = Message(
            id=stored.id,
            is_own=True,
            content=message_content,
            created_by=account.address,
            created_by_device=account.device_id,
            recipients=[
                MessageRecipient(address=address, relationship_id=relationship_id)
                for address, relationship_id in stored.relationship_ids.items()
            ],
            created_at=stored.created_at,
            attachments=list(attachments),
        )
        self._records[message.id] = message
        for address in recipients:
            self._ids_by_peer[address].append(message.id)
        account.publish("transport.messageSent", message)
        account.automation.message_sent(message)
        return message

    def _relationship_id(self, address: str) -> str:
        relationship = self._account.relationships.existing_with(address)
        return relationship.id if relationship else ""

    def learn(self, message_id: str) -> Message | None:
        """Take over a Message from the Backbone, unless its Relationship is forgotten here."""
        account = self._account
        stored = account.backbone.messages[message_id]
        relationship = account.relationships.existing_with(stored.created_by)
        if relationship is None or relationship.id != stored.relationship_ids[account.address]:
            return None
        recipient = MessageRecipient(
            address=account.address,
            relationship_id=relationship.id,
            received_at=account.now(),
            received_by_device=account.device_id,
        )
        for file_id in stored.attachments:
            account.files.learn(file_id)
        message = Message(
            id=stored.id,
            is_own=False,
            content=stored.content,
            created_by=stored.created_by,
            created_by_device=stored.device,
            recipients=[recipient],
            created_at=stored.created_at,
            attachments=list(stored.attachments),
        )
        self._records[message.id] = message
        self._ids_by_peer[message.created_by].append(message.id)
        account.publish("transport.messageReceived", message)
        account.automation.message_received(message)
        return message

    def list(self, query: Query) -> Sequence[Message]:
        """Messages that fit the query, attachments as ids; `attachments=+` asks for those that have any."""
        return self.filter.select(self._records.values(), query)

    def get(self, message_id: str) -> Message:
        """One Message, attachments as Files.

        Raises:    Fault: malformed id, or not known here.
        """
        message = self._find(message_id, "id")
        files = [self._account.files.find(str(file_id)) for file_id in message.attachments]
        return msgspec.structs.replace(message, attachments=[file for file in files if file is not None])

    def attachment(self, message_id: str, file_id: str) -> File:
        """One File of a Message.

        Raises:    Fault: malformed ids, or a File that the Message does not have.
        """
        schema.check({"attachmentId": file_id}, {"properties": {"attachmentId": schema.id_of("FIL")}})
        message = self._find(message_id, "id")
        if file_id not in message.attachments:
            raise Fault("error.runtime.messages.fileNotFoundInMessage", self.refused_file.format(file_id))
        return self._account.files.get(file_id)

    def download(self, message_id: str, file_id: str) -> Download:
        """The bytes of one File of a Message."""
        return self._account.files.download(self.attachment(message_id, file_id).id)

    def _find(self, message_id: str, property_name: str) -> Message:
        schema.check({property_name: message_id}, {"properties": {property_name: schema.id_of("MSG")}})
        if message := self._records.get(message_id):
            return message
        raise record_not_found(KIND)

    def forget_peer(self, peer: str) -> None:
        """Drop Messages from and to a peer; where others have received them too, a pseudonym takes its place."""
        for message_id in self._ids_by_peer.pop(peer, []):
            message = self._records[message_id]
            if message.is_own and any(each.address not in (peer, FORGOTTEN) for each in message.recipients):
                self._records[message_id] = _without(message, peer)
            else:
                del self._records[message_id]


def check_single(recipients: Sequence[str]) -> None:
    """Refuse a Request to several."""
    if len(recipients) != 1:
        raise invalid_property("Only one recipient is allowed for sending Requests.")


def check_peer(draft: LocalRequest, recipient: str) -> None:
    """Refuse a Request to somebody for whom it was not made."""
    if draft.peer != recipient:
        raise invalid_property("The recipient does not match the Request's peer.")


def _without(message: Message, peer: str) -> Message:
    forgotten = MessageRecipient(address=FORGOTTEN)
    recipients = [forgotten if recipient.address == peer else recipient for recipient in message.recipients]
    return msgspec.structs.replace(message, recipients=recipients)


def _check_mail(mail: Json, recipients: list[str]) -> None:
    to, cc = mail["to"], mail.get("cc", [])
    for name, addresses in (("cc", cc), ("to", to)):
        if None in addresses:
            raise use_case_error("Cannot read properties of null (reading 'toString')")
        if len(set(addresses)) < len(addresses):
            raise invalid_property(f"Some recipients in '{name}' are listed multiple times.")
    if both := [address for address in cc if address in to]:
        raise invalid_property(f"The recipients '{_listed(both)}' are put into both 'to' and 'cc'.")
    named = [*cc, *to]
    lonely = [address for address in recipients if address not in named]
    lonely += [address for address in named if address not in recipients]
    if lonely:
        raise invalid_property(
            f"The identities '{_listed(lonely)}' are not listed among both the Message recipients and the recipients "
            "in 'to'/'cc'."
        )


def _listed(addresses: list[Any]) -> str:
    """What is no address at all is still listed, as JavaScript spells it."""
    return "', '".join("" if address is None else str(address) for address in addresses)
