"""The live view of the phone: one anywidget that draws the screens as the phone describes them.

It knows no more than which screen it shows: what was typed and what comes next is known to the phone, so two views of
one phone, in two tabs, say the same.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Final

import ipywidgets as widgets  # type: ignore[import-untyped]  # has no types
import traitlets
from anywidget import AnyWidget

from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.notebook.screen import Download, Screen

STATIC: Final = Path(__file__).parent / "static"
STOPPED: Final = "Stopped. What was sent before that is sent; look at it with Refresh."


class PhoneView(AnyWidget):
    """Shows the phone.

    Args:  screen: what it shows first.
           follows: go on to each new screen of the phone. A view that does not, shows one moment; once it is pressed
                    or typed into, it follows.
           tells: say so when the phone has moved on from that moment.
    """

    _esm: ClassVar[Path] = STATIC / "phone.js"
    _css: ClassVar[Path] = STATIC / "phone.css"
    phone = traitlets.Dict().tag(sync=True)

    def __init__(self, screen: Screen, *, follows: bool = False, tells: bool = True) -> None:
        super().__init__()
        self._screen = screen
        self._follows = follows
        self.on_msg(self._hear)
        if screen.glass and (follows or tells):
            screen.glass.watch(self)
        self._draw(is_past=tells and self._is_past())

    def changed(self, screen: Screen) -> None:
        """The phone shows this screen now."""
        if self._follows:
            self._screen = screen
            self._draw()
        else:
            # One word of it is enough, until somebody takes this view in hand.
            if screen.glass:
                screen.glass.unwatch(self)
            self._draw(is_past=True)

    def press(self, key: int, values: Mapping[str, Any] | None = None) -> None:
        """What a press does: take what was typed, do what the button does, and show what went wrong here.

        Args:  key: which of the screen's buttons.
               values: what stands in the fields, by key.
        """
        screen = self._screen
        self._follow()
        self._enter(values or {})
        try:
            outcome = screen.presses[key].press()
        except GuidedError as error:
            self._show(screen.redraw() if screen.redraw else screen, f"{error} {error.hint}".strip())
        except KeyboardInterrupt:
            self._show(screen, STOPPED)
        else:
            self._hand_over(outcome) if isinstance(outcome, Download) else self._show(outcome)

    def type(self, values: Mapping[str, Any]) -> None:
        """What typing does: the phone knows it, and all its views show it.

        Args:  values: what stands in the fields, by key.
        """
        screen = self._screen
        self._follow()
        self._enter(values)
        if screen.redraw:
            self._show(screen.redraw())

    def go_to_now(self) -> None:
        """Follow the phone from here on, beginning with what it shows now."""
        self._follow()
        if self._screen.glass and self._screen.glass.screen:
            self._show(self._screen.glass.screen)

    def _hear(self, _: Any, content: Mapping[str, Any], buffers: Any) -> None:
        try:
            if content["do"] == "press":
                self.press(content["key"], content["values"])
            elif content["do"] == "type":
                self.type(content["values"])
            else:
                self.go_to_now()
        finally:
            self.send({"done": content.get("number")})

    def _enter(self, values: Mapping[str, Any]) -> None:
        entries = self._screen.entries
        for key, value in values.items():
            # Another view may have left this screen while the message was on its way.
            with suppress(IndexError):
                entries[int(key)].enter(value)

    def _follow(self) -> None:
        self._follows = True
        if self._screen.glass:
            self._screen.glass.watch(self)

    def _hand_over(self, file: Download) -> None:
        self._draw()
        self.send({"download": file.name}, [file.data])

    def _is_past(self) -> bool:
        glass = self._screen.glass
        return glass is not None and glass.screen is not self._screen

    def _show(self, screen: Screen, trouble: str = "") -> None:
        self._screen = screen
        self._draw(trouble)

    def _draw(self, trouble: str = "", *, is_past: bool = False) -> None:
        self.phone = self._screen.live | {"trouble": trouble, "isPast": is_past}


def show_screen(screen: Screen, *, follows: bool = False) -> dict[str, Any]:
    """What a front end needs to show a screen."""
    return _bundle(PhoneView(screen, follows=follows))


def show_row(screens: Sequence[Screen]) -> dict[str, Any]:
    """What a front end needs to show several screens in one row: moments to compare, until one is pressed."""
    views = [PhoneView(screen, tells=False) for screen in screens]
    layout = widgets.Layout(flex_flow="row wrap", align_items="flex-start")
    row: dict[str, Any] = widgets.HBox(views, layout=layout)._repr_mimebundle_()
    return row


def _bundle(view: PhoneView) -> dict[str, Any]:
    data, _ = view._repr_mimebundle_() or ({}, {})
    return {mimetype: value for mimetype, value in data.items() if mimetype != "text/plain"}
