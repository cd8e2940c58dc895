"""The live view of the phone: the still picture, with real fields and buttons below it."""

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # has no types

from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.notebook.markup import tag, with_dark_theme
from enmeshed_kit.notebook.screen import Button, Entry, Screen


def row_of_phones(screens: Sequence[Screen]) -> dict[str, Any]:
    """What a front end needs to show several phones in one row."""
    boxes = [PhoneWidget(screen).box for screen in screens]
    row: dict[str, Any] = widgets.HBox(boxes, layout=widgets.Layout(flex_flow="row wrap"))._repr_mimebundle_()
    return row


class PhoneWidget:
    """Shows a screen; a press on one of its buttons shows the next one in its place."""

    def __init__(self, screen: Screen) -> None:
        self.box = widgets.HBox(layout=widgets.Layout(flex_flow="row wrap"))
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
        picture = widgets.HTML(str(with_dark_theme(screen.picture.html)))
        controls = [self._field(entry) for entry in screen.entries]
        buttons = [self._button(button, screen, is_first=not index) for index, button in enumerate(screen.buttons)]
        warning = (
            [widgets.HTML(str(with_dark_theme(tag("div", trouble, look="warning", role="alert"))))] if trouble else []
        )
        side = widgets.VBox([*controls, *buttons, *warning], layout=widgets.Layout(margin="40px 0 0 12px"))
        self.box.children = [picture, side] if side.children else [picture]

    def _field(self, entry: Entry) -> widgets.Text | widgets.Textarea:
        kind = widgets.Textarea if entry.is_long else widgets.Text
        control = kind(value=entry.value, placeholder=entry.name + (" *" if entry.is_required else ""))
        control.observe(lambda change: entry.enter(change["new"]), names="value")
        return control

    def _button(self, button: Button, screen: Screen, *, is_first: bool) -> widgets.Button:
        control = widgets.Button(description=button.label, button_style="primary" if is_first else "")
        control.on_click(self._pressed(button, screen))
        return control

    def _pressed(self, button: Button, screen: Screen) -> Callable[[Any], None]:
        def press(_: Any) -> None:
            try:
                self.show(button.press())
            except GuidedError as error:
                self.show(screen, f"{error} {error.hint}")

        return press
