"""What time it is at the Connector: what expires, expires by its clock, not by the reader's."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from enmeshed_kit.client.http import Http

TRUSTED_S = 60.0
"""For how long the last answer's date is carried on; after that the Connector is asked again."""


class Clock:
    """The Connector's time by the `Date` of its answers.

    Args:  http: its last answer's date is taken.
           ask: makes a call, when there was no answer yet or a long time ago.
           stands_still: a seeded sandbox's clock moves by calls alone, so that each run shows the same times.
    """

    def __init__(
        self,
        http: Http,
        ask: Callable[[], object],
        *,
        stands_still: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._http = http
        self._ask = ask
        self._stands_still = stands_still
        self._monotonic = monotonic
        self._wall = wall
        self._last_mark: datetime | None = None

    def now(self) -> datetime:
        """The Connector's time, in UTC; the reader's own clock only where answers bear no date."""
        if self._http.date is None or (not self._stands_still and not 0 <= self._elapsed_s() < TRUSTED_S):
            self._ask()
        if self._http.date is None:
            return datetime.fromtimestamp(self._wall(), UTC)
        return self._http.date if self._stands_still else self._http.date + timedelta(seconds=self._elapsed_s())

    def mark(self) -> datetime | None:
        """The time of the answer that has just come, later than any mark before; None where answers bear no date."""
        if self._http.date is None:
            return None
        now = self.now()
        if self._last_mark is not None and now <= self._last_mark:
            now = self._last_mark + timedelta(microseconds=1)
        self._last_mark = now
        return now

    def _elapsed_s(self) -> float:
        # A suspended machine stops the one clock, setting the time moves the other: the larger one makes us ask.
        monotonic, wall = self._http.date_seen_s
        since = (self._monotonic() - monotonic, self._wall() - wall)
        return max(since) if max(since) >= TRUSTED_S else since[0]
