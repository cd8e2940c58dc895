"""Several programs write into one history, and some of them die."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from made import message

from enmeshed_kit.tables import SyncHistory

WRITER = Path(__file__).with_name("writer.py")


def writer(folder: Path, first: int, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, str(WRITER), str(folder), str(first), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def written(process: "subprocess.Popen[str]") -> list[int]:
    """What a writer said that it had written, once it has ended."""
    said = process.communicate()[0].splitlines()
    return [int(line.split()[0]) for line in said]


def ids(history: SyncHistory, name: str) -> set[str]:
    """The ids of a table, those of Relationships spelled as those of the Messages that came with them."""
    key = "relationship_id" if name == "audit_log" else "id"
    return {identity.replace("REL", "MSG") for identity in history.table(name, [key])[key]}


def test_two_programs_that_write_at_once_lose_nothing(history: SyncHistory) -> None:
    both = [writer(history.folder, first, 40) for first in (0, 1000)]
    numbers = [number for process in both for number in written(process)]
    assert sorted(numbers) == [*range(40), *range(1000, 1040)]
    assert all(process.returncode == 0 for process in both)
    assert ids(history, "messages") == {message(number).id for number in numbers}
    assert len(history.changes()) == 2 * len(numbers)
    assert len(history.audit_log()) == 3 * len(numbers)
    assert len(history.syncs()) == len(numbers)


def test_two_programs_that_sync_at_once_tell_each_change_once(world: Any, history: SyncHistory) -> None:
    from threading import Thread

    world.populate()
    histories = [SyncHistory(history.folder) for _ in range(3)]
    threads = [Thread(target=each.sync, args=(world.connector,)) for each in histories]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = history.changes()
    assert len(told) == told["id"].nunique() > 100
    assert sorted(history.syncs()["changes"]) == [0, 0, len(told)]


@pytest.mark.slow
def test_fifty_kills_in_the_middle_of_an_append_lose_no_earlier_row(history: SyncHistory) -> None:
    chance = random.Random(7)  # noqa: S311  # no secret: when to kill
    safe: set[str] = set()
    midway = 0
    command = [sys.executable, str(WRITER), str(history.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writers:
        for begun in range(1, 51):
            safe |= {message(number).id for number in killed(writers, begun * 1000, chance.uniform(0, 0.15))}
            midway += bool(list(history.folder.glob(".unfinished*")))
            now = ids(history, "messages")
            # What was said to be there is there; of what was being written, all is there or nothing.
            assert safe <= now
            assert len(now) <= len(safe) + begun
            assert now == ids(history, "changes")
    assert now == ids(history, "relationships") == ids(history, "audit_log")
    assert len(history.audit_log()) == 3 * len(now)
    assert midway > 5


def killed(writers: "subprocess.Popen[str]", first: int, after_s: float) -> list[int]:
    """Begin a writer and kill it a moment after its first number; those that it said."""
    assert writers.stdin is not None
    assert writers.stdout is not None
    writers.stdin.write(f"{first}\n")
    writers.stdin.flush()
    process = int(writers.stdout.readline())
    said = [writers.stdout.readline()]
    time.sleep(after_s)
    os.kill(process, signal.SIGKILL)
    said += iter(writers.stdout.readline, "ended\n")
    return [int(line.split()[0]) for line in said]
