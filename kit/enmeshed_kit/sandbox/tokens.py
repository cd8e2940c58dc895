"""Tokens: small encrypted objects that a reference opens."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from enmeshed_kit.records import Json, PasswordProtection, Token
from enmeshed_kit.sandbox.backbone import Stored
from enmeshed_kit.sandbox.collection import Collection
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.content.shapes import Misfit
from enmeshed_kit.sandbox.faults import Fault, unexpected
from enmeshed_kit.sandbox.filters import PASSWORD_KEYS, PASSWORD_NEEDS, Filter
from enmeshed_kit.sandbox.loading import Loadable, by_reference
from enmeshed_kit.sandbox.protection import (
    PASSWORD_PROTECTION,
    PROTECTION_KEYS,
    check_conditions,
    check_reader,
    lock_for,
    read_expiry,
    read_protection,
)
from enmeshed_kit.sandbox.references import Secret

if TYPE_CHECKING:
    pass

NEW_TOKEN = schema.object_of(
    {"content": {}, "expiresAt": schema.DATE_TIME},
    ephemeral={"type": "boolean"},
    forIdentity=schema.ADDRESS,
    passwordProtection=PASSWORD_PROTECTION,
)
LOADABLE = Loadable({"TOK": "token"}, more={"ephemeral": {"type": "boolean"}})


class Tokens(Collection[Token]):
    """What this Identity has of Tokens; ephemeral ones are only passed through.

    Of its class are:
        payload: the schema of a new Token.
        conditions: what the calls that make a Token for something look at; anything else is passed over.
        read_loading: how a payload tells what is to be loaded.
        refused_content: what is said of a Token that does not hold what the route needs.
    """

    kind = "Token"
    prefix = "TOK"
    payload = NEW_TOKEN
    filter = Filter(
        keys=("isOwn", "createdAt", "createdBy", "createdByDevice", "expiresAt", *PROTECTION_KEYS),
        allowed=PASSWORD_KEYS,
        needs=PASSWORD_NEEDS,
    )
    conditions: ClassVar[dict[str, schema.Schema]] = {
        "expiresAt": schema.DATE_TIME,
        "ephemeral": {"type": "boolean"},
        "forIdentity": schema.ADDRESS,
        "passwordProtection": PASSWORD_PROTECTION,
    }
    read_loading = staticmethod(by_reference)
    refused_content = "The given Token has an invalid content for this route."

    def create_own(self, body: Any) -> Token:
        """Make a Token of any content.

        Source:    POST /api/core/v1/Tokens/Own → 201
        """
        if body is msgspec.UNSET:
            raise unexpected("Cannot read properties of undefined (reading 'ephemeral')")
        schema.check(body, self.payload)
        check_conditions(body, self._account.now())
        return self.issue(
            self._read_content(body["content"]),
            expires_at=read_expiry(body["expiresAt"]),
            is_ephemeral=body.get("ephemeral", False),
            for_identity=body.get("forIdentity"),
            protection=read_protection(body),
        )

    def _read_content(self, content: Any) -> Json:
        """Anything is spread into an object, as JavaScript does it; a type nobody knows is refused."""
        try:
            read = self._account.dialect.content.read_any(content)
        except Misfit:
            raise self.invalid_content() from None
        if isinstance(read, str | list):
            return {str(index): value for index, value in enumerate(read)}
        return read if isinstance(read, dict) else {}

    def invalid_content(self) -> Fault:
        """A Token that does not hold what the route needs."""
        return Fault("error.runtime.invalidTokenContent", self.refused_content)

    def read_conditions(self, body: Any, id_name: str, object_id: str, prefix: str) -> Json:
        """The conditions of a Token for something else, checked together with that thing's id."""
        if body is msgspec.UNSET:
            raise unexpected("Cannot read properties of undefined (reading 'expiresAt')")
        conditions = {name: body[name] for name in self.conditions if isinstance(body, dict) and name in body}
        schema.check(
            {id_name: object_id, **conditions}, schema.object_of({id_name: schema.id_of(prefix)}, **self.conditions)
        )
        self._check_conditions(conditions)
        return conditions

    def _check_conditions(self, conditions: Json) -> None:
        check_conditions(conditions, self._account.now())

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
        account.backbone.check_expiry(expires_at, "POST Tokens")
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
        token = self.open(*self.read_loading(body, LOADABLE, self._account))
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
        token = self._records.get(secret.id)
        check_reader(secret, account.address, password, account.now(), is_known=token is not None)
        if token is not None:
            return token
        token = account.backbone.load_token(secret, account.address, password)
        return msgspec.structs.replace(token, is_own=token.created_by == account.address)

    def delete(self, token_id: str) -> None:
        """Forget a Token; an own one is withdrawn."""
        token = self._find(token_id, "tokenId")
        del self._records[token_id]
        if token.is_own:
            self._account.backbone.tokens.pop(token_id, None)

    def forget_peer(self, peer: str) -> None:
        """Drop the Tokens of a peer."""
        self._records = {key: token for key, token in self._records.items() if token.created_by != peer}
