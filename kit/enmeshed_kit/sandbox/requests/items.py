"""Outgoing Requests as a whole: whether they may be made, item by item.

Source: `POST …/Requests/Outgoing/Validate` of Connectors 4.6.4, 6.34.0 and 7.4.6.
"""

from typing import TYPE_CHECKING, Any

from enmeshed_kit.records import Json, RequestValidationResult
from enmeshed_kit.sandbox.attributes.matching import FINE, Unfit, of_items
from enmeshed_kit.sandbox.content.shapes import type_of
from enmeshed_kit.sandbox.faults import use_case_error
from enmeshed_kit.sandbox.requests.asking import Asking

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account


def validate_request(request: Json, account: "Account", peer: str | None) -> RequestValidationResult:
    """Whether a Request is one that an Identity may make, item by item.

    Args:      request: as `content.read_request` gives it.  peer: for whom, if that is known already.
    Raises:    Fault: something among the items is no RequestItem.
    """
    return Validation(account, peer).validate(request)


class Validation:
    """Looks at each item of a Request for one peer."""

    def __init__(self, account: "Account", peer: str | None) -> None:
        self._account = account
        self._types = account.dialect.content.request_item_types
        self._inherited = account.dialect.requests.inherited
        self._asking: Asking = account.dialect.requests.asking(account, peer)

    def validate(self, request: Json) -> RequestValidationResult:
        """The result for the Request, with one for each item.

        Raises:    Fault: something among the items is no RequestItem.
        """
        try:
            self._asking.check_occasion(request)
            result = of_items([self._validate(item) for item in request["items"]], self._inherited)
            if result.is_success:
                self._asking.check_together(request["items"])
        except Unfit as unfit:
            return unfit.result(self._account.now())
        return result

    def _validate(self, item: Any) -> RequestValidationResult:
        if item is None:
            raise use_case_error("Cannot read properties of null (reading 'items')")
        if type_of(item) in self._types:
            return self._validate_item(item)
        if type_of(item) is None or not isinstance(item.get("items"), list):
            raise use_case_error("requestItem.items is not iterable")
        return of_items([self._validate_item(inner) for inner in item["items"]], self._inherited)

    def _validate_item(self, item: Any) -> RequestValidationResult:
        if item is None:
            raise use_case_error("Cannot read properties of null (reading 'constructor')")
        if type_of(item) not in self._types:
            raise use_case_error(f"There was no processor registered for '{type_of(item) or 'JSONWrapper'}'.")
        try:
            self._asking.check(item)
        except Unfit as unfit:
            return unfit.result(self._account.now())
        return FINE
