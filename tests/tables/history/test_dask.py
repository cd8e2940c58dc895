"""The same questions to pandas and to Dask have the same answers."""

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made import change, message, relationship, report

from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.tables import SyncHistory, from_history
from enmeshed_kit.tables.history import cluster, files

NAMES = ("relationships", "audit_log", "messages", "requests", "request_items", "changes", "syncs")


@pytest.fixture
def in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts so small that a history of a test has many, of several files and of one file's groups of rows."""
    monkeypatch.setattr(files, "ROWS_TOGETHER", 50)
    monkeypatch.setattr(cluster, "PART_BYTES", 9_000)


@pytest.fixture
def lived(world: Any, tmp_path: Path, in_small_parts: None) -> SyncHistory:
    """A history of some days, in which Relationships ended."""
    history = SyncHistory(tmp_path / "history")
    world.populate(relationships=40, messages=300)
    for _ in range(4):
        history.sync(world.connector)
        world.sandbox.next_day(deeds=9)
    gone = world.connector.relationships.list()[0]
    history.append(report(60 * 24 * 300, [change("Relationship", gone, gone.status, None)]), world.connector)
    return history


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(list(frame.columns), kind="stable").reset_index(drop=True)


def test_each_table_is_the_same(lived: SyncHistory) -> None:
    for name in NAMES:
        for with_gone in (False, True):
            there = from_history(lived.folder, name, with_gone=with_gone)
            spread = from_history(lived.folder, name, engine="dask", with_gone=with_gone)
            pd.testing.assert_frame_equal(spread._meta, there.iloc[:0].reset_index(drop=True), check_index_type=False)
            pd.testing.assert_frame_equal(ordered(spread.compute(scheduler="threads")), ordered(there), obj=name)
    assert from_history(lived.folder, "messages", engine="dask").npartitions > 3


def test_questions_have_the_same_answers(lived: SyncHistory) -> None:
    messages, spread = lived.messages(), from_history(lived.folder, "messages", engine="dask")
    assert len(messages) == len(spread)
    for column in ("direction", "type"):
        counted = spread[column].value_counts().compute()
        assert counted[counted > 0].to_dict() == messages[column].value_counts()[lambda n: n > 0].to_dict()
    by_sender = spread.groupby("sender")["attachments"].sum().compute().sort_index()
    assert by_sender.to_dict() == messages.groupby("sender")["attachments"].sum().sort_index().to_dict()
    per_day = messages["created_at"].dt.floor("D").value_counts().sort_index()
    assert spread["created_at"].dt.floor("D").value_counts().compute().sort_index().to_dict() == per_day.to_dict()
    said = messages[messages["subject"].str.contains("a", na=False)]
    assert len(spread[spread["subject"].str.contains("a", na=False)]) == len(said)


def test_values_that_nobody_knows_are_values_in_every_part(
    today: Any, history: SyncHistory, in_small_parts: None
) -> None:
    for number in range(40):
        mail = message(number, content={"@type": f"Type {number % 3}", "body": "x" * 500})
        history.append(report(number, [change("Message", mail, None, "received")]), today.connector)
    spread = from_history(history, "messages", engine="dask")
    assert spread.npartitions > 1
    assert list(spread["type"].cat.categories)[-3:] == ["Type 0", "Type 1", "Type 2"]
    pd.testing.assert_frame_equal(ordered(spread.compute()), ordered(history.messages()))


def test_only_the_columns_that_are_asked_for_are_read(lived: SyncHistory) -> None:
    spread = from_history(lived, "messages", engine="dask", columns=["sender", "id"])
    pd.testing.assert_frame_equal(ordered(spread.compute()), ordered(lived.messages(["sender", "id"])))


def test_an_empty_history_has_the_same_types(today: Any, history: SyncHistory) -> None:
    history.sync(today.connector)
    for name in NAMES[:-1]:
        spread = from_history(history, name, engine="dask").compute()
        pd.testing.assert_frame_equal(spread, history.table(name), check_index_type=False)


def test_a_history_can_be_merged_while_dask_reads_it(today: Any, history: SyncHistory) -> None:
    for number in range(20):
        history.append(
            report(number, [change("Relationship", relationship(number, 1), None, "Pending")]), today.connector
        )
    spread = from_history(history, "relationships", engine="dask")
    history.compact()
    assert len(spread.compute()) == 20


def test_without_dask_the_way_to_it_is_told(today: Any, history: SyncHistory, monkeypatch: pytest.MonkeyPatch) -> None:
    history.sync(today.connector)
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(GuidedError) as refused:
        from_history(history, "messages", engine="dask")
    assert 'pip install "enmeshed-kit[scale]"' in refused.value.hint


@pytest.mark.slow
def test_a_cluster_of_processes_gives_the_same_table(lived: SyncHistory) -> None:
    from distributed import Client, LocalCluster

    local = {"host": "127.0.0.1", "dashboard_address": None, "silence_logs": 50}
    with LocalCluster(n_workers=2, threads_per_worker=1, **local) as workers, Client(workers):
        for name in NAMES:
            spread = from_history(lived.folder, name, engine="dask").compute()
            pd.testing.assert_frame_equal(ordered(spread), ordered(lived.table(name)), obj=name)
