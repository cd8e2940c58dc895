"""A phone with the enmeshed app, played by a second Connector.

It is a client like the reader's own: it reads the QR code's picture, loads the template, shows the Request that its
Connector derives from it, and answers. What a person presses is a method here, and happens once however often it is
called; each method shows its screen in all views of the phone.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.filters import Identified, id_of
from enmeshed_kit.connect import app_connector
from enmeshed_kit.notebook import memory, phone_screens
from enmeshed_kit.notebook.letter import Letter
from enmeshed_kit.notebook.phone_book import PhoneBook, Watch, title_of
from enmeshed_kit.notebook.phone_pocket import Answer, Draft, PhoneError, Pocket
from enmeshed_kit.notebook.phone_requests import Sheet
from enmeshed_kit.notebook.qr import QrCode, on_display, read_qr
from enmeshed_kit.notebook.screen import Button, Download, Part, Screen
from enmeshed_kit.records import File, LocalRequest, Message, Relationship, RelationshipTemplate

Step: TypeAlias = Callable[[], Screen]


class Phone:
    """The app's side of the tutorial. Displayed in a cell it shows what the phone shows now, and goes on with it.

    Args:  connector: whose Connector plays the app; left out, the one that ENMESHED_APP_* names, else the sandbox's.
    """

    def __init__(self, connector: Connector | None = None) -> None:
        self.connector = connector or app_connector()
        self._pocket: Pocket = memory.keepsake(self.connector, "phone", Pocket)
        self._book = PhoneBook(self.connector)

    @property
    def address(self) -> str:
        """The address of the app's Identity."""
        return self.connector.address

    @property
    def screen(self) -> Screen:
        """What the phone shows now."""
        return self._pocket.glass.screen or self.first_use()

    def __repr__(self) -> str:
        return repr(self.screen)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from enmeshed_kit.notebook.phone_widget import show_screen  # a phone without a view needs no widgets

        screen = self.screen
        return show_screen(screen, follows=True) | screen.picture.bundle()

    def show(self, screen: Screen) -> Screen:
        """Put a screen on the phone, in all its views."""
        return self._pocket.glass.show(screen)

    def first_use(self) -> Screen:
        """Start the app for the first time: nothing there yet but "Scan code"."""
        return self.show(phone_screens.welcome(Button("Scan code", self.camera)))

    def new_profile(self) -> Screen:
        """Press "+ New profile", which also leads to "Scan code"."""
        return self.show(phone_screens.new_profile(Button("Scan code", self.camera), self.contacts))

    def existing_profile(self) -> Screen:
        """Choose the profile that is there and open its contacts."""
        return self.contacts()

    def camera(self) -> Screen:
        """Hold the phone up, ready to scan."""
        code = on_display()
        look = [Button("Scan the code on the screen", lambda: self.scan(code))] if code else []
        return self.show(phone_screens.camera(look, self.contacts))

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
        """Type into the fields of the "Add contact" screen; what is proposed can be corrected in the same way.

        Args:      values: by field name, `GivenName="Erika"`; a value of several parts as a dict.
        Raises:    PhoneError: nothing was scanned, or the screen has no such field.
        """
        if self._pocket.is_known:
            return self.contact()
        sheet = self._sheet()
        sheet.fill_in(values)
        return self._show_request(sheet)

    def choose(self, option: str, is_wanted: bool = True) -> Screen:
        """Tick one of the things that may be left out, or leave it out.

        Args:      option: its name, as it stands beside the box.
        Raises:    PhoneError: nothing was scanned, or the screen has no such option.
        """
        if self._pocket.is_known:
            return self.contact()
        sheet = self._sheet()
        sheet.choose(option, is_wanted)
        return self._show_request(sheet)

    def add_contact(self) -> Screen:
        """Press "Add contact": accept the Request with what was filled in. Pressed again it changes nothing.

        Raises:    PlaceholderError: a required field is empty; nothing was sent.
                   BadRequestError: the Connector does not take a value; the screen says which, and why.
                   PhoneError: nothing was scanned.
        """
        if self._pocket.is_known:
            return self.contact()
        sheet = self._sheet()
        if sheet.can_be_answered:
            try:
                sheet.accept()
            finally:
                self._show_request(sheet)
            self.connector.wait_for_relationship(peer=sheet.request.peer)
        return self._show_request(self._sheet())

    def decline(self) -> Screen:
        """Press "Decline": reject the Request. The other side is not told. Pressed again it changes nothing."""
        if self._pocket.is_known:
            return self.contact()
        sheet = self._sheet()
        if sheet.can_be_answered:
            sheet.reject()
        return self._show_request(self._sheet())

    def refresh(self) -> Screen:
        """Let the app fetch what is new; a push notification tells of it."""
        before = Watch(self._book)
        self.connector.sync()
        return self.contacts(before.news())

    def contacts(self, pushes: Sequence[str] = ()) -> Screen:
        """Open "Contacts": everybody the app knows, with the status of the Relationship."""
        people = [self._person(relationship) for relationship in self._book.relationships()]
        add = Button("Add contact", self.camera)
        latest = [Button("Open contact", self.contact), Button("Refresh", self.refresh)] if people else []
        return self.show(phone_screens.contacts(people, [*latest, add], pushes))

    def contact(self, peer: str = "") -> Screen:
        """Select a contact: what it shared, what it asks, and the Messages.

        Args:      peer: its address; left out, the one last dealt with.
        Raises:    PhoneError: there is no such contact.
        """
        self._pocket.peer = peer or self._pocket.peer
        relationship = self._known_relationship()
        mails = self._book.conversation(relationship.peer)
        asked = [self._question(one) for one in self._book.questions(relationship.peer)]
        write = [Button("New Message", self._at(relationship.peer, self.compose))]
        newest = [Button("Open the newest Message", self._at(relationship.peer, self.open_message))]
        buttons = [
            *(write if relationship.status == "Active" else []),
            *(newest if any(not mail.is_own for mail in mails) else []),
        ]
        facts, said = self._book.facts(relationship), [self._mail(mail) for mail in mails]
        person = self._person(relationship)
        return self.show(phone_screens.contact(person, facts, asked, said, buttons, self.contacts))

    def messages(self) -> Screen:
        """Select the contact and look at the Messages: the same screen as `contact`."""
        return self.contact()

    def open_message(self, message: Identified | None = None) -> Screen:
        """Tap on a Message: it reveals the details.

        Args:      message: which; left out, the newest that was received.
        Raises:    PhoneError: none was received yet.
        """
        mail = self.connector.messages.get(message) if message else self._newest()
        if mail.attachments and not message:
            # Only a Message that is asked for by itself tells more of its attachments than their ids.
            mail = self.connector.messages.get(mail)
        peer = mail.recipients[0].address if mail.is_own else mail.created_by
        files = [self._attachment(mail, file) for file in mail.attachments if isinstance(file, File)]
        back = self._at(peer, self.contact)
        return self.show(phone_screens.message(mail, self._book.name(peer), files, back))

    def save(self, message: Identified, file: Identified) -> bytes:
        """Tap on an attachment: its content, which the live view hands over as a download.

        Raises:    BadRequestError: it has expired, or its owner deleted it.  NotFoundError: it is not attached.
        """
        return self.connector.messages.download(message, file)

    def open_request(self, request: LocalRequest | str | None = None) -> Screen:
        """Tap on a Request that came by Message; `letter` answers it.

        Args:      request: which; left out, the newest that waits for an answer.
        Raises:    PhoneError: none waits.
        """
        waiting = [request] if request else self._book.questions()
        if not waiting:
            raise PhoneError("No Request waits for an answer.", "Let the other side send one, then: phone.refresh().")
        return self.letter(waiting[-1]).show()

    def letter(self, request: LocalRequest | str) -> Letter:
        """A Request that came by Message, with what can be done about it.

        Args:      request: the Request or its id.
        """
        return Letter(self, request)

    def compose(self) -> Screen:
        """Tap on "New Message"; what was written before and not sent is still there."""
        peer = self._known_relationship().peer
        return self._show_draft(peer, self._pocket.drafts.setdefault(peer, Draft()))

    def new_message(self, subject: str, body: str, attachments: Sequence[Identified] = ()) -> Screen:
        """Tap on "New Message", type and tap on "Send". The same text is sent once.

        Args:      subject: of the mail.
                   body: of the mail.
                   attachments: Files that this Connector has uploaded.
        Raises:    BadRequestError: the Relationship is not Active, as far as the app knows since its last refresh.
        """
        peer = self._known_relationship().peer
        content, files = self._mail_content(peer, subject, body), [id_of(file) for file in attachments]
        payload = {**content, "attachments": files} if files else content
        memory.once(self.connector, "phone", payload, lambda: self.connector.messages.send([peer], content, files))
        return self.contact()

    def answer_to(self, request_id: str) -> Answer:
        """What was put in for a Request so far."""
        return self._pocket.answers.setdefault(request_id, Answer())

    def _opened(self, template: RelationshipTemplate) -> Screen:
        """What a template leads to that was loaded."""
        self._pocket.peer = template.created_by
        request = self._request_for(template.id)
        self._pocket.is_known = request is None and self._book.working(template.created_by) is not None
        if self._pocket.is_known:
            return self.contact()
        request = request or self.connector.wait_for_request(template)
        is_new = request.id not in self._pocket.answers
        sheet = Sheet(self.connector, request, self.answer_to(request.id))
        if is_new:
            sheet.suggest(self._book.own_values())
        return self._show_request(sheet)

    def _show_request(self, sheet: Sheet) -> Screen:
        self._pocket.request = request = sheet.request
        name = sheet.inquiry.display_name or request.peer
        if not sheet.can_be_answered:
            return self.show(phone_screens.decided(name, request, Button("Contacts", self.contacts)))
        add, decline = self._on(sheet, self.add_contact), self._on(sheet, self.decline)
        buttons = [Button("Add contact", add), Button("Decline", decline)]
        title, redraw = str(request.content.get("title") or ""), lambda: self._show_request(sheet)
        return self.show(phone_screens.request(name, title, sheet.parts(), buttons, redraw, self.contacts))

    def _show_draft(self, peer: str, draft: Draft) -> Screen:
        name, back = self._book.name(peer), self._at(peer, self.contact)
        send = Button("Send", lambda: self._send_draft(peer, draft))
        return self.show(phone_screens.compose(name, draft, send, back, lambda: self._show_draft(peer, draft)))

    def _send_draft(self, peer: str, draft: Draft) -> Screen:
        if missing := [name for name in ("subject", "body") if not getattr(draft, name).strip()]:
            raise PhoneError(f"The Message has no {' and no '.join(missing)} yet.", "Write it, then send again.")
        # A draft is sent once; the same words written once more are another Message.
        if self._pocket.drafts.get(peer) is draft:
            self.connector.messages.send([peer], self._mail_content(peer, draft.subject, draft.body))
            del self._pocket.drafts[peer]
        return self.contact(peer)

    def _mail_content(self, peer: str, subject: str, body: str) -> dict[str, Any]:
        return {"@type": "Mail", "to": [peer], "subject": subject, "body": body}

    def _person(self, one: Relationship) -> phone_screens.Person:
        name = self._book.name(one.peer)
        opens = Button(f"Open {name}", lambda: self.contact(one.peer))
        return phone_screens.Person(name, one.status, opens)

    def _mail(self, mail: Message) -> Part:
        return phone_screens.mail(mail, Button("Open this Message", lambda: self.open_message(mail)))

    def _question(self, request: LocalRequest) -> Part:
        title = title_of(request)
        opens = Button(f"Open {title}", lambda: self.open_request(request))
        return phone_screens.question(title, f"{request.created_at:%Y-%m-%d %H:%M} UTC", opens)

    def _attachment(self, mail: Message, file: File) -> Part:
        save = Button(f"Save {file.filename}", lambda: Download(file.filename, self.save(mail, file)))
        return phone_screens.attachment(file, save)

    def _at(self, peer: str, step: Step) -> Step:
        """A step that is taken with this contact, also when another one was dealt with meanwhile."""

        def take() -> Screen:
            self._pocket.peer = peer
            return step()

        return take

    def _on(self, sheet: Sheet, step: Step) -> Step:
        """A step that is taken with this Request, also when another one was scanned meanwhile."""

        def take() -> Screen:
            self._pocket.request, self._pocket.is_known, self._pocket.peer = sheet.request, False, sheet.request.peer
            return step()

        return take

    def _sheet(self) -> Sheet:
        if self._pocket.request is None:
            raise PhoneError("Nothing was scanned yet.", "First: phone.scan(…) with the QR code.")
        request = self.connector.incoming_requests.get(self._pocket.request.id)
        return Sheet(self.connector, request, self.answer_to(request.id))

    def _request_for(self, template_id: str) -> LocalRequest | None:
        found = self.connector.incoming_requests.list(source__reference=template_id)
        return found[-1] if found else None

    def _known_relationship(self) -> Relationship:
        relationship = self._book.working(self._pocket.peer)
        if relationship is None:
            raise PhoneError("The phone has no such contact yet.", "Scan a QR code first: phone.scan(…).")
        return relationship

    def _newest(self) -> Message:
        received = [mail for mail in self._book.conversation(self._known_relationship().peer) if not mail.is_own]
        if not received:
            raise PhoneError("There is no Message on the phone yet.", "Send one, then: phone.refresh().")
        return received[-1]
