"""The live view of waiting: the QR code, a bar with the time, and a button that stops it or waits again.

It holds no state of its own. The thread that waits draws it, and so does who presses; both hold the lock meanwhile.
"""

import base64
from typing import TYPE_CHECKING, Any, Final

import ipywidgets as widgets  # type: ignore[import-untyped]  # has no types

from enmeshed_kit.notebook.awaiting_picture import draw_advice, draw_state, say_time
from enmeshed_kit.notebook.markup import Html, tag, with_dark_theme

if TYPE_CHECKING:
    from enmeshed_kit.notebook.awaiting import Awaiting

CODE_WIDTH: Final = "260"
STYLES: Final = {"arrived": "success", "late": "danger", "failed": "danger", "stopped": "warning"}


class AwaitingView:
    """Picture, bar, time and button of one waiting."""

    def __init__(self, awaiting: "Awaiting[Any]") -> None:
        self._awaiting = awaiting
        self._bar = widgets.FloatProgress(min=0, max=awaiting.timeout_s, layout={"width": "260px"})
        self._time, self._status, self._advice = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._button = widgets.Button()
        self._button.on_click(lambda _: self._turn())
        title = widgets.HTML(_shown(tag("div", awaiting.task, look="title")))
        code = [_image(awaiting.code.png, awaiting.code.alt)] if awaiting.code else []
        row = widgets.HBox([self._button, self._bar, self._time], layout={"flex_flow": "row wrap"})
        parts = [title, *code, row, self._status, self._advice]
        self._box = widgets.VBox(parts, layout={"max_width": "780px"})

    def bundle(self) -> dict[str, Any]:
        """What a front end needs to show the view."""
        data: dict[str, Any] = self._box._repr_mimebundle_()
        return data

    def redraw(self) -> None:
        """Show how it stands now; the lock is held."""
        awaiting = self._awaiting
        self._bar.value = min(awaiting.waited_s, awaiting.timeout_s)
        self._bar.bar_style = STYLES.get(awaiting.state, "info")
        self._time.value = _shown(tag("span", say_time(awaiting), look="quiet"))
        self._button.description = "Stop" if awaiting.is_waiting else "Wait again"
        self._button.disabled = awaiting.state == "arrived"
        self._status.value = _shown(tag("div", draw_state(awaiting), role="status"))
        advice = draw_advice(awaiting)
        self._advice.value = _shown(advice) if advice else ""

    def _turn(self) -> None:
        self._awaiting.stop() if self._awaiting.is_waiting else self._awaiting.start()


def _image(png: bytes, alt: str) -> widgets.HTML:
    source = f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
    return widgets.HTML(_shown(tag("img", look="paper", alt=alt, width=CODE_WIDTH, src=source)))


def _shown(html: Html) -> str:
    return str(with_dark_theme(html))
