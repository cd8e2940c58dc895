"""Relationships as this Identity knows them, and what can be done with them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from enmeshed_kit.records import (
    AuditLogEntry,
    CanCreateResult,
    Json,
    PeerIdentity,
    Record,
    Relationship,
    RelationshipTemplate,
    RequestSource,
)
from enmeshed_kit.sandbox import rules
from enmeshed_kit.sandbox.backbone import StoredRelationship
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.creation_contents import misfit
from enmeshed_kit.sandbox.faults import INVALID_PROPERTY, Fault, core_fault, record_not_found
from enmeshed_kit.sandbox.filters import Filter, Query

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

KIND = "Relationship"
NEW_RELATIONSHIP = schema.object_of({"templateId": schema.id_of("RLT"), "creationContent": {}})
POSSIBLE_RELATIONSHIP = schema.object_of({"templateId": schema.id_of("RLT")}, creationContent={})
RELATIONSHIP_FILTER = Filter(keys=("peer", "status", "templateId"))


class Relationships:
    """What this Identity has of Relationships.

    filter: what their list can be asked for.
    creation_type: of a content that answers the Request of a template.
    """

    filter = RELATIONSHIP_FILTER
    creation_type = "RelationshipCreationContent"

    def __init__(self, account: "Account") -> None:
        self._account = account
        self._records: dict[str, Relationship] = {}
        self._ids_by_peer: defaultdict[str, list[str]] = defaultdict(list)

    def can_create(self, body: Any) -> CanCreateResult:
        """Whether `create` would work, and if not, why.

        Source:    PUT /api/core/v1/Relationships/CanCreate → 200
        """
        schema.check(body, POSSIBLE_RELATIONSHIP)
        template = self._account.templates.find(body["templateId"])
        if template is None:
            return _cannot(record_not_found("RelationshipTemplate"))
        creation_content = body.get("creationContent")
        try:
            reason = self._obstacle(template) or self._misfit_of(template, creation_content)
        except Fault as fault:
            if fault.code != INVALID_PROPERTY:
                raise
            reason = fault
        return _cannot(reason) if reason else CanCreateResult(is_success=True)

    def _misfit_of(self, template: RelationshipTemplate, creation_content: Any) -> Fault | None:
        """Why a content that may be left out does not belong to the template; an empty object is not left out."""
        if creation_content in (None, "", 0, False):
            return None
        return misfit(template, self._account.dialect.content.read_creation_content(creation_content), self._account)

    def create(self, body: Any) -> Relationship:
        """Ask the owner of a loaded template for a Relationship.

        Raises:    Fault: unknown template, one exists already, content that does not belong to the template.
        Source:    POST /api/core/v1/Relationships → 201
        """
        schema.check(body, NEW_RELATIONSHIP)
        template = self._account.templates.find(body["templateId"])
        if template is None:
            raise record_not_found("RelationshipTemplate")
        self._check_way(template)
        creation_content = self._account.dialect.content.read_creation_content(body["creationContent"])
        if reason := misfit(template, creation_content, self._account):
            raise reason
        return self.send(template, creation_content)

    def _obstacle(self, template: RelationshipTemplate) -> Fault | None:
        """What stands in the way of a new Relationship, as far as it can be known before trying."""
        if existing := self.existing_with(template.created_by):
            return Fault(
                "error.transport.relationships.relationshipCurrentlyExists",
                "No new Relationship to the peer can be created as a Relationship in status "
                f"'{existing.status}' currently exists.",
            )
        if template.expires_at is not None and template.expires_at <= self._account.now():
            return Fault(
                "error.transport.relationships.relationshipTemplateIsExpired",
                f"The RelationshipTemplate '{template.id}' is already expired and therefore cannot be used to create "
                "a Relationship.",
            )
        if self._account.backbone.relationship_between(self._account.address, template.created_by):
            return Fault(
                "error.transport.relationships.relationshipNotYetDecomposedByPeer",
                "No new Relationship can be created as the former Relationship is not yet decomposed by the peer.",
            )
        return None

    def _check_way(self, template: RelationshipTemplate) -> None:
        if obstacle := self._obstacle(template):
            raise core_fault(obstacle.code, obstacle.message, self._account.now())

    def send(self, template: RelationshipTemplate, creation_content: Json) -> Relationship:
        """Create a Relationship from content that was checked."""
        self._check_way(template)
        account = self._account
        entry = self._creation_entry(creation_content)
        stored = account.backbone.create_relationship(
            account.ids.object_id("REL"), template.id, account.address, creation_content, entry
        )
        return self._take_over(stored, stored.status)

    def _creation_entry(self, creation_content: Json) -> AuditLogEntry:
        return self._entry("Creation", None, "Pending")

    def response_source(self, relationship: Relationship) -> RequestSource:
        """Where a Response came from that a new Relationship has brought."""
        return RequestSource(type=KIND, reference=relationship.id)

    def list(self, query: Query) -> Sequence[Relationship]:
        """Relationships that fit the query."""
        return self.filter.select(self._records.values(), query)

    def get(self, relationship_id: str) -> Relationship:
        """One Relationship.

        Raises:    Fault: malformed id, or not known here.
        """
        schema.check({"id": relationship_id}, {"properties": {"id": schema.id_of("REL")}})
        if relationship := self._records.get(relationship_id):
            return relationship
        raise record_not_found(KIND)

    def find(self, relationship_id: str) -> Relationship | None:
        """One Relationship, if it is known here."""
        return self._records.get(relationship_id)

    def attributes(self, relationship_id: str) -> Sequence[Record]:
        """The Attributes that were exchanged with the peer."""
        return self._account.attributes.exchanged_with(self.get(relationship_id).peer)

    def with_peer(self, peer: str) -> Relationship | None:
        """The Relationship that matters for dealings with a peer: one that exists, else the latest that did."""
        ids = self._ids_with(peer)
        return (self._existing(ids) or self._records[ids[-1]]) if ids else None

    def existing_with(self, peer: str) -> Relationship | None:
        """The Relationship with a peer that is neither rejected nor revoked."""
        return self._existing(self._ids_with(peer))

    def _existing(self, ids: Sequence[str]) -> Relationship | None:
        for relationship_id in ids:
            if (relationship := self._records[relationship_id]).status in rules.EXISTING:
                return relationship
        return None

    def _ids_with(self, peer: str) -> Sequence[str]:
        # Validation takes whatever JSON stands for a peer, and finds nothing about it.
        return self._ids_by_peer.get(peer, ()) if isinstance(peer, str) else ()

    def accept(self, relationship_id: str) -> Relationship:
        """Let a peer in that has used an own template."""
        return self._act(relationship_id, "Accept")

    def reject(self, relationship_id: str) -> Relationship:
        """Turn down a peer that has used an own template."""
        return self._act(relationship_id, "Reject")

    def revoke(self, relationship_id: str) -> Relationship:
        """Take back what `create` asked for."""
        return self._act(relationship_id, "Revoke")

    def terminate(self, relationship_id: str) -> Relationship:
        """End an active Relationship."""
        return self._act(relationship_id, "Terminate")

    def reactivate(self, relationship_id: str) -> Relationship:
        """Ask the peer to take up a terminated Relationship again."""
        return self._act(relationship_id, "Reactivate")

    def accept_reactivation(self, relationship_id: str) -> Relationship:
        """Agree to what the peer asked with `reactivate`."""
        return self._act(relationship_id, "Reactivate/Accept")

    def reject_reactivation(self, relationship_id: str) -> Relationship:
        """Decline what the peer asked with `reactivate`."""
        return self._act(relationship_id, "Reactivate/Reject")

    def revoke_reactivation(self, relationship_id: str) -> Relationship:
        """Take back the own request for reactivation."""
        return self._act(relationship_id, "Reactivate/Revoke")

    def decompose(self, relationship_id: str) -> None:
        """Forget a terminated Relationship and everything that came with it."""
        relationship = self.get(relationship_id)
        self._check(relationship, "Decompose")
        self._change_on_backbone(relationship, "Decompose")
        del self._records[relationship_id]
        self._ids_by_peer[relationship.peer].remove(relationship_id)
        self._account.publish("transport.relationshipDecomposedBySelf", {"relationshipId": relationship_id})
        self._account.forget_peer(relationship)

    def _act(self, relationship_id: str, action: str) -> Relationship:
        relationship = self.get(relationship_id)
        self._check(relationship, action)
        stored = self._change_on_backbone(relationship, action)
        changed = self._take_over(stored, stored.status)
        if action.startswith("Reactivate"):
            self._account.publish(_reactivation_trigger(action == "Reactivate"), changed)
        return changed

    def _check(self, relationship: Relationship, action: str) -> None:
        if (relationship.status, action) not in rules.RELATIONSHIP:
            raise self._refusal(
                "wrongRelationshipStatus",
                f"The Relationship '{relationship.id}' has the wrong status '{relationship.status}' to run this "
                "operation.",
            )
        party = self._party(relationship)
        if action == "Reactivate" and party.is_reactivation_open:
            text = rules.ALREADY_REQUESTED[party.roles[1]]
            raise self._refusal("reactivationAlreadyRequested", text.format(id=relationship.id))
        if action.startswith("Reactivate/") and not party.is_reactivation_open:
            text = f"The Relationship '{relationship.id}' has no reactivation Request to respond to."
            raise self._refusal("reactivationNotRequested", text)
        for role in party.roles:
            if text := rules.ONLY_FOR_PEER.get((action, role), ""):
                raise self._refusal("operationOnlyAllowedForPeer", text.format(id=relationship.id))

    def _refusal(self, code: str, reason: str) -> Fault:
        return core_fault(f"error.transport.relationships.{code}", reason, self._account.now())

    def _party(self, relationship: Relationship) -> rules.Party:
        log = relationship.audit_log
        return rules.Party(self._account.address, log[0].created_by == self._account.address, log[-1])

    def _change_on_backbone(self, relationship: Relationship, action: str) -> StoredRelationship:
        stored = self._account.backbone.relationships[relationship.id]
        new_status = self._account.backbone.check_action(stored, self._account.address, action)
        entry = self._entry(rules.REASONS[action], stored.status, new_status)
        self._account.backbone.change_relationship(stored, entry)
        return stored

    def _entry(self, reason: str, old_status: str | None, new_status: str) -> AuditLogEntry:
        return AuditLogEntry(
            created_at=self._account.now(),
            created_by=self._account.address,
            created_by_device=self._account.device_id,
            reason=reason,
            old_status=old_status,
            new_status=new_status,
        )

    def learn(self, relationship_id: str) -> Relationship | None:
        """Take over what happened to a Relationship on the Backbone, and return it if there was news of it.

        A Relationship that is new here starts as Pending with the whole log, whatever has happened to it since: the
        further changes are news of their own, and what the log says already is no event any more. One by an own
        template that was deleted here cannot be read.
        """
        stored = self._account.backbone.relationships[relationship_id]
        if known := self._records.get(relationship_id):
            return self._learn_change(known, stored)
        if self._account.address in stored.decomposed_by or self._account.templates.find(stored.template_id) is None:
            return None
        return self._take_over(stored, "Pending")

    def learn_reactivation(self, relationship_id: str, *, is_requested: bool) -> None:
        """Take over a request for reactivation, or its end, and announce it first."""
        stored = self._account.backbone.relationships[relationship_id]
        if known := self._records.get(relationship_id):
            changed = self._record(stored, stored.status)
            self._account.publish(_reactivation_trigger(is_requested), changed)
            self._learn_change(known, stored)

    def _learn_change(self, known: Relationship, stored: StoredRelationship) -> Relationship | None:
        if len(known.audit_log) == len(stored.audit_log):
            self._records[known.id] = msgspec.structs.replace(known, status=stored.status)
            return None
        return self._take_over(stored, stored.status)

    def _take_over(self, stored: StoredRelationship, status: str) -> Relationship:
        relationship = self._record(stored, status)
        if stored.id not in self._records:
            self._ids_by_peer[relationship.peer].append(stored.id)
        self._records[stored.id] = relationship
        self._account.publish("transport.relationshipChanged", relationship)
        self._account.automation.relationship_changed(relationship)
        return relationship

    def _record(self, stored: StoredRelationship, status: str) -> Relationship:
        peer = self._account.backbone.identities[stored.peer_of(self._account.address)]
        return Relationship(
            id=stored.id,
            template_id=stored.template_id,
            status=status,
            peer=peer.address,
            peer_identity=PeerIdentity(address=peer.address, public_key=peer.public_key),
            audit_log=list(stored.audit_log),
            creation_content=stored.creation_content,
        )


def _cannot(fault: Fault) -> CanCreateResult:
    return CanCreateResult(is_success=False, code=fault.code, message=fault.message)


def _reactivation_trigger(is_requested: bool) -> str:
    return f"transport.relationshipReactivation{'Requested' if is_requested else 'Completed'}"
