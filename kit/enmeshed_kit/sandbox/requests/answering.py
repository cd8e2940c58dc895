"""What RequestItems may be accepted with, whichever way Attributes are kept.

Source: `PUT …/Requests/Incoming/{id}/CanAccept` of Connectors 7.4.6 and 6.34.0.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from enmeshed_kit.records import Json, LocalRequest
from enmeshed_kit.sandbox.attributes.matching import (
    FORBIDDEN_CHARACTERS,
    INVALID_ANSWER,
    INVALID_ITEM,
    MISMATCH,
    REQUESTS,
    SAME_KEY,
    Unfit,
    created_by,
    match,
)
from enmeshed_kit.sandbox.content.moments import InvalidDate
from enmeshed_kit.sandbox.content.shapes import TRIPPED, Misfit
from enmeshed_kit.sandbox.faults import Fault, core_fault, time_text
from enmeshed_kit.sandbox.requests import formfields
from enmeshed_kit.sandbox.requests.asking import CHECKS, of_pending
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
    """Read the answer to a ReadAttributeRequestItem or ProposeAttributeRequestItem.

    Raises:    Misfit: not readable.
    """
    is_read = item["@type"] == "ReadAttributeRequestItem"
    read = account.dialect.content.read_parameters(answer, item["@type"])
    new = read.get("newAttribute" if is_read else "attribute")
    existing_id = read.get("existingAttributeId" if is_read else "attributeId") or ""
    if new and account.dialect.requests.fills_owner:
        new = new | {"owner": new["owner"] or account.address}
    return AttributeAnswer(new or None, existing_id, read.get("tags") or [])


class Answering(ABC):
    """The rules for accepting one item; each raises Unfit, Misfit or Fault for what it refuses.

    own_ones: what own IdentityAttributes are called.
    third_party: the field of a ShareAttributeRequestItem that names the Relationship it is taken from.
    """

    checks: ClassVar = CHECKS
    own_ones = "own IdentityAttributes"
    third_party = "thirdPartyAddress"

    def __init__(self, account: "Account", request: LocalRequest) -> None:
        self._account = account
        self._peer = request.peer
        self._content = account.dialect.content

    @abstractmethod
    def _kept(self, item: Json, given: AttributeAnswer) -> Json:
        """The content of an Attribute that is here already and may be given as an answer, with the tags of both."""

    @abstractmethod
    def _is_from_peer(self, attribute_id: str) -> bool:
        """Whether the peer has shared an Attribute."""

    def check(self, item: Json, answer: Any) -> None:
        """Refuse to accept an item with an answer that is none.

        Raises:    Unfit: the first thing that is wrong.
        """
        try:
            if name := self.checks.get(item["@type"]):
                getattr(self, name)(item, answer)
        except Misfit as misfit:
            raise Unfit(_TRIPPED if misfit.code == TRIPPED else _UNREADABLE, misfit.text) from misfit
        except Fault as fault:
            # What the core libraries throw instead of answering is wrapped a second time.
            raise Unfit(_TRIPPED, fault.message) from fault

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

    def _existing(self, item: Json, given: AttributeAnswer) -> Json:
        """The content of an Attribute that is here already, if it may be given."""
        if item["query"]["@type"] == "RelationshipAttributeQuery":
            raise Unfit(
                INVALID_ANSWER,
                "When responding to a RelationshipAttributeQuery, only new RelationshipAttributes may be provided.",
                is_bare=True,
            )
        return self._kept(item, given)

    def _unknown(self, attribute_id: str) -> Unfit:
        fault = core_fault("error.transport.recordNotFound", "'LocalAttribute' not found.", self._account.now())
        return Unfit(fault.code, f'{fault.message} with data "{attribute_id}"', is_bare=True)

    def _check_other_relationship(self, peer: str, given: AttributeAnswer, *, is_wanted: bool) -> None:
        if not is_wanted:
            raise Unfit(
                MISMATCH,
                "The provided RelationshipAttribute exists in the context of a Relationship with a third party that "
                "should not be involved.",
            )
        relationship = self._account.relationships.with_peer(peer)
        if relationship is None or relationship.status not in EXISTING or relationship.status == "Pending":
            raise of_pending()
        if given.tags:
            text = "When responding to a ThirdPartyRelationshipAttributeQuery, no tags may be specified."
            raise Unfit(INVALID_ANSWER, text, is_bare=True)

    def _check_fits(self, item: Json, attribute: Json) -> None:
        query = item["query"]
        if not self._content.has_only_allowed_characters(attribute):
            raise Unfit(INVALID_ANSWER, FORBIDDEN_CHARACTERS, is_bare=True)
        match(query, attribute, self._account.address, self._peer, self.own_ones)
        self._check_key(item, "queried")
        is_third_party = query["@type"] == "ThirdPartyRelationshipAttributeQuery"
        if is_third_party and attribute["confidentiality"] == "private":
            raise Unfit(
                MISMATCH,
                "The confidentiality of the provided RelationshipAttribute is private. Therefore you are not allowed "
                "to share it.",
            )
        if text := self._content.invalid_tags(attribute.get("tags") or []):
            raise Unfit(INVALID_ANSWER, text, is_bare=True)

    def propose(self, item: Json, answer: Any) -> None:
        """A proposal may be changed, but has to stay an answer to its query."""
        given = read_attribute_answer(item, answer, self._account)
        self._check_fits(item, given.new if given.new is not None else self._existing(item, given))

    def create(self, item: Json, answer: Any) -> None:
        """An Attribute can be created unless the Relationship has one of the same key."""
        self._check_key(item, "provided")
        self._check_tags(item["attribute"])

    def _check_tags(self, content: Json) -> None:
        if text := self._content.invalid_tags(content.get("tags") or []):
            raise Unfit(INVALID_ITEM, text)

    def _check_key(self, item: Json, adjective: str) -> None:
        if (wanted := created_by(item, self._account.address)) is None:
            return
        owner, key, value_type = wanted
        if not self._account.attributes.holdings.has_key(key, owner, value_type, self._peer):
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
        self._check_tags(item["attribute"])
        is_identity = item["attribute"]["@type"] == "IdentityAttribute"
        if is_identity == bool(item.get(self.third_party)):
            needs, state = (
                ("a RelationshipAttribute", "defined") if is_identity else ("an IdentityAttribute", "undefined")
            )
            raise Unfit(
                INVALID_ITEM,
                f"The RequestItem is invalid, since it must contain {needs} if {self.third_party} is {state}.",
            )

    def delete(self, item: Json, answer: Any) -> None:
        """A deletion needs a date to come, and an Attribute that came from who asks."""
        date = self._content.read_parameters(answer, item["@type"])["deletionDate"]
        if self._account.attributes.holdings.find(item["attributeId"]) is None:
            return
        if not self._is_from_peer(item["attributeId"]):
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
        response = self._content.read_parameters(answer, item["@type"])["response"]
        if response == "" and item["settings"]["@type"] == "DateFormFieldSettings":
            raise Misfit(TRIPPED, "The provided object is undefined and cannot be deserialized.")
        if text := formfields.check_answer(item["settings"], response):
            raise Unfit(INVALID_ANSWER, text, is_bare=True)

    def transfer_file(self, item: Json, answer: Any) -> None:
        """A File has to be the peer's still."""
        check_offered_file(item, self._account, self._peer)
