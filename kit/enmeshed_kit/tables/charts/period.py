"""A stretch of time, as a reader says it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from enmeshed_kit.tables.charts.chart import ChartError

if TYPE_CHECKING:
    import pandas as pd

Day: TypeAlias = str | date | datetime

PeriodLike: TypeAlias = "Period | str | tuple[Day | None, Day | None] | None"
"""How a period may be said: None for all, "90 days" for the last of them, a year, a month or a day such as "2026-01",
or its first and its last day, of which one may be None."""

LAST: Final = re.compile(r"(?:last )?(\d{1,5}) (day|week|month|year)s?")
DAYS: Final = {"day": 1, "week": 7, "month": 30, "year": 365}
HINT: Final = 'Say "90 days", "2026-01" or (first day, last day), each in UTC unless it says otherwise.'


@dataclass(frozen=True)
class Period:
    """From `since` up to, and without, `until`; None is open."""

    since: "pd.Timestamp | None" = None
    until: "pd.Timestamp | None" = None

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None

    def __str__(self) -> str:
        if self.since is None and self.until is None:
            return "all the time"
        if self.since is None:
            return f"until {self._last_day}"
        first = f"{self.since:%Y-%m-%d}"
        return f"since {first}" if self.until is None else f"{first} to {self._last_day}"

    @property
    def _last_day(self) -> str:
        import pandas as pd

        return f"{self.until - pd.Timedelta(microseconds=1):%Y-%m-%d}" if self.until is not None else ""

    def within(self, times: "pd.Series[Any]") -> "pd.Series[bool]":
        """Which of these times lie in the period; one that is missing lies in none but the open one."""
        import pandas as pd

        inside = pd.Series(True, index=times.index)
        if self.since is not None:
            inside &= times >= self.since
        if self.until is not None:
            inside &= times < self.until
        return inside


def period_of(said: PeriodLike, newest: "Callable[[], pd.Timestamp | None]") -> Period:
    """The period that was said.

    Args:    newest: where the last days are counted from.
    Raises:  ChartError: it cannot be understood, or ends before it begins.
    """
    if said is None or isinstance(said, Period):
        return said or Period()
    if isinstance(said, str):
        return last_days(said, newest) or between(said, said)
    if isinstance(said, tuple) and len(said) == 2:
        return between(*said)
    raise ChartError(f"{said!r} is no period.", HINT)


def last_days(said: str, newest: "Callable[[], pd.Timestamp | None]") -> Period | None:
    """The last days up to the newest time there is; None where something else is said."""
    import pandas as pd

    found = LAST.fullmatch(said.strip().lower())
    if found is None:
        return None
    last = newest()
    end = (pd.Timestamp(0, tz="UTC") if last is None else last).normalize() + pd.Timedelta(days=1)
    try:
        return Period(end - pd.Timedelta(days=int(found[1]) * DAYS[found[2]]), end)
    except (OverflowError, ValueError):
        return Period(None, end)


def between(first: Day | None, last: Day | None) -> Period:
    """From the beginning of one to the end of the other."""
    period = Period(edges(first)[0] if first is not None else None, edges(last)[1] if last is not None else None)
    if period.since is not None and period.until is not None and period.since >= period.until:
        raise ChartError(f"The period from {first} to {last} ends before it begins.", HINT)
    return period


def edges(day: Day) -> "tuple[pd.Timestamp, pd.Timestamp]":
    """The beginning and the end of a year, a month or a day; of a moment it is both."""
    import pandas as pd

    if isinstance(day, datetime):
        moment = in_utc(pd.Timestamp(day))
        return moment, moment
    try:
        span = pd.Period(str(day))
        return in_utc(span.start_time), in_utc((span + 1).start_time)
    except (ValueError, OverflowError) as error:
        raise ChartError(f"{day!r} is no period.", HINT) from error


def in_utc(moment: "pd.Timestamp") -> "pd.Timestamp":
    """A moment in UTC; one that names no zone is taken for it."""
    return moment.tz_localize("UTC") if moment.tzinfo is None else moment.tz_convert("UTC")
