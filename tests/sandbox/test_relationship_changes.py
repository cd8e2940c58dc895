"""Relationships of the first Connectors: asked for by a change, which the peer accepts or rejects."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from enmeshed_kit.eras import ERAS
from enmeshed_kit.sandbox.sandbox import Sandbox

CHANGED = "transport.relationshipChanged"
WRONG_STATUS = "error.transport.relationships.wrongChangeStatus"
OWN_CHANGE = "error.transport.secrets.wrongBaseKeyType"
NOT_FOUND = "error.runtime.recordNotFound"
INVALID = "error.runtime.validation.invalidPropertyValue"
REFUSED = "error.platform.validation.relationshipRequest"
UNKNOWN_CHANGE = "RCHUnknownUnknown000"

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
TEMPLATES = {
    "classic": {"hello": "template"},
    "v6": {"@type": "ArbitraryRelationshipTemplateContent", "value": {"hello": "template"}},
}
CREATIONS = {
    "classic": {"content": {"hello": "request"}},
    "v6": {"creationContent": {"@type": "ArbitraryRelationshipCreationContent", "value": {"hello": "request"}}},
}

ANSWERS = {"Accept": ("Active", "Accepted"), "Reject": ("Rejected", "Rejected")}
"""Action → status of the Relationship, and of its change."""


class Pair:
    """A templator and an initiator of one era."""

    def __init__(self, era: str) -> None:
        self.sandbox = Sandbox(seed="a pair of the first", start=START)
        self.era = era
        self.heard: dict[str, list[Any]] = {}
        self._clients = {name: self._client(name) for name in ("templator", "initiator")}

    def _client(self, name: str) -> httpx.Client:
        connector = self.sandbox.add_connector(name, era=self.era)
        heard = self.heard[name] = []
        connector.subscribe(lambda event, _: heard.append(json.loads(event)))
        headers = {"X-API-KEY": connector.api_key, "Accept": "application/json"}
        base_url = f"http://sandbox/{name}{ERAS[self.era].prefix}"
        return httpx.Client(transport=httpx.WSGITransport(app=self.sandbox), base_url=base_url, headers=headers)

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        self.sandbox.close()

    def call(self, name: str, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return self._clients[name].request(method, path, json=body, **more)

    def result(self, name: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        answer = self.call(name, method, path, body, **more)
        assert answer.is_success, answer.text
        return answer.json()["result"]

    def sync(self, name: str) -> Any:
        return self.result(name, "POST", "/Account/Sync")

    def seen(self, name: str, relationship: dict[str, Any]) -> Any:
        return self.result(name, "GET", f"/Relationships/{relationship['id']}")

    def template(self, owner: str = "templator", expires_at: str = "2099-12-31T00:00:00.000Z") -> dict[str, Any]:
        body = {"expiresAt": expires_at, "content": TEMPLATES[self.era]}
        return dict(self.result(owner, "POST", "/RelationshipTemplates/Own", body))

    def loaded(self, **more: str) -> dict[str, Any]:
        """A template of the templator that the initiator has loaded, as the initiator sees it."""
        reference = self.template(**more)["truncatedReference"]
        return dict(self.result("initiator", "POST", "/RelationshipTemplates/Peer", {"reference": reference}))

    def ask(self, template: dict[str, Any], content: Any = None) -> httpx.Response:
        """Ask for a Relationship, with any content."""
        body = {"templateId": template["id"], "content": {"n": 1} if content is None else content}
        return self.call("initiator", "POST", "/Relationships", body)

    def pending(self) -> dict[str, Any]:
        """A Relationship that both sides know."""
        relationship = self.ask(self.loaded()).json()["result"]
        self.sync("templator")
        return dict(relationship)

    def respond(
        self, name: str, relationship: dict[str, Any], action: str, body: Any, change_id: str | None = None
    ) -> httpx.Response:
        path = f"/Relationships/{relationship['id']}/Changes/{change_id or relationship['changes'][0]['id']}/{action}"
        return self.call(name, "PUT", path, body)


@pytest.fixture
def pair_of() -> Iterator[Callable[[str], Pair]]:
    """Makes pairs of an era."""
    with ExitStack() as pairs:
        yield lambda era: pairs.enter_context(closing(Pair(era)))


@pytest.fixture
def pair(pair_of: Callable[[str], Pair]) -> Pair:
    return pair_of("classic")


def code(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["code"])


def message(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["message"])


def test_a_relationship_is_asked_for_by_a_change_that_holds_the_content(pair: Pair) -> None:
    template = pair.loaded()
    relationship = pair.ask(template, {"hello": "request"}).json()["result"]
    (change,) = relationship["changes"]
    assert set(relationship) == {"id", "template", "status", "peer", "peerIdentity", "changes"}
    assert relationship["template"] == template
    assert relationship["peerIdentity"]["realm"] == "id1"
    assert set(change) == {"id", "request", "status", "type"}
    assert (change["id"][:3], change["status"], change["type"]) == ("RCH", "Pending", "Creation")
    assert change["request"]["content"] == {"hello": "request"}


def test_the_templator_sees_the_same_change_and_its_own_template(pair: Pair) -> None:
    relationship = pair.pending()
    seen = pair.seen("templator", relationship)
    assert seen["changes"] == relationship["changes"]
    assert seen["template"]["isOwn"] is True
    assert seen["peer"] == relationship["changes"][0]["request"]["createdBy"]


@pytest.mark.parametrize("action", ANSWERS)
def test_the_response_to_a_change_and_its_content_reach_the_initiator_with_a_sync(pair: Pair, action: str) -> None:
    relationship = pair.pending()
    answered = pair.respond("templator", relationship, action, {"content": {"why": action}}).json()["result"]
    assert pair.seen("initiator", relationship)["status"] == "Pending"
    pair.sync("initiator")
    seen = pair.seen("initiator", relationship)
    assert (seen["status"], seen["changes"][0]["status"]) == ANSWERS[action]
    assert seen["changes"] == answered["changes"]
    assert seen["changes"][0]["response"]["content"] == {"why": action}
    assert seen["changes"][0]["response"]["createdBy"] == relationship["peer"]


@pytest.mark.parametrize("name", ["templator", "initiator"])
@pytest.mark.parametrize("late", ANSWERS)
@pytest.mark.parametrize("early", ANSWERS)
def test_a_change_is_answered_once(pair: Pair, early: str, late: str, name: str) -> None:
    relationship = pair.pending()
    pair.respond("templator", relationship, early, {"content": {}})
    pair.sync("initiator")
    answer = pair.respond(name, relationship, late, {"content": {}})
    assert (answer.status_code, code(answer)) == (400, WRONG_STATUS)
    assert f"({ANSWERS[early][1]})" in message(answer)


@pytest.mark.parametrize("is_answered", [False, True])
def test_nobody_answers_an_own_change_even_if_the_peer_has_done_so_unheard(pair: Pair, *, is_answered: bool) -> None:
    relationship = pair.pending()
    if is_answered:
        pair.respond("templator", relationship, "Accept", {"content": {}})
    answers = [pair.respond("initiator", relationship, action, {"content": {}}) for action in ANSWERS]
    assert [(answer.status_code, code(answer)) for answer in answers] == [(400, OWN_CHANGE)] * 2
    assert len({message(answer).rpartition(" with data ")[2] for answer in answers}) == 1


@pytest.mark.parametrize(
    ("relationship_id", "change_id", "missing"),
    [
        ("RELUnknownUnknown000", UNKNOWN_CHANGE, "Relationship not found."),
        (None, UNKNOWN_CHANGE, "RelationshipChange not found."),
    ],
)
def test_what_is_answered_has_to_be_there(
    pair: Pair, relationship_id: str | None, change_id: str, missing: str
) -> None:
    relationship = pair.pending()
    named = relationship | {"id": relationship_id or relationship["id"]}
    answer = pair.respond("templator", named, "Accept", {"content": {}}, change_id)
    assert (answer.status_code, code(answer)) == (404, NOT_FOUND)
    assert message(answer).startswith(missing)


def test_a_change_belongs_to_its_relationship(pair: Pair) -> None:
    rejected = pair.pending()
    pair.respond("templator", rejected, "Reject", {"content": {}})
    second = pair.pending()
    answer = pair.respond("templator", second, "Accept", {"content": {}}, rejected["changes"][0]["id"])
    assert (answer.status_code, message(answer).split(" ")[0]) == (404, "RelationshipChange")


@pytest.mark.parametrize(
    ("body", "ids", "complaint"),
    [
        ({}, {}, "must have required property 'content'"),
        ({"x": 1}, {}, "must have required property 'content'"),
        ({"content": {}}, {"id": "nonsense"}, "relationshipId must match pattern REL[A-Za-z0-9]{17}"),
        ({"content": {}}, {"change_id": "nonsense"}, "changeId must match pattern RCH[A-Za-z0-9]{17}"),
    ],
)
def test_a_response_has_a_content_and_names_a_change(
    pair: Pair, body: dict[str, Any], ids: dict[str, str], complaint: str
) -> None:
    relationship = pair.pending()
    change_id = ids.pop("change_id", None)
    answer = pair.respond("templator", relationship | ids, "Accept", body, change_id)
    assert (answer.status_code, code(answer), message(answer)) == (400, INVALID, complaint)


def test_what_else_a_response_holds_is_ignored(pair: Pair) -> None:
    answer = pair.respond("templator", pair.pending(), "Accept", {"content": {}, "x": 1})
    assert answer.json()["result"]["status"] == "Active"


def test_a_response_without_content_is_never_understood_by_the_initiator(pair: Pair) -> None:
    relationship = pair.pending()
    answered = pair.respond("templator", relationship, "Accept", {"content": None}).json()["result"]
    assert "content" not in answered["changes"][0]["response"]
    assert pair.sync("initiator")["relationships"] == []
    assert pair.seen("initiator", relationship)["status"] == "Pending"


@pytest.mark.parametrize(
    ("content", "kept"), [("xy", {"0": "x", "1": "y"}), ([1], {"0": 1}), (5, {}), (True, {}), ({"n": [1]}, {"n": [1]})]
)
def test_any_content_goes_and_is_made_an_object(pair: Pair, content: Any, kept: Any) -> None:
    relationship = pair.ask(pair.loaded(), content).json()["result"]
    assert relationship["changes"][0]["request"]["content"] == kept
    pair.sync("templator")
    answered = pair.respond("templator", relationship, "Accept", {"content": content}).json()["result"]
    assert answered["changes"][0]["response"]["content"] == kept


def test_a_content_of_an_unknown_class_is_refused_on_either_side(pair: Pair) -> None:
    unknown = {"@type": "NoSuchContent"}
    assert code(pair.ask(pair.loaded(), unknown)) == "error.runtime.unknownType"
    answer = pair.respond("templator", pair.pending(), "Accept", {"content": unknown})
    assert (answer.status_code, code(answer)) == (400, "error.runtime.unknownType")


def test_the_backbone_refuses_a_second_relationship_whoever_asks(pair: Pair) -> None:
    pair.pending()
    reference = pair.template("initiator")
    loaded = pair.result(
        "templator", "POST", "/RelationshipTemplates/Peer", {"reference": reference["truncatedReference"]}
    )
    body = {"templateId": loaded["id"], "content": {}}
    answers = [pair.ask(pair.loaded()), pair.call("templator", "POST", "/Relationships", body)]
    for answer in answers:
        assert (answer.status_code, code(answer)) == (500, f"{REFUSED}.relationshipToTargetAlreadyExists")
        assert " already exists.' for POST /api/v1/Relationships at " in message(answer)


def test_a_template_serves_until_it_expires(pair: Pair) -> None:
    template = pair.loaded(expires_at=(START + timedelta(days=1)).isoformat())
    pair.sandbox.clock.advance(timedelta(days=1))
    answer = pair.ask(template)
    assert (answer.status_code, code(answer)) == (404, NOT_FOUND)


def test_after_a_rejection_the_same_template_serves_again_at_once(pair: Pair) -> None:
    relationship = pair.pending()
    pair.respond("templator", relationship, "Reject", {"content": {}})
    again = pair.ask(relationship["template"])
    assert again.status_code == 201
    assert again.json()["result"]["changes"][0]["id"] != relationship["changes"][0]["id"]


def test_a_sync_tells_what_it_has_brought_and_the_next_one_nothing(pair: Pair) -> None:
    nothing = {"messages": [], "relationships": [], "identityDeletionProcesses": []}
    assert pair.sync("templator") == nothing
    relationship = pair.ask(pair.loaded()).json()["result"]
    assert pair.sync("templator") == nothing | {"relationships": [pair.seen("templator", relationship)]}
    pair.respond("templator", relationship, "Accept", {"content": {}})
    assert pair.sync("templator") == nothing
    assert pair.sync("initiator") == nothing | {"relationships": [pair.seen("initiator", relationship)]}
    assert pair.sync("initiator") == nothing


def test_each_step_of_a_relationship_is_one_event_for_each_side(pair: Pair) -> None:
    relationship = pair.pending()
    pair.respond("templator", relationship, "Accept", {"content": {}})
    pair.sync("initiator")
    for name, heard in pair.heard.items():
        changes = [event["data"] for event in heard if event["trigger"] == CHANGED]
        assert [each["status"] for each in changes] == ["Pending", "Active"]
        assert changes[-1] == pair.seen(name, relationship)


@pytest.mark.parametrize("era", CREATIONS)
def test_relationships_are_looked_for_by_the_template_that_they_show(pair_of: Callable[[str], Pair], era: str) -> None:
    pair = pair_of(era)
    template = pair.loaded()
    relationship = pair.result("initiator", "POST", "/Relationships", {"templateId": template["id"], **CREATIONS[era]})
    assert relationship["template"] == template
    assert "templateId" not in relationship
    for asked, found in ((template["id"], [relationship]), ("RLTUnknownUnknown000", [])):
        assert pair.result("initiator", "GET", "/Relationships", params={"template.id": asked}) == found
    answer = pair.call("initiator", "GET", "/Relationships", params={"templateId": template["id"]})
    assert (answer.status_code, code(answer)) == (400, INVALID)


@pytest.mark.parametrize(
    ("era", "refusal"),
    [
        ("classic", "relationshipRequest.cannotSendRelationshipRequestToYourself"),
        ("v6", "relationship.cannotCreateRelationshipWithYourself"),
    ],
)
def test_the_backbone_refuses_a_relationship_with_oneself(
    pair_of: Callable[[str], Pair], era: str, refusal: str
) -> None:
    pair = pair_of(era)
    body = {"templateId": pair.template()["id"], **CREATIONS[era]}
    answer = pair.call("templator", "POST", "/Relationships", body)
    assert (answer.status_code, code(answer)) == (500, f"error.platform.validation.{refusal}")
    assert " yourself.' for POST /api/v1/Relationships at " in message(answer)
