"""Files that are there whole or not at all, whatever happens while they are written."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from enmeshed_kit.client.errors import GuidedError

if TYPE_CHECKING:
    import pandas as pd

FilePath: TypeAlias = str | os.PathLike[str]


class UnwritableError(GuidedError, OSError):
    """A file could not be written; what stood there before still does."""


@contextmanager
def whole(path: FilePath) -> Iterator[Path]:
    """Name a new file to write into, which takes its place when all went well.

    It lies in the same folder, so that nobody ever sees half of it.

    Raises:  UnwritableError: there is no such folder, no right to write there, no room left.
    """
    target = Path(path)
    unfinished: Path | None = None
    try:
        unfinished = begun_beside(target)
        yield unfinished
        readable_as_usual(unfinished)
        os.replace(unfinished, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnwritableError(
            f"{target} cannot be written: {reason}.", "Name a file in a folder that is there and yours, with room left."
        ) from error
    finally:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)  # it is still there only where writing broke off


def begun_beside(target: Path) -> Path:
    """An empty file next to the one that is meant."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    os.close(descriptor)
    return Path(name)


def readable_as_usual(path: Path) -> None:
    """Give a file the rights that a new one would have: a temporary one is its maker's alone."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)


def with_index(frame: "pd.DataFrame | pd.Series[Any]") -> "pd.DataFrame":
    """The table with its index as columns where that has a name, without it otherwise."""
    import pandas as pd

    table = frame.to_frame() if isinstance(frame, pd.Series) else frame
    named = any(name is not None for name in table.index.names)
    return table.reset_index(drop=not named, allow_duplicates=True)
