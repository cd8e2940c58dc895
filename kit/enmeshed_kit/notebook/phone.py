"""A phone with the enmeshed app, played by a second Connector.

It is a client like the reader's own: it reads the QR code's picture, loads the template, shows the Request that its
Connector derives from it, and answers. What a person presses is a method here, and happens once however often it is
called.
"""

from dataclasses import dataclass, field
from typing import Any

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.connect import app_connector
from enmeshed_kit.notebook import memory, phone_screens
from enmeshed_kit.notebook.inquiry import Inquiry, attribute_text
from enmeshed_kit.notebook.qr import QrCode, on_display, read_qr
from enmeshed_kit.notebook.screen import Button, Entry, Screen
from enmeshed_kit.records import LocalRequest, Message, Relationship, RelationshipTemplate

UNDECIDED = ("Open", "DecisionRequired", "ManualDecisionRequired")
WORKING = ("Active", "Pending")


class PhoneError(GuidedError):
    """The phone cannot do this now."""


@dataclass
class Pocket:
    """What the phone remembers while the kernel lives."""

    screen: Screen | None = None
    request: LocalRequest | None = None
    is_known: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    peer: str = ""
    draft: dict[str, str] = field(default_factory=dict)


class Phone:
    """The app's side of the tutorial.

    Args:  connector: whose Connector plays the app; left out, the one that ENMESHED_APP_* names, else the sandbox's.
    """

    def __init__(self, connector: Connector | None = None) -> None:
        self.connector = connector or app_connector()
        self._pocket: Pocket = memory.keepsake(self.connector, "phone", Pocket)

    @property
    def address(self) -> str:
        """The address of the app's Identity."""
        return self.connector.address

    @property
    def screen(self) -> Screen:
        """What the phone shows now."""
        return self._pocket.screen or self.first_use()

    def __repr__(self) -> str:
        return repr(self.screen)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.screen._repr_mimebundle_()

    def first_use(self) -> Screen:
        """Start the app for the first time: nothing there yet but "Scan code"."""
        return self._show(phone_screens.welcome(Button("Scan code", self.camera)))

    def new_profile(self) -> Screen:
        """Press "+ New profile", which also leads to "Scan code"."""
        return self._show(phone_screens.new_profile(Button("Scan code", self.camera)))

    def existing_profile(self) -> Screen:
        """Choose the profile that is there and open its contacts."""
        return self.contacts()

    def camera(self) -> Screen:
        """Hold the phone up, ready to scan."""
        code = on_display()
        look = [Button("Scan the code on the screen", lambda: self.scan(code))] if code else []
        return self._show(phone_screens.camera(look))

    def scan(self, code: bytes | QrCode) -> Screen:
        """Hold the camera in front of a QR code and open what it leads to.

        Args:      code: the picture.
        Returns:   the "Add contact" screen; the contact itself when there is one already.
        Raises:    ContentError: no QR code in the picture.
                   NotFoundError: the template is expired, or was deleted.
                   ServerError: the template was used up by somebody else.
        """
        reference = read_qr(code.png if isinstance(code, QrCode) else code)
        return self._opened(self.connector.relationship_templates.load_peer(reference))

    def fill_in(self, **values: Any) -> Screen:
        """Type into the fields of the "Add contact" screen.

        Args:      values: by field name, `GivenName="Erika"`.
        Raises:    PhoneError: nothing was scanned, or the screen has no such field.
        """
        if self._pocket.is_known:
            return self.contact()
        request = self._request()
        names = [line.name for line in Inquiry(request.content).fields]
        if unknown := [name for name in values if name not in names]:
            raise PhoneError(f"No field {', '.join(unknown)} on the screen.", f"It has: {', '.join(names) or 'none'}.")
        self._pocket.values |= values
        return self._show_request(request)

    def add_contact(self) -> Screen:
        """Press "Add contact": accept the Request with what was filled in. Pressed again it changes nothing.

        Raises:    PlaceholderError: a required field is empty; nothing was sent.
                   PhoneError: nothing was scanned.
        """
        if self._pocket.is_known:
            return self.contact()
        request = self._request()
        if request.status in UNDECIDED:
            items = Inquiry(request.content).decisions(self._pocket.values, self.address)
            self.connector.incoming_requests.accept(request.id, items)
            self.connector.wait_for_relationship(peer=request.peer)
        return self._show_request(self._request())

    def decline(self) -> Screen:
        """Press "Decline": reject the Request. The other side is not told. Pressed again it changes nothing."""
        if self._pocket.is_known:
            return self.contact()
        request = self._request()
        if request.status in UNDECIDED:
            self.connector.incoming_requests.reject(request.id, Inquiry(request.content).refusals())
        return self._show_request(self._request())

    def refresh(self) -> Screen:
        """Let the app fetch what is new; a push notification tells of it."""
        before = self._relationships(), {message.id for message in self._messages()}
        self.connector.sync()
        pushes = [*self._new_statuses(before[0]), *self._new_mails(before[1])]
        return self.contacts(pushes)

    def contacts(self, pushes: list[str] | None = None) -> Screen:
        """Open "Contacts": everybody the app knows, with the status of the Relationship."""
        people = [(self._name(relationship.peer), relationship.status) for relationship in self._relationships()]
        return self._show(phone_screens.contacts(people, self._contact_buttons(people), pushes or []))

    def contact(self) -> Screen:
        """Select the contact last dealt with: what it shared, and the Messages."""
        relationship = self._known_relationship()
        shared = self.connector.relationships.attributes(relationship.id)
        theirs = [attribute for attribute in shared if attribute.content["owner"] == relationship.peer]
        facts = [(a.content["value"]["@type"], attribute_text(a.content["value"])) for a in theirs]
        name, mails = self._name(relationship.peer), self._conversation()
        buttons = self._conversation_buttons(relationship.status == "Active", any(not mail.is_own for mail in mails))
        return self._show(phone_screens.contact(name, relationship.status, facts, mails, buttons))

    def messages(self) -> Screen:
        """Select the contact and look at the Messages: the same screen as `contact`."""
        return self.contact()

    def open_message(self) -> Screen:
        """Tap on the newest Message that was received: it reveals the details."""
        received = [message for message in self._conversation() if not message.is_own]
        if not received:
            raise PhoneError("There is no Message on the phone yet.", "Send one, then: phone.refresh().")
        back = Button("Back", self.contact)
        return self._show(phone_screens.message(received[-1], self._name(received[-1].created_by), back))

    def compose(self) -> Screen:
        """Tap on "New Message"."""
        name = self._name(self._known_relationship().peer)
        self._pocket.draft.clear()
        entries = [
            Entry("Subject", "", True, self._draft("subject")),
            Entry("Body", "", True, self._draft("body"), True),
        ]
        return self._show(phone_screens.compose(name, entries, Button("Send", self._send_draft)))

    def new_message(self, subject: str, body: str) -> Screen:
        """Tap on "New Message", type and tap on "Send". The same text is sent once.

        Args:      subject: of the mail.
                   body: of the mail.
        Raises:    BadRequestError: the Relationship is not Active, as far as the app knows since its last refresh.
        """
        peer = self._known_relationship().peer
        content = {"@type": "Mail", "to": [peer], "subject": subject, "body": body}
        memory.once(self.connector, "phone", content, lambda: self.connector.messages.send([peer], content))
        return self.contact()

    def _opened(self, template: RelationshipTemplate) -> Screen:
        """What a template leads to that was loaded."""
        self._pocket.peer = template.created_by
        request = self._request_for(template.id)
        self._pocket.is_known = request is None and self._relationship() is not None
        if self._pocket.is_known:
            return self.contact()
        request = request or self.connector.wait_for_request(template)
        self._pocket.values = self._suggestions(Inquiry(request.content))
        return self._show_request(request)

    def _show(self, screen: Screen) -> Screen:
        self._pocket.screen = screen
        return screen

    def _show_request(self, request: LocalRequest) -> Screen:
        self._pocket.request = request
        inquiry = Inquiry(request.content)
        name = inquiry.display_name or request.peer
        if request.status not in UNDECIDED:
            return self._show(phone_screens.decided(name, request, Button("Contacts", self.contacts)))
        buttons = [Button("Add contact", self.add_contact), Button("Decline", self.decline)]
        return self._show(phone_screens.request(name, inquiry, self._entries(inquiry), buttons))

    def _entries(self, inquiry: Inquiry) -> list[Entry]:
        return [
            Entry(line.name, str(self._pocket.values.get(line.name, "")), line.is_required, self._typing(line.name))
            for line in inquiry.fields
        ]

    def _typing(self, name: str) -> Any:
        return lambda text: self._pocket.values.__setitem__(name, text)

    def _draft(self, name: str) -> Any:
        return lambda text: self._pocket.draft.__setitem__(name, text)

    def _send_draft(self) -> Screen:
        draft = self._pocket.draft
        return self.new_message(draft.get("subject", ""), draft.get("body", ""))

    def _contact_buttons(self, people: list[tuple[str, str]]) -> list[Button]:
        add = Button("Add contact", self.camera)
        return [Button("Open contact", self.contact), Button("Refresh", self.refresh), add] if people else [add]

    def _conversation_buttons(self, may_write: bool, has_received: bool) -> list[Button]:
        write = [Button("New Message", self.compose)] if may_write else []
        read = [Button("Open the newest Message", self.open_message)] if has_received else []
        return [*write, *read, Button("Contacts", self.contacts)]

    def _request(self) -> LocalRequest:
        if self._pocket.request is None:
            raise PhoneError("Nothing was scanned yet.", "First: phone.scan(…) with the QR code.")
        return self.connector.incoming_requests.get(self._pocket.request.id)

    def _request_for(self, template_id: str) -> LocalRequest | None:
        found = self.connector.incoming_requests.list(source__reference=template_id)
        return found[-1] if found else None

    def _suggestions(self, inquiry: Inquiry) -> dict[str, Any]:
        own = {a.content["value"]["@type"]: attribute_text(a.content["value"]) for a in self._own_attributes()}
        return {line.name: own[line.label] for line in inquiry.fields if line.label in own}

    def _own_attributes(self) -> list[Any]:
        return list(self.connector.attributes.own_identity())

    def _relationships(self) -> list[Relationship]:
        return list(self.connector.relationships.list())

    def _relationship(self) -> Relationship | None:
        """The one with the contact last dealt with; with nobody dealt with yet, the newest one that works."""
        wanted = [r for r in self._relationships() if r.status in WORKING and self._pocket.peer in ("", r.peer)]
        return max(wanted, key=lambda r: (r.status == "Active", r.audit_log[0].created_at), default=None)

    def _known_relationship(self) -> Relationship:
        relationship = self._relationship()
        if relationship is None:
            raise PhoneError("The phone has no such contact yet.", "Scan a QR code first: phone.scan(…).")
        return relationship

    def _messages(self) -> list[Message]:
        return list(self.connector.messages.list())

    def _conversation(self) -> list[Message]:
        peer = self._known_relationship().peer
        return [m for m in self._messages() if m.created_by == peer or any(r.address == peer for r in m.recipients)]

    def _name(self, peer: str) -> str:
        shared = self.connector.attributes.peer(peer)
        values = [attribute.content["value"] for attribute in shared]
        names = [value["value"] for value in values if value["@type"] == "DisplayName"]
        return names[-1] if names else peer

    def _new_statuses(self, before: list[Relationship]) -> list[str]:
        earlier = {relationship.id: relationship.status for relationship in before}
        changed = [r for r in self._relationships() if earlier.get(r.id) not in (None, r.status)]
        return [f"{self._name(r.peer)}: the contact is {r.status.lower()} now" for r in changed]

    def _new_mails(self, before: set[str]) -> list[str]:
        new = [m for m in self._messages() if m.id not in before and not m.is_own]
        return [f"{self._name(m.created_by)}: {phone_screens.subject(m)}" for m in new]
