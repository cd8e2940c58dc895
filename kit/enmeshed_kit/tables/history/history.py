"""The history of a Connector: each sync adds what changed, and all of it reads back as tables."""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import msgspec

from enmeshed_kit.client import Change, Connector, SyncReport
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.tables.history import known
from enmeshed_kit.tables.history.cluster import dask_frame
from enmeshed_kit.tables.history.errors import HistoryError
from enmeshed_kit.tables.history.files import ROWS_TOGETHER, read, table_of
from enmeshed_kit.tables.history.folder import LOCK, About, Commit, Folder
from enmeshed_kit.tables.history.frames import frame_of, needed, shown
from enmeshed_kit.tables.history.journal import Journal
from enmeshed_kit.tables.history.kinds import KINDS, Synced, cells_of
from enmeshed_kit.tables.history.lock import BusyError, locked
from enmeshed_kit.tables.history.look import Look, Steps, SyncProgress, worth_awaiting
from enmeshed_kit.tables.history.merging import compact, tidy

if TYPE_CHECKING:
    import dask.dataframe as dd
    import pandas as pd
    import pyarrow as pa

Engine = Literal["pandas", "dask"]

WAIT_S = 300.0
"""For how long a sync waits for that of another program to end."""


class SyncHistory:
    """What the syncs of one Identity's Connector brought, in a folder.

    Args:    folder: made when the first sync is recorded, if it is missing.
             bodies: False keeps subjects, bodies and titles off the disk. A folder that was begun so stays so.
    Raises:  HistoryError: the folder holds other things, or what this kit cannot read.
    """

    def __init__(self, folder: str | os.PathLike[str], bodies: bool = True) -> None:
        self._folder = Folder(Path(folder).absolute())
        self._bodies = bodies
        self._about = self._folder.about()

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self._folder.path

    @property
    def address(self) -> str:
        """Of the Identity that it belongs to; empty before the first sync."""
        return self._about.address if self._about else ""

    @property
    def bodies(self) -> bool:
        """Whether the texts of Messages are kept."""
        return self._bodies and (self._about is None or self._about.bodies)

    def sync(self, connector: Connector, progress: SyncProgress | None = None) -> SyncReport:
        """Sync the Connector, and record what is new since the history last looked, whoever fetched it.

        The first look at a Connector with a past records all of it. Messages that are older than the last look count
        as gone only with their Relationship.

        Returns:  what is new, after it is on the disk.
        Raises:   HistoryError: the history is another Identity's, cannot be written, or another program is syncing.
        """
        self._belong_to(connector)
        with self._alone():
            report = self._synced(connector, Steps(progress))
        return connector.tell(report)

    def _synced(self, connector: Connector, steps: Steps) -> SyncReport:
        steps.begin("Sync")
        journal = Journal(self._folder, self.bodies)
        past = self._past()
        with connector.aside():
            last_run = connector.account.sync_info().last_sync_run
        told = journal.keep(connector.account.synced())
        with connector.aside():
            now = connector.now()
            since = past.looked_at if past.looked_at and past.looked_at <= now else None
            recent = worth_awaiting(last_run.completed_at if last_run else None)
            look = Look(self._folder, connector, since, told, steps, recent)
            changes = look.changes()
        # Later than all before, so that the order of syncs is that of their times also where a clock stands or errs.
        at = max(now, past.newest + timedelta(microseconds=1)) if past.newest else now
        report = SyncReport(changes=changes, hidden=look.hidden, synced_at=at, is_first_look=not past.has_looked)
        steps.begin("History")
        new = self._record(report, at, looked_at=now)
        journal.clear()
        tidy(self._folder, new)
        steps.end()
        return report

    def append(self, report: SyncReport, connector: Connector) -> None:
        """Record what `connector.sync()` returned; reports may come in any order, and twice.

        Raises:  HistoryError: the history is another Identity's, or cannot be written.
        """
        self._belong_to(connector)
        at = report.synced_at or connector.now()
        new = self._record(msgspec.structs.replace(report, synced_at=at), at, looked_at=None)
        with suppress(BusyError), locked(self.folder / LOCK, wait_s=0):
            tidy(self._folder, new)

    def compact(self) -> None:
        """Make the commits of each day one, which reads faster; syncs do it by themselves when a day is over.

        Raises:  HistoryError: the history cannot be read or written, or another program is syncing.
        """
        with self._alone():
            for day in self._folder.days():
                compact(self._folder, day)

    def changes(self) -> "pd.DataFrame":
        """Show each change once, and when it was synced."""
        return self.table("changes")

    def relationships(self, *, with_gone: bool = False) -> "pd.DataFrame":
        """Show the Relationships as they were last; with those that are gone, if they are asked for."""
        return self.table("relationships", with_gone=with_gone)

    def audit_log(self, *, with_gone: bool = False) -> "pd.DataFrame":
        """Show how the Relationships came to be what they are."""
        return self.table("audit_log", with_gone=with_gone)

    def messages(self, columns: Sequence[str] | None = None, *, with_gone: bool = False) -> "pd.DataFrame":
        """Show the Messages; their texts are missing where they are not kept."""
        return self.table("messages", columns, with_gone=with_gone)

    def requests(self, *, with_gone: bool = False) -> "pd.DataFrame":
        """Show the Requests as they were last."""
        return self.table("requests", with_gone=with_gone)

    def request_items(self, *, with_gone: bool = False) -> "pd.DataFrame":
        """Show what the Requests ask, and what was answered."""
        return self.table("request_items", with_gone=with_gone)

    def syncs(self) -> "pd.DataFrame":
        """Show each sync that was recorded: when, what it brought, and about what it had to be silent."""
        return self.table("syncs")

    def table(self, kind: str, columns: Sequence[str] | None = None, *, with_gone: bool = False) -> "pd.DataFrame":
        """Show a table by its name.

        Args:    columns: only these, in this order.
                 with_gone: with what is gone, as it was last.
        Raises:  ContentError: there is no such table or column.  HistoryError: a file cannot be read.
        """
        chosen = shown(kind, columns)
        wanted = needed(kind, chosen)
        rows: pa.Table = self._folder.reading(kind, None, lambda files: read(files, wanted))
        return frame_of(kind, rows, chosen, with_gone)

    def dask(self, kind: str, columns: Sequence[str] | None = None, *, with_gone: bool = False) -> "dd.DataFrame":
        """The same as `table` for Dask, which reads it part by part when it is needed."""
        return dask_frame(self._folder, kind, shown(kind, columns), with_gone)

    def peek(self, count: int = 10) -> "pd.DataFrame":
        """Show the last changes, the newest first."""
        return self.changes().iloc[::-1].head(count).reset_index(drop=True)

    def __len__(self) -> int:
        return len(self.table("changes", ["id"]))

    def __bool__(self) -> bool:
        return self._about is not None

    def __repr__(self) -> str:
        if self._about is None:
            return f"<SyncHistory in {str(self.folder)!r}: nothing yet>"
        syncs = self.syncs()
        last = f", the last {syncs['synced_at'].iloc[-1]:%Y-%m-%d %H:%M} UTC" if len(syncs) else ""
        counted = f"{len(syncs)} sync{'s' if len(syncs) != 1 else ''}{last}"
        return f"<SyncHistory of {self.address} in {str(self.folder)!r}: {counted}>"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with locked(self.folder / LOCK, WAIT_S):
                yield
        except BusyError as error:
            hint = "Wait until it is done, or give each program a history of its own."
            raise HistoryError(f"Another program is syncing into {self.folder}.", hint) from error

    def _belong_to(self, connector: Connector) -> None:
        with connector.aside():
            address = connector.address
        self._about = self._folder.about() or self._begun(address)
        if self._about.address != address:
            hint = "Take another folder for this Connector, or the Connector that the history belongs to."
            raise HistoryError(
                f"The history in {self.folder} belongs to {self._about.address}; this Connector is {address}.", hint
            )
        if self._about.bodies and not self._bodies:
            self._about = msgspec.structs.replace(self._about, bodies=False)
            self._folder.describe(self._about)

    def _begun(self, address: str) -> About:
        self._folder.make()
        with self._alone():
            about = self._folder.about() or About(address=address, bodies=self._bodies)
            self._folder.describe(about)
        return about

    def _past(self) -> "Past":
        rows = known.rows(self._folder, "syncs", ("synced_at", "looked_at", "hidden"))
        looks = [row for row in rows if row["looked_at"]]
        at_messages = [row["looked_at"] for row in looks if "Messages" not in (row["hidden"] or "")]
        return Past(
            newest=rows[-1]["synced_at"] if rows else None,
            has_looked=bool(looks),
            looked_at=at_messages[-1] if at_messages else None,
        )

    def _record(self, report: SyncReport, at: datetime, looked_at: datetime | None) -> Commit:
        synced = Synced(report, secrets.token_hex(8), looked_at)
        columns = KINDS["syncs"].stored
        tables = {"syncs": table_of(columns, {name: [column.value(synced)] for name, column in columns.items()})}
        for kind in KINDS:
            if kind != "syncs" and (rows := rows_for(kind, report.changes, at, self.bodies)):
                tables[kind] = rows
        return self._folder.commit(at, tables)


class Past(msgspec.Struct, frozen=True):
    """When a history was added to.

    Args:  newest: the time of its newest sync.
           has_looked: not only reports were recorded.
           looked_at: when it last looked at Messages, by the Connector's clock.
    """

    newest: datetime | None
    has_looked: bool
    looked_at: datetime | None


def rows_for(kind: str, changes: Sequence[Change], synced_at: datetime, bodies: bool) -> "pa.Table | None":
    """What changes leave in one table; None where that is nothing."""
    import pyarrow as pa

    kept, parts = KINDS[kind], []
    # Part by part, so that of a whole past not all cells are objects at the same time.
    for begin in range(0, len(changes), ROWS_TOGETHER):
        cells = cells_of(kept, changes[begin : begin + ROWS_TOGETHER], synced_at, bodies)
        parts += [table_of(kept.stored, cells)] if cells["synced_at"] else []
    return pa.concat_tables(parts) if parts else None


@overload
def from_history(
    folder: str | os.PathLike[str] | SyncHistory,
    table: str,
    engine: Literal["pandas"] = "pandas",
    *,
    columns: Sequence[str] | None = None,
    with_gone: bool = False,
) -> "pd.DataFrame": ...


@overload
def from_history(
    folder: str | os.PathLike[str] | SyncHistory,
    table: str,
    engine: Literal["dask"],
    *,
    columns: Sequence[str] | None = None,
    with_gone: bool = False,
) -> "dd.DataFrame": ...


def from_history(
    folder: str | os.PathLike[str] | SyncHistory,
    table: str,
    engine: Engine = "pandas",
    *,
    columns: Sequence[str] | None = None,
    with_gone: bool = False,
) -> Any:
    """Read a table of a history, with pandas or, where it is too large for that, with Dask.

    Args:     table: "relationships", "audit_log", "messages", "requests", "request_items", "changes" or "syncs".
              engine: "pandas", or "dask" for a `dask.dataframe` with the same columns, its rows in no particular order.
              columns: only these, in this order.
              with_gone: with what is gone, as it was last.
    Raises:   HistoryError: there is no history, or a file of it cannot be read.  ContentError: no such table or column.
    """
    history = folder if isinstance(folder, SyncHistory) else SyncHistory(folder)
    if not history:
        raise HistoryError(
            f"There is no history in {history.folder}.", "SyncHistory(folder).sync(connector) begins one."
        )
    if engine not in ("pandas", "dask"):
        raise ContentError(f"No engine {engine!r}.", 'There are "pandas" and "dask".')
    return (history.dask if engine == "dask" else history.table)(table, columns, with_gone=with_gone)
