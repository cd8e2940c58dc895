"""Messages straight from bytes: what a table of their records says, without the records."""

import json
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest
from httpx import MockTransport, Response

from enmeshed_kit import eras, tables
from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import ContentError, UnexpectedAnswerError
from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.tables import listing, mailbox

ME, PEER = "did:e:localhost:dids:0123456789abcdef012357", "did:e:localhost:dids:1123456789abcdef012357"
MAIL = {"@type": "Mail", "body": "Grüße", "bodyFormat": "PlainText", "cc": [], "subject": "<b>S</b>", "to": [ME]}


def message(number: int, content: Any = MAIL, **more: Any) -> dict[str, Any]:
    return {
        "id": f"MSG{number:017d}",
        "isOwn": number % 2 == 0,
        "content": content,
        "createdBy": PEER,
        "createdByDevice": "DVC00000000000000001",
        "recipients": [{"address": ME, "relationshipId": "REL00000000000000001"}],
        "createdAt": "2026-01-05T09:00:00.123Z",
        "attachments": [],
    } | more


def compact(*messages: Any) -> bytes:
    return json.dumps({"result": messages}, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.fixture
def without_records(monkeypatch: pytest.MonkeyPatch) -> None:
    def records_of(*args: Any) -> Any:
        raise AssertionError("records were made")

    monkeypatch.setattr(listing, "records_of", records_of)


ODD_CONTENTS = [
    MAIL,
    {"@type": "Request", "items": [{"@type": "ConsentRequestItem"}]},
    {"@type": "Invented", "subject": {"a": [1]}, "body": 5},
    {"@type": ["Mail"], "subject": None},
    {"value": '},{"id":"MSG'},
    {},
]


@pytest.mark.usefixtures("without_records")
def test_no_records_are_made_of_bytes() -> None:
    row = tables.messages(compact(message(1))).iloc[0]
    assert (row["direction"], row["sender"], row["recipients"]) == ("received", PEER, ME)
    assert (row["type"], row["subject"], row["body"], row["attachments"]) == ("Mail", "<b>S</b>", "Grüße", 0)
    assert row["created_at"] == pd.Timestamp("2026-01-05T09:00:00.123Z")


@pytest.mark.usefixtures("without_records")
@pytest.mark.parametrize("indent", [None, 2])
def test_how_an_answer_is_laid_out_does_not_matter(indent: int | None) -> None:
    answer = json.dumps({"result": [message(1), message(2)]}, indent=indent).encode()
    assert list(tables.messages(answer)["id"]) == ["MSG00000000000000001", "MSG00000000000000002"]


@pytest.mark.parametrize("size", [1, 200, 1000, 10**6])
def test_an_answer_cut_into_parts_makes_the_table_of_the_whole(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    messages = [message(number, ODD_CONTENTS[number % len(ODD_CONTENTS)]) for number in range(30)]
    monkeypatch.setattr(mailbox, "BATCH", size)
    monkeypatch.setattr(mailbox, "messages_in", seen := Seen(mailbox.messages_in))
    table = tables.messages(compact(*messages))
    pd.testing.assert_frame_equal(table, tables.messages({"result": messages}))
    assert seen.readable


class Seen:
    """Notes whether the bytes could be read without records."""

    def __init__(self, read: Any) -> None:
        self.read = read
        self.readable = False

    def __call__(self, *args: Any) -> Any:
        table = self.read(*args)
        self.readable = True
        return table


@pytest.mark.parametrize("size", [1, 700, 2000])
def test_contents_that_look_like_messages_are_not_taken_for_them(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    nested = {"@type": "ArbitraryMessageContent", "value": [message(7), message(8), message(9)]}
    messages = [message(number, nested) for number in range(5)]
    monkeypatch.setattr(mailbox, "BATCH", size)
    pd.testing.assert_frame_equal(tables.messages(compact(*messages)), tables.messages({"result": messages}))


@pytest.mark.parametrize("raw", [compact(), b'{"result": []}', b"[]"])
def test_no_messages_make_the_same_columns(raw: bytes) -> None:
    assert tables.messages(raw).dtypes.to_dict() == tables.messages([]).dtypes.to_dict()


@pytest.mark.parametrize("columns", [["subject"], ["created_at", "id"], ["attachments"], ["type", "content"], []])
def test_only_the_columns_that_were_asked_for_are_there_in_their_order(columns: list[str]) -> None:
    table = tables.messages(compact(message(1)), columns)
    assert list(table.columns) == columns
    pd.testing.assert_frame_equal(table, tables.messages({"result": [message(1)]}, columns))


def test_the_whole_content_is_a_column_for_who_asks() -> None:
    assert json.loads(tables.messages(compact(message(1)), ["content"])["content"][0]) == MAIL


def test_a_column_that_is_none_is_named_with_those_that_are() -> None:
    with pytest.raises(ContentError, match="'topic'") as caught:
        tables.messages([], ["topic", "id"])
    assert "subject" in caught.value.hint


def test_half_a_character_does_no_harm() -> None:
    raw = compact(message(1)).replace(b"<b>S</b>", b"\\ud800 and more")
    assert list(tables.messages(raw)["subject"]) == ["? and more"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "no Connector's answer about a Message"),
        (b"{", "no Connector's answer about a Message"),
        (b"\xff", "no Connector's answer about a Message"),
        (b'{"result": [{"id": 5}]}', "no Connector's answer about a Message"),
        (b'{"result": 5}', "no Connector's answer about a Message"),
        (b'{"result": [{"id":"REL", "status": "Active"}]}', "no Connector's answer about a Message"),
        (b'{"error": {"code": "error.runtime.recordNotFound"}}', "error.runtime.recordNotFound"),
        (compact(message(1, createdAt="yesterday")), "no Connector's answer about a Message"),
        (compact(message(1))[:-40], "no Connector's answer about a Message"),
    ],
)
def test_what_is_no_answer_about_messages_is_told_from_one(raw: bytes, reason: str) -> None:
    with pytest.raises(ContentError, match=reason):
        tables.messages(raw)


def test_without_arrow_the_table_is_made_of_records(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = tables.messages(compact(message(1)))
    monkeypatch.setattr(mailbox, "find_spec", lambda name: None)
    monkeypatch.setattr(mailbox, "messages_in", None)
    pd.testing.assert_frame_equal(tables.messages(compact(message(1))), expected)


@pytest.mark.parametrize("era", eras.ERAS)
def test_a_connector_is_read_without_records_and_says_the_same(monkeypatch: pytest.MonkeyPatch, era: str) -> None:
    sandbox = Sandbox(seed="mailbox", start=datetime(2026, 1, 5, 9, tzinfo=UTC))
    played = sandbox.add_connector("connector", era=era)
    sandbox.populate(relationships=20, messages=200, days=30)
    connector = Connector("http://sandbox.test/connector", played.api_key, era=era, wsgi_app=sandbox)
    by_records = tables.messages(connector.messages.list())
    monkeypatch.setattr(listing, "records_of", None)
    straight = tables.messages(connector)
    assert len(straight) == 200
    pd.testing.assert_frame_equal(straight, by_records)


def test_what_a_connector_answers_wrongly_is_its_error() -> None:
    odd = compact(message(1) | {"createdAt": "yesterday"})
    transport = MockTransport(lambda request: Response(200, content=odd))
    connector = Connector("http://connector.test", "key-0123456789", era="v7", transport=transport)
    with pytest.raises(UnexpectedAnswerError, match="GET /api/core/v1/Messages"):
        tables.messages(connector)
