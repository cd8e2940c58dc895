"""Messages of any content, whose Mails nobody compares with their recipients."""

from collections.abc import Sequence

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.addresses import Base58Addresses
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import core_fault
from enmeshed_kit.sandbox.messages import ATTACHMENTS, RECIPIENTS, Messages, check_peer, check_single

UNFORMATTED_MESSAGE = schema.object_of({"recipients": RECIPIENTS, "content": {}}, attachments=ATTACHMENTS)
"""Who misses both is told of the recipients first."""

ADDRESS: schema.Schema = {"type": "string", "pattern": Base58Addresses.pattern}
PLAIN_MESSAGE = schema.object_of(
    {"recipients": {"type": "array", "minItems": 1, "items": ADDRESS}, "content": {}},
    attachments={"type": "array", "items": schema.id_of("FIL")},
)


class UnformattedMessages(Messages):
    """Messages whose Mails have no format."""

    payload = UNFORMATTED_MESSAGE
    filter = Messages.filter.without("content.bodyFormat")


class PlainMessages(UnformattedMessages):
    """Messages of any content to those with whom there is an active Relationship; a Request can be sent again."""

    payload = PLAIN_MESSAGE
    filter = UnformattedMessages.filter.without("isOwn")
    refused_file = "The requested file '{}' was not found in the given message."

    def _check(self, message_content: Json, recipients: list[str]) -> None:
        if message_content.get("@type") == "Request":
            check_single(recipients)
            check_peer(self._draft_of(message_content), recipients[0])

    def check_reachable(self, recipients: Sequence[str]) -> None:
        """Refuse the first recipient without an active Relationship."""
        for address in recipients:
            if self._status(address) != "Active":
                code, reason = "error.transport.recordNotFound", "'Relationship' not found."
                raise core_fault(code, reason, self._account.now(), address)
