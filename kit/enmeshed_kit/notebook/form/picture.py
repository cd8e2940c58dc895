"""How a form looks, in HTML and in text."""

from typing import TYPE_CHECKING, Any, Final

import msgspec

from enmeshed_kit.client.errors import GuidedError, PlaceholderError, RejectedError, UnreachableError, on_one_line
from enmeshed_kit.client.exchange import json_text
from enmeshed_kit.masking import mask
from enmeshed_kit.notebook.form.json_editing import JsonSyntaxError
from enmeshed_kit.notebook.form.payload import Payload
from enmeshed_kit.notebook.form.payload_print import Piece, Place, brief
from enmeshed_kit.notebook.form.verdict import refusal
from enmeshed_kit.notebook.markup import Html, join, tag
from enmeshed_kit.notebook.picture import Picture, card, columns, grid

if TYPE_CHECKING:
    from enmeshed_kit.notebook.form.form import Form

KEPT: Final = ("id", "peer")
"""What later steps mostly need of an answer."""

LINES_AROUND: Final = 4
LONGEST: Final = 300
LONGEST_WORD: Final = 80
"""Longer values stand in the payload in full, and shortened beside their fields (characters)."""


def draw_form(form: "Form") -> Picture:
    """A still picture of a form: what would be sent, what stands in the fields, how far it got."""
    fields = field_rows(form.payload)
    html = card(
        form.step,
        draw_payload(form.payload, form.remarks),
        tag("div", lacking(form), look="quiet") if form.left_out else None,
        grid([(on_one_line(slot), tag("bdi", text)) for slot, text in fields]) if fields else None,
        draw_fault(form.payload),
        tag("div", tag("span", "Send", look="button"), " ", draw_status(form), look="row"),
        draw_error(form),
        tag("div", again(form), look="aside") if form.is_asking_again else None,
        draw_answer(form),
        note=_call(form),
        label=f"Form: {form.step}",
    )
    return Picture(html, "\n".join(line for line in _lines(form, fields) if line))


def draw_payload(payload: Payload, remarks: dict[Place, str] | None = None) -> Html:
    """The payload with its placeholders marked.

    Args:  remarks: what is wrong with it, by place.
    """
    return tag("pre", *(_draw_piece(piece) for piece in payload.pieces(remarks)), look="code")


def draw_status(form: "Form") -> Html:
    """How far the form got, in one line."""
    return tag("span", status(form), look=_look(form), role="status")


def status(form: "Form") -> str:
    """How far the form got, in words."""
    if form.obstacle:
        return form.obstacle
    if error := trouble(form):
        return "changed since the call failed: Send tries again" if form.is_mended else _outcome_of(error)
    if form.outcome is None:
        return "nothing sent yet"
    if not form.is_current:
        return "changed since it was sent: Send sends the new payload"
    if not form.outcome.was_sent:
        return "found: this Connector has it already, nothing was sent"
    exchange = form.outcome.exchange
    answered = f"answered {exchange.status}" if exchange else "done"
    said = ": ".join(filter(None, [answered, refusal(form.answer, len(form.remarks))]))
    return f"sent once already, {said}; not sent a second time" if form.was_repeated else f"sent, {said}"


def trouble(form: "Form") -> GuidedError | None:
    """What went wrong when the form was sent; open placeholders and faulty JSON show themselves."""
    return None if isinstance(form.error, PlaceholderError | JsonSyntaxError) else form.error


def draw_error(form: "Form") -> Html | None:
    """What went wrong, and what to do."""
    error = trouble(form)
    if error is None:
        return None
    hint = tag("div", on_one_line(error.hint), look="quiet") if error.hint else None
    return tag("div", tag("div", on_one_line(str(error))), hint, look="warning", role="alert")


def draw_fault(payload: Payload) -> Html | None:
    """The lines around a fault in JSON that was typed, the faulty one marked."""
    fault = payload.fault
    if fault is None:
        return None
    rows = [
        tag("mark", text, look="open") if number == fault.line else join(text) for number, text in _excerpt(payload)
    ]
    message = tag("span", f"Line {fault.line}, column {fault.column}: {fault.what}", look="bad")
    return tag("div", message, tag("pre", *_joined(rows), look="code"), look="row", role="alert")


def again(form: "Form") -> str:
    """What sending again does, said before it is done."""
    line = str(form.payload).partition("\n")[0]
    verb, _, path = line.partition(" ")
    if verb == "GET" or path.rsplit("/", 1)[-1].startswith(("Validate", "Can")):
        return f"Send again asks once more, {line}; nothing changes at the Connector."
    if verb == "POST":
        return f"Send again makes the call a second time, {line}. What it created may then exist twice."
    return f"Send again makes the call a second time, {line}. It is done already, so the Connector may refuse it."


def draw_answer(form: "Form") -> Html | None:
    """What the Connector answered, with the values to keep marked."""
    if form.outcome is None:
        return None
    values = kept(form)
    rows = grid([(name, tag("mark", value, look="filled")) for name, value in values]) if values else None
    note = "" if form.is_current else " (of the payload before it was changed)"
    heading = f"Keep for later steps{note}" if values else f"Answer{note}" if note else ""
    exchange = form.outcome.exchange if form.outcome.was_sent else None
    shown = _draw_json(exchange.answer, {name for name, _ in values}) if exchange else None
    if not rows and not shown:
        return None
    return tag("div", tag("div", heading, look="quiet") if heading else None, rows, shown, look="row")


def kept(form: "Form") -> list[tuple[str, str]]:
    """The values of the answer that later steps need, secrets masked."""
    names = [name for name in dict.fromkeys([*KEPT, *form.taken]) if getattr(form.answer, name, None) is not None]
    values = [(name, mask(msgspec.to_builtins(getattr(form.answer, name)), name)) for name in names]
    return [(name, on_one_line(value) if isinstance(value, str) else brief(value)) for name, value in values]


def lacking(form: "Form") -> str:
    """What the lesson's payload has on other Connectors and not on this one."""
    if not form.left_out:
        return ""
    return f"○ Left out: {', '.join(form.left_out)}. A {form.connector.era.connectors} does not know it."


def field_rows(payload: Payload) -> list[tuple[str, str]]:
    """Each placeholder with what it holds and where that comes from."""
    return [(slot, _field(payload, slot)) for slot in payload.slots]


def _lines(form: "Form", fields: list[tuple[str, str]]) -> list[str]:
    payload, error = form.payload, trouble(form)
    lines = [f"Form: {form.step}  {_call(form)}", "".join(piece.text for piece in payload.pieces(form.remarks))]
    lines += [lacking(form), columns(fields)]
    if payload.fault:
        lines += [text for _, text in _excerpt(payload)]
    lines.append(f"  [Send] {status(form)}")
    if error:
        lines += [f"  ✗ {on_one_line(str(error))}", f"  {on_one_line(error.hint)}" if error.hint else ""]
    if form.is_asking_again:
        lines.append(f"  {again(form)}")
    values = ", ".join(f"{name} {value}" for name, value in kept(form))
    return [*lines, f"  Keep for later steps: {values}" if values else ""]


def _look(form: "Form") -> str:
    if form.obstacle:
        return "open"
    if form.is_mended:
        return "quiet"
    if trouble(form) or (form.is_current and refusal(form.answer, 0)):
        return "bad"
    return "good" if form.is_current else "quiet"


def _outcome_of(error: GuidedError) -> str:
    if isinstance(error, RejectedError):
        return f"sent, refused with {error.status}"
    return "no answer" if isinstance(error, UnreachableError) else "not done"


def _field(payload: Payload, slot: str) -> str:
    given = payload.given(slot)
    if given is None:
        return "(open)"
    value = on_one_line(given.value) if isinstance(given.value, str) else brief(given.value)
    # What cannot be wrapped has to be shorter still.
    limit = LONGEST if all(len(word) <= LONGEST_WORD for word in value.split()) else LONGEST_WORD
    if len(value) > limit:
        value = f"{value[:limit]}… ({len(given.value)} characters)"
    return f"{value}  ({given.origin})" if given.origin else value


def _draw_piece(piece: Piece) -> Html | str:
    if piece.is_remark:
        return tag("strong", piece.text, look="wrong must")
    if piece.slot:
        return tag("mark", piece.text, look="open" if piece.is_open else "filled", title=f"<{piece.slot}>")
    return tag("span", piece.text, look="wrong") if piece.is_wrong else piece.text


def _excerpt(payload: Payload) -> list[tuple[int, str]]:
    """The lines of the typed JSON near its fault, numbered."""
    at = payload.fault.line if payload.fault else 0
    lines = list(enumerate(payload.text.split("\n"), 1))[max(0, at - 1 - LINES_AROUND) : at + LINES_AROUND]
    return [(number, f"{'→' if number == at else ' '} {number:>3}  {json_line(text)}") for number, text in lines]


def json_line(text: str) -> str:
    """A line as it was typed, with what cannot be seen as escapes, and no longer than a screen can show."""
    shown = on_one_line(text)
    return f"{shown[:LONGEST]}…" if len(shown) > LONGEST else shown


def _joined(rows: list[Html]) -> list[Html | str]:
    return [part for row in rows for part in (row, "\n")][:-1]


def _draw_json(answer: Any, marked: set[str]) -> Html | None:
    result = answer.get("result", answer) if isinstance(answer, dict) else answer
    if not isinstance(result, dict | list):
        return None
    if isinstance(result, list):
        text: list[Html | str] = [json_text(result)]
    else:
        rows = [_draw_member(name, value, marked) for name, value in result.items()]
        text = ["{\n", *[part for row in rows for part in (row, ",\n")][:-1], "\n}"] if rows else ["{}"]
    return tag("details", tag("summary", "The whole answer", look="fold"), tag("pre", *text, look="code"))


def _draw_member(name: str, value: Any, marked: set[str]) -> Html | str:
    text = f"{json_text(name, None)}: " + json_text(value).replace("\n", "\n  ")
    return join("  ", tag("mark", text, look="filled") if name in marked else text)


def _call(form: "Form") -> str:
    return f"connector.{form.call.method}(…)"
