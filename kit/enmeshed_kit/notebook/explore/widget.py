"""The live view of an explorer: four choices, and the picture below.

It holds no state of its own, and one view serves all displays of an explorer, in whatever tab.
"""

from typing import TYPE_CHECKING, Any, Final

import ipywidgets as widgets  # type: ignore[import-untyped]  # has no types

from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.notebook.explore.choice import PICTURES, Offer
from enmeshed_kit.notebook.markup import tag, with_dark_theme
from enmeshed_kit.notebook.view_box import view_box
from enmeshed_kit.tables.charts.period import Period

if TYPE_CHECKING:
    from enmeshed_kit.notebook.explore.explore import Explorer

MOST_PEERS: Final = 500
"""So many are offered, those with most Messages; others can be typed."""

EVERYTHING: Final = ("all", "")
"""A dropdown takes None for nothing chosen yet, and shows it as a blank."""


class ExplorerView:
    """Choices and picture of one explorer."""

    def __init__(self, explorer: "Explorer") -> None:
        self._explorer = explorer
        self._is_drawing = False
        self._picture = self._dropdown("Picture", "picture")
        self._period = self._dropdown("Period", "period")
        self._status = self._dropdown("Status", "status")
        self._peer = widgets.Combobox(
            description="Peer", placeholder="all; type a name", continuous_update=False, **shaped("220px")
        )
        self._peer.observe(lambda change: self._choose("peer", change["new"].strip() or None), names="value")
        clear = widgets.Button(description="Show everything", tooltip="No choice of period, status and peer")
        clear.on_click(lambda _: self._act(explorer.clear))
        bar = [self._picture, self._period, self._status, self._peer, clear]
        self._news, self._shown = widgets.HTML(), widgets.HTML()
        choices = widgets.HBox(bar, layout={"flex_flow": "row wrap"})
        self._box = view_box(choices, self._news, self._shown, max_width="1140px")

    def bundle(self) -> dict[str, Any]:
        """What a front end needs to show the view."""
        data: dict[str, Any] = self._box._repr_mimebundle_()
        return data

    def redraw(self) -> None:
        """Show what is chosen now."""
        self._is_drawing = True
        try:
            self._draw(self._explorer.offer)
        finally:
            self._is_drawing = False

    def _draw(self, offer: Offer) -> None:
        choice = self._explorer.choice
        self._say("Drawing …")
        offered(self._picture, [(drawing.title, name) for name, drawing in PICTURES.items()], choice.picture)
        periods = [EVERYTHING, *offer.periods.items()]
        offered(self._period, with_chosen(periods, choice.period), choice.period or "")
        statuses = [(f"{status} ({number:,})", status) for status, number in offer.statuses.items()]
        offered(self._status, [EVERYTHING, *statuses], choice.status or "")
        self._peer.options = [*offer.peers][:MOST_PEERS]
        self._peer.value = offer.label(choice.peer) if choice.peer else ""
        self._shown.value = str(self._explorer.picture())
        self._say(offer.say(choice))

    def _dropdown(self, label: str, name: str) -> widgets.Dropdown:
        dropdown = widgets.Dropdown(description=label, **shaped("250px"))
        dropdown.observe(lambda change: self._choose(name, change["new"] or None), names="value")
        return dropdown

    def _choose(self, name: str, chosen: Any) -> None:
        if not self._is_drawing:
            self._act(lambda: self._explorer.choose(**{name: chosen}))

    def _act(self, act: Any) -> None:
        try:
            act()
        except GuidedError as error:
            self._is_drawing = False
            self.redraw()
            self._say(f"{error.message} {error.hint}", "must", "alert")

    def _say(self, text: str, look: str = "quiet", role: str = "status") -> None:
        self._news.value = str(with_dark_theme(tag("div", text, look=look, role=role)))


def shaped(width: str) -> dict[str, Any]:
    """How wide a control is, with its label as wide as that needs."""
    return {"style": {"description_width": "initial"}, "layout": {"width": width}}


def with_chosen(periods: list[tuple[str, Any]], chosen: Period | None) -> list[tuple[str, Any]]:
    """The periods with the one that is chosen, which a method may have set to any other."""
    is_there = chosen is None or any(period == chosen for _, period in periods)
    return periods if is_there else [*periods, (str(chosen), chosen)]


def offered(dropdown: widgets.Dropdown, options: list[tuple[str, Any]], value: Any) -> None:
    """Let a dropdown offer these, with this one chosen; what is as it was is not sent again."""
    if list(dropdown.options) != options:
        dropdown.options = options
    dropdown.value = value
