"""The phone for the guide's templates: it asks for a password first, and says where it has nothing to ask."""

from dataclasses import dataclass
from typing import Final

from enmeshed_kit.client.errors import NotFoundError
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.guide_reference import ReferenceContent, read_reference
from enmeshed_kit.notebook.phone import Phone, PhoneError
from enmeshed_kit.notebook.qr import QrCode, read_qr
from enmeshed_kit.notebook.screen import Button, Entry, Screen, blank, paragraph, section
from enmeshed_kit.records import RelationshipTemplate

STANDARD_TYPE: Final = "RelationshipTemplateContent"


@dataclass
class Lock:
    """The code that the phone has seen and cannot open yet, and what was typed so far."""

    reference: str = ""
    typed: str = ""


class GuidePhone(Phone):
    """A phone that also opens templates with a password, and says so where a template is nothing for it."""

    def scan(self, code: bytes | QrCode) -> Screen:
        """Hold the camera in front of a QR code: the code itself tells whether to ask for a password first.

        Args:      code: the picture.
        Returns:   the screen with the password's field, or what the template leads to.
        """
        reference = read_qr(code.png if isinstance(code, QrCode) else code)
        says, lock = read_reference(reference), self._lock()
        lock.reference, lock.typed = (reference if says.needs_password else ""), ""
        return self._ask(says) if says.needs_password else super().scan(code)

    def unlock(self, password: str) -> Screen:
        """Type the password or PIN, and go on.

        Args:      password: as its owner told it.
        Returns:   what the template leads to; the same field again, with a remark, where the password is wrong.
        Raises:    PhoneError: no code that needs a password was scanned.
                   NotInThisEraError: there is none that could.
        """
        reference = self._lock().reference
        if not reference:
            # Where templates have no passwords, that is the reason.
            self.connector.call_in_era("POST /RelationshipTemplates/Own", {"passwordProtection": {}})
            raise PhoneError("There is nothing to unlock.", "First: phone.scan(…) a code that needs a password.")
        try:
            template = self.connector.relationship_templates.load_peer(reference, password)
        except NotFoundError:
            return self._ask(read_reference(reference), "This does not open it. Try again.")
        return self._opened(template)

    def _opened(self, template: RelationshipTemplate) -> Screen:
        if template.content.get("@type") == STANDARD_TYPE:
            return super()._opened(template)
        text = "There is nothing to decide here: this code was not made for the App."
        return self._show(Screen("Scan code", [paragraph(text)], [Button("Contacts", self.contacts)]))

    def _ask(self, says: ReferenceContent, remark: str = "") -> Screen:
        lock = self._lock()
        name = f"PIN, {says.pin_length} digits" if says.pin_length else "Password"
        field = blank(Entry(name, lock.typed, True, lambda text: setattr(lock, "typed", text)))
        title = "Enter the PIN" if says.pin_length else "Enter the password"
        parts = [paragraph(remark or "Whoever gave you this code can tell you."), section("", field)]
        return self._show(Screen(title, parts, [Button("Continue", lambda: self.unlock(lock.typed))]))

    def _lock(self) -> Lock:
        lock: Lock = memory.keepsake(self.connector, "locked phone", Lock)
        return lock
