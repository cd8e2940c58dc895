"""A Connector may tell its news once: they are on the disk before they are used, and no crash loses them."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from worlds import START, World, befriend

from enmeshed_kit import content
from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import ServerError
from enmeshed_kit.tables import SyncHistory

TEXT = "Words that nobody else shall read"


class Between:
    """Stands before a world's Connector: a test may look at each call, or answer it."""

    def __init__(self, world: World, look: Callable[[httpx.Request], httpx.Response | None]) -> None:
        self.wsgi = httpx.WSGITransport(app=world.sandbox)
        self.look = look
        key = world.sandbox.connectors["connector"].api_key
        transport = httpx.MockTransport(self)
        self.connector = Connector("http://sandbox.test/connector", key, transport=transport, clock_stands_still=True)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = self.look(request)
        if answer is not None:
            return answer
        answered = self.wsgi.handle_request(request)
        kept = {name: answered.headers[name] for name in ("content-type", "date") if name in answered.headers}
        return httpx.Response(answered.status_code, headers=kept, content=answered.read())


def refused(request: httpx.Request) -> httpx.Response:
    error = {"code": "error.connector.unexpected", "message": "No."}
    return httpx.Response(500, json={"error": error})


@pytest.fixture
def written_to() -> World:
    """A Connector of the first era, to which somebody wrote four days ago, when its history had looked already."""
    world = World("classic")
    befriend(world.connector, world.add("other"))
    return world


def write(world: World) -> None:
    other = world.client("other", world.sandbox.connectors["other"].api_key)
    other.messages.send(world.connector.address, content.mail(world.connector.address, "Subject of it", TEXT))


def test_what_was_told_is_on_the_disk_before_the_lists_are_read(written_to: World, history: SyncHistory) -> None:
    history.sync(written_to.connector)
    write(written_to)
    journals = []

    def look(request: httpx.Request) -> None:
        if request.url.path.endswith("/Messages"):
            journals.append((history.folder / "told.json").read_text())

    history.sync(Between(written_to, look).connector)
    assert [TEXT in journal for journal in journals] == [True]
    assert not (history.folder / "told.json").exists()


@pytest.mark.parametrize("bodies", [True, False])
def test_what_was_told_survives_until_it_is_recorded(written_to: World, tmp_path: Any, bodies: bool) -> None:
    history = SyncHistory(tmp_path / "history", bodies=bodies)
    history.sync(written_to.connector)
    write(written_to)
    broken = Between(written_to, lambda request: refused(request) if request.url.path.endswith("/Messages") else None)
    for _ in range(2):  # what is told twice in a row is lost as little
        with pytest.raises(ServerError):
            history.sync(broken.connector)
    # By now the Message is older than what a look asks for.
    written_to.sandbox.clock.advance(timedelta(days=4))
    hidden_by_time = Between(written_to, nothing_of_the_past)
    report = SyncHistory(history.folder, bodies=bodies).sync(hidden_by_time.connector)
    assert [(each.kind, each.after) for each in report] == [("Message", "received")]
    assert list(history.messages()["created_at"] > START) == [True]
    assert not SyncHistory(history.folder).sync(written_to.connector)


def nothing_of_the_past(request: httpx.Request) -> httpx.Response | None:
    """The lists without Messages, as if the one were older than what is asked for."""
    empty = {"result": []}
    return httpx.Response(200, json=empty) if request.url.path.endswith("/Messages") else None


def test_told_again_after_a_crash_between_commit_and_clearing_it_is_no_news(
    written_to: World, history: SyncHistory
) -> None:
    write(written_to)
    kept: list[str] = []

    def look(request: httpx.Request) -> None:
        if request.url.path.endswith("/Messages"):
            kept.append((history.folder / "told.json").read_text())

    history.sync(Between(written_to, look).connector)
    (history.folder / "told.json").write_text(kept[0])
    written_to.sandbox.clock.advance(timedelta(days=4))
    assert not history.sync(Between(written_to, lambda request: None).connector)
    assert len(history.messages()) == 1


def test_without_texts_the_journal_has_none(written_to: World, tmp_path: Any) -> None:
    history = SyncHistory(tmp_path / "history", bodies=False)
    history.sync(written_to.connector)
    write(written_to)
    journals = []

    def look(request: httpx.Request) -> None:
        if request.url.path.endswith("/Messages"):
            journals.append(json.loads((history.folder / "told.json").read_text()))

    report = history.sync(Between(written_to, look).connector)
    assert [each.content["body"] for each in report.messages] == [TEXT]
    assert [each["content"] for each in journals[0]["messages"]] == [{"@type": "Mail"}]
    assert TEXT not in str(journals)
    assert "Subject of it" not in str(journals)
