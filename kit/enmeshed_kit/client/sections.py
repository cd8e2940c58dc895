"""One small class for each section of the API; a method is the product's action without the repeated noun.

Where an id is asked for, the record itself may be passed. In the sources, `P` is the API prefix.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

import msgspec

from enmeshed_kit.client import content as contents
from enmeshed_kit.client.envelope import result_of
from enmeshed_kit.client.filters import Filter, Filters, Identified, id_of, query_pairs, segment
from enmeshed_kit.client.http import Http
from enmeshed_kit.eras import Era
from enmeshed_kit.records import (
    Attribute,
    CanCreateResult,
    IdentityInfo,
    Json,
    Message,
    PasswordProtection,
    Reference,
    Relationship,
    RelationshipTemplate,
    SyncInfo,
)

T = TypeVar("T")
AttributeList: TypeAlias = list[Attribute]
TemplateList: TypeAlias = list[RelationshipTemplate]
RelationshipList: TypeAlias = list[Relationship]
MessageList: TypeAlias = list[Message]


def without_none(**fields: Any) -> Json:
    """A payload of the fields that were given."""
    return {name: value for name, value in fields.items() if value is not None}


class Section:
    """What the sections share: who makes the calls, and where the routes begin."""

    def __init__(self, http: Http, era: Era) -> None:
        self._http = http
        self._prefix = era.prefix

    def _call(self, kind: type[T], method: str, path: str, body: Any = None) -> T:
        return result_of(self._http.call(method, self._prefix + path, body=body), kind)

    def _listed(self, kind: type[T], path: str, filters: Filters, more: Mapping[str, Filter]) -> T:
        return result_of(self._http.call("GET", self._prefix + path, query=query_pairs(filters, more)), kind)

    def __repr__(self) -> str:
        actions = ", ".join(name for name in dir(self) if not name.startswith("_"))
        return f"<{type(self).__name__}: {actions}>"


class Account(Section):
    """The Identity of the Connector itself."""

    def identity_info(self) -> IdentityInfo:
        """Tell the Connector's address and public key.

        Source:  GET P/Account/IdentityInfo → 200 (Connector 7.4.6)
        """
        return self._call(IdentityInfo, "GET", "/Account/IdentityInfo")

    def sync(self) -> None:
        """Fetch what happened on the Backbone; `Connector.sync` also says what that was.

        Source:  POST P/Account/Sync → 204 (Connector 7.4.6)
        """
        self._http.call("POST", self._prefix + "/Account/Sync")

    def sync_info(self) -> SyncInfo:
        """Tell when the last sync was; before the first there is none.

        Source:  GET P/Account/SyncInfo → 200 (Connector 7.4.6)
        """
        return self._call(SyncInfo, "GET", "/Account/SyncInfo")


class Attributes(Section):
    """What Identities say about themselves, own and shared by peers."""

    def create(
        self, content: Json | None = None, *, value: Json | None = None, tags: Sequence[str] | None = None
    ) -> Attribute:
        """Create an Attribute about this Identity.

        Args:     content: `{"value": {…}, "tags": […]}`, as the API wants it; or else `value` and `tags` alone.
                  value: for instance `content.attribute_value("DisplayName", "Demo")`.
        Returns:  the Attribute; the Connector filled in the owner.
        Raises:   BadRequestError: the value is invalid, or there is one like it already.
        Source:   POST P/Attributes → 201 (Connector 7.4.6)
        """
        return self._call(Attribute, "POST", "/Attributes", contents.attribute_payload(content, value, tags))

    def can_create(
        self, content: Json | None = None, *, value: Json | None = None, tags: Sequence[str] | None = None
    ) -> CanCreateResult:
        """Ask whether `create` would succeed, and why not.

        Source:  PUT P/Attributes/CanCreate → 200 (Connector 7.4.6)
        """
        payload = contents.attribute_payload(content, value, tags)
        return self._call(CanCreateResult, "PUT", "/Attributes/CanCreate", payload)

    def find_or_create(self, value: Json) -> Attribute:
        """Return the own Attribute that has this value already, else create it: safe to run twice.

        Source:  GET P/Attributes/Own/Identity → 200, POST P/Attributes → 201 (Connector 7.4.6)
        """
        for attribute in self.own_identity({"content.value.@type": value.get("@type")}):
            if contents.same_value(attribute.content.get("value"), value):
                return attribute
        return self.create(value=value)

    def get(self, attribute: Identified) -> Attribute:
        """Read one Attribute.

        Raises:  NotFoundError: no such Attribute here.
        Source:  GET P/Attributes/{id} → 200 (Connector 7.4.6)
        """
        return self._call(Attribute, "GET", f"/Attributes/{segment(attribute)}")

    def list(self, filters: Filters = None, /, **more: Filter) -> AttributeList:
        """List Attributes, own and peers', all their versions.

        Source:  GET P/Attributes → 200 (Connector 7.4.6)
        """
        return self._listed(AttributeList, "/Attributes", filters, more)

    def own_identity(self, filters: Filters = None, /, **more: Filter) -> AttributeList:
        """List the Attributes about this Identity, their latest versions.

        Source:  GET P/Attributes/Own/Identity → 200 (Connector 7.4.6)
        """
        return self._listed(AttributeList, "/Attributes/Own/Identity", filters, more)

    def own_shared(self, peer: str, filters: Filters = None, /, **more: Filter) -> AttributeList:
        """List the own Attributes that a peer was given.

        Source:  GET P/Attributes/Own/Shared/{peer} → 200 (Connector 7.4.6)
        """
        return self._listed(AttributeList, f"/Attributes/Own/Shared/{segment(peer)}", filters, more)

    def peer(self, peer: str, filters: Filters = None, /, **more: Filter) -> AttributeList:
        """List the Attributes that a peer shared.

        Source:  GET P/Attributes/Peer/{peer} → 200 (Connector 7.4.6)
        """
        return self._listed(AttributeList, f"/Attributes/Peer/{segment(peer)}", filters, more)


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
        text = reference.url if isinstance(reference, Reference) else reference.strip()
        payload = without_none(reference=text, password=password)
        return self._call(RelationshipTemplate, "POST", "/RelationshipTemplates/Peer", payload)

    def list(self, filters: Filters = None, /, **more: Filter) -> TemplateList:
        """List templates, own and peers'.

        Source:  GET P/RelationshipTemplates → 200 (Connector 7.4.6)
        """
        return self._listed(TemplateList, "/RelationshipTemplates", filters, more)

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
        path = f"{self._prefix}/RelationshipTemplates/{segment(template)}"
        return self._http.call("GET", path, accept="image/png").content


class Relationships(Section):
    """Relationships as this Identity knows them since its last sync."""

    def list(self, filters: Filters = None, /, **more: Filter) -> RelationshipList:
        """List Relationships; `peer`, `status` and `template_id` filter.

        Source:  GET P/Relationships → 200 (Connector 7.4.6)
        """
        more = {name: id_of(value) if isinstance(value, msgspec.Struct) else value for name, value in more.items()}
        return self._listed(RelationshipList, "/Relationships", filters, more)

    def get(self, relationship: Identified) -> Relationship:
        """Read one Relationship.

        Raises:  NotFoundError: no such Relationship here, or not before a sync.
        Source:  GET P/Relationships/{id} → 200 (Connector 7.4.6)
        """
        return self._call(Relationship, "GET", f"/Relationships/{segment(relationship)}")

    def accept(self, relationship: Identified) -> Relationship:
        """Accept a pending Relationship that the other side asked for.

        Returns:  the Relationship, status "Active"; the peer sees it after its next sync.
        Raises:   BadRequestError: it is not pending, or this side asked for it.
        Source:   PUT P/Relationships/{id}/Accept → 200 (Connector 7.4.6)
        """
        return self._call(Relationship, "PUT", f"/Relationships/{segment(relationship)}/Accept")

    def reject(self, relationship: Identified) -> Relationship:
        """Reject a pending Relationship that the other side asked for.

        Returns:  the Relationship, status "Rejected".
        Raises:   BadRequestError: it is not pending, or this side asked for it.
        Source:   PUT P/Relationships/{id}/Reject → 200 (Connector 7.4.6)
        """
        return self._call(Relationship, "PUT", f"/Relationships/{segment(relationship)}/Reject")

    def attributes(self, relationship: Identified) -> AttributeList:
        """List the Attributes that both sides know from each other.

        Source:  GET P/Relationships/{id}/Attributes → 200 (Connector 7.4.6)
        """
        return self._call(AttributeList, "GET", f"/Relationships/{segment(relationship)}/Attributes")


class Messages(Section):
    """Messages, sent and received."""

    def send(
        self, recipients: str | Sequence[str] | None, content: Json, attachments: Sequence[Identified] = ()
    ) -> Message:
        """Send a Message to peers with whom there is an Active Relationship.

        Args:     recipients: their addresses; None takes those of the Mail.
                  content: for instance `content.mail(to, subject, body)`.
                  attachments: Files that were uploaded before.
        Returns:  the Message; the peer has it after its next sync.
        Raises:   BadRequestError: no Active Relationship, or the recipients are not those of the Mail.
        Source:   POST P/Messages → 201 (Connector 7.4.6)
        """
        payload: Json = {"recipients": contents.recipients(recipients, content), "content": content}
        if attachments:
            payload["attachments"] = [id_of(file) for file in attachments]
        return self._call(Message, "POST", "/Messages", payload)

    def list(self, filters: Filters = None, /, **more: Filter) -> MessageList:
        """List Messages; `created_by`, `is_own` and `{"content.@type": …}` filter, among others.

        Source:  GET P/Messages → 200 (Connector 7.4.6)
        """
        return self._listed(MessageList, "/Messages", filters, more)

    def get(self, message: Identified) -> Message:
        """Read one Message, its attachments as whole Files.

        Raises:  NotFoundError: no such Message here, or not before a sync.
        Source:  GET P/Messages/{id} → 200 (Connector 7.4.6)
        """
        return self._call(Message, "GET", f"/Messages/{segment(message)}")
