"""The record of an Attribute where shared ones are copies: what it is, is seen in who owns it and in its `shareInfo`.

Source: `GET /api/v2/Attributes` of Connectors 4.6.4 and 6.34.0.
"""

from datetime import datetime

from enmeshed_kit.records import DeletionInfo, Json, Record
from enmeshed_kit.sandbox.clock import read_time

DELETED_BY_OWNER = "DeletedByOwner"
DELETED_BY_PEER = "DeletedByPeer"
DELETION_REJECTED = "DeletionRequestRejected"
DELETION_REQUESTED = "DeletionRequestSent"
TO_BE_DELETED = "ToBeDeleted"
TO_BE_DELETED_BY_PEER = "ToBeDeletedByPeer"

GONE_SOON = (TO_BE_DELETED, TO_BE_DELETED_BY_PEER, DELETED_BY_PEER, DELETED_BY_OWNER)
"""What is deleted, or agreed to be."""


class ShareInfo(Record, kw_only=True):
    """With whom a copy is shared, by which Request or Notification, and from which Attribute it was made."""

    peer: str
    request_reference: str | None = None
    notification_reference: str | None = None
    source_attribute: str | None = None
    third_party_address: str | None = None


class LocalAttribute(Record, kw_only=True):
    """An Attribute of one Identity: unshared (a repository Attribute), or a copy that a peer has as well."""

    id: str
    content: Json
    created_at: datetime
    parent_id: str | None = None
    succeeds: str | None = None
    succeeded_by: str | None = None
    share_info: ShareInfo | None = None
    deletion_info: DeletionInfo | None = None

    @property
    def owner(self) -> str:
        """Whom it is about."""
        owner: str = self.content["owner"]
        return owner

    @property
    def peer(self) -> str | None:
        """With whom it is shared."""
        return self.share_info.peer if self.share_info else None

    @property
    def source(self) -> str | None:
        """The own Attribute of which it is a copy."""
        return self.share_info.source_attribute if self.share_info else None

    @property
    def deletion_status(self) -> str | None:
        """Whether it was or will be deleted, and on which side."""
        return self.deletion_info.deletion_status if self.deletion_info else None

    @property
    def is_identity(self) -> bool:
        """Whether it holds without regard to a Relationship."""
        return bool(self.content["@type"] == "IdentityAttribute")

    @property
    def is_third_party(self) -> bool:
        """Whether it is the copy of a RelationshipAttribute that belongs to somebody else's Relationship."""
        return self.share_info is not None and self.share_info.third_party_address is not None

    def is_valid(self, now: datetime) -> bool:
        """Whether it holds at a moment: not before `validFrom`, not after `validTo`."""
        begins, ends = (self.content.get(name) for name in ("validFrom", "validTo"))
        return not (begins and read_time(begins) > now) and not (ends and read_time(ends) < now)

    def is_repository(self, address: str) -> bool:
        """Whether the Identity of an address says it about itself, to nobody as yet."""
        return self.is_identity and self.share_info is None and self.owner == address

    def is_own_shared(self, address: str) -> bool:
        """Whether the Identity of an address has shared it and is its owner."""
        return self.share_info is not None and self.owner == address

    def is_peer_shared(self) -> bool:
        """Whether the peer has shared it and is its owner."""
        return self.share_info is not None and self.owner == self.peer and self.source is None
