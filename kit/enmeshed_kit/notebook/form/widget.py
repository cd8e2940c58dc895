"""The live view of a form: ipywidgets fields for the placeholders, the payload as JSON to edit, and a Send button.

It holds no state of its own: what is typed goes to the form, and the form has it drawn again.
"""

from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import ipywidgets as widgets  # type: ignore[import-untyped]  # has no types

from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.notebook.exchange_widget import exchange_view
from enmeshed_kit.notebook.form.payload import TYPED
from enmeshed_kit.notebook.form.payload_print import brief
from enmeshed_kit.notebook.form.picture import (
    again,
    draw_answer,
    draw_error,
    draw_fault,
    draw_payload,
    draw_status,
    lacking,
    trouble,
)
from enmeshed_kit.notebook.form.slots import Given
from enmeshed_kit.notebook.markup import Html, join, tag, with_dark_theme
from enmeshed_kit.notebook.view_box import view_box

if TYPE_CHECKING:
    from enmeshed_kit.notebook.form.form import Form

TALLEST: Final = 24
"""Lines that a box for text shows at most, before it scrolls."""


class FormWidget:
    """Fields, editor, buttons and answer of one form, as one display of it shows them."""

    def __init__(self, form: "Form") -> None:
        self._form = form
        self._is_drawing = False
        self._wired: Exchange | None = None
        self.payload = widgets.HTML()
        self._fields: dict[str, Any] = {}
        self._field_box = widgets.VBox()
        self.editor = Editor(form, self._edited)
        self.actions = Actions(form, self.editor.toggle)
        self.answer = widgets.HTML()
        self.wire = widgets.Accordion()
        style = tag("style", Html(_sheet()))
        title = widgets.HTML(style + _shown(tag("div", form.step, look="title")))
        parts = [title, self.payload, self._field_box, self.editor.box, *self.actions.parts, self.answer, self.wire]
        self.box = view_box(*parts)
        self.box.add_class("ek-form")
        self.redraw()

    def bundle(self) -> dict[str, Any]:
        """What a front end needs to show the widget."""
        data: dict[str, Any] = self.box._repr_mimebundle_()
        return data

    @property
    def fields(self) -> dict[str, Any]:
        """The fields by placeholder."""
        return dict(self._fields)

    def redraw(self) -> None:
        """Show the form as it is now."""
        form = self._form
        # Setting a value while drawing also ends where typing does.
        self._is_drawing = True
        try:
            self._redraw_fields()
            self.editor.redraw()
        finally:
            self._is_drawing = False
        left_out = tag("div", lacking(form), look="quiet") if form.left_out else None
        self.payload.value = _shown(join(draw_payload(form.payload, form.remarks), left_out))
        self.actions.redraw()
        error = trouble(form)
        self.answer.value = _shown(join(draw_error(form), None if error else draw_answer(form)))
        self._redraw_wire(getattr(error, "exchange", None) if error else form.exchange)

    def _redraw_wire(self, exchange: Exchange | None) -> None:
        if exchange is not self._wired:
            self._wired = exchange
            self.wire.children = [exchange_view(exchange)] if exchange else []
            self.wire.titles = ["Request and answer"] * len(self.wire.children)
            self.wire.selected_index = None
        _show(self.wire, exchange is not None)

    def _redraw_fields(self) -> None:
        payload = self._form.payload
        for slot in payload.slots:
            given = payload.given(slot)
            has_lines = given is not None and isinstance(given.value, str) and "\n" in given.value
            field = self._fields.get(slot)
            if field is None or (has_lines and isinstance(field, widgets.Text)):
                self._fields[slot] = self._field(slot, widgets.Textarea if has_lines else widgets.Text)
            _fill(self._fields[slot], slot, given, is_locked=payload.fault is not None)
        children = tuple(self._fields[slot] for slot in payload.slots)
        if self._field_box.children != children:
            self._field_box.children = children

    def _field(self, slot: str, kind: type) -> Any:
        field = kind(placeholder=f"<{slot}>", style={"description_width": "initial"})
        field.add_class("ek-form-field")
        field.observe(lambda change: self._typed(slot, change["new"]), names="value")
        return field

    def _typed(self, slot: str, text: str) -> None:
        # Drawing sets the values too; in another thread, it holds the lock meanwhile.
        with self._form.lock:
            if not self._is_drawing:
                self._form.fill(slot, text, TYPED)

    def _edited(self, text: str) -> None:
        with self._form.lock:
            if not self._is_drawing:
                self._form.edit(text)


class Editor:
    """The body as JSON that can be changed at will."""

    def __init__(self, form: "Form", edited: Callable[[str], None]) -> None:
        self._form = form
        self.text = widgets.Textarea(description="The payload as JSON", style={"description_width": "initial"})
        self.text.add_class("ek-form-field")
        self.text.add_class("ek-form-json")
        self.text.observe(lambda change: edited(change["new"]), names="value")
        self.fault = widgets.HTML()
        self.toggle = _button("Edit as JSON", form.toggle_editor)
        self.restore = _button("Restore the payload", form.restore, "Back to the payload of the lesson")
        self.box = widgets.VBox([self.text, self.fault, _row(self.restore)])

    def redraw(self) -> None:
        """Show text and fault as they are now."""
        payload = self._form.payload
        is_open = self._form.is_editing or payload.fault is not None
        _show(self.box, is_open or payload.is_edited)
        _show(self.text, is_open)
        _show(self.restore, payload.is_edited or payload.fault is not None)
        self.toggle.description = "Close the editor" if self._form.is_editing else "Edit as JSON"
        _show(self.toggle, payload.has_body and (self._form.is_editing or not is_open))
        text = payload.text
        self.text.rows = min(TALLEST, text.count("\n") + 2)
        if self.text.value != text:
            self.text.value = text
        self.fault.value = _shown(draw_fault(payload) or Html())


class Actions:
    """Send, and what is said before it is sent again."""

    def __init__(self, form: "Form", edit: Any) -> None:
        self._form = form
        self.send = _button("Send", form.press, form.step)
        self.send.button_style = "primary"
        self.status = widgets.HTML()
        self.again = _button("Send again…", form.ask_again, "Says first what that does")
        self.notice = widgets.HTML()
        self.yes = _button("Yes, send again", self._said_yes)
        self._question = _row(self.notice, self.yes)
        self.parts = [_row(self.send, self.again, edit, self.status), self._question]

    def redraw(self) -> None:
        """Show what can be pressed now, and how far the form got."""
        form = self._form
        self.send.disabled = bool(form.obstacle)
        self.send.tooltip = form.obstacle or form.step
        self.status.value = _shown(draw_status(form))
        self.again.description = "Do not send again" if form.is_asking_again else "Send again…"
        _show(self.again, form.is_current)
        _show(self._question, form.is_asking_again)
        notice = tag("div", again(form), look="aside", role="status") if form.is_asking_again else Html()
        self.notice.value = _shown(notice)

    def _said_yes(self) -> None:
        self._form.press_again()
        # The button goes away, and the keyboard must not be left in the void.
        self.send.focus()


def _button(description: str, press: Callable[[], None], tooltip: str = "") -> Any:
    button = widgets.Button(description=description, tooltip=tooltip or description)
    button.on_click(lambda _: press())
    return button


def _row(*parts: Any) -> Any:
    row = widgets.HBox(parts)
    row.add_class("ek-form-actions")
    return row


def _show(widget: Any, is_shown: bool) -> None:
    widget.layout.display = None if is_shown else "none"


def _fill(field: Any, slot: str, given: Given | None, *, is_locked: bool) -> None:
    field.description = f"{slot} ({given.origin})" if given and given.origin else slot
    # A whole Request cannot be typed in one line: it is shown as filled in, and can be edited as JSON.
    is_whole = given is not None and isinstance(given.value, dict | list)
    field.disabled = is_whole or is_locked
    text = "" if given is None else given.value if isinstance(given.value, str) else brief(given.value)
    if field.value != text:
        field.value = text
    (field.remove_class if given else field.add_class)("ek-form-open")


def _sheet() -> str:
    return files("enmeshed_kit.notebook").joinpath("static", "form.css").read_text(encoding="utf-8")


def _shown(html: Html) -> str:
    return str(with_dark_theme(html))
