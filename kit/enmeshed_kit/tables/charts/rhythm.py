"""When Messages are written: by day, and by the hour of the week."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from enmeshed_kit.tables.charts.bars import draw_key, filled, nothing_yet
from enmeshed_kit.tables.charts.chart import Chart
from enmeshed_kit.tables.charts.days import counted, draw_steps, in_zone, label, step_name, steps_of
from enmeshed_kit.tables.charts.palette import RECEIVED, SENT, Mark, Palette
from enmeshed_kit.tables.charts.period import PeriodLike
from enmeshed_kit.tables.charts.source import ChartSource, tables_of
from enmeshed_kit.tables.charts.wording import count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

WAYS: Final[Mapping[str, Mark]] = {"received": RECEIVED, "sent": SENT}
WEEK: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NONE_YET: Final = "No Messages yet."
LARGEST_DOT: Final = 160
SMALLEST_DOT: Final = 4


def traffic(source: ChartSource, period: PeriodLike = None, *, zone: str = "UTC") -> Chart:
    """Draw the Messages received and sent, day by day; of a long time by week, month or year.

    Args:  source: a Connector, a history, or the table of Messages.
           period: in which they were written.
           zone: where the days begin, such as "Europe/Berlin".
    """
    import pandas as pd

    tables = tables_of(source)
    messages, chosen = tables.within("messages", period, zone), tables.period(period, zone)
    times = in_zone(messages["created_at"], zone)
    if times.empty:
        return nothing_yet("Messages by day", NONE_YET, pd.DataFrame(columns=[*WAYS], dtype="int64"))
    data = counted(times, messages["direction"], [*WAYS], steps_of(times, chosen, zone, tables.newest()))

    def paint(figure: "Figure | SubFigure", palette: Palette) -> None:
        draw_traffic(figure.subplots(), palette, data)

    step = step_name(data.index)
    return Chart(f"Messages by {step}", say_traffic(data, zone), data, paint)


def draw_traffic(axes: "Axes", palette: Palette, data: "pd.DataFrame") -> None:
    """Draw what was received upwards and what was sent downwards."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    edges = range(len(data) + 1)
    for sign, (way, mark) in zip((1, -1), WAYS.items(), strict=True):
        axes.stairs(sign * data[way].to_numpy(), edges, fill=True, **filled(mark, palette) | {"linewidth": 0})
    axes.axhline(0, color=palette.line, linewidth=0.8)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: count(abs(value))))
    axes.grid(axis="y")
    draw_steps(axes, data.index)
    draw_key(axes, palette, [(f"{way}: {count(data[way].sum())}", mark) for way, mark in WAYS.items()])


def say_traffic(data: "pd.DataFrame", zone: str) -> str:
    """The Messages in words: how many of each, from when to when, and when most."""
    total = data[[*WAYS]].sum(axis=1)
    step, busiest = step_name(data.index), int(total.to_numpy().argmax())
    ways = " and ".join(f"{count(data[way].sum())} {way}" for way in WAYS)
    first, last = label(data.index, 0), label(data.index, len(data) - 1)
    return (
        f"{count(total.sum(), 'Message')}, {ways}, from {first} to {last} ({zone}). "
        f"The busiest {step} is {label(data.index, busiest)} with {count(total.iloc[busiest])}."
    )


def hours(source: ChartSource, period: PeriodLike = None, *, zone: str = "UTC") -> Chart:
    """Draw in which hours of the week Messages are received and sent: the larger a dot, the more.

    Args:  source: a Connector, a history, or the table of Messages.
           period: in which they were written.
           zone: whose clocks count, such as "Europe/Berlin".
    """
    messages = tables_of(source).within("messages", period, zone)
    data = by_hour(in_zone(messages["created_at"], zone), messages["direction"])
    title = f"Messages by hour of the week ({zone})"
    if not data[[*WAYS]].to_numpy().any():
        return nothing_yet(title, NONE_YET, data)

    def paint(figure: "Figure | SubFigure", palette: Palette) -> None:
        draw_hours(figure.subplots(1, 2, sharey=True), palette, data)

    return Chart(title, say_hours(data), data, paint, height=2.7)


def by_hour(times: "pd.Series[Any]", directions: "pd.Series[Any]") -> "pd.DataFrame":
    """The Messages of each way in each of the 168 hours of a week."""
    import numpy as np
    import pandas as pd

    hours_of_week = times.dt.day_of_week * 24 + times.dt.hour
    ways = directions.loc[times.index]
    counts = {way: np.bincount(hours_of_week[ways == way], minlength=24 * len(WEEK)) for way in WAYS}
    days = {"weekday": np.repeat(WEEK, 24), "hour": np.tile(range(24), len(WEEK))}
    return pd.DataFrame(days | counts)


def draw_hours(panels: Any, palette: Palette, data: "pd.DataFrame") -> None:
    """Draw one card for each way, with a dot for each hour in which something was."""
    most = max(data[way].max() for way in WAYS)
    days = data["weekday"].map({name: place for place, name in enumerate(WEEK)})
    for axes, (way, mark) in zip(panels, WAYS.items(), strict=True):
        there = data[way] > 0
        sizes = SMALLEST_DOT + (LARGEST_DOT - SMALLEST_DOT) * data.loc[there, way] / most
        axes.scatter(
            data.loc[there, "hour"] + 0.5, days[there], sizes, color=palette[mark], marker=mark.shape, linewidths=0
        )
        axes.set_title(f"{way}: {count(data[way].sum())}")
        axes.set_xlim(0, 24)
        axes.set_xticks(range(0, 25, 6), [f"{hour}:00" for hour in range(0, 25, 6)])
        axes.set_ylim(6.6, -0.6)
        axes.set_yticks(range(7), [name[:3] for name in WEEK], color=palette.ink)
        axes.tick_params(left=False)
        axes.spines[:].set_visible(False)
        axes.grid(axis="x")


def say_hours(data: "pd.DataFrame") -> str:
    """The hours in words: when most are received and sent, and how many at weekends."""
    parts = []
    for way in WAYS:
        total, top = data[way].sum(), data.iloc[int(data[way].to_numpy().argmax())]
        weekend = data.loc[data["weekday"].isin(WEEK[5:]), way].sum()
        busiest = f", most on {top['weekday']} from {top['hour']}:00 to {top['hour'] + 1}:00" if total else ""
        parts.append(f"{count(total)} {way}{busiest}{f', {count(weekend)} at weekends' if total else ''}")
    return f"{'; '.join(parts)}."
