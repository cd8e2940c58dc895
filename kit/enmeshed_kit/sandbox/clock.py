"""The time in a sandbox: the machine's, or one of its own that only calls move."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

A_SECOND = timedelta(seconds=1)


def _in_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def read_time(text: str) -> datetime:
    """A time as payloads give it: a date alone or with a time, with or without a zone (then UTC).

    Raises:    ValueError: there is no such day or hour.
    """
    try:
        moment = datetime.fromisoformat(text.upper())
        return _in_milliseconds((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC))
    except OverflowError as error:
        raise ValueError(text) from error


class Clock:
    """Tells the time in whole milliseconds and never goes backwards, unless somebody tells of the past.

    Args:      start: the time at the beginning, from which only `advance` moves on; None: the machine's clock.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._stands_still = start is not None
        self._now = _in_milliseconds((start or datetime.now(UTC)).astimezone(UTC))

    def now(self) -> datetime:
        """The present moment, UTC."""
        if not self._stands_still:
            self._now = max(self._now, _in_milliseconds(datetime.now(UTC)))
        return self._now

    def advance(self, by: timedelta = A_SECOND) -> None:
        """Let time pass; the machine's clock takes no notice."""
        if by < timedelta(0):
            raise ValueError("time does not go backwards")
        self._now += by if self._stands_still else timedelta(0)

    @contextmanager
    def set_back(self, to: datetime) -> Iterator[None]:
        """Let it be earlier for a while, in which only `advance` moves the clock; then it is as late as it was.

        Raises:    ValueError: that is not earlier.
        """
        present = self._stands_still, self.now()
        if to > present[1]:
            raise ValueError("a clock is set back, not forward")
        self._stands_still, self._now = True, _in_milliseconds(to.astimezone(UTC))
        try:
            yield
        finally:
            self._stands_still, self._now = present
