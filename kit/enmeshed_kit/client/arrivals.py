"""Waiting at a Connector for what the other side does: a Request, a Relationship, a Message."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TypeVar

from enmeshed_kit.client.errors import NotFoundError
from enmeshed_kit.client.filters import Identified, id_of
from enmeshed_kit.client.messages import Messages
from enmeshed_kit.client.relationships import Relationships
from enmeshed_kit.client.requests import IncomingRequests
from enmeshed_kit.client.sections import Account
from enmeshed_kit.client.snapshot import UNDECIDED
from enmeshed_kit.client.waiting import Progress, wait_until
from enmeshed_kit.records import LocalRequest, Message, Relationship

T = TypeVar("T")


class Arrivals(ABC):
    """What a Connector can be asked to wait for."""

    account: Account
    incoming_requests: IncomingRequests
    relationships: Relationships
    messages: Messages

    @abstractmethod
    def aside(self) -> AbstractContextManager[None]:
        """Mark the calls inside as the kit's, not the reader's."""

    def wait_for_request(
        self, of: Identified, *, timeout_s: float = 60, progress: Progress | None = None, syncs: bool = False
    ) -> LocalRequest:
        """Wait until an incoming Request can be decided.

        Args:     of: the template or Message that brings it, or the Request itself.
                  syncs: sync before each look; a Request that comes by a Message needs it.
        Returns:  the newest such Request.
        Raises:   WaitTimeoutError, WaitInterruptedError.
        """
        identity = id_of(of)

        def look() -> LocalRequest | None:
            found = [request for request in self._requests_of(identity) if request.status not in UNDECIDED]
            return found[-1] if found else None

        hint = (
            "None appears where a Relationship with its sender exists already, or another of its Requests is open: "
            "look at connector.relationships.list() and connector.incoming_requests.list()."
        )
        return self._awaited(look, f"the Request of {identity}", timeout_s, hint, progress, syncs)

    def wait_for_relationship(
        self,
        of: Identified | None = None,
        *,
        peer: str | None = None,
        status: str | None = None,
        timeout_s: float = 60,
        progress: Progress | None = None,
        syncs: bool = True,
    ) -> Relationship:
        """Wait for a Relationship; look first, then sync before each further look.

        Args:     of: the template that leads to it, or the Relationship itself.
                  peer: or the other side's address.
                  status: wait until it has this one; left out, until it exists.
        Returns:  the newest such Relationship.
        Raises:   WaitTimeoutError, WaitInterruptedError.
        """
        identity = id_of(of) if of is not None else None

        def look() -> Relationship | None:
            found = self._relationships_of(identity, peer)
            found = [relationship for relationship in found if status in (None, relationship.status)]
            return found[-1] if found else None

        what = f"a{f'n {status}' if status == 'Active' else f' {status}' if status else ''} Relationship"
        what += f" of {identity}" if identity else f" with {peer}" if peer else ""
        hint = "The other side must load the template and accept its Request; one that it rejects is never heard of."
        return self._awaited(look, what, timeout_s, hint, progress, syncs)

    def wait_for_message(
        self,
        of: Identified | None = None,
        *,
        sender: str | None = None,
        after: Message | datetime | None = None,
        timeout_s: float = 60,
        progress: Progress | None = None,
        syncs: bool = True,
    ) -> Message:
        """Wait for a received Message; look first, then sync before each further look.

        Args:     of: the Message itself, by id.
                  sender: only from this address.
                  after: only later than this Message or time; left out, one that is here already will do.
        Returns:  the newest such Message.
        Raises:   WaitTimeoutError, WaitInterruptedError.
        """
        since = after.created_at if isinstance(after, Message) else after
        identity = id_of(of) if of is not None else None

        def look() -> Message | None:
            found = [
                message
                for message in self.messages.list(created_by=sender)
                if not message.is_own
                and identity in (None, message.id)
                and (since is None or message.created_at > since)
            ]
            return found[-1] if found else None

        what = f"the Message {identity}" if identity else f"a Message{f' from {sender}' if sender else ''}"
        hint = (
            "Was it sent, and is the Relationship Active on both sides? Each side sees the other's news only by a sync."
        )
        return self._awaited(look, what, timeout_s, hint, progress, syncs)

    def _awaited(
        self,
        look: Callable[[], T | None],
        what: str,
        timeout_s: float,
        hint: str,
        progress: Progress | None,
        syncs: bool,
    ) -> T:
        looks = 0

        def look_again() -> T | None:
            nonlocal looks
            looks += 1
            # What is here already needs no sync, so that the same cell run twice shows the same.
            if syncs and looks > 1:
                self.account.sync()
            return look()

        with self.aside():
            return wait_until(look_again, what, timeout_s=timeout_s, hint=hint, progress=progress)

    def _requests_of(self, identity: str) -> list[LocalRequest]:
        if not identity.startswith("REQ"):
            return self.incoming_requests.list({"source.reference": identity})
        try:
            return [self.incoming_requests.get(identity)]
        except NotFoundError:
            return []

    def _relationships_of(self, identity: str | None, peer: str | None) -> list[Relationship]:
        if identity is None or identity.startswith("RLT"):
            return self.relationships.list(template_id=identity, peer=peer)
        try:
            return [self.relationships.get(identity)]
        except NotFoundError:
            return []
