"""A history that was written in any order reads back as the changes that were made."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import LIVES, at, change, message, relationship, report, request

from enmeshed_kit import tables
from enmeshed_kit.client import Change, SyncReport
from enmeshed_kit.tables import SyncHistory, from_history


@st.composite
def lives(draw: st.DrawFn) -> dict[str, list[Change]]:
    """Of each record, what becomes of it, step by step; some vanish, and some of those come back."""
    found: dict[str, list[Change]] = {}
    for number in range(draw(st.integers(0, 4))):
        steps = draw(st.integers(1, len(LIVES)))
        states = [relationship(number, step) for step in range(1, steps + 1)]
        chain = [change("Relationship", state, None if not step else LIVES[step - 1], LIVES[step])
                 for step, state in enumerate(states)]  # fmt: skip
        if draw(st.booleans()):
            chain.append(change("Relationship", states[-1], states[-1].status, None))
        found[states[0].id] = chain
    for number in range(draw(st.integers(0, 4))):
        mail = message(number, number)
        visits = draw(st.integers(1, 5))
        sides = [(None, "received"), ("received", None)] * 3
        found[mail.id] = [change("Message", mail, before, after) for before, after in sides[:visits]]
    for number in range(draw(st.integers(0, 3))):
        own = draw(st.booleans())
        kind = "outgoing Request" if own else "incoming Request"
        first, last = request(number, is_own=own), request(number, "Completed", is_own=own)
        found[first.id] = [change(kind, first, None, "Open"), change(kind, last, "Open", "Completed")]
    return found


@st.composite
def syncs(draw: st.DrawFn) -> list[SyncReport]:
    """Reports that tell these lives in their order, hours or days apart."""
    chains = [list(chain) for chain in draw(lives()).values()]
    reports, minute = [], 0
    while any(chains):
        told = [chain.pop(0) for chain in chains if chain and draw(st.booleans())]
        minute += draw(st.sampled_from([1, 60, 24 * 60]))
        reports.append(report(minute, told))
    return reports


def rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in frame.itertuples(index=False)]


def made(reports: list[SyncReport]) -> list[tuple[Any, ...]]:
    return [(each.kind, each.id, each.before, each.after, sync.synced_at) for sync in reports for each in sync]


def moment(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[:2] + row[4:]


def last_states(reports: list[SyncReport], kind: str) -> list[Any]:
    last = {each.id: each for sync in reports for each in sync if kind in each.kind}
    return [each.record for each in last.values() if each.after is not None]


def by_id(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(list(frame.columns[:1]), kind="stable").reset_index(drop=True)


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=syncs(), data=st.data())
def test_reports_in_any_order_and_told_twice_read_back_as_what_happened(
    today: Any, reports: list[SyncReport], data: st.DataObject
) -> None:
    twice = data.draw(st.lists(st.sampled_from(reports), max_size=3)) if reports else []
    with TemporaryDirectory() as folder:
        history = SyncHistory(folder)
        for each in data.draw(st.permutations([*reports, *twice])):
            history.append(each, today.connector)
        if data.draw(st.booleans()) and reports:
            history.compact()
        told = history.changes()[["kind", "id", "before", "after", "synced_at"]]
        assert sorted(rows(told), key=moment) == sorted(made(reports), key=moment)
        assert list(told["synced_at"]) == sorted(told["synced_at"])
        for name, kind in (("relationships", "Relationship"), ("messages", "Message"), ("requests", "Request")):
            expected = getattr(tables, name)(last_states(reports, kind))
            pd.testing.assert_frame_equal(by_id(history.table(name)), by_id(expected))
        log = tables.audit_log(last_states(reports, "Relationship"))
        pd.testing.assert_frame_equal(by_id(history.audit_log()), by_id(log))
        items = tables.request_items(last_states(reports, "Request"))
        pd.testing.assert_frame_equal(by_id(history.request_items()), by_id(items))


def test_two_that_saw_the_same_tell_it_once(today: Any, history: SyncHistory) -> None:
    first, then = relationship(1, 1), relationship(1, 2)
    for minute, news in enumerate([change("Relationship", first, None, "Pending"),
                                   change("Relationship", first, None, "Pending"),
                                   change("Relationship", then, "Pending", "Active"),
                                   change("Relationship", then, None, "Active")]):  # fmt: skip
        history.append(report(minute, [news]), today.connector)
    assert list(zip(history.changes()["after"], history.changes()["synced_at"], strict=True)) == [
        ("Pending", at(0)),
        ("Active", at(2)),
    ]
    assert len(history.audit_log()) == 2


def test_of_two_reports_of_one_moment_the_one_that_has_come_further_counts(today: Any, history: SyncHistory) -> None:
    then = change("Relationship", relationship(1, 2), "Pending", "Active")
    history.append(report(0, [then]), today.connector)
    history.append(report(0, [change("Relationship", relationship(1, 1), None, "Pending")]), today.connector)
    assert list(history.relationships()["status"]) == ["Active"]
    assert set(history.changes()["after"]) == {"Pending", "Active"}


def test_what_is_gone_can_be_asked_for_as_it_was_last(today: Any, history: SyncHistory, tmp_path: Path) -> None:
    there = relationship(1, 3)
    history.append(report(0, [change("Relationship", there, None, "Terminated")]), today.connector)
    history.append(report(1, [change("Relationship", there, "Terminated", None)]), today.connector)
    assert history.relationships().empty
    assert history.audit_log().empty
    pd.testing.assert_frame_equal(history.relationships(with_gone=True), tables.relationships([there]))
    pd.testing.assert_frame_equal(history.audit_log(with_gone=True), tables.audit_log([there]))
    assert from_history(history, "relationships", "dask").compute().empty
    assert list(history.changes()["after"].isna()) == [False, True]
    assert list(history.changes()["changed_at"]) == [at(2)] * 2
