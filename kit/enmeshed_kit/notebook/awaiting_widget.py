"""The live view of waiting: the QR code, a bar with the time, and a button that stops it or waits again.

It holds no state of its own. The thread that waits draws it, and so does who presses; both hold the lock meanwhile.
"""

import base64
from typing import TYPE_CHECKING, Any, Final

import ipywidgets as widgets  # type: ignore[import-untyped]  # has no types

from enmeshed_kit.notebook.awaiting_picture import draw_advice, draw_state, say_time
from enmeshed_kit.notebook.markup import Html, tag, with_dark_theme
from enmeshed_kit.notebook.view_box import view_box

if TYPE_CHECKING:
    from enmeshed_kit.notebook.awaiting import Awaiting

CODE_WIDTH: Final = "260"


class AwaitingView:
    """Picture, bar, time and button of one waiting."""

    def __init__(self, awaiting: "Awaiting[Any]") -> None:
        self._awaiting = awaiting
        self._time, self._status, self._advice = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._button = widgets.Button()
        self._button.on_click(lambda _: self._turn())
        title = widgets.HTML(_shown(tag("div", awaiting.task, look="title")))
        code = [_image(awaiting.code.png, awaiting.code.alt)] if awaiting.code else []
        row = widgets.HBox([self._button, self._time], layout={"flex_flow": "row wrap"})
        parts = [title, *code, row, self._status, self._advice]
        self._box = view_box(*parts, max_width="780px")

    def bundle(self) -> dict[str, Any]:
        """What a front end needs to show the view."""
        data: dict[str, Any] = self._box._repr_mimebundle_()
        return data

    def redraw(self) -> None:
        """Show how it stands now; the lock is held."""
        awaiting = self._awaiting
        self._time.value = _shown(tag("div", _bar(awaiting), " ", tag("span", say_time(awaiting), look="quiet")))
        self._button.description = "Stop" if awaiting.is_waiting else "Wait again"
        self._button.disabled = awaiting.state == "arrived"
        self._button.layout.display = "none" if awaiting.state == "arrived" else None
        self._status.value = _shown(tag("div", draw_state(awaiting), role="status"))
        advice = draw_advice(awaiting)
        self._advice.value = _shown(advice) if advice else ""
        _let_press_pass_by(self._button)

    def _turn(self) -> None:
        self._awaiting.stop() if self._awaiting.is_waiting else self._awaiting.start()


def _bar(awaiting: "Awaiting[Any]") -> Html:
    """The time as a bar; of ipywidgets' own bar a screen reader hears nothing."""
    waited_s = min(awaiting.waited_s, awaiting.timeout_s)
    return tag("progress", aria_label="Time waited", max=f"{awaiting.timeout_s:g}", value=f"{waited_s:.1f}")


def _let_press_pass_by(button: widgets.Button) -> None:
    """Let the front end choose which shell of the kernel hears a press: one that is free while a cell waits.

    ipykernel 7.4 would hand it to the shell that spoke to the button last, which is the one that waits.
    """
    if button.comm is not None:  # a closed widget has none
        vars(button.comm).pop("_reply_subshell_id", None)


def _image(png: bytes, alt: str) -> widgets.HTML:
    source = f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
    return widgets.HTML(_shown(tag("img", look="paper", alt=alt, width=CODE_WIDTH, src=source)))


def _shown(html: Html) -> str:
    return str(with_dark_theme(html))
