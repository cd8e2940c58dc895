"""How a table is made: each column has its kind, so that an empty table has the same columns and types as a full one.

pandas is imported when the first table is made, not before.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from enmeshed_kit.tables.plain import PlainTable

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

TIME = "datetime64[us, UTC]"
COUNT = "Int64"
FLAG = "boolean"

KIT = "enmeshed_kit"
"""Marks the tables made here, and what is taken out of them: a notebook draws them in its own way."""

GREATEST = 2**63 - 1
TEXT = "str"


class Column(msgspec.Struct, frozen=True):
    """One column: what stands in it, and as what.

    Args:  value: takes it out of a record; None is an empty cell.
           dtype: TEXT, TIME, COUNT or FLAG.
           known: the values of a category in their natural order; others that occur are put behind them.
    """

    value: Callable[[Any], Any]
    dtype: str = TEXT
    known: tuple[str, ...] | None = None


def table(records: Iterable[Any], columns: Mapping[str, Column]) -> "pd.DataFrame":
    """Make a table of records, one row for each, in their order; without pandas, one to look at and to read."""
    rows = list(records)
    try:
        import pandas as pd
    except ImportError:
        plain = PlainTable({name: [column.value(row) for row in rows] for name, column in columns.items()})
        return cast("pd.DataFrame", plain)
    series = {name: filled(column, [column.value(row) for row in rows]) for name, column in columns.items()}
    made = pd.DataFrame(series, columns=list(columns))
    made.attrs[KIT] = True
    return made


def filled(column: Column, values: list[Any]) -> "pd.Series[Any]":
    """The cells of a column, with its type also when there are none."""
    import pandas as pd

    if column.known is not None:
        texts = [text(value) for value in values]
        others = sorted({value for value in texts if value is not None} - set(column.known))
        return pd.Series(pd.Categorical(texts, categories=[*column.known, *others]))
    if column.dtype == TEXT:
        return pd.Series([text(value) for value in values], dtype=TEXT)
    converted = [CELLS[column.dtype](value) for value in values] if column.dtype in CELLS else values
    return pd.Series(converted, dtype=column.dtype)


def count(value: Any) -> int | None:
    """A whole number that fits into its column; greater ones are the greatest that does."""
    if value is None or value != value:
        return None
    return int(max(-GREATEST, min(value, GREATEST)))


def time(value: datetime | None) -> datetime | None:
    """A time in UTC; one that names no zone is taken for it, as the API writes all times."""
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def text(value: Any) -> str | None:
    """A cell's text as it was sent: nothing is escaped or cut here, and what is no text is written as JSON."""
    if value is None:
        return None
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    # Half a surrogate pair is valid JSON and no valid text; Arrow, below pandas, refuses it.
    return written.encode("utf-8", "replace").decode("utf-8")


CELLS: dict[str, Callable[[Any], Any]] = {COUNT: count, TIME: time}
"""How values become cells, where pandas would refuse some."""
