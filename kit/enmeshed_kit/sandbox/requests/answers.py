"""Answers to single RequestItems: whether what somebody wants to accept one with will do.

Source: `PUT /api/core/v1/Requests/Incoming/{id}/CanAccept` of a Connector 7.4.6.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from enmeshed_kit.records import Attribute, Json, LocalRequest
from enmeshed_kit.sandbox.attributes.holdings import FORWARDABLE, OWN_IDENTITY, OWN_RELATIONSHIP, RECEIVED, Holdings
from enmeshed_kit.sandbox.attributes.matching import (
    FORBIDDEN_CHARACTERS,
    INVALID_ANSWER,
    INVALID_ITEM,
    MISMATCH,
    REQUESTS,
    SAME_KEY,
    Unfit,
    check_tags,
    created_by,
    match,
)
from enmeshed_kit.sandbox.content.moments import InvalidDate
from enmeshed_kit.sandbox.content.shapes import TRIPPED, Misfit
from enmeshed_kit.sandbox.faults import Fault, core_fault, time_text
from enmeshed_kit.sandbox.requests import formfields
from enmeshed_kit.sandbox.requests.items import of_pending
from enmeshed_kit.sandbox.requests.transfers import check_offered_file
from enmeshed_kit.sandbox.rules import EXISTING

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

_UNREADABLE = f"{REQUESTS}.servalErrorDuringRequestItemProcessing"
_TRIPPED = f"{REQUESTS}.unexpectedErrorDuringRequestItemProcessing"


class AttributeAnswer(msgspec.Struct, frozen=True):
    """What somebody answers a question for an Attribute with: a new one, or the id of one that is there."""

    new: Json | None
    existing_id: str
    tags: list[str]


def read_attribute_answer(item: Json, answer: Any, account: "Account") -> AttributeAnswer:
    """Read the answer to a ReadAttributeRequestItem or ProposeAttributeRequestItem; no owner means the own address.

    Raises:    Misfit: not readable.
    """
    is_read = item["@type"] == "ReadAttributeRequestItem"
    read = account.dialect.content.read_parameters(answer, item["@type"])
    new = read.get("newAttribute" if is_read else "attribute")
    existing_id = read.get("existingAttributeId" if is_read else "attributeId") or ""
    if new:
        new = new | {"owner": new["owner"] or account.address}
    return AttributeAnswer(new or None, existing_id, read.get("tags") or [])


def check_answer(item: Json, answer: Any, request: LocalRequest, account: "Account") -> None:
    """Refuse to accept an item with an answer that is none.

    Raises:    Unfit: the first thing that is wrong.
    """
    rule = _RULES.get(item["@type"])
    try:
        if rule:
            rule(Incoming(account, request), item, answer)
    except Misfit as misfit:
        raise Unfit(_TRIPPED if misfit.code == TRIPPED else _UNREADABLE, misfit.text) from misfit
    except Fault as fault:
        # What the core libraries throw instead of answering is wrapped a second time.
        raise Unfit(_TRIPPED, fault.message) from fault


class Incoming:
    """The rules for accepting one item; each raises Unfit, Misfit or Fault for what it refuses."""

    def __init__(self, account: "Account", request: LocalRequest) -> None:
        self._account = account
        self._peer = request.peer
        self._holdings: Holdings = account.attributes.holdings
        self._vocabulary = account.dialect.content

    def read(self, item: Json, answer: Any) -> None:
        """An answer to a query has to be an Attribute that was asked for and may be given."""
        query = item["query"]
        given = read_attribute_answer(item, answer, self._account)
        if given.new is None:
            attribute = self._existing(item, given)
        else:
            if query["@type"] == "ThirdPartyRelationshipAttributeQuery":
                raise Unfit(
                    INVALID_ANSWER,
                    "When responding to a ThirdPartyRelationshipAttributeQuery, only RelationshipAttributes that "
                    "already exist may be provided.",
                    is_bare=True,
                )
            attribute = given.new
        self._check_fits(item, attribute)

    def _check_fits(self, item: Json, attribute: Json) -> None:
        query = item["query"]
        if not self._vocabulary.has_only_allowed_characters(attribute):
            raise Unfit(INVALID_ANSWER, FORBIDDEN_CHARACTERS, is_bare=True)
        match(query, attribute, self._account.address, self._peer)
        self._check_key(item, "queried")
        is_third_party = query["@type"] == "ThirdPartyRelationshipAttributeQuery"
        if is_third_party and attribute["confidentiality"] == "private":
            raise Unfit(
                MISMATCH,
                "The confidentiality of the provided RelationshipAttribute is private. Therefore you are not allowed "
                "to share it.",
            )
        if text := self._vocabulary.invalid_tags(attribute.get("tags") or []):
            raise Unfit(INVALID_ANSWER, text, is_bare=True)

    def _existing(self, item: Json, given: AttributeAnswer) -> Json:
        query = item["query"]
        if query["@type"] == "RelationshipAttributeQuery":
            raise Unfit(
                INVALID_ANSWER,
                "When responding to a RelationshipAttributeQuery, only new RelationshipAttributes may be provided.",
                is_bare=True,
            )
        known = self._holdings.find(given.existing_id)
        if known is None:
            fault = core_fault("error.transport.recordNotFound", "'LocalAttribute' not found.", self._account.now())
            raise Unfit(fault.code, f'{fault.message} with data "{given.existing_id}"', is_bare=True)
        self._check_kind(item, known)
        if query["@type"] == "ThirdPartyRelationshipAttributeQuery":
            self._check_third_party(query, known, given)
            return known.content
        return self._with_tags(known, given) if known.type == OWN_IDENTITY else known.content

    def _check_kind(self, item: Json, known: Attribute) -> None:
        if item["@type"] == "ProposeAttributeRequestItem":
            allowed: tuple[str, ...] = (OWN_IDENTITY,)
            names, ending = "an OwnIdentityAttribute", "an OwnIdentityAttribute"
        else:
            allowed = FORWARDABLE
            names = "an OwnIdentityAttribute, an OwnRelationshipAttribute or a PeerRelationshipAttribute"
            ending = "such an Attribute"
        if known.type not in allowed:
            raise Unfit(
                INVALID_ANSWER,
                f"The selected Attribute is not {names}. When accepting a {item['@type']} with an existing Attribute "
                f"it may only be {ending}.",
                is_bare=True,
            )

    def _with_tags(self, known: Attribute, given: AttributeAnswer) -> Json:
        for newer in self._holdings.successors(known):
            if self._holdings.forwardings.has_copy(newer.id, self._peer, to_stay=True):
                raise Unfit(
                    MISMATCH,
                    "The provided IdentityAttribute is outdated. You have already shared the successor "
                    f"'{newer.id}' of it.",
                )
        tags = [*known.content.get("tags", ()), *given.tags]
        return known.content | ({"tags": tags} if tags else {})

    def _check_third_party(self, query: Json, known: Attribute, given: AttributeAnswer) -> None:
        if known.type == OWN_IDENTITY:
            return
        initial_peer, parties = known.peer or "", query["thirdParty"]
        if known.type == OWN_RELATIONSHIP and "" not in parties and initial_peer not in parties:
            raise Unfit(
                MISMATCH,
                "The provided RelationshipAttribute exists in the context of a Relationship with a third party that "
                "should not be involved.",
            )
        relationship = self._account.relationships.with_peer(initial_peer)
        if relationship is None or relationship.status not in EXISTING or relationship.status == "Pending":
            raise of_pending()
        if given.tags:
            text = "When responding to a ThirdPartyRelationshipAttributeQuery, no tags may be specified."
            raise Unfit(INVALID_ANSWER, text, is_bare=True)

    def propose(self, item: Json, answer: Any) -> None:
        """A proposal may be changed, but has to stay an answer to its query."""
        given = read_attribute_answer(item, answer, self._account)
        self._check_fits(item, given.new if given.new is not None else self._existing(item, given))

    def create(self, item: Json, answer: Any) -> None:
        """An Attribute can be created unless the Relationship has one of the same key."""
        self._holdings.check_characters(item["attribute"])
        self._check_key(item, "provided")
        check_tags(item["attribute"], self._vocabulary)

    def _check_key(self, item: Json, adjective: str) -> None:
        if (wanted := created_by(item, self._account.address)) is None:
            return
        owner, key, value_type = wanted
        if not self._holdings.has_key(key, owner, value_type, self._peer):
            return
        reason = (
            f"the {adjective} RelationshipAttribute cannot be created because there is already a RelationshipAttribute "
            f"in the context of this Relationship with the same key '{key}', owner and value type."
        )
        if item["mustBeAccepted"]:
            raise core_fault(SAME_KEY, reason.replace("the", "The", 1), self._account.now())
        raise Unfit(INVALID_ANSWER, f"This {item['@type']} cannot be accepted as {reason}", is_bare=True)

    def share(self, item: Json, answer: Any) -> None:
        """What is shared has to say whose it is."""
        check_tags(item["attribute"], self._vocabulary)
        is_identity = item["attribute"]["@type"] == "IdentityAttribute"
        if is_identity == bool(item.get("initialAttributePeer")):
            needs, state = (
                ("a RelationshipAttribute", "defined") if is_identity else ("an IdentityAttribute", "undefined")
            )
            raise Unfit(
                INVALID_ITEM,
                f"The RequestItem is invalid, since it must contain {needs} if initialAttributePeer is {state}.",
            )

    def delete(self, item: Json, answer: Any) -> None:
        """A deletion needs a date to come, and an Attribute that came from who asks."""
        date = self._vocabulary.read_parameters(answer, item["@type"])["deletionDate"]
        known = self._holdings.find(item["attributeId"])
        if known is None:
            return
        if known.type not in RECEIVED or known.peer != self._peer:
            raise Unfit(
                INVALID_ITEM,
                "The recipient isn't the peer of the Attribute and therefore isn't allowed to request the deletion of "
                "the Attribute.",
            )
        if isinstance(date, InvalidDate):
            raise Unfit(INVALID_ANSWER, "The deletionDate is invalid.", is_bare=True)
        if date < time_text(self._account.now()):
            raise Unfit(INVALID_ANSWER, "The deletionDate must be in the future.", is_bare=True)

    def form_field(self, item: Json, answer: Any) -> None:
        """An answer to a form field has to keep to the field's settings."""
        response = self._vocabulary.read_parameters(answer, item["@type"])["response"]
        if response == "" and item["settings"]["@type"] == "DateFormFieldSettings":
            raise Misfit(TRIPPED, "The provided object is undefined and cannot be deserialized.")
        if text := formfields.check_answer(item["settings"], response):
            raise Unfit(INVALID_ANSWER, text, is_bare=True)

    def transfer_file(self, item: Json, answer: Any) -> None:
        """A File has to be the peer's still."""
        check_offered_file(item, self._account, self._peer)


_RULES: dict[str, Callable[[Incoming, Json, Any], None]] = {
    "CreateAttributeRequestItem": Incoming.create,
    "DeleteAttributeRequestItem": Incoming.delete,
    "FormFieldRequestItem": Incoming.form_field,
    "ProposeAttributeRequestItem": Incoming.propose,
    "ReadAttributeRequestItem": Incoming.read,
    "ShareAttributeRequestItem": Incoming.share,
    "TransferFileOwnershipRequestItem": Incoming.transfer_file,
}
