"""RelationshipChanges: a Relationship is asked for by a change, which the peer accepts or rejects, each with a content.

The sandbox keeps a change as two entries of the Relationship's log: its request and its response.
"""

from typing import TYPE_CHECKING, Any, cast

import msgspec

from enmeshed_kit.records import AuditLogEntry, Json, Relationship, RelationshipTemplate, RequestSource
from enmeshed_kit.sandbox import rules
from enmeshed_kit.sandbox.addresses import Base58Addresses
from enmeshed_kit.sandbox.backbone import Backbone, StoredRelationship
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import Fault, core_fault, record_not_found
from enmeshed_kit.sandbox.relationships import KIND
from enmeshed_kit.sandbox.shown_templates import RelationshipsWithTemplate, RelationshipWithTemplate, with_template

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

NEW_RELATIONSHIP = schema.object_of({"templateId": schema.id_of("RLT"), "content": {}})
RESPONSE = schema.object_of({"relationshipId": schema.id_of("REL"), "changeId": schema.id_of("RCH"), "content": {}})


class ChangeEntry(AuditLogEntry, kw_only=True):
    """An entry of the log that is one half of a RelationshipChange: its request or its response."""

    change_id: str
    content: Json | None = None


class RelationshipChanges(RelationshipsWithTemplate):
    """Relationships whose creation is a change: any content on any template, and nobody but the Backbone objects."""

    creation_type = "RelationshipCreationChangeRequestContent"

    def __init__(self, account: "Account") -> None:
        super().__init__(account)
        self._secret_ids: dict[str, str] = {}

    def create(self, body: Any) -> Relationship:
        """Ask the owner of a loaded template for a Relationship.

        Raises:    Fault: unknown template, a content of no known class, an own template, one exists already.
        Source:    POST /api/v2/Relationships → 201 (Connector 4.6.4)
        """
        schema.check(body, NEW_RELATIONSHIP)
        template = self._account.templates.find(body["templateId"])
        if template is None:
            raise record_not_found("RelationshipTemplate")
        return self.send(template, self._account.dialect.content.read_creation_content(body["content"]))

    def _obstacle(self, template: RelationshipTemplate) -> Fault | None:
        """A Connector sends what it is told and leaves it to the Backbone to refuse."""

    def _creation_entry(self, creation_content: Json) -> AuditLogEntry:
        entry = super()._creation_entry(creation_content)
        return _half_of_change(entry, self._account.ids.object_id("RCH"), creation_content)

    def accept_change(self, relationship_id: str, change_id: str, body: Any) -> Relationship:
        """Let a peer in that has used an own template.

        Source:    PUT /api/v2/Relationships/{id}/Changes/{changeId}/Accept → 200 (Connector 4.6.4)
        """
        return self._respond(relationship_id, change_id, body, "Accept")

    def reject_change(self, relationship_id: str, change_id: str, body: Any) -> Relationship:
        """Turn down a peer that has used an own template.

        Source:    PUT /api/v2/Relationships/{id}/Changes/{changeId}/Reject → 200 (Connector 4.6.4)
        """
        return self._respond(relationship_id, change_id, body, "Reject")

    def _respond(self, relationship_id: str, change_id: str, body: Any, action: str) -> Relationship:
        said = {"content": body["content"]} if isinstance(body, dict) and "content" in body else {}
        schema.check({"relationshipId": relationship_id, "changeId": change_id, **said}, RESPONSE)
        relationship = self.find(relationship_id)
        if relationship is None:
            raise record_not_found(KIND)
        if _creation_change_id(relationship) != change_id:
            raise record_not_found("RelationshipChange")
        self._check(relationship, action)
        return self._change(relationship, action, self._read_response(said["content"]))

    def _check(self, relationship: Relationship, action: str) -> None:
        if (relationship.status, action) not in rules.RELATIONSHIP:
            status = _status_of_change(relationship)
            reason = f"The relationship change has the wrong status ({status}) to run this operation"
            raise self._refusal("wrongChangeStatus", reason)
        if self._party(relationship).is_initiator:
            secret_id = self._secret_ids.setdefault(relationship.id, self._account.ids.secret_id())
            code, reason = rules.ONLY_WITH_SECRET_OF_PEER
            raise core_fault(code, reason, self._account.now(), {"secretId": secret_id})

    def _read_response(self, content: Any) -> Json | None:
        return None if content is None else self._account.dialect.content.read_creation_content(content)

    def _change(self, relationship: Relationship, action: str, content: Json | None) -> Relationship:
        backbone = self._account.backbone
        stored = backbone.relationships[relationship.id]
        new_status = backbone.check_action(stored, self._account.address, action)
        entry = self._entry(rules.REASONS[action], stored.status, new_status)
        backbone.change_relationship(stored, _half_of_change(entry, _creation_change_id(relationship), content))
        return self._take_over(stored, stored.status)

    def _learn_change(self, known: Relationship, stored: StoredRelationship) -> Relationship | None:
        """An answer without content cannot be read by the peer, who waits on."""
        is_readable = cast(ChangeEntry, stored.audit_log[-1]).content is not None
        return super()._learn_change(known, stored) if is_readable else None

    def response_source(self, relationship: Relationship) -> RequestSource:
        """The change that created a Relationship: a Response came with it."""
        return RequestSource(type="RelationshipChange", reference=_creation_change_id(relationship))


class BackboneOfChanges(Backbone):
    """A Backbone that alone says no: to a second Relationship, and to one by a template that has expired."""

    knows_passwords = False
    most_waiting_messages = 20

    def _check_creation(self, template: RelationshipTemplate, initiator: str) -> None:
        if self._has_expired(template):
            raise self._not_found("RelationshipTemplate")
        if template.created_by == initiator:
            self._refuse_creation(*rules.CHANGE_WITH_ONESELF)
        if self.relationship_between(initiator, template.created_by):
            code, reason = rules.CHANGE_WITH_KNOWN
            self._refuse_creation(code, reason.format(peer=template.created_by))


def with_changes(relationship: RelationshipWithTemplate, account: "Account") -> Json:
    """A Relationship with its template, and with the change that created it in place of the log."""
    written = with_template(relationship, account)
    del written["auditLog"], written["creationContent"]
    peer_identity = {**written["peerIdentity"], "realm": Base58Addresses.realm}
    return {**written, "peerIdentity": peer_identity, "changes": [_creation_change(relationship)]}


def _creation_change(relationship: Relationship) -> Json:
    request, *responses = cast(list[ChangeEntry], relationship.audit_log)
    change = {
        "id": request.change_id,
        "request": _half(request),
        "status": _status_of_change(relationship),
        "type": "Creation",
    }
    return {**change, "response": _half(responses[0])} if responses else change


def _half(entry: ChangeEntry) -> Json:
    """The request or the response of a change."""
    half = {"createdBy": entry.created_by, "createdByDevice": entry.created_by_device, "createdAt": entry.created_at}
    return half if entry.content is None else {**half, "content": entry.content}


def _half_of_change(entry: AuditLogEntry, change_id: str, content: Json | None) -> ChangeEntry:
    return ChangeEntry(**msgspec.structs.asdict(entry), change_id=change_id, content=content)


def _creation_change_id(relationship: Relationship) -> str:
    return cast(ChangeEntry, relationship.audit_log[0]).change_id


def _status_of_change(relationship: Relationship) -> str:
    return "Accepted" if relationship.status == "Active" else relationship.status
