"""A picture: drawn for light and for dark pages, said in words, and with the table that it shows."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.tables.charts.palette import DARK, LIGHT, Palette, drawing
from enmeshed_kit.tables.charts.rendition import as_html, as_png

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure, SubFigure

Paint: TypeAlias = Callable[["Figure | SubFigure", Palette], None]
"""Draws onto a figure, or a part of one."""

DPI: Final = 100
WIDTH: Final = 7.6
HEIGHT: Final = 3.4
MARGIN: Final = 0.07
FORMATS: Final = ("png", "svg", "pdf")


class ChartError(GuidedError):
    """A picture cannot be drawn or kept as wished."""


@dataclass(frozen=True, eq=False, repr=False)
class Chart:
    """A picture of tables. The last value of a cell, it is shown; its background goes by the notebook's theme.

    Args:  title: the line above.
           alt: what it shows, in words, with the numbers.
           data: what is drawn.
           paint: draws it; what it draws on has the right size.
           width, height: in inches.
    """

    title: str
    alt: str
    data: "pd.DataFrame"
    paint: Paint
    width: float = WIDTH
    height: float = HEIGHT

    def __repr__(self) -> str:
        return f"{self.title}: {self.alt}"

    @cached_property
    def figure(self) -> "Figure":
        """matplotlib's own figure, for a light page: change it as you like, and save it yourself."""
        return self.drawn(LIGHT)

    def drawn(self, palette: Palette) -> "Figure":
        """The figure in the colours of a palette."""
        from matplotlib.figure import Figure

        with drawing(palette):
            figure = Figure(figsize=(self.width, self.height), dpi=DPI, layout="constrained")
            self.draw_on(figure, palette)
            return figure

    def draw_on(self, figure: "Figure | SubFigure", palette: Palette) -> None:
        """Draw the title and what is below it."""
        left = MARGIN * figure.dpi / figure.bbox.width
        figure.suptitle(self.title, x=left, ha="left", fontsize=11, fontweight="bold", color=palette.ink)
        self.paint(figure, palette)

    def save(self, path: str | Path, *, dark: bool = False) -> Path:
        """Write the picture; its name's ending says as what: .png, .svg or .pdf.

        Args:     dark: for a dark page.
        Returns:  where it lies.
        Raises:   ChartError: another ending, or it cannot be written there.
        """
        place = Path(path)
        kind = place.suffix.lower().removeprefix(".")
        if kind not in FORMATS:
            raise ChartError(
                f"A picture is not written as {place.suffix or 'a file without an ending'}.",
                f"End its name with {', '.join(f'.{name}' for name in FORMATS)}.",
            )
        palette = DARK if dark else LIGHT
        try:
            self._write(place, kind, palette)
        except OSError as error:
            raise ChartError(f"{place} cannot be written: {error.strerror}.", "Choose another folder.") from error
        return place

    def _write(self, place: Path, kind: str, palette: Palette) -> None:
        if kind == "png":
            place.write_bytes(self.png(palette))
            return
        # Neither the day nor the program: the same picture is the same file.
        told = {"Title": self.title, "Date": None} if kind == "svg" else {"Title": self.title, "CreationDate": None}
        figure = self.drawn(palette)
        with drawing(palette), place.open("wb") as file:
            figure.savefig(file, format=kind, metadata=told)

    def png(self, palette: Palette = LIGHT) -> bytes:
        """The picture as PNG, with two dots for each point of a screen."""
        return as_png(self.drawn(palette), palette)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        light, dark = self.png(LIGHT), self.png(DARK)
        size = {"width": round(self.width * DPI), "height": round(self.height * DPI)}
        data = {
            "text/plain": repr(self),
            "text/html": as_html(light, dark, alt=repr(self), **size),
            "image/png": base64.b64encode(light).decode("ascii"),
        }
        return data, {"image/png": {**size, "alt": repr(self), "needs_background": "light"}}
