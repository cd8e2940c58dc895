"""The phone for the guide's templates: it asks for a password first, and says where it has nothing to ask."""

from dataclasses import dataclass
from typing import Final

from enmeshed_kit.client.errors import NotFoundError
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.phone.phone import Phone
from enmeshed_kit.notebook.phone.pocket import PhoneError
from enmeshed_kit.notebook.qr import QrCode, read_qr
from enmeshed_kit.notebook.reference import read_reference
from enmeshed_kit.notebook.screen import Button, Entry, Screen, blank, paragraph, section
from enmeshed_kit.records import RelationshipTemplate

STANDARD_TYPE: Final = "RelationshipTemplateContent"


@dataclass
class Lock:
    """The code that the phone has seen and cannot open yet, and what was typed so far."""

    reference: str
    typed: str = ""


class GuidePhone(Phone):
    """A phone that also opens templates with a password, and says so where a template is nothing for it."""

    def scan(self, code: bytes | QrCode) -> Screen:
        """Hold the camera in front of a QR code: the code itself tells whether to ask for a password first.

        Args:      code: the picture.
        Returns:   the screen with the password's field, or what the template leads to.
        """
        reference = read_qr(code.png if isinstance(code, QrCode) else code)
        self._profiles.begin(reference)
        self._locks().clear()
        if not read_reference(reference).needs_password:
            return super().scan(code)
        self._locks().append(Lock(reference))
        return self._ask(self._locks()[-1])

    def unlock(self, password: str) -> Screen:
        """Type the password or PIN, and go on.

        Args:      password: as its owner told it.
        Returns:   what the template leads to; the same field again, with a remark, where the password is wrong.
        Raises:    PhoneError: no code that needs a password was scanned.
                   NotInThisEraError: there is none that could.
        """
        if not self._locks():
            # Where templates have no passwords, that is the reason.
            self.connector.call_in_era("POST /RelationshipTemplates/Own", {"passwordProtection": {}})
            raise PhoneError("There is nothing to unlock.", "First: phone.scan(…) a code that needs a password.")
        return self._open(self._locks()[-1], password)

    def _open(self, lock: Lock, password: str) -> Screen:
        try:
            template = self.connector.relationship_templates.load_peer(lock.reference, password)
        except NotFoundError:
            return self._ask(lock, "This does not open it. Try again.")
        return self._opened(template)

    def _opened(self, template: RelationshipTemplate) -> Screen:
        if template.content.get("@type") == STANDARD_TYPE:
            return super()._opened(template)
        leave = self.here(self.contacts)
        words = [paragraph("There is nothing to decide here: this code was not made for the App.")]
        return self.show(Screen("Scan code", words, [Button("Contacts", leave)], back=leave))

    def _ask(self, lock: Lock, remark: str = "") -> Screen:
        says = read_reference(lock.reference)
        name = f"PIN, {says.pin_length} digits" if says.pin_length else "Password"
        field = blank(Entry(name, lock.typed, True, lambda text: setattr(lock, "typed", text), "secret"))
        title = "Enter the PIN" if says.pin_length else "Enter the password"
        parts = [paragraph(remark or "Whoever gave you this code can tell you."), section("", field)]
        go_on = Button("Continue", self.here(lambda: self._open(lock, lock.typed)))
        redraw, back = self.here(lambda: self._ask(lock, remark)), self.here(self.contacts)
        return self.show(Screen(title, parts, [go_on], back=back, redraw=redraw))

    def _locks(self) -> list[Lock]:
        locks: list[Lock] = memory.keepsake(self.connector, "locked phone", list)
        return locks
