"""The folder of a history: whose it is, and its commits, each of which is there whole or not at all.

    history.json                                   whose it is
    day=2026-11-22/20261122T090000123456-0-3f…/    a commit: what one sync brought, a Parquet file for each table
    day=2026-11-22/20261122T235900123456-1-9a…/    several commits of a day in one, with the names of those in it
    .unfinished-…/                                 a commit that is being written, or that a dead process left

A commit is written beside the others and then renamed, which is atomic; so readers and writers need not wait for each
other.
"""

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from enmeshed_kit.tables.history.errors import HistoryError, unreadable, writing
from enmeshed_kit.tables.history.files import write

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")

FORMAT = 1
ABOUT = "history.json"
LOCK = ".lock"
UNFINISHED = ".unfinished-"
REPLACED = "replaced.json"
NAME = re.compile(r"(?P<time>\d{8}T\d{12})-(?P<level>\d)-[0-9a-f]{16}")
SINGLE = re.compile(r"-0-")
DAY = re.compile(r"day=\d{4}-\d\d-\d\d")

LEFT_BEHIND_S = 3600.0
"""After which an unfinished commit is a dead process's."""

LOOKS = 5
"""How often to list anew when commits vanish while they are read: others merge them."""


class About(msgspec.Struct, frozen=True):
    """Whose a history is.

    Args:  address: of the Identity.
           bodies: whether the texts of Messages are kept.
           format: of the folder, counted up when older kits could not read it.
    """

    address: str
    bodies: bool = True
    format: int = FORMAT


class Commit(msgspec.Struct, frozen=True, order=True):
    """What was written at once; in the order of their times."""

    name: str
    path: Path

    @property
    def level(self) -> int:
        """How often commits were merged into it."""
        return int(self.name.split("-")[1])

    def file(self, kind: str) -> Path:
        """Where its rows of a table are, if it has any."""
        return self.path / f"{kind}.parquet"


class Folder:
    """The files of a history; `path` may not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def about(self) -> About | None:
        """Whose history it is; None before anything was written.

        Raises:  HistoryError: it holds other things, or what this kit cannot read.
        """
        path = self.path / ABOUT
        try:
            about = msgspec.json.decode(path.read_bytes(), type=About)
        except FileNotFoundError:
            self._expect_to_be_empty()
            return None
        except NotADirectoryError as error:
            raise HistoryError(f"{self.path} is a file, or lies in one.", "Name a folder for the history.") from error
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise unreadable(path, error) from error
        if about.format > FORMAT:
            hint = 'Take a newer kit: pip install -U "enmeshed-kit".'
            raise HistoryError(f"The history in {self.path} was made by a newer kit (format {about.format}).", hint)
        return about

    def _expect_to_be_empty(self) -> None:
        try:
            held = sorted(entry.name for entry in os.scandir(self.path) if not entry.name.startswith("."))
        except FileNotFoundError:
            return
        except OSError as error:
            raise unreadable(self.path, error.strerror) from error
        if held:
            hint = "Name an empty folder, or one that does not exist yet."
            raise HistoryError(f"{self.path} is no history and not empty ({held[0]!r} is in it).", hint)

    def describe(self, about: About) -> None:
        """Write whose history it is.

        Raises:  HistoryError: it cannot be written.
        """
        self.write_json(ABOUT, msgspec.to_builtins(about))

    def make(self) -> None:
        """Make the folder where there is none.

        Raises:  HistoryError: it cannot be made.
        """
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)

    def write_json(self, name: str, content: Any) -> None:
        """Write a small file, whole or not at all.

        Raises:  HistoryError: it cannot be written.
        """
        unfinished = self.path / f"{UNFINISHED}{secrets.token_hex(8)}"
        with writing(self.path):
            try:
                with unfinished.open("x", encoding="ascii") as file:
                    json.dump(content, file)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(unfinished, self.path / name)
                settle(self.path)
            finally:
                unfinished.unlink(missing_ok=True)

    def commit(
        self, at: datetime, tables: "Mapping[str, pa.Table]", replaced: Sequence[Commit] = (), level: int = 0
    ) -> Commit:
        """Add rows to tables, all of them or none.

        Args:    at: the newest time in them.
                 replaced: commits that count no longer, since their rows are in this one.
        Raises:  HistoryError: they cannot be written.
        """
        at = at.astimezone(UTC)
        name = f"{at:%Y%m%dT%H%M%S%f}-{level}-{secrets.token_hex(8)}"
        unfinished, day = self.path / f"{UNFINISHED}{name}", self.path / f"day={at:%Y-%m-%d}"
        with writing(self.path):
            self._clear_away_what_was_left_behind()
            try:
                unfinished.mkdir()
                for kind, table in tables.items():
                    write(table, unfinished / f"{kind}.parquet")
                if replaced:
                    (unfinished / REPLACED).write_text(json.dumps([commit.name for commit in replaced]))
                settle(unfinished)
                day.mkdir(exist_ok=True)
                os.rename(unfinished, day / name)
                settle(day)
                settle(self.path)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
        return Commit(name, day / name)

    def _clear_away_what_was_left_behind(self) -> None:
        for entry in scanned(self.path):
            if not entry.name.startswith(UNFINISHED):
                continue
            with suppress(OSError):  # another process may be clearing away the same
                if time.time() - entry.stat().st_mtime > LEFT_BEHIND_S:
                    shutil.rmtree(entry.path) if entry.is_dir() else os.unlink(entry.path)

    def commits(self, since: datetime | None = None) -> list[Commit]:
        """The commits that count, the oldest first; what else lies in the folder is passed over.

        Args:  since: leave out the days before this one.
        """
        first = f"day={since.astimezone(UTC):%Y-%m-%d}" if since else ""
        return self.commits_of(day for day in self.days() if day.name >= first)

    def commits_of(self, days: Iterable[Path]) -> list[Commit]:
        """The commits of these days, the oldest first."""
        return sorted(commit for day in days for commit in commits_in(day))

    def days(self) -> list[Path]:
        """The folders of days, the oldest first."""
        return sorted(Path(entry.path) for entry in scanned(self.path) if DAY.fullmatch(entry.name))

    def reading(self, kind: str, since: datetime | None, read: Callable[[list[Path]], T]) -> T:
        """Read the files of one table, again if commits are merged in the meantime.

        Raises:  HistoryError: a file cannot be read, or merging never ends.
        """
        for _ in range(LOOKS):
            try:
                return read(files_of(kind, self.commits(since)))
            except FileNotFoundError:
                continue
        raise unreadable(self.path, "its files vanish while they are read")


def commits_in(day: Path) -> list[Commit]:
    """The commits of a day that count."""
    names = {entry.name for entry in scanned(day) if NAME.fullmatch(entry.name)}
    merged = [Commit(name, day / name) for name in names if not SINGLE.search(name)]
    names -= {name for commit in merged for name in replaced_by(commit)}
    return [Commit(name, day / name) for name in names]


def files_of(kind: str, commits: Iterable[Commit]) -> list[Path]:
    """The files of one table.

    Raises:  FileNotFoundError: a commit is no longer there.
    """
    files = []
    for commit in commits:
        if (file := commit.file(kind)).exists():
            files.append(file)
        else:
            commit.path.stat()
    return files


def scanned(path: Path) -> "Iterator[os.DirEntry[str]]":
    """What is in a folder; nothing if it is not there or no folder."""
    try:
        with os.scandir(path) as entries:
            yield from entries
    except (FileNotFoundError, NotADirectoryError):
        return


def replaced_by(commit: Commit) -> list[str]:
    """The names of the commits whose rows are in a merged one."""
    path = commit.path / REPLACED
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[str])
    except FileNotFoundError:
        return []  # merged itself by now, and being cleared away
    except (OSError, msgspec.DecodeError) as error:
        raise unreadable(path, error) from error


def settle(folder: Path) -> None:
    """See that the names in a folder are on the disk, where the system can be asked for that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
