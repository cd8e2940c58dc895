"""Which Attributes people give when they need not."""

from typing import TYPE_CHECKING, Final

from enmeshed_kit.tables.charts.bars import Bar, draw_bars, draw_key, nothing_yet
from enmeshed_kit.tables.charts.chart import HEIGHT, Chart
from enmeshed_kit.tables.charts.palette import NO, WAITING, YES, Palette
from enmeshed_kit.tables.charts.period import PeriodLike
from enmeshed_kit.tables.charts.source import ChartSource, Tables, tables_of
from enmeshed_kit.tables.charts.wording import count, share, short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure, SubFigure

TITLE: Final = "Attributes that people need not give"
ANSWERS: Final = {"given": YES, "refused": NO, "unanswered": WAITING}
ASKS_FOR: Final = ("ReadAttributeRequestItem", "ProposeAttributeRequestItem")
"""The items that ask a peer for an Attribute of theirs."""

MOST: Final = 12
UNNAMED: Final = "other queries"


def optional_attributes(source: ChartSource, period: PeriodLike = None) -> Chart:
    """Draw which Attributes were given, and which refused, by those who were asked and might have refused.

    Args:  source: a Connector, or the table of the items of Requests, for a period with that of the Requests.
           period: in which they were asked.
    """
    data = answers_by_type(tables_of(source), period)
    if data.empty:
        return nothing_yet(TITLE, "Nobody was asked for an optional Attribute yet.", data)
    shown = shortened(data)

    def paint(figure: "Figure | SubFigure", palette: Palette) -> None:
        axes = figure.subplots()
        draw_bars(axes, palette, [bar_of(name, row) for name, row in shown.iterrows()])
        draw_key(axes, palette, [(f"{kind}: {count(data[kind].sum())}", mark) for kind, mark in ANSWERS.items()])

    said = [
        f"{name}: {count(row['given'])} of {count(row.sum())} ({share(row['given'], row.sum())})"
        for name, row in shown.iterrows()
    ]
    return Chart(
        TITLE, f"Given, of those asked: {'; '.join(said)}.", data, paint, height=max(HEIGHT * len(shown) / 10, 1.8)
    )


def answers_by_type(tables: Tables, period: PeriodLike) -> "pd.DataFrame":
    """How often each type of Attribute was given, refused and left unanswered; what was asked most stands on top."""
    import pandas as pd

    items = tables.within("request_items", period)
    is_optional = ~items["must_be_accepted"].astype("boolean").fillna(True).astype("bool")
    items = items[is_optional & items["type"].isin(ASKS_FOR) & (items["direction"] == "outgoing")]
    result = items["result"].astype("str").map({"Accepted": "given", "Rejected": "refused"}).fillna("unanswered")
    table = pd.crosstab(items["value_type"].astype("object").fillna(UNNAMED).map(short).to_numpy(), result.to_numpy())
    data = table.reindex(columns=[*ANSWERS], fill_value=0).astype("int64").rename_axis(index="attribute", columns=None)
    order = sorted(data.index, key=lambda name: (-data.loc[name].sum(), str(name)))
    return data.loc[order]


def shortened(data: "pd.DataFrame") -> "pd.DataFrame":
    """The types asked for most; the rest together."""
    import pandas as pd

    if len(data) <= MOST:
        return data
    rest = data.iloc[MOST - 1 :]
    together = rest.sum().to_frame(f"{count(len(rest))} other types").T
    return pd.concat([data.iloc[: MOST - 1], together])


def bar_of(name: object, row: "pd.Series[int]") -> Bar:
    """The answers about one type."""
    parts = [(mark, row[kind]) for kind, mark in ANSWERS.items()]
    return Bar(str(name), parts, f" asked, {share(row['given'], row.sum())} given")
