"""What a sync costs a history of a million: bytes, files and time, against writing all of it anew; and reading many."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enmeshed_kit.client import Change, SyncReport
from enmeshed_kit.records import Message, MessageRecipient
from enmeshed_kit.tables import SyncHistory
from enmeshed_kit.tables.history.files import schema_of
from enmeshed_kit.tables.history.folder import About, Folder
from enmeshed_kit.tables.history.kinds import KINDS

pytestmark = pytest.mark.slow

MANY, FEW = 1_000_000, 10
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
ME, PEER = "did:e:localhost:dids:0123456789abcdef012357", "did:e:localhost:dids:1123456789abcdef012357"


class Somebody:
    """All that a history needs to know of a Connector that it does not ask."""

    address = ME

    def aside(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


def message(number):
    return Message(
        id=f"MSG{number:017d}",
        is_own=False,
        content={"@type": "Mail", "subject": f"Subject {number}", "body": f"Body {number} " * 10},
        created_by=PEER,
        created_by_device="DVC",
        recipients=[MessageRecipient(address=ME)],
        created_at=START + timedelta(seconds=number),
        attachments=[],
    )


def news(first, count, day):
    changes = [
        Change(kind="Message", id=each.id, before=None, after="received", record=each)
        for each in map(message, range(first, first + count))
    ]
    return SyncReport(changes=tuple(changes), synced_at=START + timedelta(days=day))


def kept(kind, count):
    """The rows that so many Messages leave in a table, made of columns in place of records."""
    numbers = range(count)
    texts = {
        "id": [f"MSG{number:017d}" for number in numbers],
        "subject": [f"Subject {number}" for number in numbers],
        "body": [f"Body {number} " * 10 for number in numbers],
    }
    always = {"direction": "received", "sender": PEER, "recipients": ME, "type": "Mail", "kind": "Message"}
    always |= {"after": "received", "peer": PEER, "attachments": 0, "progress": 0, "number": 0, "gone": False}
    columns = {}
    for field in schema_of(KINDS[kind].stored):
        values = texts.get(field.name, [always.get(field.name)] * count)
        if pa.types.is_timestamp(field.type):
            values = [START] * count
        columns[field.name] = pa.array(values, field.type)
    return pa.table(columns)


@pytest.fixture(scope="module")
def million(tmp_path_factory):
    folder = Folder(tmp_path_factory.mktemp("history"))
    folder.describe(About(address=ME))
    folder.commit(START, {kind: kept(kind, MANY) for kind in ("messages", "changes")})
    return SyncHistory(folder.path)


def on_disk(history: SyncHistory) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in history.folder.rglob("*.parquet")}


def test_ten_changes_cost_a_million_no_more_than_a_young_history(benchmark, million, tmp_path):
    young = SyncHistory(tmp_path / "young")
    young.append(news(0, 1, 0), Somebody())
    costs = []
    for history in (million, young):
        before = on_disk(history)
        begin = time.perf_counter()
        history.append(news(MANY, FEW, 1), Somebody())
        seconds = time.perf_counter() - begin
        after = on_disk(history)
        new = {path: stamp for path, stamp in after.items() if before.get(path) != stamp}
        costs.append((sum(size for size, _ in new.values()), len(new), seconds))
    (ours, files, seconds), (theirs, their_files, _) = costs

    rows = pq.read_table(next(million.folder.glob("day=2026-01-05/*/messages.parquet")))
    begin = time.perf_counter()
    pq.write_table(rows, tmp_path / "all.parquet", compression="zstd")
    rewriting = time.perf_counter() - begin

    whole = (tmp_path / "all.parquet").stat().st_size
    benchmark.extra_info |= {"bytes": ours, "files": files, "whole": whole, "ratio": rewriting / seconds}
    benchmark.pedantic(lambda: million.append(news(MANY, FEW, 2), Somebody()), rounds=1)
    assert files == their_files == 3
    assert ours <= 1.1 * theirs < whole / 100
    assert rewriting >= 5 * seconds
    assert len(million.messages(["id"])) == MANY + FEW


def test_a_history_of_many_syncs_reads_about_as_quickly_as_one_of_one(benchmark, tmp_path, monkeypatch):
    commits = 1_000
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # how they came about is not measured
    many, one = SyncHistory(tmp_path / "many"), SyncHistory(tmp_path / "one")
    for number in range(commits):
        many.append(news(number, 1, number / 1440), Somebody())
    one.append(news(0, commits, 0), Somebody())
    times = {}
    for name, history in (("many", many), ("one", one)):
        read_times = []
        for _ in range(3):
            begin = time.perf_counter()
            assert len(history.messages()) == commits
            read_times.append(time.perf_counter() - begin)
        times[name] = min(read_times)
    benchmark.extra_info |= {"rival": times["one"], "ratio": times["many"] / times["one"]}
    benchmark.pedantic(many.messages, rounds=1)
    assert times["many"] <= 10 * times["one"]
