"""Several programs write into one history, and some of them die."""

import random
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


def held(history: SyncHistory) -> dict[str, set[str]]:
    """The ids in each table."""
    keys = {"messages": "id", "relationships": "id", "audit_log": "relationship_id"}
    found = {name: set(history.table(name)[key]) for name, key in keys.items()}
    kinds = history.changes().groupby("kind", observed=True)["id"].agg(set)
    return found | {"changes": kinds["Message"]}


def test_two_programs_that_write_at_once_lose_nothing(history: SyncHistory) -> None:
    both = [writer(history.folder, first, 40) for first in (0, 1000)]
    numbers = [number for process in both for number in written(process)]
    assert sorted(numbers) == [*range(40), *range(1000, 1040)]
    assert all(process.returncode == 0 for process in both)
    ids = {message(number).id for number in numbers}
    assert held(history)["messages"] == ids
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
    for round_number in range(50):
        process = writer(history.folder, round_number * 1000, 1000)
        assert process.stdout is not None
        first = process.stdout.readline()  # from here on it writes
        time.sleep(chance.uniform(0, 0.15))
        process.kill()
        numbers = [int(first.split()[0]), *written(process)]
        midway += bool(list(history.folder.glob(".unfinished*")))
        safe |= {message(number).id for number in numbers}
        now = held(history)
        # What was said to be there is there; of what was being written, all is there or nothing.
        assert safe <= now["messages"]
        assert len(now["messages"]) <= len(safe) + round_number + 1
        assert now["changes"] == now["messages"]
        assert {each.replace("MSG", "REL") for each in now["messages"]} == now["relationships"] == now["audit_log"]
    assert midway > 5
