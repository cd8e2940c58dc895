"""Outgoing Requests: what an Identity may ask of a peer.

Source: `POST /api/core/v1/Requests/Outgoing/Validate` of a Connector 7.4.6.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from enmeshed_kit.records import Attribute, Json, RequestValidationResult
from enmeshed_kit.sandbox.attributes.forwardings import DELETED, TO_BE_DELETED
from enmeshed_kit.sandbox.attributes.holdings import (
    FORWARDABLE,
    OWN_IDENTITY,
    OWN_RELATIONSHIP,
    PEER_RELATIONSHIP,
    deletion_status,
)
from enmeshed_kit.sandbox.attributes.matching import (
    FINE,
    FORBIDDEN_CHARACTERS,
    INVALID_ITEM,
    OF_PENDING,
    REQUESTS,
    SAME_KEY,
    Unfit,
    check_query,
    check_query_tags,
    check_tags,
    created_by,
    first_double,
    match,
    of_items,
)
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.content.moments import InvalidDate
from enmeshed_kit.sandbox.content.shapes import type_of
from enmeshed_kit.sandbox.faults import time_text, use_case_error
from enmeshed_kit.sandbox.requests import formfields
from enmeshed_kit.sandbox.requests.transfers import check_own_file
from enmeshed_kit.sandbox.rules import REQUESTABLE_WITH

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

_SHARED_STATUSES = ("Active", "Terminated", "DeletionProposed")
_PROPOSED_OWNER = (
    "The owner of the given `{}` can only be an empty string. This is because you can only propose Attributes where "
    "the Recipient of the Request is the owner anyway. And in order to avoid mistakes, the owner will be automatically "
    "filled for you."
)


def validate_request(request: Json, account: "Account", peer: str | None) -> RequestValidationResult:
    """Whether a Request is one that an Identity may make, item by item.

    Args:      request: as `content.read_request` gives it.  peer: for whom, if that is known already.
    Raises:    Fault: something among the items is no RequestItem.
    """
    try:
        _check_occasion(request, account, peer)
        result = of_items([_validate(item, account, peer) for item in request["items"]])
        if result.is_success and (key := first_double(request["items"], peer)):
            raise Unfit(
                SAME_KEY,
                "The Request cannot be created because its acceptance would lead to the creation of more than one "
                f"RelationshipAttribute in the context of this Relationship with the same key '{key}', owner and value "
                "type.",
            )
    except Unfit as unfit:
        return unfit.result(account.now())
    return result


def _check_occasion(request: Json, account: "Account", peer: str | None) -> None:
    if peer == account.address:
        raise Unfit(f"{REQUESTS}.cannotShareRequestWithYourself", "You cannot share a Request with yourself.")
    expires_at = request.get("expiresAt")
    if expires_at and not isinstance(expires_at, InvalidDate) and expires_at < time_text(account.now()):
        raise Unfit(
            f"{REQUESTS}.cannotCreateRequestWithExpirationDateInPast",
            "You cannot create a Request with an expiration date that is in the past.",
        )
    if peer:
        _check_relationship(account, peer)


def _check_relationship(account: "Account", peer: str) -> None:
    relationship = account.relationships.with_peer(peer)
    cannot = f"You cannot create a request to '{peer}' since"
    if relationship is None:
        raise Unfit(f"{REQUESTS}.missingRelationship", f"{cannot} you are not in a relationship.")
    if relationship.status not in REQUESTABLE_WITH:
        reason = f"{cannot} the relationship is in status '{relationship.status}'."
        raise Unfit(f"{REQUESTS}.wrongRelationshipStatus", reason)


def _validate(item: Any, account: "Account", peer: str | None) -> RequestValidationResult:
    if item is None:
        raise use_case_error("Cannot read properties of null (reading 'items')")
    if type_of(item) in account.dialect.content.request_item_types:
        return _validate_item(item, account, peer)
    if type_of(item) is None or not isinstance(item.get("items"), list):
        raise use_case_error("requestItem.items is not iterable")
    return of_items([_validate_item(inner, account, peer) for inner in item["items"]])


def _validate_item(item: Any, account: "Account", peer: str | None) -> RequestValidationResult:
    if item is None:
        raise use_case_error("Cannot read properties of null (reading 'constructor')")
    if type_of(item) not in account.dialect.content.request_item_types:
        raise use_case_error(f"There was no processor registered for '{type_of(item) or 'JSONWrapper'}'.")
    if rule := _RULES.get(item["@type"]):
        try:
            rule(Outgoing(account, peer), item)
        except Unfit as unfit:
            return unfit.result(account.now())
    return FINE


class Outgoing:
    """The rules for one item; each raises Unfit for what it refuses."""

    def __init__(self, account: "Account", peer: str | None) -> None:
        self._account = account
        self._peer = peer
        self._holdings = account.attributes.holdings
        self._vocabulary = account.dialect.content

    def share(self, item: Json) -> None:
        """An Attribute to share has to be known, as it is given, and new to the peer."""
        named = f"The Attribute with the given attributeId '{item['attributeId']}'"
        known = self._holdings.find(item["attributeId"])
        if known is None:
            raise Unfit(INVALID_ITEM, f"{named} could not be found.")
        if known.type not in FORWARDABLE:
            kinds = "an OwnIdentityAttribute, an OwnRelationshipAttribute or a PeerRelationshipAttribute"
            raise Unfit(INVALID_ITEM, f"{named} is not {kinds}.")
        if not schema.same(known.content, item["attribute"]):
            raise Unfit(INVALID_ITEM, f"{named} does not match the given Attribute.")
        if self._peer:
            self._check_is_news(known, self._peer, named)
        if known.type == OWN_IDENTITY:
            if item.get("initialAttributePeer"):
                text = "When sharing an OwnIdentityAttribute, no initialAttributePeer may be specified."
                raise Unfit(INVALID_ITEM, text)
            check_tags(item["attribute"], self._vocabulary)
        else:
            self._check_third_party(known, item)

    def _check_is_news(self, known: Attribute, peer: str, named: str) -> None:
        forwardings = self._holdings.forwardings
        if forwardings.has_copy(known.id, peer, to_stay=True):
            raise Unfit(INVALID_ITEM, f"{named} is already shared with the peer.")
        for newer in self._holdings.successors(known):
            if forwardings.has_copy(newer.id, peer):
                text = (
                    f"The provided Attribute is outdated. Its successor '{newer.id}' is already shared with the peer."
                )
                raise Unfit(INVALID_ITEM, text)
        for older in self._holdings.predecessors(known):
            if forwardings.has_copy(older.id, peer):
                raise Unfit(
                    INVALID_ITEM,
                    f"The predecessor '{older.id}' of the Attribute is already shared with the peer. Instead of "
                    "sharing it, you should notify the peer about the Attribute succession.",
                )

    def _check_third_party(self, known: Attribute, item: Json) -> None:
        if self._peer and known.peer == self._peer:
            raise Unfit(
                INVALID_ITEM,
                "The provided RelationshipAttribute already exists in the context of the Relationship with the peer.",
            )
        relationship = self._account.relationships.with_peer(known.peer or "")
        if relationship is None or relationship.status not in _SHARED_STATUSES:
            raise of_pending()
        if item.get("initialAttributePeer") != known.peer:
            raise Unfit(
                INVALID_ITEM,
                "When sharing a RelationshipAttribute with another Identity, the address of the peer of the "
                "Relationship in which the RelationshipAttribute exists must be specified as initialAttributePeer.",
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
        if not self._vocabulary.has_only_allowed_characters(attribute):
            raise Unfit(INVALID_ITEM, FORBIDDEN_CHARACTERS)
        if attribute["@type"] == "IdentityAttribute":
            self._check_identity(attribute)
        else:
            self._check_owner(attribute)
            self._check_key(item, "provided")

    def _check_identity(self, attribute: Json) -> None:
        if attribute["owner"] == self._account.address:
            raise Unfit(
                INVALID_ITEM,
                "Cannot create OwnIdentityAttributes with a CreateAttributeRequestItem. "
                "Use a ShareAttributeRequestItem instead.",
            )
        if attribute["owner"] not in ("", self._peer):
            raise Unfit(
                INVALID_ITEM,
                "The owner of the provided IdentityAttribute for the `attribute` property can only be the address of "
                "the recipient or an empty string. The latter will default to the address of the recipient.",
            )
        check_tags(attribute, self._vocabulary)

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
        if self._holdings.has_key(key, owner, value_type, self._peer):
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
        check_query_tags(query, self._vocabulary)
        self._check_key(item, "queried")

    def propose(self, item: Json) -> None:
        """A proposal has to be about the peer, and an answer to its own query."""
        query, attribute = item["query"], item["attribute"]
        check_query(query, self._account.address, self._peer)
        if query.get("owner"):
            raise Unfit(INVALID_ITEM, _PROPOSED_OWNER.format("query"))
        check_query_tags(query, self._vocabulary)
        if attribute["owner"]:
            raise Unfit(INVALID_ITEM, _PROPOSED_OWNER.format("attribute"))
        if not self._vocabulary.has_only_allowed_characters(attribute):
            raise Unfit(INVALID_ITEM, FORBIDDEN_CHARACTERS)
        check_tags(attribute, self._vocabulary)
        match(query, attribute, "", self._account.address)
        self._check_key(item, "proposed")

    def delete(self, item: Json) -> None:
        """An Attribute to delete has to be one that the peer has from this Identity."""
        named = f"The Attribute '{item['attributeId']}'"
        known = self._holdings.find(item["attributeId"])
        if known is None:
            raise Unfit(INVALID_ITEM, f"{named} could not be found.")
        if not self._peer:
            text = "The recipient must be specified when sending a DeleteAttributeRequestItem."
            raise Unfit(INVALID_ITEM, text)
        if known.type not in FORWARDABLE:
            kinds = "an OwnIdentityAttribute, an OwnRelationshipAttribute or a PeerRelationshipAttribute"
            text = f"{named} is not {kinds}. You can only request the deletion of such Attributes."
            raise Unfit(INVALID_ITEM, text)
        self._check_has_copy(known, self._peer)

    def _check_has_copy(self, known: Attribute, peer: str) -> None:
        has_copy = self._holdings.forwardings.has_copy(known.id, peer, to_stay=True)
        if known.type == OWN_RELATIONSHIP and known.peer == peer:
            has_copy = deletion_status(known) not in (DELETED, TO_BE_DELETED)
        if known.type == PEER_RELATIONSHIP and known.peer == peer:
            text = "The deletion of a PeerRelationshipAttribute cannot be requested for the owner."
            raise Unfit(INVALID_ITEM, text)
        if not has_copy:
            is_peers = known.type == PEER_RELATIONSHIP
            what, whom = ("a PeerRelationshipAttribute", "third party") if is_peers else ("an own Attribute", "peer")
            raise Unfit(
                INVALID_ITEM,
                f"The deletion of {what} can only be requested from a {whom} it is shared with and who hasn't deleted "
                "it or agreed to its deletion already.",
            )

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


_RULES: dict[str, Callable[[Outgoing, Json], None]] = {
    "CreateAttributeRequestItem": Outgoing.create,
    "DeleteAttributeRequestItem": Outgoing.delete,
    "FormFieldRequestItem": Outgoing.form_field,
    "ProposeAttributeRequestItem": Outgoing.propose,
    "ReadAttributeRequestItem": Outgoing.read,
    "ShareAttributeRequestItem": Outgoing.share,
    "ShareAuthorizationRequestRequestItem": Outgoing.authorization,
    "TransferFileOwnershipRequestItem": Outgoing.transfer_file,
}
