"""What a reference says to whoever holds it, without asking any Connector; the key in it stays hidden."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.eras import QR_PREFIX
from enmeshed_kit.masking import MASK
from enmeshed_kit.notebook.picture import Picture, card, columns, grid
from enmeshed_kit.records import Reference

ALGORITHMS: Final = {1: "AES-128 in GCM", 2: "AES-256 in GCM", 3: "XChaCha20-Poly1305"}
"""By the number that a reference gives; today's Connectors write the last one."""

KINDS: Final = {"RLT": "RelationshipTemplate", "TOK": "Token", "FIL": "File"}
SHORT, LONG = 3, 5
"""How many parts a reference has: without and with the two last ones, which may be empty."""


@dataclass(frozen=True, repr=False)
class ReferenceContent:
    """A reference, taken apart.

    Args:  id: of what it leads to.
           backbone: where that lies, empty if the reference does not say it.
           algorithm: the number of the one that encrypts it.
           key_size: bytes of the key that decrypts it; the key itself is not kept here.
           address_end: the last characters of the one address that may open it; empty for everybody.
           password: how to ask for a password, "pw" or "pin" and its length; empty if there is none.
    """

    id: str
    backbone: str
    algorithm: int
    key_size: int
    address_end: str = ""
    password: str = ""

    @property
    def needs_password(self) -> bool:
        """Whether whoever opens it must type something first."""
        return bool(self.password)

    @property
    def pin_length(self) -> int | None:
        """How many digits the PIN has; None where it is no PIN."""
        digits = self.password.removeprefix("pin")
        return int(digits) if digits != self.password and digits.isdigit() else None

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What it says, in words."""
        reader = f"the Identity whose address ends in {self.address_end}" if self.address_end else "everybody"
        return [
            ("leads to", f"{KINDS.get(self.id[:3], 'something unknown')} {self.id}"),
            ("kept at", self._place()),
            ("key", f"{MASK} ({self.key_size} bytes, {self._cipher()}): opens it without asking anybody"),
            ("meant for", reader),
            ("password", self._password_text()),
        ]

    def __repr__(self) -> str:
        return f"Reference\n{columns(self.rows)}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return Picture(card("What the reference says", grid(self.rows)), repr(self)).bundle()

    def _place(self) -> str:
        host = urlsplit(self.backbone).hostname
        return f"the Backbone at {host}" if host else "the Backbone of whoever reads it"

    def _cipher(self) -> str:
        return ALGORITHMS.get(self.algorithm, f"algorithm {self.algorithm}")

    def _password_text(self) -> str:
        if not self.password:
            return "none"
        return f"a PIN of {self.pin_length} digits" if self.pin_length else "a text"


def read_reference(reference: Reference | str) -> ReferenceContent:
    """Take a reference apart.

    Args:    reference: of a template, Token or File: the record, or either of its two forms.
    Raises:  ContentError: it is none, or was cut.
    """
    text = reference.truncated if isinstance(reference, Reference) else reference.strip().removeprefix(QR_PREFIX)
    try:
        return _from_url(text) if text.startswith("http") else _from_parts(*_decoded(text).split("|"))
    except (ValueError, TypeError) as error:
        raise ContentError(
            "This is no whole reference.", "Take template.reference, or all of the text that the QR code holds."
        ) from error


def _from_url(text: str) -> ReferenceContent:
    place, _, secret = text.partition("#")
    backbone, _, identity = place.partition("?")[0].rpartition("/r/")
    return _from_parts(f"{identity}@{backbone}", *_decoded(secret).split("|"))


def _from_parts(place: str, algorithm: str, key: str, *more: str) -> ReferenceContent:
    if len(more) not in (0, LONG - SHORT) or not algorithm.isdigit():
        raise ValueError(f"a reference does not have {SHORT + len(more)} parts")
    identity, _, backbone = place.partition("@")
    address_end, password = more or ("", "")
    return ReferenceContent(
        identity, backbone, int(algorithm), len(_bytes(key)), address_end, password.partition("&")[0]
    )


def _decoded(text: str) -> str:
    return _bytes(text).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
