"""Days in a row, without gaps; where there are many, weeks, months or years in their place."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from enmeshed_kit.tables.charts.period import Period, zone_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Steps: TypeAlias = Any
"""A PeriodIndex; for pandas' types, the index of a table is never one."""

STEPS: Final = (("day", "D", 1, 240), ("week", "W-MON", 7, 1_700), ("month", "M", 31, 7_400))
"""Each with its name, pandas' name, its days, and up to how many days it is used: no more than about 240 steps."""

YEARS: Final = ("year", "Y")
NAMES: Final = {"D": "day", "W": "week", "M": "month", "Y": "year"}
LABELS: Final = {"D": "%Y-%m-%d", "W": "%Y-%m-%d", "M": "%Y-%m", "Y": "%Y"}


def in_zone(times: "pd.Series[Any]", zone: str) -> "pd.Series[Any]":
    """Times as clocks in a zone show them; those that are missing are left out.

    Raises:  ChartError: there is no such zone.
    """
    local: pd.Series[Any] = times.dropna().dt.tz_convert(zone_of(zone)).dt.tz_localize(None)
    return local


def steps_of(times: "pd.Series[Any]", period: Period, zone: str, now: "pd.Timestamp | None" = None) -> Steps:
    """The steps from the first of these times until now, or of the period, if one is said.

    Args:  times: as `in_zone` gives them.
           now: the last step, unless something is later.
    """
    import pandas as pd

    def local(moment: pd.Timestamp) -> pd.Timestamp:
        return moment.tz_convert(zone_of(zone)).tz_localize(None)

    first, last = times.min(), times.max() if now is None else max(times.max(), local(now))
    if period.since is not None:
        first = local(period.since)
    if period.until is not None:
        last = min(last, local(period.until) - pd.Timedelta(microseconds=1))
    last = max(first, last)
    days = (last - first).days
    name = next((name for _, name, _, most in STEPS if days < most), YEARS[1])
    return pd.period_range(first.to_period(name), last.to_period(name))


def step_name(steps: Steps) -> str:
    """What a step is: "day", "week", "month" or "year"."""
    return NAMES[steps.freqstr[0]]


def counted(times: "pd.Series[Any]", kinds: "pd.Series[Any]", order: Sequence[str], steps: Steps) -> "pd.DataFrame":
    """How many of each kind there are in each step.

    Args:  times: as `in_zone` gives them.  kinds: of what happened then.
           order: the kinds that get a column in any case.
    """
    import pandas as pd

    places = pd.Index(times.dt.to_period(steps.freq))
    table = pd.crosstab(places, kinds.loc[times.index].astype("str").to_numpy())
    columns = [*order, *sorted(set(table.columns) - set(order))]
    counts = table.reindex(index=steps, columns=columns, fill_value=0).astype("int64")
    return counts.rename_axis(index=step_name(steps), columns=None)


def draw_steps(axes: "Axes", steps: Steps, most: int = 7) -> None:
    """Draw the axis of time: step n lies between n and n + 1.

    Args:  most: so many dates have room.
    """
    places = ticks(steps, most)
    axes.set_xticks([place + 0.5 for place in places], [label(steps, place) for place in places])
    axes.set_xlim(0, len(steps))


def ticks(steps: Steps, most: int) -> list[int]:
    """The steps whose dates are written: the first days of months where that suits, else each so many steps."""
    months = [place for place, step in enumerate(steps) if place and step.start_time.day == 1]
    places = months if steps.freqstr == "D" and len(steps) > 45 and len(months) >= 2 else list(range(len(steps)))
    return places[:: -(-len(places) // most)]


def label(steps: Steps, place: int) -> str:
    """The date of a step."""
    return f"{steps[place].start_time:{LABELS[steps.freqstr[0]]}}"
