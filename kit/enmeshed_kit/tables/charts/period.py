"""A stretch of time, as a reader says it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from enmeshed_kit.tables.charts.chart import ChartError

if TYPE_CHECKING:
    import pandas as pd

Day: TypeAlias = str | date | datetime

PeriodLike: TypeAlias = "Period | str | date | tuple[Day | None, Day | None] | None"
"""How a period may be said: None for all, "90 days" for the last of them, a year, a month or a day such as "2026-01",
or its first and its last day, of which one may be None."""

LAST: Final = re.compile(r"(?:last )?(\d{1,5}) (day|week|month|year)s?")
DAYS: Final = {"day": 1, "week": 7, "month": 30, "year": 365}
HINT: Final = 'Say "90 days", "2026-01" or (first day, last day), as days, months or years.'


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


def period_of(said: PeriodLike, newest: "Callable[[], pd.Timestamp | None]", zone: str = "UTC") -> Period:
    """The period that was said.

    Args:    newest: where the last days are counted from.
             zone: in which days begin.
    Raises:  ChartError: it cannot be understood, or ends before it begins.
    """
    if said is None or isinstance(said, Period):
        return said or Period()
    if isinstance(said, str):
        return last_days(said, newest, zone) or between(said, said, zone)
    if isinstance(said, date):
        return between(said, said, zone)
    if isinstance(said, tuple) and len(said) == 2:
        return between(*said, zone)
    raise ChartError(f"{said!r} is no period.", HINT)


def last_days(said: str, newest: "Callable[[], pd.Timestamp | None]", zone: str) -> Period | None:
    """The last days up to the newest time there is; None where something else is said."""
    import pandas as pd

    found = LAST.fullmatch(said.strip().lower())
    if found is None:
        return None
    last = newest()
    today = (
        (pd.Timestamp(0, tz="UTC") if last is None else last).tz_convert(zone_of(zone)).tz_localize(None).normalize()
    )
    end = today + pd.Timedelta(days=1)
    try:
        begin = end - pd.Timedelta(days=int(found[1]) * DAYS[found[2]])
        return Period(placed(begin, zone) if begin.year > 0 else None, placed(end, zone))
    except (OverflowError, ValueError):
        return Period(None, placed(end, zone))


def between(first: Day | None, last: Day | None, zone: str) -> Period:
    """From the beginning of one to the end of the other."""
    since = edges(first, zone)[0] if first is not None else None
    period = Period(since, edges(last, zone)[1] if last is not None else None)
    if period.since is not None and period.until is not None and period.since >= period.until:
        raise ChartError(f"The period from {first} to {last} ends before it begins.", HINT)
    return period


def edges(day: Day, zone: str) -> "tuple[pd.Timestamp, pd.Timestamp]":
    """The beginning and the end of a year, a month or a day; of a moment it is both."""
    import pandas as pd

    if isinstance(day, datetime):
        moment = placed(pd.Timestamp(day), zone)
        return moment, moment
    try:
        span = pd.Period(str(day))
        return placed(span.start_time, zone), placed((span + 1).start_time, zone)
    except (ValueError, OverflowError, AttributeError) as error:  # an empty text is no period at all
        raise ChartError(f"{day!r} is no period.", HINT) from error


def placed(moment: "pd.Timestamp", zone: str) -> "pd.Timestamp":
    """A moment in a zone; one that names none is taken to be in this one."""
    if moment.tzinfo is not None:
        return moment.tz_convert(zone_of(zone))
    # Where a day begins with an hour that is left out, or comes twice, it begins as early as it can.
    return moment.tz_localize(zone_of(zone), ambiguous=True, nonexistent="shift_forward")


def zone_of(zone: str) -> ZoneInfo:
    """The time zone of that name.

    Raises:  ChartError: there is none.
    """
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError) as error:
        raise ChartError(f"There is no time zone {zone!r}.", 'Say "UTC" or a name such as "Europe/Berlin".') from error
