"""What is said between the phone's owner and a contact: Messages, files that hang on them, and Requests."""

from collections.abc import Callable, Sequence
from os import PathLike

from enmeshed_kit.client.files import LARGEST_FILE
from enmeshed_kit.client.filters import Identified
from enmeshed_kit.client.forms import Upload
from enmeshed_kit.notebook.letter import Letter
from enmeshed_kit.notebook.phone import screens
from enmeshed_kit.notebook.phone.book import title_of
from enmeshed_kit.notebook.phone.handset import Handset
from enmeshed_kit.notebook.phone.outbox import Attachment, Outbox, file_to_upload
from enmeshed_kit.notebook.phone.pocket import Draft, PhoneError
from enmeshed_kit.notebook.phone.turn import in_turn
from enmeshed_kit.notebook.screen import Button, Download, Part, Picker, Screen
from enmeshed_kit.records import File, LocalRequest, Message, Relationship


class Conversation(Handset):
    """The part of the phone that begins with a contact."""

    @in_turn
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
        return self.show(screens.contact(person, facts, asked, said, buttons, self.here(self.contacts)))

    def messages(self) -> Screen:
        """Select the contact and look at the Messages: the same screen as `contact`."""
        return self.contact()

    @in_turn
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
        return self.show(screens.message(mail, self._book.name(peer), files, back))

    def save(self, message: Identified, file: Identified) -> bytes:
        """Tap on an attachment: its content, which the live view hands over as a download.

        Raises:    BadRequestError: it has expired, or its owner deleted it.  NotFoundError: it is not attached.
        """
        return self.connector.messages.download(message, file)

    @in_turn
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

    @in_turn
    def compose(self) -> Screen:
        """Tap on "New Message"; what was written before and not sent is still there."""
        peer = self._known_relationship().peer
        return self._show_draft(peer, self._outbox.draft(peer))

    @in_turn
    def attach(self, content: bytes | PathLike[str], filename: str = "") -> Screen:
        """Press "Attach a file" on the "New Message" screen: it is uploaded when the Message is sent.

        Args:      content: the bytes, or the path of a file on this machine.
                   filename: needed with bytes; a second file of this name takes the first one's place.
        Raises:    PhoneError: there is no such file.  ContentError: it is larger than 10 MiB, or has no name.
        """
        peer = self._known_relationship().peer
        return self._attached(peer, self._outbox.draft(peer), content, filename)

    @in_turn
    def detach(self, filename: str) -> Screen:
        """Take a file off the Message that is being written; it is still on the disk."""
        peer = self._known_relationship().peer
        return self._detached(peer, self._outbox.draft(peer), filename)

    @in_turn
    def send(self) -> Screen:
        """Press "Send": the Message that was written goes out, with its files.

        Raises:    PhoneError: it has no subject or no body.
                   BadRequestError: the Relationship is not Active, as far as the app knows since its last refresh.
        """
        peer = self._known_relationship().peer
        return self._send_draft(peer, self._outbox.draft(peer))

    @in_turn
    def new_message(self, subject: str, body: str, attachments: Sequence[Attachment] = ()) -> Screen:
        """Tap on "New Message", type and tap on "Send". The same text is sent once.

        Args:      subject: of the mail.
                   body: of the mail.
                   attachments: Files that this Connector has uploaded, or paths of files on this machine.
        Raises:    BadRequestError: the Relationship is not Active, as far as the app knows since its last refresh.
        """
        self._outbox.send_once(self._known_relationship().peer, subject, body, attachments)
        return self.contact()

    def _show_draft(self, peer: str, draft: Draft) -> Screen:
        name, back = self._book.name(peer), self._at(peer, self.contact)
        send = Button("Send", self._at(peer, lambda: self._send_draft(peer, draft)))
        files = [self._enclosure(peer, draft, file) for file in draft.files.values()]
        add = Picker("Attach a file", self._picking(peer, draft), LARGEST_FILE)
        redraw = self.here(lambda: self._show_draft(peer, draft))
        return self.show(screens.compose(name, draft, files, add, send, back, redraw))

    def _send_draft(self, peer: str, draft: Draft) -> Screen:
        self._outbox.send(peer, draft)
        return self.contact(peer)

    def _attached(self, peer: str, draft: Draft, content: bytes | PathLike[str], filename: str) -> Screen:
        file = file_to_upload(content, filename)
        draft.files[file.filename] = file
        return self._show_draft(peer, draft)

    def _detached(self, peer: str, draft: Draft, filename: str) -> Screen:
        draft.files.pop(filename, None)
        return self._show_draft(peer, draft)

    def _picking(self, peer: str, draft: Draft) -> Callable[[str, bytes], Screen]:
        arrive = self._at(peer, lambda: None)

        def pick(filename: str, content: bytes) -> Screen:
            with self.turn:
                arrive()
                return self._attached(peer, draft, content, filename)

        return pick

    def _enclosure(self, peer: str, draft: Draft, file: Upload) -> Part:
        remove = Button(f"Remove {file.filename}", self._at(peer, lambda: self._detached(peer, draft, file.filename)))
        return screens.enclosure(file, remove)

    @property
    def _outbox(self) -> Outbox:
        return Outbox(self.connector, self._pocket.drafts)

    def _person(self, one: Relationship) -> screens.Person:
        name = self._book.name(one.peer)
        opens = Button(f"Open {name}", self.here(lambda: self.contact(one.peer)))
        return screens.Person(name, one.status, opens)

    def _mail(self, mail: Message) -> Part:
        return screens.mail(mail, Button("Open this Message", self.here(lambda: self.open_message(mail))))

    def _question(self, request: LocalRequest) -> Part:
        title = title_of(request)
        opens = Button(f"Open {title}", self.here(lambda: self.open_request(request)))
        return screens.question(title, f"{request.created_at:%Y-%m-%d %H:%M} UTC", opens)

    def _attachment(self, mail: Message, file: File) -> Part:
        save = self.here(lambda: Download(file.filename, self.save(mail, file)))
        return screens.attachment(file, Button(f"Save {file.filename}", save))

    def _newest(self) -> Message:
        received = [mail for mail in self._book.conversation(self._known_relationship().peer) if not mail.is_own]
        if not received:
            raise PhoneError("There is no Message on the phone yet.", "Send one, then: phone.refresh().")
        return received[-1]
