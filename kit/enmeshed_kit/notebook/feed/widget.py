"""The live view of a feed: a list to walk through with mouse or keyboard, and below it what was told of one line.

It holds no state of its own, and one view serves all displays of a feed, in whatever tab. Events come from other
threads than presses do; whoever draws holds the feed's lock.
"""

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import ipywidgets as widgets  # type: ignore[import-untyped]  # has no types

from enmeshed_kit.notebook.feed.happening import KINDS, OTHER, Happening
from enmeshed_kit.notebook.feed.picture import columns_of, say_news, say_nothing
from enmeshed_kit.notebook.markup import Html, tag, with_dark_theme
from enmeshed_kit.notebook.view_box import view_box

if TYPE_CHECKING:
    from enmeshed_kit.notebook.feed.feed import Feed

ROWS: Final = 10
CHOICES: Final = [("everything", ""), *((kind, kind) for kind in KINDS.values()), (OTHER, OTHER)]
LOOKS: Final = files("enmeshed_kit.notebook").joinpath("static", "feed.css")


class FeedView:
    """List, filter, buttons and the opened line of one feed."""

    def __init__(self, feed: "Feed") -> None:
        self._feed = feed
        self._is_drawing = False
        self._listed: list[Happening] = []
        style = {"description_width": "initial"}
        self._kinds = widgets.Dropdown(options=CHOICES, description="Show", style=style, layout={"width": "240px"})
        self._kinds.observe(self._choose, names="value")
        self._list = widgets.Select(options=[], rows=ROWS, description="Events, newest first", layout={"width": "auto"})
        self._list.add_class("ek-feed").observe(self._pick, names="index")
        self._switch = _button("", self._turn)
        self._sync = _button("Sync now", feed.sync, "Fetch what is new; the call is really made")
        buttons = [self._switch, _button("Clear", feed.clear, "Begin with an empty list"), self._sync]
        bar = widgets.HBox([self._kinds, *buttons], layout={"flex_flow": "row wrap"})
        self._news, self._record = widgets.HTML(), widgets.HTML()
        self._box = view_box(bar, self._list, self._news, self._record, max_width="780px")

    def bundle(self) -> dict[str, Any]:
        """What a front end needs to show the view."""
        data: dict[str, Any] = self._box._repr_mimebundle_()
        return data

    def redraw(self) -> None:
        """Show the feed as it is now; the feed's lock is held."""
        self._is_drawing = True
        try:
            self._draw(self._feed)
        finally:
            self._is_drawing = False

    def _draw(self, feed: "Feed") -> None:
        self._listed = feed.listed()
        place = next((at for at, one in enumerate(self._listed) if one is feed.opened), None)
        with self._list.hold_sync():
            self._list.options = columns_of(self._listed)
            self._list.index = place
        self._kinds.value = feed.kind
        self._switch.description = "Stop" if feed.is_running else "Go on"
        self._sync.layout.display = "none" if feed.hears_all else ""
        said = say_news(self._listed, feed.kind, is_running=feed.is_running)
        hint = None if self._listed else tag("div", say_nothing(feed.hears_all), look="quiet")
        trouble = tag("div", feed.trouble, look="must", role="alert") if feed.trouble else None
        status = tag("div", tag("div", said, look="quiet", role="status"), hint, trouble)
        self._news.value = f"<style>{LOOKS.read_text(encoding='utf-8')}</style>{_shown(status)}"
        self._record.value = _shown(feed.opened.picture.html) if feed.opened else ""

    def _choose(self, change: Any) -> None:
        with self._feed.lock:
            if not self._is_drawing:
                self._feed.only(change["new"])

    def _pick(self, change: Any) -> None:
        # Drawing sets the index too; in another thread, it holds the lock meanwhile.
        with self._feed.lock:
            if not self._is_drawing and change["new"] is not None and change["new"] < len(self._listed):
                self._feed.look_at(self._listed[change["new"]])

    def _turn(self) -> None:
        self._feed.stop() if self._feed.is_running else self._feed.start()


def _button(label: str, press: Any, tooltip: str = "") -> widgets.Button:
    button = widgets.Button(description=label, tooltip=tooltip or None)
    button.on_click(lambda _: press())
    return button


def _shown(html: Html) -> str:
    return str(with_dark_theme(html))
