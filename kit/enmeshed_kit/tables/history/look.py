"""A look at a Connector: its lists, and how they differ from what a history knows."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

import msgspec

from enmeshed_kit.client import Connector, SyncReport
from enmeshed_kit.client.errors import NotFoundError
from enmeshed_kit.client.report import Change, News
from enmeshed_kit.client.sections import SyncAnswer
from enmeshed_kit.client.snapshot import CLOCK_MARGIN, FOLLOW_UP_PAUSES_S, Snapshot, status_of, window
from enmeshed_kit.tables.columns import changed_at
from enmeshed_kit.tables.history import known
from enmeshed_kit.tables.history.folder import Folder
from enmeshed_kit.tables.history.kinds import distance

TABLE_OF = {
    "Relationship": "relationships",
    "Message": "messages",
    "incoming Request": "requests",
    "outgoing Request": "requests",
}
"""Which table knows about what a sync brings."""

REQUESTS = ("incoming Request", "outgoing Request")
STEPS = 6


class SyncProgress(Protocol):
    """What is told how a sync into a history goes: a bar, a line, nothing."""

    def __call__(self, done: int, steps: int, doing: str) -> object:
        """Called before each step, and after the last one with `done` equal to `steps`."""


class Steps:
    """Counts the steps of a sync into a history, and tells them."""

    def __init__(self, progress: SyncProgress | None) -> None:
        self._progress = progress
        self._done = 0

    def begin(self, doing: str) -> None:
        """Tell the next step; a list that is looked at once more is the same step."""
        if self._progress is not None:
            self._progress(self._done, STEPS, doing)
        self._done = min(self._done + 1, STEPS - 1)

    def end(self) -> None:
        """Tell that all is done."""
        if self._progress is not None:
            self._progress(STEPS, STEPS, "done")


class Look:
    """What a Connector knows after a sync, beside what a history knew before it.

    Args:  since: the last look at Messages; older ones are looked for only where there is reason to; None takes all.
           told: what the sync itself told.
           recent: when the last sync before was; what is older has no more consequences.
    """

    def __init__(
        self,
        folder: Folder,
        connector: Connector,
        since: datetime | None,
        told: SyncAnswer,
        steps: Steps,
        recent: datetime | None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder = folder
        self._connector = connector
        self._since = since
        self._recent = recent
        self.snapshot = Snapshot(
            connector.relationships,
            connector.messages,
            connector.incoming_requests,
            connector.outgoing_requests,
            since,
            steps.begin,
        )
        here = self.snapshot.kinds["Message"]
        missed = tuple(message for message in told.messages if message.id not in here)
        self.snapshot.include(SyncAnswer(messages=missed))
        self._known = {kind: self._known_of(kind, [message.id for message in missed]) for kind in TABLE_OF}
        self._await_what_follows(sleep)

    @property
    def hidden(self) -> tuple[str, ...]:
        """The kinds that the API key may not read."""
        return tuple(self.snapshot.hidden)

    def changes(self) -> tuple[Change, ...]:
        """What differs: Relationships first, then Messages, incoming and outgoing Requests."""
        return tuple(change for kind in TABLE_OF for change in (*self._come(kind), *self._gone(kind)))

    def _known_of(self, kind: str, told: list[str]) -> dict[str, known.State]:
        if kind == "Relationship":
            return known.relationships(self._folder)
        if kind == "Message":
            return known.messages(self._folder, window(self._since), told)
        return known.requests(self._folder, kind.split()[0])

    def _await_what_follows(self, sleep: Callable[[float], None]) -> None:
        for pause_s in FOLLOW_UP_PAUSES_S:
            news = SyncReport(changes=tuple(change for kind in TABLE_OF for change in self._come(kind)))
            if self.hidden or not self.snapshot.lacks(self._fresh(news)):
                return
            sleep(pause_s)
            self.snapshot.look_again(*REQUESTS)

    def _fresh(self, news: SyncReport) -> SyncReport:
        if self._recent is None:
            return news
        fresh = (change for change in news if (when := changed_at(change.record)) is None or when > self._recent)
        return msgspec.structs.replace(news, changes=tuple(fresh))

    def _come(self, kind: str) -> Iterator[Change]:
        before = self._known[kind]
        for identity, record in self.snapshot.kinds[kind].items():
            state = before.get(identity)
            if state != (status_of(record), distance(record)):
                former = None if state is None else state[0]
                yield Change(kind=kind, id=identity, before=former, after=status_of(record), record=record)

    def _gone(self, kind: str) -> Iterator[Change]:
        if f"{kind}s" in self.hidden:
            return
        here = self.snapshot.kinds[kind]
        missing = [identity for identity in self._known[kind] if identity not in here]
        if kind == "Message":
            missing = list(dict.fromkeys([*missing, *self._messages_of_vanished()]))
        records: dict[str, News] = known.last_records(self._folder, TABLE_OF[kind], missing)
        for identity, record in records.items():
            yield Change(kind=kind, id=identity, before=status_of(record), after=None, record=record)

    def _messages_of_vanished(self) -> Iterator[str]:
        """Older Messages that went with a Relationship: with whom there was one, they are looked for after all."""
        vanished = [change.peer for change in self._gone("Relationship")]
        if self._since is None or not vanished:
            return
        there = {message.id for peer in vanished for message in self._connector.messages.list(participant=peer)}
        for identity, sides in known.messages_with(self._folder, vanished).items():
            # What went to several keeps the others, and its list names them without the one who is gone.
            if identity not in there and (len(sides) == 2 or self._is_gone(identity)):
                yield identity

    def _is_gone(self, message: str) -> bool:
        try:
            self._connector.messages.get(message)
        except NotFoundError:
            return True
        return False


def worth_awaiting(last_sync: datetime | None) -> datetime | None:
    """From when on things may still have consequences that the Connector has not come to."""
    return None if last_sync is None else last_sync - CLOCK_MARGIN
