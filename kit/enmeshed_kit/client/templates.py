"""The section about RelationshipTemplates. In the sources, `P` is the API prefix."""

from datetime import datetime
from typing import TypeAlias

from enmeshed_kit.client.filters import Filter, Filters, Identified, segment
from enmeshed_kit.client.sections import Section, reference_text, token_conditions, without_none
from enmeshed_kit.records import Json, PasswordProtection, Reference, RelationshipTemplate, Token

TemplateList: TypeAlias = list[RelationshipTemplate]


class RelationshipTemplates(Section):
    """Invitations to form a Relationship, own and loaded from peers."""

    def create_own(
        self,
        *,
        content: Json,
        expires_at: datetime | str,
        max_number_of_allocations: int | None = None,
        for_identity: str | None = None,
        password_protection: PasswordProtection | Json | None = None,
    ) -> RelationshipTemplate:
        """Create a template that a peer can load by its reference.

        Args:     content: for instance `content.template_content(request)`.
                  expires_at: computed from `connector.now()`.
                  max_number_of_allocations: how many Identities may load it; without a number, any.
        Returns:  the template; its `reference` contains the key that decrypts it.
        Raises:   BadRequestError: the content is invalid, or the expiry lies in the past.
        Source:   POST P/RelationshipTemplates/Own → 201 (Connector 7.4.6)
        """
        payload = without_none(
            maxNumberOfAllocations=max_number_of_allocations,
            expiresAt=expires_at,
            content=content,
            forIdentity=for_identity,
            passwordProtection=password_protection,
        )
        return self._call(RelationshipTemplate, "POST", "/RelationshipTemplates/Own", payload)

    def load_peer(self, reference: str | Reference, password: str | None = None) -> RelationshipTemplate:
        """Load a peer's template; this takes one of its allocations, even without going on.

        Args:     reference: what the QR code says, or either form of the template's reference.
        Returns:  the template; a moment later its Request stands among the incoming ones.
        Raises:   BadRequestError: no reference, or a password is needed.  NotFoundError: expired, deleted, or the
                  password is wrong.  ServerError: used up.
        Source:   POST P/RelationshipTemplates/Peer → 201 (Connector 7.4.6)
        """
        payload = without_none(reference=reference_text(reference), password=password)
        return self._call(RelationshipTemplate, "POST", "/RelationshipTemplates/Peer", payload)

    def list(self, filters: Filters = None, /, **more: Filter) -> TemplateList:
        """List templates, own and peers'.

        Source:  GET P/RelationshipTemplates → 200 (Connector 7.4.6)
        """
        return self._listed(TemplateList, "/RelationshipTemplates", filters, more)

    def list_own(self, filters: Filters = None, /, **more: Filter) -> TemplateList:
        """List the templates of this Identity.

        Source:  GET P/RelationshipTemplates/Own → 200 (Connector 7.4.6)
        """
        return self._listed(TemplateList, "/RelationshipTemplates/Own", filters, more)

    def list_peer(self, filters: Filters = None, /, **more: Filter) -> TemplateList:
        """List the templates that were loaded from peers.

        Source:  GET P/RelationshipTemplates/Peer → 200 (Connector 7.4.6)
        """
        return self._listed(TemplateList, "/RelationshipTemplates/Peer", filters, more)

    def get(self, template: Identified) -> RelationshipTemplate:
        """Read one template.

        Raises:  NotFoundError: no such template here.
        Source:  GET P/RelationshipTemplates/{id} → 200 (Connector 7.4.6)
        """
        return self._call(RelationshipTemplate, "GET", f"/RelationshipTemplates/{segment(template)}")

    def qr_code(self, template: Identified) -> bytes:
        """Draw the template's reference as a QR code, for an app to scan.

        Returns:  a PNG picture.
        Source:   GET P/RelationshipTemplates/{id}, Accept: image/png → 200 (Connector 7.4.6)
        """
        return self._picture("GET", f"/RelationshipTemplates/{segment(template)}")

    def create_token(
        self,
        template: Identified,
        *,
        expires_at: datetime | str | None = None,
        ephemeral: bool | None = None,
        for_identity: str | None = None,
        password_protection: PasswordProtection | Json | None = None,
    ) -> Token:
        """Make a Token that leads to an own template; its reference, too, loads the template.

        Args:     expires_at: left out, it ends with the template.
                  ephemeral: False keeps it among the Tokens; left out, it is not kept.
                  for_identity, password_protection: the template's own, if it has any.
        Raises:   BadRequestError: the template is a peer's, or less protected by the Token.
        Source:   POST P/RelationshipTemplates/Own/{id}/Token → 201 (Connector 7.4.6)
        """
        conditions = token_conditions(expires_at, ephemeral, for_identity, password_protection)
        return self._call(Token, "POST", f"/RelationshipTemplates/Own/{segment(template)}/Token", conditions)

    def delete(self, template: Identified) -> None:
        """Delete a template; an own one can then be loaded by nobody, who has loaded it keeps it.

        Raises:  NotFoundError: no such template here.
        Source:  DELETE P/RelationshipTemplates/{id} → 204 (Connector 7.4.6)
        """
        self._api.call("DELETE", f"/RelationshipTemplates/{segment(template)}")
