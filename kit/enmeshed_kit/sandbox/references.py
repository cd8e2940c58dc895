"""References: how a peer finds a template, token or file and the key that opens it.

The truncated form is base64url of `id@backbone|algorithm|key|for|password`; the url form carries the id in its path
and the rest in its fragment. `for` is the end of the address a thing is meant for, `password` says how to ask for one.
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, TypeAlias

import msgspec

from enmeshed_kit.records import File, Reference, RelationshipTemplate, Token
from enmeshed_kit.sandbox.faults import Fault, core_fault, use_case_error
from enmeshed_kit.sandbox.ids import base64url

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.filters import Query

Openable: TypeAlias = RelationshipTemplate | Token | File
"""What a reference leads to."""

BACKBONE_URL = "http://localhost:8090"
"""Named by every reference; it never depends on where the sandbox listens."""

ALGORITHM = 3
KEY_LENGTH = 32
TRUNCATED_PREFIXES = {"RLT": "UkxU", "TOK": "VE9L", "FIL": "RklM"}
"""How a truncated reference to each kind of thing begins."""
LOCATIONS = {"RecoveryKit": 0, "Self": 1, "Letter": 2, "RegistrationLetter": 3, "Email": 4, "SMS": 5, "Website": 6}
_BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BITS = {character: number for number, character in enumerate(_BASE64URL)}
_URL = re.compile(r"^(https?://.+)/r/([A-Za-z0-9]{20})(\?app=[^#]*)?#(.+)$")


class Secret(msgspec.Struct, frozen=True):
    """What a reference says of the thing it leads to."""

    id: str
    key: str
    backbone_url: str = BACKBONE_URL
    for_identity: str = ""
    password: str = ""

    @property
    def needs_password(self) -> bool:
        """Whether the reference tells its reader to ask for a password."""
        return bool(self.password)


class References(Protocol):
    """A form of references."""

    def write(self, secret: Secret) -> Reference:
        """A reference in all its forms, as the API shows them."""

    def are(self, text: object, kinds: tuple[str, ...]) -> bool:
        """Whether a text could be a reference to one of these kinds of things, without decoding it."""

    def read(self, text: str, now: datetime) -> Secret:
        """Decode a reference.

        Raises:    Fault: it was cut or is no reference at all.
        """

    def qr_text(self, record: Openable, query: "Query") -> str:
        """What stands in a QR code.

        Raises:    Fault: there is none of this record.
        """


class UrlReferences:
    """References that name the Backbone, and that are urls too."""

    def write(self, secret: Secret) -> Reference:
        """Both forms of a reference."""
        tail = f"{ALGORITHM}|{secret.key}|{secret.for_identity}|{secret.password}"
        truncated = base64url(f"{secret.id}@{secret.backbone_url}|{tail}".encode())
        return Reference(truncated=truncated, url=f"{secret.backbone_url}/r/{secret.id}#{base64url(tail.encode())}")

    def are(self, text: object, kinds: tuple[str, ...]) -> bool:
        """Whether a text could be either form."""
        return is_reference(text, kinds)

    def read(self, text: str, now: datetime) -> Secret:
        """Decode either form."""
        return read_reference(text, now)

    def qr_text(self, record: Openable, query: "Query") -> str:
        """The url: a phone's camera opens it."""
        return record.reference.url


class SchemeReferences(UrlReferences):
    """Urls too, but a QR code holds the truncated form for the app, unless it is asked for in the new format."""

    def qr_text(self, record: Openable, query: "Query") -> str:
        """The truncated form behind the app's own scheme, or the url."""
        return record.reference.url if ("newQRCodeFormat", "true") in query else app_link(record.reference.truncated)


def app_link(truncated: str) -> str:
    """A truncated reference for the eye of the app."""
    return f"nmshd://tr#{truncated}"


def is_reference(text: object, kinds: tuple[str, ...]) -> bool:
    """Whether a text could be a reference to one of these kinds of things, without decoding it."""
    if not isinstance(text, str):
        return False
    encoded = "|".join(TRUNCATED_PREFIXES[kind] for kind in kinds)
    url = rf"^https?://.*/r/({'|'.join(kinds)}).{{17}}(\?app=.*)?#.+$"
    return bool(re.search(rf"({encoded}).{{84}}", text) or re.search(url, text))


def read_reference(text: str, now: datetime) -> Secret:
    """Decode either form of a reference.

    Raises:    Fault: as a Connector words it when a reference was cut or is no reference at all.
    """
    if found := _URL.match(text):
        return _secret_from(found[2], found[1], decode_text(found[4]).split("|"))
    if text.startswith("http"):
        decode_text(text.partition("#")[2])
        raise core_fault(
            _TRUNCATED, "The encryption algorithm must be indicated by an integer in the TruncatedReference.", now
        )
    parts = decode_text(text).split("|")
    if len(parts) not in (3, 5):
        raise _wrong_number_of_parts(len(parts), now)
    object_id, _, backbone_url = parts[0].partition("@")
    return _secret_from(object_id, backbone_url or BACKBONE_URL, parts[1:])


def _secret_from(object_id: str, backbone_url: str, parts: list[str]) -> Secret:
    key = parts[1] if len(parts) > 1 else ""
    if len(decode_bytes(key)) != KEY_LENGTH:
        raise use_case_error("invalid input")
    secret = Secret(id=object_id, key=key, backbone_url=backbone_url)
    return msgspec.structs.replace(secret, for_identity=parts[2], password=parts[3]) if len(parts) > 3 else secret


def _wrong_number_of_parts(number: int, now: datetime) -> Fault:
    reason = (
        "A truncated reference must consist of either exactly 3 or exactly 5 components, "
        f"but it consists of '{number}' components."
    )
    return core_fault(_TRUNCATED, reason, now)


_TRUNCATED = "error.core-types.invalidTruncatedReference"


def decode_text(text: str) -> str:
    """What a text in base64url says.

    Raises:    Fault: it is none, or does not hold a text.
    """
    try:
        return decode_bytes(text).decode()
    except UnicodeDecodeError as error:
        raise use_case_error("The encoded data was not valid for encoding utf-8") from error


@lru_cache(maxsize=128)
def decode_bytes(text: str) -> bytes:
    """Decode as strictly as the real decoder: it stops at a foreign character and refuses bits that are left over.

    The bytes of a character beyond ASCII are not foreign to it: each counts as the last of the 64 digits.
    """
    text = "".join("_" if byte > 127 else chr(byte) for byte in text.encode(errors="replace"))
    end = next((at for at, character in enumerate(text) if character not in _BITS), len(text))
    number = 0
    for character in text[:end]:
        number = number << 6 | _BITS[character]
    left_over = end * 6 % 8
    if left_over > 4 or number & ((1 << left_over) - 1):
        raise use_case_error("invalid input")
    if end < len(text):
        raise use_case_error("incomplete input")
    return (number >> left_over).to_bytes(end * 6 // 8)
