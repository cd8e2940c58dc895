"""The tables: Relationships, Messages, Attributes, Requests, and what a sync changed.

Each takes records, or a Connector whose records it then lists. What others wrote stands in the cells as they wrote it:
pandas escapes it when it is shown as HTML.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from enmeshed_kit.client import Connector, SyncReport
from enmeshed_kit.records import Attribute, Json, LocalRequest, Message, Relationship
from enmeshed_kit.tables.frame import COUNT, TIME, Column, table

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

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

RELATIONSHIPS = {
    "id": Column(lambda relationship: relationship.id),
    "status": Column(lambda relationship: relationship.status, known=RELATIONSHIP_STATUS),
    "peer": Column(lambda relationship: relationship.peer),
    "begun_by": Column(lambda relationship: begun_by(relationship), known=("self", "peer")),
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
                     known=("Accepted", "Rejected")),
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
}


def relationships(source: Connector | Iterable[Relationship]) -> "pd.DataFrame":
    """Show Relationships: with whom, in which status, who began, and when it last changed."""
    return table(source.relationships.list() if isinstance(source, Connector) else source, RELATIONSHIPS)


def messages(source: Connector | Iterable[Message]) -> "pd.DataFrame":
    """Show Messages: who to whom, when, of which type; subject and body where it is a Mail."""
    return table(source.messages.list() if isinstance(source, Connector) else source, MESSAGES)


def attributes(source: Connector | Iterable[Attribute]) -> "pd.DataFrame":
    """Show Attributes: whose, of which type, with which value, and how often they were shared."""
    return table(source.attributes.list() if isinstance(source, Connector) else source, ATTRIBUTES)


def requests(source: Connector | Iterable[LocalRequest]) -> "pd.DataFrame":
    """Show Requests, incoming before outgoing: from or to whom, in which status, with which result."""
    if isinstance(source, Connector):
        return table([*source.incoming_requests.list(), *source.outgoing_requests.list()], REQUESTS)
    return table(source, REQUESTS)


def changes(report: SyncReport) -> "pd.DataFrame":
    """Show what a sync brought: what was not there before has no `before`."""
    return table(report, CHANGES)


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
    value = value_of(attribute)
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
