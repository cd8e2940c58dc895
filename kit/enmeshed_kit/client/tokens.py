"""The section about Tokens. In the sources, `P` is the API prefix."""

from datetime import datetime
from typing import Any, TypeAlias

from enmeshed_kit.client.filters import Filter, Filters, Identified, segment
from enmeshed_kit.client.sections import Section, reference_text, token_conditions, without_none
from enmeshed_kit.records import Json, PasswordProtection, Reference, Token

TokenList: TypeAlias = list[Token]


class Tokens(Section):
    """Small encrypted objects that a reference opens; an ephemeral one is not kept."""

    def create_own(
        self,
        *,
        content: Any,
        expires_at: datetime | str,
        ephemeral: bool | None = None,
        for_identity: str | None = None,
        password_protection: PasswordProtection | Json | None = None,
    ) -> Token:
        """Put any JSON on the Backbone, encrypted.

        Args:     expires_at: computed from `connector.now()`.
                  ephemeral: True does not keep it here; left out, it is kept.
        Returns:  the Token; its `reference` contains the key that decrypts it.
        Source:   POST P/Tokens/Own → 201 (Connector 7.4.6)
        """
        conditions = token_conditions(expires_at, ephemeral, for_identity, password_protection)
        return self._call(Token, "POST", "/Tokens/Own", {"content": content, **conditions})

    def load_peer(
        self, reference: str | Reference, password: str | None = None, *, ephemeral: bool | None = None
    ) -> Token:
        """Read a peer's Token.

        Args:     ephemeral: True does not keep it here; left out, it is kept.
        Raises:   BadRequestError: no reference of a Token, or a password is needed.  NotFoundError: expired, deleted,
                  or the password is wrong.
        Source:   POST P/Tokens/Peer → 201 (Connector 7.4.6)
        """
        payload = without_none(reference=reference_text(reference), password=password, ephemeral=ephemeral)
        return self._call(Token, "POST", "/Tokens/Peer", payload)

    def list_own(self, filters: Filters = None, /, **more: Filter) -> TokenList:
        """List the Tokens of this Identity that were kept.

        Source:  GET P/Tokens/Own → 200 (Connector 7.4.6)
        """
        return self._listed(TokenList, "/Tokens/Own", filters, more)

    def list_peer(self, filters: Filters = None, /, **more: Filter) -> TokenList:
        """List the Tokens of peers that were kept.

        Source:  GET P/Tokens/Peer → 200 (Connector 7.4.6)
        """
        return self._listed(TokenList, "/Tokens/Peer", filters, more)

    def get(self, token: Identified) -> Token:
        """Read one Token that was kept.

        Raises:  NotFoundError: no such Token here; ephemeral ones never are.
        Source:  GET P/Tokens/{id} → 200 (Connector 7.4.6)
        """
        return self._call(Token, "GET", f"/Tokens/{segment(token)}")

    def qr_code(self, token: Identified) -> bytes:
        """Draw the reference of a Token that was kept as a QR code.

        Returns:  a PNG picture.
        Source:   GET P/Tokens/{id}, Accept: image/png → 200 (Connector 7.4.6)
        """
        return self._picture("GET", f"/Tokens/{segment(token)}")

    def delete(self, token: Identified) -> None:
        """Delete a Token; an own one can then be loaded by nobody.

        Source:  DELETE P/Tokens/{id} → 204 (Connector 7.4.6)
        """
        self._api.call("DELETE", f"/Tokens/{segment(token)}")
