"""One look at a time: the operating system's lock, which ends with the process that has it, however it ends."""

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from enmeshed_kit.tables.history.errors import writing

PAUSE_S = 0.05
TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""What the operating system says of a lock that somebody else has."""

if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def _give_back(file: int) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _give_back(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


class BusyError(Exception):
    """Somebody else has the lock."""


@contextmanager
def locked(path: Path, wait_s: float, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Be the only one inside, among processes and threads.

    Args:    wait_s: for how long to wait for another one to leave.
    Raises:  BusyError: it did not leave.  HistoryError: there can be no lock.
    """
    with writing(path.parent):
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with writing(path.parent):
            _taken(file, time.monotonic() + wait_s, sleep)
        try:
            yield
        finally:
            _give_back(file)
    finally:
        os.close(file)


def _taken(file: int, until: float, sleep: Callable[[float], None]) -> None:
    while True:
        try:
            return _take(file)
        except OSError as error:
            if error.errno not in TAKEN:
                raise
            if time.monotonic() >= until:
                raise BusyError from error
        sleep(PAUSE_S)
