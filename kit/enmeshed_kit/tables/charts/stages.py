"""The way from a template to a Relationship, and how far each came."""

from typing import TYPE_CHECKING, Final

from enmeshed_kit.tables.charts.bars import Bar, draw_bars, draw_note, nothing_yet
from enmeshed_kit.tables.charts.chart import Chart
from enmeshed_kit.tables.charts.palette import GONE, STATUS, Mark, Palette
from enmeshed_kit.tables.charts.period import PeriodLike
from enmeshed_kit.tables.charts.source import ChartSource, Tables, tables_of
from enmeshed_kit.tables.charts.wording import count, listed, short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure, SubFigure

TITLE: Final = "From template to Relationship"
TEMPLATES, LOADED, BEGUN = "Templates", "Loaded, at least", "Relationships begun"
"""The stages before a Relationship has a status of its own."""

STATUSES: Final = ("Pending", "Active", "Rejected", "Revoked", "Terminated", "DeletionProposed")
UNTOLD: Final = "Nobody is told of loads: counted are templates that a Relationship was begun with."


def funnel(source: ChartSource, period: PeriodLike = None) -> Chart:
    """Draw how far it goes from templates to Relationships: loaded, begun, pending, active, rejected, revoked.

    A Connector is not told when somebody loads its template. Counted as loaded is what certainly was: a template that a
    Relationship was begun with, and one of somebody else that is there because this Connector loaded it.

    Args:  source: a Connector, a history, or the tables of Relationships and templates; without templates the
                   picture begins with those that Relationships name.
           period: in which they were made.
    """
    tables = tables_of(source)
    data = stages(tables, period)
    if not data["count"].any():
        return nothing_yet(TITLE, "No templates and no Relationships yet.", data)

    def paint(figure: "Figure | SubFigure", palette: Palette) -> None:
        columns = data["stage"], data["count"]
        bars = [Bar(stage, [(mark_of(stage), number)]) for stage, number in zip(*columns, strict=True)]
        draw_bars(figure.subplots(), palette, bars)
        draw_note(figure, palette, UNTOLD)

    return Chart(TITLE, say_stages(data), data, paint)


def stages(tables: Tables, period: PeriodLike) -> "pd.DataFrame":
    """How many came to each stage."""
    import pandas as pd

    relationships = tables.within("relationships", period)
    used = set(tables["relationships"].get("template_id", pd.Series(dtype="str")).dropna())
    rows = []
    if tables.may_show("templates"):
        templates = tables.within("templates", period)
        loaded = templates["id"].isin(used) | (templates["made_by"] == "peer")
        rows = [(TEMPLATES, len(templates)), (LOADED, int(loaded.sum()))]
    elif "template_id" in relationships:
        rows = [(LOADED, relationships["template_id"].nunique())]
    found = relationships["status"].astype("str").value_counts()
    others = sorted(set(found[found > 0].index) - set(STATUSES))
    rows += [(BEGUN, len(relationships)), *((status, int(found.get(status, 0))) for status in (*STATUSES, *others))]
    named = [(short(stage), number) for stage, number in rows]
    return pd.DataFrame(named, columns=["stage", "count"])


def mark_of(stage: str) -> Mark:
    """How a stage is drawn: those with a status as everywhere."""
    return STATUS.get(stage, GONE if stage not in (TEMPLATES, LOADED, BEGUN) else Mark("green"))


def say_stages(data: "pd.DataFrame") -> str:
    """The stages in words."""
    number = dict(zip(data["stage"], data["count"], strict=True))
    found = [f"{count(value)} {stage}" for stage, value in number.items() if stage not in (TEMPLATES, LOADED, BEGUN)]
    parts = []
    if TEMPLATES in number:
        parts.append(f"{count(number[TEMPLATES], 'template')}, at least {count(number[LOADED])} of them loaded.")
    elif LOADED in number:
        parts.append(f"At least {count(number[LOADED], 'template')} loaded.")
    parts.append(f"{count(number[BEGUN], 'Relationship')} begun, now {listed(found)}.")
    return " ".join([*parts, UNTOLD])
