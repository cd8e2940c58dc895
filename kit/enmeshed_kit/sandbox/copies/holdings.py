"""The Attributes that one Identity has: its own, copies of them for peers, and copies that peers have shared.

Source: attributes and their events as Connectors 4.6.4 and 6.34.0 show them.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from enmeshed_kit.records import DeletionInfo, Json
from enmeshed_kit.sandbox.attributes.versions import Versions
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.copies.children import parts_of
from enmeshed_kit.sandbox.copies.listeners import Listeners
from enmeshed_kit.sandbox.copies.local_attribute import (
    DELETED_BY_OWNER,
    DELETED_BY_PEER,
    GONE_SOON,
    LocalAttribute,
    ShareInfo,
)

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account


def capitalised(name: str) -> str:
    """A name as classes have it."""
    return name[:1].upper() + name[1:]


class LocalAttributes(Versions[LocalAttribute]):
    """What an Identity has of Attributes.

    third_party: what is called an Attribute that belongs to a Relationship with somebody else.
    """

    third_party = "thirdPartyRelationshipAttribute"

    def __init__(self, account: "Account") -> None:
        super().__init__(account)
        self.listeners = Listeners(account)
        # Who was made of an Attribute, or is part of it, at some time: whether it still is, it says itself.
        self._ids_by_origin: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def _put(self, attribute: LocalAttribute) -> None:
        super()._put(attribute)
        for origin in (attribute.source, attribute.parent_id):
            if origin:
                self._ids_by_origin[origin][attribute.id] = None

    def _with_origin(self, attribute_id: str) -> list[LocalAttribute]:
        return self.in_order(self._ids_by_origin.get(attribute_id, ()))

    def create_own(self, content: Json, parent_id: str | None = None) -> LocalAttribute:
        """Keep a new repository Attribute, and the parts of its value as its children."""
        value = self._account.dialect.content.trimmed(content["value"])
        attribute = self._keep(content=content | {"value": value}, parent_id=parent_id)
        for part in parts_of(value, self._account.dialect.content):
            self.create_own(attribute.content | {"value": part}, attribute.id)
        return self._announce(attribute)

    def share(
        self, source: LocalAttribute, peer: str, request_id: str, attribute_id: str | None = None
    ) -> LocalAttribute:
        """Keep a copy of an Attribute for a peer, of which nobody is told.

        Args:      attribute_id: the one that the peer gave to it, where the peer was first.
        """
        info = ShareInfo(
            peer=peer,
            request_reference=request_id,
            source_attribute=source.id,
            third_party_address=self._third_party_of(source),
        )
        return self._keep(attribute_id, content=source.content, share_info=info)

    def _third_party_of(self, source: LocalAttribute) -> str | None:
        return source.peer

    def receive(
        self,
        content: Json,
        peer: str,
        request_id: str,
        attribute_id: str | None = None,
        third_party: str | None = None,
    ) -> LocalAttribute:
        """Keep what a Request has brought: a peer's Attribute, or one of the Relationship, whoever owns it.

        Args:      attribute_id: the one that the peer gave to it, where the peer was first.
                   third_party: to whose Relationship it belongs otherwise.
        """
        info = ShareInfo(peer=peer, request_reference=request_id, third_party_address=third_party)
        return self._announce(self._keep(attribute_id, content=content, share_info=info))

    def _keep(self, attribute_id: str | None = None, **fields: Any) -> LocalAttribute:
        attribute = LocalAttribute(
            id=attribute_id or self._account.ids.object_id("ATT"), created_at=self._account.now(), **fields
        )
        self._put(attribute)
        return attribute

    def _announce(self, attribute: LocalAttribute) -> LocalAttribute:
        self._account.publish("consumption.attributeCreated", attribute)
        self.listeners.attribute_created(attribute)
        return attribute

    def own(self) -> list[LocalAttribute]:
        """What this Identity says about itself, in all versions, children and parents alike; no copies."""
        return [each for each in self.with_peer(None) if each.is_repository(self._account.address)]

    def own_with_value(self, value: Json) -> LocalAttribute | None:
        """The repository Attribute, latest version, that says the same."""
        return self._latest_with_value(value, self.own())

    def received_with_value(self, value: Json, peer: str) -> LocalAttribute | None:
        """The peer's IdentityAttribute, latest version, that says the same."""
        received = [each for each in self.exchanged_with(peer) if each.is_identity and each.is_peer_shared()]
        return self._latest_with_value(value, received)

    def _latest_with_value(self, value: Json, among: Iterable[LocalAttribute]) -> LocalAttribute | None:
        wanted = self._account.dialect.content.trimmed(value)
        latest = (each for each in among if each.succeeded_by is None)
        return next((each for each in latest if schema.same(each.content["value"], wanted)), None)

    def has_key(self, key: str, owner: str, value_type: str, peer: str) -> bool:
        """Whether a Relationship has a RelationshipAttribute of this key, owner and type already."""
        return any(
            not attribute.is_identity
            and not self.is_of_third_party(attribute)
            and attribute.content["key"] == key
            and attribute.owner == owner
            and attribute.content["value"]["@type"] == value_type
            and attribute.deletion_status not in GONE_SOON
            for attribute in self.with_peer(peer)
        )

    def copies(self, source: LocalAttribute, peer: str | None = None) -> list[LocalAttribute]:
        """The copies that were made of one version of an Attribute, whoever has them, or those of one peer."""
        among = self._with_origin(source.id) if peer is None else self.with_peer(peer)
        return [each for each in among if each.source == source.id]

    def copies_of_versions(self, source: LocalAttribute, peer: str | None = None) -> list[LocalAttribute]:
        """The copies that were made of any version of an Attribute, those of the latest version first.

        Args:      peer: only those that this one has or had.
        """
        newer = [copy for version in self.successors(source) for copy in self.copies(version, peer)]
        older = [copy for version in (source, *self.predecessors(source)) for copy in self.copies(version, peer)]
        return [*reversed(newer), *older]

    def succeed(
        self,
        predecessor: LocalAttribute,
        content: Json,
        share_info: ShareInfo | None = None,
        new_id: str | None = None,
        parent_id: str | None = None,
    ) -> tuple[LocalAttribute, LocalAttribute]:
        """Put a new version in the place of an Attribute, without asking whether that makes sense, and tell nobody.

        Returns:   the predecessor and its successor.
        """
        if predecessor.share_info is None:
            content = content | {"value": self._account.dialect.content.trimmed(content["value"])}
        successor = self._keep(
            new_id, content=content, share_info=share_info, succeeds=predecessor.id, parent_id=parent_id
        )
        older = self.change(predecessor, succeeded_by=successor.id)
        if predecessor.share_info is None:
            self._succeed_children(successor)
        return older, successor

    def _succeed_children(self, parent: LocalAttribute) -> None:
        older = self.predecessors(parent)
        for part in parts_of(parent.content["value"], self._account.dialect.content):
            content = {"@type": "IdentityAttribute", "owner": parent.owner, "value": part}
            known = [
                each
                for each in self._children_of(*older)
                if each.succeeded_by is None and each.content["value"]["@type"] == part["@type"]
            ]
            if known:
                self.succeed(known[-1], content, parent_id=parent.id)
            else:
                self._keep(content=content, parent_id=parent.id)

    def announce_succession(self, predecessor: LocalAttribute, successor: LocalAttribute) -> None:
        """Tell that an Attribute has a new version."""
        data = {"predecessor": predecessor, "successor": successor}
        self._account.publish(f"consumption.{self._kind(successor)}Succeeded", data)

    def _kind(self, attribute: LocalAttribute) -> str:
        if attribute.share_info is None:
            return "repositoryAttribute"
        if attribute.is_own_shared(self._account.address):
            return "ownSharedAttribute"
        return "peerSharedAttribute" if attribute.is_peer_shared() else self.third_party

    def is_of_third_party(self, attribute: LocalAttribute) -> bool:
        """Whether an Attribute belongs to a Relationship with somebody else."""
        return attribute.is_third_party

    def set_deletion(self, attribute: LocalAttribute, info: DeletionInfo | None) -> LocalAttribute:
        """Note what becomes of an Attribute and its older versions on one side of the Relationship.

        Returns:   the Attribute as it is now.
        """
        for each in self.predecessors(attribute):
            self.change(each, deletion_info=info)
        return self.change(attribute, deletion_info=info)

    def delete(self, attribute: LocalAttribute) -> None:
        """Delete an Attribute with its older versions and children; copies stay, and forget what they were made of."""
        for each in self._with_children(attribute):
            self._detach(each)
        for older in self.predecessors(attribute):
            self._drop(older)
        self._drop(attribute)

    def _detach(self, attribute: LocalAttribute) -> None:
        if attribute.succeeded_by and (successor := self.find(attribute.succeeded_by)):
            self.change(successor, succeeds=None)
        for version in (attribute, *self.predecessors(attribute)):
            for copy in self.copies(version):
                if info := copy.share_info:
                    self.change(copy, share_info=msgspec.structs.replace(info, source_attribute=None))

    def _with_children(self, attribute: LocalAttribute) -> list[LocalAttribute]:
        return [attribute, *self._children_of(attribute)]

    def _children_of(self, *parents: LocalAttribute) -> list[LocalAttribute]:
        """The Attributes of the parts of values, in the order in which they came."""
        ids = {parent.id for parent in parents}
        found = {each.id for parent_id in ids for each in self._with_origin(parent_id) if each.parent_id in ids}
        return self.in_order(found)

    def _drop(self, attribute: LocalAttribute) -> None:
        _, *children = self._with_children(attribute)
        for child in children:
            self._drop(child)
        self._remove(attribute)
        self._account.publish("consumption.attributeDeleted", attribute)

    def exchanged_with(self, peer: str) -> list[LocalAttribute]:
        """All copies that this Identity and a peer have shared with each other."""
        return self.with_peer(peer)

    def forget_peer(self, peer: str) -> None:
        """Drop everything that was exchanged with a peer whose Relationship is decomposed."""
        for attribute in self.exchanged_with(peer):
            self._remove(attribute)
        self.listeners.forget_peer(peer)

    def lose_peer(self, peer: str, at: datetime) -> None:
        """Note that a peer has decomposed the Relationship: it has no copies any more, and renews nothing."""
        statuses = {self._account.address: DELETED_BY_PEER, peer: DELETED_BY_OWNER}
        for attribute in self.exchanged_with(peer):
            status = statuses.get(attribute.owner)
            if status and attribute.deletion_status != status:
                self.change(attribute, deletion_info=DeletionInfo(deletion_status=status, deletion_date=at))


class LocalAttributesByOwner(LocalAttributes):
    """What an Identity has of Attributes, where only the owner of one tells whose Relationship it belongs to."""

    third_party = "thirdPartyOwnedRelationshipAttribute"

    def _third_party_of(self, source: LocalAttribute) -> str | None:
        return None

    def is_of_third_party(self, attribute: LocalAttribute) -> bool:
        """Whether an Attribute was shared by somebody who does not own it."""
        return attribute.peer is not None and attribute.owner not in (self._account.address, attribute.peer)
