"""What must not be shown: references (they contain the key that decrypts), passwords, keys.

The shown form of an exchange, of a log and of a record goes through here. What is an id or an address stays readable.
"""

import re
from collections.abc import Iterable
from typing import Any

MASK = "•••"
"""What stands in place of what opens or decrypts something."""

SECRET_NAMES = re.compile(
    r"password$|passphrase|secret|api[-_]?key|ownershipToken|fileReference$|truncatedReference|connectionString|salt$",
    re.IGNORECASE,
)
"""Names whose text is a secret wherever they occur, a Connector's configuration and environment included."""

HARMLESS_REFERENCE = re.compile(r"(?:[A-Z]{3}[A-Za-z0-9]{17}|did:e:\S+|id1[A-Za-z0-9]{32,33})\Z")
"""A `reference` that only names a thing: an id or an address."""

REFERENCE_IN_TEXT = re.compile(
    r"(https?://[^\s#\"<>]*?/r/(?:RLT|TOK|FIL)[A-Za-z0-9]*(?:\?[^\s#\"<>]*)?#)[A-Za-z0-9_=|-]+"
    r"|\b(?:UkxU|VE9L|RklM)[A-Za-z0-9_-]{60,}"
)
"""A reference inside a longer text: the url form up to its key, or the truncated form (RLT, TOK, FIL in base64)."""

REFERENCE_TYPES = ("IdentityFileReference", "ProprietaryFileReference")


def mask(value: Any, name: str = "") -> Any:
    """Copy a JSON value with its secrets replaced.

    Args:     value: any JSON value; bytes and numbers come back as they are.
              name: the name under which it stands, which may make it a secret.
    Returns:  the same structure; the value that was passed is left alone.
    """
    if isinstance(value, dict):
        return {key: mask(item, name_within(value, key, name)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mask(item, name) for item in value]
    if isinstance(value, str):
        return mask_text(value, name)
    return value


def name_within(parent: dict[str, Any], key: str, parent_name: str) -> str:
    """The name that decides about a member: some are secret only because of what they stand in."""
    if key == "value" and parent.get("@type") in REFERENCE_TYPES:
        return "fileReference"
    if parent_name in ("reference", "secretKey") and key in ("truncated", "url", "key"):
        return "secret"
    return key


def mask_text(text: str, name: str = "") -> str:
    """Replace a text that is a secret by its name, or the references within it."""
    if name == "reference":
        return text if not text or HARMLESS_REFERENCE.match(text) else MASK
    if text and SECRET_NAMES.search(name):
        return MASK
    return REFERENCE_IN_TEXT.sub(lambda found: f"{found[1] or ''}{MASK}", text)


def mask_query(query: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Mask the values of query parameters, whose names may be dotted paths."""
    return [(name, mask_text(value, name.rsplit(".", 1)[-1]) if name != "source.reference" else value)
            for name, value in query]  # fmt: skip
