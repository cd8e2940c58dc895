"""Points in time inside payloads, as a Connector reads and writes them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from enmeshed_kit.sandbox.content.shapes import TRIPPED, Misfit, Place, names_type, spell
from enmeshed_kit.sandbox.faults import time_text


class InvalidDate(str):
    """A text that should be a point in time and is none: the Connector notices only when it writes it."""

    __slots__ = ()


_TIME = r"(?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,30}))?)?)?"
_ZONE = r"(?:[Zz]|(?P<zone>(?P<sign>[+-])(?P<zone_hour>\d\d)(?::?(?P<zone_minute>\d\d))?))?"
_WITH_TIME = rf"(?:[Tt]{_TIME}{_ZONE})?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"(?P<year>\d{{4}})(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?)?{_WITH_TIME}",
        rf"(?P<year>\d{{4}})-?W(?P<week>\d\d)(?:-?(?P<weekday>\d))?{_WITH_TIME}",
        rf"(?P<year>\d{{4}})-?(?P<ordinal>\d{{3}}){_WITH_TIME}",
        rf"T?{_TIME}{_ZONE}",
    )
)
"""Calendar date, week date, day of the year, and a time of today, as ISO 8601 writes them."""


def point_in_time(text: str) -> datetime | None:
    """Read an ISO 8601 text as a Connector does: what is left out is the beginning, without zone it is UTC."""
    for form in _FORMS:
        if found := form.fullmatch(text):
            try:
                return _moment_in(found.groupdict())
            except (OverflowError, ValueError):
                return None
    return None


def _moment_in(parts: dict[str, str | None]) -> datetime:
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    milliseconds = int(((parts["fraction"] or "") + "000")[:3])
    if hour == 24 and (minute or second or milliseconds):
        raise ValueError("a day ends at 24:00")
    if hour > 24 or minute > 59 or second > 59:
        raise ValueError("no such time")
    offset = timedelta(hours=int(parts["zone_hour"] or 0), minutes=int(parts["zone_minute"] or 0))
    time = timedelta(hours=hour, minutes=minute, seconds=second, milliseconds=milliseconds)
    return _day_in(parts) + time - (-offset if parts["sign"] == "-" else offset)


def _day_in(parts: dict[str, str | None]) -> datetime:
    if "year" not in parts:
        return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    year = int(parts["year"] or 0)
    if "week" in parts:
        return datetime.fromisocalendar(year, int(parts["week"] or 0), int(parts["weekday"] or 1)).replace(tzinfo=UTC)
    if "ordinal" in parts:
        return _day_of_year(year, int(parts["ordinal"] or 0))
    return datetime(year, int(parts["month"] or 1), int(parts["day"] or 1), tzinfo=UTC)


def _day_of_year(year: int, number: int) -> datetime:
    day = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=number - 1)
    if day.year != year:
        raise ValueError("a year has no such day")
    return day


class Moment(msgspec.Struct, frozen=True):
    """A point in time, written with milliseconds and `Z`."""

    type_name: str = "CoreDate"

    def read(self, value: Any, place: Place) -> str | None:
        if value is None:
            return None
        if not value and not isinstance(value, dict | list):
            raise Misfit(TRIPPED, "The provided object is undefined and cannot be deserialized.")
        if names_type(value) and value["@type"] != self.type_name:
            place.classes.read_any(value)
            raise place.misfit("Parsed object is not an instance of any allowed types CoreDate.")
        if isinstance(value, dict | list):
            value = self._inner(value)
        if isinstance(value, bool):
            raise Misfit(TRIPPED, "The provided object is invalid and cannot be deserialized.")
        moment = point_in_time(value) if isinstance(value, str) else _moment_of(value)
        return time_text(moment) if moment else InvalidDate(spell(value))

    def _inner(self, value: Any) -> Any:
        if isinstance(value, list) or not value.get("date"):
            raise Misfit(TRIPPED, "The provided object doesn't have an 'toISOString' string method.")
        return value["date"]


def _moment_of(milliseconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OSError, OverflowError, ValueError):
        return None
