"""What a history knows of a Connector's records: the state of each, and the records themselves where they are gone."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from enmeshed_kit.records import (
    AuditLogEntry,
    LocalRequest,
    LocalResponse,
    Message,
    MessageRecipient,
    PeerIdentity,
    Relationship,
    RequestSource,
)
from enmeshed_kit.tables.frame import Column
from enmeshed_kit.tables.history.files import read
from enmeshed_kit.tables.history.folder import Folder
from enmeshed_kit.tables.history.kinds import BOOKS, KINDS

if TYPE_CHECKING:
    import pyarrow as pa

State: TypeAlias = tuple[str, int]
"""The status of a record, and how far it has come within it."""

Row: TypeAlias = dict[str, Any]


def rows(
    folder: Folder, kind: str, columns: Iterable[str], since: datetime | None = None, only: Any = None
) -> list[Row]:
    """Rows of a table as they were recorded, the oldest first, those that are gone included."""
    stored = KINDS[kind].stored
    wanted: dict[str, Column] = {name: stored[name] for name in (*columns, *BOOKS) if name in stored}
    table: pa.Table = folder.reading(kind, since, lambda files: read(files, wanted, only))
    order = [(name, "ascending") for name in ("synced_at", "progress") if name in wanted]
    found: list[Row] = table.sort_by(order).to_pylist()
    return found


def newest(recorded: Iterable[Row], key: str = "id") -> dict[str, Row]:
    """The newest row of each record that is not gone."""
    last = {row[key]: row for row in recorded}
    return {identity: row for identity, row in last.items() if not row["gone"]}


def relationships(folder: Folder) -> dict[str, State]:
    """The Relationships that there are."""
    found = newest(rows(folder, "relationships", ("id", "status")))
    return {identity: (row["status"], row["progress"]) for identity, row in found.items()}


def requests(folder: Folder, direction: str) -> dict[str, State]:
    """The Requests that there are in one direction."""
    found = newest(rows(folder, "requests", ("id", "direction", "status")))
    mine = {identity: row for identity, row in found.items() if row["direction"] == direction}
    return {identity: (row["status"], row["progress"]) for identity, row in mine.items()}


def messages(folder: Folder, after: datetime | None, told: Collection[str]) -> dict[str, State]:
    """The Messages that there are, as far as they are to be compared.

    Args:  after: only those that were sent after this.
           told: and these, however old they are.
    """
    found = newest(rows(folder, "messages", ("id", "direction", "created_at"), after))
    if after is not None:
        found = {identity: row for identity, row in found.items() if row["created_at"] > after}
        found |= newest(rows(folder, "messages", ("id", "direction"), only=is_one_of("id", told))) if told else {}
    return {identity: (row["direction"], row["progress"]) for identity, row in found.items()}


def messages_with(folder: Folder, peers: Collection[str]) -> dict[str, list[str]]:
    """The Messages with any of these peers: of each the sender and the recipients."""
    found = newest(rows(folder, "messages", ("id", "sender", "recipients"), only=is_about(peers)))
    sides = {identity: [row["sender"], *listed(row["recipients"])] for identity, row in found.items()}
    return {identity: each for identity, each in sides.items() if any(peer in each for peer in peers)}


def last_records(folder: Folder, kind: str, ids: Collection[str]) -> dict[str, Any]:
    """Records as they were last, as far as the history's columns tell."""
    if not ids:
        return {}
    found = newest(rows(folder, kind, KINDS[kind].columns, only=is_one_of("id", ids)))
    if kind == "messages":
        return {identity: message_of(row) for identity, row in found.items()}
    if kind == "requests":
        return {identity: request_of(row) for identity, row in found.items()}
    log = rows(folder, "audit_log", KINDS["audit_log"].columns, only=is_one_of("relationship_id", ids))
    return {identity: relationship_of(row, log) for identity, row in found.items()}


def is_one_of(column: str, values: Collection[str]) -> Any:
    """The condition that a column has one of these values."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.field(column).isin(pa.array(list(values), pa.large_string()))


def is_about(peers: Collection[str]) -> Any:
    """The condition that a Message may be from or to one of these peers, or is gone."""
    import pyarrow.compute as pc

    condition = pc.field("gone")
    for peer in peers:
        condition |= (pc.field("sender") == peer) | pc.match_substring(pc.field("recipients"), peer)
    return condition


def message_of(row: Row) -> Message:
    """A Message of a row."""
    content = {"@type": row["type"], "subject": row["subject"], "body": row["body"]}
    return Message(
        id=row["id"],
        is_own=row["direction"] == "sent",
        content={name: value for name, value in content.items() if value is not None},
        created_by=row["sender"],
        created_by_device="",
        recipients=[MessageRecipient(address=address) for address in listed(row["recipients"])],
        created_at=row["created_at"],
        attachments=[],
    )


def request_of(row: Row) -> LocalRequest:
    """A Request of a row."""
    answered = row["answered_at"] and LocalResponse(created_at=row["answered_at"], content={"result": row["result"]})
    source = row["source"] and RequestSource(type=row["source"], reference=row["source_id"] or "")
    return LocalRequest(
        id=row["id"],
        is_own=row["direction"] == "outgoing",
        peer=row["peer"],
        created_at=row["created_at"],
        content={},
        source=source or None,
        status=row["status"],
        response=answered or None,
    )


def relationship_of(row: Row, log: Iterable[Row]) -> Relationship:
    """A Relationship of a row, and of those rows of logs that were recorded with it."""
    mine = [each for each in log if each["relationship_id"] == row["id"] and not each["gone"]]
    entries = {each["number"]: each for each in mine if each["progress"] == row["progress"]}
    return Relationship(
        id=row["id"],
        template_id=row["template_id"],
        status=row["status"],
        peer=row["peer"],
        peer_identity=PeerIdentity(address=row["peer"], public_key=""),
        audit_log=[entry_of(entries[number]) for number in sorted(entries)],
        creation_content={},
    )


def entry_of(row: Row) -> AuditLogEntry:
    """A line of a Relationship's log; whose own side it is, its address does not say here."""
    return AuditLogEntry(
        created_at=row["created_at"],
        created_by=row["peer"] if row["by"] == "peer" else "",
        reason=row["reason"],
        old_status=row["before"],
        new_status=row["after"],
    )


def listed(addresses: str | None) -> list[str]:
    """The addresses in a cell."""
    return addresses.split(", ") if addresses else []
