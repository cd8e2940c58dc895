"""The section about Messages. In the sources, `P` is the API prefix."""

from collections.abc import Sequence
from typing import TypeAlias

from enmeshed_kit.client import content as contents
from enmeshed_kit.client.filters import Filter, Filters, Identified, id_of, query_pairs, segment
from enmeshed_kit.client.sections import Section
from enmeshed_kit.records import File, Json, Message

MessageList: TypeAlias = list[Message]


class Messages(Section):
    """Messages, sent and received."""

    def send(
        self, recipients: str | Sequence[str] | None, content: Json, attachments: Sequence[Identified] = ()
    ) -> Message:
        """Send a Message to peers with whom there is an Active Relationship.

        Args:     recipients: their addresses; None takes those of the Mail.
                  content: for instance `content.mail(to, subject, body)`.
                  attachments: Files that were uploaded before.
        Returns:  the Message; the peer has it after its next sync.
        Raises:   BadRequestError: no Active Relationship, or the recipients are not those of the Mail.
        Source:   POST P/Messages → 201 (Connector 7.4.6)
        """
        payload: Json = {"recipients": contents.recipients(recipients, content), "content": content}
        if attachments:
            payload["attachments"] = [id_of(file) for file in attachments]
        return self._call(Message, "POST", "/Messages", payload)

    def list(self, filters: Filters = None, /, **more: Filter) -> MessageList:
        """List Messages; `created_by`, `is_own` and `{"content.@type": …}` filter, among others.

        Source:  GET P/Messages → 200 (Connector 7.4.6)
        """
        return self._listed(MessageList, "/Messages", filters, more)

    def raw_list(self, filters: Filters = None, /, **more: Filter) -> bytes:
        """List Messages as the Connector answers, unread: `tables.messages` takes a hundred thousand of them faster so.

        Source:  GET P/Messages → 200 (Connector 7.4.6)
        """
        return self._api.call("GET", "/Messages", query=query_pairs(filters, more)).content

    def get(self, message: Identified) -> Message:
        """Read one Message, its attachments as whole Files.

        Raises:  NotFoundError: no such Message here, or not before a sync.
        Source:  GET P/Messages/{id} → 200 (Connector 7.4.6)
        """
        return self._call(Message, "GET", f"/Messages/{segment(message)}")

    def attachment(self, message: Identified, file: Identified) -> File:
        """Read what is known about an attachment.

        Source:  GET P/Messages/{id}/Attachments/{fileId} → 200 (Connector 7.4.6)
        """
        return self._call(File, "GET", f"/Messages/{segment(message)}/Attachments/{segment(file)}")

    def download(self, message: Identified, file: Identified) -> bytes:
        """Fetch an attachment's content.

        Raises:  BadRequestError: it has expired or was deleted by its owner.  NotFoundError: not attached here.
        Source:  GET P/Messages/{id}/Attachments/{fileId}/Download → 200 (Connector 7.4.6)
        """
        path = f"/Messages/{segment(message)}/Attachments/{segment(file)}/Download"
        return self._api.call("GET", path).content
