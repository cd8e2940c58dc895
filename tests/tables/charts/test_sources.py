"""Where pictures take their tables from, and what they say where there is little, nothing, or something else."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from matplotlib.text import Text

from enmeshed_kit import tables
from enmeshed_kit.client import Connector
from enmeshed_kit.sandbox.keys import ApiKey
from enmeshed_kit.tables import SyncHistory, charts

TIME = datetime(2026, 1, 5, 9, tzinfo=UTC)
SINGLE = {
    "relationships": [charts.funnel, charts.statuses, charts.time_to_acceptance, charts.network],
    "audit_log": [charts.statuses, charts.time_to_acceptance],
    "messages": [charts.traffic, charts.hours, charts.network],
    "requests": [charts.answer_times],
    "request_items": [charts.optional_attributes],
}
ALL = [getattr(charts, name) for name in charts.__all__ if name[0].islower()]
EVERY = pytest.mark.parametrize("draw", ALL, ids=lambda draw: draw.__name__)


@pytest.mark.parametrize("name", SINGLE)
def test_a_table_is_recognised_by_its_columns(name, frames):
    for draw in SINGLE[name]:
        assert draw(frames[name]).alt == draw({name: frames[name]}).alt
        assert draw(frames[name]).data.to_numpy().any()


@EVERY
def test_a_connector_and_its_tables_make_the_same_picture(draw, company, frames):
    now = pd.Timestamp(company.now())

    assert draw(charts.Tables(frames, names=company, now=now)).alt == draw(company).alt


def test_a_connector_is_asked_once_for_each_list(company):
    before = len(company.exchanges)
    shared = charts.Tables(company)
    for draw in ALL:
        draw(shared)
    paths = [exchange.path for exchange in list(company.exchanges)[before:]]

    lists = [path for path in paths if path.rpartition("/")[2] in ("Relationships", "Messages", "Outgoing", "Incoming")]
    assert len(lists) == len(set(lists)) == 4


def test_a_history_makes_the_pictures_of_its_connector(company, tmp_path):
    history = SyncHistory(tmp_path / "history")
    history.sync(company)

    for name in ("traffic", "hours", "statuses", "time_to_acceptance", "answer_times", "optional_attributes"):
        kept = getattr(charts, name)(charts.Tables(history, now=pd.Timestamp(company.now())))
        assert kept.alt == getattr(charts, name)(company).alt
    assert set(charts.network(history).data.index) == set(charts.network(company).data.index)
    assert len(charts.overview(history).charts) == 6


@EVERY
def test_where_there_is_nothing_a_picture_says_so(draw, empty):
    chart = draw(empty)

    assert "yet" in chart.alt
    assert any("yet" in text.get_text() for text in chart.figure.findobj(Text))
    assert chart.png()


@EVERY
def test_one_of_each_is_enough(draw, frames):
    one = {name: table.head(1) for name, table in frames.items()}

    assert draw(one).png()


@pytest.mark.parametrize("status", ["Pending", "Active", "Revoked"])
def test_all_may_be_in_one_status(status, frames):
    alike = frames["relationships"][frames["relationships"]["status"] == status]

    for draw in SINGLE["relationships"]:
        assert draw(alike).png()
    assert f"{len(alike)} {status}" in charts.statuses(alike).alt


def test_what_has_no_time_is_in_no_day(frames):
    timeless = frames["messages"].assign(created_at=pd.Series(dtype="datetime64[us, UTC]"))

    assert "yet" in charts.traffic(timeless).alt
    some = pd.concat([frames["messages"].head(7), timeless.head(3)], ignore_index=True)
    assert charts.traffic(some).data.to_numpy().sum() == 7


def test_days_without_messages_are_zero():
    rows = [("received", TIME - timedelta(days=days), "a", "b") for days in (0, 9)]
    table = pd.DataFrame(rows, columns=["direction", "created_at", "sender", "recipients"])

    assert charts.traffic(table).data["received"].tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(("days", "step"), [(200, "day"), (700, "week"), (3000, "month"), (20_000, "year")])
def test_a_long_time_is_shown_in_longer_steps_and_nothing_is_lost(days, step):
    rows = [("sent", TIME - timedelta(days=back), "a", "b") for back in range(0, days, 7)]
    table = pd.DataFrame(rows, columns=["direction", "created_at", "sender", "recipients"])
    chart = charts.traffic(table)

    assert chart.title == f"Messages by {step}"
    assert chart.data["sent"].sum() == len(rows)
    assert len(chart.data) <= 250


def test_times_from_a_file_that_says_them_as_texts_are_times(frames):
    read = frames["messages"].assign(created_at=frames["messages"]["created_at"].astype("str"))

    assert charts.traffic(read).alt == charts.traffic(frames["messages"]).alt


def test_rows_with_the_same_number_are_different_rows(frames):
    twice = pd.concat([frames["messages"].head(5), frames["messages"].head(5)])

    assert charts.traffic(twice).data.to_numpy().sum() == 10


def test_a_message_to_several_counts_for_each():
    rows = [("sent", TIME, "me", "one, two"), ("sent", TIME, "me", "two"), ("received", TIME, "one", "me")]
    table = pd.DataFrame(rows, columns=["direction", "created_at", "sender", "recipients"])
    data = charts.network(table).data

    assert dict(data["sent"]) == {"one": 1, "two": 2}
    assert dict(data["received"]) == {"one": 1, "two": 0}


def test_ten_thousand_peers_are_counted_in_groups():
    rows = [(f"REL{n}", "Active" if n % 10 else "Pending", f"peer {n}", TIME, TIME) for n in range(10_000)]
    table = pd.DataFrame(rows, columns=["id", "status", "peer", "created_at", "changed_at"])
    chart = charts.network(table)

    assert chart.data.loc["Pending"].sum() == 1_000
    assert "10,000 peers" in chart.alt


def test_names_that_others_gave_are_short_and_plain():
    rows = [("received", TIME, "one", "me")]
    table = pd.DataFrame(rows, columns=["direction", "created_at", "sender", "recipients"])
    chart = charts.network(charts.Tables(table, names={"one": "$x^2$\n\u202e" + "z" * 10_000}))
    (name,) = [text for text in chart.figure.findobj(Text) if "$x^2$" in text.get_text()]

    assert not name.get_parse_math()
    assert len(chart.data["name"].iloc[0]) <= 24
    assert "\u202e" not in repr(chart)
    assert len(repr(chart)) < 1_000


def test_what_a_key_may_not_read_is_left_out_of_an_overview():
    from enmeshed_kit.connect import seeded_sandbox

    sandbox = seeded_sandbox()
    sandbox.add_connector(
        "scoped", api_keys={"some": ApiKey("k" * 30 + "aA9-", scopes=["core:messages", "core:account"])}
    )
    connector = Connector("http://sandbox.invalid/scoped", "k" * 30 + "aA9-", wsgi_app=sandbox)

    sheet = charts.overview(connector)
    assert "may not read" in sheet.charts["statuses"].alt
    assert "No Messages yet" in sheet.charts["traffic"].alt


def test_a_missing_table_is_named(frames):
    with pytest.raises(charts.ChartError, match="needs the table of messages") as caught:
        charts.traffic(frames["relationships"])
    assert "messages" in caught.value.hint

    sheet = charts.overview(frames["messages"])
    assert "needs the table of" in sheet.charts["answer_times"].alt


@pytest.mark.parametrize(
    "source", [7, "history", None, pd.DataFrame({"x": [1]}), {"messages": pd.DataFrame({"x": [1]})}, {"messages": 3}]
)
def test_what_is_no_table_is_told_in_two_lines(source):
    with pytest.raises(charts.ChartError) as caught:
        charts.traffic(source)
    assert caught.value.hint


def test_of_relationships_alone_the_way_is_told_that_they_tell(frames):
    short = tables.relationships([])

    assert "yet" in charts.time_to_acceptance(short).alt
    whole, alone = (charts.time_to_acceptance(frames[name]).data for name in ("audit_log", "relationships"))
    still = frames["relationships"]["last_change"] == "AcceptanceOfCreation"
    assert alone["accepted"].sum() == still.sum() <= whole["accepted"].sum()
