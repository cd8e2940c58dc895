"""How long ways to the same answer take, side by side."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from enmeshed_kit.notebook.picture import Picture
from enmeshed_kit.notebook.table_picture import draw_table

MANY = 10.0
"""From so many times on no decimals are told."""

SHORTEST_S = 1e-6
"""What is told apart at all."""


@dataclass(frozen=True, repr=False)
class Timing:
    """The seconds that each way took, by its name."""

    seconds: dict[str, float]

    @property
    def quickest(self) -> str:
        """The name of the one that took least."""
        return min(self.seconds, key=lambda name: self.seconds[name])

    def __repr__(self) -> str:
        return self._picture().text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self._picture().bundle()

    def _picture(self) -> Picture:
        least = self.seconds[self.quickest]
        rows = [(name, f"{took:.3f} s", _times(took, least)) for name, took in self.seconds.items()]
        return draw_table("How long it takes", ("", "seconds", ""), rows, "here and now")


def timed(ways: Mapping[str, Callable[[], object]], repeat: int = 3) -> Timing:
    """Measure ways to the same answer, in turn, so that what else the machine does disturbs all of them alike.

    Args:    ways: by name; each is called without arguments.
             repeat: how often each is measured; the least counts.
    """
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(max(1, repeat)):
        for name, way in ways.items():
            begin = time.perf_counter()
            way()
            took[name].append(time.perf_counter() - begin)
    return Timing({name: min(seconds) for name, seconds in took.items()})


def _times(took: float, least: float) -> str:
    if took <= least:
        return "quickest"
    ratio = took / max(least, SHORTEST_S)
    return f"{ratio:.0f} times as long" if ratio >= MANY else f"{ratio:.1f} times as long"
