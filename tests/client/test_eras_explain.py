"""explain() tells what a migration changes; with the changes done, a call is the one that the other era takes."""

import json
from typing import Any

import httpx
import pytest
from recordings import comparable, pairs

from enmeshed_kit import eras
from enmeshed_kit.client import Connector
from enmeshed_kit.eras import Call, explain

ID1 = "id1Eq5A4uECk6Fv8nDjmSPeKhFM3T24FbnAD"
SHARE = {
    "@type": "ShareAttributeRequestItem",
    "mustBeAccepted": True,
    "attribute": {"@type": "IdentityAttribute", "owner": "", "value": {"@type": "DisplayName", "value": "Demo"}},
    "sourceAttributeId": "ATTx",
}
CLASSIC_REQUEST = {"items": [{"@type": "RequestItemGroup", "mustBeAccepted": True, "title": "t", "items": [SHARE]}]}


def lines(migration: eras.Migration) -> list[tuple[str, Any, Any]]:
    return [(change.path, change.before, change.after) for change in migration]


def test_the_request_of_the_classic_lesson_needs_three_changes_today() -> None:
    migration = explain({"content": CLASSIC_REQUEST}, "classic", "v7")
    assert lines(migration) == [
        ("body.content.items[0].mustBeAccepted", True, None),
        ("body.content.items[0].items[0].sourceAttributeId", "ATTx", "ATTx"),
        ("body.content.items[0].items[0].attribute.owner", "", eras.OWN_ADDRESS),
    ]
    assert [change.what for change in migration] == [
        "only items say it",
        "is called attributeId",
        "the owner must be named",
    ]
    assert all(change.source for change in migration)
    item = migration.result["content"]["items"][0]["items"][0]
    assert (item["attributeId"], item["attribute"]["owner"]) == ("ATTx", eras.OWN_ADDRESS)


def test_a_payload_may_be_text_and_is_left_alone() -> None:
    text = json.dumps({"content": CLASSIC_REQUEST})
    before = json.loads(text)
    assert lines(explain(text, "classic", "v6")) == lines(explain(before, "classic", "v6"))
    assert before == json.loads(text)


def test_a_migration_reads_like_a_list_to_do() -> None:
    shown = repr(explain(Call("PUT", "/Relationships/RELx/Changes/RCHx/Accept", (), {"content": {}}), "classic", "v7"))
    assert shown.splitlines() == [
        "path: the API's prefix: '/api/v2' → '/api/core/v1'",
        "path: Accept a Relationship: 'PUT /Relationships/RELx/Changes/RCHx/Accept' → 'PUT /Relationships/RELx/Accept'",
        "body: there is no content any more: {'content': {}} → nothing",
    ]
    assert repr(explain({"items": []}, "v6", "v7")) == "Nothing has to change."


@pytest.mark.parametrize(
    ("source", "target", "path", "query", "new_path", "new_query"),
    [
        ("v6", "v7", "/Relationships", {"template.id": "RLTx"}, "/Relationships", {"templateId": "RLTx"}),
        ("v7", "classic", "/Relationships", {"templateId": "R"}, "/Relationships", {"template.id": "R"}),
        ("classic", "v7", "/Attributes/Peer/Shared/Identity", {"peer": "a:b"}, "/Attributes/Peer/a:b", {}),
        ("v7", "v6", "/Attributes/Own/Shared/a:b", {}, "/Attributes/Own/Shared/Identity", {"peer": "a:b"}),
        ("v7", "v6", "/Attributes/A/ForwardingDetails", {}, "/Attributes", {"shareInfo.sourceAttribute": "A"}),
        ("v6", "v7", "/Attributes", {"shareInfo.peer": "p"}, "/Attributes", {"peer": "p"}),
        ("v6", "v7", "/Messages", {"createdBy": "p"}, "/Messages", {"createdBy": "p"}),
    ],
)
def test_a_call_is_explained_with_its_path_and_filters(
    source: str, target: str, path: str, query: dict[str, str], new_path: str, new_query: dict[str, str]
) -> None:
    prefix = eras.ERAS[source].prefix
    migration = explain({"method": "GET", "path": prefix + path, "query": query}, source, target)
    assert migration.result == Call("GET", new_path, tuple(new_query.items()))


@pytest.mark.parametrize(
    ("source", "target", "call", "what", "possible_in"),
    [
        ("v7", "classic", Call("PUT", "/Relationships/R/Revoke"), "Revoke a Relationship", ("v5", "v6", "v7")),
        ("v7", "v6", Call("DELETE", "/Tokens/TOKx"), "Delete a Token", ("v7",)),
        (
            "v6",
            "v5",
            Call("POST", "/RelationshipTemplates/Own", (), {"content": {}, "forIdentity": "x"}),
            "forIdentity",
            ("v6", "v7"),
        ),
        (
            "classic",
            "v7",
            Call("POST", "/Requests/Outgoing", (), {"content": {"items": [{"@type": "FreeTextRequestItem"}]}}),
            "the type FreeTextRequestItem",
            ("v3", "classic", "v5", "v6"),
        ),
    ],
)
def test_what_the_other_era_cannot_do_is_named_with_those_that_can(
    source: str, target: str, call: Call, what: str, possible_in: tuple[str, ...]
) -> None:
    (change,) = [change for change in explain(call, source, target) if not change.is_possible]
    assert (change.what, change.possible_in) == (what, possible_in)
    assert f"only in {', '.join(possible_in)}" in repr(change)


def test_members_that_are_gone_are_named() -> None:
    item = {"@type": "ReadAttributeRequestItem", "title": "Name", "requireManualDecision": True}
    item["query"] = {"@type": "IdentityAttributeQuery", "valueType": "GivenName", "validFrom": "2020"}
    assert [change.path for change in explain({"items": [item]}, "v6", "v7")] == [
        "body.items[0].title",
        "body.items[0].requireManualDecision",
        "body.items[0].query.validFrom",
    ]
    assert explain({"items": [item]}, "classic", "v6") == []


def test_an_address_of_another_era_is_another_identity() -> None:
    (change,) = explain({"recipients": [ID1]}, "classic", "v6")
    assert (change.path, change.before, change.after) == ("body.recipients[0]", ID1, None)
    assert "did:e:" in change.what


def test_the_fields_of_an_answer_are_found_again() -> None:
    relationship = {
        "id": "RELx",
        "template": {"id": "RLTx"},
        "changes": [{"id": "RCHx", "request": {"content": {}}}],
        "peerIdentity": {"realm": "id1"},
    }
    exchange = {"method": "GET", "path": "/api/v2/Relationships", "answer": {"result": [relationship]}}
    told = {change.path: change.what for change in explain(exchange, "classic", "v7")}
    assert told == {
        "path": "the API's prefix",
        "answer.template.id": "stands in templateId",
        "answer.changes[0].request.content": "stands in creationContent",
        "answer.changes": "stands in auditLog",
        "answer.peerIdentity.realm": "is gone",
    }
    assert "answer.template.id" not in {change.path for change in explain(exchange, "classic", "v6")}


def test_an_exchange_of_the_log_can_be_explained_without_its_secrets() -> None:
    answer = {"result": {"address": ID1, "publicKey": "k"}}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=answer))
    connector = Connector("http://c/name", "key", era="classic", transport=transport)
    connector.account.identity_info()
    assert explain(connector.exchanges.last(), "classic", "v7").result == Call("GET", "/Account/IdentityInfo")
    template = {"method": "POST", "path": "/api/v2/RelationshipTemplates/Peer"}
    shown = explain(template | {"body": {"id": "RLTx", "secretKey": "very secret"}}, "classic", "v7")
    assert "very secret" not in repr(shown)
    assert "reference alone" in repr(shown)


@pytest.mark.parametrize("source", eras.ERAS)
@pytest.mark.parametrize("target", eras.ERAS)
def test_the_recorded_tutorial_of_one_era_explained_is_that_of_another(source: str, target: str) -> None:
    compared = 0
    for here, there in pairs(eras.ERAS[source], eras.ERAS[target]):
        if here.scenario != "08-tutorial" or here.title == "App: load what the QR code says":
            continue
        migration = explain(here.call, source, target)
        assert comparable(migration.result) == comparable(there.call), here.place
        assert bool(migration) or here.call == there.call, here.place
        compared += 1
    assert compared > 35


def test_an_attribute_is_created_without_its_head_since_connector_5() -> None:
    head = {"@type": "IdentityAttribute", "owner": ID1}
    value = {"@type": "DisplayName", "value": "Demo"}
    call = Call("POST", "/Attributes", (), {"content": {**head, "value": value}})
    assert explain(call, "classic", "v6").result.body == {"content": {"value": value}}
    assert explain(call, "v3", "classic") == []
    back = explain(Call("POST", "/Attributes", (), {"content": {"value": value}}), "v7", "v3")
    assert back.result.body == {"content": {**head, "owner": eras.OWN_ADDRESS, "value": value}}


@pytest.mark.parametrize("answer", [None, "text", [], [1], {}, {"result": None}, {"error": {"code": "c"}}])
@pytest.mark.parametrize("path", ["/api/v2/Relationships", "/api/v2", "", "nonsense"])
def test_any_answer_of_any_call_can_be_explained(path: str, answer: Any) -> None:
    explain({"method": "GET", "path": path, "answer": answer}, "classic", "v7")


@pytest.mark.parametrize(("given", "source", "target"), [("{", "v6", "v7"), ({}, "v8", "v7"), ({}, "v6", "7")])
def test_what_cannot_be_explained_is_a_value_error(given: Any, source: str, target: str) -> None:
    with pytest.raises(ValueError, match=r"Expecting|There is no era"):
        explain(given, source, target)
