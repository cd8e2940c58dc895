"""References before they named the Backbone: three parts, `id|algorithm|key`; and the key on its own, as a text."""

import json
import re
from datetime import datetime

from enmeshed_kit.records import Reference, RelationshipTemplate
from enmeshed_kit.sandbox.faults import Fault, core_fault, use_case_error
from enmeshed_kit.sandbox.filters import Query
from enmeshed_kit.sandbox.ids import base64url
from enmeshed_kit.sandbox.references import (
    ALGORITHM,
    KEY_LENGTH,
    TRUNCATED_PREFIXES,
    Openable,
    Secret,
    app_link,
    decode_bytes,
    decode_text,
)

_THREE_PARTS = re.compile(rf"([A-Z]{{3}}[A-Za-z0-9]{{17}}[^|]*)\|{ALGORITHM}[^|]*\|([^|]*)")


class KeyReferences:
    """References that say no more than what a thing is called and what opens it."""

    def write(self, secret: Secret) -> Reference:
        """The truncated form, and what a QR code makes of it."""
        truncated = base64url(f"{secret.id}|{ALGORITHM}|{secret.key}".encode())
        return Reference(truncated=truncated, url=app_link(truncated))

    def are(self, text: object, kinds: tuple[str, ...]) -> bool:
        """Whether a text has what could be the truncated form in it."""
        encoded = "|".join(TRUNCATED_PREFIXES[kind] for kind in kinds)
        return isinstance(text, str) and bool(re.search(rf"({encoded}).{{84}}", text))

    def read(self, text: str, now: datetime) -> Secret:
        """Decode the truncated form."""
        if (found := _THREE_PARTS.fullmatch(decode_text(text))) and _is_key(found[2]):
            return Secret(id=found[1], key=found[2])
        raise core_fault("error.transport.files.invalidTruncatedReference", "invalid truncated reference", now)

    def qr_text(self, record: Openable, query: Query) -> str:
        """The truncated form behind the app's own scheme."""
        if isinstance(record, RelationshipTemplate) and not record.is_own:
            raise Fault(
                "error.runtime.relationshipTemplates.cannotCreateQRCodeForPeerTemplate",
                "You cannot create a QRCode for a peer template.",
            )
        return record.reference.url


def _is_key(text: str) -> bool:
    try:
        return len(decode_bytes(text)) == KEY_LENGTH
    except Fault:
        return False


def secret_key_of(record: Openable) -> str:
    """The key that opens a thing, as a text that says its algorithm too."""
    _, _, key, *_ = decode_text(record.reference.truncated).split("|")
    return base64url(json.dumps({"key": key, "alg": ALGORITHM}, separators=(",", ":")).encode())


def read_secret_key(text: str, now: datetime) -> str:
    """The key in such a text.

    Raises:    Fault: as a Connector trips over what is none.
    """
    try:
        said = json.loads(decode_text(text))
    except ValueError:
        reason = "The given String value is not in JSON format and could not be deserialized."
        raise Fault("error.runtime.requestDeserialization", f"CryptoSecretKey.deserialize() :: {reason}") from None
    if said is None:
        raise use_case_error("Cannot read properties of null (reading 'alg')")
    if not isinstance(said, dict) or said.get("alg") != ALGORITHM:
        raise _no_key("wrongEncryptionAlgorithm", "Encryption algorithm is not supported.", now)
    key = said.get("key")
    if not isinstance(key, str):
        raise _no_key("encryption.wrongSecretKey", "SecretKey must be of type CoreBuffer.", now)
    if (length := len(decode_bytes(key))) != KEY_LENGTH:
        reason = f"SecretKey must be {KEY_LENGTH} bytes long for encryption algorithm {ALGORITHM} (is {length})"
        raise _no_key("encryption.wrongSecretKey", reason, now)
    return key


def _no_key(code: str, reason: str, now: datetime) -> Fault:
    return use_case_error(core_fault(f"error.crypto.{code}", reason, now).message)
