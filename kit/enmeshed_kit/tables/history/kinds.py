"""What a history keeps: its tables, how their rows are made of changes, and whose newest rows count."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from enmeshed_kit.client.report import Change, News, SyncReport
from enmeshed_kit.records import LocalRequest, Message, Relationship
from enmeshed_kit.tables import columns as known
from enmeshed_kit.tables.frame import COUNT, FLAG, TIME, Column

BOOKS = {
    "synced_at": Column(lambda change: None, TIME),
    "progress": Column(lambda change: None, COUNT),
    "number": Column(lambda change: None, COUNT),
    "gone": Column(lambda change: None, FLAG),
}
"""Columns that each file has beside those of its table: when the row was recorded; how far its record had come, of two
that were recorded at once; which of the record's rows it is; and whether it only says that the record is gone."""

GONE = 2**31 - 1
"""The progress of what is gone: nothing comes after it."""


Row: TypeAlias = tuple[Change, int, Any]
"""A change, the place of a row among those that it leaves, and what is in the row."""


class Kept(msgspec.Struct, frozen=True):
    """One table of a history.

    Args:  columns: as the table has them.
           key: the column with the id of the record, of which the newest rows count.
           of: the records that it is about.
           rows: what becomes a row, out of one record.
           texts: columns in which the texts of Messages may stand.
           more: columns of the files that the table does not have.
    """

    columns: dict[str, Column]
    key: str
    of: type[News] | None = None
    rows: Callable[[Any], Iterable[Any]] = lambda record: (record,)
    texts: tuple[str, ...] = ()
    more: dict[str, Column] = msgspec.field(default_factory=lambda: BOOKS)

    @property
    def stored(self) -> dict[str, Column]:
        """The columns of its files."""
        return self.columns | self.more


class Synced(msgspec.Struct, frozen=True):
    """One sync, as a row.

    Args:  mark: tells two syncs of one moment apart.
           looked_at: the Connector's time when its lists were compared; None where only a report was recorded.
    """

    report: SyncReport
    mark: str
    looked_at: datetime | None


SYNCS = {
    "synced_at": Column(lambda synced: synced.report.synced_at, TIME),
    "is_first_look": Column(lambda synced: synced.report.is_first_look, FLAG),
    "changes": Column(lambda synced: len(synced.report.changes), COUNT),
    "new": Column(lambda synced: len(synced.report.new), COUNT),
    "changed": Column(lambda synced: len(synced.report.changed), COUNT),
    "vanished": Column(lambda synced: sum(change.after is None for change in synced.report), COUNT),
    "hidden": Column(lambda synced: ", ".join(synced.report.hidden) or None),
}

KINDS = {
    "relationships": Kept(known.RELATIONSHIPS, "id", Relationship),
    "audit_log": Kept(known.AUDIT_LOG, "relationship_id", Relationship, known.entries),
    "messages": Kept(known.MESSAGES, "id", Message, texts=("subject", "body")),
    "requests": Kept(known.REQUESTS, "id", LocalRequest),
    "request_items": Kept(
        known.REQUEST_ITEMS, "request_id", LocalRequest, known.items, ("group", "title", "item", "answer")
    ),
    "changes": Kept(known.CHANGES | {"synced_at": BOOKS["synced_at"]}, "id", None, texts=("about",)),
    "syncs": Kept(
        SYNCS,
        "mark",
        more={"mark": Column(lambda synced: synced.mark), "looked_at": Column(lambda synced: synced.looked_at, TIME)},
    ),
}
"""The tables, by the names that `from_history` knows them by."""


def cells_of(kept: Kept, changes: Sequence[Change], synced_at: datetime, bodies: bool) -> dict[str, list[Any]]:
    """The rows that changes leave in a table, as columns.

    Args:  bodies: whether the texts of Messages are kept.
    """
    rows = [(change, number, row) for change in changes for number, row in enumerate(rows_of(kept, change))]
    cells = {name: values_of(name, column, kept, rows, bodies) for name, column in kept.columns.items()}
    if kept.of is not None:
        cells[kept.key] = [change.id for change, _, _ in rows]
    cells["synced_at"] = [synced_at] * len(rows)
    cells["progress"] = [progress_of(change) for change, _, _ in rows]
    cells["number"] = [number for _, number, _ in rows]
    cells["gone"] = [row is None for _, _, row in rows]
    return cells


def rows_of(kept: Kept, change: Change) -> Iterable[Any]:
    """What one change leaves in a table; None is a row that says that all of its record is gone."""
    if kept.of is None:
        return (change,)
    if not isinstance(change.record, kept.of):
        return ()
    return (None,) if change.after is None else kept.rows(change.record)


def values_of(name: str, column: Column, kept: Kept, rows: Sequence[Row], bodies: bool) -> list[Any]:
    """The cells of one column; empty where a record is gone, or a text is not to be kept."""
    if name in kept.texts and not bodies:
        return [None] * len(rows)
    return [None if row is None else column.value(row) for _, _, row in rows]


def progress_of(change: Change) -> int:
    """How far the record of a change has come within its status."""
    return GONE if change.after is None else distance(change.record)


def distance(record: News) -> int:
    """How long the log of a Relationship is; whether a Request has its answer."""
    if isinstance(record, Relationship):
        return len(record.audit_log)
    return int(isinstance(record, LocalRequest) and record.response is not None)
