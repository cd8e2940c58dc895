"""What a sync brought: the difference between what a Connector knew before it and after it."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeAlias

import msgspec

from enmeshed_kit.client.errors import on_one_line
from enmeshed_kit.records import LocalRequest, Message, Relationship

News: TypeAlias = Relationship | Message | LocalRequest
"""What a sync can bring."""

TOLD = 20
"""How many changes a report tells one by one where it is printed."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a sync brought or changed.

    Args:  kind: "Relationship", "Message", "incoming Request" or "outgoing Request".
           before: its status before the sync; None when it is new.
           after: its status now, of a Message "received" or "sent"; None when it is gone. A Relationship may keep its
                  status while its audit log goes on: see `reason`.
           record: as it is now, or as it was when it is gone.
    """

    kind: str
    id: str
    before: str | None
    after: str | None
    record: News

    @property
    def is_new(self) -> bool:
        """Whether the sync brought it."""
        return self.before is None

    @property
    def reason(self) -> str:
        """Why a Relationship is as it is: the last reason in its audit log; empty for all else."""
        if not isinstance(self.record, Relationship) or not self.record.audit_log:
            return ""
        return self.record.audit_log[-1].reason

    @property
    def peer(self) -> str:
        """The other side: of a Message its sender, or its recipients."""
        if not isinstance(self.record, Message):
            return self.record.peer
        if not self.record.is_own:
            return self.record.created_by
        return ", ".join(recipient.address for recipient in self.record.recipients)

    @property
    def about(self) -> str:
        """The subject of a Mail, the title of a Request; empty where there is none. Written by others: escape it."""
        content = self.record.creation_content if isinstance(self.record, Relationship) else self.record.content
        title = content.get("subject") or content.get("title") or ""
        return title if isinstance(title, str) else ""

    def __repr__(self) -> str:
        if self.is_new:
            what = f"new, {self.after}"
        elif self.after is None:
            what = f"gone, was {self.before}"
        elif self.after == self.before:
            what = self.after
        else:
            what = f"{self.before} → {self.after}"
        # Reactivation is a conversation within one status, of which only the log tells.
        why = f" ({on_one_line(self.reason)})" if "Reactivation" in self.reason and self.after else ""
        about = f' "{on_one_line(self.about)}"' if self.about else ""
        return f"{self.kind} {self.id}: {what}{why}{about}"


class SyncReport(msgspec.Struct, frozen=True, kw_only=True):
    """What one sync brought; true when it brought anything.

    Args:  changes: Relationships first, then Messages, incoming and outgoing Requests, each in the API's order.
           hidden: kinds that the API key may not read, about which the report is silent.
           synced_at: when the Connector answered the sync, by its own clock; no two syncs of one object have the same.
           is_first_look: a history looked for the first time, and found what had come in all the time before.
    """

    changes: tuple[Change, ...]
    hidden: tuple[str, ...] = ()
    synced_at: datetime | None = None
    is_first_look: bool = False

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    @property
    def new(self) -> tuple[Change, ...]:
        """What was not there before."""
        return tuple(change for change in self.changes if change.is_new)

    @property
    def changed(self) -> tuple[Change, ...]:
        """What was there before and has another status, or a longer audit log."""
        return tuple(change for change in self.changes if not change.is_new and change.after is not None)

    @property
    def relationships(self) -> list[Relationship]:
        """The new and changed Relationships."""
        return [change.record for change in self._there("Relationship") if isinstance(change.record, Relationship)]

    @property
    def messages(self) -> list[Message]:
        """The new Messages."""
        return [change.record for change in self._there("Message") if isinstance(change.record, Message)]

    @property
    def incoming_requests(self) -> list[LocalRequest]:
        """The new and changed Requests of others."""
        return [change.record for change in self._there("incoming Request") if isinstance(change.record, LocalRequest)]

    @property
    def outgoing_requests(self) -> list[LocalRequest]:
        """The new and changed Requests to others."""
        return [change.record for change in self._there("outgoing Request") if isinstance(change.record, LocalRequest)]

    def _there(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind and change.after is not None]

    def __repr__(self) -> str:
        count = len(self.changes)
        head = "Sync: nothing new" if not count else f"Sync: {count} change{'s' if count != 1 else ''}"
        head = head.replace("Sync", "First look", 1) if self.is_first_look else head
        silence = f" (the API key may not read {', '.join(self.hidden)})" if self.hidden else ""
        more = [f"  … and {count - TOLD} more"] if count > TOLD else []
        return "\n".join([head + silence, *(f"  {change!r}" for change in self.changes[:TOLD]), *more])
