"""What this kernel has sent already, so that a cell may be run twice and a button pressed twice.

The memory belongs to the kernel and to the Connector's identity: a new kernel, or another Connector, starts afresh.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import RLock
from typing import Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.notebook.form.slots import canonical


@dataclass(frozen=True)
class Outcome:
    """What a step brought: the answer, the exchange that carried it, and whether it was sent or only found."""

    answer: Any
    exchange: Exchange | None
    was_sent: bool = True


sending: Final = RLock()
"""Held from the look whether a step was sent until that is remembered: a button may be pressed while a cell runs."""

_outcomes: dict[tuple[str, str, str], Outcome] = {}
_keepsakes: dict[tuple[str, str], Any] = {}


def recall(connector: Connector, step: str, payload: Any) -> Outcome | None:
    """The first outcome of the same payload in the same step, None if there was none."""
    return _outcomes.get(_key(connector, step, payload))


def keep(connector: Connector, step: str, payload: Any, outcome: Outcome) -> None:
    """Remember an outcome for the rest of this kernel's life."""
    _outcomes[_key(connector, step, payload)] = outcome


def once(connector: Connector, step: str, payload: Any, call: Callable[[], Any]) -> Outcome:
    """Make a call, unless the same step was done with the same payload before."""
    with sending:
        outcome = recall(connector, step, payload)
        if outcome is None:
            outcome = Outcome(call(), last_exchange(connector))
            keep(connector, step, payload, outcome)
        return outcome


def keepsake(connector: Connector, name: str, make: Callable[[], Any]) -> Any:
    """An object that lives as long as the kernel, made when first asked for."""
    key = (connector.address, name)
    if key not in _keepsakes:
        _keepsakes[key] = make()
    return _keepsakes[key]


def last_exchange(connector: Connector) -> Exchange | None:
    """The newest exchange that was not the kit's own."""
    return connector.exchanges.last()


def forget() -> None:
    """Start as a new kernel does."""
    _outcomes.clear()
    _keepsakes.clear()


def _key(connector: Connector, step: str, payload: Any) -> tuple[str, str, str]:
    return connector.address, step, canonical(payload)
