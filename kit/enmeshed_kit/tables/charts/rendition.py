"""How a figure reaches a page: as a small PNG, and as HTML that shows the one for the page's theme."""

import base64
import io
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from enmeshed_kit.tables.charts.palette import Palette, drawing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHARPNESS: Final = 2
"""Dots for each point of a screen, so that letters are sharp on fine ones too."""

SHADES: Final = 10
"""So many steps from the paper to each colour, which makes a third of the file. Any colour that is found would do as
well, but what is found last is the colour of the few."""

STYLE: Final = "max-width: 100%; height: auto; border: 1px solid #818b98; border-radius: 8px; box-sizing: border-box"

DARK_RULES: Final = files("enmeshed_kit.tables.charts").joinpath("static", "dark.css")


def as_png(figure: "Figure", palette: Palette) -> bytes:
    """A figure as a PNG without a word on when and with what it was made."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    with drawing(palette):
        dpi = figure.dpi
        try:
            figure.set_dpi(SHARPNESS * dpi)
            canvas: Any = FigureCanvasAgg(figure)  # half typed
            canvas.draw()
            dots, size = canvas.buffer_rgba().tobytes(), canvas.get_width_height(physical=True)
        finally:
            figure.set_dpi(dpi)
    picture, colours = Image.frombytes("RGBA", size, dots).convert("RGB"), Image.new("P", (1, 1))
    colours.putpalette(shades(palette))
    file = io.BytesIO()
    picture.quantize(palette=colours, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def shades(palette: Palette) -> list[int]:
    """Each colour of a palette, and its mixtures with the paper: red, green and blue in turn."""
    from matplotlib.colors import to_rgb

    paper = to_rgb(palette.paper)
    colours = {*palette.hues.values(), palette.ink, palette.quiet, palette.line}
    mixed = [
        round(255 * (ground * step + part * (SHADES - step)) / SHADES)
        for colour in sorted(colours)
        for step in range(SHADES)
        for ground, part in zip(paper, to_rgb(colour), strict=True)
    ]
    return [*(round(255 * part) for part in paper), *mixed]


def as_html(light: bytes, dark: bytes, *, alt: str, width: int, height: int) -> str:
    """A picture that is another in JupyterLab's dark theme; a page that drops styles shows the light one alone."""
    style = f"{STYLE}; --dark: url({address(dark)})"
    said = f'alt="{escape(alt)}" width="{width}" height="{height}"'
    rules = DARK_RULES.read_text(encoding="utf-8").strip()
    return f'<img class="ek-chart" {said} style="{style}" src="{address(light)}"><style>{rules}</style>'


def address(png: bytes) -> str:
    """A PNG as an address that contains it."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
