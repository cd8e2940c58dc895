"""Six pictures on one sheet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from enmeshed_kit.client.errors import ForbiddenError
from enmeshed_kit.tables.charts.bars import nothing_yet
from enmeshed_kit.tables.charts.chart import Chart, ChartError
from enmeshed_kit.tables.charts.palette import Palette
from enmeshed_kit.tables.charts.period import PeriodLike
from enmeshed_kit.tables.charts.rhythm import hours, traffic
from enmeshed_kit.tables.charts.source import ChartSource, tables_of
from enmeshed_kit.tables.charts.stages import funnel

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure

SIX: Final[Mapping[str, Callable[..., Chart]]] = {"funnel": funnel, "traffic": traffic}
"""Those on the sheet, row by row."""

TITLES: Final = {"funnel": "From template to Relationship", "traffic": "Messages by day"}
ZONED: Final = (traffic, hours)
COLUMNS: Final = 2
CELL: Final = (5.4, 3.2)


@dataclass(frozen=True, eq=False, repr=False)
class Overview(Chart):
    """Several pictures on one sheet; its `data` says of each what it shows.

    Args:  charts: the pictures by name, each with the table that is drawn.
    """

    charts: Mapping[str, Chart] | None = None


def overview(source: ChartSource, period: PeriodLike = None, *, zone: str = "UTC") -> Overview:
    """Draw six pictures on one sheet.

    What cannot be drawn, because a table is missing or the API key may not read it, says so in its place.

    Args:  source: a Connector, a history, or several tables by the names of the functions that make them.
           period: of which they tell.
           zone: where the days begin, such as "Europe/Berlin".
    """
    import pandas as pd

    tables = tables_of(source)
    chosen = tables.period(period)
    charts = {name: drawn(name, tables, chosen, zone) for name in SIX}
    data = pd.DataFrame({"picture": [*charts], "shows": [chart.alt for chart in charts.values()]})

    def paint(figure: "Figure | SubFigure", palette: Palette) -> None:
        rows = -(-len(charts) // COLUMNS)
        parts: Any = figure.subfigures(rows, COLUMNS, squeeze=False, wspace=0.04, hspace=0.04)
        for part, chart in zip(parts.flat, charts.values(), strict=False):
            chart.draw_on(part, palette)

    said = " ".join(f"{chart.title}: {chart.alt}" for chart in charts.values())
    rows = -(-len(charts) // COLUMNS)
    title = f"Overview, {chosen}"
    return Overview(title, said, data, paint, COLUMNS * CELL[0], rows * CELL[1] + 0.4, charts)


def drawn(name: str, tables: Any, period: PeriodLike, zone: str) -> Chart:
    """One of the pictures; in its place why there is none."""
    import pandas as pd

    draw = SIX[name]
    try:
        return draw(tables, period, zone=zone) if draw in ZONED else draw(tables, period)
    except (ForbiddenError, ChartError) as error:
        why = "The API key may not read this." if isinstance(error, ForbiddenError) else error.message
        return nothing_yet(TITLES[name], why, pd.DataFrame())
