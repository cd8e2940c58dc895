"""What stands in the cells of a workbook: a text, a number or a flag, and nothing else."""

import json
import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 32_767
"""Units of UTF-16 that a cell holds."""

MOST_DIGITS = 10**15
"""Excel keeps fifteen digits of a number."""

UNKNOWN_TO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LINE_END = re.compile("\r\n?")

FIRST_DAY, LAST_DAY = 61, 2_958_466
"""Days that Excel counts as everybody does: before March 1900 it knows a 29 February, after 9999 nothing."""

DAY_MS = 24 * 60 * 60 * 1000


class Kind(msgspec.Struct, frozen=True):
    """How the values of a column become cells.

    Args:  cells: makes None, str, bool, int or float of each value.
           number_format: in Excel's words; empty for its usual one.
           remark: what the head says besides the name.
           width: in characters, where the cells do not say it themselves.
    """

    cells: "Callable[[pd.Series[Any]], list[Any]]"
    number_format: str = ""
    remark: str = ""
    width: int = 0


def kind_of(column: "pd.Series[Any]") -> Kind:
    """What a column holds."""
    import pandas as pd

    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return ZONED
    if pd.api.types.is_datetime64_dtype(column.dtype):
        return UNZONED
    return DURATION if pd.api.types.is_timedelta64_dtype(column.dtype) else ANY


def any_cells(column: "pd.Series[Any]") -> list[Any]:
    """Values of whatever kind."""
    values = column.astype(object)
    return [cell(value) for value in values.where(column.notna(), None)]


def cell(value: Any) -> Any:
    """A value as Excel knows it; what it does not know is written as text."""
    if isinstance(value, str):
        return fitting(plain_text(value))
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < MOST_DIGITS else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return odd_cell(value)


def odd_cell(value: Any) -> Any:
    """A value of a kind that Excel does not know."""
    import numpy as np

    if isinstance(value, np.integer | np.floating | np.bool):
        return cell(value.item())
    is_json = isinstance(value, dict | list | tuple)
    written = json.dumps(value, ensure_ascii=False, default=str) if is_json else str(value)
    return fitting(plain_text(written))


def plain_text(text: str) -> str:
    """A text of characters that XML knows, which XlsxWriter does not take for XML.

    Lines end as Excel ends them within a cell.
    """
    known = UNKNOWN_TO_XML.sub("\ufffd", LINE_END.sub("\n", text))
    return f" {known}" if known.startswith("<r>") and known.endswith("</r>") else known


def fitting(text: str) -> str:
    """A text that fits into a cell, and says so where it was cut."""
    if 2 * len(text) <= LONGEST or (units := len(text.encode("utf-16-le")) // 2) <= LONGEST:
        return text
    tail = f"… [cut: {units:,} characters]"
    return shortened(text, LONGEST - len(tail)) + tail


def shortened(text: str, most: int) -> str:
    """The beginning of a text, of so many of the units in which Excel counts."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def zoned_cells(column: "pd.Series[Any]") -> list[Any]:
    """Times as days in UTC."""
    return unzoned_cells(column.dt.tz_convert("UTC").dt.tz_localize(None))


def unzoned_cells(column: "pd.Series[Any]") -> list[Any]:
    """Times as the days since the end of 1899 by which Excel counts; as texts where it counts otherwise."""
    import pandas as pd

    days = in_days(column - pd.Timestamp(1899, 12, 30).as_unit("ms"))
    return [
        None if moment is pd.NaT else day if FIRST_DAY <= day < LAST_DAY else moment.isoformat(" ", "milliseconds")
        for moment, day in zip(column, days, strict=True)
    ]


def duration_cells(column: "pd.Series[Any]") -> list[Any]:
    """Spans of time as days; negative ones, which Excel cannot show, as texts."""
    import pandas as pd

    return [
        None if span is pd.NaT else day if day >= 0 else str(span)
        for span, day in zip(column, in_days(column), strict=True)
    ]


def in_days(spans: "pd.Series[Any]") -> list[float]:
    """Spans of time as days, to the millisecond."""
    milliseconds = spans.astype("timedelta64[ms]").astype("int64")
    return [float(value) / DAY_MS for value in milliseconds]


ZONED = Kind(zoned_cells, "yyyy-mm-dd hh:mm:ss.000", " (UTC)", 23)
UNZONED = Kind(unzoned_cells, "yyyy-mm-dd hh:mm:ss.000", width=23)
DURATION = Kind(duration_cells, "[h]:mm:ss.000", width=14)
ANY = Kind(any_cells)
