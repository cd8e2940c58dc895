"""New versions of own Attributes and of what was shared, and telling peers about them."""

from typing import TYPE_CHECKING, Any

import msgspec

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.attributes.keeping import TAG_LIST, address_schema, check_id, known
from enmeshed_kit.sandbox.attributes.notices import notify
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
from enmeshed_kit.sandbox.faults import Fault, unexpected

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

VALIDITY: dict[str, schema.Schema] = {"validFrom": schema.DATE_TIME, "validTo": schema.DATE_TIME}
_OPEN = (None, DELETION_REQUESTED, DELETION_REJECTED)


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


class Successions:
    """Gives own Attributes new versions.

    texts: how refusals are worded.
    may_repeat: whether a new version may say the same as the old one.
    """

    texts: Texts = TEXTS
    may_repeat = False

    def __init__(self, account: "Account", holdings: LocalAttributes) -> None:
        self._account = account
        self._holdings = holdings
        self._vocabulary = account.dialect.content

    def succeed(self, attribute_id: str, body: Any) -> Json:
        """Put a new version in the place of an own Attribute; within a Relationship, the peer is told at once.

        Raises:    Fault: not known, not own, or no value of the same type.
        Source:    POST /api/v2/Attributes/{id}/Succeed → 201
        """
        older = self._holdings.find(attribute_id)
        if older is None:
            raise Fault("error.runtime.recordNotFound", f"Predecessor attribute '{attribute_id}' not found.")
        body = {} if body is msgspec.UNSET else body
        return self._succeed_identity(older, body) if older.is_identity else self._succeed_relationship(older, body)

    def _succeed_identity(self, older: LocalAttribute, body: Any) -> Json:
        self._check(body, {"value": self._vocabulary.any_identity_value}, tags=TAG_LIST)
        try:
            content = self._vocabulary.read_attribute(
                {"@type": "IdentityAttribute", "owner": self._account.address, **body["successorContent"]}
            )
        except Fault as fault:
            # What the schema lets through and the class does not is beyond the Connector here.
            raise unexpected() from fault
        if not older.is_repository(self._account.address):
            raise unexpected()
        predecessor, successor = self._replace(older, content)
        return {"predecessor": predecessor, "successor": successor}

    def _succeed_relationship(self, older: LocalAttribute, body: Any) -> Json:
        self._check(body, {"value": self._vocabulary.any_relationship_value})
        if not older.is_own_shared(self._account.address) or older.peer is None:
            raise unexpected()
        kept = {name: older.content[name] for name in ("@type", "owner", "key", "confidentiality", "isTechnical")}
        content = self._vocabulary.read_attribute(kept | body["successorContent"])
        info = ShareInfo(peer=older.peer, notification_reference=self._account.ids.object_id("NOT"))
        return self._tell(*self._replace(older, content, info))

    def _check(self, body: Any, value: dict[str, schema.Schema], **others: schema.Schema) -> None:
        schema.check(body, schema.object_of({"successorContent": schema.object_of(value, **others, **VALIDITY)}))

    def _replace(
        self, older: LocalAttribute, content: Json, info: ShareInfo | None = None
    ) -> tuple[LocalAttribute, LocalAttribute]:
        says_the_same = schema.same(content, older.content)
        if not is_succeedable(older, content) or (says_the_same and not self.may_repeat):
            raise unexpected()
        pair = self._holdings.succeed(older, content, info)
        self._holdings.announce_succession(*pair)
        return pair

    def _tell(self, predecessor: LocalAttribute, successor: LocalAttribute) -> Json:
        """Tell the peer of a new version; the new version is there even if the peer cannot be told."""
        item = {
            "@type": "PeerSharedAttributeSucceededNotificationItem",
            "predecessorId": predecessor.id,
            "successorContent": successor.content,
            "successorId": successor.id,
        }
        told = successor.share_info.notification_reference if successor.share_info else None
        notification_id = notify(self._account, successor.peer or "", item, told)
        return {"predecessor": predecessor, "successor": successor, "notificationId": notification_id}

    def notify_peer(self, attribute_id: str, body: Any) -> Json:
        """Share a new version with a peer who has an older one.

        Raises:    Fault: not a repository Attribute, or the peer has no older version, or this one already.
        Source:    POST /api/v2/Attributes/{id}/NotifyPeer → 201
        """
        if body is msgspec.UNSET:
            raise unexpected()
        check_id("attributeId", attribute_id)
        schema.check(body, schema.object_of({"peer": address_schema(self._account)}))
        attribute = known(self._holdings.find(attribute_id))
        if not attribute.is_repository(self._account.address):
            raise refusal(self.texts, "isNotRepositoryAttribute", id=attribute_id)
        peer = body["peer"]
        shared = self._version_known_to(attribute, peer)
        info = ShareInfo(
            peer=peer, source_attribute=attribute.id, notification_reference=self._account.ids.object_id("NOT")
        )
        return self._tell(*self._replace(shared, attribute.content, info))

    def _version_known_to(self, attribute: LocalAttribute, peer: str) -> LocalAttribute:
        """The copy that a peer has of an older version.

        Raises:    Fault: none, one of this version, or one of which nothing newer is known here.
        """
        shared = [each for each in self._holdings.copies_of_versions(attribute, peer) if each.succeeded_by is None]
        if not shared:
            code = "noPreviousVersionOfRepositoryAttributeHasBeenSharedWithPeerBefore"
            raise refusal(self.texts, code, id=attribute.id, peer=peer)
        staying = [each for each in shared if each.deletion_status not in (DELETED_BY_PEER, TO_BE_DELETED_BY_PEER)]
        if not staying:
            copies = ", ".join(f"'{each.id}'" for each in shared)
            raise refusal(self.texts, "cannotSucceedAttributesWithDeletionInfo", copies=copies)
        if staying[0].source == attribute.id:
            code = "repositoryAttributeHasAlreadyBeenSharedWithPeer"
            raise refusal(self.texts, code, id=attribute.id, peer=peer, copy=staying[0].id)
        source = self._holdings.find(staying[0].source or "")
        if source and source.succeeded_by is None:
            raise unexpected()
        return staying[0]
