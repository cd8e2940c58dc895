"""What a cell shows: HTML for the eye, and the same said in text for tests, screen readers and plain pages."""

from dataclasses import dataclass
from typing import Any

from enmeshed_kit.notebook.markup import Html, tag, with_dark_theme


@dataclass(frozen=True, repr=False)
class Picture:
    """A still picture with its text twin."""

    html: Html
    text: str

    def __repr__(self) -> str:
        return self.text

    def bundle(self) -> dict[str, Any]:
        """Both, as a front end takes them."""
        return {"text/plain": self.text, "text/html": str(with_dark_theme(self.html))}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.bundle()


def card(title: str, *children: str | None, badge: str = "", note: str = "", label: str = "") -> Html:
    """A framed picture with a title line; `label` is what a screen reader says for the whole."""
    aside = tag("span", f" {note}", look="quiet") if note else None
    heading = tag("div", tag("span", title, look="title"), " ", badge, aside)
    return tag("div", heading, *children, look="card", role="group", aria_label=label or title)


def grid(rows: list[tuple[str, str]]) -> Html:
    """Names and values in two columns."""
    return tag("table", *(line(tag("th", name, look="head", scope="row"), value) for name, value in rows), look="grid")


def line(*cells: str) -> Html:
    """A row of a table; what is no heading becomes a cell."""
    return tag("tr", *(cell if _is_heading(cell) else tag("td", cell, look="cell") for cell in cells), look="line")


def columns(rows: list[tuple[str, str]]) -> str:
    """The text twin of a grid."""
    width = max((len(name) for name, _ in rows), default=0)
    return "\n".join(f"  {name:<{width}}  {value}" for name, value in rows)


def _is_heading(cell: str) -> bool:
    return isinstance(cell, Html) and cell.startswith("<th")
