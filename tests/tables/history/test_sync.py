"""A history after syncs: what it tells is what happened, and what it holds is what the Connector knows."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from worlds import START, World, befriend

from enmeshed_kit import content, tables
from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.sandbox.keys import ApiKey
from enmeshed_kit.sandbox.sandbox import Sandbox
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


def test_a_past_of_several_parts_is_recorded_whole(
    today: Any, history: SyncHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enmeshed_kit.tables.history.history.ROWS_TOGETHER", 7)
    history.sync(today.populate().connector)
    assert_holds_what_is_known(history, today.connector)
    assert len(history.syncs()) == 1


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


def test_days_go_by_and_the_history_holds_what_the_connector_knows(world: Any, history: SyncHistory) -> None:
    connector = world.populate().connector
    for day in range(6):
        history.sync(connector)
        for name in TABLES:
            expected = getattr(tables, name)(connector)
            pd.testing.assert_frame_equal(ordered(history.table(name)), ordered(expected), obj=f"{name}, day {day}")
        world.sandbox.next_day(deeds=8)
        if day % 2:
            connector.sync()  # somebody else fetches the news
        end_some_relationship(connector)


def end_some_relationship(connector: Connector) -> None:
    by_status = {each.status: each for each in connector.relationships.list()}
    if "Terminated" in by_status:
        connector.relationships.decompose(by_status["Terminated"])
    elif "Active" in by_status:
        with suppress(GuidedError):  # the first Connectors know no end
            connector.relationships.terminate(by_status["Active"])


def test_what_another_program_fetched_is_told_too(world: Any, history: SyncHistory) -> None:
    other = world.add("other")
    befriend(world.connector, other)
    history.sync(world.connector)
    other.messages.send(world.connector.address, content.mail(world.connector.address, "Hello", "there"))
    world.connector.sync()
    report = history.sync(world.connector)
    assert [(each.kind, each.after, each.about) for each in report] == [("Message", "received", "Hello")]
    assert not history.sync(world.connector)


def test_what_the_connector_itself_did_is_told_too(world: Any, history: SyncHistory) -> None:
    other = world.add("other")
    history.sync(world.connector)
    befriend(world.connector, other)
    world.connector.messages.send(other.address, content.mail(other.address, "Hello", "there"))
    told = [(each.kind, each.before, each.after) for each in history.sync(world.connector)]
    assert told == [("Relationship", None, "Active"), ("Message", None, "sent")]


def test_with_a_relationship_its_messages_go_however_old_they_are(history: SyncHistory) -> None:
    world = World("v7")
    connector, friends = world.connector, [world.add("friend"), world.add("another")]
    relationships = [befriend(connector, friend) for friend in friends]
    for recipients in ([0], [1], [0, 1]):
        addresses = [friends[place].address for place in recipients]
        connector.messages.send(addresses, content.mail(addresses, f"To {recipients}", "b"))
    history.sync(connector)
    world.sandbox.clock.advance(timedelta(days=3))
    history.sync(connector)
    world.sandbox.clock.advance(timedelta(days=3))
    connector.relationships.terminate(relationships[0])
    connector.relationships.decompose(relationships[0])
    gone = history.sync(connector)
    assert [(each.kind, each.about, each.before, each.after) for each in gone] == [
        ("Relationship", "", "Active", None),
        ("Message", "To [0]", "sent", None),
    ]
    assert sorted(history.messages()["subject"]) == ["To [0, 1]", "To [1]"]
    assert sorted(history.messages(with_gone=True)["subject"]) == ["To [0, 1]", "To [0]", "To [1]"]
    assert list(history.syncs()["vanished"]) == [0, 0, 2]
    assert not history.sync(connector)
    own = [each for each in connector.exchanges if not each.auxiliary]
    assert [each.path.rpartition("/")[2] for each in own[-4:]] == ["Terminate", relationships[0].id, "Sync", "Sync"]


def test_later_looks_ask_only_for_messages_since_the_last_one(world: Any, history: SyncHistory) -> None:
    history.sync(world.populate().connector)
    history.sync(world.connector)
    asked = [each for each in world.connector.exchanges if each.path.endswith("/Messages")]
    assert [dict(each.raw_query).get("createdAt", "")[:1] for each in asked] == ["", ">"]


def test_what_the_key_may_not_read_is_not_told_as_gone(history: SyncHistory) -> None:
    sandbox = Sandbox(seed="keys", start=START)
    keys = {"all": ApiKey("k" * 20), "few": ApiKey("f" * 20, ["core:account", "core:relationships"])}
    sandbox.add_connector("connector", api_keys=keys)
    sandbox.populate(relationships=10, messages=40, days=30)
    all_rights, few_rights = (
        Connector("http://sandbox.test/connector", key.key, wsgi_app=sandbox, clock_stands_still=True)
        for key in keys.values()
    )
    history.sync(all_rights)
    before = {name: len(history.table(name)) for name in TABLES}
    sandbox.next_day(deeds=9)
    report = history.sync(few_rights)
    assert report.hidden == ("Messages", "incoming Requests", "outgoing Requests")
    assert {each.kind for each in report} <= {"Relationship"}
    assert list(history.syncs()["hidden"])[-1] == "Messages, incoming Requests, outgoing Requests"
    assert len(history.messages()) == before["messages"]
    sandbox.next_day(deeds=2)
    history.sync(all_rights)
    for name in TABLES:
        pd.testing.assert_frame_equal(ordered(history.table(name)), ordered(getattr(tables, name)(all_rights)))


def test_news_are_on_the_disk_before_anybody_hears_of_them(world: Any, history: SyncHistory) -> None:
    heard: list[int] = []
    world.populate().connector.follow(lambda report: heard.append(len(SyncHistory(history.folder)) - len(report)))
    history.sync(world.connector)
    assert heard == [0]


def test_the_sync_itself_is_the_readers_last_exchange(world: Any, history: SyncHistory) -> None:
    history.sync(world.connector)
    own = [each.path for each in world.connector.exchanges if not each.auxiliary]
    assert len(own) == 1
    assert own[0].endswith("/Account/Sync")


def test_progress_counts_its_steps(world: Any, history: SyncHistory) -> None:
    steps: list[tuple[int, int, str]] = []
    history.sync(world.connector, lambda *step: steps.append(step))
    assert [done for done, _, _ in steps] == list(range(7))
    assert {of for _, of, _ in steps} == {6}
    assert steps[2] == (2, 6, "Messages")


def test_a_report_of_the_connector_itself_can_be_recorded(world: Any, history: SyncHistory) -> None:
    report = world.populate().connector.sync()
    assert len(report) > 0
    history.append(report, world.connector)
    assert len(history) == len(report)
    assert list(history.syncs()["synced_at"]) == [report.synced_at]
    # The first look finds what had come before that, and what was recorded is not new to it.
    found = history.sync(world.connector)
    assert found.is_first_look
    assert not {each.id for each in found.new} & {each.id for each in report}
    for name in TABLES:
        pd.testing.assert_frame_equal(ordered(history.table(name)), ordered(getattr(tables, name)(world.connector)))


def test_a_clock_that_was_wrong_once_loses_nothing(world: Any, history: SyncHistory, monkeypatch: Any) -> None:
    connector = world.populate().connector
    with monkeypatch.context() as wrong:
        wrong.setattr(connector, "now", lambda: datetime(2099, 1, 1, tzinfo=UTC))
        first = history.sync(connector)
    world.sandbox.next_day(deeds=5)
    second = history.sync(connector)
    assert second.synced_at > first.synced_at
    pd.testing.assert_frame_equal(ordered(history.messages()), ordered(tables.messages(connector)))


def test_a_sync_that_fails_records_nothing_and_the_next_one_tells_all(world: Any, history: SyncHistory) -> None:
    history.sync(world.populate().connector)
    world.sandbox.next_day(deeds=8)
    with pytest.raises(KeyboardInterrupt):
        history.sync(world.connector, interrupt_at("History"))
    assert len(history.syncs()) == 1
    assert len(history.sync(world.connector)) >= 8
    for name in TABLES:
        pd.testing.assert_frame_equal(ordered(history.table(name)), ordered(getattr(tables, name)(world.connector)))


def interrupt_at(step: str) -> Any:
    def progress(done: int, steps: int, doing: str) -> None:
        if doing == step:
            raise KeyboardInterrupt

    return progress
