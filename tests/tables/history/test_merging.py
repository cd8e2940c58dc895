"""Many small commits become few, while others read and write."""

import os
import threading
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made import change, message, relationship, report
from worlds import World

from enmeshed_kit.tables import HistoryError, SyncHistory
from enmeshed_kit.tables.history import merging
from enmeshed_kit.tables.history.folder import Folder
from enmeshed_kit.tables.history.lock import locked

A_DAY = 24 * 60


def write(history: SyncHistory, world: World, minutes: range) -> None:
    for minute in minutes:
        news = [
            change("Message", message(minute, minute), None, "received"),
            change("Relationship", relationship(minute, 2), None, "Active"),
        ]
        history.append(report(minute, news), world.connector)


def counting(history: SyncHistory) -> int:
    return len(Folder(history.folder).commits())


def test_of_many_commits_few_are_left_to_read(today: World, history: SyncHistory) -> None:
    write(history, today, range(100))
    assert counting(history) < 40
    assert list(history.messages()["created_at"]) == sorted(message(0, minute).created_at for minute in range(100))
    assert len(history.audit_log()) == 200
    assert len(history.syncs()) == 100
    assert history.changes()["synced_at"].is_monotonic_increasing


def test_a_day_that_is_over_becomes_one(today: World, history: SyncHistory) -> None:
    write(history, today, range(5))
    assert counting(history) == 5
    write(history, today, range(A_DAY, A_DAY + 1))
    assert counting(history) == 2
    assert len(history.messages()) == 6


def test_a_merged_history_reads_as_before(today: World, history: SyncHistory) -> None:
    write(history, today, range(10))
    write(history, today, range(A_DAY, A_DAY + 10))
    names = ("changes", "relationships", "audit_log", "messages", "syncs")
    before = {name: history.table(name) for name in names}
    history.compact()
    history.compact()
    assert counting(history) == 2
    for name in names:
        pd.testing.assert_frame_equal(history.table(name), before[name])


def test_a_large_commit_is_never_written_anew(
    today: World, history: SyncHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "LARGE", 60_000)
    big = [change("Message", message(1000 + number, content={"body": os.urandom(800).hex()}), None, "received")
           for number in range(200)]  # fmt: skip
    history.append(report(0, big), today.connector)
    large = next(history.folder.glob("day=*/*"))
    stamp = (large / "messages.parquet").stat()
    write(history, today, range(1, 40))
    history.compact()
    assert (large / "messages.parquet").stat() == stamp
    assert counting(history) == 2
    assert len(history.messages()) == 239


def test_what_was_merged_stays_a_while_for_those_who_read_it(
    today: World, history: SyncHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(history, today, range(40))
    whole = history.messages()
    assert len(list(history.folder.glob("day=*/*"))) > 40
    monkeypatch.setattr(merging, "LEFT_BEHIND_S", -1.0)
    write(history, today, range(40, 41))
    assert len(list(history.folder.glob("day=*/*"))) == counting(history) == 10
    pd.testing.assert_frame_equal(history.messages().head(40), whole)
    assert not list(history.folder.glob(".unfinished*"))


@pytest.mark.parametrize("breaks_at", ["rename", "rmtree"])
def test_a_merge_that_breaks_off_loses_nothing_and_repeats_nothing(
    today: World, history: SyncHistory, monkeypatch: pytest.MonkeyPatch, breaks_at: str
) -> None:
    write(history, today, range(6))
    before = history.changes()

    def break_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(*(os, "rename") if breaks_at == "rename" else (merging.shutil, "rmtree"), break_off)
        broken.setattr(merging, "LEFT_BEHIND_S", -1.0)
        with pytest.raises(KeyboardInterrupt):
            compact_and_clear(history, today)
    pd.testing.assert_frame_equal(history.changes(), before)
    assert len(history.messages()) == 6


def compact_and_clear(history: SyncHistory, world: World) -> None:
    history.compact()
    write(history, world, range(5, 6))


def test_readers_find_everything_while_others_merge(
    today: World, history: SyncHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "LEFT_BEHIND_S", -1.0)
    monkeypatch.setattr(merging, "TOGETHER", 4)
    write(history, today, range(1))
    writer = threading.Thread(target=write, args=(SyncHistory(history.folder), today, range(1, 60)))
    writer.start()
    seen = [0]
    while writer.is_alive():
        seen.append(len(history.messages(["id"])))
    writer.join()
    assert seen == sorted(seen)
    assert len(history.messages()) == 60


def test_who_cannot_be_alone_says_so(today: World, history: SyncHistory, monkeypatch: pytest.MonkeyPatch) -> None:
    write(history, today, range(1))
    monkeypatch.setattr("enmeshed_kit.tables.history.history.WAIT_S", 0.1)
    with locked(history.folder / ".lock", 0), pytest.raises(HistoryError, match="Another program is syncing"):
        history.sync(today.connector)
    with locked(history.folder / ".lock", 0):
        write(history, today, range(1, 2))  # a report is recorded all the same
    assert len(history.messages()) == 2


def test_a_column_of_another_type_keeps_nobody_from_writing(today: World, history: SyncHistory) -> None:
    write(history, today, range(3))
    odd = sorted(history.folder.glob("day=*/*"))[1] / "messages.parquet"
    rows = pq.ParquetFile(odd).read()
    place = rows.column_names.index("attachments")
    pq.write_table(rows.set_column(place, "attachments", pa.array(["many"])), odd)
    with pytest.raises(HistoryError, match="cannot be read"):
        history.messages()
    with pytest.raises(HistoryError, match="cannot be read"):
        history.compact()
    write(history, today, range(A_DAY, A_DAY + 2))
    assert len(history.relationships()) == 5


def test_an_unreadable_commit_keeps_nobody_from_writing(today: World, history: SyncHistory) -> None:
    write(history, today, range(31))
    broken: Path = sorted(history.folder.glob("day=*/*"))[3] / "messages.parquet"
    whole = broken.read_bytes()
    broken.write_bytes(b"half")
    write(history, today, range(31, 35))
    with pytest.raises(HistoryError, match="cannot be read"):
        history.messages()
    broken.write_bytes(whole)
    assert len(history.messages()) == 35
