"""What a Connector knows at one moment. Since version 5 a sync is answered with 204: two of these tell what it brought.

A Connector goes on working after a sync's answer: it turns Messages into Requests and Relationships into answered
Requests. The second snapshot is therefore taken again until what must follow has followed.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from enmeshed_kit.client.errors import ForbiddenError
from enmeshed_kit.client.messages import Messages
from enmeshed_kit.client.relationships import Relationships
from enmeshed_kit.client.report import Change, News, SyncReport
from enmeshed_kit.client.requests import IncomingRequests, OutgoingRequests
from enmeshed_kit.client.sections import SyncAnswer
from enmeshed_kit.records import Json, Message, Relationship

CLOCK_MARGIN = timedelta(minutes=10)
"""How far the clocks of a Connector and the Backbone may differ without a Message being missed."""

FOLLOW_UP_PAUSES_S = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
"""Pauses between the looks for what follows a sync; it mostly takes a few milliseconds."""

UNDECIDED = ("Open", "DecisionRequired")
"""What an incoming Request is for a moment, until it is ready to be decided."""


def window(since: datetime | None) -> datetime | None:
    """The time after which Messages are looked for, to the millisecond, as the API compares."""
    return None if since is None else to_millisecond(since - CLOCK_MARGIN)


def to_millisecond(time: datetime) -> datetime:
    """A time without what the API does not write."""
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


class Snapshot:
    """The lists of a Connector by id, kind by kind.

    Args:  since: Messages older than this are left out; None takes all.
           begin: is told the name of each list before it is asked for.
    """

    def __init__(
        self,
        relationships: Relationships,
        messages: Messages,
        incoming: IncomingRequests,
        outgoing: OutgoingRequests,
        since: datetime | None,
        begin: Callable[[str], object] = lambda name: None,
    ) -> None:
        cut = window(since)
        newer = None if cut is None else f">{cut.isoformat(timespec='milliseconds')}".replace("+00:00", "Z")
        self.hidden: list[str] = []
        self._lists: dict[str, Callable[[], Sequence[News]]] = {
            "Relationship": relationships.list,
            "Message": lambda: messages.list(created_at=newer),
            "incoming Request": incoming.list,
            "outgoing Request": outgoing.list,
        }
        self._begin = begin
        self.kinds: dict[str, dict[str, News]] = {kind: self._seen(kind) for kind in self._lists}

    def include(self, told: SyncAnswer) -> None:
        """Add what the sync itself told, of a Message that is too old to be looked for."""
        if "Messages" not in self.hidden:
            self.kinds["Message"] |= {message.id: message for message in told.messages}

    def look_again(self, *kinds: str) -> None:
        """Take the lists of these kinds anew."""
        self.kinds |= {kind: self._seen(kind) for kind in kinds if f"{kind}s" not in self.hidden}

    def _seen(self, kind: str) -> dict[str, News]:
        self._begin(f"{kind}s")
        try:
            return {record.id: record for record in self._lists[kind]()}
        except ForbiddenError:
            self.hidden.append(f"{kind}s")
            return {}

    def changes_since(self, before: "Snapshot") -> SyncReport:
        """Compare with an earlier snapshot of the same Connector."""
        changes = [
            change for kind, records in self.kinds.items() for change in compared(kind, before.kinds[kind], records)
        ]
        return SyncReport(changes=tuple(changes), hidden=tuple(self.hidden))

    def lacks(self, news: SyncReport) -> bool:
        """Whether something that must follow from these changes is not there yet."""
        incoming, outgoing = self.kinds["incoming Request"], self.kinds["outgoing Request"]
        asked = [content.get("id") for content in received(news, "Request")]
        answered = [content.get("requestId") for content in received(news, "ResponseWrapper")]
        begun = answered_by_relationship(news)
        return (
            any(identity not in incoming or status_of(incoming[identity]) in UNDECIDED for identity in asked)
            or any(identity in outgoing and status_of(outgoing[identity]) == "Open" for identity in answered)
            or any(identity not in outgoing for identity in begun)
        )


def compared(kind: str, before: dict[str, News], after: dict[str, News]) -> Iterator[Change]:
    """The changes of one kind: what is new or has moved on, then what is gone."""
    for identity, record in after.items():
        known = before.get(identity)
        if known is None or state_of(known) != state_of(record):
            former = None if known is None else status_of(known)
            yield Change(kind=kind, id=identity, before=former, after=status_of(record), record=record)
    for identity, record in before.items():
        if identity not in after:
            yield Change(kind=kind, id=identity, before=status_of(record), after=None, record=record)


def status_of(record: News) -> str:
    """The status of a record; a Message has none and is received or sent."""
    if isinstance(record, Message):
        return "sent" if record.is_own else "received"
    return record.status


def state_of(record: News) -> tuple[str, int]:
    """What a sync may change: the status, and how long the log of a Relationship is."""
    return status_of(record), len(record.audit_log) if isinstance(record, Relationship) else 0


def received(news: SyncReport, content_type: str) -> list[Json]:
    """The contents of received Messages of one type."""
    return [
        message.content
        for message in news.messages
        if not message.is_own and message.content.get("@type") == content_type
    ]


def answered_by_relationship(news: SyncReport) -> list[str]:
    """The Requests of own templates that Relationships which the peer began have just answered."""
    return [
        change.record.creation_content["response"]["requestId"]
        for change in news.new
        if isinstance(change.record, Relationship)
        and change.record.status in ("Pending", "Active")
        and change.record.creation_content.get("@type") == "RelationshipCreationContent"
        and change.record.audit_log[0].created_by == change.record.peer
    ]


def report(
    take: Callable[[], Snapshot],
    before: Snapshot,
    told: SyncAnswer,
    sleep: Callable[[float], None] = time.sleep,
) -> SyncReport:
    """Compare after a sync, looking again until what follows from it is there, for two seconds at most.

    Args:  take: makes a new snapshot.
           told: what the sync was answered with.
    """

    def look() -> Snapshot:
        seen = take()
        seen.include(told)
        return seen

    after = look()
    for pause_s in FOLLOW_UP_PAUSES_S:
        news = after.changes_since(before)
        if after.hidden or not after.lacks(news):
            break
        sleep(pause_s)
        after = look()
    return after.changes_since(before)
