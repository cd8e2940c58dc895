"""Deciding incoming Requests: reading the decisions, and what comes of them on both sides.

Source: `PUT …/Requests/Incoming/{id}/CanAccept`, `…/Accept`, `…/CanReject` and `…/Reject` of Connectors 4.6.4,
6.34.0 and 7.4.6.
"""

from typing import TYPE_CHECKING, Any

import msgspec

from enmeshed_kit.records import Json, LocalRequest, RequestValidationResult
from enmeshed_kit.sandbox.content.kinds import ListOf, Unknown
from enmeshed_kit.sandbox.content.shapes import UNDEFINED, Field, Misfit
from enmeshed_kit.sandbox.content.vocabulary import Vocabulary
from enmeshed_kit.sandbox.requests.deciding import is_accepted

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

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
    return account.dialect.requests.deciding(request, account).validate(decision["items"], accept)


def respond(request: LocalRequest, decision: Json, accept: bool, account: "Account") -> Json:
    """Carry out decisions that `validate` has found right.

    Returns:   the content of the Response.
    """
    accepting = account.dialect.requests.accepting(account, request)

    def answer_item(item: Json, answer: Any) -> Json:
        if "items" in item:
            pairs = zip(item["items"], answer["items"], strict=True)
            return {"@type": "ResponseItemGroup", "items": [answer_item(*pair) for pair in pairs]}
        return accepting.accept(item, answer) if is_accepted(answer) else accepting.reject(answer)

    pairs = zip(request.content["items"], decision["items"], strict=True)
    return {
        "@type": "Response",
        "items": [answer_item(*pair) for pair in pairs],
        "requestId": request.id,
        "result": "Accepted" if accept else "Rejected",
    }


def take_over(request: LocalRequest, response: Json, account: "Account", peer: str) -> None:
    """Let an own Request's Response have its effect on who has asked."""
    taking_over = account.dialect.requests.taking_over(account, peer, request.id)
    for item, answer in zip(request.content["items"], response["items"], strict=True):
        inner = zip(item["items"], answer["items"], strict=True) if "items" in item else [(item, answer)]
        for each, each_answer in inner:
            taking_over.apply(each, each_answer)


def note_deletion_requests(request: LocalRequest, account: "Account") -> None:
    """Note that a peer was asked to delete its copies."""
    taking_over = account.dialect.requests.taking_over(account, request.peer, request.id)
    for item in request.content["items"]:
        for inner in item.get("items", [item]):
            taking_over.note_deletion_request(inner)


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
