"""Sections: which route each method takes, with which payload, and how answers become records."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import BadRequestError, ContentError
from enmeshed_kit.records import PasswordProtection, Reference

P = "/api/core/v1"
ME = "did:e:localhost:dids:0123456789abcdef012357"
ATTRIBUTE = {
    "@type": "OwnIdentityAttribute",
    "id": "ATTabcdefghijklmnopq",
    "content": {"@type": "IdentityAttribute", "owner": ME, "value": {"@type": "DisplayName", "value": "Demo"}},
    "createdAt": "2026-01-01T00:00:00.000Z",
    "numberOfForwards": 0,
}
TEMPLATE = {
    "id": "RLTabcdefghijklmnopq",
    "isOwn": True,
    "createdBy": ME,
    "createdByDevice": "DVCabcdefghijklmnopq",
    "createdAt": "2026-01-01T00:00:00.000Z",
    "content": {"@type": "ArbitraryRelationshipTemplateContent", "value": {}},
    "reference": {"truncated": "UkxU", "url": "https://b.example/r/RLTabcdefghijklmnopq#x"},
    "somethingNew": {"of": "a later version"},
}
REQUEST = {
    "id": "REQabcdefghijklmnopq",
    "isOwn": False,
    "peer": ME,
    "createdAt": "2026-01-01T00:00:00.000Z",
    "content": {"@type": "Request", "items": [{"@type": "ConsentRequestItem"}, {"items": [{}, {}]}]},
    "status": "ManualDecisionRequired",
}
VALID = {"isSuccess": True, "items": []}

CALLS: list[tuple[Callable[[Connector], object], str, str, Any, Any]] = [
    (lambda c: c.account.identity_info(), "GET", "/Account/IdentityInfo", {"address": ME, "publicKey": "k"}, None),
    (lambda c: c.account.sync_info(), "GET", "/Account/SyncInfo", {}, None),
    (
        lambda c: c.attributes.create({"value": {"@type": "DisplayName", "value": "Demo"}}),
        "POST",
        "/Attributes",
        ATTRIBUTE,
        {"content": {"value": {"@type": "DisplayName", "value": "Demo"}}},
    ),
    (
        lambda c: c.attributes.create(value={"@type": "X"}, tags=["x:a"]),
        "POST",
        "/Attributes",
        ATTRIBUTE,
        {"content": {"value": {"@type": "X"}, "tags": ["x:a"]}},
    ),
    (
        lambda c: c.attributes.can_create(value={"@type": "X"}),
        "PUT",
        "/Attributes/CanCreate",
        {"isSuccess": False, "code": "c", "message": "m"},
        {"content": {"value": {"@type": "X"}}},
    ),
    (lambda c: c.attributes.get("ATTabcdefghijklmnopq"), "GET", "/Attributes/ATTabcdefghijklmnopq", ATTRIBUTE, None),
    (lambda c: c.attributes.list(), "GET", "/Attributes", [ATTRIBUTE], None),
    (lambda c: c.attributes.own_identity(), "GET", "/Attributes/Own/Identity", [ATTRIBUTE], None),
    (lambda c: c.attributes.own_shared(ME), "GET", f"/Attributes/Own/Shared/{ME}", [ATTRIBUTE], None),
    (lambda c: c.attributes.peer(ME), "GET", f"/Attributes/Peer/{ME}", [ATTRIBUTE], None),
    (
        lambda c: c.outgoing_requests.validate({"items": []}),
        "POST",
        "/Requests/Outgoing/Validate",
        VALID,
        {"content": {"items": []}},
    ),
    (
        lambda c: c.outgoing_requests.validate({"items": []}, peer=ME),
        "POST",
        "/Requests/Outgoing/Validate",
        VALID,
        {"content": {"items": []}, "peer": ME},
    ),
    (lambda c: c.outgoing_requests.list(), "GET", "/Requests/Outgoing", [REQUEST], None),
    (lambda c: c.outgoing_requests.get("REQx"), "GET", "/Requests/Outgoing/REQx", REQUEST, None),
    (lambda c: c.relationship_templates.list(), "GET", "/RelationshipTemplates", [TEMPLATE], None),
    (lambda c: c.relationship_templates.get("RLTx"), "GET", "/RelationshipTemplates/RLTx", TEMPLATE, None),
    (
        lambda c: c.relationship_templates.load_peer(Reference(truncated="t", url="u"), "hush"),
        "POST",
        "/RelationshipTemplates/Peer",
        TEMPLATE,
        {"reference": "u", "password": "hush"},
    ),
    (
        lambda c: c.relationship_templates.load_peer(" UkxU\n"),
        "POST",
        "/RelationshipTemplates/Peer",
        TEMPLATE,
        {"reference": "UkxU"},
    ),
    (lambda c: c.incoming_requests.list(), "GET", "/Requests/Incoming", [REQUEST], None),
    (lambda c: c.incoming_requests.get("REQx"), "GET", "/Requests/Incoming/REQx", REQUEST, None),
    (
        lambda c: c.incoming_requests.can_accept("REQx", [[{"accept": True}]]),
        "PUT",
        "/Requests/Incoming/REQx/CanAccept",
        VALID,
        {"items": [{"items": [{"accept": True}]}]},
    ),
    (
        lambda c: c.incoming_requests.accept("REQx", [{"accept": True}]),
        "PUT",
        "/Requests/Incoming/REQx/Accept",
        REQUEST,
        {"items": [{"accept": True}]},
    ),
    (
        lambda c: c.incoming_requests.can_reject("REQx", [{"accept": False}]),
        "PUT",
        "/Requests/Incoming/REQx/CanReject",
        VALID,
        {"items": [{"accept": False}]},
    ),
    (
        lambda c: c.incoming_requests.reject("REQx", [{"accept": False}]),
        "PUT",
        "/Requests/Incoming/REQx/Reject",
        REQUEST,
        {"items": [{"accept": False}]},
    ),
    (lambda c: c.relationships.attributes("RELx"), "GET", "/Relationships/RELx/Attributes", [ATTRIBUTE], None),
]


@pytest.mark.parametrize(("call", "method", "path", "result", "body"), CALLS)
def test_each_method_makes_its_call(
    stage: Any,
    connector: Connector,
    call: Callable[[Connector], object],
    method: str,
    path: str,
    result: Any,
    body: Any,
) -> None:
    stage.result(method, P + path, result)
    answer = call(connector)
    assert isinstance(answer, list) == isinstance(result, list)
    assert connector.exchanges[-1].reveal().body == body
    assert len(stage.requests) == 1


def test_a_template_is_created_with_times_in_utc_and_only_what_was_given(stage: Any, connector: Connector) -> None:
    stage.result("POST", f"{P}/RelationshipTemplates/Own", TEMPLATE, status=201)
    east = timezone(timedelta(hours=2))
    template = connector.relationship_templates.create_own(
        content={"a": 1},
        expires_at=datetime(2026, 2, 1, 1, 30, tzinfo=east),
        max_number_of_allocations=1,
        password_protection=PasswordProtection(password="1234", password_is_pin=True),  # noqa: S106  # of a test
    )
    assert connector.exchanges[-1].reveal().body == {
        "maxNumberOfAllocations": 1,
        "expiresAt": "2026-01-31T23:30:00.000Z",
        "content": {"a": 1},
        "passwordProtection": {"password": "1234", "passwordIsPin": True},
    }
    assert template.created_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert template.max_number_of_allocations is None


def test_an_expiry_without_a_time_zone_is_refused(stage: Any, connector: Connector) -> None:
    with pytest.raises(ContentError, match="time zone"):
        connector.relationship_templates.create_own(content={}, expires_at=datetime(2026, 2, 1))  # on purpose
    assert stage.requests == []


def test_a_qr_code_is_asked_for_as_a_picture(stage: Any, connector: Connector) -> None:
    png = httpx.Response(200, content=b"\x89PNG", headers={"content-type": "image/png"})
    stage.answer("GET", f"{P}/RelationshipTemplates/RLTx", png)
    assert connector.relationship_templates.qr_code("RLTx") == b"\x89PNG"
    assert stage.requests[0].headers["accept"] == "image/png"


def test_filters_become_query_parameters_as_the_api_spells_them(stage: Any, connector: Connector) -> None:
    stage.result("GET", f"{P}/Messages", [])
    connector.messages.list(
        {"content.@type": "Mail"},
        created_by=["a", "b"],
        is_own=False,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        recipients__address="~x&y=z",
        participant=None,
    )
    assert connector.exchanges[-1].query == [
        ("content.@type", "Mail"),
        ("createdBy", "a"),
        ("createdBy", "b"),
        ("isOwn", "false"),
        ("createdAt", "2026-01-01T00:00:00.000Z"),
        ("recipients.address", "~x&y=z"),
    ]
    assert stage.requests[0].url.params.multi_items() == connector.exchanges[-1].query


def test_a_record_may_stand_for_its_id(stage: Any, connector: Connector) -> None:
    stage.result("GET", f"{P}/RelationshipTemplates/RLTabcdefghijklmnopq", TEMPLATE)
    template = connector.relationship_templates.get("RLTabcdefghijklmnopq")
    assert connector.relationship_templates.get(template) == template


@pytest.mark.parametrize("hostile", ["../Account/IdentityInfo", "a/b?c=d#e", "..", "%2e%2e", "ä b"])
def test_an_id_stays_one_segment_of_the_path(stage: Any, connector: Connector, hostile: str) -> None:
    stage.answer("GET", "/", httpx.Response(500))
    with pytest.raises(Exception, match="404"):
        connector.relationships.get(hostile)
    raw = stage.requests[0].url.raw_path.decode()
    assert raw.count("/") == 5
    assert "?" not in raw


@pytest.mark.parametrize("nothing", ["", "  ", None])
def test_a_missing_id_calls_no_other_route(stage: Any, connector: Connector, nothing: Any) -> None:
    with pytest.raises(ContentError):
        connector.attributes.get(nothing)
    assert stage.requests == []


def test_an_attribute_that_exists_is_found_and_not_created_again(stage: Any, connector: Connector) -> None:
    stage.result("GET", f"{P}/Attributes/Own/Identity", [ATTRIBUTE])
    found = connector.attributes.find_or_create({"@type": "DisplayName", "value": " Demo "})
    assert found.id == ATTRIBUTE["id"]
    assert [request.method for request in stage.requests] == ["GET"]


def test_an_attribute_that_is_missing_is_created(stage: Any, connector: Connector) -> None:
    stage.result("GET", f"{P}/Attributes/Own/Identity", [ATTRIBUTE])
    stage.result("POST", f"{P}/Attributes", ATTRIBUTE)
    connector.attributes.find_or_create({"@type": "DisplayName", "value": "Other"})
    assert [request.method for request in stage.requests] == ["GET", "POST"]


def test_a_refused_decision_tells_the_reason_that_the_api_keeps(stage: Any, connector: Connector) -> None:
    stage.error("PUT", f"{P}/Requests/Incoming/REQx/Accept", 400, "error.runtime.unknown", "Call 'canAccept'.")
    verdict = {"isSuccess": False, "items": [{"isSuccess": False, "message": "Not accepted.", "items": []}]}
    stage.result("PUT", f"{P}/Requests/Incoming/REQx/CanAccept", verdict)
    with pytest.raises(BadRequestError) as caught:
        connector.incoming_requests.accept("REQx", [{"accept": False}])
    assert caught.value.hint == "items[0]: Not accepted."
    assert connector.exchanges.last().path.endswith("/Accept")  # type: ignore[union-attr]  # it exists


def test_a_decision_that_comes_too_late_says_so(stage: Any, connector: Connector) -> None:
    late = "An error was thrown in a UseCase: Local Request has to be in status 'ManualDecisionRequired'."
    for action in ("Accept", "CanAccept"):
        stage.error("PUT", f"{P}/Requests/Incoming/REQx/{action}", 400, "error.runtime.unknown", late)
    with pytest.raises(BadRequestError) as caught:
        connector.incoming_requests.accept("REQx", [{"accept": True}])
    assert "decided already" in caught.value.hint


def test_rejecting_needs_no_decisions(stage: Any, connector: Connector) -> None:
    stage.result("GET", f"{P}/Requests/Incoming/REQx", REQUEST)
    stage.result("PUT", f"{P}/Requests/Incoming/REQx/Reject", REQUEST)
    connector.incoming_requests.reject("REQx")
    rejection = {"accept": False}
    assert connector.exchanges[-1].body == {"items": [rejection, {"items": [rejection, rejection]}]}


def test_a_message_takes_its_recipients_from_the_mail(stage: Any, connector: Connector) -> None:
    stage.error("POST", f"{P}/Messages", 400, "error.x")
    mail = {"@type": "Mail", "to": ["a"], "cc": ["b"], "subject": "s", "body": "b"}
    for recipients, sent in ((None, ["a", "b"]), ("c", ["c"]), (["d", "e"], ["d", "e"])):
        with pytest.raises(BadRequestError):
            connector.messages.send(recipients, mail, attachments=["FILx"])
        assert connector.exchanges[-1].body == {"recipients": sent, "content": mail, "attachments": ["FILx"]}


def test_a_section_lists_its_actions(connector: Connector) -> None:
    assert repr(connector.messages) == "<Messages: attachment, download, get, list, send>"
