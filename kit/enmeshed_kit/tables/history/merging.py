"""Many small commits made into few, so that a history of years reads as quickly as a young one.

A merged commit names those whose rows it has; from the moment that it is there, they count no longer. Each row is
written anew only a few times: commits are merged with those of their own size, and large ones never.
"""

import os
import secrets
import shutil
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from enmeshed_kit.tables.history.errors import HistoryError
from enmeshed_kit.tables.history.files import whole
from enmeshed_kit.tables.history.folder import LEFT_BEHIND_S, REPLACED, UNFINISHED, Commit, Folder, replaced_by

if TYPE_CHECKING:
    import pyarrow as pa

TOGETHER = 32
"""How many commits of a size become one."""

HIGHEST = 9
LARGE = 8 * 1024 * 1024
"""Bytes from which on a commit stays as it is."""


def tidy(folder: Folder, new: Commit) -> None:
    """Merge what a new commit makes too many: of its day, those of one size; all of the day before, which is over."""
    with suppress(HistoryError, OSError):  # who reads what is unreadable is told so; the new commit is there
        here = folder.commits_of([new.path.parent])
        clear_away(folder, here)
        for level in range(HIGHEST):
            alike = [commit for commit in here if commit.level == level and size(commit) < LARGE]
            if len(alike) < TOGETHER:
                break
            here = [commit for commit in here if commit not in alike] + [merge(folder, alike)]
        if len(here) == 1 and (before := [day for day in folder.days() if day < new.path.parent]):
            compact(folder, before[-1])


def compact(folder: Folder, day: Path) -> None:
    """Make the small commits of a day one."""
    small = [commit for commit in folder.commits_of([day]) if size(commit) < LARGE]
    if len(small) > 1:
        merge(folder, small)


def size(commit: Commit) -> int:
    """The bytes of a commit."""
    return sum(entry.stat().st_size for entry in os.scandir(commit.path))


def merge(folder: Folder, commits: Sequence[Commit]) -> Commit:
    """Write one commit with the rows of several, in their order."""
    ordered = sorted(commits)
    kinds = sorted({file.stem for commit in ordered for file in commit.path.glob("*.parquet")})
    tables: dict[str, pa.Table] = {}
    for kind in kinds:
        tables[kind] = whole([file for commit in ordered if (file := commit.file(kind)).exists()])
    level = min(max(commit.level for commit in ordered) + 1, HIGHEST)
    at = datetime.strptime(ordered[-1].name.split("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    return folder.commit(at, tables, [*ordered, *still_there(ordered)], level)


def still_there(commits: Iterable[Commit]) -> list[Commit]:
    """The commits that were merged into these before, and were not cleared away since."""
    merged = [(name, commit.path.parent / name) for commit in commits if commit.level for name in replaced_by(commit)]
    return [Commit(name, path) for name, path in merged if path.exists()]


def clear_away(folder: Folder, commits: Iterable[Commit]) -> None:
    """Delete what was merged into these a while ago: who had begun to read it has long read it."""
    for commit in commits:
        with suppress(OSError):
            if not commit.level or time.time() - (commit.path / REPLACED).stat().st_mtime < LEFT_BEHIND_S:
                continue
            for old in still_there([commit]):
                # Renamed first: of a commit that is there, all of its files are there.
                doomed = folder.path / f"{UNFINISHED}{secrets.token_hex(8)}"
                os.rename(old.path, doomed)
                shutil.rmtree(doomed, ignore_errors=True)
