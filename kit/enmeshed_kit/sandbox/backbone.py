"""The Backbone: what Identities leave there for one another, and the news that wait for each one's next sync."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from enmeshed_kit.records import AuditLogEntry, Json, MessageRecipient, Token
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.faults import Fault, platform_fault
from enmeshed_kit.sandbox.ids import Ids, Keys, has_valid_checksum


@dataclass(frozen=True)
class News:
    """Something that an Identity learns at its next sync.

    Args:      topic: which section it concerns.  id: of the thing on the Backbone.
    """

    topic: str
    id: str


@dataclass
class StoredObject:
    """What templates, tokens and files have in common: an owner, a key and conditions for whoever opens them."""

    id: str
    owner: str
    device: str
    created_at: datetime
    expires_at: datetime | None
    key: str
    content: Json
    for_identity: str | None = None
    password: str | None = None


@dataclass
class StoredTemplate(StoredObject):
    """A template with those who have loaded it."""

    max_number_of_allocations: float | None = None
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


@dataclass
class StoredMessage:
    """A Message on its way."""

    id: str
    created_by: str
    device: str
    created_at: datetime
    content: Json
    recipients: list[MessageRecipient]
    attachments: list[str]


class Backbone:
    """Keeps what is shared and tells nobody before they ask."""

    def __init__(self, ids: Ids, clock: Clock) -> None:
        self.ids = ids
        self.clock = clock
        self.identities: dict[str, Keys] = {}
        self.templates: dict[str, StoredTemplate] = {}
        self.relationships: dict[str, StoredRelationship] = {}
        self.messages: dict[str, StoredMessage] = {}
        self.tokens: dict[str, tuple[Token, str | None]] = {}
        self._news: defaultdict[str, list[News]] = defaultdict(list)

    def register(self) -> Keys:
        """Keys of a new Identity."""
        keys = self.ids.keys()
        self.identities[keys.address] = keys
        return keys

    def tell(self, address: str, topic: str, object_id: str) -> None:
        """Leave news for an Identity."""
        self._news[address].append(News(topic, object_id))

    def fetch_news(self, address: str) -> list[News]:
        """What happened since the last time this Identity asked, in the order of the Backbone."""
        return self._news.pop(address, [])

    def refuse(self, code: str, reason: str, call: str) -> Fault:
        """A refusal in the Backbone's words."""
        return platform_fault(f"error.platform.validation.{code}", reason, call, self.clock.now(), self.ids.trace_id())

    def check_address(self, address: str | None, field_name: str, call: str) -> None:
        """Refuse an address whose checksum is wrong."""
        if address is not None and not has_valid_checksum(address):
            reason = f"'{field_name}': The ID or Address is not valid. Check length, prefix and the used characters."
            raise self.refuse("invalidPropertyValue", reason, call)
