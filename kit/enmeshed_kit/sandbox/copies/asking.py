"""What an Identity may ask of a peer about Attributes that are shared as copies.

Source: `POST /api/v2/Requests/Outgoing/Validate` of Connectors 6.34.0 and, unchecked, 4.6.4.
"""

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.attributes.matching import INVALID_ITEM, Unfit, check_query
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.copies.holdings import LocalAttributes
from enmeshed_kit.sandbox.copies.local_attribute import DELETED_BY_PEER, TO_BE_DELETED_BY_PEER, LocalAttribute
from enmeshed_kit.sandbox.requests.asking import Asking

_GOING = (DELETED_BY_PEER, TO_BE_DELETED_BY_PEER)


class AskingToCopy(Asking):
    """The rules where the peer gets a copy with an id of its own."""

    mismatch = "does not match the given Attribute."

    @property
    def _holdings(self) -> LocalAttributes:
        holdings: LocalAttributes = self._account.attributes.holdings
        return holdings

    def share(self, item: Json) -> None:
        """An Attribute to share has to be known, as it is given, and new to the peer."""
        known = self._source(item)
        if known.is_identity:
            self._check_repository(known, item)
        else:
            self._check_original(known, item)
        if self._peer:
            self._check_is_news(known, self._peer)
        self._check_tags(item["attribute"])

    def _source(self, item: Json) -> LocalAttribute:
        named = f"The Attribute with the given sourceAttributeId '{item['sourceAttributeId']}'"
        known = self._holdings.find(item["sourceAttributeId"])
        if known is None:
            raise Unfit(INVALID_ITEM, f"{named} could not be found.")
        if not schema.same(known.content, item["attribute"]):
            raise Unfit(INVALID_ITEM, f"{named} {self.mismatch}")
        return known

    def _check_repository(self, known: LocalAttribute, item: Json) -> None:
        if known.owner != self._account.address:
            text = "The provided IdentityAttribute belongs to someone else. You can only share own IdentityAttributes."
            raise Unfit(INVALID_ITEM, text)
        if known.share_info is not None:
            raise Unfit(
                INVALID_ITEM,
                "The provided IdentityAttribute is a shared copy of a RepositoryAttribute. You can only share "
                "RepositoryAttributes.",
            )
        if item.get(self.third_party):
            raise Unfit(INVALID_ITEM, "When sharing a RepositoryAttribute, no thirdPartyAddress may be specified.")

    def _check_original(self, known: LocalAttribute, item: Json) -> None:
        if known.is_third_party:
            text = "You can only share RelationshipAttributes that aren't a copy of a sourceAttribute."
            raise Unfit(INVALID_ITEM, text)
        self._check_third_party(known.peer or "", item)

    def _check_is_news(self, known: LocalAttribute, peer: str) -> None:
        copies = self._holdings.copies_of_versions(known, peer)
        if sources := [copy.source for copy in copies if copy.deletion_status not in _GOING]:
            raise Unfit(INVALID_ITEM, self._no_news(known, sources))

    def _no_news(self, known: LocalAttribute, sources: list[str | None]) -> str:
        kind = known.content["@type"]
        if known.id in sources:
            return f"The {kind} with the given sourceAttributeId '{known.id}' is already shared with the peer."
        if any(newer.id == sources[0] for newer in self._holdings.successors(known)):
            return f"The provided {kind} is outdated. Its successor '{sources[0]}' is already shared with the peer."
        return (
            f"The predecessor '{sources[0]}' of the {kind} is already shared with the peer. Instead of sharing it, you "
            "should notify the peer about the Attribute succession."
        )

    def delete(self, item: Json) -> None:
        """An Attribute to delete has to be a copy that the peer has from this Identity."""
        named = f"The Attribute '{item['attributeId']}'"
        known = self._holdings.find(item["attributeId"])
        if known is None:
            raise Unfit(INVALID_ITEM, f"{named} could not be found.")
        if not known.is_own_shared(self._account.address):
            text = (
                f"{named} is not an own shared Attribute. You can only request the deletion of own shared Attributes."
            )
            raise Unfit(INVALID_ITEM, text)
        if (self._peer and known.peer != self._peer) or known.deletion_status in _GOING:
            raise Unfit(
                INVALID_ITEM,
                "The deletion of an own shared Attribute can only be requested from a peer it is shared with and who "
                "hasn't deleted it or agreed to its deletion already.",
            )


class UncheckedAsking(AskingToCopy):
    """The rules of a Connector that asks anybody, as often as it is told to, and corrects a missing owner."""

    own_ones = "own Attributes"
    recipient = "recipient"
    mismatch = "does not match the given attribute."

    def check_occasion(self, request: Json) -> None:
        """Any peer will do, whether there is one or not, and any time."""

    def check_together(self, items: list[Json]) -> None:
        """The same may be created twice."""

    def share(self, item: Json) -> None:
        """An Attribute to share has to be known, and as it is given; without an owner it is one's own."""
        attribute = item["attribute"]
        self._source(item | {"attribute": attribute | {"owner": attribute["owner"] or self._account.address}})

    def create(self, item: Json) -> None:
        """Only an own IdentityAttribute makes no sense."""
        if item["attribute"]["@type"] == "IdentityAttribute":
            self._check_not_own(item["attribute"])

    def read(self, item: Json) -> None:
        """A third party is neither of both sides, and does not know one's own Attributes better."""
        query = item["query"]
        check_query(query, self._account.address, self._peer)
        if query["@type"] == "ThirdPartyRelationshipAttributeQuery" and query["owner"] == self._account.address:
            raise Unfit(INVALID_ITEM, "Cannot query own Attributes from a third party.")

    def propose(self, item: Json) -> None:
        """A proposal has to be about the peer."""
        check_query(item["query"], self._account.address, self._peer)
        self._check_open_owner("query", item["query"])
        self._check_open_owner("attribute", item["attribute"])
