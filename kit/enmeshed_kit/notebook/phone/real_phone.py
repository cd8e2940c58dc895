"""The App on a real phone, in the reader's hand: the same methods as the played phone, done by a person.

What the played phone does, this one asks for, and waits for it where the lesson needs it. Nothing is sent but syncs.
"""

from typing import Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.connect import is_configured
from enmeshed_kit.notebook.awaiting import TIMEOUT_S, Awaiting
from enmeshed_kit.notebook.lesson import newest, relationship_of
from enmeshed_kit.notebook.phone.phone import Phone
from enmeshed_kit.notebook.qr import QrCode, read_qr
from enmeshed_kit.notebook.reference import read_reference
from enmeshed_kit.notebook.screen import Screen, entry, paragraph, section
from enmeshed_kit.records import Message, Relationship

STANDING: Final = ("Pending", "Active")

CONTACT_CHECKS: Final = (
    'In the App: was this code scanned, each field with a star filled in, and "Add contact" pressed?',
    "Is the phone online, and does the App use the same Backbone as your Connector (both test, or both production)?",
    "Did somebody else scan the code before? It is good for one Identity: make a new template.",
    "Are you in contact with this phone already? Then the App opens the contact, and nothing new arrives.",
)
MESSAGE_CHECKS: Final = (
    "Is the phone online? The App sends a Message as soon as it can.",
    "Was it written to this Connector's contact, and is the Relationship still Active?",
)


class NoContactError(GuidedError):
    """The real phone is no contact of the Connector yet."""


class RealPhone:
    """The App on the reader's own phone.

    Args:  connector: the reader's Connector, which hears of the phone by its syncs.
           timeout_s: for how long to wait for the person.
    """

    def __init__(self, connector: Connector, timeout_s: float = TIMEOUT_S) -> None:
        self.connector = connector
        self._timeout_s = timeout_s
        self._scan: Awaiting[Relationship] | None = None
        self._template_id = ""

    def __repr__(self) -> str:
        return repr(self.first_use())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.first_use()._repr_mimebundle_()

    @property
    def address(self) -> str:
        """The address of the App's Identity; empty while it is no contact."""
        contact = self._contact()
        return contact.peer if contact else ""

    def first_use(self) -> Screen:
        """What to do where the App was never used before."""
        return _told("First use", "Install the enmeshed App and open it.", 'Press "Scan code".')

    def new_profile(self) -> Screen:
        """What to do for a new profile."""
        return _told("New profile", 'Open the menu of the profiles and press "+ New profile".', 'Press "Scan code".')

    def existing_profile(self) -> Screen:
        """What to do with a profile that is there."""
        return _told("Existing profile", 'Open "Contacts".', 'Press "Add contact": the camera opens.')

    def scan(self, code: bytes | QrCode) -> Awaiting[Relationship]:
        """Show the code for the phone's camera, and wait for the contact while other cells may run.

        Args:      code: of a RelationshipTemplate of this Connector.
        Returns:   the waiting; called again with the same code it is the same one.
        Raises:    ContentError: no QR code in the picture, or no reference in it.
        """
        code = QrCode(code, may_be_saved=False) if isinstance(code, bytes) else code
        template_id = read_reference(read_qr(code.png)).id
        if self._scan is None or self._template_id != template_id:
            if self._scan is not None:
                self._scan.stop()
            self._template_id = template_id
            self._scan = self._awaited_contact(template_id, code)
        return self._scan.start()

    def fill_in(self, **values: Any) -> Screen:
        """What to type on the phone.

        Args:  values: by field name, as an example.
        """
        fields = section("For example", *(entry(name, str(value)) for name, value in values.items()))
        told = paragraph("Fill in the fields on your phone; those with a star are needed.")
        return Screen("Add contact", [told, fields])

    def add_contact(self) -> Screen:
        """Wait until the person has pressed "Add contact" and the Relationship is here.

        Raises:  NoContactError: nothing was shown to scan.  WaitInterruptedError, WaitTimeoutError.
        """
        if self._scan is None:
            raise NoContactError("There is no code to scan yet.", "First: phone.scan(…) with the QR code.")
        relationship = self._scan.wait()
        return _told(
            "Contact",
            f"{relationship.peer} is {relationship.status}.",
            "Your Connector has synchronised while it waited: the next sync may find nothing new.",
        )

    def decline(self) -> Screen:
        """What to do to refuse: the Connector hears nothing of it."""
        return _told("Decline", 'Press "Decline" on your phone.', "Your Connector is not told; press Stop above.")

    def refresh(self) -> Screen:
        """What the person may do to see news at once."""
        return _told("Refresh", "Pull the list of contacts down on your phone, or wait for the notification.")

    def contacts(self) -> Screen:
        """Where the contacts are."""
        return _told("Contacts", 'Open "Contacts" on your phone.')

    def contact(self, peer: str = "") -> Screen:
        """Where the contact is, and its Messages.

        Args:  peer: its address, which the App shows by its name.
        """
        return _told("Contact", 'Open "Contacts" on your phone and choose this Connector: its Messages are there.')

    def messages(self) -> Screen:
        """Where the Messages are: the same place."""
        return self.contact()

    def open_message(self) -> Screen:
        """How to read a Message."""
        return _told("Message", "Choose the newest Message on your phone: it shows the details.")

    def new_message(self, subject: str, body: str) -> Screen:
        """Ask the person to write a Message, and wait for it. One with this subject that is here already will do.

        Args:    subject: to type.
                 body: to type.
        Raises:  NoContactError: the phone is no contact yet.  WaitInterruptedError, WaitTimeoutError.
        """
        contact = self._contact()
        if contact is None:
            raise NoContactError(
                "The phone is no contact of your Connector yet.", "First: 01_first_relationship.ipynb."
            )
        message = self._awaited_message(contact.peer, subject, body).start().wait()
        return _told("New Message", f"It has arrived: {message.id}.")

    def _contact(self) -> Relationship | None:
        """The Relationship with the phone: that of the code, else one that the kit made earlier."""
        made = newest(self.connector.relationships.list(template_id=self._template_id)) if self._template_id else None
        found = made or relationship_of(self.connector)
        return found if found and found.status in STANDING else None

    def _awaited_contact(self, template_id: str, code: QrCode) -> Awaiting[Relationship]:
        def look() -> Relationship | None:
            # Who is in contact already from an earlier run gets no second Relationship; each look would ask too much.
            if awaiting.looks == 0:
                return self._contact()
            return newest(self.connector.relationships.list(template_id=template_id))

        awaiting = Awaiting(
            self.connector,
            look,
            "the contact that your phone adds",
            task="Scan this code with the enmeshed App",
            checks=CONTACT_CHECKS,
            code=code,
            timeout_s=self._timeout_s,
        )
        return awaiting

    def _awaited_message(self, peer: str, subject: str, body: str) -> Awaiting[Message]:
        since = self.connector.now()

        def look() -> Message | None:
            received = [one for one in self.connector.messages.list(created_by=peer) if not one.is_own]
            fits = [one for one in received if one.created_at > since or one.content.get("subject") == subject]
            return fits[-1] if fits else None

        return Awaiting(
            self.connector,
            look,
            "the Message from your phone",
            task=f'On your phone, write to this Connector. Subject: "{subject}", body: "{body}"',
            checks=MESSAGE_CHECKS,
            timeout_s=self._timeout_s,
        )


def phone_for(connector: Connector) -> Phone | RealPhone:
    """Take the phone that this Connector can meet; nothing is sent yet.

    Args:      connector: the reader's.
    Returns:   the phone of the sandbox for a Connector of the sandbox; the one that `ENMESHED_APP_BASE_URL` and
               `ENMESHED_APP_API_KEY` name; else the App in the reader's own hand.
    Raises:    ConfigurationError: only one of the two is set.
    """
    if connector.is_sandbox or is_configured("ENMESHED_APP"):
        return Phone()
    return RealPhone(connector)


def _told(title: str, *sentences: str) -> Screen:
    return Screen(f"On your phone: {title}", [paragraph(sentence) for sentence in sentences])
