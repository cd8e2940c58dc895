"""Bars with their numbers beside them: what all pictures that count have in common."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from enmeshed_kit.tables.charts.chart import MARGIN, WIDTH, Chart
from enmeshed_kit.tables.charts.palette import Mark, Palette
from enmeshed_kit.tables.charts.wording import count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

THICKNESS: Final = 0.7


@dataclass(frozen=True)
class Bar:
    """One bar of one or more parts.

    Args:  label: beside it.
           parts: how each is drawn, and how long it is.
           remark: behind its number.
    """

    label: str
    parts: Sequence[tuple[Mark, float]]
    remark: str = ""

    @property
    def length(self) -> float:
        """Of all parts together."""
        return sum(value for _, value in self.parts)


def draw_bars(axes: "Axes", palette: Palette, bars: Sequence[Bar]) -> None:
    """Draw lying bars, the first on top, each with its number."""
    for mark, places, values, begins in layers(bars):
        axes.barh(places, values, THICKNESS, left=begins, **filled(mark, palette))
    for place, bar in enumerate(bars):
        axes.annotate(
            f"{count(bar.length)}{bar.remark}", (bar.length, place), (4, 0), textcoords="offset points", va="center"
        )
    axes.set_yticks(range(len(bars)), [bar.label for bar in bars], color=palette.ink)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    # Room for the numbers, which stand to the right of the bars.
    axes.set_xlim(0, 1.3 * max((bar.length for bar in bars), default=0) or 1)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(left=False)


def draw_columns(axes: "Axes", palette: Palette, bars: Sequence[Bar]) -> None:
    """Draw standing bars, each with its number on top; what is none has none."""
    for mark, places, values, begins in layers(bars):
        axes.bar(places, values, THICKNESS + 0.15, bottom=begins, **filled(mark, palette))
    for place, bar in enumerate(bars):
        if bar.length:
            axes.annotate(
                count(bar.length), (place, bar.length), (0, 2), textcoords="offset points", ha="center", fontsize=8
            )
    axes.set_xticks(range(len(bars)), [bar.label for bar in bars], fontsize=8)
    axes.set_ylim(0, 1.15 * max((bar.length for bar in bars), default=0) or 1)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.tick_params(bottom=False)


def layers(bars: Sequence[Bar]) -> Iterator[tuple[Mark, Any, Any, Any]]:
    """The parts that look alike, for drawing them together is quicker: where, how long, and from where they are."""
    pieces: dict[Mark, list[tuple[int, float, float]]] = {}
    for place, bar in enumerate(bars):
        begin = 0.0
        for mark, value in bar.parts:
            pieces.setdefault(mark, []).append((place, value, begin))
            begin += value
    for mark, found in pieces.items():
        places, values, begins = zip(*found, strict=True)
        yield mark, places, values, begins


def filled(mark: Mark, palette: Palette) -> dict[str, Any]:
    """How an area is filled: its colour, with lines of the paper's over it."""
    return {"facecolor": palette[mark], "hatch": mark.hatch, "edgecolor": palette.paper, "linewidth": 0.5}


def draw_key(axes: "Axes", palette: Palette, marks: Sequence[tuple[str, Mark]]) -> None:
    """Say above a picture what its areas mean."""
    from matplotlib.patches import Patch

    handles = [Patch(label=label, **filled(mark, palette)) for label, mark in marks]
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(handles), fontsize=8, borderaxespad=0.2,
        handlelength=1.6, columnspacing=1.2, labelcolor=palette.ink,
    )  # fmt: skip


def draw_note(figure: "Figure | SubFigure", palette: Palette, text: str) -> None:
    """Say something below a picture."""
    figure.supxlabel(text, x=MARGIN * figure.dpi / figure.bbox.width, ha="left", fontsize=8, color=palette.quiet)


def nothing_yet(title: str, sentence: str, data: "pd.DataFrame", width: float = WIDTH) -> Chart:
    """A picture that says that there is nothing to draw yet."""

    def paint(figure: "Figure | SubFigure", palette: Palette) -> None:
        axes = figure.subplots()
        axes.set_axis_off()
        axes.text(0.5, 0.5, sentence, ha="center", va="center", fontsize=11, color=palette.quiet)

    return Chart(title, sentence, data, paint, width, 1.6)
