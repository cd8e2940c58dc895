"""Deciding incoming Requests: whether the decisions fit the Request, and what comes of them on both sides.

Source: `PUT /api/core/v1/Requests/Incoming/{id}/CanAccept`, `…/Accept`, `…/CanReject` and `…/Reject` of a Connector
7.4.6.
"""

from typing import TYPE_CHECKING, Any

import msgspec

from enmeshed_kit.records import Json, LocalRequest, RequestValidationResult
from enmeshed_kit.sandbox.attributes.matching import (
    FINE,
    INVALID_ANSWER,
    REQUESTS,
    SAME_KEY,
    Unfit,
    created_by,
    double_key,
    first_double,
    of_items,
)
from enmeshed_kit.sandbox.content import Vocabulary
from enmeshed_kit.sandbox.content.kinds import ListOf, Unknown
from enmeshed_kit.sandbox.content.shapes import UNDEFINED, Field, Misfit, is_truthy
from enmeshed_kit.sandbox.faults import core_fault, use_case_error
from enmeshed_kit.sandbox.requests.answers import check_answer
from enmeshed_kit.sandbox.requests.responses import accept_item, reject_item
from enmeshed_kit.sandbox.requests.takeover import apply_response, note_deletion_requests

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

__all__ = ["note_deletion_requests", "read_decision", "respond", "take_over", "validate", "with_owners"]

_DECIDE = f"{REQUESTS}.decide.validation"
_SAME_KEY_REASON = (
    "it would lead to the creation of more than one RelationshipAttribute in the context of this Relationship with the "
    "same key '{}', owner and value type."
)


_DECISIONS = Field("items", ListOf(Unknown(), "Serializable"))


def read_decision(body: Any, vocabulary: Vocabulary) -> Json:
    """The decisions on a Request, as far as they can be read without looking at the Request.

    Raises:    Fault: there are no items, they are no list, or one names a class that it does not fit.
    """
    items = body.get("items", UNDEFINED) if isinstance(body, dict) else UNDEFINED
    try:
        _DECISIONS.read({"items": items}, "InternalDecideRequestParameters", vocabulary.classes)
    except Misfit as misfit:
        raise misfit.fault from misfit
    return {"items": items}


def validate(request: LocalRequest, decision: Json, accept: bool, account: "Account") -> RequestValidationResult:
    """Whether decisions fit a Request, item by item.

    Args:      decision: as `read_decision` gives it.  accept: whether the Request as a whole is to be accepted.
    Raises:    Fault: a group that is decided like a single item, or too many decisions for a group.
    """
    items, answers = request.content["items"], decision["items"]
    if len(items) != len(answers):
        return _refused("invalidNumberOfItems", "The number of items in the Request and the Response do not match.")
    formal = of_items([_check_form(item, answer, accept) for item, answer in zip(items, answers, strict=True)])
    judge = Judge(request, account)
    merged = _merge(formal, of_items(judge.judge_all(items, answers)))
    result = formal if merged is None and not formal.is_success else merged or FINE
    return judge.check_keys(answers) or result if accept and result.is_success else result


def _refused(name: str, message: str) -> RequestValidationResult:
    return RequestValidationResult(is_success=False, code=f"{_DECIDE}.{name}", message=message, items=[])


def _is_given(answer: Any, name: str) -> bool:
    if answer is None:
        raise use_case_error("Cannot read properties of null (reading 'items')")
    return isinstance(answer, dict) and name in answer


def _is_accepted(answer: Any) -> bool:
    return isinstance(answer, dict) and is_truthy(answer.get("accept"))


def _items_of(answer: Any) -> list[Any]:
    """The decisions for a group; what is neither there nor a list makes a Connector trip or see none."""
    items = answer.get("items") if isinstance(answer, dict) else None
    if items is None:
        what = "null" if _is_given(answer, "items") else "undefined"
        raise use_case_error(f"Cannot read properties of {what} (reading 'length')")
    return list(items) if isinstance(items, list | str) else []


def _check_form(item: Json, answer: Any, accept: bool) -> RequestValidationResult:
    if "items" not in item:
        return _check_item(item, answer, accept)
    if not _is_given(answer, "items") and _is_given(answer, "accept"):
        return _refused("requestItemGroupAnsweredAsRequestItem", "The RequestItemGroup was answered as a RequestItem.")
    answers = _items_of(answer)
    if len(answers) != len(item["items"]):
        text = "The number of items in the RequestItemGroup and the ResponseItemGroup do not match."
        return _refused("invalidNumberOfItems", text)
    pairs = zip(item["items"], answers, strict=True)
    return of_items([_check_item(inner, inner_answer, accept) for inner, inner_answer in pairs])


def _check_item(item: Json, answer: Any, accept: bool) -> RequestValidationResult:
    if _is_given(answer, "items") and not _is_given(answer, "accept"):
        text = "The RequestItem was answered as a RequestItemGroup."
        return _refused("requestItemAnsweredAsRequestItemGroup", text)
    if not accept and _is_accepted(answer):
        text = "The RequestItem was accepted, but the Request was not accepted."
        return _refused("itemAcceptedButRequestNotAccepted", text)
    if accept and item["mustBeAccepted"] and not _is_accepted(answer):
        text = "The RequestItem is flagged as 'mustBeAccepted', but it was not accepted."
        return _refused("mustBeAcceptedItemNotAccepted", text)
    return FINE


def _merge(one: RequestValidationResult, other: RequestValidationResult) -> RequestValidationResult | None:
    """What both say of the same items; None if they do not speak of the same items."""
    if len(one.items) != len(other.items):
        return None
    if not one.items:
        return other if one.is_success else one
    merged = [_merge(*pair) for pair in zip(one.items, other.items, strict=True)]
    known = [result for result in merged if result is not None]
    return of_items(known) if len(known) == len(merged) else None


class Judge:
    """Looks at what each decision means for its item."""

    def __init__(self, request: LocalRequest, account: "Account") -> None:
        self._request = request
        self._account = account

    def judge_all(self, items: list[Json], answers: list[Any]) -> list[RequestValidationResult]:
        """One result for each decision.

        Raises:    Fault: there are more decisions than items.
        """
        if len(answers) > len(items):
            raise use_case_error("Cannot read properties of undefined (reading 'constructor')")
        return [self._judge(item, answer) for item, answer in zip(items, answers, strict=False)]

    def _judge(self, item: Json, answer: Any) -> RequestValidationResult:
        if "items" in item:
            return of_items(self.judge_all(item["items"], _items_of(answer)))
        if not _is_accepted(answer):
            return FINE
        try:
            check_answer(item, answer, self._request, self._account)
        except Unfit as unfit:
            return unfit.result(self._account.now())
        return FINE

    def check_keys(self, answers: list[Any]) -> RequestValidationResult | None:
        """Refuse to create RelationshipAttributes of the same key twice.

        Raises:    Fault: the Request itself cannot be accepted without.
        """
        items = self._request.content["items"]
        if key := first_double(items, self._account.address):
            reason = f"The Request can never be accepted because {_SAME_KEY_REASON.format(key)}"
            raise core_fault(SAME_KEY, reason, self._account.now())
        accepted = [item for item, answer in _flat(items, answers) if _is_accepted(answer)]
        if key := double_key([created_by(item, None) for item in accepted]):
            reason = f"The Request cannot be accepted with these parameters because {_SAME_KEY_REASON.format(key)}"
            return Unfit(INVALID_ANSWER, reason, is_bare=True).result(self._account.now())
        return None


def _flat(items: list[Json], answers: list[Any]) -> list[tuple[Json, Any]]:
    pairs: list[tuple[Json, Any]] = []
    for item, answer in zip(items, answers, strict=True):
        pairs += zip(item["items"], answer["items"], strict=True) if "items" in item else [(item, answer)]
    return pairs


def respond(request: LocalRequest, decision: Json, accept: bool, account: "Account") -> Json:
    """Carry out decisions that `validate` has found right.

    Returns:   the content of the Response.
    """

    def answer_item(item: Json, answer: Any) -> Json:
        if "items" in item:
            pairs = zip(item["items"], answer["items"], strict=True)
            return {"@type": "ResponseItemGroup", "items": [answer_item(*pair) for pair in pairs]}
        is_accepted = _is_accepted(answer)
        return accept_item(item, answer, request, account) if is_accepted else reject_item(answer)

    pairs = zip(request.content["items"], decision["items"], strict=True)
    return {
        "@type": "Response",
        "items": [answer_item(*pair) for pair in pairs],
        "requestId": request.id,
        "result": "Accepted" if accept else "Rejected",
    }


def take_over(request: LocalRequest, response: Json, account: "Account", peer: str) -> None:
    """Let an own Request's Response have its effect on who has asked."""
    apply_response(request, response, account, peer)


def with_owners(request: LocalRequest, response: Json, owner: str) -> LocalRequest:
    """The Request as it is kept after its answer: who has accepted to create an Attribute is its owner by default."""
    items = [_with_owner(*pair, owner) for pair in zip(request.content["items"], response["items"], strict=True)]
    return msgspec.structs.replace(request, content=request.content | {"items": items})


def _with_owner(item: Json, answer: Json, owner: str) -> Json:
    if "items" in item:
        pairs = zip(item["items"], answer["items"], strict=True)
        return item | {"items": [_with_owner(*pair, owner) for pair in pairs]}
    is_created = item["@type"] == "CreateAttributeRequestItem" and answer["result"] == "Accepted"
    if not is_created or item["attribute"]["owner"]:
        return item
    return item | {"attribute": item["attribute"] | {"owner": owner}}
