"""How Relationships were written when they showed their whole template: with a log, or with RelationshipChanges."""

from typing import TYPE_CHECKING, cast

import msgspec

from enmeshed_kit.records import AuditLogEntry, Json, Relationship
from enmeshed_kit.sandbox.addresses import Base58Addresses
from enmeshed_kit.sandbox.dialects.dialect import plain

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

_STATUS_OF_CHANGE = {"Active": "Accepted"}


class ChangeEntry(AuditLogEntry, kw_only=True):
    """An entry of the log that is one half of a RelationshipChange: its request or its response."""

    change_id: str
    content: Json | None = None


def half_of_change(entry: AuditLogEntry, change_id: str, content: Json | None) -> ChangeEntry:
    """An entry of the log with what was said along with it."""
    return ChangeEntry(**msgspec.structs.asdict(entry), change_id=change_id, content=content)


def creation_change_id(relationship: Relationship) -> str:
    """The id of the change that created a Relationship."""
    return cast(ChangeEntry, relationship.audit_log[0]).change_id


def status_of_change(relationship: Relationship) -> str:
    """The status of the change that created a Relationship: a change is accepted where a Relationship is active."""
    return _STATUS_OF_CHANGE.get(relationship.status, relationship.status)


def with_template(relationship: Relationship, account: "Account") -> Json:
    """A Relationship with the template in place of its id."""
    written = plain(relationship)
    del written["templateId"]
    template = account.templates.find(relationship.template_id)
    return {"id": written.pop("id"), "template": account.write(template), **written}


def with_changes(relationship: Relationship, account: "Account") -> Json:
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
        "status": status_of_change(relationship),
        "type": "Creation",
    }
    return {**change, "response": _half(responses[0])} if responses else change


def _half(entry: ChangeEntry) -> Json:
    """The request or the response of a change."""
    half = {"createdBy": entry.created_by, "createdByDevice": entry.created_by_device, "createdAt": entry.created_at}
    return half if entry.content is None else {**half, "content": entry.content}
