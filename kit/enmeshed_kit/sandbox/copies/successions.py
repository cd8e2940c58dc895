"""New versions of own Attributes and of copies that were made of them."""

from collections.abc import Mapping
from types import MappingProxyType

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.attributes.renewals import Renewals
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.copies.holdings import LocalAttributes
from enmeshed_kit.sandbox.copies.local_attribute import (
    DELETED_BY_PEER,
    DELETION_REJECTED,
    DELETION_REQUESTED,
    TO_BE_DELETED_BY_PEER,
    LocalAttribute,
    ShareInfo,
)
from enmeshed_kit.sandbox.copies.refusals import TEXTS, Texts, refusal
from enmeshed_kit.sandbox.faults import unexpected

VALIDITY: Mapping[str, schema.Schema] = MappingProxyType({"validFrom": schema.DATE_TIME, "validTo": schema.DATE_TIME})
_OPEN = (None, DELETION_REQUESTED, DELETION_REJECTED)
_LASTING = ("@type", "owner", "key", "confidentiality", "isTechnical")


def is_succeedable(older: LocalAttribute, content: Json) -> bool:
    """Whether a content can follow an Attribute: the latest version, about the same matter, and not about to go."""
    return (
        older.succeeded_by is None
        and older.parent_id is None
        and older.deletion_status in _OPEN
        and older.owner == content["owner"]
        and older.content["@type"] == content["@type"]
        and older.content["value"]["@type"] == content["value"]["@type"]
        and older.content.get("key") == content.get("key")
    )


class Successions(Renewals[LocalAttributes]):
    """Gives own Attributes new versions, and copies of them.

    texts: how refusals are worded.
    may_repeat: whether a new version may say the same as the old one.
    """

    more = VALIDITY
    notice = "PeerSharedAttributeSucceededNotificationItem"
    texts: Texts = TEXTS
    may_repeat = False

    def _succeed_identity(self, older: LocalAttribute, given: Json) -> Json:
        if not older.is_repository(self._account.address):
            raise unexpected()
        predecessor, successor = self._replace(older, self._read_identity(given))
        return {"predecessor": predecessor, "successor": successor}

    def _succeed_relationship(self, older: LocalAttribute, given: Json) -> Json:
        if not older.is_own_shared(self._account.address) or older.peer is None:
            raise unexpected()
        content = self._vocabulary.read_attribute({name: older.content[name] for name in _LASTING} | given)
        return self._replace_copy(older, content, older.peer)

    def _replace_copy(self, older: LocalAttribute, content: Json, peer: str, source_id: str | None = None) -> Json:
        """Put a new version in the place of a copy; it is there even if the peer cannot be told."""
        notification_id = self._account.ids.object_id("NOT")
        info = ShareInfo(peer=peer, notification_reference=notification_id, source_attribute=source_id)
        return self._tell(peer, *self._replace(older, content, info), notification_id)

    def _replace(
        self, older: LocalAttribute, content: Json, info: ShareInfo | None = None
    ) -> tuple[LocalAttribute, LocalAttribute]:
        says_the_same = schema.same(content, older.content)
        if not is_succeedable(older, content) or (says_the_same and not self.may_repeat):
            raise unexpected()
        pair = self._holdings.succeed(older, content, info)
        self._holdings.announce_succession(*pair)
        return pair

    def _notify(self, attribute: LocalAttribute, peer: str) -> Json:
        if not attribute.is_repository(self._account.address):
            raise refusal(self.texts, "isNotRepositoryAttribute", id=attribute.id)
        shared = self._version_known_to(attribute, peer)
        return self._replace_copy(shared, attribute.content, peer, attribute.id)

    def _version_known_to(self, attribute: LocalAttribute, peer: str) -> LocalAttribute:
        """The copy that a peer has of an older version.

        Raises:    Fault: none, one of this version, or one of which nothing newer is known here.
        """
        shared = [each for each in self._holdings.copies_of_versions(attribute, peer) if each.succeeded_by is None]
        if not shared:
            code = "noPreviousVersionOfRepositoryAttributeHasBeenSharedWithPeerBefore"
            raise refusal(self.texts, code, id=attribute.id, peer=peer)
        copy = self._choose(shared)
        if copy.source == attribute.id:
            code = "repositoryAttributeHasAlreadyBeenSharedWithPeer"
            raise refusal(self.texts, code, id=attribute.id, peer=peer, copy=copy.id)
        source = self._holdings.find(copy.source or "")
        if source and source.succeeded_by is None:
            raise unexpected()
        return copy

    def _choose(self, shared: list[LocalAttribute]) -> LocalAttribute:
        """The first copy that the peer has not deleted, nor will."""
        staying = [each for each in shared if each.deletion_status not in (DELETED_BY_PEER, TO_BE_DELETED_BY_PEER)]
        if staying:
            return staying[0]
        copies = ", ".join(f"'{each.id}'" for each in shared)
        raise refusal(self.texts, "cannotSucceedAttributesWithDeletionInfo", copies=copies)
