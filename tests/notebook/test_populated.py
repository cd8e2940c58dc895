"""A past for the sandbox's Connector, and none for a reader's own."""

import sys

import pytest

from enmeshed_kit import connect
from enmeshed_kit.client import Connector
from enmeshed_kit.notebook import LessonError, folder, memory, next_day, populated

SMALL = {"relationships": 20, "messages": 60, "days": 40}


@pytest.fixture
def company(monkeypatch):
    """The Connector of a fresh kernel."""
    monkeypatch.setattr(sys.modules["enmeshed_kit.connect"], "_kernel_sandboxes", {})
    memory.forget()
    yield connect()
    memory.forget()


@pytest.fixture
def own(connector):
    """A Connector that no sandbox of this kernel plays."""
    connector.is_sandbox = False
    return connector


def test_a_kernels_connector_gets_a_past_that_a_sync_goes_on_with(company):
    assert populated(company, **SMALL, waiting=5) is company

    assert len(company.relationships.list()) == SMALL["relationships"]
    assert len(company.messages.list()) == SMALL["messages"]
    assert company.sync()


def test_run_again_it_leaves_all_as_it_is(company):
    populated(company, **SMALL)
    before = [message.id for message in company.messages.list()]

    populated(company, **SMALL)

    assert [message.id for message in company.messages.list()] == before


def test_who_has_a_relationship_already_keeps_to_it(company):
    populated(company, relationships=3, messages=0)

    populated(company, **SMALL)

    assert len(company.relationships.list()) == 3


def test_an_own_connector_is_not_even_asked(own):
    def refuse(request):
        raise AssertionError("asked")

    silent = Connector("http://own.invalid", "key", wsgi_app=refuse)

    assert populated(silent, **SMALL) is silent
    assert "nothing is made up" in next_day(silent).text
    assert own.relationships.list() == []


def test_figures_that_do_not_go_together_are_said_in_two_lines(company):
    with pytest.raises(LessonError, match="no such past") as caught:
        populated(company, relationships=0, messages=10)

    assert caught.value.hint


def test_a_day_later_people_have_acted_and_a_sync_tells(company):
    populated(company, **SMALL, waiting=0)
    company.sync()

    told = next_day(company, deeds=6)

    assert "2026-01-06" in told.text
    assert len(company.sync()) >= 6


def test_the_sandboxs_folder_is_one_for_a_kernel_and_none_of_the_readers(company, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    place = folder(company, "history")

    assert place.is_dir()
    assert place == folder(company, "history") != folder(company, "tables")
    assert list(tmp_path.iterdir()) == []


def test_an_own_connectors_folder_lies_beside_the_notebook_and_stays(own, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    place = folder(own, "history")
    (place / "kept").touch()

    assert place.parent == tmp_path
    assert place.name == f"history-{own.address[-8:]}"
    assert list(folder(own, "history").iterdir()) == [place / "kept"]


def test_a_folder_that_cannot_be_made_is_said(own, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"history-{own.address[-8:]}").touch()

    with pytest.raises(LessonError, match="cannot be made"):
        folder(own, "history")
