"""The live view of the phone: the same screens, with real fields and buttons in them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # has no types

from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.notebook.markup import Html, join, style_of, tag, with_dark_theme
from enmeshed_kit.notebook.screen import Button, Entry, Part, Screen, heading, speaker

FRAME = ("phone", "display")


def row_of_phones(screens: Sequence[Screen]) -> dict[str, Any]:
    """What a front end needs to show several phones in one row."""
    boxes = [PhoneWidget(screen).box for screen in screens]
    layout = widgets.Layout(flex_flow="row wrap", align_items="flex-start")
    row: dict[str, Any] = widgets.HBox(boxes, layout=layout)._repr_mimebundle_()
    return row


class PhoneWidget:
    """Shows a screen; a press on one of its buttons shows the next one in its place.

    Args:  screen: the first one.
    """

    def __init__(self, screen: Screen) -> None:
        self._glass = widgets.VBox().add_class("ek-display")
        top = widgets.HTML(str(join(speaker(), style_of(*FRAME))))
        self.box = widgets.VBox([top, self._glass]).add_class("ek-phone")
        self.show(screen)

    def bundle(self) -> dict[str, Any]:
        """What a front end needs to show the widget."""
        data: dict[str, Any] = self.box._repr_mimebundle_()
        return data

    def show(self, screen: Screen, trouble: str = "") -> None:
        """Put another screen in place of this one.

        Args:  screen: what to show.
               trouble: what went wrong, below the buttons.
        """
        parts = [widget for part in screen.parts for widget in _live(part)]
        buttons = [self._button(button, screen, is_first=not index) for index, button in enumerate(screen.buttons)]
        warning = [_html(tag("div", trouble, look="warning", role="alert"))] if trouble else []
        self._glass.children = [_html(screen.head), *parts, *buttons, *warning]

    def _button(self, button: Button, screen: Screen, *, is_first: bool) -> widgets.Button:
        layout = widgets.Layout(width="auto", margin="4px 16px 8px 16px")
        control = widgets.Button(description=button.label, button_style="primary" if is_first else "", layout=layout)
        control.on_click(self._pressed(button, screen))
        return control

    def _pressed(self, button: Button, screen: Screen) -> Callable[[Any], None]:
        def press(_: Any) -> None:
            try:
                self.show(button.press())
            except GuidedError as error:
                self.show(screen, f"{error} {error.hint}")

        return press


def _live(part: Part) -> Iterator[widgets.Widget]:
    if part.entry:
        yield _html(tag("div", part.entry.label, look="slim"))
        yield _field(part.entry)
    elif part.parts:
        yield _html(tag("div", heading(part.title), look="slim"))
        for inner in part.parts:
            yield from _live(inner)
    else:
        yield _html(tag("div", part.html, look="slim"))


def _field(entry: Entry) -> widgets.Text | widgets.Textarea:
    kind = widgets.Textarea if entry.is_long else widgets.Text
    layout = widgets.Layout(width="auto", margin="0 16px 6px 16px")
    control = kind(value=entry.value, placeholder=entry.prompt, tooltip=entry.name, layout=layout)
    control.observe(lambda change: entry.enter(change["new"]), names="value")
    return control


def _html(html: Html) -> widgets.HTML:
    return widgets.HTML(str(with_dark_theme(html)))
