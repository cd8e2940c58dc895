"""Short-lived things: moments that come soon, and waiting until they are over."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.waiting import wait_until
from enmeshed_kit.records import LocalRequest

T = TypeVar("T")

PROBE: Final[dict[str, Any]] = {
    "items": [{"@type": "ConsentRequestItem", "mustBeAccepted": False, "consent": "Has it expired?"}]
}
"""Asked of a Connector while time passes; nothing comes of it."""


def soon(connector: Connector, seconds: int) -> datetime:
    """A moment some seconds from now, by the Connector's own clock.

    Args:  connector: whose clock counts.
           seconds: how far ahead; a few more than the steps that must come before it.
    """
    connector.health()  # by a new answer: what others did since the last one may have moved a seeded clock
    return (connector.now() + timedelta(seconds=seconds)).replace(microsecond=0)


def let_pass(connector: Connector, moment: datetime, *, timeout_s: float = 60) -> datetime:
    """Wait until a moment is over at the Connector, asking it something harmless meanwhile: a seeded sandbox's clock
    moves by calls alone.

    Args:      connector: whose clock counts.
               moment: that shall be over.
    Returns:   the Connector's time, after the moment.
    Raises:    WaitTimeoutError: its clock has not come that far in time.
    """

    def look() -> datetime | None:
        connector.outgoing_requests.validate(PROBE)
        now = connector.now()
        return now if now > moment else None

    return _until(connector, look, f"{moment:%H:%M:%S} UTC at the Connector", timeout_s, "Is its clock running?")


def let_expire(connector: Connector, request: LocalRequest, *, timeout_s: float = 60) -> LocalRequest:
    """Wait until a Connector counts a Request as expired; some do so only seconds after the moment.

    Args:      connector: who sent it.
               request: with an `expiresAt` that comes soon.
    Raises:    WaitTimeoutError: it has not expired in time.
    """

    def look() -> LocalRequest | None:
        connector.outgoing_requests.validate(PROBE)
        found = connector.outgoing_requests.get(request)
        return found if found.status == "Expired" else None

    return _until(connector, look, f"the end of {request.id}", timeout_s, "Does it have an expiresAt?")


def _until(connector: Connector, look: Callable[[], T | None], awaited: str, timeout_s: float, hint: str) -> T:
    # A seeded clock moves by the calls themselves: pauses would only cost the reader's time.
    sleep = _not_at_all if connector.is_sandbox else time.sleep
    return wait_until(look, awaited, timeout_s=timeout_s, hint=hint, sleep=sleep)


def _not_at_all(seconds: float) -> None:
    """Sleep so long where time does not pass by itself."""
