"""The screens of the phone, drawn from what it knows; none of them asks the Connector anything."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from enmeshed_kit.notebook.inquiry import Inquiry, Line
from enmeshed_kit.notebook.screen import (
    Button,
    Entry,
    Part,
    Screen,
    blank,
    bubble,
    entry,
    paragraph,
    section,
    viewfinder,
)
from enmeshed_kit.records import LocalRequest, Message


def welcome(scan: Button) -> Screen:
    """The app was never used before."""
    return Screen("Welcome", [paragraph("Scan the code of somebody you want to be in contact with.")], [scan])


def new_profile(scan: Button) -> Screen:
    """A profile of its own for the new contact."""
    return Screen("+ New profile", [paragraph("A new profile begins with its first contact.")], [scan])


def camera(look: Sequence[Button]) -> Screen:
    """The camera waits for a QR code."""
    return Screen("Scan code", [viewfinder()], look)


def request(name: str, inquiry: Inquiry, entries: Sequence[Entry], buttons: Sequence[Button]) -> Screen:
    """What the other side shares and asks for, before anything is answered; one entry for each field of the inquiry."""
    waiting = {one.name: one for one in entries}
    groups = [section(title, *(_line(line, waiting) for line in lines)) for title, lines in _grouped(inquiry)]
    return Screen("Add contact", [section("", entry("From", name)), *groups], buttons)


def decided(name: str, answered: LocalRequest, leave: Button) -> Screen:
    """The Request was answered, or can be answered no more."""
    content = answered.response.content if answered.response else {}
    result = str(content.get("result", ""))
    parts = [section("", entry("To", name, answered.status)), paragraph(_fate(answered, result))]
    return Screen("Add contact", parts, [leave])


def contacts(people: Sequence[tuple[str, str]], buttons: Sequence[Button], pushes: Sequence[str]) -> Screen:
    """Everybody the app knows."""
    lines = [entry("Contact", name, status) for name, status in people]
    body = section("", *lines) if lines else paragraph("Nobody here yet.")
    return Screen("Contacts", [body], buttons, pushes=pushes)


def contact(
    name: str, status: str, facts: Sequence[tuple[str, str]], mails: Sequence[Message], buttons: Sequence[Button]
) -> Screen:
    """One contact: what it shared with the app, and what was said."""
    known = section(f"Contact · {status}", *(entry(kind, value) for kind, value in facts))
    return Screen(name, [known, section("Messages", *_bubbles(mails))], buttons)


def message(mail: Message, sender: str, back: Button) -> Screen:
    """One Message with its details."""
    facts = [
        entry("From", sender),
        entry("Received", _received(mail)),
        entry("Attachments", str(len(mail.attachments))),
    ]
    return Screen(subject(mail), [section("", *facts), paragraph(body(mail))], [back])


def compose(name: str, entries: Sequence[Entry], send: Button) -> Screen:
    """An empty Message."""
    return Screen("New Message", [section("", entry("To", name), *(blank(one) for one in entries))], [send])


def subject(mail: Message) -> str:
    """A Message's subject; other Messages than Mails have only their type."""
    return str(mail.content.get("subject", mail.content.get("@type", "Message")))


def body(mail: Message) -> str:
    """A Mail's text."""
    return str(mail.content.get("body", ""))


def _line(line: Line, entries: Mapping[str, Entry]) -> Part:
    return blank(entries[line.name]) if line.name else entry(line.label, line.value)


def _grouped(inquiry: Inquiry) -> list[tuple[str, list[Line]]]:
    return [(title, list(lines)) for title, lines in groupby(inquiry.lines, key=lambda line: line.group)]


def _bubbles(mails: Sequence[Message]) -> list[Part]:
    return [bubble(subject(mail), body(mail), is_own=mail.is_own) for mail in mails] or [paragraph("None yet.")]


def _received(mail: Message) -> str:
    times = [recipient.received_at for recipient in mail.recipients if recipient.received_at]
    return f"{times[0]:%Y-%m-%d %H:%M} UTC" if times else ""


def _fate(answered: LocalRequest, result: str) -> str:
    if answered.status == "Expired":
        return "This request has expired. Ask for a new code."
    if result == "Rejected":
        return "Declined. Nothing was sent, the other side is not told."
    return "Sent. You are in contact as soon as the other side accepts."
