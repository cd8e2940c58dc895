"""Points in time inside payloads, as a Connector reads and writes them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from enmeshed_kit.sandbox.faults import time_text
from enmeshed_kit.sandbox.shapes import TRIPPED, Misfit, spell


class InvalidDate(str):
    """A text that should be a point in time and is none: the Connector notices only when it writes it."""

    __slots__ = ()


_DATE = re.compile(
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?"
    r"(?:T(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,30}))?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?\Z",
    re.ASCII,
)


def point_in_time(text: str) -> datetime | None:
    """Read an ISO 8601 text as a Connector does: what is left out is the beginning, without zone it is UTC."""
    if not (found := _DATE.match(text)):
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        local = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        return None
    milliseconds = int(((fraction or "") + "000")[:3])
    return (local + timedelta(milliseconds=milliseconds)).replace(tzinfo=_zone(zone)).astimezone(UTC)


def _zone(text: str | None) -> timezone:
    if text in (None, "Z"):
        return UTC
    digits = str(text)[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if str(text).startswith("-") else offset)


@dataclass(frozen=True)
class Moment:
    """A point in time, written with milliseconds and `Z`."""

    type_name: str = "CoreDate"

    def read(self, value: Any, owner: str, field: str) -> str | None:
        if value is None:
            return None
        if not value and not isinstance(value, dict | list):
            raise Misfit(TRIPPED, "The provided object is undefined and cannot be deserialized.")
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
    except (OverflowError, ValueError):
        return None
