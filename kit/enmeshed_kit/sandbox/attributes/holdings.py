"""The Attributes that one Identity has, its own and those of its peers, with their versions.

Source: attributes and their events as a Connector 7.4.6 shows them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from enmeshed_kit.records import Attribute, DeletionInfo, Json
from enmeshed_kit.sandbox.attributes.forwardings import DELETED, TO_BE_DELETED, Forwardings
from enmeshed_kit.sandbox.attributes.versions import Versions
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import Fault, core_fault

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

OWN_IDENTITY = "OwnIdentityAttribute"
OWN_RELATIONSHIP = "OwnRelationshipAttribute"
PEER_IDENTITY = "PeerIdentityAttribute"
PEER_RELATIONSHIP = "PeerRelationshipAttribute"
THIRD_PARTY = "ThirdPartyRelationshipAttribute"

FORWARDABLE = (OWN_IDENTITY, OWN_RELATIONSHIP, PEER_RELATIONSHIP)
RECEIVED = (PEER_IDENTITY, PEER_RELATIONSHIP, THIRD_PARTY)
OF_RELATIONSHIP = (OWN_RELATIONSHIP, PEER_RELATIONSHIP)

TO_BE_DELETED_HERE = "ToBeDeleted"
DELETED_BY_EMITTER = "DeletedByEmitter"
INVALID_TAGS = "error.consumption.attributes.invalidTags"
FORBIDDEN_CHARACTERS = "error.consumption.attributes.forbiddenCharactersInAttribute"


def deletion_status(attribute: Attribute) -> str | None:
    """Whether an Attribute was or will be deleted, and on which side."""
    return attribute.deletion_info.deletion_status if attribute.deletion_info else None


class Holdings(Versions[Attribute]):
    """What an Identity has of Attributes."""

    def __init__(self, account: "Account") -> None:
        super().__init__(account)
        self.forwardings = Forwardings()

    def trimmed(self, content: Json) -> Json:
        """An IdentityAttribute without blanks around its texts; a RelationshipAttribute keeps them."""
        if content["@type"] != "IdentityAttribute":
            return content
        vocabulary = self._account.dialect.content
        return vocabulary.read_attribute(content | {"value": vocabulary.trimmed(content["value"])})

    def create_own(self, content: Json) -> Attribute:
        """Keep a new IdentityAttribute of this Identity.

        Raises:    Fault: characters or tags that are not allowed.
        """
        attribute = self._new(OWN_IDENTITY, content, None, number_of_forwards=0)
        return self._announce(attribute)

    def receive(self, kind: str, attribute_id: str, content: Json, peer: str, source: str) -> Attribute:
        """Keep what a peer shared, under the id that it has there."""
        forwards = 0 if kind in FORWARDABLE else None
        attribute = self._new(kind, content, attribute_id, peer, source, forwards)
        return self._announce(attribute)

    def receive_third_party(
        self, attribute_id: str, content: Json, peer: str, source: str, initial_peer: str
    ) -> Attribute:
        """Keep what a peer shared out of its Relationship with somebody else."""
        attribute = self._new(THIRD_PARTY, content, attribute_id, peer, source)
        return self._announce(msgspec.structs.replace(attribute, initial_attribute_peer=initial_peer))

    def create_in_relationship(
        self, content: Json, peer: str, source: str, attribute_id: str | None = None
    ) -> Attribute:
        """Keep a new RelationshipAttribute, own or the peer's as its owner says."""
        kind = OWN_RELATIONSHIP if content["owner"] == self._account.address else PEER_RELATIONSHIP
        return self._announce(self._new(kind, content, attribute_id, peer, source, number_of_forwards=0))

    def _new(
        self,
        kind: str,
        content: Json,
        attribute_id: str | None,
        peer: str | None = None,
        source: str | None = None,
        number_of_forwards: int | None = None,
    ) -> Attribute:
        vocabulary = self._account.dialect.content
        if vocabulary.trimmed(content["value"]) != content["value"]:
            content = self.trimmed(content)
        self.check_characters(content)
        self.check_tags(content.get("tags"))
        return Attribute(
            type=kind,
            id=attribute_id or self._account.ids.object_id("ATT"),
            content=content,
            created_at=self._account.now(),
            peer=peer,
            source_reference=source,
            number_of_forwards=number_of_forwards,
        )

    def _announce(self, attribute: Attribute) -> Attribute:
        self._put(attribute)
        self._account.publish("consumption.attributeCreated", attribute)
        return attribute

    def check_characters(self, content: Json, text: str = "The Attribute contains forbidden characters.") -> None:
        """Refuse texts with characters outside DIN 91379."""
        if not self._account.dialect.content.has_only_allowed_characters(content):
            raise core_fault(FORBIDDEN_CHARACTERS, text, self._account.now())

    def check_tags(self, tags: list[str] | None) -> None:
        """Refuse tags of unknown form."""
        if text := self._account.dialect.content.invalid_tags(tags or []):
            raise Fault(INVALID_TAGS, text)

    def own(self) -> list[Attribute]:
        """What this Identity says about itself, in all versions."""
        return [each for each in self.with_peer(None) if each.type == OWN_IDENTITY]

    def own_with_value(self, value: Json) -> Attribute | None:
        """The own IdentityAttribute, latest version, that says the same."""
        wanted = self._account.dialect.content.trimmed(value)
        latest = (each for each in self.own() if each.succeeded_by is None)
        return next((each for each in latest if schema.same(each.content["value"], wanted)), None)

    def received_with_value(self, value: Json, owner: str) -> Attribute | None:
        """The peer's IdentityAttribute that says the same and that the peer has not deleted."""
        wanted = {"owner": owner, "value": self._account.dialect.content.trimmed(value)}
        received = (each for each in self.with_peer(owner) if each.type == PEER_IDENTITY)
        return _first_that_says(received, wanted)

    def third_party_with_value(self, content: Json, peer: str) -> Attribute | None:
        """The RelationshipAttribute of another Relationship that a peer has shared already."""
        wanted = {name: content[name] for name in ("owner", "key", "value")}
        received = (each for each in self.with_peer(peer) if each.type == THIRD_PARTY)
        return _first_that_says(received, wanted)

    def has_key(self, key: str, owner: str, value_type: str, peer: str) -> bool:
        """Whether a Relationship has a RelationshipAttribute of this key, owner and type already."""
        gone = (TO_BE_DELETED, DELETED, TO_BE_DELETED_HERE, DELETED_BY_EMITTER)
        return any(
            attribute.type in OF_RELATIONSHIP
            and attribute.content["key"] == key
            and attribute.content["owner"] == owner
            and attribute.content["value"]["@type"] == value_type
            and deletion_status(attribute) not in gone
            for attribute in self.with_peer(peer)
        )

    def shared_versions(self, attribute: Attribute, peer: str) -> list[Attribute]:
        """The versions that a peer has, the latest first."""
        return [each for each in self.versions(attribute) if self.forwardings.has_copy(each.id, peer)]

    def succeed(
        self, predecessor: Attribute, content: Json, *, new_id: str | None = None, source: str | None = None
    ) -> tuple[Attribute, Attribute]:
        """Put a new version in the place of an Attribute, without asking whether that makes sense.

        Returns:   the predecessor and its successor.
        """
        successor = Attribute(
            type=predecessor.type,
            id=new_id or self._account.ids.object_id("ATT"),
            content=self.trimmed(content),
            created_at=self._account.now(),
            peer=predecessor.peer,
            source_reference=source,
            initial_attribute_peer=predecessor.initial_attribute_peer,
            succeeds=predecessor.id,
            number_of_forwards=0 if predecessor.type in FORWARDABLE else None,
        )
        self._put(successor)
        return self.change(predecessor, succeeded_by=successor.id), successor

    def announce_succession(self, predecessor: Attribute, successor: Attribute) -> None:
        """Tell that an Attribute has a new version."""
        data = {"predecessor": predecessor, "successor": successor}
        self._account.publish("consumption.attributeSucceeded", data)

    def forward(self, attribute: Attribute, peer: str, source: str) -> Attribute:
        """Note that a peer got an Attribute, and tell."""
        self.forwardings.add(attribute.id, peer, source, self._account.now())
        return self._announce_forwardings(attribute)

    def _announce_forwardings(self, attribute: Attribute) -> Attribute:
        counted = self.change(attribute, number_of_forwards=self.forwardings.count(attribute.id))
        self._account.publish("consumption.attributeForwardingDetailsChanged", counted)
        return counted

    def set_deletion(self, attribute: Attribute, status: str, at: DeletionInfo, *, override: bool = False) -> Attribute:
        """Note the deletion of an Attribute and its older versions on one side of the Relationship."""
        for each in (attribute, *self.predecessors(attribute)):
            if override or deletion_status(each) not in (
                TO_BE_DELETED_HERE,
                DELETED_BY_EMITTER,
                DELETED,
                TO_BE_DELETED,
            ):
                self.change(each, deletion_info=msgspec.structs.replace(at, deletion_status=status))
        return self._attributes[attribute.id]

    def clear_deletion(self, attribute: Attribute) -> None:
        """Keep an Attribute that was to be deleted."""
        self.change(attribute, deletion_info=None)

    def set_copy_deletion(
        self, attribute: Attribute, peer: str, info: DeletionInfo | None, *, override: bool = False
    ) -> None:
        """Note what a peer does with its copies of an Attribute and of its older versions."""
        for each in (attribute, *self.predecessors(attribute)):
            self.forwardings.set_deletion(each.id, peer, info, override=override)

    def delete(self, attribute: Attribute) -> None:
        """Delete an Attribute and all its older versions."""
        if attribute.succeeded_by and (successor := self.find(attribute.succeeded_by)):
            self.change(successor, succeeds=None)
        for each in (*self.predecessors(attribute), attribute):
            self._remove(each)
            self._account.publish("consumption.attributeDeleted", each)
            self.forwardings.forget_attribute(each.id)

    def forget_peer(self, peer: str) -> None:
        """Drop everything that was exchanged with a peer whose Relationship is decomposed."""
        for attribute in self.with_peer(peer):
            self._remove(attribute)
        shared = self.forwardings.ids_shared_with(peer)
        for attribute in self.in_order(shared):
            self.forwardings.forget_peer(attribute.id, peer)
            self._announce_forwardings(attribute)

    def lose_peer(self, peer: str, at: datetime) -> None:
        """Note that a peer has decomposed the Relationship: it has no copies any more, and renews nothing."""
        info = DeletionInfo(deletion_status=DELETED, deletion_date=at)
        for attribute_id in self.forwardings.ids_shared_with(peer):
            self.forwardings.set_deletion(attribute_id, peer, info)
        for attribute in self.with_peer(peer):
            status = DELETED if attribute.type == OWN_RELATIONSHIP else DELETED_BY_EMITTER
            self.set_deletion(attribute, status, info)


def _first_that_says(received: Iterable[Attribute], wanted: Json) -> Attribute | None:
    for attribute in received:
        said = {name: attribute.content[name] for name in wanted}
        if deletion_status(attribute) != DELETED_BY_EMITTER and schema.same(said, wanted):
            return attribute
    return None
