"""Requests that expire quietly: some seconds late, without an event, and noticed only when somebody looks.

Source: `GET /api/v2/Requests/Incoming/{id}` and `…/Outgoing/{id}` of a Connector 4.6.4.
"""

from datetime import timedelta

import msgspec

from enmeshed_kit.records import LocalRequest, RequestValidationResult
from enmeshed_kit.sandbox.faults import use_case_error
from enmeshed_kit.sandbox.requests.incoming import IncomingRequests
from enmeshed_kit.sandbox.requests.local import EARLIER_FILTER, Requests
from enmeshed_kit.sandbox.requests.outgoing import OutgoingRequests


class QuietRequests(Requests):
    """What both directions have in common."""

    filter = EARLIER_FILTER
    grace = timedelta(seconds=10)

    def _expire(self, request: LocalRequest) -> LocalRequest:
        expired = msgspec.structs.replace(request, status="Expired")
        self._records[request.id] = expired
        return expired


class QuietOutgoingRequests(QuietRequests, OutgoingRequests):
    """What this Identity asks of its peers."""

    def _misanswered(self, request: LocalRequest) -> None:
        """Keep it as if the answer were still to come."""
        self._records[request.id] = request


class QuietIncomingRequests(QuietRequests, IncomingRequests):
    """What peers ask; it may be decided whatever becomes of the Relationship, and by whomever."""

    refuses_automation = False

    def _wrong_relationship(self, request: LocalRequest) -> RequestValidationResult | None:
        """Any will do."""

    def _admit(self, request: LocalRequest) -> None:
        if self._current(request.id).status != "Open":
            raise use_case_error("Local Request has to be in status 'Open'.")
