"""RelationshipTemplates: own ones, and those of peers that were loaded here."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from enmeshed_kit.records import Json, Relationship, RelationshipTemplate, Token
from enmeshed_kit.sandbox.backbone import Stored
from enmeshed_kit.sandbox.collection import Collection
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import Fault, time_text, unexpected
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
from enmeshed_kit.sandbox.requests import items

if TYPE_CHECKING:
    pass

TOKEN_LIFE = timedelta(days=12)

NEW_TEMPLATE = schema.object_of(
    {"expiresAt": schema.DATE_TIME, "content": {}},
    maxNumberOfAllocations={"type": "number", "minimum": 1},
    forIdentity=schema.ADDRESS,
    passwordProtection=PASSWORD_PROTECTION,
)
LOADABLE = Loadable({"TOK": "token", "RLT": "relationship template"}, section="relationshipTemplates")


class Templates(Collection[RelationshipTemplate]):
    """What this Identity has of RelationshipTemplates.

    Of its class are:
        payload: the schema of a new template.
        read_loading: how a payload tells what is to be loaded.
        refused_peer: what is said of a peer's template for which somebody wants a Token.
    """

    kind = "RelationshipTemplate"
    prefix = "RLT"
    payload = NEW_TEMPLATE
    filter = Filter(
        keys=(
            *("isOwn", "createdAt", "expiresAt", "createdBy", "createdByDevice", "maxNumberOfAllocations"),
            *PROTECTION_KEYS,
        ),
        allowed=PASSWORD_KEYS,
        needs=PASSWORD_NEEDS,
    )
    read_loading = staticmethod(by_reference)
    refused_peer = "You cannot create a Token for a peer RelationshipTemplate."

    def create_own(self, body: Any) -> RelationshipTemplate:
        """Make an invitation.

        Raises:    Fault: a payload against the rules, or a Request that nobody could accept.
        Source:    POST /api/core/v1/RelationshipTemplates/Own → 201
        """
        if body is msgspec.UNSET:
            raise unexpected("Cannot read properties of undefined (reading 'expiresAt')")
        account = self._account
        schema.check(body, self.payload)
        check_conditions(body, account.now())
        template_content = self._read_content(body)
        protection = read_protection(body)
        account.backbone.check_address(body.get("forIdentity"), "For Identity", "POST RelationshipTemplates")
        lock = lock_for(protection, account.ids.salt())
        secret = Secret(
            id=account.ids.object_id("RLT"),
            key=account.ids.secret_key(),
            for_identity=body.get("forIdentity", "")[-4:],
            password=lock.text if lock else "",
        )
        template = RelationshipTemplate(
            id=secret.id,
            is_own=True,
            created_by=account.address,
            created_by_device=account.device_id,
            created_at=account.now(),
            content=template_content,
            expires_at=read_expiry(body["expiresAt"]),
            max_number_of_allocations=body.get("maxNumberOfAllocations"),
            for_identity=body.get("forIdentity"),
            password_protection=protection,
            reference=account.dialect.references.write(secret),
        )
        account.backbone.templates[template.id] = Stored(template, secret, lock)
        self._records[template.id] = template
        return template

    def _read_content(self, body: Json) -> Json:
        template_content = self._account.dialect.content.read_template_content(body["content"])
        if template_content.get("@type") != "RelationshipTemplateContent":
            return template_content
        template_content = self._with_expiry(template_content, body["expiresAt"])
        for occasion in ("onNewRelationship", "onExistingRelationship"):
            if request := template_content.get(occasion):
                self._check_request(request)
        return template_content

    def _with_expiry(self, template_content: Json, expires_at: str) -> Json:
        """A Request for new Relationships cannot outlive its template, and ends with it unless it says otherwise."""
        request = template_content["onNewRelationship"]
        template_expiry = read_expiry(expires_at)
        if request.get("expiresAt") is None:
            request = dict(sorted({**request, "expiresAt": time_text(template_expiry)}.items()))
            return {**template_content, "onNewRelationship": request}
        if read_expiry(request["expiresAt"]) > template_expiry:
            raise Fault(
                "error.runtime.relationshipTemplates.requestCannotExpireAfterRelationshipTemplate",
                "The expiration date of the Request within the onNewRelationship property of the "
                "RelationshipTemplateContent must be set such that the expiration date of the RelationshipTemplate "
                "is not exceeded.",
            )
        return template_content

    def _check_request(self, request: Json) -> None:
        result = items.validate_request({"@type": "Request", **request}, self._account, None)
        if result.is_success:
            return
        # A Connector trips over its own answer here, as it is no ordinary error of a use case.
        if result.code == "error.consumption.requests.cannotCreateRequestWithExpirationDateInPast":
            raise unexpected()
        raise Fault(result.code or "", result.message or "")

    def load_peer(self, body: Any) -> RelationshipTemplate:
        """Take over a peer's template by its reference, or by that of a Token that leads to it.

        Raises:    Fault: an unreadable reference, no or a wrong password, somebody else's template, none left.
        Source:    POST /api/core/v1/RelationshipTemplates/Peer → 201
        """
        secret, password = self.read_loading(body, LOADABLE, self._account)
        if secret.id.startswith("TOK"):
            secret = self._secret_in_token(secret, password)
        return self._load(secret, password)

    def _secret_in_token(self, secret: Secret, password: str | None) -> Secret:
        token = self._account.tokens.open(secret, password)
        if not isinstance(token.content, dict) or token.content.get("@type") != "TokenContentRelationshipTemplate":
            raise self._account.tokens.invalid_content()
        lock = token.content.get("passwordProtection")
        return Secret(
            id=token.content["templateId"],
            key=token.content["secretKey"]["key"],
            for_identity=token.content.get("forIdentity", "")[-4:],
            password="locked" if lock else "",
        )

    def _load(self, secret: Secret, password: str | None) -> RelationshipTemplate:
        account = self._account
        template = self._records.get(secret.id)
        check_reader(secret, account.address, password, account.now(), is_known=template is not None)
        if template is not None:
            self._confirm(template)
        else:
            loaded = account.backbone.load_template(secret, account.address, password)
            template = msgspec.structs.replace(loaded, is_own=loaded.created_by == account.address)
            self._records[template.id] = template
        if not template.is_own:
            account.automation.template_loaded(template)
        return template

    def _confirm(self, template: RelationshipTemplate) -> None:
        """What is here already needs nobody's consent to be loaded again."""

    def learn_exhausted(self, template_id: str) -> None:
        """Announce that the last allocation of an own template is taken."""
        if template := self._records.get(template_id):
            self._account.publish("transport.relationshipTemplateAllocationsExhausted", template)

    def delete(self, template_id: str) -> None:
        """Forget a template; an own one is also withdrawn from those who have not loaded it."""
        template = self._find(template_id, "templateId")
        del self._records[template_id]
        if template.is_own:
            self._account.backbone.templates.pop(template_id, None)

    def forget(self, relationship: Relationship) -> None:
        """Drop what a peer has shown here, and the own template of a decomposed Relationship if it was for one only.

        Nothing is withdrawn by that: whoever has the reference may go on using the template.
        """
        self._records = {
            template.id: template
            for template in self._records.values()
            if template.created_by != relationship.peer
            and not (template.id == relationship.template_id and template.max_number_of_allocations == 1)
        }

    def create_token(self, template_id: str, body: Any) -> Token:
        """Make a Token that leads to an own template.

        Raises:    Fault: a peer's template, or conditions that differ from those of the template.
        Source:    POST /api/core/v1/RelationshipTemplates/Own/{id}/Token → 201
        """
        account = self._account
        body = account.tokens.read_conditions(body, "templateId", template_id, "RLT")
        template = self._find(template_id, "templateId")
        if not template.is_own:
            raise Fault(
                "error.runtime.relationshipTemplates.cannotCreateTokenForPeerTemplate",
                self.refused_peer,
            )
        _check_inherited(template, body)
        expires_at = template.expires_at or account.now() + TOKEN_LIFE
        return account.tokens.issue(
            self._token_content(template),
            expires_at=read_expiry(body["expiresAt"]) if "expiresAt" in body else expires_at,
            is_ephemeral=body.get("ephemeral", True),
            for_identity=body.get("forIdentity"),
            protection=read_protection(body),
        )

    def _token_content(self, template: RelationshipTemplate) -> Json:
        stored = self._account.backbone.templates[template.id]
        token_content: Json = {"@type": "TokenContentRelationshipTemplate"}
        if template.for_identity:
            token_content["forIdentity"] = template.for_identity
        if stored.lock:
            token_content["passwordProtection"] = stored.lock.json()
        return {**token_content, "secretKey": {"key": stored.secret.key, "alg": 3}, "templateId": template.id}


class ConfirmedTemplates(Templates):
    """Templates for which the Backbone is asked each time they are loaded: after their expiry it has none."""

    def _confirm(self, template: RelationshipTemplate) -> None:
        self._account.backbone.confirm_template(template.id)


def _check_inherited(template: RelationshipTemplate, body: Json) -> None:
    if template.for_identity and body.get("forIdentity") != template.for_identity:
        raise Fault(
            "error.runtime.relationshipTemplates.personalizationMustBeInherited",
            "If a RelationshipTemplate is personalized, Tokens created from it must have the same personalization.",
        )
    if template.password_protection and read_protection(body) != template.password_protection:
        raise Fault(
            "error.runtime.relationshipTemplates.passwordProtectionMustBeInherited",
            "If a RelationshipTemplate has password protection, Tokens created from it must have the same password "
            "protection.",
        )
