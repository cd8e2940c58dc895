"""What the calls are given that load a peer's Template, Token or File: a reference, or once an id and a key."""

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import Fault, invalid_property
from enmeshed_kit.sandbox.references import TRUNCATED_PREFIXES, Secret
from enmeshed_kit.sandbox.secret_keys import read_secret_key

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account


class Loadable(msgspec.Struct, frozen=True):
    """What one call loads.

    Args:      nouns: what a Connector calls the things to which its reference may lead, by prefix of their ids; the
               last one is what is loaded, the others lead to it.
               section: the part of the API in its own faults.
               more: further properties of the call's payload.
    """

    nouns: dict[str, str]
    section: str = ""
    more: dict[str, schema.Schema] = msgspec.field(default_factory=dict)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The prefixes of ids."""
        return tuple(self.nouns)

    @property
    def complaint(self) -> str:
        """Whatever is wrong with a reference, a Connector says no more."""
        return f"{' / '.join(self.nouns.values())} reference invalid"


class Loading(NamedTuple):
    """What is to be loaded, and the password given for it."""

    secret: Secret
    password: str | None = None


def by_reference(body: Any, loadable: Loadable, account: "Account") -> Loading:
    """A reference, with a password where it needs one.

    Raises:    Fault: no such payload, or an unreadable reference.
    """
    loading = schema.object_of({"reference": {"type": "string"}}, password={"type": "string"}, **loadable.more)
    reference = _checked_reference(body, loading, loadable, account)
    return Loading(account.dialect.references.read(reference, account.now()), body.get("password"))


def by_reference_or_key(body: Any, loadable: Loadable, account: "Account") -> Loading:
    """A reference, or instead of it the id and the key that it would hold.

    Raises:    Fault: neither of them, or an unreadable one.
    """
    if "reference" in body:
        loading = schema.object_of({"reference": {"type": "string"}}, **loadable.more)
        reference = _checked_reference(body, loading, loadable, account)
        _check_beginning(reference, loadable)
        return Loading(account.dialect.references.read(reference, account.now()))
    if not ("id" in body and "secretKey" in body):
        text = "The given combination of properties in the payload is not supported."
        raise Fault("error.runtime.validation.invalidPayload", text)
    key: schema.Schema = {"type": "string", "minLength": 10}
    schema.check(body, schema.object_of({"id": schema.id_of(loadable.kinds[-1]), "secretKey": key}, **loadable.more))
    return Loading(Secret(id=body["id"], key=read_secret_key(body["secretKey"], account.now())))


def _checked_reference(body: Json, loading: schema.Schema, loadable: Loadable, account: "Account") -> str:
    try:
        schema.check(body, loading)
    except Fault:
        raise invalid_property(loadable.complaint) from None
    reference: str = body["reference"]
    if not account.dialect.references.are(reference, loadable.kinds):
        raise invalid_property(loadable.complaint)
    return reference


def _check_beginning(reference: str, loadable: Loadable) -> None:
    beginnings = [TRUNCATED_PREFIXES[kind] for kind in loadable.kinds]
    if loadable.section and not reference.startswith(tuple(beginnings)):
        *_, noun = loadable.nouns.values()
        raise Fault(
            f"error.runtime.{loadable.section}.invalidReference",
            f"The given reference '{reference}' is not valid. The reference for a {noun} must start with "
            f"'{beginnings[0]}' or '{beginnings[-1]}'.",
        )
