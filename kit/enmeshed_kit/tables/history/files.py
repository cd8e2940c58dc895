"""The rows of a history as Parquet files: written with each of the columns that it knows, read with what they have."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enmeshed_kit.tables.frame import CELLS, COUNT, FLAG, TIME, Column, text
from enmeshed_kit.tables.history.errors import unreadable

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_TOGETHER = 100_000
"""Rows that are read at once, by those who cannot read all."""


def arrow_type(column: Column) -> "pa.DataType":
    """How a column is kept."""
    import pyarrow as pa

    types = {TIME: pa.timestamp("us", "UTC"), COUNT: pa.int64(), FLAG: pa.bool_()}
    return types.get(column.dtype, pa.large_string())


def schema_of(columns: Mapping[str, Column]) -> "pa.Schema":
    """The columns of a file."""
    import pyarrow as pa

    return pa.schema([(name, arrow_type(column)) for name, column in columns.items()])


def table_of(columns: Mapping[str, Column], cells: Mapping[str, list[Any]]) -> "pa.Table":
    """Rows for a file, with the cells that a table of them has."""
    import pyarrow as pa

    made = {}
    for name, column in columns.items():
        cell: Callable[[Any], Any] = as_it_is if column.dtype == FLAG else CELLS.get(column.dtype, text)
        made[name] = pa.array([cell(value) for value in cells[name]], arrow_type(column))
    return pa.table(made)


def as_it_is(value: Any) -> Any:
    """A value that needs no change."""
    return value


def write(table: "pa.Table", path: Path) -> None:
    """Write a file and see that it is on the disk."""
    import pyarrow.parquet as pq

    with path.open("xb") as file:
        pq.write_table(table, file, compression="zstd", row_group_size=ROWS_TOGETHER)
        file.flush()
        os.fsync(file.fileno())


def read(paths: Sequence[Path], columns: Mapping[str, Column], only: Any = None) -> "pa.Table":
    """Read these columns of files, one file after the other; one that a file lacks is empty for its rows.

    Args:    only: a condition of Arrow's that rows must meet.
    Raises:  HistoryError: a file is none of a history.  FileNotFoundError: one is no longer there.
    """
    import pyarrow as pa
    import pyarrow.dataset as ds

    schema = schema_of(columns)
    if not paths:
        return schema.empty_table()
    try:
        return ds.dataset([str(path) for path in paths], schema=schema, format="parquet").to_table(filter=only)
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise unreadable(*culprit(paths, schema, error)) from error


def distinct(paths: Sequence[Path], columns: Mapping[str, Column]) -> dict[str, set[str]]:
    """The different values in these columns of files, found without holding all rows at once.

    Raises:  HistoryError: a file is none of a history.  FileNotFoundError: one is no longer there.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    found: dict[str, set[str]] = {name: set() for name in columns}
    if not paths or not columns:
        return found
    schema = schema_of(columns)
    try:
        for rows in ds.dataset([str(path) for path in paths], schema=schema, format="parquet").to_batches():
            for name in columns:
                found[name].update(pc.unique(rows.column(name)).drop_null().to_pylist())
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise unreadable(*culprit(paths, schema, error)) from error
    return found


def groups_of_rows(path: Path) -> int:
    """In how many pieces a file can be read.

    Raises:  HistoryError: it is none of a history.  FileNotFoundError: it is no longer there.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(path).num_row_groups)
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise unreadable(path, first_line(error)) from error


def whole(paths: Sequence[Path]) -> "pa.Table":
    """Read all that files have, what only a newer kit knows included.

    Raises:  HistoryError: a file is none of a history.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = []
    for path in paths:
        try:
            tables.append(pq.ParquetFile(path).read())
        except (pa.ArrowException, OSError) as error:
            raise unreadable(path, first_line(error)) from error
    try:
        return pa.concat_tables(tables, promote_options="permissive")
    except pa.ArrowException as error:
        raise unreadable(paths[0], f"its columns do not go with those of others ({first_line(error)})") from error


def culprit(paths: Sequence[Path], schema: "pa.Schema", error: Exception) -> tuple[Path, str]:
    """The first of these files that cannot be read, and why."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    for path in paths:
        try:
            ds.dataset([str(path)], schema=schema, format="parquet").to_table()
        except FileNotFoundError:
            raise
        except (pa.ArrowException, OSError) as why:
            return path, first_line(why)
    return paths[0].parent.parent, first_line(error)


def first_line(error: Exception) -> str:
    """What an error says before it goes into details."""
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
