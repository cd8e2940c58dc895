"""Parquet, which keeps the types."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.tables.export.whole import FilePath, whole, with_index
from enmeshed_kit.tables.frame import text

if TYPE_CHECKING:
    import pandas as pd


def to_parquet(frame: "pd.DataFrame", path: FilePath) -> Path:
    """Write a table with its types: times in UTC, categories, counts with gaps.

    pandas reads back what was written, of a table without rows the columns and types, but not which categories there
    might be. pyarrow, Polars and DuckDB read the same file.

    Returns:  where it was written.
    Raises:   UnwritableError: no file can be written there.  ContentError: two columns have one name.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(storable(with_index(frame)), preserve_index=False)
    with whole(path) as unfinished:
        pq.write_table(table, unfinished, compression="zstd")
    return Path(path)


def storable(frame: "pd.DataFrame") -> "pd.DataFrame":
    """The same table with columns that Arrow has a type for; a mixed one is written as texts."""
    names = [str(name) for name in frame.columns]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ContentError(f"Two columns have the name {twice[0]!r}.", "Rename one: Parquet tells columns by name.")
    safe = frame.set_axis(names, axis=1)
    for name in names:
        if safe[name].dtype == object and not is_uniform(safe[name]):
            safe[name] = [text(value) for value in safe[name].astype(object).where(safe[name].notna(), None)]
    return safe


def is_uniform(values: "pd.Series[Any]") -> bool:
    """Whether all values of a column are of one kind to Arrow."""
    import pyarrow as pa

    try:
        pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, UnicodeEncodeError, OverflowError):
        return False
    return True
