"""Records and reports that nobody synced."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from enmeshed_kit.client import Change, SyncReport
from enmeshed_kit.records import (
    AuditLogEntry,
    LocalRequest,
    LocalResponse,
    Message,
    MessageRecipient,
    PeerIdentity,
    Relationship,
)

TIME = datetime(2026, 1, 5, 9, tzinfo=UTC)
ME, PEER = "did:e:localhost:dids:0123456789abcdef012357", "did:e:localhost:dids:1123456789abcdef012357"
LIVES = ("Pending", "Active", "Terminated", "DeletionProposed")


def at(minute: int) -> datetime:
    """A time of the test's own day, or of a later one."""
    return TIME + timedelta(minutes=minute)


def relationship(number: int, steps: int) -> Relationship:
    """A Relationship that has come so far."""
    log = [
        AuditLogEntry(
            created_at=at(step),
            created_by=(ME, PEER)[step % 2],
            reason=f"Step {step}",
            old_status=LIVES[step - 1] if step else None,
            new_status=LIVES[step],
        )
        for step in range(steps)
    ]
    return Relationship(
        id=f"REL{number:017d}",
        template_id=f"RLT{number:017d}",
        status=LIVES[steps - 1],
        peer=PEER,
        peer_identity=PeerIdentity(address=PEER, public_key="k"),
        audit_log=log,
        creation_content={},
    )


def message(number: int, minute: int = 0, content: Any = None, **more: Any) -> Message:
    """A Message, received unless it is said otherwise."""
    fields: dict[str, Any] = {
        "id": f"MSG{number:017d}",
        "is_own": False,
        "content": content if content is not None else {"@type": "Mail", "subject": f"S{number}", "body": "b"},
        "created_by": PEER,
        "created_by_device": "DVC",
        "recipients": [MessageRecipient(address=ME)],
        "created_at": at(minute),
        "attachments": [],
    }
    return Message(**fields | more)


def request(number: int, status: str = "Open", *, is_own: bool = True) -> LocalRequest:
    """A Request with two items, answered where its status says so."""
    items = [{"@type": "ConsentRequestItem", "title": "Secret of the title", "consent": "Secret of the consent"}] * 2
    answer = {"result": "Accepted", "items": [{"@type": "FreeTextAcceptResponseItem", "freeText": "Secret answer"}] * 2}
    return LocalRequest(
        id=f"REQ{number:017d}",
        is_own=is_own,
        peer=PEER,
        created_at=TIME,
        content={"@type": "Request", "title": "Secret of the Request", "items": items},
        status=status,
        response=LocalResponse(created_at=at(5), content=answer) if status == "Completed" else None,
    )


def change(kind: str, record: Any, before: str | None, after: str | None) -> Change:
    """A change of a record."""
    return Change(kind=kind, id=record.id, before=before, after=after, record=record)


def report(minute: int, changes: Iterable[Change]) -> SyncReport:
    """What a sync brought at that time."""
    return SyncReport(changes=tuple(changes), synced_at=at(minute))
