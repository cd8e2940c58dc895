"""Sections in each era: which call a method makes, what an era cannot do, and what it reads out of other words."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from enmeshed_kit import content, eras
from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import NotInThisEraError, UnexpectedAnswerError
from enmeshed_kit.records import Reference

ME = {"v7": "did:e:localhost:dids:0123456789abcdef012357", "v6": "did:e:localhost:dids:0123456789abcdef012357"}
ME |= {"classic": "id1Eq5A4uECk6Fv8nDjmSPeKhFM3T24FbnAD", "v5": ME["v6"], "v3": "id1Eq5A4uECk6Fv8nDjmSPeKhFM3T24FbnAD"}
PEER = {era: address.replace("0123", "9999").replace("Eq5A", "9999") for era, address in ME.items()}
NOW = "2026-01-01T00:00:00.000Z"
LATER = datetime(2026, 2, 1, tzinfo=UTC)
NAME = {"@type": "IdentityAttribute", "owner": "", "value": {"@type": "DisplayName", "value": "Demo"}}
SHARED = {"peer": "<peer>", "requestReference": "REQx", "sourceAttribute": "ATTsource"}
COPY = {"id": "ATTcopy", "content": NAME, "createdAt": NOW, "shareInfo": SHARED}
TOLD = {"id": "ATTtold", "content": NAME, "createdAt": NOW, "shareInfo": {"peer": "<peer>", "requestReference": "REQx"}}
TEMPLATE = {"id": "RLTx", "isOwn": True, "createdBy": "a", "createdByDevice": "DVCx", "createdAt": NOW, "content": {}}
TEMPLATE |= {"truncatedReference": "UkxU", "secretKey": "s"}
CHANGE = {"id": "RCHx", "type": "Creation", "status": "Pending"}
CHANGE |= {"request": {"createdBy": "a", "createdByDevice": "DVCx", "createdAt": NOW, "content": {"a": 1}}}
RELATIONSHIP = {"id": "RELx", "template": TEMPLATE, "status": "Pending", "peer": "p", "changes": [CHANGE]}
RELATIONSHIP |= {"peerIdentity": {"address": "p", "publicKey": "k", "realm": "id1"}}
READ = {"@type": "ReadAttributeRequestItem", "mustBeAccepted": True}
READ |= {"query": {"@type": "IdentityAttributeQuery", "valueType": "GivenName"}}


class Recorder:
    """A Connector of an era that answers each call with the same, and remembers the calls."""

    def __init__(self, era: str, result: Any) -> None:
        self.era = eras.era_named(era)
        self.calls: list[tuple[str, str, Any]] = []
        self.results: dict[str, Any] = {}
        self.result = result
        self.connector = Connector("http://c", "key", era=era, transport=httpx.MockTransport(self))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        target = request.url.raw_path.decode().removeprefix(self.era.prefix).replace("%40", "@").replace("%21", "!")
        body = json.loads(request.content) if request.headers.get("content-type") == "application/json" else None
        self.calls.append((request.method, target.replace("%3A", ":"), body))
        result = self.results.get(target, self.result)
        return httpx.Response(204) if result is None else httpx.Response(200, json={"result": result})


CALLS: list[tuple[str, Callable[[Connector], object], Any, dict[str, tuple[str, str, Any]]]] = [
    (
        "own Attributes",
        lambda c: c.attributes.own_identity({"content.value.@type": "DisplayName"}),
        [],
        {
            "v7": ("GET", "/Attributes/Own/Identity?content.value.@type=DisplayName", None),
            "v6": ("GET", "/Attributes/Own/Repository?content.value.@type=DisplayName", None),
            "classic": ("GET", "/Attributes/Own/Repository?content.value.@type=DisplayName", None),
            "v3": ("GET", "/Attributes?shareInfo=!&content.value.@type=DisplayName", None),
        },
    ),
    (
        "Attributes that a peer shared",
        lambda c: c.attributes.peer(PEER[c.era.name], hide_technical=True),
        [],
        {
            "v7": ("GET", f"/Attributes/Peer/{PEER['v7']}?hideTechnical=true", None),
            "v6": ("GET", f"/Attributes/Peer/Shared/Identity?peer={PEER['v6']}&hideTechnical=true", None),
            "classic": ("GET", f"/Attributes/Peer/Shared/Identity?peer={PEER['classic']}&hideTechnical=true", None),
        },
    ),
    (
        "own Attributes that a peer was given",
        lambda c: c.attributes.own_shared(PEER[c.era.name]),
        [],
        {
            "v7": ("GET", f"/Attributes/Own/Shared/{PEER['v7']}", None),
            "v6": ("GET", f"/Attributes/Own/Shared/Identity?peer={PEER['v6']}", None),
            "classic": ("GET", f"/Attributes/Own/Shared/Identity?peer={PEER['classic']}", None),
            "v3": ("GET", f"/Attributes?content.owner=!{PEER['v3']}&shareInfo.peer={PEER['v3']}", None),
        },
    ),
    (
        "Attributes of a peer, by what brought them",
        lambda c: c.attributes.list(peer="p", source_reference="REQx"),
        [],
        {
            "v7": ("GET", "/Attributes?peer=p&sourceReference=REQx", None),
            "v6": ("GET", "/Attributes?shareInfo.peer=p&shareInfo.requestReference=REQx", None),
            "classic": ("GET", "/Attributes?shareInfo.peer=p&shareInfo.requestReference=REQx", None),
        },
    ),
    (
        "what became of a shared Attribute",
        lambda c: c.attributes.list({"deletionInfo.deletionStatus": "!DeletedByRecipient"}),
        [],
        {
            "v7": ("GET", "/Attributes?deletionInfo.deletionStatus=!DeletedByRecipient", None),
            "v6": ("GET", "/Attributes?deletionInfo.deletionStatus=!DeletedByPeer", None),
        },
    ),
    (
        "versions that a peer has",
        lambda c: c.attributes.shared_versions("ATTx", "p"),
        [],
        dict.fromkeys(
            ("v7", "v6", "classic"),
            ("GET", "/Attributes/ATTx/Versions/Shared?peer=p&onlyLatestVersions=true", None),
        ),
    ),
    (
        "an Attribute to be created",
        lambda c: c.attributes.create(value=NAME["value"]),
        COPY | {"@type": "OwnIdentityAttribute"},
        dict.fromkeys(("v7", "v6", "classic"), ("POST", "/Attributes", {"content": {"value": NAME["value"]}})),
    ),
    (
        "Relationships of a template",
        lambda c: c.relationships.list(template_id="RLTx", status="Active"),
        [],
        {
            "v7": ("GET", "/Relationships?templateId=RLTx&status=Active", None),
            "v6": ("GET", "/Relationships?template.id=RLTx&status=Active", None),
            "classic": ("GET", "/Relationships?template.id=RLTx&status=Active", None),
        },
    ),
    (
        "a Relationship of one's own content",
        lambda c: c.relationships.create("RLTx", content.arbitrary_creation_content({"a": [1]})),
        RELATIONSHIP | {"templateId": "RLTx", "auditLog": [], "creationContent": {}},
        {
            "v7": (
                "POST",
                "/Relationships",
                {
                    "templateId": "RLTx",
                    "creationContent": {"@type": "ArbitraryRelationshipCreationContent", "value": {"a": [1]}},
                },
            ),
            "classic": ("POST", "/Relationships", {"templateId": "RLTx", "content": {"a": [1]}}),
        },
    ),
    (
        "a group of items",
        lambda c: c.outgoing_requests.validate(content.request(content.group(READ | {"mustBeAccepted": False}))),
        {"isSuccess": True, "items": []},
        {
            "v6": (
                "POST",
                "/Requests/Outgoing/Validate",
                {"content": {"items": [{"@type": "RequestItemGroup", "items": [READ | {"mustBeAccepted": False}]}]}},
            ),
            "classic": (
                "POST",
                "/Requests/Outgoing/Validate",
                {
                    "content": {
                        "items": [
                            {
                                "@type": "RequestItemGroup",
                                "mustBeAccepted": False,
                                "items": [READ | {"mustBeAccepted": False}],
                            }
                        ]
                    }
                },
            ),
        },
    ),
    (
        "Requests that a Relationship answered",
        lambda c: c.incoming_requests.list({"response.source.type": "Relationship"}),
        [],
        {
            "v6": ("GET", "/Requests/Incoming?response.source.type=Relationship", None),
            "classic": ("GET", "/Requests/Incoming?response.source.type=RelationshipChange", None),
        },
    ),
    (
        "a template by its QR code",
        lambda c: c.relationship_templates.load_peer("nmshd://tr#UkxU"),
        TEMPLATE | {"reference": {"truncated": "UkxU", "url": "u"}},
        dict.fromkeys(("v7", "v6", "classic"), ("POST", "/RelationshipTemplates/Peer", {"reference": "UkxU"})),
    ),
    (
        "a template by the reference of its record",
        lambda c: c.relationship_templates.load_peer(Reference(truncated="UkxU", url="nmshd://tr#UkxU")),
        TEMPLATE | {"reference": {"truncated": "UkxU", "url": "u"}},
        dict.fromkeys(("v6", "classic"), ("POST", "/RelationshipTemplates/Peer", {"reference": "UkxU"})),
    ),
    (
        "a Message between programs",
        lambda c: c.messages.send("p", content.arbitrary_message_content("text")),
        {
            "id": "MSGx",
            "isOwn": True,
            "content": {"value": "text"},
            "createdBy": "a",
            "createdByDevice": "DVCx",
            "recipients": [],
            "createdAt": NOW,
            "attachments": [],
        },
        {
            "v6": (
                "POST",
                "/Messages",
                {"recipients": ["p"], "content": {"@type": "ArbitraryMessageContent", "value": "text"}},
            ),
            "classic": ("POST", "/Messages", {"recipients": ["p"], "content": {"value": "text"}}),
        },
    ),
]


@pytest.mark.parametrize(
    ("act", "result", "era", "expected"),
    [
        pytest.param(act, result, era, expected, id=f"{name} in {era}")
        for name, act, result, by_era in CALLS
        for era, expected in by_era.items()
    ],
)
def test_a_method_makes_the_call_of_its_era(
    act: Callable[[Connector], object], result: Any, era: str, expected: tuple[str, str, Any]
) -> None:
    recorder = Recorder(era, result)
    act(recorder.connector)
    assert recorder.calls == [expected]


def test_who_the_other_side_of_a_forwarded_attribute_is_has_another_name_before_connector_7() -> None:
    item = {"@type": "ShareAttributeRequestItem", "attributeId": "ATTx", "initialAttributePeer": "did:e:x"}
    assert Recorder("v6", {}).connector.in_era(item) == {
        "@type": "ShareAttributeRequestItem",
        "sourceAttributeId": "ATTx",
        "thirdPartyAddress": "did:e:x",
    }
    for era in ("v5", "classic"):
        with pytest.raises(NotInThisEraError, match="initialAttributePeer"):
            Recorder(era, {}).connector.in_era(item)
    third = {"peer": "p", "requestReference": "REQx", "thirdPartyAddress": "t"}
    attribute = Recorder("v6", COPY | {"shareInfo": third}).connector.attributes.get("ATTx")
    assert (attribute.type, attribute.peer, attribute.initial_attribute_peer) == (
        "ThirdPartyRelationshipAttribute",
        "p",
        "t",
    )


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_the_change_that_asked_for_a_relationship_is_found_and_answered(action: str) -> None:
    recorder = Recorder("classic", RELATIONSHIP)
    answered = getattr(recorder.connector.relationships, action)("RELx")
    path = f"/Relationships/RELx/Changes/RCHx/{action.capitalize()}"
    assert recorder.calls == [("GET", "/Relationships/RELx", None), ("PUT", path, {"content": {}})]
    assert [each.auxiliary for each in recorder.connector.exchanges] == [True, False]
    assert (answered.change_id, answered.template_id, answered.audit_log[0].reason) == ("RCHx", "RLTx", "Creation")
    assert answered.creation_content == {"@type": "ArbitraryRelationshipCreationContent", "value": {"a": 1}}


def test_a_change_that_is_known_is_not_asked_for_again() -> None:
    recorder = Recorder("classic", RELATIONSHIP)
    recorder.connector.relationships.accept(recorder.connector.relationships.get("RELx"))
    assert [(method, target) for method, target, _ in recorder.calls] == [
        ("GET", "/Relationships/RELx"),
        ("PUT", "/Relationships/RELx/Changes/RCHx/Accept"),
    ]


@pytest.mark.parametrize(
    ("attribute", "path"),
    [
        ({"id": "ATTown", "content": NAME, "createdAt": NOW}, "/Attributes/ATTown"),
        (COPY, "/Attributes/Own/Shared/ATTcopy"),
        (TOLD, "/Attributes/Peer/Shared/ATTtold"),
    ],
    ids=["own", "a copy", "a peer's"],
)
@pytest.mark.parametrize("by_record", [True, False])
def test_each_kind_of_attribute_is_deleted_by_its_own_call(attribute: Any, path: str, by_record: bool) -> None:
    recorder = Recorder("v6", {"notificationId": "NOTx"})
    recorder.results[f"/Attributes/{attribute['id']}"] = attribute
    known = recorder.connector.attributes.get(attribute["id"]) if by_record else attribute["id"]
    if path == "/Attributes/ATTown":
        recorder.connector.attributes.delete(known)
    else:
        assert recorder.connector.attributes.delete(known) == ["NOTx"]
    assert recorder.calls == [("GET", f"/Attributes/{attribute['id']}", None), ("DELETE", path, None)]


@pytest.mark.parametrize("answer", [httpx.Response(204), httpx.Response(200, json={})], ids=["v6", "classic"])
def test_a_deletion_that_tells_nobody_answers_with_nothing(answer: httpx.Response) -> None:
    own = {"id": "ATTown", "content": NAME, "createdAt": NOW}

    def respond(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"result": own}) if request.method == "GET" else answer

    connector = Connector("http://c", "key", era="v6", transport=httpx.MockTransport(respond))
    assert connector.attributes.delete("ATTown") == []


def test_a_peer_forgets_an_attribute_by_the_id_that_it_knows() -> None:
    recorder = Recorder("v6", {"isSuccess": True, "items": []})
    recorder.results["/Attributes?shareInfo.sourceAttribute=ATTabcdefghijklmnopq&shareInfo.peer=p"] = [COPY]
    recorder.connector.outgoing_requests.validate(
        content.request(content.delete_attribute("ATTabcdefghijklmnopq")), peer="p"
    )
    assert recorder.calls[-1][2]["content"]["items"][0]["attributeId"] == "ATTcopy"
    recorder.results = {target: [] for target in recorder.results}
    recorder.connector.outgoing_requests.validate(
        content.request(content.delete_attribute("ATTabcdefghijklmnopq")), peer="p"
    )
    assert recorder.calls[-1][2]["content"]["items"][0]["attributeId"] == "ATTabcdefghijklmnopq"


def test_a_copy_is_shared_on_as_what_it_was_made_of() -> None:
    copy = Recorder("v6", COPY | {"shareInfo": SHARED | {"sourceAttribute": "ATTabcdefghijklmnopq"}})
    item = content.share_attribute(copy.connector.attributes.get("ATTcopy"))
    assert item["attributeId"] == "ATTabcdefghijklmnopq"
    assert copy.connector.in_era(item)["sourceAttributeId"] == "ATTabcdefghijklmnopq"


def test_an_upload_says_in_classic_what_is_taken_for_granted_later() -> None:
    forms: list[bytes] = []
    file = {"id": "FILx", "isOwn": True, "filename": "a.txt", "filesize": 1, "createdAt": NOW, "createdBy": "a"}
    file |= {"createdByDevice": "DVCx", "expiresAt": NOW, "mimetype": "text/plain", "truncatedReference": "RklM"}

    def respond(request: httpx.Request) -> httpx.Response:
        forms.append(request.read())
        return httpx.Response(201, json={"result": file})

    connector = Connector("http://c", "key", era="classic", transport=httpx.MockTransport(respond))
    uploaded = connector.files.upload(b"x", filename="a.txt")
    assert b'name="title"' in forms[0]
    assert (uploaded.owner, uploaded.reference.truncated, uploaded.reference.url) == ("a", "RklM", "nmshd://tr#RklM")
    with pytest.raises(NotInThisEraError, match="tags"):
        connector.files.upload(b"x", filename="a.txt", tags=["x:a", "x:b"])
    assert len(forms) == 1


def test_a_token_says_in_classic_whose_it_is() -> None:
    token = {"id": "TOKx", "createdBy": "<me>", "createdByDevice": "DVCx", "content": 1, "createdAt": NOW}
    token |= {"expiresAt": NOW, "isEphemeral": False, "truncatedReference": "VE9L", "secretKey": "s"}
    recorder = Recorder("classic", [token, token | {"createdBy": "somebody"}])
    recorder.results["/api/v2/Account/IdentityInfo".removeprefix("/api/v2")] = {"address": "<me>", "publicKey": "k"}
    assert [each.is_own for each in recorder.connector.tokens.list_own()] == [True, False]


IMPOSSIBLE: list[tuple[str, str, Callable[[Connector], object], tuple[str, ...]]] = [
    ("classic", "Revoke a Relationship", lambda c: c.relationships.revoke("RELx"), ("v5", "v6", "v7")),
    ("classic", "Terminate a Relationship", lambda c: c.relationships.terminate("RELx"), ("v5", "v6", "v7")),
    ("classic", "Decompose a Relationship", lambda c: c.relationships.decompose("RELx"), ("v5", "v6", "v7")),
    ("classic", "Ask for reactivation", lambda c: c.relationships.request_reactivation("R"), ("v5", "v6", "v7")),
    ("classic", "Ask whether a Relationship", lambda c: c.relationships.can_create("RLTx"), ("v6", "v7")),
    ("classic", "Ask whether an Attribute", lambda c: c.attributes.can_create({"value": {}}), ("v6", "v7")),
    ("classic", "password", lambda c: c.relationship_templates.load_peer("UkxU", "hush"), ("v6", "v7")),
    (
        "v5",
        "forIdentity",
        lambda c: c.relationship_templates.create_own(content={}, expires_at=LATER, for_identity="x"),
        ("v6", "v7"),
    ),
    (
        "classic",
        "passwordProtection",
        lambda c: c.tokens.create_own(
            content=1, expires_at=LATER, password_protection=content.password_protection("hush")
        ),
        ("v6", "v7"),
    ),
    (
        "classic",
        "FormFieldRequestItem",
        lambda c: c.outgoing_requests.validate(content.request(content.form_field("Size?", content.text_field()))),
        ("v6", "v7"),
    ),
    (
        "v6",
        "bodyFormat",
        lambda c: c.messages.send(None, content.mail(PEER["v6"], "s", "b", body_format="Markdown")),
        ("v7",),
    ),
    (
        "v6",
        "the type MaritalStatus",
        lambda c: c.attributes.create(value={"@type": "MaritalStatus", "value": "single"}),
        ("v7",),
    ),
    (
        "v6",
        "the type BankAccount",
        lambda c: c.outgoing_requests.validate(content.request(content.read_attribute("BankAccount"))),
        ("v7",),
    ),
    ("v6", "the filter @type", lambda c: c.attributes.list({"@type": "PeerIdentityAttribute"}), ("v7",)),
    ("v6", "Delete a RelationshipTemplate", lambda c: c.relationship_templates.delete("RLTx"), ("v7",)),
    ("v6", "Delete a Token", lambda c: c.tokens.delete("TOKx"), ("v7",)),
    ("v3", "Succeed an Attribute", lambda c: c.attributes.succeed("ATTx", {}), ("classic", "v5", "v6", "v7")),
]


@pytest.mark.parametrize(
    ("era", "what", "act", "possible_in"), IMPOSSIBLE, ids=[f"{what} in {era}" for era, what, *_ in IMPOSSIBLE]
)
def test_what_an_era_cannot_do_is_told_before_anything_is_sent(
    era: str, what: str, act: Callable[[Connector], object], possible_in: tuple[str, ...]
) -> None:
    recorder = Recorder(era, {})
    with pytest.raises(NotInThisEraError) as caught:
        act(recorder.connector)
    assert recorder.calls == []
    assert what in caught.value.what
    assert (caught.value.era, caught.value.possible_in) == (era, possible_in)
    assert f"A {recorder.era.connectors} cannot do this" in str(caught.value)
    assert "7 can do it." in caught.value.hint
    assert "hush" not in str(caught.value) + caught.value.hint


def test_a_payload_and_a_call_can_be_shown_as_they_will_be_sent() -> None:
    connector = Recorder("classic", {"address": ME["classic"], "publicKey": "k"}).connector
    assert connector.call_in_era("PUT /api/core/v1/Relationships/{relationship}/Accept") == (
        "PUT /api/v2/Relationships/{relationship}/Changes/{change}/Accept",
        {"content": {}},
    )
    item = {"@type": "ShareAttributeRequestItem", "attributeId": "<id of step 2>", "attribute": NAME}
    assert connector.call_in_era("POST /Requests/Outgoing/Validate", {"content": {"items": [item]}})[1] == {
        "content": {"items": [connector.in_era(item)]}
    }
    assert connector.in_era(item)["sourceAttributeId"] == "<id of step 2>"
    decision = {"items": [{"accept": True, "newAttribute": NAME}]}
    assert connector.in_era(decision)["items"][0]["newAttribute"]["owner"] == ME["classic"]
    today = Recorder("v7", {}).connector
    assert today.in_era(item) is item


def test_what_a_lesson_of_the_classic_era_prints_is_sent_as_it_stands() -> None:
    """The tutorial of Connectors 3 and 4: groups that bind, an empty owner, sourceAttributeId, an Attribute's head."""
    share = {"@type": "ShareAttributeRequestItem", "mustBeAccepted": True, "sourceAttributeId": "ATTx"}
    share |= {"attribute": NAME}
    printed = {"items": [{"@type": "RequestItemGroup", "mustBeAccepted": True, "title": "t", "items": [share, READ]}]}
    recorder = Recorder("classic", {"isSuccess": True, "items": []})
    recorder.connector.outgoing_requests.validate(printed)
    recorder.result = COPY
    recorder.connector.attributes.create(NAME | {"owner": ME["classic"]})
    assert [body for *_, body in recorder.calls] == [{"content": printed}, {"content": NAME | {"owner": ME["classic"]}}]


def test_a_request_is_sent_on_exactly_as_the_connector_made_it() -> None:
    share = {"@type": "ShareAttributeRequestItem", "attribute": NAME, "mustBeAccepted": True, "sourceAttributeId": "A"}
    made = {"@type": "Request", "id": "REQx", "items": [{"@type": "RequestItemGroup", "items": [share]}]}
    made["items"][0]["mustBeAccepted"] = False
    local = {"id": "REQx", "isOwn": True, "peer": "p", "createdAt": NOW, "content": made, "status": "Draft"}
    recorder = Recorder("classic", local)
    request = recorder.connector.outgoing_requests.get("REQx")
    assert request.content["items"][0]["items"][0]["attributeId"] == "A"
    recorder.result = {**TEMPLATE, "recipients": [], "attachments": []}
    recorder.connector.messages.send("p", request.content)
    assert json.dumps(recorder.calls[-1][2]["content"]) == json.dumps(made)


def test_the_answer_to_a_request_names_the_relationship_that_followed() -> None:
    source = {"type": "RelationshipChange", "reference": "RCHx"}
    local = {
        "id": "REQx",
        "isOwn": False,
        "peer": "p",
        "createdAt": NOW,
        "content": {"items": []},
        "status": "Completed",
    }
    local |= {"response": {"createdAt": NOW, "content": {}, "source": source}}
    recorder = Recorder("classic", local)
    recorder.results["/Relationships"] = [RELATIONSHIP]
    for _ in range(2):
        response = recorder.connector.incoming_requests.get("REQx").response
        assert response is not None
        assert response.source is not None
        assert (response.source.type, response.source.reference) == ("Relationship", "RELx")
    assert [target for _, target, _ in recorder.calls].count("/Relationships") == 1


def test_a_connector_3_is_told_the_type_and_the_owner_of_an_attribute() -> None:
    recorder = Recorder("v3", COPY)
    recorder.results["/Account/IdentityInfo"] = {"address": ME["v3"], "publicKey": "k"}
    recorder.connector.attributes.create(value=NAME["value"])
    assert recorder.calls[-1] == ("POST", "/Attributes", {"content": NAME | {"owner": ME["v3"]}})


def test_a_message_that_only_the_answer_to_a_sync_tells_is_in_its_report() -> None:
    message = {"id": "MSGx", "isOwn": False, "content": {"@type": "Mail", "subject": "Late"}, "createdBy": "p"}
    message |= {"createdByDevice": "DVCx", "recipients": [], "createdAt": NOW, "attachments": []}
    recorder = Recorder("classic", [])
    recorder.results["/Account/SyncInfo"] = {"lastSyncRun": {"completedAt": "2026-03-01T00:00:00.000Z"}}
    recorder.results["/Account/Sync"] = {"messages": [message], "relationships": []}
    report = recorder.connector.sync()
    assert [change.id for change in report.new] == ["MSGx"]
    assert 'received "Late"' in repr(report)


@pytest.mark.parametrize("answer", [{}, [], {"id": "RELx", "changes": [{}]}, {"template": None}, "text", 1])
@pytest.mark.parametrize("era", ["classic", "v6"])
def test_an_answer_of_another_shape_is_told_as_such(era: str, answer: Any) -> None:
    connector = Recorder(era, answer).connector
    with pytest.raises(UnexpectedAnswerError, match="not what a Connector answers here"):
        connector.relationships.get("RELx")


def test_the_connector_itself_says_that_there_is_no_change_to_answer() -> None:
    recorder = Recorder("classic", RELATIONSHIP | {"changes": []})
    with pytest.raises(UnexpectedAnswerError):
        recorder.connector.relationships.accept("RELx")
    assert recorder.calls[-1][1] == "/Relationships/RELx/Changes/none/Accept"
