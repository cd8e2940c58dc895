"""How Templates, Tokens and Files were written when what opens them stood in the record itself."""

from typing import TYPE_CHECKING

from enmeshed_kit.records import Json, Message, Token
from enmeshed_kit.sandbox.dialects.dialect import plain
from enmeshed_kit.sandbox.references import Openable
from enmeshed_kit.sandbox.secret_keys import secret_key_of

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

LATER_FIELDS = ("reference", "owner", "ownershipToken", "ownershipIsLocked", "tags")


def with_truncated_reference(record: Openable, account: "Account") -> Json:
    """A record that says its truncated reference twice; a File that does not say who owns it."""
    written = plain(record)
    written.pop("owner", None)
    return {**written, "truncatedReference": record.reference.truncated}


def with_secret_key(record: Openable, account: "Account") -> Json:
    """A record with its key and its truncated reference, before there was more to say of either."""
    written = {name: value for name, value in plain(record).items() if name not in LATER_FIELDS}
    return {**written, "secretKey": secret_key_of(record), "truncatedReference": record.reference.truncated}


def without_owner(token: Token, account: "Account") -> Json:
    """A Token with its key, before it said whether it is one's own."""
    written = with_secret_key(token, account)
    del written["isOwn"]
    return written


def with_attachments(message: Message, account: "Account") -> Json:
    """A Message with its Files as this era writes them."""
    return {**plain(message), "attachments": account.write(message.attachments)}
