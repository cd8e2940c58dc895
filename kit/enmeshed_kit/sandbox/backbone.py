"""The Backbone: what Identities leave there for one another, and the news that wait for each one's next sync."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, NoReturn, TypeVar

import msgspec

from enmeshed_kit.records import AuditLogEntry, File, Json, RelationshipTemplate, Token
from enmeshed_kit.sandbox import rules
from enmeshed_kit.sandbox.addresses import Addresses
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.faults import Fault, platform_fault, record_not_found, use_case_error
from enmeshed_kit.sandbox.ids import Ids, Keys
from enmeshed_kit.sandbox.protection import Lock
from enmeshed_kit.sandbox.references import Openable, Secret

T = TypeVar("T", RelationshipTemplate, Token, File)


class News(msgspec.Struct, frozen=True):
    """Something that an Identity learns at its next sync.

    Args:      topic: "template", "message", "relationship" or one of `rules.NEWS`.  id: of the thing on the Backbone.
    """

    topic: str
    id: str


@dataclass
class Stored(Generic[T]):
    """A template, token or file as its owner made it, with the key that opens it."""

    record: T
    secret: Secret
    lock: Lock | None = None
    content: bytes = b""
    allocated_to: set[str] = field(default_factory=set)


@dataclass
class StoredRelationship:
    """A Relationship as the Backbone knows it; both sides only have copies."""

    id: str
    template_id: str
    initiator: str
    templator: str
    status: str
    creation_content: Json
    audit_log: list[AuditLogEntry]
    decomposed_by: set[str] = field(default_factory=set)

    def peer_of(self, address: str) -> str:
        """The other side."""
        return self.templator if address == self.initiator else self.initiator


class StoredMessage(msgspec.Struct, frozen=True):
    """A Message on its way, with the Relationship it travels on for each recipient."""

    id: str
    created_by: str
    device: str
    created_at: datetime
    content: Json
    relationship_ids: dict[str, str]
    attachments: list[str]


class Backbone:
    """Keeps what is shared and tells nobody before they ask.

    Args:      api: the path below which Connectors call it; its refusals name it.

    Of its class are:
        knows_passwords: of what it does not find it says that it may need one.
        most_waiting_messages: how many Messages of one sender may wait for a recipient's sync.
    """

    knows_passwords = True
    most_waiting_messages: int | None = None

    def __init__(self, ids: Ids, clock: Clock, addresses: Addresses, api: str = "/api/v2") -> None:
        self.ids = ids
        self.clock = clock
        self.addresses = addresses
        self.api = api
        self.identities: dict[str, Keys] = {}
        self.templates: dict[str, Stored[RelationshipTemplate]] = {}
        self.tokens: dict[str, Stored[Token]] = {}
        self.files: dict[str, Stored[File]] = {}
        self.relationships: dict[str, StoredRelationship] = {}
        self.messages: dict[str, StoredMessage] = {}
        self._between: defaultdict[frozenset[str], list[StoredRelationship]] = defaultdict(list)
        self._news: defaultdict[str, list[News]] = defaultdict(list)

    def register(self) -> Keys:
        """Keys of a new Identity."""
        keys = self.ids.keys(self.addresses)
        self.identities[keys.address] = keys
        return keys

    def tell(self, address: str, topic: str, object_id: str) -> None:
        """Leave news for an Identity."""
        self._news[address].append(News(topic, object_id))

    def fetch_news(self, address: str) -> list[News]:
        """What happened since the last time this Identity asked, in the order of the Backbone."""
        return self._news.pop(address, [])

    def count_news(self, address: str) -> int:
        """How much an Identity has yet to ask for."""
        return len(self._news.get(address, ()))

    def refuse(self, code: str, reason: str, call: str) -> Fault:
        """A refusal in the Backbone's words.

        Args:      code: what follows `error.platform.validation.`.
                   call: method and path of the Backbone's route, as in `POST Relationships`.
        """
        method, path = call.split()
        call = f"{method} {self.api}/{path}"
        return platform_fault(f"error.platform.validation.{code}", reason, call, self.clock.now(), self.ids.trace_id())

    def check_address(self, address: str | None, field_name: str, call: str) -> None:
        """Refuse an address whose checksum is wrong."""
        if address is not None and not self.addresses.is_valid(address):
            reason = f"'{field_name}': The ID or Address is not valid. Check length, prefix and the used characters."
            raise self.refuse("invalidPropertyValue", reason, call)

    def check_expiry(self, expires_at: datetime, call: str) -> None:
        """Refuse what would have expired already."""
        if expires_at <= self.clock.now():
            raise self.refuse("invalidPropertyValue", "'Expires At' must be in the future.", call)

    def check_message(self, sender: str, recipients: Sequence[str]) -> None:
        """Refuse a recipient who is named twice, or for whom too many Messages of this sender wait already."""
        if len(set(recipients)) < len(recipients):
            reason = "The same item cannot be added more than once."
            raise self.refuse("invalidPropertyValue", reason, "POST Messages")
        limit = self.most_waiting_messages
        if limit is not None and any(self._waiting_messages(sender, address) >= limit for address in recipients):
            reason = (
                f"The message could not be sent because {sender} already has the maximum number of unread messages "
                "from you."
            )
            raise self.refuse("message.maxNumberOfUnreceivedMessagesReached", reason, "POST Messages")

    def _waiting_messages(self, sender: str, recipient: str) -> int:
        waiting = [news.id for news in self._news[recipient] if news.topic == "message"]
        return sum(self.messages[message_id].created_by == sender for message_id in waiting)

    def confirm_template(self, template_id: str) -> None:
        """Refuse to give out a template once more that has expired meanwhile, or is gone."""
        stored = self.templates.get(template_id)
        if stored is None or self._has_expired(stored.record):
            raise self._not_found("RelationshipTemplate")

    def load_template(self, secret: Secret, reader: str, password: str | None) -> RelationshipTemplate:
        """Give a template to whoever may have it, and count them."""
        stored = self._open(self.templates, "RelationshipTemplate", secret, reader, password)
        self._allocate(stored, reader)
        return stored.record

    def load_token(self, secret: Secret, reader: str, password: str | None) -> Token:
        """Give a token to whoever may have it."""
        return self._open(self.tokens, "Token", secret, reader, password).record

    def load_file(self, secret: Secret, reader: str, password: str | None) -> File:
        """Give a file's description to whoever may have it."""
        return self._open(self.files, "File", secret, reader, password).record

    def _open(
        self, things: dict[str, Stored[T]], kind: str, secret: Secret, reader: str, password: str | None
    ) -> Stored[T]:
        stored = things.get(secret.id)
        if stored is None or not self._may_open(stored.record, reader, password):
            raise self._not_found(kind)
        if stored.secret.key != secret.key:
            raise use_case_error("wrong secret key for the given ciphertext")
        return stored

    def _not_found(self, kind: str) -> Fault:
        return record_not_found(kind, hint_password=self.knows_passwords)

    def _has_expired(self, record: Openable) -> bool:
        return record.expires_at is not None and record.expires_at <= self.clock.now()

    def _may_open(self, record: Openable, reader: str, password: str | None) -> bool:
        if self._has_expired(record):
            return False
        if isinstance(record, File) or record.created_by == reader:
            return True
        needed = record.password_protection
        return record.for_identity in (None, reader) and (needed is None or needed.password == password)

    def _allocate(self, stored: Stored[RelationshipTemplate], reader: str) -> None:
        template = stored.record
        if reader == template.created_by or reader in stored.allocated_to:
            return
        limit = template.max_number_of_allocations
        if limit is not None and len(stored.allocated_to) >= limit:
            reason = (
                "The maximum number of allocations (maxNumberOfAllocations) of the template you are trying to read "
                "is exhausted."
            )
            call = f"GET RelationshipTemplates/{template.id}"
            raise self.refuse("relationshipTemplate.maxNumberOfAllocationsExhausted", reason, call)
        stored.allocated_to.add(reader)
        if limit is not None and len(stored.allocated_to) >= limit:
            self.tell(template.created_by, "template", template.id)

    def relationship_between(self, one: str, other: str) -> StoredRelationship | None:
        """The Relationship of two Identities that keeps them from having another one."""
        for stored in self._between.get(frozenset((one, other)), ()):
            if stored.status in rules.EXISTING and len(stored.decomposed_by) < 2:
                return stored
        return None

    def create_relationship(
        self, relationship_id: str, template_id: str, initiator: str, creation_content: Json, entry: AuditLogEntry
    ) -> StoredRelationship:
        """Note a new Relationship and tell the templator.

        Raises:    Fault: the own template, or one that is gone.
        """
        template = self.templates.get(template_id)
        if template is None:
            raise self._not_found("RelationshipTemplate")
        self._check_creation(template.record, initiator)
        templator = template.record.created_by
        stored = StoredRelationship(
            relationship_id, template_id, initiator, templator, entry.new_status, creation_content, [entry]
        )
        self.relationships[relationship_id] = stored
        self._between[frozenset((initiator, templator))].append(stored)
        self.tell(templator, "relationship", relationship_id)
        return stored

    def _check_creation(self, template: RelationshipTemplate, initiator: str) -> None:
        if template.created_by == initiator:
            self._refuse_creation(*rules.WITH_ONESELF)

    def _refuse_creation(self, code: str, reason: str) -> NoReturn:
        raise self.refuse(code, reason, "POST Relationships")

    def check_action(self, stored: StoredRelationship, address: str, action: str) -> str:
        """The status after an action.

        Raises:    Fault: the other side has acted meanwhile.
        """
        call = f"PUT Relationships/{stored.id}/{action}"
        party = rules.Party(address, address == stored.initiator, stored.audit_log[-1])
        if action in rules.BACKBONE_WANTS_REQUEST:
            may_not = (action, party.roles[1]) in rules.ONLY_FOR_PEER
            if not party.is_reactivation_open or may_not:
                code, reason = rules.BACKBONE_WANTS_REQUEST[action]
                raise self.refuse(f"relationship.{code}", reason, call)
        elif (stored.status, action) not in rules.RELATIONSHIP:
            needed = rules.needed_status(action)
            reason = f"The relationship has to be in status '{needed}' to perform this action."
            raise self.refuse("relationship.relationshipIsNotInCorrectStatus", reason, call)
        elif action == "Reactivate" and party.is_reactivation_open:
            code = "cannotRequestReactivationWhenThereIsAnOpenReactivationRequest"
            reason = "You cannot request reactivation when there is an open reactivation request."
            raise self.refuse(f"relationship.{code}", reason, call)
        return rules.RELATIONSHIP[(stored.status, action)]

    def change_relationship(self, stored: StoredRelationship, entry: AuditLogEntry) -> None:
        """Note a change and tell the peer, unless the peer has forgotten the Relationship already."""
        stored.status = entry.new_status
        stored.audit_log.append(entry)
        if entry.reason == rules.REASONS["Decompose"]:
            stored.decomposed_by.add(entry.created_by)
        peer = stored.peer_of(entry.created_by)
        if peer not in stored.decomposed_by:
            self.tell(peer, rules.NEWS.get(entry.reason, "relationship"), stored.id)

    def send_message(self, message: StoredMessage) -> None:
        """Keep a Message and tell those recipients whose Relationship is still alive."""
        self.messages[message.id] = message
        for address, relationship_id in message.relationship_ids.items():
            stored = self.relationships.get(relationship_id)
            is_notification = message.content.get("@type") == "Notification"
            if stored and (stored.status == "Active" or (is_notification and stored.status == "Terminated")):
                self.tell(address, "message", message.id)
