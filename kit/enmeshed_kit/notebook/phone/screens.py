"""The screens of the phone, drawn from what it knows; none of them asks the Connector anything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from enmeshed_kit.client.forms import Upload
from enmeshed_kit.notebook.phone.pocket import Draft
from enmeshed_kit.notebook.screen import (
    Button,
    Entry,
    Part,
    Picker,
    Screen,
    blank,
    bubble,
    entry,
    paragraph,
    picker,
    section,
    viewfinder,
)
from enmeshed_kit.records import File, LocalRequest, Message

Leave = Callable[[], Screen]

NOT_WRITTEN = ("Request", "RequestResponseMessage", "ResponseWrapper", "Response", "Notification")
"""What Messages carry between apps; no person wrote it."""

NEW_IDENTITY = "It has an Identity of its own: nobody can tell that it belongs to the same person."
ONE_IDENTITY = "A Connector plays this phone, and a Connector has one Identity: a new profile needs one more Connector."
HOW_TO_ADD = "phone.new_profile(connector) takes it, or scan with the profile that is there."


@dataclass(frozen=True)
class Person:
    """A contact, as its row in a list shows it."""

    name: str
    status: str
    opens: Button


def welcome(scan: Button) -> Screen:
    """The app was never used before."""
    return Screen("Welcome", [paragraph("Scan the code of somebody you want to be in contact with.")], [scan])


def new_profile(scan: Button, back: Leave) -> Screen:
    """A profile of its own for the new contact."""
    words = [paragraph("A new profile begins with its first contact."), paragraph(NEW_IDENTITY)]
    return Screen("+ New profile", words, [scan], back=back)


def no_new_profile(stay: Button, back: Leave) -> Screen:
    """There is no Identity for one more profile."""
    return Screen("+ New profile", [paragraph(ONE_IDENTITY), paragraph(HOW_TO_ADD)], [stay], back=back)


def profiles(rows: Sequence[Part], buttons: Sequence[Button], back: Leave) -> Screen:
    """All profiles of the phone."""
    return Screen("Profiles", [section("", *rows)], buttons, back=back)


def camera(look: Sequence[Button], back: Leave) -> Screen:
    """The camera waits for a QR code."""
    words = [] if look else [paragraph("No cell has shown a QR code yet.")]
    return Screen("Scan code", [viewfinder(), *words], look, back=back)


def request(
    name: str, title: str, parts: Sequence[Part], buttons: Sequence[Button], redraw: Leave, back: Leave
) -> Screen:
    """What the other side shares and asks for, before anything is answered."""
    head = [entry("From", name), *([entry("About", title)] if title else [])]
    return Screen("Add contact", [section("", *head), *parts], buttons, back=back, redraw=redraw)


def decided(name: str, answered: LocalRequest, leave: Button) -> Screen:
    """The Request was answered, or can be answered no more."""
    content = answered.response.content if answered.response else {}
    result = str(content.get("result", ""))
    parts = [section("", entry("To", name, answered.status)), paragraph(_fate(answered, result))]
    return Screen("Add contact", parts, [leave])


def contacts(
    people: Sequence[Person], buttons: Sequence[Button], pushes: Sequence[str], profile: str, choose: Button
) -> Screen:
    """Everybody the app knows; `profile` names the one in use, where there are several."""
    whose = [section("", entry("Profile", profile))] if profile else []
    lines = [entry("Contact", one.name, one.status, opens=one.opens) for one in people]
    body = section("", *lines) if lines else paragraph("Nobody here yet.")
    return Screen("Contacts", [*whose, body], buttons, pushes=pushes, chip=choose)


def contact(
    person: Person,
    facts: Sequence[tuple[str, str]],
    asked: Sequence[Part],
    mails: Sequence[Part],
    buttons: Sequence[Button],
    back: Leave,
) -> Screen:
    """One contact: what it shared with the app, what it asks, and what was said."""
    known = section(f"Contact · {person.status}", *(entry(kind, value) for kind, value in facts))
    open_ones = [section("Requests", *asked)] if asked else []
    said = section("Messages", *(mails or [paragraph("None yet.")]))
    return Screen(person.name, [known, *open_ones, said], [*buttons, Button("Contacts", back)], back=back)


def question(title: str, asked_at: str, opens: Button) -> Part:
    """A Request that came by Message and waits for an answer."""
    return entry("Request", title, asked_at, opens=opens)


def mail(one: Message, opens: Button) -> Part:
    """A Message in a conversation."""
    return bubble(subject(one), body(one), is_own=one.is_own, opens=opens)


def message(one: Message, sender: str, files: Sequence[Part], back: Leave) -> Screen:
    """One Message with its details."""
    when = entry("Sent", f"{one.created_at:%Y-%m-%d %H:%M} UTC") if one.is_own else entry("Received", _received(one))
    facts = [entry("To" if one.is_own else "From", sender), when, entry("Attachments", str(len(one.attachments)))]
    parts = [section("", *facts, *files), paragraph(body(one))]
    return Screen(subject(one), parts, back=back)


def attachment(file: File, save: Button) -> Part:
    """A File that hangs on a Message."""
    return entry("File", file.filename, f"{file.filesize} bytes, {file.mimetype}", opens=save)


def enclosure(file: Upload, remove: Button) -> Part:
    """A file that will go with a Message."""
    return entry("File", file.filename, f"{file.size} bytes", opens=remove)


def compose(
    name: str, draft: Draft, files: Sequence[Part], add: Picker, send: Button, back: Leave, redraw: Leave
) -> Screen:
    """A Message that is being written."""
    entries = [
        Entry("Subject", draft.subject, True, lambda text: setattr(draft, "subject", text)),
        Entry("Body", draft.body, True, lambda text: setattr(draft, "body", text), "long"),
    ]
    parts = [
        section("", entry("To", name), *(blank(one) for one in entries)),
        section("Attachments", *files, picker(add)),
    ]
    return Screen("New Message", parts, [send], back=back, redraw=redraw)


def subject(mail: Message) -> str:
    """A Message's subject; other Messages than Mails have only their type."""
    return str(mail.content.get("subject", mail.content.get("@type", "Message")))


def body(mail: Message) -> str:
    """A Mail's text."""
    return str(mail.content.get("body", ""))


def _received(mail: Message) -> str:
    times = [recipient.received_at for recipient in mail.recipients if recipient.received_at]
    return f"{times[0]:%Y-%m-%d %H:%M} UTC" if times else ""


def _fate(answered: LocalRequest, result: str) -> str:
    if answered.status == "Expired":
        return "This request has expired. Ask for a new code."
    if result == "Rejected":
        return "Declined. Nothing was sent, the other side is not told."
    return "Sent. You are in contact as soon as the other side accepts."
