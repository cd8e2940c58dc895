"""What an Identity may ask of a peer, whichever way Attributes are kept.

Source: `POST …/Requests/Outgoing/Validate` of Connectors 7.4.6 and 6.34.0.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.attributes.matching import (
    FORBIDDEN_CHARACTERS,
    INVALID_ITEM,
    OF_PENDING,
    REQUESTS,
    SAME_KEY,
    Unfit,
    check_query,
    created_by,
    first_double,
    match,
)
from enmeshed_kit.sandbox.content.moments import InvalidDate
from enmeshed_kit.sandbox.faults import time_text
from enmeshed_kit.sandbox.requests import formfields
from enmeshed_kit.sandbox.requests.transfers import check_own_file
from enmeshed_kit.sandbox.rules import REQUESTABLE_WITH

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

_SHARED_STATUSES = ("Active", "Terminated", "DeletionProposed")
_PROPOSED_OWNER = (
    "The owner of the given `{}` can only be an empty string. This is because you can only propose Attributes where "
    "the {} of the Request is the owner anyway. And in order to avoid mistakes, the owner will be automatically "
    "filled for you."
)


CHECKS = {
    "CreateAttributeRequestItem": "create",
    "DeleteAttributeRequestItem": "delete",
    "FormFieldRequestItem": "form_field",
    "ProposeAttributeRequestItem": "propose",
    "ReadAttributeRequestItem": "read",
    "ShareAttributeRequestItem": "share",
    "TransferFileOwnershipRequestItem": "transfer_file",
}
"""Which rule is there for items of a type, whoever looks at them."""


class Asking(ABC):
    """The rules for what may be asked; each raises Unfit for what it refuses.

    own_ones: what own IdentityAttributes are called.
    recipient: how the other side is spelled.
    third_party: the field of a ShareAttributeRequestItem that names the Relationship it is taken from.
    """

    checks: ClassVar = CHECKS | {"ShareAuthorizationRequestRequestItem": "authorization"}
    own_ones = "own IdentityAttributes"
    recipient = "Recipient"
    third_party = "thirdPartyAddress"

    def __init__(self, account: "Account", peer: str | None) -> None:
        self._account = account
        self._content = account.dialect.content
        self._peer = peer

    @abstractmethod
    def share(self, item: Json) -> None:
        """An Attribute to share has to be known, as it is given, and new to the peer."""

    @abstractmethod
    def delete(self, item: Json) -> None:
        """An Attribute to delete has to be one that the peer has from this Identity."""

    def check_occasion(self, request: Json) -> None:
        """A Request has to be for somebody who can be asked now."""
        if self._peer == self._account.address:
            raise Unfit(f"{REQUESTS}.cannotShareRequestWithYourself", "You cannot share a Request with yourself.")
        expires_at = request.get("expiresAt")
        if expires_at and not isinstance(expires_at, InvalidDate) and expires_at < time_text(self._account.now()):
            raise Unfit(
                f"{REQUESTS}.cannotCreateRequestWithExpirationDateInPast",
                "You cannot create a Request with an expiration date that is in the past.",
            )
        if self._peer:
            self._check_relationship(self._peer)

    def _check_relationship(self, peer: str) -> None:
        relationship = self._account.relationships.with_peer(peer)
        cannot = f"You cannot create a request to '{peer}' since"
        if relationship is None:
            raise Unfit(f"{REQUESTS}.missingRelationship", f"{cannot} you are not in a relationship.")
        if relationship.status not in REQUESTABLE_WITH:
            reason = f"{cannot} the relationship is in status '{relationship.status}'."
            raise Unfit(f"{REQUESTS}.wrongRelationshipStatus", reason)

    def check_together(self, items: list[Json]) -> None:
        """Items must not create the same RelationshipAttribute twice."""
        if key := first_double(items, self._peer):
            raise Unfit(
                SAME_KEY,
                "The Request cannot be created because its acceptance would lead to the creation of more than one "
                f"RelationshipAttribute in the context of this Relationship with the same key '{key}', owner and value "
                "type.",
            )

    def check(self, item: Json) -> None:
        """An item has to make sense on its own."""
        if name := self.checks.get(item["@type"]):
            getattr(self, name)(item)

    def _check_tags(self, content: Json) -> None:
        if text := self._content.invalid_tags(content.get("tags") or []):
            raise Unfit(INVALID_ITEM, text)

    def _check_third_party(self, other_peer: str, item: Json) -> None:
        """A RelationshipAttribute may be shown to others, if not to its owner and not as if it were one's own."""
        if self._peer and other_peer == self._peer:
            raise Unfit(
                INVALID_ITEM,
                "The provided RelationshipAttribute already exists in the context of the Relationship with the peer.",
            )
        relationship = self._account.relationships.with_peer(other_peer)
        if relationship is None or relationship.status not in _SHARED_STATUSES:
            raise of_pending()
        if item.get(self.third_party) != other_peer:
            raise Unfit(
                INVALID_ITEM,
                "When sharing a RelationshipAttribute with another Identity, the address of the peer of the "
                f"Relationship in which the RelationshipAttribute exists must be specified as {self.third_party}.",
            )
        if item["attribute"]["owner"] == self._peer:
            raise Unfit(INVALID_ITEM, "It doesn't make sense to share a RelationshipAttribute with its owner.")
        if item["attribute"]["confidentiality"] == "private":
            raise Unfit(
                INVALID_ITEM,
                "The confidentiality of the given `attribute` is private. Therefore you are not allowed to share it.",
            )

    def create(self, item: Json) -> None:
        """An Attribute to create has to belong to somebody in the Relationship."""
        attribute = item["attribute"]
        if not self._content.has_only_allowed_characters(attribute):
            raise Unfit(INVALID_ITEM, FORBIDDEN_CHARACTERS)
        if attribute["@type"] == "IdentityAttribute":
            self._check_not_own(attribute)
            self._check_identity(attribute)
        else:
            self._check_owner(attribute)
            self._check_key(item, "provided")

    def _check_not_own(self, attribute: Json) -> None:
        if attribute["owner"] == self._account.address:
            raise Unfit(
                INVALID_ITEM,
                f"Cannot create {self.own_ones} with a CreateAttributeRequestItem. "
                "Use a ShareAttributeRequestItem instead.",
            )

    def _check_identity(self, attribute: Json) -> None:
        if attribute["owner"] not in ("", self._peer):
            raise Unfit(
                INVALID_ITEM,
                "The owner of the provided IdentityAttribute for the `attribute` property can only be the address of "
                "the recipient or an empty string. The latter will default to the address of the recipient.",
            )
        self._check_tags(attribute)

    def _check_owner(self, attribute: Json) -> None:
        if attribute["owner"] not in ("", self._peer, self._account.address):
            raise Unfit(
                INVALID_ITEM,
                "The owner of the provided RelationshipAttribute for the `attribute` property can only be the address "
                "of the sender, the address of the recipient or an empty string. The latter will default to the "
                "address of the recipient.",
            )

    def _check_key(self, item: Json, adjective: str) -> None:
        wanted = created_by(item, self._peer)
        if self._peer is None or wanted is None:
            return
        owner, key, value_type = wanted
        if self._account.attributes.holdings.has_key(key, owner, value_type, self._peer):
            raise Unfit(
                INVALID_ITEM,
                f"The creation of the {adjective} RelationshipAttribute cannot be requested because there is already a "
                f"RelationshipAttribute in the context of this Relationship with the same key '{key}', owner and value "
                "type.",
            )

    def read(self, item: Json) -> None:
        """A query has to ask for something that the peer can have."""
        query = item["query"]
        check_query(query, self._account.address, self._peer)
        is_of_relationship = query["@type"] == "RelationshipAttributeQuery"
        if is_of_relationship and query["owner"] not in ("", self._account.address):
            raise Unfit(
                INVALID_ITEM,
                "The owner of the given `query` can only be an empty string or yourself. This is because you can only "
                "request RelationshipAttributes using a ReadAttributeRequestitem with a RelationshipAttributeQuery "
                "where the Recipient of the Request or yourself is the owner. And in order to avoid mistakes, the "
                "Recipient automatically will become the owner of the RelationshipAttribute later on if the owner of "
                "the `query` is an empty string.",
            )
        self._check_query_tags(query)
        self._check_key(item, "queried")

    def _check_query_tags(self, query: Json) -> None:
        self._check_tags(query.get("attributeCreationHints") or {} if query["@type"] == "IQLQuery" else query)

    def propose(self, item: Json) -> None:
        """A proposal has to be about the peer, and an answer to its own query."""
        query, attribute = item["query"], item["attribute"]
        check_query(query, self._account.address, self._peer)
        self._check_open_owner("query", query)
        self._check_query_tags(query)
        self._check_open_owner("attribute", attribute)
        if not self._content.has_only_allowed_characters(attribute):
            raise Unfit(INVALID_ITEM, FORBIDDEN_CHARACTERS)
        self._check_tags(attribute)
        match(query, attribute, "", self._account.address, self.own_ones)
        self._check_key(item, "proposed")

    def _check_open_owner(self, name: str, asked: Json) -> None:
        if asked.get("owner"):
            raise Unfit(INVALID_ITEM, _PROPOSED_OWNER.format(name, self.recipient))

    def form_field(self, item: Json) -> None:
        """The settings of a form field have to be answerable."""
        if text := formfields.check_settings(item["settings"]):
            raise Unfit(INVALID_ITEM, text)

    def authorization(self, item: Json) -> None:
        """Authorization requests live on other servers, which nobody here can ask."""
        raise Unfit(INVALID_ITEM, "The authorization request url can't be resolved.")

    def transfer_file(self, item: Json) -> None:
        """A File to give away has to be an own one."""
        check_own_file(item, self._account)


def of_pending() -> Unfit:
    """The refusal to share what belongs to a Relationship that nobody has accepted yet."""
    return Unfit(
        OF_PENDING,
        "The provided RelationshipAttribute exists in the context of a pending Relationship and therefore cannot be "
        "shared.",
    )
