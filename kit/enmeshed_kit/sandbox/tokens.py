"""Tokens: small encrypted objects that a reference opens."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from enmeshed_kit.records import Json, PasswordProtection, Token
from enmeshed_kit.sandbox.backbone import Stored
from enmeshed_kit.sandbox.content import Vocabulary, schema
from enmeshed_kit.sandbox.content.shapes import Misfit
from enmeshed_kit.sandbox.faults import Fault, invalid_property, record_not_found, unexpected
from enmeshed_kit.sandbox.filters import PASSWORD_KEYS, PASSWORD_NEEDS, Filter, Query
from enmeshed_kit.sandbox.protection import (
    PASSWORD_PROTECTION,
    check_conditions,
    check_reader,
    lock_for,
    read_expiry,
    read_protection,
)
from enmeshed_kit.sandbox.references import Secret, is_reference, read_reference

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

NEW_TOKEN = schema.object_of(
    {"content": {}, "expiresAt": schema.DATE_TIME},
    ephemeral={"type": "boolean"},
    forIdentity=schema.ADDRESS,
    passwordProtection=PASSWORD_PROTECTION,
)
TOKEN_FILTER = Filter(
    keys=(
        "isOwn",
        "createdAt",
        "createdBy",
        "createdByDevice",
        "expiresAt",
        "forIdentity",
        "passwordProtection",
        "passwordProtection.password",
        "passwordProtection.passwordIsPin",
        "passwordProtection.passwordLocationIndicator",
    ),
    allowed=PASSWORD_KEYS,
    needs=PASSWORD_NEEDS,
)


def invalid_token_content() -> Fault:
    """A Token that does not hold what the route needs."""
    return Fault("error.runtime.invalidTokenContent", "The given Token has an invalid content for this route.")


class Tokens:
    """What this Identity has of Tokens; ephemeral ones are only passed through."""

    def __init__(self, account: "Account") -> None:
        self._account = account
        self._records: dict[str, Token] = {}

    def create_own(self, body: Any) -> Token:
        """Make a Token of any content.

        Source:    POST /api/core/v1/Tokens/Own → 201
        """
        if body is msgspec.UNSET:
            raise unexpected("Cannot read properties of undefined (reading 'ephemeral')")
        schema.check(body, NEW_TOKEN)
        check_conditions(body, self._account.now())
        return self.issue(
            _read_content(body["content"], self._account.dialect.content),
            expires_at=read_expiry(body["expiresAt"]),
            is_ephemeral=body.get("ephemeral", False),
            for_identity=body.get("forIdentity"),
            protection=read_protection(body),
        )

    def issue(
        self,
        content: Json,
        *,
        expires_at: datetime,
        is_ephemeral: bool,
        for_identity: str | None = None,
        protection: PasswordProtection | None = None,
    ) -> Token:
        """Put a Token on the Backbone, and keep it unless it is ephemeral."""
        account = self._account
        account.backbone.check_address(for_identity, "For Identity", "POST Tokens")
        lock = lock_for(protection, account.ids.salt())
        secret = Secret(
            id=account.ids.object_id("TOK"),
            key=account.ids.secret_key(),
            for_identity=(for_identity or "")[-4:],
            password=lock.text if lock else "",
        )
        token = Token(
            id=secret.id,
            is_own=True,
            created_by=account.address,
            created_by_device=account.device_id,
            content=content,
            created_at=account.now(),
            expires_at=expires_at,
            for_identity=for_identity,
            password_protection=protection,
            reference=account.dialect.references.write(secret),
            is_ephemeral=is_ephemeral,
        )
        account.backbone.tokens[token.id] = Stored(token, secret, lock)
        if not is_ephemeral:
            self._records[token.id] = token
        return token

    def load_peer(self, body: Any) -> Token:
        """Read a Token by its reference, and keep it unless the caller wants it ephemeral.

        Source:    POST /api/core/v1/Tokens/Peer → 201
        """
        reference, password = read_loading(body, ("TOK",), "token reference invalid", ephemeral={"type": "boolean"})
        token = self.open(read_reference(reference, self._account.now()), password)
        if token.id in self._records:
            return token
        token = msgspec.structs.replace(token, is_ephemeral=body.get("ephemeral", False))
        if not token.is_ephemeral:
            self._records[token.id] = token
        return token

    def open(self, secret: Secret, password: str | None) -> Token:
        """Read a Token without keeping it.

        Raises:    Fault: not for this Identity, no or a wrong password, gone.
        """
        account = self._account
        check_reader(secret, account.address, password, account.now())
        if token := self._records.get(secret.id):
            return token
        token = account.backbone.load_token(secret, account.address, password)
        return msgspec.structs.replace(token, is_own=token.created_by == account.address)

    def list_own(self, query: Query) -> list[Token]:
        """Own Tokens that fit the query."""
        return [token for token in TOKEN_FILTER.select(self._records.values(), query) if token.is_own]

    def list_peer(self, query: Query) -> list[Token]:
        """Loaded Tokens that fit the query."""
        return [token for token in TOKEN_FILTER.select(self._records.values(), query) if not token.is_own]

    def get(self, token_id: str) -> Token:
        """One Token.

        Raises:    Fault: malformed id, or not kept here.
        """
        return self._find(token_id, "id")

    def delete(self, token_id: str) -> None:
        """Forget a Token; an own one is withdrawn."""
        token = self._find(token_id, "tokenId")
        del self._records[token_id]
        if token.is_own:
            self._account.backbone.tokens.pop(token_id, None)

    def _find(self, token_id: str, property_name: str) -> Token:
        schema.check({property_name: token_id}, {"properties": {property_name: schema.id_of("TOK")}})
        if token := self._records.get(token_id):
            return token
        raise record_not_found("Token")


def read_loading(body: Any, kinds: tuple[str, ...], complaint: str, **more: schema.Schema) -> tuple[str, str | None]:
    """Reference and password of a loading call; whatever is wrong with it, a Connector complains of the reference.

    Args:      kinds: prefixes of what the reference may lead to.  more: properties that the call has besides.
    """
    loading = schema.object_of({"reference": {"type": "string"}}, password={"type": "string"}, **more)
    try:
        schema.check(body, loading)
    except Fault:
        raise invalid_property(complaint) from None
    if not is_reference(body["reference"], kinds):
        raise invalid_property(complaint)
    return body["reference"], body.get("password")


def _read_content(content: Any, vocabulary: Vocabulary) -> Json:
    """Anything is spread into an object, as JavaScript does it; a type nobody knows is refused."""
    try:
        read = vocabulary.read_any(content)
    except Misfit:
        raise invalid_token_content() from None
    if isinstance(read, str | list):
        return {str(index): value for index, value in enumerate(read)}
    return read if isinstance(read, dict) else {}
