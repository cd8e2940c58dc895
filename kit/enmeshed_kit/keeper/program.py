"""`enmeshed-kit sync` as a process: which Connector it syncs, and with which exit code it ends."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import ConfigurationError, ForbiddenError, GuidedError, UnauthorizedError
from enmeshed_kit.connect import configured
from enmeshed_kit.keeper.keeping import Keeper
from enmeshed_kit.keeper.telling import Teller, lines
from enmeshed_kit.tables.history import HistoryError, SyncHistory

FAILED = 1
CODES: dict[type[GuidedError], int] = {ConfigurationError: 2, UnauthorizedError: 3, ForbiddenError: 3, HistoryError: 4}
TERMINATED = 128 + signal.SIGTERM  # what a shell expects


def keep_history(folder: Path, *, every_s: float | None, bodies: bool, quiet: bool) -> int:
    """Sync the reader's own Connector into a history, once or again and again.

    Args:      every_s: the pause between two syncs; None syncs once.
               bodies: whether the texts of Messages are kept.
               quiet: say nothing but what goes wrong.
    Returns:   the exit code: 0 done, 1 no sync, 2 no Connector, 3 key refused, 4 no history.
    """
    try:
        with ended_by_sigterm(), Teller(quiet=quiet) as teller:
            keeper = Keeper(SyncHistory(folder, bodies), own_connector, teller)
            if every_s is None:
                keeper.sync()
            else:
                keeper.keep(every_s)
    except GuidedError as error:
        return refuse(error)
    except BrokenPipeError:
        # Nobody reads any more; Python would complain once more when it closes what it cannot write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return 0


def own_connector() -> Connector:
    """The Connector that the environment names; never the sandbox.

    Raises:  ConfigurationError: it names none, or only half of one.
    """
    hint = "Set ENMESHED_BASE_URL and ENMESHED_API_KEY to the address and an API key of your Connector."
    try:
        connector = configured("ENMESHED")
    except ConfigurationError as error:
        if "sandbox" in error.hint:
            error.explain(hint)
        raise
    if connector is None:
        raise ConfigurationError("No Connector is named, of which a history could be kept.", hint)
    return connector


def refuse(error: GuidedError) -> int:
    """Say what is wrong and what to do, without a traceback.

    Returns:  the exit code for it.
    """
    print("enmeshed-kit:", "\n".join(lines(error)), file=sys.stderr)
    return next((code for kind, code in CODES.items() if isinstance(error, kind)), FAILED)


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """End as by Ctrl-C when the system asks for it: what is begun is cleared away, and the exit code says why."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(TERMINATED)
