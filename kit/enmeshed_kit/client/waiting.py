"""Wait until the other side has acted: with a time limit, progress, and a clean end when the reader stops it."""

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from enmeshed_kit.client.errors import WaitInterruptedError, WaitTimeoutError

T = TypeVar("T")

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 5.0
GROWTH = 1.6


class Progress(Protocol):
    """What is told how the waiting goes: a bar, a line, nothing."""

    def __call__(self, waited_s: float, timeout_s: float, awaited: str) -> object:
        """Called before each pause."""


def wait_until(
    look: Callable[[], T | None],
    awaited: str,
    *,
    timeout_s: float,
    hint: str,
    progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> T:
    """Look again and again, with growing pauses, until there is something.

    Args:     look: returns what is awaited, or None.
              awaited: what it is, for messages.
              hint: what to check when it does not come.
    Returns:  what `look` found.
    Raises:   WaitTimeoutError: nothing came in time.  WaitInterruptedError: the reader stopped it.
    """
    started, pause_s = clock(), FIRST_PAUSE_S
    try:
        while True:
            found = look()
            if found is not None:
                return found
            left_s = timeout_s - (clock() - started)
            if left_s <= 0:
                raise WaitTimeoutError(awaited, timeout_s, hint)
            if progress is not None:
                progress(timeout_s - left_s, timeout_s, awaited)
            sleep(min(pause_s, left_s))
            pause_s = min(pause_s * GROWTH, LONGEST_PAUSE_S)
    except WaitInterruptedError:
        raise
    except KeyboardInterrupt as interrupt:
        raise WaitInterruptedError(awaited) from interrupt
