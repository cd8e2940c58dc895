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


def card(title: str, *children: str | None, note: str = "", label: str = "") -> Html:
    """A framed picture with a title line; `label` is what a screen reader says for the whole."""
    heading = tag("div", tag("span", title, look="title"), tag("span", f" {note}", look="quiet") if note else None)
    return tag("div", heading, *children, look="card", role="group", aria_label=label or title)


def grid(rows: list[tuple[str, str]]) -> Html:
    """Names and values in two columns."""
    lines = [
        tag("tr", tag("th", name, look="head", scope="row"), tag("td", value, look="cell")) for name, value in rows
    ]
    return tag("table", *lines, look="grid")


def columns(rows: list[tuple[str, str]]) -> str:
    """The text twin of a grid."""
    width = max((len(name) for name, _ in rows), default=0)
    return "\n".join(f"  {name:<{width}}  {value}" for name, value in rows)
