"""The live view of a form: ipywidgets fields for the placeholders and a Send button.

It holds no state of its own: what is typed goes to the form, and the form has it drawn again.
"""

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # has no types

from enmeshed_kit.notebook.exchange_picture import draw_exchange
from enmeshed_kit.notebook.form_picture import draw_payload, draw_status, lacking
from enmeshed_kit.notebook.markup import Html, join, tag, with_dark_theme
from enmeshed_kit.notebook.payload import TYPED, Given, brief

if TYPE_CHECKING:
    from enmeshed_kit.notebook.form import Form


class FormWidget:
    """Fields, button and answer of one form, as one display of it shows them."""

    def __init__(self, form: "Form") -> None:
        self._form = form
        self._is_drawing = True
        self._payload = widgets.HTML()
        self._status = widgets.HTML()
        self._exchange = widgets.HTML()
        self._fields = {slot: self._field(slot) for slot in form.payload.slots}
        button = widgets.Button(description="Send", button_style="primary", tooltip=form.step)
        button.on_click(lambda _: form.press())
        title = widgets.HTML(_shown(tag("div", form.step, look="title")))
        actions = widgets.HBox([button, self._status])
        parts = [title, self._payload, *self._fields.values(), actions, self._exchange]
        self._box = widgets.VBox(parts, layout=widgets.Layout(max_width="780px"))
        self.redraw()

    def bundle(self) -> dict[str, Any]:
        """What a front end needs to show the widget."""
        data: dict[str, Any] = self._box._repr_mimebundle_()
        return data

    def redraw(self) -> None:
        """Show the form as it is now."""
        self._is_drawing = True
        for slot, field in self._fields.items():
            _fill(field, slot, self._form.payload.given(slot))
        self._is_drawing = False
        left_out = tag("div", lacking(self._form), look="quiet") if self._form.left_out else None
        self._payload.value = _shown(join(draw_payload(self._form.payload), left_out))
        self._status.value = _shown(draw_status(self._form))
        exchange = self._form.exchange
        self._exchange.value = _shown(draw_exchange(exchange, is_open=False).html) if exchange else ""

    def _field(self, slot: str) -> widgets.Text:
        style, layout = {"description_width": "initial"}, widgets.Layout(width="95%")
        field = widgets.Text(placeholder=f"<{slot}>", style=style, layout=layout)
        field.observe(lambda change: self._typed(slot, change["new"]), names="value")
        return field

    def _typed(self, slot: str, text: str) -> None:
        # Setting a field's value while drawing also ends here.
        if not self._is_drawing:
            self._form.fill(slot, text, TYPED)


def _fill(field: widgets.Text, slot: str, given: Given | None) -> None:
    field.description = f"{slot} ({given.origin})" if given and given.origin else slot
    # What is no text cannot be typed: a whole Request is shown as filled in, and locked.
    field.disabled = given is not None and not isinstance(given.value, str)
    field.value = "" if given is None else brief(given.value) if field.disabled else given.value


def _shown(html: Html) -> str:
    return str(with_dark_theme(html))
