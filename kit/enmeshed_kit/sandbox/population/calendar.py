"""When things happen: office hours and evenings, weekdays and weekends, and the seasons of a year.

Moments are seconds since the beginning of the calendar, a midnight.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

import msgspec

HOUR = 3600.0
DAY = 24 * HOUR
_TRIES = 4


class Rhythm(msgspec.Struct, frozen=True, eq=False):
    """How likely something is by the day of the week, Monday first, by the hour and by the month."""

    weekdays: Sequence[float]
    hours: Sequence[float]
    months: Sequence[float] = (1.0,) * 12

    def is_open(self, weekday: int, hour: int) -> bool:
        """Whether such things happen at that hour at all."""
        return bool(self.weekdays[weekday] and self.hours[hour])


_SEASONS = (1.3, 1.1, 1.0, 0.9, 0.9, 0.8, 0.5, 0.45, 1.1, 1.2, 1.3, 0.8)
OFFICE = Rhythm((1.1, 1.0, 1.0, 1.0, 0.7, 0, 0), (*(0,) * 8, 3, 5, 5, 4, 1, 4, 5, 4, 2, *(0,) * 7), _SEASONS)
PEOPLE = Rhythm(
    (1.0, 0.9, 0.9, 1.0, 0.8, 0.5, 0.7),
    (0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 4, 3, 3, 3, 4, 5, 6, 7, 7, 5, 3, 1),
    _SEASONS,
)


class Calendar:
    """The days of which is told.

    Args:      begin: the first midnight.  days: how many there are.
    """

    def __init__(self, begin: datetime, days: int, dice: Random) -> None:
        self.begin = begin
        self.end = days * DAY
        self._weekday = begin.weekday()
        self._dice = dice
        self._days = {rhythm: self._weigh(rhythm, days) for rhythm in (OFFICE, PEOPLE)}
        self._hours = {rhythm: list(accumulate(rhythm.hours)) for rhythm in (OFFICE, PEOPLE)}

    def _weigh(self, rhythm: Rhythm, days: int) -> list[float]:
        dates = [self.begin + timedelta(days=day) for day in range(days)]
        return list(accumulate(rhythm.weekdays[date.weekday()] * rhythm.months[date.month - 1] for date in dates))

    def date(self, moment: float) -> datetime:
        """A moment as the clock shows it."""
        return self.begin + timedelta(0, 0, 0, int(moment * 1000))

    def moment(self, rhythm: Rhythm, first: float, last: float) -> float:
        """Some moment between two others, by a rhythm if it knows any there."""
        days = self._days[rhythm]
        low, high = (self._weight_until(int(edge // DAY) + more, days) for edge, more in ((first, 0), (last, 1)))
        for _ in range(_TRIES if high > low else 0):
            found = bisect_right(days, low + self._dice.random() * (high - low)) * DAY + self._time_of_day(rhythm)
            if first <= found < last:
                return found
        return self._dice.uniform(first, last)

    def _weight_until(self, day: int, days: list[float]) -> float:
        return days[min(day, len(days)) - 1] if day else 0.0

    def _time_of_day(self, rhythm: Rhythm) -> float:
        hours = self._hours[rhythm]
        return (bisect_right(hours, self._dice.random() * hours[-1]) + self._dice.random()) * HOUR

    def later(self, rhythm: Rhythm, moment: float, hours: float, spread: float = 1.0) -> float:
        """When something follows: mostly after some hours, seldom much later, and only when the rhythm allows.

        Args:      hours: the median.  spread: of the logarithm.
        """
        moment += max(1 / 3, hours * math.exp(self._dice.gauss(0, spread))) * HOUR
        while not rhythm.is_open((self._weekday + int(moment // DAY)) % 7, int(moment % DAY // HOUR)):
            moment = (moment // HOUR + 1 + self._dice.random()) * HOUR
        return moment
