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
NOW = "2026-01-01T00:00:00.000Z"
RELATIONSHIP = {
    "id": "RELabcdefghijklmnopq",
    "templateId": "RLTabcdefghijklmnopq",
    "status": "Pending",
    "peer": ME,
    "peerIdentity": {"address": ME, "publicKey": "k"},
    "auditLog": [],
    "creationContent": {"@type": "ArbitraryRelationshipCreationContent", "value": {}},
}
FILE = {
    "id": "FILabcdefghijklmnopq",
    "isOwn": True,
    "filename": "a.txt",
    "filesize": 1,
    "createdAt": NOW,
    "createdBy": ME,
    "createdByDevice": "DVCabcdefghijklmnopq",
    "expiresAt": NOW,
    "mimetype": "text/plain",
    "reference": {"truncated": "RklM", "url": "https://b.example/r/FILabcdefghijklmnopq#x"},
    "owner": ME,
}
TOKEN = {
    "id": "TOKabcdefghijklmnopq",
    "isOwn": True,
    "createdBy": ME,
    "createdByDevice": "DVCabcdefghijklmnopq",
    "content": [1],
    "createdAt": NOW,
    "expiresAt": NOW,
    "reference": {"truncated": "VE9L", "url": "https://b.example/r/TOKabcdefghijklmnopq#x"},
    "isEphemeral": False,
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
    (
        lambda c: c.relationships.can_create("RLTx"),
        "PUT",
        "/Relationships/CanCreate",
        {"isSuccess": True},
        {"templateId": "RLTx"},
    ),
    (
        lambda c: c.relationships.create("RLTx", {"a": 1}),
        "POST",
        "/Relationships",
        RELATIONSHIP,
        {"templateId": "RLTx", "creationContent": {"a": 1}},
    ),
    (lambda c: c.relationships.list(template_id="RLTx"), "GET", "/Relationships", [RELATIONSHIP], None),
    (lambda c: c.relationships.accept("RELx"), "PUT", "/Relationships/RELx/Accept", RELATIONSHIP, None),
    (lambda c: c.relationships.reject("RELx"), "PUT", "/Relationships/RELx/Reject", RELATIONSHIP, None),
    (lambda c: c.relationships.revoke("RELx"), "PUT", "/Relationships/RELx/Revoke", RELATIONSHIP, None),
    (lambda c: c.relationships.terminate("RELx"), "PUT", "/Relationships/RELx/Terminate", RELATIONSHIP, None),
    (
        lambda c: c.relationships.request_reactivation("RELx"),
        "PUT",
        "/Relationships/RELx/Reactivate",
        RELATIONSHIP,
        None,
    ),
    (
        lambda c: c.relationships.accept_reactivation("RELx"),
        "PUT",
        "/Relationships/RELx/Reactivate/Accept",
        RELATIONSHIP,
        None,
    ),
    (
        lambda c: c.relationships.reject_reactivation("RELx"),
        "PUT",
        "/Relationships/RELx/Reactivate/Reject",
        RELATIONSHIP,
        None,
    ),
    (
        lambda c: c.relationships.revoke_reactivation("RELx"),
        "PUT",
        "/Relationships/RELx/Reactivate/Revoke",
        RELATIONSHIP,
        None,
    ),
    (
        lambda c: c.outgoing_requests.create({"items": []}, ME),
        "POST",
        "/Requests/Outgoing",
        REQUEST,
        {"content": {"items": []}, "peer": ME},
    ),
    (lambda c: c.relationship_templates.list_own(), "GET", "/RelationshipTemplates/Own", [TEMPLATE], None),
    (lambda c: c.relationship_templates.list_peer(), "GET", "/RelationshipTemplates/Peer", [TEMPLATE], None),
    (
        lambda c: c.relationship_templates.create_token("RLTx", ephemeral=False, for_identity=ME),
        "POST",
        "/RelationshipTemplates/Own/RLTx/Token",
        TOKEN,
        {"ephemeral": False, "forIdentity": ME},
    ),
    (
        lambda c: c.tokens.create_own(content=[1], expires_at="2099-12-31"),
        "POST",
        "/Tokens/Own",
        TOKEN,
        {"content": [1], "expiresAt": "2099-12-31"},
    ),
    (
        lambda c: c.tokens.load_peer(" UkxU ", "hush", ephemeral=True),
        "POST",
        "/Tokens/Peer",
        TOKEN,
        {"reference": "UkxU", "password": "hush", "ephemeral": True},
    ),
    (lambda c: c.tokens.list_own(), "GET", "/Tokens/Own", [TOKEN], None),
    (lambda c: c.tokens.list_peer(), "GET", "/Tokens/Peer", [TOKEN], None),
    (lambda c: c.tokens.get("TOKx"), "GET", "/Tokens/TOKx", TOKEN, None),
    (lambda c: c.files.load_peer("RklM"), "POST", "/Files/Peer", FILE, {"reference": "RklM"}),
    (lambda c: c.files.list(title="T"), "GET", "/Files", [FILE], None),
    (lambda c: c.files.list_own(), "GET", "/Files/Own", [FILE], None),
    (lambda c: c.files.list_peer(), "GET", "/Files/Peer", [FILE], None),
    (lambda c: c.files.get("FILx"), "GET", "/Files/FILx", FILE, None),
    (lambda c: c.files.create_token("FILx"), "POST", "/Files/FILx/Token", TOKEN, {}),
    (
        lambda c: c.files.regenerate_ownership_token("FILx"),
        "PATCH",
        "/Files/FILx/RegenerateOwnershipToken",
        FILE,
        None,
    ),
    (lambda c: c.messages.attachment("MSGx", "FILx"), "GET", "/Messages/MSGx/Attachments/FILx", FILE, None),
    (
        lambda c: c.attributes.succeed("ATTx", {"@type": "X"}, tags=["x:a"]),
        "POST",
        "/Attributes/ATTx/Succeed",
        {"predecessor": ATTRIBUTE, "successor": ATTRIBUTE},
        {"successorContent": {"value": {"@type": "X"}, "tags": ["x:a"]}},
    ),
    (
        lambda c: c.attributes.notify_peer("ATTx", ME),
        "POST",
        "/Attributes/ATTx/NotifyPeer",
        {"predecessor": ATTRIBUTE, "successor": ATTRIBUTE, "notificationId": "NOTx"},
        {"peer": ME},
    ),
    (lambda c: c.attributes.versions("ATTx"), "GET", "/Attributes/ATTx/Versions", [ATTRIBUTE], None),
    (lambda c: c.attributes.shared_versions("ATTx", ME), "GET", "/Attributes/ATTx/Versions/Shared", [ATTRIBUTE], None),
    (
        lambda c: c.attributes.forwarding_details("ATTx"),
        "GET",
        "/Attributes/ATTx/ForwardingDetails",
        [{"peer": ME, "sourceReference": "REQx", "sharedAt": "2026-01-01T00:00:00.000Z"}],
        None,
    ),
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
    assert repr(connector.messages) == "<Messages: attachment, download, get, list, raw_list, send>"


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (lambda c: c.relationships.decompose("RELx"), "/Relationships/RELx"),
        (lambda c: c.relationship_templates.delete("RLTx"), "/RelationshipTemplates/RLTx"),
        (lambda c: c.tokens.delete("TOKx"), "/Tokens/TOKx"),
        (lambda c: c.files.delete("FILx"), "/Files/FILx"),
    ],
)
def test_what_is_deleted_leaves_no_answer(
    stage: Any, connector: Connector, call: Callable[[Connector], object], path: str
) -> None:
    stage.answer("DELETE", P + path, httpx.Response(204))
    assert call(connector) is None
    assert len(stage.requests) == 1


def test_deleting_an_attribute_tells_the_notifications_to_peers(stage: Any, connector: Connector) -> None:
    stage.result("DELETE", f"{P}/Attributes/ATTx", {"notificationIds": ["NOTx"]})
    assert connector.attributes.delete("ATTx") == ["NOTx"]


def test_all_shared_versions_have_to_be_asked_for(stage: Any, connector: Connector) -> None:
    stage.result("GET", f"{P}/Attributes/ATTx/Versions/Shared", [])
    connector.attributes.shared_versions("ATTx", ME, only_latest=False)
    assert connector.exchanges[-1].query == [("peer", ME), ("onlyLatestVersions", "false")]


def test_a_record_among_the_filters_stands_for_its_id(stage: Any, connector: Connector) -> None:
    stage.result("GET", f"{P}/RelationshipTemplates/RLTx", TEMPLATE)
    stage.result("GET", f"{P}/Relationships", [])
    connector.relationships.list(template_id=connector.relationship_templates.get("RLTx"))
    assert connector.exchanges[-1].query == [("templateId", "RLTabcdefghijklmnopq")]


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (lambda c: c.files.qr_code("FILx"), "/Files/FILx"),
        (lambda c: c.tokens.qr_code("TOKx"), "/Tokens/TOKx"),
    ],
)
def test_references_of_files_and_tokens_are_drawn_too(
    stage: Any, connector: Connector, call: Callable[[Connector], object], path: str
) -> None:
    stage.answer("GET", P + path, httpx.Response(200, content=b"PNG", headers={"content-type": "image/png"}))
    assert call(connector) == b"PNG"
    assert stage.requests[0].headers["accept"] == "image/png"
