"""A history after syncs: what it tells is what happened, and what it holds is what the Connector knows."""

from typing import Any

import pandas as pd
import pytest

from enmeshed_kit import tables
from enmeshed_kit.client import Connector
from enmeshed_kit.tables import SyncHistory

TABLES = ("relationships", "audit_log", "messages", "requests", "request_items")


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(list(frame.columns[:2]), kind="stable").reset_index(drop=True)


def assert_holds_what_is_known(history: SyncHistory, connector: Connector) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(history.table(name), getattr(tables, name)(connector), obj=name)


def test_the_first_look_records_a_whole_past(world: Any, history: SyncHistory) -> None:
    world.populate()
    report = history.sync(world.connector)
    assert report.is_first_look
    assert len(report) == len(report.new) == len(history) > 100
    assert_holds_what_is_known(history, world.connector)


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_history_has_the_columns_and_types_of_the_tables(today: Any, history: SyncHistory, name: str) -> None:
    history.sync(today.connector)
    pd.testing.assert_frame_equal(history.table(name), getattr(tables, name)(today.connector))


def test_a_sync_without_news_is_recorded_as_one(world: Any, history: SyncHistory) -> None:
    world.populate()
    first, second = history.sync(world.connector), history.sync(world.connector)
    assert not second
    assert not second.is_first_look
    assert second.synced_at > first.synced_at
    assert list(history.syncs()["changes"]) == [len(first), 0]
    assert list(history.syncs()["synced_at"]) == [first.synced_at, second.synced_at]
