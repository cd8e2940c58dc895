"""The records of the Connector's API, named as a Connector 7 names them.

Client and sandbox share them: the client decodes answers into them, the sandbox builds its answers from them. A field
that the API leaves out when it is not set is `None` here and is left out again when written. `content` stays the plain
JSON that the API sends: its types are open ended.

Source: the answers of a Connector 7.4.6.
"""

from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from enmeshed_kit.masking import MASK, mask

Json: TypeAlias = dict[str, Any]
"""A JSON object, as the API sends it."""


def wire_name(name: str) -> str:
    """Spell a field's name as the API does: `max_number_of_allocations` as `maxNumberOfAllocations`."""
    first, *others = name.split("_")
    return first + "".join(other[:1].upper() + other[1:] for other in others)


class Record(msgspec.Struct, omit_defaults=True, rename=wire_name):
    """What all records share: camelCase on the wire, unset fields left out. (`kw_only` is not inherited.)"""

    def __repr__(self) -> str:
        set_fields = {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not None}
        shown = ", ".join(f"{name}={mask(value, wire_name(name))!r}" for name, value in set_fields.items())
        return f"{type(self).__name__}({shown})"


class HealthServices(Record, kw_only=True):
    """State of what a Connector needs: each is "healthy" or "unhealthy"."""

    database: str
    backbone_connection: str
    backbone_authentication: str


class Health(Record, kw_only=True):
    """Answer of `GET /health`."""

    is_healthy: bool
    services: HealthServices


class Version(Record, kw_only=True):
    """Answer of `GET /Monitoring/Version`."""

    version: str
    build: str = ""
    date: str = ""
    commit: str = ""
    runtime_version: str = ""


class IdentityInfo(Record, kw_only=True):
    """Who a Connector is: its address and public key."""

    address: str
    public_key: str


class Support(Record, kw_only=True):
    """Answer of `GET /Monitoring/Support`; the configuration holds the Connector's whole environment as well."""

    version: Version
    health: Health
    configuration: Any = None
    identity_info: IdentityInfo | None = None

    def __repr__(self) -> str:
        return f"Support(version={self.version.version!r}, configuration={MASK})"


class SyncRun(Record, kw_only=True):
    """The last time a Connector asked the Backbone for news."""

    completed_at: datetime


class SyncInfo(Record, kw_only=True):
    """Answer of `GET …/Account/SyncInfo`; without a run before the first sync."""

    last_sync_run: SyncRun | None = None


class Reference(Record, kw_only=True):
    """How a peer finds a template, token or file. Both forms contain the key that decrypts it.

    A Connector before late versions 6 has no `url`; it is then what the QR code says: `nmshd://tr#` and the other form.
    """

    truncated: str
    url: str

    def __repr__(self) -> str:
        return f"Reference({MASK})"


class PasswordProtection(Record, kw_only=True):
    """What the peer has to type before a template or token opens."""

    password: str
    password_is_pin: bool | None = None
    password_location_indicator: str | int | None = None

    def __repr__(self) -> str:
        return f"PasswordProtection({MASK})"


class DeletionInfo(Record, kw_only=True):
    """Who deleted a shared Attribute, and when."""

    deletion_status: str
    deletion_date: datetime


class Attribute(Record, kw_only=True):
    """An Attribute as a Connector keeps it, own or a peer's (`type`).

    Before Connector 7, what is shared is a copy with an id of its own: `source_attribute` is the own Attribute that it
    was made of. `parent_id` is the Attribute of which this one is a component, a street of an address for instance.
    """

    type: str = msgspec.field(name="@type")
    id: str
    content: Json
    created_at: datetime
    peer: str | None = None
    source_reference: str | None = None
    initial_attribute_peer: str | None = None
    number_of_forwards: int | None = None
    is_default: bool | None = None
    was_viewed_at: datetime | None = None
    succeeded_by: str | None = None
    succeeds: str | None = None
    deletion_info: DeletionInfo | None = None
    source_attribute: str | None = None
    parent_id: str | None = None


class Succession(Record, kw_only=True):
    """Two versions of an Attribute; with the Notification's id where a peer is told."""

    predecessor: Attribute
    successor: Attribute
    notification_id: str | None = None


class Deletion(Record, kw_only=True):
    """What deleting an Attribute set off: the Notifications to peers who have it."""

    notification_ids: list[str]


class ForwardingDetails(Record, kw_only=True):
    """That one peer has a copy of an Attribute; `source_reference` is the Request or Notification that brought it."""

    peer: str
    source_reference: str
    shared_at: datetime
    deletion_info: DeletionInfo | None = None


class RelationshipTemplate(Record, kw_only=True):
    """An invitation to form a Relationship, own or loaded from a peer."""

    id: str
    is_own: bool
    created_by: str
    created_by_device: str
    created_at: datetime
    content: Json
    expires_at: datetime | None = None
    max_number_of_allocations: float | int | None = None
    for_identity: str | None = None
    password_protection: PasswordProtection | None = None
    reference: Reference


class PeerIdentity(Record, kw_only=True):
    """The other side of a Relationship."""

    address: str
    public_key: str


class PeerDeletionInfo(Record, kw_only=True):
    """Whether the other side's Identity is being deleted."""

    deletion_status: str
    deletion_date: datetime


class AuditLogEntry(Record, kw_only=True):
    """One change of a Relationship's status."""

    created_at: datetime
    created_by: str
    created_by_device: str | None = None
    reason: str
    old_status: str | None = None
    new_status: str


class Relationship(Record, kw_only=True):
    """A Relationship between two Identities as one of them knows it since its last sync.

    Before Connector 5 it consists of RelationshipChanges; `change_id` is the one that asked for it.
    """

    id: str
    template_id: str
    status: str
    peer: str
    peer_identity: PeerIdentity
    peer_deletion_info: PeerDeletionInfo | None = None
    audit_log: list[AuditLogEntry]
    creation_content: Json
    change_id: str | None = None


class RequestSource(Record, kw_only=True):
    """Where a Request or a Response came from: its `type` and the id of that thing."""

    type: str
    reference: str


class LocalResponse(Record, kw_only=True):
    """The answer to a Request."""

    created_at: datetime
    content: Json
    source: RequestSource | None = None


class LocalRequest(Record, kw_only=True):
    """A Request as one side keeps it, incoming or outgoing."""

    id: str
    is_own: bool
    peer: str
    created_at: datetime
    content: Json
    source: RequestSource | None = None
    status: str
    response: LocalResponse | None = None
    was_automatically_decided: bool | None = None


class RequestValidationResult(Record, kw_only=True):
    """Whether a Request or a decision is valid; `items` in the order and nesting of the Request's items."""

    is_success: bool
    code: str | None = None
    message: str | None = None
    items: list["RequestValidationResult"]

    def problems(self, place: str = "") -> list[str]:
        """What is wrong, innermost only: `items[1].items[0]: message`. Empty when all is well."""
        inner = [
            problem
            for index, item in enumerate(self.items)
            for problem in item.problems(f"{place}.items[{index}]".lstrip("."))
        ]
        if inner or self.is_success:
            return inner
        return [f"{place or 'the whole'}: {self.message or self.code or 'refused'}"]


class CanCreateResult(Record, kw_only=True):
    """Whether a call would be accepted, and why not."""

    is_success: bool
    code: str | None = None
    message: str | None = None


class MessageRecipient(Record, kw_only=True):
    """One recipient of a Message; `received_at` is known only to the recipient itself."""

    address: str
    relationship_id: str | None = None
    received_at: datetime | None = None
    received_by_device: str | None = None


class File(Record, kw_only=True):
    """A File, own or loaded from a peer. Before Connector 7 its `owner` is who uploaded it."""

    id: str
    is_own: bool
    filename: str
    filesize: int
    created_at: datetime
    created_by: str
    created_by_device: str
    expires_at: datetime
    mimetype: str
    title: str | None = None
    description: str | None = None
    tags: list[str] | None = None
    reference: Reference
    owner: str
    ownership_token: str | None = None
    ownership_is_locked: bool | None = None

    def __repr__(self) -> str:
        return f"File(id={self.id!r}, filename={self.filename!r}, filesize={self.filesize}, owner={self.owner!r})"


class Message(Record, kw_only=True):
    """A Message, sent or received; lists give the attachments' ids, a single Message the whole Files."""

    id: str
    is_own: bool
    content: Json
    created_by: str
    created_by_device: str
    recipients: list[MessageRecipient]
    created_at: datetime
    attachments: list[str | File]
    was_read_at: datetime | None = None


class Token(Record, kw_only=True):
    """A Token: a small encrypted object that a reference opens."""

    id: str
    is_own: bool
    created_by: str
    created_by_device: str
    content: Any
    created_at: datetime
    expires_at: datetime
    for_identity: str | None = None
    password_protection: PasswordProtection | None = None
    reference: Reference
    is_ephemeral: bool
