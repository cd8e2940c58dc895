"""Whether the decisions on an incoming Request fit it.

Source: `PUT …/Requests/Incoming/{id}/CanAccept` and `…/CanReject` of Connectors 7.4.6, 6.34.0 and, by group, 4.6.4.
"""

from typing import TYPE_CHECKING, Any

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
from enmeshed_kit.sandbox.content.shapes import is_truthy
from enmeshed_kit.sandbox.faults import core_fault, use_case_error

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

_DECIDE = f"{REQUESTS}.decide.validation"
_SAME_KEY_REASON = (
    "it would lead to the creation of more than one RelationshipAttribute in the context of this Relationship with the "
    "same key '{}', owner and value type."
)


def _refused(name: str, message: str) -> RequestValidationResult:
    """A decision that does not fit its Request, group or item."""
    return RequestValidationResult(is_success=False, code=f"{_DECIDE}.{name}", message=message, items=[])


def is_accepted(answer: Any) -> bool:
    """Whether a decision on one item says yes."""
    return isinstance(answer, dict) and is_truthy(answer.get("accept"))


def _is_given(answer: Any, name: str) -> bool:
    if answer is None:
        raise use_case_error("Cannot read properties of null (reading 'items')")
    return isinstance(answer, dict) and name in answer


def _items_of(answer: Any) -> list[Any]:
    """The decisions for a group; what is neither there nor a list makes a Connector trip or see none."""
    items = answer.get("items") if isinstance(answer, dict) else None
    if items is None:
        what = "null" if _is_given(answer, "items") else "undefined"
        raise use_case_error(f"Cannot read properties of {what} (reading 'length')")
    return list(items) if isinstance(items, list | str) else []


class Deciding:
    """Looks at the form of each decision and at what it means for its item.

    of_request, of_group: what is said of too many or too few decisions.
    """

    of_request = "The number of items in the Request and the Response do not match."
    of_group = "The number of items in the RequestItemGroup and the ResponseItemGroup do not match."

    def __init__(self, request: LocalRequest, account: "Account") -> None:
        self._account = account
        self._items: list[Json] = request.content["items"]
        self._inherited = account.dialect.requests.inherited
        self._answering = account.dialect.requests.answering(account, request)

    def validate(self, answers: list[Any], accept: bool) -> RequestValidationResult:
        """Whether decisions fit the Request, item by item.

        Args:      accept: whether the Request as a whole is to be accepted.
        Raises:    Fault: a group that is decided like a single item, or too many decisions for a group.
        """
        if len(self._items) != len(answers):
            return _refused("invalidNumberOfItems", self.of_request)
        return self._validate(answers, accept)

    def _validate(self, answers: list[Any], accept: bool) -> RequestValidationResult:
        formal = self._check_all(self._items, answers, accept)
        merged = self._merge(formal, self._whole(self._judge_all(self._items, answers)))
        result = formal if merged is None and not formal.is_success else merged or FINE
        return self._check_keys(answers) or result if accept and result.is_success else result

    def _whole(self, results: list[RequestValidationResult]) -> RequestValidationResult:
        return of_items(results, self._inherited)

    def _check_all(self, items: list[Json], answers: list[Any], accept: bool) -> RequestValidationResult:
        return self._whole([self._check(*pair, accept) for pair in zip(items, answers, strict=True)])

    def _check(self, item: Json, answer: Any, accept: bool) -> RequestValidationResult:
        return self._check_group(item, answer, accept) if "items" in item else self._check_item(item, answer, accept)

    def _check_group(self, group: Json, answer: Any, accept: bool) -> RequestValidationResult:
        if not _is_given(answer, "items") and _is_given(answer, "accept"):
            text = "The RequestItemGroup was answered as a RequestItem."
            return _refused("requestItemGroupAnsweredAsRequestItem", text)
        answers = _items_of(answer)
        if len(answers) != len(group["items"]):
            return _refused("invalidNumberOfItems", self.of_group)
        return self._check_members(group, answers, accept)

    def _check_members(self, group: Json, answers: list[Any], accept: bool) -> RequestValidationResult:
        return self._check_all(group["items"], answers, accept)

    def _check_item(self, item: Json, answer: Any, accept: bool) -> RequestValidationResult:
        if _is_given(answer, "items") and not _is_given(answer, "accept"):
            text = "The RequestItem was answered as a RequestItemGroup."
            return _refused("requestItemAnsweredAsRequestItemGroup", text)
        if not accept and is_accepted(answer):
            return self._refuse_lonely("RequestItem")
        if accept and item["mustBeAccepted"] and not is_accepted(answer):
            text = "The RequestItem is flagged as 'mustBeAccepted', but it was not accepted."
            return _refused("mustBeAcceptedItemNotAccepted", text)
        return FINE

    def _refuse_lonely(self, what: str) -> RequestValidationResult:
        text = f"The {what} was accepted, but the Request was not accepted."
        return _refused("itemAcceptedButRequestNotAccepted", text)

    def _merge(self, one: RequestValidationResult, other: RequestValidationResult) -> RequestValidationResult | None:
        """What both say of the same items; None if they do not speak of the same items."""
        if len(one.items) != len(other.items):
            return None
        if not one.items:
            return other if one.is_success else one
        merged = [self._merge(*pair) for pair in zip(one.items, other.items, strict=True)]
        known = [result for result in merged if result is not None]
        return self._whole(known) if len(known) == len(merged) else None

    def _judge_all(self, items: list[Json], answers: list[Any]) -> list[RequestValidationResult]:
        """One result for each decision, whatever its form.

        Raises:    Fault: there are more decisions than items.
        """
        if len(answers) > len(items):
            raise use_case_error("Cannot read properties of undefined (reading 'constructor')")
        return [self._judge(item, answer) for item, answer in zip(items, answers, strict=False)]

    def _judge(self, item: Json, answer: Any) -> RequestValidationResult:
        if "items" in item:
            return self._whole(self._judge_all(item["items"], _items_of(answer)))
        if not is_accepted(answer):
            return FINE
        try:
            self._answering.check(item, answer)
        except Unfit as unfit:
            return unfit.result(self._account.now())
        return FINE

    def _check_keys(self, answers: list[Any]) -> RequestValidationResult | None:
        """Refuse to create RelationshipAttributes of the same key twice.

        Raises:    Fault: the Request itself cannot be accepted without.
        """
        if key := first_double(self._items, self._account.address):
            reason = f"The Request can never be accepted because {_SAME_KEY_REASON.format(key)}"
            raise core_fault(SAME_KEY, reason, self._account.now())
        accepted = [item for item, answer in _flat(self._items, answers) if is_accepted(answer)]
        if key := double_key([created_by(item, None) for item in accepted]):
            reason = f"The Request cannot be accepted with these parameters because {_SAME_KEY_REASON.format(key)}"
            return Unfit(INVALID_ANSWER, reason, is_bare=True).result(self._account.now())
        return None


class DecidingByGroup(Deciding):
    """A group is accepted with any of its items; what items must be is asked only in an accepted group."""

    of_request = "Number of items in Request and Response do not match"
    of_group = "Number of items in RequestItemGroup and ResponseItemGroup do not match"

    def _validate(self, answers: list[Any], accept: bool) -> RequestValidationResult:
        formal = self._check_all(self._items, answers, accept)
        return self._whole(self._judge_all(self._items, answers)) if formal.is_success else formal

    def _check_members(self, group: Json, answers: list[Any], accept: bool) -> RequestValidationResult:
        is_group_accepted = any(map(is_accepted, answers))
        if is_group_accepted and not accept:
            return self._refuse_lonely("RequestItemGroup")
        if accept and group["mustBeAccepted"] and not is_group_accepted:
            return _refused(
                "mustBeAcceptedItemNotAccepted",
                "The RequestItemGroup is flagged as 'mustBeAccepted', but it was not accepted. Please accept all "
                "'mustBeAccepted' items in this group.",
            )
        return self._check_all(group["items"], answers, is_group_accepted)

    def _refuse_lonely(self, what: str) -> RequestValidationResult:
        text = f"The {what} was accepted, but the parent was not accepted."
        return _refused("itemAcceptedButParentNotAccepted", text)


def _flat(items: list[Json], answers: list[Any]) -> list[tuple[Json, Any]]:
    pairs: list[tuple[Json, Any]] = []
    for item, answer in zip(items, answers, strict=True):
        pairs += zip(item["items"], answer["items"], strict=True) if "items" in item else [(item, answer)]
    return pairs
