"""How many Relationships were in which status, day by day."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from enmeshed_kit.tables.charts.bars import filled, nothing_yet
from enmeshed_kit.tables.charts.chart import Chart
from enmeshed_kit.tables.charts.days import Steps, counted, draw_steps, in_zone, label, step_name, steps_of
from enmeshed_kit.tables.charts.palette import STATUS, Palette, status_mark
from enmeshed_kit.tables.charts.period import PeriodLike
from enmeshed_kit.tables.charts.placing import spread
from enmeshed_kit.tables.charts.source import ChartSource, Tables, tables_of
from enmeshed_kit.tables.charts.wording import all_short, count, listed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

TITLE: Final = "Relationships by status"


def statuses(source: ChartSource, period: PeriodLike = None, *, zone: str = "UTC") -> Chart:
    """Draw how many Relationships were in which status at the end of each day; of a long time by week, month or year.

    Args:  source: a Connector, a history, or the audit log of Relationships. Their table alone does as well, but knows
                   only the first and the last status of each.
           period: the days to show; what was before them counts.
           zone: where the days begin, such as "Europe/Berlin".
    """
    import pandas as pd

    tables = tables_of(source)
    log = log_of(tables)
    times = in_zone(log["created_at"], zone)
    if times.empty:
        return nothing_yet(TITLE, "No Relationships yet.", pd.DataFrame(columns=[*STATUS], dtype="int64"))
    steps = steps_of(times, tables.period(period, zone), zone, tables.newest())
    data = levels(times, log, steps)
    if data.empty:
        return nothing_yet(TITLE, "No Relationships yet.", data)

    def paint(figure: "Figure | SubFigure", palette: Palette) -> None:
        draw_levels(figure.subplots(), palette, data)

    step = step_name(steps)
    return Chart(f"{TITLE}, by {step}" if step != "day" else TITLE, say_levels(data, zone), data, paint)


def log_of(tables: Tables) -> "pd.DataFrame":
    """The audit log of Relationships; where only their table is there, what that tells of it."""
    import pandas as pd

    if "audit_log" in tables or "relationships" not in tables:
        return tables["audit_log"]
    table = tables["relationships"]
    shared = {"relationship_id": table["id"], "peer": table["peer"]}
    after = table["status"].astype("str")
    begun = pd.DataFrame({**shared, "created_at": table["created_at"], "before": None, "after": "Pending"})
    changed = pd.DataFrame({**shared, "created_at": table["changed_at"], "before": "Pending", "after": after})
    return pd.concat([begun, changed[after != "Pending"]], ignore_index=True)


def levels(times: "pd.Series[Any]", log: "pd.DataFrame", steps: Steps) -> "pd.DataFrame":
    """How many Relationships are in which status at the end of each step.

    Args:  times: of the log's entries, as `in_zone` gives them.
    """
    rows = log.loc[times.index]
    came, went = (all_short(rows[name].dropna()) for name in ("after", "before"))
    order = [*STATUS, *sorted({*came, *went} - set(STATUS))]
    # What was before the first step is there when it begins.
    times = times.clip(lower=steps[0].start_time)
    change = counted(times.loc[came.index], came, order, steps) - counted(times.loc[went.index], went, order, steps)
    # A log whose beginning is missing says of some only that they left a status.
    data = change.cumsum().clip(lower=0)
    return data.loc[:, (data != 0).any()]


def draw_levels(axes: "Axes", palette: Palette, data: "pd.DataFrame") -> None:
    """Draw one area above the other, each with its name and last number to the right."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    edges, floor = range(len(data) + 1), data.iloc[:, 0] * 0
    names = {}
    for status in data:
        top = floor + data[status]
        look = filled(status_mark(str(status)), palette) | {"linewidth": 0}
        axes.stairs(top.to_numpy(), edges, baseline=floor.to_numpy(), fill=True, **look)
        names[f"{status} {count(data[status].iloc[-1])}"] = float((floor.iloc[-1] + top.iloc[-1]) / 2)
        floor = top
    highest = 1.05 * float(floor.max()) or 1
    axes.set_ylim(0, highest)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: count(value)))
    axes.grid(axis="y")
    draw_steps(axes, data.index, 5)
    draw_names(axes, palette, names, highest)


def draw_names(axes: "Axes", palette: Palette, names: Mapping[str, float], highest: float) -> None:
    """Write to the right of each area its name and last number, those of thin areas apart from each other.

    Args:  names: where the middle of each area is.
           highest: end of the axis.
    """
    from matplotlib.patches import Rectangle

    beside, high = axes.get_yaxis_transform(), 0.045 * highest
    places = spread([*names.values()], 0.075 * highest, high / 2, highest)
    for (name, middle), place in zip(names.items(), places, strict=True):
        look = filled(status_mark(name.rpartition(" ")[0]), palette)
        axes.plot([1, 1.02], [middle, place], color=palette.line, linewidth=0.6, transform=beside, clip_on=False)
        swatch = Rectangle((1.02, place - high / 2), 0.025, high, transform=beside, clip_on=False, **look)
        axes.add_patch(swatch)
        axes.text(1.055, place, name, va="center_baseline", fontsize=8, transform=beside)


def say_levels(data: "pd.DataFrame", zone: str) -> str:
    """The statuses in words: how many at the end, and at most."""
    step = step_name(data.index)
    end = listed([f"{count(data[status].iloc[-1])} {status}" for status in data])
    most = listed([f"{count(data[status].max())} {status}" for status in data])
    first, last = label(data.index, 0), label(data.index, len(data) - 1)
    return f"From {first} to {last} ({zone}), by {step}. At the end {end}. At most {most}."
