"""What the phone's Connector knows of contacts, Messages and Requests; it only reads."""

from collections.abc import Mapping
from typing import Any

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.notebook.inquiry import attribute_text
from enmeshed_kit.notebook.phone.pocket import UNDECIDED
from enmeshed_kit.notebook.phone.screens import NOT_WRITTEN, subject
from enmeshed_kit.records import LocalRequest, Message, Relationship

WORKING = ("Active", "Pending")


class PhoneBook:
    """The contacts of one Identity and what they said.

    Args:  connector: whose.
    """

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def name(self, peer: str) -> str:
        """How somebody wants to be called; the address, where it was not told."""
        values = [attribute.content["value"] for attribute in self._connector.attributes.peer(peer)]
        names = [value["value"] for value in values if value["@type"] == "DisplayName"]
        return str(names[-1]) if names else peer

    def relationships(self) -> list[Relationship]:
        """All of them, those that are over too."""
        return list(self._connector.relationships.list())

    def working(self, peer: str) -> Relationship | None:
        """The one with this peer that works; with nobody named, the newest one that does."""
        wanted = [one for one in self.relationships() if one.status in WORKING and peer in ("", one.peer)]
        return max(wanted, key=lambda one: (one.status == "Active", one.audit_log[0].created_at), default=None)

    def facts(self, relationship: Relationship) -> list[tuple[str, str]]:
        """What the contact told of itself: kinds and values."""
        shared = [one.content for one in self._connector.relationships.attributes(relationship.id)]
        theirs = [content["value"] for content in shared if content["owner"] == relationship.peer]
        return [(value["@type"], attribute_text(value)) for value in theirs]

    def own_values(self) -> dict[str, Mapping[str, Any]]:
        """What the Identity says about itself: values of Attributes by their types."""
        return {
            one.content["value"]["@type"]: one.content["value"] for one in self._connector.attributes.own_identity()
        }

    def mails(self) -> list[Message]:
        """What people, or programs in their place, wrote; what apps exchange among themselves is left out."""
        return [one for one in self._connector.messages.list() if one.content.get("@type") not in NOT_WRITTEN]

    def conversation(self, peer: str) -> list[Message]:
        """The Messages from and to somebody."""
        return [
            one for one in self.mails() if one.created_by == peer or any(to.address == peer for to in one.recipients)
        ]

    def questions(self, peer: str | None = None) -> list[LocalRequest]:
        """Requests that came by Message and wait for an answer."""
        waiting = self._connector.incoming_requests.list(status=UNDECIDED)
        by_message = [one for one in waiting if one.source and one.source.type == "Message"]
        return [one for one in by_message if peer in (None, one.peer)]


class Watch:
    """What was there at one moment, to tell later what is new.

    Args:  book: where to look.
    """

    def __init__(self, book: PhoneBook) -> None:
        self._book = book
        self._statuses = {one.id: one.status for one in book.relationships()}
        self._mails = {one.id for one in book.mails()}
        self._questions = {one.id for one in book.questions()}

    def news(self) -> list[str]:
        """One line for each contact that changed, each Message and each Request that came."""
        changed = [one for one in self._book.relationships() if self._statuses.get(one.id) not in (None, one.status)]
        mails = [one for one in self._book.mails() if one.id not in self._mails and not one.is_own]
        questions = [one for one in self._book.questions() if one.id not in self._questions]
        return [
            *(f"{self._book.name(one.peer)}: the contact is {one.status.lower()} now" for one in changed),
            *(f"{self._book.name(one.created_by)}: {subject(one)}" for one in mails),
            *(f"{self._book.name(one.peer)}: {title_of(one)}" for one in questions),
        ]


def title_of(request: LocalRequest) -> str:
    """A Request's title; not all have one."""
    return str(request.content.get("title") or "A request")
