"""How a form looks, in HTML and in text."""

from typing import TYPE_CHECKING

from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.payload import Payload, Piece, brief
from enmeshed_kit.notebook.picture import Picture, card, columns, grid

if TYPE_CHECKING:
    from enmeshed_kit.notebook.form import Form


def draw_form(form: "Form") -> Picture:
    """A still picture of a form: what would be sent, what stands in the fields, how far it got."""
    fields = field_rows(form.payload)
    html = card(
        form.step,
        draw_payload(form.payload),
        tag("div", lacking(form), look="quiet") if form.left_out else None,
        grid(fields) if fields else None,
        tag("div", tag("span", "Send", look="button"), " ", draw_status(form), look="row"),
        note=_call(form),
        label=f"Form: {form.step}",
    )
    title = f"Form: {form.step}  {_call(form)}"
    lines = [title, str(form.payload), lacking(form), columns(fields), f"  [Send] {status(form)}"]
    return Picture(html, "\n".join(line for line in lines if line))


def draw_payload(payload: Payload) -> Html:
    """The payload with its placeholders marked."""
    return tag("pre", *(_draw_piece(piece) for piece in payload.pieces()), look="code")


def draw_status(form: "Form") -> Html:
    """How far the form got, in one line."""
    look = "bad" if form.error else "good" if form.outcome else "open" if form.payload.open_slots else "quiet"
    return tag("span", status(form), look=look, role="status")


def status(form: "Form") -> str:
    """How far the form got, in words."""
    if form.error:
        return f"{form.error} {form.error.hint}"
    if form.outcome is None:
        names = ", ".join(f"<{slot}>" for slot in form.payload.open_slots)
        return f"fill in {names} first" if names else "nothing sent yet"
    if not form.outcome.was_sent:
        return "found: this Connector has it already, nothing was sent"
    exchange = form.outcome.exchange
    return f"sent, answered {exchange.status}" if exchange else "sent"


def lacking(form: "Form") -> str:
    """What the lesson's payload has on other Connectors and not on this one."""
    if not form.left_out:
        return ""
    return f"○ Left out: {', '.join(form.left_out)}. A {form.connector.era.connectors} does not know it."


def field_rows(payload: Payload) -> list[tuple[str, str]]:
    """Each placeholder with what it holds and where that comes from."""
    return [(slot, _field(payload, slot)) for slot in payload.slots]


def _field(payload: Payload, slot: str) -> str:
    given = payload.given(slot)
    if given is None:
        return "(open)"
    value = given.value if isinstance(given.value, str) else brief(given.value)
    return f"{value}  ({given.origin})" if given.origin else value


def _draw_piece(piece: Piece) -> Html | str:
    if not piece.slot:
        return piece.text
    return tag("mark", piece.text, look="open" if piece.is_open else "filled", title=f"<{piece.slot}>")


def _call(form: "Form") -> str:
    return f"connector.{form.call.method}(…)"
