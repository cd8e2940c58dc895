"""Sync reports: the difference between before and after, also of what follows a moment later."""

from typing import Any

import httpx
import pytest

from enmeshed_kit.client import Connector, SyncReport, snapshot

P = "/api/core/v1"
ME, PEER = "did:e:localhost:dids:0123456789abcdef012357", "did:e:localhost:dids:1123456789abcdef012357"
TIME = "2026-01-01T00:00:00.000Z"


def relationship(status: str, number: int = 1, creation: Any = None) -> dict[str, Any]:
    return {
        "id": f"REL{number}",
        "templateId": "RLT1",
        "status": status,
        "peer": PEER,
        "peerIdentity": {"address": PEER, "publicKey": "k"},
        "auditLog": [{"createdAt": TIME, "createdBy": PEER, "reason": "Creation", "newStatus": "Pending"}],
        "creationContent": creation or {"@type": "ArbitraryRelationshipCreationContent", "value": {}},
    }


def reactivating(*reasons: str) -> dict[str, Any]:
    """A Relationship that has ended, and what was said since."""
    ended = relationship("Terminated")
    log = [{"createdAt": TIME, "createdBy": PEER, "reason": reason, "newStatus": "Terminated"} for reason in reasons]
    return ended | {"auditLog": [*ended["auditLog"], *log]}


def message(number: int, content: dict[str, Any], *, is_own: bool = False) -> dict[str, Any]:
    return {
        "id": f"MSG{number}",
        "isOwn": is_own,
        "content": content,
        "createdBy": ME if is_own else PEER,
        "createdByDevice": "DVC",
        "recipients": [{"address": PEER if is_own else ME}],
        "createdAt": TIME,
        "attachments": [],
    }


def request(status: str, *, is_own: bool = False) -> dict[str, Any]:
    content = {"@type": "Request", "id": "REQ1", "items": [], "title": "Please"}
    return {"id": "REQ1", "isOwn": is_own, "peer": PEER, "createdAt": TIME, "content": content, "status": status}


def lists(stage: Any, last_sync: str | None = None, **states: list[list[dict[str, Any]]]) -> None:
    """Announce the lists, state after state, and a sync."""
    info = {"lastSyncRun": {"completedAt": last_sync}} if last_sync else {}
    stage.result("GET", f"{P}/Account/SyncInfo", info)
    stage.answer("POST", f"{P}/Account/Sync", httpx.Response(204))
    paths = {
        "relationships": "Relationships",
        "messages": "Messages",
        "incoming": "Requests/Incoming",
        "outgoing": "Requests/Outgoing",
    }
    for name, path in paths.items():
        stage.result("GET", f"{P}/{path}", *states.get(name, [[]]))


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "FOLLOW_UP_PAUSES_S", (0.0, 0.0, 0.0))


def test_a_sync_without_news_is_false_and_says_so(stage: Any, connector: Connector) -> None:
    lists(stage, relationships=[[relationship("Active")]], messages=[[message(1, {})]])
    report = connector.sync()
    assert not report
    assert len(report) == 0
    assert repr(report) == "Sync: nothing new"


def test_new_and_changed_things_are_told_apart(stage: Any, connector: Connector) -> None:
    mail = {"@type": "Mail", "subject": "Hello\n\x1b[31m", "body": "b"}
    lists(
        stage,
        relationships=[[relationship("Pending")], [relationship("Active"), relationship("Pending", 2)]],
        messages=[[], [message(1, mail)]],
    )
    report = connector.sync()
    assert report
    assert repr(report) == (
        "Sync: 3 changes\n"
        "  Relationship REL1: Pending → Active\n"
        "  Relationship REL2: new, Pending\n"
        '  Message MSG1: new, received "Hello \\x1b[31m"'
    )
    assert [change.id for change in report.new] == ["REL2", "MSG1"]
    assert [change.id for change in report.changed] == ["REL1"]
    assert [relationship.id for relationship in report.relationships] == ["REL1", "REL2"]
    assert report.messages[0].content == mail
    assert [change.peer for change in report] == [PEER] * 3


def test_the_first_sync_takes_its_baseline_before_it(stage: Any, connector: Connector) -> None:
    lists(stage, messages=[[message(1, {}, is_own=True)], [message(1, {}, is_own=True), message(2, {})]])
    assert [change.id for change in connector.sync()] == ["MSG2"]
    assert all("createdAt" not in sent.url.params for sent in stage.requests)


def test_later_syncs_read_only_messages_since_the_last_one(stage: Any, connector: Connector) -> None:
    lists(stage, last_sync="2026-01-01T12:00:00.000Z")
    connector.sync()
    asked = [sent.url.params["createdAt"] for sent in stage.requests if sent.url.path == f"{P}/Messages"]
    assert asked == [">2026-01-01T11:50:00.000Z"] * 2


def test_what_is_gone_is_reported_too(stage: Any, connector: Connector) -> None:
    lists(stage, relationships=[[relationship("Terminated")], []])
    report = connector.sync()
    assert repr(report).endswith("Relationship REL1: gone, was Terminated")
    assert report.relationships == []


def test_a_request_that_appears_a_moment_after_its_message_is_in_the_report(stage: Any, connector: Connector) -> None:
    content = request("Open")["content"]
    lists(
        stage,
        messages=[[], [message(1, content)]],
        incoming=[[], [], [request("Open")], [request("ManualDecisionRequired")]],
    )
    report = connector.sync()
    assert [(change.kind, change.after) for change in report] == [
        ("Message", "received"),
        ("incoming Request", "ManualDecisionRequired"),
    ]
    assert report.incoming_requests[0].id == "REQ1"


def test_the_answered_request_of_a_new_relationship_is_waited_for(stage: Any, connector: Connector) -> None:
    creation = {"@type": "RelationshipCreationContent", "response": {"requestId": "REQ1", "items": []}}
    lists(
        stage,
        relationships=[[], [relationship("Pending", creation=creation)]],
        outgoing=[[], [], [request("Completed", is_own=True)]],
    )
    report = connector.sync()
    assert [change.kind for change in report] == ["Relationship", "outgoing Request"]
    assert report.outgoing_requests[0].status == "Completed"


def test_what_never_follows_does_not_hold_the_report_back(stage: Any, connector: Connector) -> None:
    lists(stage, messages=[[], [message(1, request("Open")["content"])]])
    assert [change.id for change in connector.sync()] == ["MSG1"]


def test_a_key_without_a_scope_makes_the_report_silent_about_that_kind(stage: Any, connector: Connector) -> None:
    lists(stage, relationships=[[], [relationship("Pending")]])
    stage.error("GET", f"{P}/Messages", 403, "error.connector.forbidden")
    report = connector.sync()
    assert report.hidden == ("Messages",)
    assert repr(report).startswith("Sync: 1 change (the API key may not read Messages)")


def test_the_sync_itself_is_the_readers_last_exchange(stage: Any, connector: Connector) -> None:
    lists(stage)
    connector.sync()
    assert [exchange.path for exchange in connector.exchanges if not exchange.auxiliary] == [f"{P}/Account/Sync"]


def test_strange_contents_do_not_break_a_report(stage: Any, connector: Connector) -> None:
    strange = message(1, {"@type": ["Mail"], "subject": {"a": 1}})
    lists(stage, messages=[[], [strange]], relationships=[[], [relationship("Unheard-of", creation={"response": 5})]])
    assert len(connector.sync()) == 2
    assert repr(SyncReport(changes=())) == "Sync: nothing new"


def test_a_question_for_reactivation_is_news_although_the_status_stays(stage: Any, connector: Connector) -> None:
    before, after = reactivating("Termination"), reactivating("Termination", "ReactivationRequested")
    lists(stage, relationships=[[before], [after]])
    report = connector.sync()
    assert [(change.before, change.after, change.reason) for change in report.changed] == [
        ("Terminated", "Terminated", "ReactivationRequested")
    ]
    assert repr(report).endswith("Relationship REL1: Terminated (ReactivationRequested)")


def test_a_relationship_that_is_gone_is_named_by_its_last_status(stage: Any, connector: Connector) -> None:
    lists(stage, relationships=[[reactivating("Termination")], []])
    assert repr(connector.sync()).endswith("Relationship REL1: gone, was Terminated")


def test_of_many_changes_the_first_are_printed_and_the_others_counted(stage: Any, connector: Connector) -> None:
    lists(stage, messages=[[], [message(number, {}) for number in range(25)]])
    lines = repr(connector.sync()).splitlines()
    assert lines[0] == "Sync: 25 changes"
    assert len(lines) == 22
    assert lines[-1] == "  … and 5 more"


def test_a_report_says_when_it_was_and_no_two_say_the_same(pair: tuple[Connector, Connector]) -> None:
    connector, app = pair
    times = [connector.sync().synced_at for _ in range(3)]
    assert all(times)
    assert sorted(set(times)) == times
    assert app.sync().synced_at is not None
