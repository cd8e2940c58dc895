"""The columns of each table: what stands in them, as what, and where it is taken from.

What others wrote stands in the cells as they wrote it: pandas escapes it when it is shown as HTML.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from enmeshed_kit.records import Attribute, AuditLogEntry, Json, LocalRequest, Relationship
from enmeshed_kit.tables.frame import COUNT, FLAG, TIME, Column

RELATIONSHIP_STATUS = ("Pending", "Active", "Rejected", "Revoked", "Terminated", "DeletionProposed")
REQUEST_STATUS = ("Draft", "Open", "DecisionRequired", "ManualDecisionRequired", "Decided", "Completed", "Expired")
ATTRIBUTE_KINDS = (
    "OwnIdentityAttribute",
    "OwnRelationshipAttribute",
    "PeerIdentityAttribute",
    "PeerRelationshipAttribute",
)
MESSAGE_TYPES = ("Mail", "Request", "ResponseWrapper", "Notification", "ArbitraryMessageContent")
CHANGE_KINDS = ("Relationship", "Message", "incoming Request", "outgoing Request")
RESULTS = ("Accepted", "Rejected")
SIDES = ("self", "peer")

RELATIONSHIPS = {
    "id": Column(lambda relationship: relationship.id),
    "status": Column(lambda relationship: relationship.status, known=RELATIONSHIP_STATUS),
    "peer": Column(lambda relationship: relationship.peer),
    "begun_by": Column(lambda relationship: begun_by(relationship), known=SIDES),
    "created_at": Column(lambda relationship: first_change(relationship, "created_at"), TIME),
    "changed_at": Column(lambda relationship: last_change(relationship, "created_at"), TIME),
    "last_change": Column(lambda relationship: last_change(relationship, "reason")),
    "template_id": Column(lambda relationship: relationship.template_id),
}

MESSAGES = {
    "id": Column(lambda message: message.id),
    "direction": Column(lambda message: "sent" if message.is_own else "received", known=("received", "sent")),
    "created_at": Column(lambda message: message.created_at, TIME),
    "sender": Column(lambda message: message.created_by),
    "recipients": Column(lambda message: ", ".join(recipient.address for recipient in message.recipients)),
    "type": Column(lambda message: member(message.content, "@type"), known=MESSAGE_TYPES),
    "subject": Column(lambda message: member(message.content, "subject")),
    "body": Column(lambda message: member(message.content, "body")),
    "attachments": Column(lambda message: len(message.attachments), COUNT),
}

MORE_OF_MESSAGES = {"content": Column(lambda message: message.content)}
"""Columns that stand in a table only when they are asked for."""

ATTRIBUTES = {
    "id": Column(lambda attribute: attribute.id),
    "kind": Column(lambda attribute: attribute.type, known=ATTRIBUTE_KINDS),
    "value_type": Column(lambda attribute: member(value_of(attribute), "@type")),
    "value": Column(lambda attribute: plain_value(attribute)),
    "owner": Column(lambda attribute: member(attribute.content, "owner")),
    "peer": Column(lambda attribute: attribute.peer),
    "created_at": Column(lambda attribute: attribute.created_at, TIME),
    "forwards": Column(lambda attribute: attribute.number_of_forwards, COUNT),
    "succeeded_by": Column(lambda attribute: attribute.succeeded_by),
    "deletion": Column(lambda attribute: attribute.deletion_info and attribute.deletion_info.deletion_status),
}

REQUESTS = {
    "id": Column(lambda request: request.id),
    "direction": Column(lambda request: "outgoing" if request.is_own else "incoming", known=("incoming", "outgoing")),
    "status": Column(lambda request: request.status, known=REQUEST_STATUS),
    "peer": Column(lambda request: request.peer),
    "created_at": Column(lambda request: request.created_at, TIME),
    "answered_at": Column(lambda request: request.response and request.response.created_at, TIME),
    "result": Column(lambda request: request.response and member(request.response.content, "result"),
                     known=RESULTS),
    "source": Column(lambda request: request.source and request.source.type),
    "source_id": Column(lambda request: request.source and request.source.reference),
    "items": Column(lambda request: item_count(request.content), COUNT),
}  # fmt: skip

CHANGES = {
    "kind": Column(lambda change: change.kind, known=CHANGE_KINDS),
    "id": Column(lambda change: change.id),
    "before": Column(lambda change: change.before),
    "after": Column(lambda change: change.after),
    "peer": Column(lambda change: change.peer),
    "about": Column(lambda change: change.about or None),
    "changed_at": Column(lambda change: changed_at(change.record), TIME),
}

TEMPLATES = {
    "id": Column(lambda template: template.id),
    "made_by": Column(lambda template: "self" if template.is_own else "peer", known=SIDES),
    "created_by": Column(lambda template: template.created_by),
    "created_at": Column(lambda template: template.created_at, TIME),
    "expires_at": Column(lambda template: template.expires_at, TIME),
    "allocations": Column(lambda template: template.max_number_of_allocations, COUNT),
    "for_identity": Column(lambda template: template.for_identity),
    "has_password": Column(lambda template: template.password_protection is not None, FLAG),
    "type": Column(lambda template: member(template.content, "@type")),
    "title": Column(lambda template: member(template.content, "title")),
    "items": Column(lambda template: item_count(member(template.content, "onNewRelationship")), COUNT),
    "content": Column(lambda template: template.content),
}
"""References are left out: they contain the key that decrypts the template."""

FILES = {
    "id": Column(lambda file: file.id),
    "uploaded_by": Column(lambda file: "self" if file.is_own else "peer", known=SIDES),
    "filename": Column(lambda file: file.filename),
    "title": Column(lambda file: file.title),
    "mimetype": Column(lambda file: file.mimetype),
    "filesize": Column(lambda file: file.filesize, COUNT),
    "created_by": Column(lambda file: file.created_by),
    "owner": Column(lambda file: file.owner),
    "created_at": Column(lambda file: file.created_at, TIME),
    "expires_at": Column(lambda file: file.expires_at, TIME),
    "tags": Column(lambda file: ", ".join(file.tags) if file.tags else None),
    "description": Column(lambda file: file.description),
}
"""References and ownership tokens are left out: they open the File, or give it away."""


class Entry(msgspec.Struct, frozen=True):
    """A line of the audit log of a Relationship."""

    relationship: Relationship
    logged: AuditLogEntry

    @property
    def side(self) -> str:
        """Whose deed it was."""
        return "peer" if self.logged.created_by == self.relationship.peer else "self"


AUDIT_LOG = {
    "relationship_id": Column(lambda entry: entry.relationship.id),
    "peer": Column(lambda entry: entry.relationship.peer),
    "created_at": Column(lambda entry: entry.logged.created_at, TIME),
    "by": Column(lambda entry: entry.side, known=SIDES),
    "reason": Column(lambda entry: entry.logged.reason),
    "before": Column(lambda entry: entry.logged.old_status, known=RELATIONSHIP_STATUS),
    "after": Column(lambda entry: entry.logged.new_status, known=RELATIONSHIP_STATUS),
}


class Asked(msgspec.Struct, frozen=True):
    """One item of a Request, and what was answered to it.

    Args:  position: counted from 1, within a group "2.1".
           group: the title of the group it stands in.
    """

    request: LocalRequest
    position: str
    group: Any
    item: Any
    answer: Any


REQUEST_ITEMS = {
    "request_id": Column(lambda asked: asked.request.id),
    "direction": Column(lambda asked: "outgoing" if asked.request.is_own else "incoming",
                        known=("incoming", "outgoing")),
    "peer": Column(lambda asked: asked.request.peer),
    "status": Column(lambda asked: asked.request.status, known=REQUEST_STATUS),
    "position": Column(lambda asked: asked.position),
    "group": Column(lambda asked: asked.group),
    "type": Column(lambda asked: member(asked.item, "@type")),
    "title": Column(lambda asked: member(asked.item, "title")),
    "must_be_accepted": Column(lambda asked: flag(member(asked.item, "mustBeAccepted")), FLAG),
    "value_type": Column(lambda asked: asked_type(asked.item)),
    "item": Column(lambda asked: asked.item),
    "result": Column(lambda asked: member(asked.answer, "result"), known=RESULTS),
    "answer": Column(lambda asked: answered_value(asked.answer)),
}  # fmt: skip


def member(content: Any, name: str) -> Any:
    """A member of JSON that others sent, which may have any shape."""
    return content.get(name) if isinstance(content, dict) else None


def begun_by(relationship: Relationship) -> str | None:
    """Which side asked for a Relationship."""
    if not relationship.audit_log:
        return None
    return "peer" if relationship.audit_log[0].created_by == relationship.peer else "self"


def first_change(relationship: Relationship, name: str) -> Any:
    """A field of the oldest entry of a Relationship's log."""
    return getattr(relationship.audit_log[0], name) if relationship.audit_log else None


def last_change(relationship: Relationship, name: str) -> Any:
    """A field of the newest entry of a Relationship's log."""
    return getattr(relationship.audit_log[-1], name) if relationship.audit_log else None


def value_of(attribute: Attribute) -> Any:
    """The value of an Attribute, with its type."""
    return member(attribute.content, "value")


def plain_value(attribute: Attribute) -> Any:
    """The text of a simple value; the fields of another, without the type."""
    return plain(value_of(attribute))


def plain(value: Any) -> Any:
    """The text of a simple attribute value; the fields of another, without the type."""
    if not isinstance(value, dict):
        return value
    fields = {name: item for name, item in value.items() if name != "@type"}
    return fields["value"] if set(fields) == {"value"} else fields


def item_count(content: Json) -> int:
    """How many items a Request has, those in groups counted one by one."""
    items = member(content, "items")
    if not isinstance(items, list):
        return 0
    return sum(item_count(item) if isinstance(item, dict) and "items" in item else 1 for item in items)


def changed_at(record: Any) -> Any:
    """When a record last changed, as far as it tells."""
    if isinstance(record, Relationship):
        return last_change(record, "created_at")
    answered = record.response if isinstance(record, LocalRequest) else None
    return (answered or record).created_at


def entries(relationship: Relationship) -> Iterator[Entry]:
    """The lines of a Relationship's audit log, the oldest first."""
    return (Entry(relationship, logged) for logged in relationship.audit_log)


def items(request: LocalRequest) -> Iterator[Asked]:
    """The items of a Request, those in groups one by one, each with its answer."""
    answers = request.response.content if request.response else None
    return paired(request, request.content, answers, "", None)


def paired(request: LocalRequest, asking: Any, answering: Any, place: str, group: Any) -> Iterator[Asked]:
    """Items and answers stand in the same order and nesting.

    Args:  place: of the group, with a dot at its end.
    """
    answers = listed(answering)
    for index, item in enumerate(listed(asking)):
        answer = answers[index] if index < len(answers) else None
        if isinstance(item, dict) and "items" in item and not place:
            yield from paired(request, item, answer, f"{index + 1}.", item.get("title"))
        else:
            yield Asked(request, f"{place}{index + 1}", group, item, answer)


def listed(content: Any) -> list[Any]:
    """The items of a Request, a Response or a group."""
    inner = member(content, "items")
    return inner if isinstance(inner, list) else []


def flag(value: Any) -> bool | None:
    """A yes or no; what is neither is unknown."""
    return value if isinstance(value, bool) else None


def asked_type(item: Any) -> Any:
    """Which attribute value an item is about, if it is about one."""
    queried = member(member(item, "query"), "valueType")
    return queried or member(member(member(item, "attribute"), "value"), "@type")


def answered_value(answer: Any) -> Any:
    """What an answer brings: the value of an Attribute, a text, a choice; None where it only says yes or no."""
    given = member(member(answer, "attribute"), "value")
    if given is not None or not isinstance(answer, dict):
        return plain(given)
    brought = {name: value for name, value in answer.items() if name not in ("@type", "result")}
    return next(iter(brought.values())) if len(brought) == 1 else brought or None
