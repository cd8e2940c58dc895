"""What can go wrong with a history, apart from the Connector."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from enmeshed_kit.client.errors import GuidedError


class HistoryError(GuidedError):
    """A history cannot be read or written, or belongs to somebody else; what it held before, it still holds."""


def unwritable(folder: Path, error: OSError) -> HistoryError:
    """The error for a folder that takes nothing."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    hint = (
        "Make room on the disk and sync again: what the Connector brought is still there."
        if full
        else "Take a folder that you may write to, on a disk of this machine."
    )
    why = os.strerror(error.errno) if error.errno else str(error)
    return HistoryError(f"The history in {folder} cannot be written: {why}. What it held before is unharmed.", hint)


def unreadable(path: Path, why: object) -> HistoryError:
    """The error for a file in a history that cannot be read."""
    return HistoryError(
        f"{path} cannot be read as part of a history: {why}.",
        "Restore the file from a backup, or move the folder that it is in away: all else stays readable.",
    )


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals into the error of a history."""
    try:
        yield
    except OSError as error:
        raise unwritable(path, error) from error
