"""A folder of a history: whose it is, what else may lie in it, and what happens when it cannot be written."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made import change, message, relationship, report
from worlds import World

from enmeshed_kit import tables
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.tables import HistoryError, SyncHistory, from_history


def commits(history: SyncHistory) -> list[Path]:
    return sorted(history.folder.glob("day=*/*"))


def two_commits(history: SyncHistory, world: World) -> None:
    for number in range(2):
        history.append(report(number, [change("Message", message(number), None, "received")]), world.connector)


def test_each_commit_lies_in_the_folder_of_its_day(today: World, history: SyncHistory) -> None:
    news = [change("Message", message(1), None, "received")]
    for minute in (0, 24 * 60):
        history.append(report(minute, news), today.connector)
    found = [path.relative_to(history.folder) for path in history.folder.rglob("*.parquet")]
    assert {path.parts[0] for path in found} == {"day=2026-01-05", "day=2026-01-06"}
    assert {path.name for path in found} == {"changes.parquet", "messages.parquet", "syncs.parquet"}
    assert json.loads((history.folder / "history.json").read_text())["address"] == today.connector.address


def test_a_history_belongs_to_one_identity(today: World, history: SyncHistory) -> None:
    history.sync(today.connector)
    stranger = today.add("stranger")
    for record in (lambda: history.sync(stranger), lambda: history.append(report(0, []), stranger)):
        with pytest.raises(HistoryError) as refused:
            record()
        assert today.connector.address in refused.value.message
        assert stranger.address in refused.value.message
        assert refused.value.hint
    assert not [each for each in stranger.exchanges if each.path.endswith("/Sync")]
    assert len(history.syncs()) == 1


def test_a_folder_with_other_things_in_it_is_no_history(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear")
    with pytest.raises(HistoryError, match=r"letter\.txt"):
        SyncHistory(tmp_path)
    with pytest.raises(HistoryError, match="is a file"):
        SyncHistory(tmp_path / "letter.txt")


def test_reading_makes_no_history(tmp_path: Path) -> None:
    for folder in (tmp_path / "nothing", tmp_path):
        with pytest.raises(HistoryError, match="There is no history"):
            from_history(folder, "messages")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_table_column_or_engine_is_named(today: World, history: SyncHistory) -> None:
    history.append(report(0, []), today.connector)
    with pytest.raises(ContentError, match="letters"):
        from_history(history, "letters")
    with pytest.raises(ContentError, match="stamp"):
        from_history(history, "messages", columns=["id", "stamp"])
    with pytest.raises(ContentError, match="spark"):
        from_history(history, "messages", engine="spark")  # type: ignore[call-overload]  # that is the point


def test_chosen_columns_come_in_their_order(today: World, history: SyncHistory) -> None:
    two_commits(history, today)
    chosen = from_history(history.folder, "messages", columns=["subject", "id"])
    pd.testing.assert_frame_equal(chosen, history.messages()[["subject", "id"]])
    assert list(chosen.columns) == ["subject", "id"]


@pytest.mark.parametrize("content", ["", "{", '{"address": 5}', "\x00\xff", '{"format": 1}'])
def test_a_broken_description_is_named(today: World, history: SyncHistory, content: str) -> None:
    two_commits(history, today)
    (history.folder / "history.json").write_text(content, encoding="latin-1")
    with pytest.raises(HistoryError, match=r"history\.json cannot be read"):
        SyncHistory(history.folder)


def test_a_history_of_a_newer_kit_is_left_alone(today: World, history: SyncHistory) -> None:
    two_commits(history, today)
    about = json.loads((history.folder / "history.json").read_text())
    (history.folder / "history.json").write_text(json.dumps(about | {"format": 2, "more": []}))
    with pytest.raises(HistoryError, match="newer kit"):
        SyncHistory(history.folder)


@pytest.mark.parametrize("cut", [0, 3, 40, -20])
def test_half_a_file_is_named(today: World, history: SyncHistory, cut: int) -> None:
    two_commits(history, today)
    broken = commits(history)[0] / "messages.parquet"
    broken.write_bytes(broken.read_bytes()[:cut])
    for engine in ("pandas", "dask"):
        with pytest.raises(HistoryError) as refused:
            from_history(history, "messages", engine=engine)  # type: ignore[call-overload]  # one of the two
        assert str(broken) in refused.value.message
    assert len(history.changes()) == 2
    history.append(report(9, []), today.connector)


def test_foreign_files_are_passed_over(today: World, history: SyncHistory) -> None:
    two_commits(history, today)
    whole = history.messages()
    day = commits(history)[0].parent
    for path in (history.folder / "notes.txt", day / "notes.txt", commits(history)[0] / "notes.txt"):
        path.write_text("Dear")
    for path in (history.folder / "day=soon", day / "20260105T090000000000-0-half", history.folder / ".unfinished-x"):
        path.mkdir()
        (path / "messages.parquet").write_text("Dear")
    pd.testing.assert_frame_equal(history.messages(), whole)
    history.sync(today.connector)
    history.compact()
    assert (day / "notes.txt").exists()


def test_columns_and_tables_that_come_with_later_kits_do_no_harm(today: World, history: SyncHistory) -> None:
    two_commits(history, today)
    whole = history.messages()
    older, newer = commits(history)
    table = pq.ParquetFile(newer / "messages.parquet").read()
    pq.write_table(table.append_column("mood", pa.array(["fine"])), newer / "messages.parquet")
    pq.write_table(table.select(["id"]), newer / "moods.parquet")
    pd.testing.assert_frame_equal(history.messages(), whole)
    table = pq.ParquetFile(older / "messages.parquet").read()
    pq.write_table(table.drop_columns(["body", "attachments"]), older / "messages.parquet")
    read = history.messages()
    assert list(read["body"].isna()) == [True, False]
    assert list(read["attachments"].isna()) == [True, False]
    assert [str(dtype) for dtype in read.dtypes] == [str(dtype) for dtype in whole.dtypes]
    pd.testing.assert_frame_equal(from_history(history, "messages", engine="dask").compute(), read)
    history.compact()
    pd.testing.assert_frame_equal(history.messages(), read)
    merged = commits(history)[-1]
    assert pq.ParquetFile(merged / "messages.parquet").read().column("mood").to_pylist() == [None, "fine"]
    assert pq.ParquetFile(merged / "moods.parquet").read().num_rows == 1


FULL = """
import resource, signal, sys
sys.path[:0] = [{tests!r}]
from made import change, message, report
from worlds import World
from enmeshed_kit.tables import HistoryError, SyncHistory
history = SyncHistory(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))
import random
noise = "".join(random.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=20000))
try:
    mail = message(7, content={{"@type": "Mail", "subject": "s", "body": noise}})
    history.append(report(7, [change("Message", mail, None, "received")]), World("v7").connector)
except HistoryError as error:
    print(error.message, error.hint)
"""


def test_a_full_disk_is_told_and_leaves_what_there_was(today: World, history: SyncHistory) -> None:
    two_commits(history, today)
    before = {path: path.read_bytes() for path in history.folder.rglob("*") if path.is_file()}
    program = FULL.format(tests=str(Path(__file__).parent))
    done = subprocess.run([sys.executable, "-c", program, str(history.folder)], capture_output=True, text=True)
    assert "cannot be written" in done.stdout, done.stderr
    assert "Make room" in done.stdout
    assert {path: path.read_bytes() for path in history.folder.rglob("*") if path.is_file()} == before
    history.append(report(7, [change("Message", message(7), None, "received")]), today.connector)
    assert len(history.messages()) == 3


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError, match="lies in one"):
        SyncHistory(tmp_path / "file" / "history")


def test_a_disk_that_takes_nothing_is_told_before_anything_is_synced(
    today: World, history: SyncHistory, monkeypatch: Any
) -> None:
    history.sync(today.connector)
    opened = os.open

    def read_only(path: Any, flags: int, *more: Any, **others: Any) -> int:
        if flags & os.O_RDWR:
            raise OSError(30, "Read-only file system")
        return opened(path, flags, *more, **others)

    monkeypatch.setattr(os, "open", read_only)
    synced = len([each for each in today.connector.exchanges if each.path.endswith("/Sync")])
    with pytest.raises(HistoryError, match="Read-only file system"):
        history.sync(today.connector)
    assert len([each for each in today.connector.exchanges if each.path.endswith("/Sync")]) == synced
    assert len(history.syncs()) == 1


def test_what_dead_processes_left_is_cleared_away_in_time(today: World, history: SyncHistory) -> None:
    history.sync(today.connector)
    old, young = history.folder / ".unfinished-old", history.folder / ".unfinished-young"
    for path in (old, young):
        path.mkdir()
        (path / "messages.parquet").write_text("half")
    os.utime(old, (1, 1))
    history.sync(today.connector)
    assert not old.exists()
    assert young.exists()
    assert history.messages().empty


def test_the_history_says_what_it_is(today: World, history: SyncHistory) -> None:
    assert "nothing yet" in repr(history)
    assert not history
    news = [change("Relationship", relationship(1, 2), None, "Active"), change("Message", message(1), None, "received")]
    history.append(report(0, news), today.connector)
    assert history
    assert len(history) == 2
    assert history.address == today.connector.address
    assert "1 sync, the last 2026-01-05 09:00 UTC" in repr(history)
    assert list(history.peek(1)["kind"]) == ["Message"]
    assert list(history.changes().columns) == [*tables.changes(report(0, [])).columns, "synced_at"]
