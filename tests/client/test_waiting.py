"""Waiting: it looks first, syncs where news must cross, tells its progress, and ends cleanly."""

from typing import Any

import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import WaitInterruptedError, WaitTimeoutError
from enmeshed_kit.client.waiting import LONGEST_PAUSE_S, wait_until


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now_s += seconds


def wait(look: Any, time: Time, **more: Any) -> Any:
    return wait_until(look, "a Message", hint="Sync.", sleep=time.sleep, clock=lambda: time.now_s, **more)


def test_what_is_there_already_costs_no_pause() -> None:
    time = Time()
    assert wait(lambda: "found", time, timeout_s=0) == "found"
    assert time.pauses == []


def test_the_pauses_grow_up_to_a_limit_and_never_beyond_the_time() -> None:
    time = Time()
    with pytest.raises(WaitTimeoutError) as caught:
        wait(lambda: None, time, timeout_s=60)
    assert time.pauses[0] < 0.1
    assert time.pauses[:-1] == sorted(time.pauses[:-1])
    assert max(time.pauses) == LONGEST_PAUSE_S
    assert time.now_s == pytest.approx(60)
    assert (caught.value.awaited, caught.value.timeout_s, caught.value.hint) == ("a Message", 60, "Sync.")


def test_progress_is_told_before_each_pause() -> None:
    time, told = Time(), []
    answers = iter([None, None, "found"])
    assert wait(lambda: next(answers), time, timeout_s=9, progress=lambda *what: told.append(what)) == "found"
    assert told == [(0.0, 9, "a Message"), (pytest.approx(time.pauses[0]), 9, "a Message")]


def test_the_reader_may_stop_it_and_go_on_later(
    stage: Any, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.result("GET", "/api/core/v1/Requests/Incoming", [])

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("enmeshed_kit.client.waiting.FIRST_PAUSE_S", 0.0)
    with pytest.raises(WaitInterruptedError) as caught:
        connector.wait_for_request("RLTx", progress=lambda *_: stop(0))
    assert "RLTx" in caught.value.message
    stage.result("GET", "/api/core/v1/Requests/Incoming", [request("ManualDecisionRequired")])
    assert connector.wait_for_request("RLTx").status == "ManualDecisionRequired"


def request(status: str) -> dict[str, Any]:
    return {
        "id": "REQabcdefghijklmnopq",
        "isOwn": False,
        "peer": "did:e:x",
        "createdAt": "2026-01-01T00:00:00.000Z",
        "content": {"items": []},
        "status": status,
    }


def relationship(status: str) -> dict[str, Any]:
    return {
        "id": "RELabcdefghijklmnopq",
        "templateId": "RLTabcdefghijklmnopq",
        "status": status,
        "peer": "did:e:x",
        "peerIdentity": {"address": "did:e:x", "publicKey": "k"},
        "auditLog": [],
        "creationContent": {},
    }


def test_a_request_is_awaited_until_it_can_be_decided(stage: Any, connector: Connector) -> None:
    path = "/api/core/v1/Requests/Incoming"
    stage.result("GET", path, [], [request("Open")], [request("DecisionRequired")], [request("ManualDecisionRequired")])
    assert connector.wait_for_request("RLTx").status == "ManualDecisionRequired"
    assert stage.requests[0].url.params["source.reference"] == "RLTx"
    assert {sent.method for sent in stage.requests} == {"GET"}


def test_a_relationship_is_looked_for_before_the_first_sync(stage: Any, connector: Connector) -> None:
    stage.result("POST", "/api/core/v1/Account/Sync", None)
    stage.result("GET", "/api/core/v1/Relationships", [relationship("Pending")], [relationship("Active")])
    assert connector.wait_for_relationship("RLTx").status == "Pending"
    assert [sent.method for sent in stage.requests] == ["GET"]


def test_a_relationship_is_awaited_in_a_status_with_a_sync_before_each_further_look(
    stage: Any, connector: Connector
) -> None:
    stage.result("POST", "/api/core/v1/Account/Sync", None)
    stage.result("GET", "/api/core/v1/Relationships", [relationship("Pending")], [relationship("Active")])
    assert connector.wait_for_relationship(peer="did:e:x", status="Active").status == "Active"
    assert [sent.method for sent in stage.requests] == ["GET", "POST", "GET"]
    assert connector.exchanges.last() is None


def test_a_relationship_of_ones_own_id_may_not_be_there_yet(stage: Any, connector: Connector) -> None:
    stage.error("GET", "/api/core/v1/Relationships/RELx", 404, "error.runtime.recordNotFound")
    with pytest.raises(WaitTimeoutError, match="RELx"):
        connector.wait_for_relationship("RELx", timeout_s=0)


def message(number: int, *, is_own: bool) -> dict[str, Any]:
    return {
        "id": f"MSG{number}",
        "isOwn": is_own,
        "content": {"@type": "Mail", "subject": "s"},
        "createdBy": "did:e:x",
        "createdByDevice": "DVC",
        "recipients": [],
        "createdAt": f"2026-01-01T00:00:0{number}.000Z",
        "attachments": [],
    }


def test_a_message_is_one_that_was_received_after_the_one_known(stage: Any, connector: Connector) -> None:
    stage.result("POST", "/api/core/v1/Account/Sync", None)
    first, own, second = message(1, is_own=False), message(2, is_own=True), message(3, is_own=False)
    stage.result("GET", "/api/core/v1/Messages", [first, own], [first, own, second])
    known = connector.wait_for_message(sender="did:e:x")
    assert known.id == "MSG1"
    assert connector.wait_for_message(sender="did:e:x", after=known).id == "MSG3"
