"""CSV, which spreadsheets read as if somebody had typed it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from enmeshed_kit.tables.export.whole import FilePath, whole, with_index

if TYPE_CHECKING:
    import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  # the wide forms count as well
"""How a text begins that a spreadsheet may take for a formula, or for the place to begin one."""


def to_csv(frame: "pd.DataFrame", path: FilePath) -> Path:
    """Write a table so that Excel reads it rightly and runs nothing in it.

    A text that begins like a formula gets an apostrophe before it. The file is UTF-8 with the mark by which Excel knows
    it, and its lines end as Excel's.

    Returns:  where it was written.
    Raises:   UnwritableError: no file can be written there.
    """
    with whole(path) as unfinished:
        guarded(with_index(frame)).to_csv(
            unfinished, index=False, lineterminator="\r\n", encoding="utf-8-sig", errors="replace"
        )
    return Path(path)


def guarded(frame: "pd.DataFrame") -> "pd.DataFrame":
    """The same table with an apostrophe before each text that a spreadsheet would take for a formula."""
    import pandas as pd

    columns = [inert_column(frame.iloc[:, place]) for place in range(frame.shape[1])]
    safe = pd.concat(columns, axis=1) if columns else frame.copy(deep=False)
    safe.columns = pd.Index([inert(name) for name in frame.columns])
    return safe


def inert_column(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    """A column without formulas; one that holds no texts stays as it is."""
    import pandas as pd

    if isinstance(cells.dtype, pd.CategoricalDtype):
        cells = cells.astype("object")
    is_text = cells.dtype == object or pd.api.types.is_string_dtype(cells.dtype)
    return cells.map(inert) if is_text else cells


def inert(cell: Any) -> Any:
    """A cell that is no formula to anybody."""
    return f"'{cell}" if begins_formula(cell) else cell


def begins_formula(cell: Any) -> bool:
    """Whether a spreadsheet might take a cell for a formula."""
    return isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA)
