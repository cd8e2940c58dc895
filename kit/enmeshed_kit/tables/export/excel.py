"""Excel: texts stay texts, times are dates, and nothing is a formula or a link."""

import tempfile
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.tables.export.cells import Kind, kind_of, plain_text, shortened
from enmeshed_kit.tables.export.csv import begins_formula
from enmeshed_kit.tables.export.whole import FilePath, whole, with_index

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576 - 1
"""Of a sheet, below its head."""

MOST_COLUMNS = 16_384
LONGEST_NAME = 31
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
"""What the name of a sheet must not contain."""

RESERVED = "history"

BATCH = 10_000
"""Rows that are cells at the same time."""

WIDEST = 60


def to_excel(frames: "pd.DataFrame | Mapping[str, pd.DataFrame]", path: FilePath) -> Path:
    """Write a table as a workbook, or several, each on its sheet.

    All texts are written as texts: none is a formula or a link, also when somebody edits its cell. Excel knows no time
    zones: times are written in UTC, and the head of their column says so. Where Excel has a limit: a text of more than
    32,767 characters is cut and says how much is missing, what follows after 1,048,575 rows goes on in a further sheet,
    a number of more than 15 digits and a time before March 1900 are texts, a character that XML does not know becomes
    U+FFFD, and a sheet's name is made one that Excel takes. Texts `<r>…</r>` get a space before them.

    Args:     frames: a table, or tables by the names of their sheets.
    Returns:  where it was written.
    Raises:   UnwritableError: no file can be written there.
              ContentError: no table is given, or one has more than 16,384 columns.
    """
    from xlsxwriter.workbook import Workbook

    sheets = dict(frames) if isinstance(frames, Mapping) else {"Table": frames}
    tables = {str(name): with_index(frame) for name, frame in sheets.items()}
    refuse_impossible(tables)
    # What is written row by row lies in files meanwhile, which an interrupt would leave behind elsewhere.
    with whole(path) as unfinished, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as rows:
        options = {"constant_memory": True, "tmpdir": rows, "use_zip64": True}
        with Workbook(str(unfinished), options) as workbook:
            Book(workbook).write(tables)
    return Path(path)


def refuse_impossible(tables: "Mapping[str, pd.DataFrame]") -> None:
    """Say what no workbook can hold."""
    if not tables:
        raise ContentError("There is no table to write.", "Give a table, or several by the names of their sheets.")
    for name, frame in tables.items():
        if frame.shape[1] > MOST_COLUMNS:
            raise ContentError(
                f"The table {name!r} has {frame.shape[1]:,} columns; a sheet has {MOST_COLUMNS:,}.",
                "Leave some out, or write it with `to_parquet`.",
            )


class Book:
    """A workbook that is being written."""

    def __init__(self, workbook: "Workbook") -> None:
        self._workbook = workbook
        self._names: set[str] = set()
        # A leading apostrophe, as Excel keeps it: the text stays one when somebody edits the cell.
        self._quoted = workbook.add_format({"quote_prefix": True})
        self._bold = workbook.add_format({"bold": True, "bottom": 1})
        self._looks: dict[str, Format] = {}

    def write(self, tables: "Mapping[str, pd.DataFrame]") -> None:
        """Write each table on a sheet, or on several where one does not hold it."""
        for name, frame in tables.items():
            for start in range(0, max(len(frame), 1), MOST_ROWS):
                self._write_sheet(name, frame.iloc[start : start + MOST_ROWS])

    def _write_sheet(self, name: str, frame: "pd.DataFrame") -> None:
        sheet = self._workbook.add_worksheet(self._sheet_name(name))
        columns = [frame.iloc[:, place] for place in range(frame.shape[1])]
        kinds = [kind_of(column) for column in columns]
        # Widths and what stays in sight are to be said before the first row.
        for place, (column, kind) in enumerate(zip(columns, kinds, strict=True)):
            sheet.set_column(place, place, width(column, kind))
        if columns:
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, len(frame), len(columns) - 1)
        for place, (column, kind) in enumerate(zip(columns, kinds, strict=True)):
            sheet.write_string(0, place, head(column, kind), self._bold)
        for start in range(0, len(frame), BATCH):
            parts = [
                kind.cells(column.iloc[start : start + BATCH]) for column, kind in zip(columns, kinds, strict=True)
            ]
            self._write_rows(sheet, start + 1, parts, [self._look(kind) for kind in kinds])

    def _write_rows(self, sheet: "Worksheet", first: int, parts: list[list[Any]], looks: "list[Format | None]") -> None:
        for row, cells in enumerate(zip(*parts, strict=True), first):
            for place, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, place, cell, self._quoted if begins_formula(cell) else None)
                elif isinstance(cell, bool):
                    sheet.write_boolean(row, place, cell)
                elif cell is not None:
                    sheet.write_number(row, place, cell, looks[place])

    def _look(self, kind: Kind) -> "Format | None":
        if kind.number_format and kind.number_format not in self._looks:
            self._looks[kind.number_format] = self._workbook.add_format({"num_format": kind.number_format})
        return self._looks.get(kind.number_format)

    def _sheet_name(self, wanted: str) -> str:
        """A name that Excel takes and no other sheet has."""
        plain = plain_text(wanted).translate(FORBIDDEN).replace("\n", " ").replace("\t", " ").strip("' ")
        for number in count(1):
            tail = f" ({number})" if number > 1 else ""
            name = shortened(plain or "Table", LONGEST_NAME - len(tail)).rstrip("' ") + tail
            if name.lower() not in self._names and name.lower() != RESERVED:
                self._names.add(name.lower())
                return name
        raise AssertionError("numbers do not end")


def head(column: "pd.Series[Any]", kind: Kind) -> str:
    """The name of a column, and of times the zone, which the cells cannot say."""
    return plain_text(str(column.name)) + kind.remark


def width(column: "pd.Series[Any]", kind: Kind) -> int:
    """So wide that most cells can be read."""
    longest = max((len(str(cell)) for cell in kind.cells(column.iloc[:100])), default=0) if not kind.width else 0
    return min(max(longest, kind.width, len(head(column, kind)) + 3) + 1, WIDEST)
