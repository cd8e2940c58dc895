"""The peers around a Connector, and how much is said with each."""

from typing import TYPE_CHECKING, Any, Final

from enmeshed_kit.tables.charts.bars import draw_note, nothing_yet
from enmeshed_kit.tables.charts.chart import Chart
from enmeshed_kit.tables.charts.palette import STATUS, Palette, status_mark
from enmeshed_kit.tables.charts.period import PeriodLike
from enmeshed_kit.tables.charts.placing import spread
from enmeshed_kit.tables.charts.source import ChartSource, Tables, tables_of
from enmeshed_kit.tables.charts.wording import count, listed, peer_name, short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

TITLE: Final = "Peers"
MOST: Final = 400
"""So many peers are drawn one by one; more are drawn in groups."""

NAMED: Final = 12
LONGEST_NAME: Final = 20
UNCONNECTED: Final = "no Relationship"
HUB: Final = 0.3
REACH: Final = 1.0
"""How far from the middle a peer without Messages is, and the one with most."""

OPENING: Final = 0.25
"""So much of the circle, at its top, has room for the numbers of the rings."""

GROUPS: Final = {"no Messages": 0, "1 to 9": 1, "10 to 99": 10, "100 to 999": 100, "1,000 and more": 1000}
"""Each with the number of Messages that it begins with."""

LARGEST_AREA: Final = 1500
FARTHER: Final = "The farther out, the more Messages. Between peers nothing is drawn: a Connector knows its own alone."


def network(source: ChartSource, period: PeriodLike = None) -> Chart:
    """Draw the peers around a Connector: the farther out, the more Messages; the shape says in which status.

    Of more than some hundred peers groups are drawn, by status and number of Messages. Between peers nothing is drawn,
    since a Connector knows its own Relationships only.

    Args:  source: a Connector, a history, or the tables of Relationships and Messages, or one of them.
           period: in which the Messages were written; a peer without any belongs to it if the Relationship was begun.
    """
    data = peers(tables_of(source), period)
    if data.empty:
        return nothing_yet(TITLE, "No peers yet.", data)
    if len(data) > MOST:
        groups = grouped(data)
        said = say_groups(data, groups)
        return Chart(TITLE, said, groups, lambda figure, palette: draw_groups(figure.subplots(), palette, groups))

    def paint(figure: "Figure | SubFigure", palette: Palette) -> None:
        draw_star(figure.subplots(), palette, data)
        draw_note(figure, palette, FARTHER)

    return Chart(TITLE, say_peers(data), data, paint, height=4.8)


def peers(tables: Tables, period: PeriodLike) -> "pd.DataFrame":
    """One row for each peer, by status and age of the Relationship: name, status, Messages received and sent."""
    counts = message_counts(tables, period)
    known = relationships_by_peer(tables)
    chosen = tables.period(period)
    begun = known[chosen.within(known["created_at"])] if chosen else known
    data = known.reindex(begun.index.union(counts.index, sort=False))
    data = data.assign(status=data["status"].fillna(UNCONNECTED))
    for way in counts:
        data[way] = counts[way].reindex(data.index).fillna(0).astype("int64")
    data["messages"] = data[[*counts]].sum(axis=1)
    data.insert(0, "name", [short(peer_name(str(address), tables.names), LONGEST_NAME) for address in data.index])
    order = {status: place for place, status in enumerate(STATUS)}
    rank = data["status"].map(order).fillna(len(order))
    data = data.assign(rank=rank).sort_values(["rank", "status", "created_at"], kind="stable").drop(columns="rank")
    return data.rename_axis(index="peer").astype({"status": "str"})


def relationships_by_peer(tables: Tables) -> "pd.DataFrame":
    """The status of each peer: of the newest Relationship, where there were several."""
    import pandas as pd

    if "relationships" not in tables and "messages" in tables:
        return pd.DataFrame({"status": pd.Series(dtype="str"), "created_at": pd.Series(dtype="datetime64[us, UTC]")})
    table = tables["relationships"].sort_values("created_at", kind="stable").dropna(subset="peer")
    newest = table.drop_duplicates("peer", keep="last").set_index("peer")
    return newest[["status", "created_at"]].astype({"status": "str"})


def message_counts(tables: Tables, period: PeriodLike) -> "pd.DataFrame":
    """How many Messages were received from and sent to each peer; one to several counts for each of them."""
    import pandas as pd

    if "messages" not in tables and "relationships" in tables:
        return pd.DataFrame({"received": pd.Series(dtype="int64"), "sent": pd.Series(dtype="int64")})
    messages = tables.within("messages", period)
    is_sent = messages["direction"].astype("str") == "sent"
    received = messages.loc[~is_sent, "sender"].dropna().value_counts()
    sent = messages.loc[is_sent, "recipients"].dropna().str.split(", ").explode().value_counts()
    counts = pd.DataFrame({"received": received, "sent": sent}).fillna(0).astype("int64")
    return counts[counts.index != ""]


def draw_star(axes: "Axes", palette: Palette, data: "pd.DataFrame") -> None:
    """Draw each peer at the end of a line from the middle."""
    import numpy as np

    most = int(data["messages"].max())
    angles = np.pi / 2 - OPENING / 2 - (2 * np.pi - OPENING) * (np.arange(len(data)) + 0.5) / len(data)
    far = distance(data["messages"].to_numpy(), most)
    places = np.column_stack([far * np.cos(angles), far * np.sin(angles)])
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.set_xlim(-2.2, 2.2)
    axes.set_ylim(-1.1, 1.1)
    draw_rings(axes, palette, most)
    draw_lines(axes, palette, places)
    for status, rows in data.groupby(data["status"].to_numpy(), sort=False):
        mark, at = status_mark(str(status)), places[data["status"] == status]
        axes.scatter(
            at[:, 0], at[:, 1], 26, color=palette[mark], marker=mark.shape, linewidths=0, zorder=3,
            label=f"{short(status)}: {count(len(rows))}",
        )  # fmt: skip
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, fontsize=8, handletextpad=0.2, columnspacing=1)
    axes.text(0, 0, "Connector", ha="center", va="center", fontsize=8)
    draw_names(axes, palette, data, places)


def distance(messages: Any, most: int) -> Any:
    """How far from the middle peers with so many Messages are."""
    import numpy as np

    return HUB + (REACH - HUB) * np.log1p(messages) / np.log1p(max(most, 1))


def draw_rings(axes: "Axes", palette: Palette, most: int) -> None:
    """Draw circles for 1, 10, 100 … Messages."""
    from matplotlib.patches import Circle

    for power in range(len(str(most))):
        if 10**power > most:
            break
        radius = float(distance(10**power, most))
        axes.add_patch(Circle((0, 0), radius, fill=False, edgecolor=palette.line, linewidth=0.6, linestyle=":"))
        axes.text(
            0,
            radius,
            count(10**power),
            fontsize=7,
            color=palette.quiet,
            ha="center",
            va="center",
            zorder=4,
            backgroundcolor=palette.paper,
        )


def draw_lines(axes: "Axes", palette: Palette, places: Any) -> None:
    """Draw a line to each peer."""
    import numpy as np
    from matplotlib.collections import LineCollection

    begins = places * (HUB - 0.06) / np.hypot(places[:, :1], places[:, 1:])
    lines = [*np.stack([begins, places], axis=1)]
    axes.add_collection(LineCollection(lines, colors=palette.line, linewidths=0.6, zorder=1))


def draw_names(axes: "Axes", palette: Palette, data: "pd.DataFrame", places: Any) -> None:
    """Write the names of those with most Messages left and right of the picture."""
    import numpy as np

    numbers = data["messages"].to_numpy()
    top = np.argsort(-numbers, kind="stable")[:NAMED]
    for side, align in ((1, "left"), (-1, "right")):
        here = [index for index in top if (places[index][0] >= 0) == (side == 1)]
        heights = spread([float(places[index][1]) for index in here], 0.13, -1.08, 1.08)
        for index, height in zip(here, heights, strict=True):
            x, y = places[index]
            axes.plot([x, side * 1.14, side * 1.2], [y, height, height], color=palette.quiet, linewidth=0.7, zorder=2)
            said = f"{data['name'].iloc[index]} · {count(numbers[index])}"
            axes.text(side * 1.23, height, said, ha=align, va="center", fontsize=8)


def say_peers(data: "pd.DataFrame") -> str:
    """The peers in words: how many in which status, and with whom most was said."""
    found = data["status"].value_counts(sort=False)
    parts = listed([f"{count(number)} {short(status)}" for status, number in found.items()])
    said = f"{count(len(data), 'peer')}: {parts}."
    top = data[data["messages"] > 0].sort_values("messages", ascending=False, kind="stable").head(3)
    if top.empty:
        return f"{said} No Messages yet."
    most = listed([f"{row['name']} ({count(row['messages'])})" for _, row in top.iterrows()])
    return f"{said} Most Messages with {most}."


def grouped(data: "pd.DataFrame") -> "pd.DataFrame":
    """How many peers of each status have about how many Messages."""
    import numpy as np
    import pandas as pd

    places = np.searchsorted([*GROUPS.values()], data["messages"], side="right") - 1
    table = pd.crosstab(data["status"].map(short).to_numpy(), np.array([*GROUPS])[places])
    order = list(dict.fromkeys(data["status"].map(short)))
    return table.reindex(index=order, columns=[*GROUPS], fill_value=0).rename_axis(index="status", columns=None)


def draw_groups(axes: "Axes", palette: Palette, groups: "pd.DataFrame") -> None:
    """Draw one point for each group, as large as it is."""
    largest = int(groups.to_numpy().max())
    for row, (status, numbers) in enumerate(groups.iterrows()):
        mark = status_mark(str(status))
        for column, number in enumerate(numbers):
            if number:
                area = max(LARGEST_AREA * number / largest, 12)
                axes.scatter([column], [row], area, color=palette[mark], marker=mark.shape, linewidths=0)
                offset = (area**0.5 / 2 + 3, 0)
                axes.annotate(
                    count(number), (column, row), offset, textcoords="offset points", va="center", fontsize=8,
                    bbox={"facecolor": palette.paper, "edgecolor": "none", "pad": 1},
                )  # fmt: skip
    axes.set_xticks(range(len(GROUPS)), [*GROUPS])
    axes.set_xlim(-0.5, len(GROUPS) - 0.3)
    axes.set_yticks(range(len(groups)), list(groups.index), color=palette.ink)
    axes.set_ylim(len(groups) - 0.4, -0.6)
    axes.tick_params(left=False, bottom=False)
    axes.spines[:].set_visible(False)
    axes.set_xlabel("Messages with a peer", fontsize=8)
    axes.grid(axis="y")


def say_groups(data: "pd.DataFrame", groups: "pd.DataFrame") -> str:
    """The groups in words."""
    lines = [
        f"{count(numbers.sum())} {status} ({listed([f'{count(n)} with {band}' for band, n in numbers.items() if n])})"
        for status, numbers in groups.iterrows()
    ]
    return f"{count(len(data), 'peer')}, by their number of Messages: {'; '.join(lines)}."
