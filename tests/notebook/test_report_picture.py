"""The report of a sync and the history of syncs as pictures."""

import re
from datetime import UTC, datetime

import pytest

from enmeshed_kit.client.report import Change, SyncReport
from enmeshed_kit.notebook.history_picture import draw_history
from enmeshed_kit.notebook.report_picture import FEW, draw_sync
from enmeshed_kit.records import Message
from enmeshed_kit.tables import SyncHistory

EVIL = "<img src=x onerror=alert(1)>"


def change(number, before=None, after="received", kind="Message"):
    record = Message(
        id=f"MSG{number:017}",
        is_own=False,
        content={"@type": "Mail", "subject": f"{EVIL} {number}"},
        created_by="did:e:localhost:dids:1123456789abcdef012357",
        created_by_device="DVC",
        recipients=[],
        created_at=datetime(2026, 1, 5, tzinfo=UTC),
        attachments=[],
    )
    return Change(kind=kind, id=record.id, before=before, after=after, record=record)


def report(*changes, **more):
    return SyncReport(changes=changes, **more)


@pytest.mark.parametrize("number", [1, FEW])
def test_a_few_changes_are_shown_one_by_one(number):
    picture = draw_sync(report(*(change(one) for one in range(number))))

    assert all(f"MSG{one:017}" in picture.html for one in range(number))
    assert "more" not in picture.text


def test_of_thousands_the_numbers_are_shown_and_the_first_of_each_kind():
    old = [change(one, "Open", "Completed", "outgoing Request") for one in range(1500)]
    gone = [change(one, "Active", None, "Relationship") for one in range(2)]
    picture = draw_sync(report(*gone, *(change(one) for one in range(3000)), *old))

    assert len(re.findall(r"MSG\d{17}", picture.html)) == 12
    for said in ("Message: 3,000 new", "outgoing Request: 1,500 changed", "Relationship: 2 gone", "4,490 more"):
        assert said in picture.text
    assert "4,502 changes" in picture.html
    assert len(picture.text.splitlines()) < 20
    assert len(picture.html) < 20_000


@pytest.mark.parametrize("number", [1, 100])
def test_subjects_stay_words(number):
    html = draw_sync(report(*(change(one) for one in range(number)))).html

    assert "<img" not in html
    assert "&lt;img" in html


def test_a_picture_says_about_what_it_is_silent():
    for changes in ((), (change(1),), tuple(change(one) for one in range(100))):
        assert "may not read Messages" in draw_sync(report(*changes, hidden=("Messages",))).html


def test_the_first_look_of_a_history_is_called_so():
    assert "First look" in draw_sync(report(change(1), is_first_look=True)).html


def test_a_history_says_whose_it_is_and_counts_its_changes(connector, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    history = SyncHistory(tmp_path / "kept" / "history")
    assert "Nothing yet" in draw_history(history).text

    history.sync(connector)
    picture = draw_history(history)

    assert connector.address in picture.text
    assert "kept/history" in picture.text
    assert str(tmp_path) not in picture.html + picture.text
    assert "Syncs" in picture.text


def test_a_history_elsewhere_does_not_say_where(connector, tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    history = SyncHistory(tmp_path / "history")
    monkeypatch.chdir(tmp_path.parent.parent)
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")

    assert "…/history" in draw_history(history).text
    assert str(tmp_path.parent) not in draw_history(history).text
