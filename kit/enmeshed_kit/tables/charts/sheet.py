"""Six pictures on one sheet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from enmeshed_kit.client.errors import ForbiddenError
from enmeshed_kit.tables.charts.bars import nothing_yet
from enmeshed_kit.tables.charts.chart import Chart, ChartError
from enmeshed_kit.tables.charts.giving import optional_attributes
from enmeshed_kit.tables.charts.palette import Palette
from enmeshed_kit.tables.charts.period import Period, PeriodLike
from enmeshed_kit.tables.charts.rhythm import traffic
from enmeshed_kit.tables.charts.source import ChartSource, Tables, tables_of
from enmeshed_kit.tables.charts.stages import funnel
from enmeshed_kit.tables.charts.status_days import statuses
from enmeshed_kit.tables.charts.waiting import answer_times, time_to_acceptance

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure

SIX: Final[Mapping[str, tuple[str, Callable[..., Chart]]]] = {
    "funnel": ("From template to Relationship", funnel),
    "statuses": ("Relationships by status", statuses),
    "time_to_acceptance": ("Time until a Relationship is accepted", time_to_acceptance),
    "answer_times": ("Time until Requests are answered", answer_times),
    "traffic": ("Messages by day", traffic),
    "optional_attributes": ("Attributes that people need not give", optional_attributes),
}
"""Those on the sheet, row by row, each with its title where it cannot be drawn."""

ZONED: Final = (statuses, traffic)
COLUMNS: Final = 2
CELL: Final = (5.6, 3.5)


@dataclass(frozen=True, eq=False, repr=False)
class Overview(Chart):
    """Several pictures on one sheet; its `data` says of each what it shows.

    Args:  charts: the pictures by name, each with the table that is drawn.
    """

    charts: Mapping[str, Chart] = field(default_factory=dict)


def overview(source: ChartSource, period: PeriodLike = None, *, zone: str = "UTC") -> Overview:
    """Draw six pictures on one sheet.

    What cannot be drawn, because a table is missing or the API key may not read it, says so in its place.

    Args:  source: a Connector, a history, or several tables by the names of the functions that make them.
           period: of which they tell.
           zone: where the days begin, such as "Europe/Berlin".
    """
    import pandas as pd

    tables = tables_of(source)
    chosen = tables.period(period, zone)
    charts = {name: drawn(name, tables, chosen, zone) for name in SIX}
    data = pd.DataFrame({"picture": [*charts], "shows": [chart.alt for chart in charts.values()]})

    def paint(figure: "Figure | SubFigure", palette: Palette) -> None:
        parts: Any = figure.subfigures(len(SIX) // COLUMNS, COLUMNS, wspace=0.03, hspace=0.03)
        for part, chart in zip(parts.flat, charts.values(), strict=True):
            chart.draw_on(part, palette)

    said = " ".join(f"{chart.title}: {chart.alt}" for chart in charts.values())
    size = COLUMNS * CELL[0], len(SIX) // COLUMNS * CELL[1] + 0.4
    return Overview(f"Overview, {chosen}", said, data, paint, *size, charts)


def drawn(name: str, tables: Tables, period: Period, zone: str) -> Chart:
    """One of the pictures; in its place why there is none."""
    import pandas as pd

    title, draw = SIX[name]
    try:
        return draw(tables, period, zone=zone) if draw in ZONED else draw(tables, period)
    except ForbiddenError:
        return nothing_yet(title, "The API key may not read this.", pd.DataFrame())
    except ChartError as error:
        return nothing_yet(title, error.message, pd.DataFrame())
