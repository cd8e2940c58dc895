"""What Requests of both directions have in common: keeping, finding, expiring."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from enmeshed_kit.records import (
    Json,
    LocalRequest,
)
from enmeshed_kit.sandbox import rules
from enmeshed_kit.sandbox.clock import read_time
from enmeshed_kit.sandbox.faults import record_not_found, time_text
from enmeshed_kit.sandbox.filters import Filter, Query

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

KIND = "LocalRequest"
REQUEST_FILTER = Filter(
    keys=(
        "id",
        "peer",
        "createdAt",
        "status",
        "content.expiresAt",
        "content.items.@type",
        "content.items.items.@type",
        "source.type",
        "source.reference",
        "response.createdAt",
        "response.source.type",
        "response.source.reference",
        "response.content.result",
        "response.content.items.@type",
        "response.content.items.items.@type",
        "wasAutomaticallyDecided",
    ),
    is_strict=False,
)


def has_expired(request: Json, now: str) -> bool:
    """Whether the time of a Request's content is over; a time that is none never is."""
    try:
        return "expiresAt" in request and time_text(read_time(request["expiresAt"])) <= now
    except (ValueError, TypeError, AttributeError):
        return False


EARLIER_FILTER = Filter(keys=[key for key in REQUEST_FILTER.keys if key != "wasAutomaticallyDecided"], is_strict=False)


class Requests:
    """What both directions have in common: keeping, finding, expiring.

    trigger: the event of a new status.
    filter: what their list can be asked for.
    grace: for how long a Request outlives its expiry.
    """

    trigger = ""
    filter = REQUEST_FILTER
    grace = timedelta()

    def __init__(self, account: "Account") -> None:
        self._account = account
        self._records: dict[str, LocalRequest] = {}

    def list(self, query: Query) -> Sequence[LocalRequest]:
        """Requests that fit the query; those whose time is over are noticed now."""
        return self.filter.select([self._current(request_id) for request_id in self._records], query)

    def get(self, request_id: str) -> LocalRequest:
        """One Request; whether its time is over is noticed now.

        Raises:    Fault: not known here, whatever the id looks like.
        """
        if request_id not in self._records:
            raise record_not_found(KIND)
        return self._current(request_id)

    def find(self, request_id: str) -> LocalRequest | None:
        """One Request, if it is known here."""
        return self._current(request_id) if request_id in self._records else None

    def forget_peer(self, peer: str) -> None:
        """Drop everything that was asked between this Identity and a peer."""
        self._records = {key: request for key, request in self._records.items() if request.peer != peer}

    def _current(self, request_id: str) -> LocalRequest:
        request = self._records[request_id]
        if request.status not in rules.CAN_EXPIRE:
            return request
        is_over = has_expired(request.content, time_text(self._account.now() - self.grace))
        return self._expire(request) if is_over else request

    def _expire(self, request: LocalRequest) -> LocalRequest:
        return self._change(request, "Expired")

    def _change(self, request: LocalRequest, status: str, **changes: Any) -> LocalRequest:
        changed = msgspec.structs.replace(request, status=status, **changes)
        self._records[request.id] = changed
        data = {"request": changed, "oldStatus": request.status, "newStatus": status}
        self._account.publish(self.trigger, data)
        return changed
