"""Deciding Requests whose groups are accepted or rejected as wholes.

Source: `PUT /api/v2/Requests/Incoming/{id}/CanAccept` and `…/CanReject` of a Connector 4.6.4.
"""

from typing import Any

from enmeshed_kit.records import Json, RequestValidationResult
from enmeshed_kit.sandbox.requests.deciding import Deciding, is_accepted, refused


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
            return refused(
                "mustBeAcceptedItemNotAccepted",
                "The RequestItemGroup is flagged as 'mustBeAccepted', but it was not accepted. Please accept all "
                "'mustBeAccepted' items in this group.",
            )
        return self._check_all(group["items"], answers, is_group_accepted)

    def _refuse_lonely(self, what: str) -> RequestValidationResult:
        text = f"The {what} was accepted, but the parent was not accepted."
        return refused("itemAcceptedButParentNotAccepted", text)
