"""The replay itself: it sees every difference, and symbols mean what they should."""

import json
from typing import Any

import pytest
from replay import Replay
from symbols import Symbols
from targets import Answer, Call, Event, Inbox, prepare

STEP = {
    "step": 1,
    "connector": "a",
    "title": "A step",
    "request": {"method": "POST", "path": "/x", "headers": {"X-API-KEY": "key:admin"}, "json": {}},
    "response": {
        "status": 201,
        "headers": {"content-type": "application/json; charset=utf-8", "location": "_"},
        "json": {"result": {"id": "<id:REL1>", "at": "<timestamp>", "flag": True}},
    },
    "events": [
        {"connector": "a", "trigger": "one", "data": {"id": "<id:REL1>"}, "correlation": "<uuid>"},
        {"connector": "a", "trigger": "two", "data": {}, "correlation": "<uuid>"},
    ],
}
UUID = "01234567-89ab-4def-8123-456789abcdef"
REL = "RELabcdefghijklmnopq"


class _Recited:
    """A target that gives a prepared answer to everything."""

    patience_s = 0.0

    def __init__(self, **changes: Any) -> None:
        self.base_paths = {"a": ""}
        self.inbox = Inbox()
        self._status = changes.get("status", 201)
        self._headers = {"content-type": "application/json", "location": "_", **changes.get("headers", {})}
        good = {"id": REL, "at": "2026-01-01T00:00:00.000Z", "flag": True}
        self._result = {key: value for key, value in (good | changes.get("result", {})).items() if value is not None}
        self._events = changes.get("events", [Event("one", {"id": REL}, UUID), Event("two", {}, UUID)])

    def send(self, connector: str, call: Call) -> Answer:
        if call.target != "/x":
            return Answer(200, {}, b'{"result": {"address": "did:a", "publicKey": "key"}}')
        for event in self._events:
            self.inbox.put(connector, event)
        return Answer(self._status, self._headers, json.dumps({"result": self._result}).encode())

    def wait(self, seconds: float) -> None: ...

    def close(self) -> None: ...


def _differences(**changes: Any) -> list[str]:
    recorded = {"connectors": ["a"], "derived": {}, "steps": [STEP]}
    (outcome,) = Replay(recorded, _Recited(**changes)).run()
    return outcome.differences


def test_an_equal_answer_has_no_differences() -> None:
    assert _differences() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"status": 200},
        {"headers": {"location": ""}},
        {"headers": {"allow": "GET"}},
        {"headers": {"content-type": "text/html"}},
        {"result": {"more": 1}},
        {"result": {"flag": None}},
        {"result": {"flag": 1}},
        {"result": {"at": "2026-01-01T00:00:00Z"}},
        {"result": {"id": "RLTabcdefghijklmnopq"}},
        {"result": {"id": "RELzbcdefghijklmnopq"}},
        {"events": []},
        {"events": [Event("two", {}, UUID), Event("one", {"id": REL}, UUID)]},
        {"events": [Event("one", {"id": REL}, UUID), Event("two", {}, UUID), Event("three", {}, UUID)]},
        {"events": [Event("one", {"id": REL}, "none"), Event("two", {}, UUID)]},
        {"events": [Event("one", {"id": REL}, UUID), Event("two", {"more": 1}, UUID)]},
    ],
)
def test_every_difference_is_seen(changes: dict[str, Any]) -> None:
    assert _differences(**changes)


def test_two_ids_may_not_be_the_same() -> None:
    symbols = Symbols()
    assert symbols.differences(["<id:REL1>", "<id:REL2>"], [REL, REL])


def test_a_symbol_inside_a_sentence_is_compared_with_its_value() -> None:
    symbols = Symbols()
    symbols.bind("REL_ID", REL)
    assert symbols.differences("The '<REL_ID>' at <timestamp>", f"The '{REL}' at 2026-01-01T00:00:00.000Z") == []
    assert symbols.differences("The '<REL_ID>' at <timestamp>", "The 'REL' at 2026-01-01T00:00:00.000Z")


def test_what_only_looks_like_a_symbol_is_plain_text() -> None:
    assert Symbols().fill("<a/> and < b>") == "<a/> and < b>"
    assert Symbols().differences("<a/>", "<b/>")


def test_a_moment_stays_the_same_for_the_whole_file() -> None:
    symbols = Symbols()
    moment = symbols.fill("<now+3s#SHORT>")
    assert symbols.fill({"<now+3s#SHORT>": ["<now+3s#SHORT>"]}) == {moment: [moment]}
    assert symbols.fill("<now-1s>") < moment


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("URL without its last 3 characters", "https://one.example/r/RLT1#"),
        ("URL with ?app=123 before the #", "https://one.example/r/RLT1?app=123#abc"),
        ("URL with https://other.example in place of all before /r/", "https://other.example/r/RLT1#abc"),
        ("URL up to and without the #", "https://one.example/r/RLT1"),
    ],
)
def test_derived_values_follow_their_rule(rule: str, value: str) -> None:
    symbols = Symbols({"CHANGED": rule})
    symbols.bind("URL", "https://one.example/r/RLT1#abc")
    assert symbols.fill("<CHANGED>") == value


def test_a_header_that_is_not_sent_is_left_out_and_keys_have_their_connectors_digit() -> None:
    request = {"method": "GET", "path": "/x", "headers": {"accept": "(not sent)", "X-API-KEY": "key:limited"}}
    call = prepare(request, "b", Symbols().fill)
    assert call.headers == {"X-API-KEY": "A_limited_test_APIKEY_with_30_chars+2"}
