"""Short-lived things: moments that come soon, and waiting until they are over."""

from datetime import datetime, timedelta

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.waiting import wait_until

PROBE = {"@type": "DisplayName", "value": "Has it expired?"}


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
        connector.attributes.can_create(value=PROBE)
        now = connector.now()
        return now if now > moment else None

    return wait_until(
        look, f"{moment:%H:%M:%S} UTC at the Connector", timeout_s=timeout_s, hint="Is its clock running?"
    )
