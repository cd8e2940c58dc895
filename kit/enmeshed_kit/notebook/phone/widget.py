"""The live view of the phone: one anywidget that draws the screens as the phone describes them.

It knows no more than which screens it showed: what was typed and what comes next is known to the phone, so two views
of one phone, in two tabs, say the same. Presses may come in another thread than a running cell's calls.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Any, ClassVar, Final

import ipywidgets as widgets  # type: ignore[import-untyped]  # has no types
import traitlets
from anywidget import AnyWidget

from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.notebook.screen import Download, Screen

STATIC: Final = Path(__file__).parents[1] / "static"
STOPPED: Final = "Stopped. What was sent before that is sent; look at it with Refresh."
CHANGED: Final = "The phone has gone on since, and nothing was done. Press again what you want now."
TORN: Final = "The file has not arrived whole. Choose it again."
KEPT_SCREENS: Final = 50
"""A press is for the screen that the person saw; so many screens may have been shown while it was on its way."""


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
        self._follows = follows
        self._shown: deque[tuple[int, Screen]] = deque(maxlen=KEPT_SCREENS)
        self._file = bytearray()
        self._turn = screen.glass.lock if screen.glass else RLock()
        self.on_msg(self._hear)
        with self._turn:
            if screen.glass and (follows or tells):
                screen.glass.watch(self)
            self._show(screen, is_past=tells and screen.glass is not None and screen.glass.screen is not screen)

    def changed(self, screen: Screen) -> None:
        """The phone shows this screen now."""
        if self._follows:
            self._show(screen)
        else:
            # One word of it is enough, until somebody takes this view in hand.
            if screen.glass:
                screen.glass.unwatch(self)
            self._show(self._screen, is_past=True)

    def press(self, key: int, values: Mapping[str, Any] | None = None, number: int | None = None) -> None:
        """What a press does: take what was typed, do what the button does, and show what went wrong here.

        Args:  key: which of the screen's buttons.
               values: what stands in the fields, by key.
               number: of the screen that was pressed; left out, it is the one that is shown.
        """
        with self._turn:
            screen = self._seen(number)
            if screen:
                self._enter(screen, values or {})
                self._do(screen, screen.presses[key].press)

    def type(self, values: Mapping[str, Any], number: int | None = None) -> None:
        """What typing does: the phone knows it, and all its views show it.

        Args:  values: what stands in the fields, by key.
               number: of the screen that was typed into; left out, it is the one that is shown.
        """
        with self._turn:
            screen = self._seen(number)
            if screen:
                self._enter(screen, values)
            if screen and screen is self._screen and screen.redraw:
                self._show(screen.redraw())

    def pick(self, key: int, name: str, size: int, piece: bytes, number: int | None = None) -> None:
        """What choosing a file does: its pieces come one after the other, and the last one hands it over.

        Args:  key: which of the screen's places for a file.
               name, size: of the file.
               piece: what comes next of its content.
               number: of the screen; left out, it is the one that is shown.
        """
        with self._turn:
            screen = self._seen(number)
            if not screen:
                return
            place, self._file = screen.pickers[key], self._file + piece
            if len(self._file) >= size or len(self._file) > place.most:
                content, self._file = bytes(self._file), bytearray()
                self._do(screen, lambda: place.take(name, content))

    def go_to_now(self) -> None:
        """Follow the phone from here on, beginning with what it shows now."""
        with self._turn:
            self._follow()
            if self._screen.glass and self._screen.glass.screen:
                self._show(self._screen.glass.screen)

    @property
    def _screen(self) -> Screen:
        return self._shown[-1][1]

    def _hear(self, _: Any, told: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        number = told.get("screen")
        try:
            if told["do"] == "press":
                self.press(told["key"], told["values"], number)
            elif told["do"] == "type":
                self.type(told["values"], number)
            elif told["do"] == "pick":
                self._take(told, bytes(buffers[0]), number)
            else:
                self.go_to_now()
        finally:
            self.send({"done": told.get("number")})

    def _take(self, told: Mapping[str, Any], piece: bytes, number: int | None) -> None:
        if told["at"] == 0:
            self._file = bytearray()
            self.type(told["values"], number)
        if told["at"] == len(self._file):
            self.pick(told["key"], told["name"], told["size"], piece, number)
        else:
            self._draw(TORN)

    def _seen(self, number: int | None) -> Screen | None:
        """The screen of this number: the phone may have gone on while the message was on its way."""
        self._follow()
        if number is None:
            return self._screen
        found = next((screen for shown, screen in self._shown if shown == number), None)
        if found is None:
            self._draw(CHANGED)
        return found

    def _do(self, screen: Screen, action: Callable[[], Screen | Download]) -> None:
        try:
            outcome = action()
        except GuidedError as error:
            self._show(screen.redraw() if screen.redraw else screen, f"{error}\n{error.hint}".strip())
        except KeyboardInterrupt:
            self._show(screen, STOPPED)
        else:
            self._hand_over(outcome) if isinstance(outcome, Download) else self._show(outcome)

    def _enter(self, screen: Screen, values: Mapping[str, Any]) -> None:
        entries = screen.entries
        for key, value in values.items():
            # A redrawn screen may have fewer fields than the one that was typed into.
            with suppress(IndexError):
                entries[int(key)].enter(value)

    def _follow(self) -> None:
        self._follows = True
        if self._screen.glass:
            self._screen.glass.watch(self)

    def _hand_over(self, file: Download) -> None:
        self._draw()
        self.send({"download": file.name}, [file.data])

    def _show(self, screen: Screen, trouble: str = "", *, is_past: bool = False) -> None:
        if not self._shown or screen is not self._screen:
            number = self._shown[-1][0] + 1 if self._shown else 0
            self._shown.append((number, screen))
        self._draw(trouble, is_past=is_past)

    def _draw(self, trouble: str = "", *, is_past: bool = False) -> None:
        number, screen = self._shown[-1]
        self.phone = screen.live | {"number": number, "trouble": trouble, "isPast": is_past}


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
