"""Attributes, where a shared one is a copy: what this Identity says about itself, and which copies it has."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from enmeshed_kit.records import Json, Message
from enmeshed_kit.sandbox.attributes.keeping import (
    COMMON_KEYS,
    DELETION_KEYS,
    TAG_LIST,
    KeptAttributes,
    address_schema,
    check_id,
    known,
    latest,
    select,
)
from enmeshed_kit.sandbox.clock import read_time
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.copies.deletions import Deletions
from enmeshed_kit.sandbox.copies.holdings import LocalAttributes
from enmeshed_kit.sandbox.copies.local_attribute import LocalAttribute
from enmeshed_kit.sandbox.copies.notices import Notices
from enmeshed_kit.sandbox.copies.successions import VALIDITY, Successions
from enmeshed_kit.sandbox.faults import time_text
from enmeshed_kit.sandbox.filters import Filter, Query

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

Found: TypeAlias = list[LocalAttribute]

SHARE_KEYS = (
    "shareInfo",
    "shareInfo.peer",
    "shareInfo.requestReference",
    "shareInfo.notificationReference",
    "shareInfo.sourceAttribute",
)
BOUNDS = {"content.validFrom": ">=", "content.validTo": "<="}
"""Keys whose values are moments, and how what is found compares with them."""


class CopiedAttributes(KeptAttributes[LocalAttributes]):
    """What this Identity has of Attributes, its copies for peers among them.

    store, successions, deletions: the classes that keep Attributes, make new versions and delete.
    """

    own_kind = "RepositoryAttribute"
    new_attribute = schema.object_of({"content": schema.object_of({"value": {}}, tags=TAG_LIST, **VALIDITY)})
    filter = Filter(
        keys=(*COMMON_KEYS, "parentId", "isDefault", "wasViewedAt", *BOUNDS, *SHARE_KEYS, *DELETION_KEYS),
        is_strict=False,
    )
    store: type[LocalAttributes] = LocalAttributes
    successions: type[Successions] = Successions
    deletions: type[Deletions] = Deletions

    def __init__(self, account: "Account") -> None:
        super().__init__(account, self.store(account))
        self._deletions = self.deletions(account, self.holdings)
        self._notices = Notices(account, self.holdings)
        successions = self.successions(account, self.holdings)
        self.succeed = successions.succeed
        self.notify_peer = successions.notify_peer

    def list(self, query: Query) -> Found:
        """All Attributes that fit the query, in all versions, own and others'."""
        return self._that_fit(self.holdings, query)

    def list_valid(self, query: Query) -> Found:
        """All Attributes that fit the query and hold now, in all versions."""
        return [each for each in self._that_fit(self.holdings, query) if each.is_valid(self._account.now())]

    def own_repository(self, query: Query) -> Found:
        """What this Identity says about itself; older versions with any `onlyLatestVersions` but `true`."""
        asked = [value for key, value in query if key == "onlyLatestVersions"]
        all_versions = bool(asked) and "true" not in asked
        own = (each for each in self.holdings if each.share_info is None)
        return self._that_fit((each for each in own if all_versions or each.succeeded_by is None), query)

    def own_shared_identities(self, query: Query) -> Found:
        """What this Identity has shared about itself with the peer of the query."""
        peer = self._peer_of(query)
        exchanged = self.holdings.exchanged_with(peer)
        own = (each for each in exchanged if each.owner == self._account.address)
        return self._that_fit(latest(own, query), query)

    def peer_shared_identities(self, query: Query) -> Found:
        """What belongs to the peer of the query, whoever has shared it."""
        peer = self._peer_of(query)
        return self._that_fit(latest((each for each in self.holdings if each.owner == peer), query), query)

    def _peer_of(self, query: Query) -> str:
        given = {name: value for name, value in query if name == "peer"}
        schema.check(given, {"required": ["peer"], "properties": {"peer": address_schema(self._account)}})
        return given["peer"]

    def _that_fit(self, attributes: Iterable[LocalAttribute], query: Query) -> Found:
        asked = [_with_bound(key, value) for key, value in query if value or key not in BOUNDS]
        return select(attributes, asked, self.filter)

    def versions_shared(self, attribute_id: str, query: Query) -> Found:
        """The copies of all versions of an Attribute, the latest first, or those that the named `peers` have."""
        check_id("attributeId", attribute_id)
        peers = [value for name, value in query if name == "peers"]
        schema.check({"peers": peers}, {"properties": {"peers": {"items": address_schema(self._account)}}})
        copies = self.holdings.copies_of_versions(known(self.holdings.find(attribute_id)))
        return latest((each for each in copies if not peers or each.peer in peers), query)

    def exchanged_with(self, peer: str) -> Found:
        """The latest versions of all that this Identity and a peer have shared with each other."""
        return latest(self.holdings.exchanged_with(peer), [])

    def delete(self, attribute_id: str) -> Json | None:
        """Delete what this Identity says about itself, with its older versions; copies stay.

        Source:    DELETE /api/v2/Attributes/{id} → 204
        """
        self._deletions.delete_repository(self._to_delete(attribute_id))
        return None

    def delete_own_shared(self, attribute_id: str) -> Json:
        """Delete a copy that this Identity has shared, and tell the peer.

        Source:    DELETE /api/v2/Attributes/Own/Shared/{id} → 200
        """
        return self._deletions.delete_own_shared(self._to_delete(attribute_id))

    def delete_peer_shared(self, attribute_id: str) -> Json:
        """Delete what a peer has shared about itself, and tell it.

        Source:    DELETE /api/v2/Attributes/Peer/Shared/{id} → 200
        """
        return self._deletions.delete_peer_shared(self._to_delete(attribute_id))

    def delete_third_party(self, attribute_id: str) -> Json:
        """Delete what belongs to a Relationship with somebody else, and tell with whom it is shared.

        Source:    DELETE /api/v2/Attributes/ThirdParty/{id} → 200
        """
        return self._deletions.delete_third_party(self._to_delete(attribute_id))

    def _to_delete(self, attribute_id: str) -> LocalAttribute:
        check_id("attributeId", attribute_id)
        return known(self.holdings.find(attribute_id))

    def receive_notification(self, message: Message) -> None:
        """Take over what a peer tells about its Attributes."""
        self._notices.read(message)


def _with_bound(key: str, value: str) -> tuple[str, str]:
    if key not in BOUNDS:
        return key, value
    try:
        return key, BOUNDS[key] + time_text(read_time(value))
    except ValueError:
        return key, f"{BOUNDS[key]}Invalid DateTime"
