"""The tables of a history for Dask: the same rows, where they are too many for one machine's memory."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from enmeshed_kit.client.errors import NotInstalledError
from enmeshed_kit.tables.frame import Column, filled
from enmeshed_kit.tables.history.files import distinct, groups_of_rows, read, schema_of
from enmeshed_kit.tables.history.folder import Folder
from enmeshed_kit.tables.history.frames import counting, frame, needed
from enmeshed_kit.tables.history.kinds import KINDS

if TYPE_CHECKING:
    import dask.dataframe as dd
    import pandas as pd

PART_BYTES = 16 * 1024 * 1024
"""How much of the files is read into one part; in memory it is about five times as much."""

Part: TypeAlias = tuple[tuple[str, ...], int | None]
"""Files that are read together, or one group of the rows of a large one."""


def dask_frame(folder: Folder, kind: str, columns: Mapping[str, Column], with_gone: bool) -> "dd.DataFrame":
    """The table as a `dask.dataframe`, its rows in no particular order.

    Raises:  NotInstalledError: Dask is not.
    """
    dask = installed()
    wanted = folder.reading(kind, None, lambda files: with_all_values(files, needed(kind, columns)))
    parts = folder.reading(kind, None, parts_of) or [((), None)]
    # Dask would turn texts into a type of its own that the tables of pandas do not have.
    with dask.config.set({"dataframe.convert-string": False}):
        rows = dask.dataframe.from_map(read_part, parts, columns_of_files=wanted, meta=empty(wanted))
        if len(parts) > 1:
            rows = rows.shuffle(on=KINDS[kind].key, npartitions=len(parts))
        shape = empty({name: wanted[name] for name in columns})
        table: dd.DataFrame = rows.map_partitions(only_what_counts, kind, list(columns), with_gone, meta=shape)
    return table


def installed() -> Any:
    """Dask, with its tables.

    Raises:  NotInstalledError: it is not.
    """
    try:
        import dask
        import dask.dataframe
    except ImportError as error:
        raise NotInstalledError("Dask", "scale") from error
    return dask


def with_all_values(files: Sequence[Path], columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns with all values that their categories have in the files, so that each part has the same type."""
    known = {name: column for name, column in columns.items() if column.known is not None}
    completed = dict(columns)
    for name, values in distinct(files, known).items():
        column = columns[name]
        others = sorted(values - set(column.known or ()))
        completed[name] = Column(column.value, column.dtype, (*(column.known or ()), *others))
    return completed


def parts_of(files: Sequence[Path]) -> list[Part]:
    """Files grouped, and large ones divided, into parts of about the same size."""
    parts: list[Part] = []
    together: list[str] = []
    size = 0
    for file in files:
        own = file.stat().st_size
        if own > PART_BYTES:
            parts += [((str(file),), group) for group in range(groups_of_rows(file))]
            continue
        if together and size + own > PART_BYTES:
            parts.append((tuple(together), None))
            together, size = [], 0
        together.append(str(file))
        size += own
    return [*parts, (tuple(together), None)] if together else parts


def read_part(part: Part, columns_of_files: Mapping[str, Column]) -> "pd.DataFrame":
    """The rows of one part, those that do not count included."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    files, group = part
    if group is None:
        return frame(read([Path(file) for file in files], columns_of_files), columns_of_files)
    source = pq.ParquetFile(files[0])
    there = [name for name in columns_of_files if name in source.schema_arrow.names]
    rows = source.read_row_group(group, columns=there)
    schema = schema_of(columns_of_files)
    lacking = {name: pa.nulls(len(rows), schema.field(name).type) for name in columns_of_files if name not in there}
    for name, empty_cells in lacking.items():
        rows = rows.append_column(name, empty_cells)
    return frame(rows.select(list(columns_of_files)).cast(schema), columns_of_files)


def only_what_counts(rows: "pd.DataFrame", kind: str, columns: list[str], with_gone: bool) -> "pd.DataFrame":
    """The rows of a part that count; all rows of a record are in the same part."""
    return rows.iloc[counting(kind, rows, with_gone)][columns].reset_index(drop=True)


def empty(columns: Mapping[str, Column]) -> "pd.DataFrame":
    """A table without rows, by which Dask knows the types."""
    import pandas as pd

    return pd.DataFrame({name: filled(column, []) for name, column in columns.items()}, columns=list(columns))
