"""The colours of the pictures, for light and dark pages, and the marks that say the same without colour.

The hues are those of Okabe and Ito, which people with any kind of colour vision tell apart, darker on light pages so
that each stands out from its background at least three to one.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.typing import ColorType

FONT: Final = "DejaVu Sans"
"""Comes with matplotlib, so that a picture has the same size everywhere."""


@dataclass(frozen=True)
class Mark:
    """How one kind of thing is drawn, so that it is told from the others in grey too.

    Args:  hue: a colour of the palette.  hatch: lines over an area.  shape: of a point.
    """

    hue: str
    hatch: str = ""
    shape: str = "o"


@dataclass(frozen=True)
class Palette:
    """The colours for one kind of page.

    Args:  paper, ink, quiet, line: background, text, lesser text, axes.
           hues: by the name that a `Mark` says.
    """

    name: str
    paper: str
    ink: str
    quiet: str
    line: str
    hues: Mapping[str, str]

    def __getitem__(self, mark: Mark) -> "ColorType":
        return self.hues[mark.hue]


LIGHT: Final = Palette(
    name="light",
    paper="#ffffff",
    ink="#1f2328",
    quiet="#59636e",
    line="#818b98",
    hues={
        "blue": "#0072b2",
        "vermillion": "#d55e00",
        "amber": "#9a6a00",
        "purple": "#a8528a",
        "grey": "#6e7781",
        "black": "#24292f",
        "green": "#008060",
    },
)
DARK: Final = Palette(
    name="dark",
    paper="#1c2128",
    ink="#e6edf3",
    quiet="#9aa5b1",
    line="#818b98",
    hues={
        "blue": "#56b4e9",
        "vermillion": "#f2793a",
        "amber": "#f0e442",
        "purple": "#e39cc6",
        "grey": "#9aa5b1",
        "black": "#e6edf3",
        "green": "#2bc197",
    },
)
PALETTES: Final = (LIGHT, DARK)

STATUS: Final[Mapping[str, Mark]] = {
    "Pending": Mark("amber", "////", "^"),
    "Active": Mark("blue", "", "o"),
    "Rejected": Mark("vermillion", "xxx", "X"),
    "Revoked": Mark("purple", "...", "D"),
    "Terminated": Mark("grey", "\\\\\\\\", "s"),
    "DeletionProposed": Mark("black", "+++", "P"),
}
OTHER: Final = Mark("green", "ooo", "*")
"""A status that a later Connector may have."""

RECEIVED: Final = Mark("blue", "", "o")
SENT: Final = Mark("vermillion", "////", "s")
YES: Final = Mark("blue", "", "o")
NO: Final = Mark("vermillion", "xxx", "X")
WAITING: Final = Mark("amber", "////", "^")
GONE: Final = Mark("grey", "\\\\\\\\", "s")


def status_mark(status: str) -> Mark:
    """How a status is drawn."""
    return STATUS.get(status, OTHER)


@contextmanager
def drawing(palette: Palette) -> Iterator[None]:
    """Draw in the colours of a palette, whatever the reader has set for other pictures; that stays as it is."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcParams.update(_plain() | _style(palette))
        yield


def _plain() -> Any:
    """matplotlib's own style, without the backend: who only looks that up has chosen one."""
    import matplotlib

    kept: Any = matplotlib.rcParamsDefault
    return {name: dict.__getitem__(kept, name) for name in dict.keys(kept) if not name.startswith("backend")}


def _style(palette: Palette) -> dict[str, Any]:
    return {
        "font.family": [FONT],
        "font.size": 9,
        # A name with two dollar signs is a name, not a formula.
        "text.parse_math": False,
        "text.usetex": False,
        "figure.facecolor": palette.paper,
        "savefig.facecolor": palette.paper,
        "axes.facecolor": palette.paper,
        "axes.edgecolor": palette.line,
        "axes.labelcolor": palette.quiet,
        "axes.titlecolor": palette.ink,
        "axes.titlesize": 9,
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "text.color": palette.ink,
        "xtick.color": palette.line,
        "ytick.color": palette.line,
        "xtick.labelcolor": palette.quiet,
        "ytick.labelcolor": palette.quiet,
        "grid.color": palette.line,
        "grid.alpha": 0.35,
        "grid.linewidth": 0.6,
        "hatch.linewidth": 0.7,
        "legend.frameon": False,
        "svg.hashsalt": "enmeshed kit",
    }
