"""Waiting for what a person does, with the notebook free meanwhile.

The looking is done by a thread of its own, so the cell that begins it ends at once, other cells may run, and *Stop* is
heard in each front end. A later cell that needs what is awaited waits for it; there *Stop* is heard where presses reach
a kernel that is busy, and interrupting the kernel works everywhere.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final, Generic, TypeVar

from IPython.display import display

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import GuidedError, RejectedError, ServerError, WaitInterruptedError, WaitTimeoutError
from enmeshed_kit.notebook.awaiting_picture import draw_awaiting
from enmeshed_kit.notebook.awaiting_widget import AwaitingView
from enmeshed_kit.notebook.qr import QrCode

T = TypeVar("T")

TIMEOUT_S: Final = 600.0
TICK_S: Final = 1.0
FIRST_PAUSE_S: Final = 2.0
LONGEST_PAUSE_S: Final = 10.0
GROWTH: Final = 1.1

WAITING, ARRIVED, STOPPED, LATE, FAILED = "waiting", "arrived", "stopped", "late", "failed"


class Awaiting(Generic[T]):
    """Syncs a Connector again and again until something has come, and shows how that goes.

    Args:  connector: the one that syncs.
           look: returns what has come, or None.
           awaited: what it is, for a person to read: "the answer of your phone".
           checks: what to look at when nothing comes.
           code: the QR code to scan meanwhile, if there is one.
           task: what the person shall do.
           timeout_s: after which nothing more is expected.
    """

    first_pause_s: ClassVar[float] = FIRST_PAUSE_S

    def __init__(
        self,
        connector: Connector,
        look: Callable[[], T | None],
        awaited: str,
        *,
        task: str,
        checks: Sequence[str] = (),
        code: QrCode | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.connector = connector
        self.awaited = awaited
        self.task = task
        self.checks = tuple(checks)
        self.code = code
        self.timeout_s = timeout_s
        self.state = STOPPED
        self.looks = 0
        self.result: T | None = None
        self.trouble: Exception | None = None
        self.lock = threading.RLock()
        self._look = look
        self._started_s = self._ended_s = 0.0
        self._end = threading.Event()
        self._view: AwaitingView | None = None

    def __repr__(self) -> str:
        return draw_awaiting(self).text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        with self.lock:
            self._view = self._view or AwaitingView(self)
            self._view.redraw()
            return self._view.bundle() | draw_awaiting(self).bundle()

    @property
    def is_waiting(self) -> bool:
        """Whether it goes on now."""
        return self.state == WAITING

    @property
    def waited_s(self) -> float:
        """For how long it has waited, in this try."""
        return (time.monotonic() if self.is_waiting else self._ended_s) - self._started_s

    def start(self) -> "Awaiting[T]":
        """Begin to wait, or wait again; what waits already, or has come, stays as it is."""
        with self.lock:
            if self.state in (WAITING, ARRIVED):
                return self
            self.state, self.looks, self.trouble = WAITING, 0, None
            self._started_s = time.monotonic()
            self._end = end = threading.Event()
        threading.Thread(target=self._watch, args=(end,), name=f"waiting for {self.awaited}", daemon=True).start()
        self._redraw()
        return self

    def stop(self) -> "Awaiting[T]":
        """Wait no longer; what has come stays, and `start` waits again."""
        self._finish(STOPPED, self._end)
        return self

    def wait(self) -> T:
        """Let this cell wait until it has come.

        Raises:  WaitInterruptedError: stopped, by the button or by interrupting the kernel.
                 WaitTimeoutError: nothing came in time.
                 GuidedError: the Connector refuses to sync.
        """
        if self.is_waiting:
            # A cell that stands still says why, and has its own Stop.
            display(self)  # type: ignore[no-untyped-call]  # IPython's is half typed
        try:
            while self.is_waiting:
                self._end.wait(0.2)
        except KeyboardInterrupt as interrupt:
            self.stop()
            raise WaitInterruptedError(self.awaited) from interrupt
        if self.result is not None:
            return self.result
        if self.trouble is not None and self.state == FAILED:
            raise self.trouble
        if self.state == LATE:
            raise WaitTimeoutError(self.awaited, self.timeout_s, " ".join(self.checks))
        raise WaitInterruptedError(self.awaited)

    def _watch(self, end: threading.Event) -> None:
        try:
            # What is here already needs no sync, and shall be seen at once.
            pause_s, next_sync_s = self.first_pause_s, time.monotonic()
            while not end.is_set():
                if time.monotonic() >= next_sync_s:
                    self._look_once(end)
                    pause_s = min(pause_s * GROWTH, LONGEST_PAUSE_S)
                    next_sync_s = time.monotonic() + pause_s
                if self.waited_s >= self.timeout_s:
                    self._finish(LATE, end)
                self._redraw()
                end.wait(min(TICK_S, self.first_pause_s))
        except Exception as error:  # noqa: BLE001  a thread has nobody to tell: wait() raises it in the reader's
            self._fail(error, end)

    def _look_once(self, end: threading.Event) -> None:
        try:
            with self.connector.aside():
                if self.looks:
                    self.connector.sync()
                found = self._look()
        except GuidedError as error:
            # A Connector that is away for a moment comes back; one that says no will say so again.
            if isinstance(error, RejectedError) and not isinstance(error, ServerError):
                raise
            self.trouble = error
        else:
            self.trouble = None
            if found is not None:
                self.result = found
                self._finish(ARRIVED, end)
        self.looks += 1

    def _fail(self, error: Exception, end: threading.Event) -> None:
        self.trouble = error
        self._finish(FAILED, end)

    def _finish(self, state: str, end: threading.Event) -> None:
        with self.lock:
            # A thread of an earlier try has nothing to say any more.
            if end is self._end and self.is_waiting:
                self._ended_s = time.monotonic()
                self.state = state
            end.set()
        self._redraw()

    def _redraw(self) -> None:
        with self.lock:
            if self._view is not None:
                self._view.redraw()
