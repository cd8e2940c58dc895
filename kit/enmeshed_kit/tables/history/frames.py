"""The rows of a history as tables: of each record only the newest count, and what was told twice is there once."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.tables import mailbox
from enmeshed_kit.tables.frame import COUNT, FLAG, KIT, Column
from enmeshed_kit.tables.history.kinds import BOOKS, KINDS, Kept

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    Places = np.ndarray[tuple[int], np.dtype[np.intp]]


def kept(kind: str) -> Kept:
    """What is kept of a kind.

    Raises:  ContentError: there is no such table.
    """
    if kind not in KINDS:
        raise ContentError(f"A history has no table {kind!r}.", f"There are {', '.join(KINDS)}.")
    return KINDS[kind]


def shown(kind: str, columns: Sequence[str] | None) -> dict[str, Column]:
    """The columns of a table, or these of them in their order.

    Raises:  ContentError: there is no such table or column.
    """
    offered = kept(kind).columns
    if unknown := [name for name in columns or () if name not in offered]:
        raise ContentError(f"No column {', '.join(map(repr, unknown))}.", f"There are {', '.join(offered)}.")
    return offered if columns is None else {name: offered[name] for name in columns}


def needed(kind: str, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns that files must be read for: those to be shown, and those that tell which rows count."""
    stored = KINDS[kind].stored
    names = {KINDS[kind].key, *columns, *(name for name in (*BOOKS, "kind", "after") if name in stored)}
    if kind != "changes":
        names -= {"kind", "after"} - set(columns)
    return {name: column for name, column in stored.items() if name in names}


def frame_of(kind: str, rows: "pa.Table", columns: Mapping[str, Column], with_gone: bool) -> "pd.DataFrame":
    """The table of all rows.

    Args:  rows: of a table's files, the columns that are `needed`.
           with_gone: whether what is gone is in it, as it was last.
    """
    books = [name for name in rows.column_names if name in (*BOOKS, "kind", "after", KINDS[kind].key)]
    places = counting(kind, rows.select(books).to_pandas(), with_gone)
    return frame(rows.select(list(columns)).take(places), columns)


def frame(rows: "pa.Table", columns: Mapping[str, Column]) -> "pd.DataFrame":
    """Rows for pandas, with the types that the tables of records have."""
    import pandas as pd

    series = {name: cells(column, rows.column(name)) for name, column in columns.items()}
    made = pd.DataFrame(series, columns=list(columns))
    made.attrs[KIT] = True
    return made


def cells(column: Column, values: "pa.ChunkedArray") -> "pd.Series[Any]":
    """One column for pandas."""
    import pandas as pd
    import pyarrow as pa

    if column.dtype in (COUNT, FLAG):
        nullable: Any = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
        return values.to_pandas(types_mapper=nullable.get)  # type: ignore[no-any-return]  # Arrow has no types
    return mailbox.series(column, values)


def counting(kind: str, rows: "pd.DataFrame", with_gone: bool) -> "Places":
    """The places of the rows that count, in the order in which their records were first seen."""
    import numpy as np
    import pandas as pd

    key = KINDS[kind].key
    if kind == "syncs":
        order = np.argsort(rows["synced_at"].to_numpy(), kind="stable")
        once: Places = order[~rows[key].duplicated().to_numpy()[order]]
        return once
    came = np.argsort(rows["synced_at"].to_numpy(), kind="stable")
    codes = np.empty(len(rows), np.intp)
    codes[came] = pd.factorize(rows[key].to_numpy()[came])[0]
    if kind == "changes":
        return changes_that_count(rows, came, codes)
    return rows_that_count(rows, codes, with_gone)


def changes_that_count(rows: "pd.DataFrame", came: "Places", codes: "Places") -> "Places":
    """The changes without those that bring a record where it is already: two had looked, or one was told again."""
    import numpy as np
    import pandas as pd

    kinds, states = pd.factorize(rows["kind"].to_numpy())[0], pd.factorize(rows["after"].to_numpy())[0]
    progress = rows["progress"].to_numpy()
    order = np.lexsort((progress, rows["synced_at"].to_numpy(), codes, kinds))
    told = np.stack([kinds, codes, states, progress])[:, order]
    again = np.zeros(len(rows), bool)
    again[order[1:]] = (told[:, 1:] == told[:, :-1]).all(axis=0)
    return came[~again[came]]


def rows_that_count(rows: "pd.DataFrame", codes: "Places", with_gone: bool) -> "Places":
    """The newest rows of each record; of a log, all lines that it had at last."""
    import numpy as np

    gone, number = rows["gone"].to_numpy(), rows["number"].to_numpy()
    order = np.lexsort((number, rows["progress"].to_numpy(), rows["synced_at"].to_numpy(), codes))
    if with_gone:
        order = order[~gone[order]]
    if not len(order):
        return order
    ends = np.append(codes[order][1:] != codes[order][:-1], True)
    group = np.cumsum(np.append(False, ends[:-1]))
    last = order[ends][group]
    newest = np.ones(len(order), bool)
    for book in ("synced_at", "progress"):
        newest &= rows[book].to_numpy()[order] == rows[book].to_numpy()[last]
    # Two that looked at the same moment have recorded the same lines.
    order = order[newest & ~gone[order]]
    lines = np.stack([codes[order], number[order]])
    repeated = np.append(False, (lines[:, 1:] == lines[:, :-1]).all(axis=0))[: len(order)]
    counts: Places = order[~repeated]
    return counts
