"""Tables as files for other programs, among them spreadsheets that would run what others wrote."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  # the wide forms count as well
"""How a text begins that a spreadsheet may take for a formula, or for the place to begin one."""


def to_csv(frame: "pd.DataFrame", path: str | os.PathLike[str]) -> Path:
    """Write a table so that Excel reads it rightly and runs nothing in it.

    A text that begins like a formula gets an apostrophe before it. The file is UTF-8 with the mark by which Excel knows
    it, its lines end as Excel's, and it is there whole or not at all.

    Returns:  where it was written.
    """
    target = Path(path)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8-sig", newline="", dir=target.parent, prefix=f".{target.name}.", delete=False
    ) as unfinished:
        try:
            guarded(frame).to_csv(unfinished, index=False, lineterminator="\r\n")
            unfinished.close()
            readable_as_usual(unfinished.name)
            os.replace(unfinished.name, target)
        finally:
            Path(unfinished.name).unlink(missing_ok=True)  # it is still there only where writing broke off
    return target


def guarded(frame: "pd.DataFrame") -> "pd.DataFrame":
    """The same table with an apostrophe before each text that a spreadsheet would take for a formula."""
    import pandas as pd

    safe = frame.copy(deep=False)
    safe.columns = pd.Index([inert(name) for name in frame.columns])
    for place, column in enumerate(safe.columns):
        cells = frame.iloc[:, place]
        if isinstance(cells.dtype, pd.CategoricalDtype):
            cells = cells.astype("object")
        if cells.dtype == object or pd.api.types.is_string_dtype(cells.dtype):
            safe[column] = cells.map(inert)
    return safe


def inert(cell: Any) -> Any:
    """A cell that is no formula to anybody."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA) else cell


def readable_as_usual(path: str) -> None:
    """Give a file the rights that a new one would have: a temporary one is its maker's alone."""
    mask = os.umask(0)
    os.umask(mask)
    Path(path).chmod(0o666 & ~mask)
