"""Rows of the contract's tables that no single transcript is about: the first schema failure of each version of the
runtime, and where official material says something else than the servers.

Rows that a transcript contradicts are not here. Of the first failures these are, in Connector 4 (transcripts-classic):
a Request to validate has no JSON schema (06/5, 6, 8, 45, 60, 129), nor has a reference (09/2, 10) or a decision
(11/26). The same holds of validation in Connectors 6 and 7 (transcripts-v6 and transcripts, 06).
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

import httpx
import pytest

from enmeshed_kit.eras import ERAS
from enmeshed_kit.sandbox.sandbox import Sandbox

NEVER = "2099-12-31T00:00:00.000Z"
INVALID = "error.runtime.validation.invalidPropertyValue"
BASE58 = r"id1[A-Za-z0-9]{32,33}"
DID = r"did:e:((([A-Za-z0-9]+(-[A-Za-z0-9]+)*)\.)+[a-z]{2,}|localhost):dids:[0-9a-f]{22}"
OLD_ADDRESS, NEW_ADDRESS = "id1Eq5A4uECk6Fv8nDjmSPeKhFM3T24FbnAD", "did:e:localhost:dids:0123456789abcdef012357"
NAME = {"@type": "DisplayName", "value": "A name"}


class Connector:
    """One Connector of the sandbox, called without a network."""

    def __init__(self, sandbox: Sandbox, name: str, era: str) -> None:
        added = sandbox.add_connector(name, era=era)
        headers = {"X-API-KEY": added.api_key, "Accept": "application/json"}
        transport = httpx.WSGITransport(sandbox)
        self.http = httpx.Client(base_url=f"http://sandbox/{name}", transport=transport, headers=headers)
        self.prefix = ERAS[era].prefix

    def ask(self, method: str, path: str, body: Any = None, **query: str) -> httpx.Response:
        return self.http.request(method, self.prefix + path, json=body, params=query)

    def result(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        answer = self.ask(method, path, body, **query)
        assert answer.is_success, answer.text
        return answer.json()["result"]

    @property
    def address(self) -> str:
        return str(self.result("GET", "/Account/IdentityInfo")["address"])


@pytest.fixture
def connect() -> Callable[..., Connector]:
    sandbox = Sandbox()
    return lambda era, name="a": Connector(sandbox, name, era)


class Row(NamedTuple):
    """A body and the first failure that each era names; an era that is not here finds none."""

    title: str
    method: str
    path: str
    body: Any
    failures: dict[str, str]
    query: Mapping[str, str] = MappingProxyType({})


def everywhere(text: str, *eras: str) -> dict[str, str]:
    return dict.fromkeys(eras or tuple(ERAS), text)


def template(**changed: Any) -> dict[str, Any]:
    body = {"expiresAt": NEVER, "content": {"@type": "ArbitraryRelationshipTemplateContent", "value": 1}}
    return {name: value for name, value in {**body, **changed}.items() if value is not ...}


TEMPLATES = "/RelationshipTemplates/Own"
NO_ORGANIZATION = "content/value must have required property 'organization'"
UNKNOWN_TYPE = "content.value.@type must match one of the allowed Attribute value types for IdentityAttributes"
EXTRA = "must NOT have additional properties"
CHANGE = "/Relationships/RELUnknownUnknown000/Changes/RCHUnknownUnknown000/Accept"
ROWS = [
    Row(
        "template no expiresAt",
        "POST",
        TEMPLATES,
        template(expiresAt=...),
        everywhere("must have required property 'expiresAt'"),
    ),
    Row(
        "template bad date",
        "POST",
        TEMPLATES,
        template(expiresAt="x"),
        everywhere("expiresAt must match ISO8601 datetime format"),
    ),
    Row(
        "template 0 alloc",
        "POST",
        TEMPLATES,
        template(maxNumberOfAllocations=0),
        everywhere("maxNumberOfAllocations must be >= 1"),
    ),
    Row(
        "template alloc string",
        "POST",
        TEMPLATES,
        template(maxNumberOfAllocations="1"),
        everywhere("maxNumberOfAllocations must be number"),
    ),
    Row(
        "template no content",
        "POST",
        TEMPLATES,
        template(content=...),
        everywhere("must have required property 'content'"),
    ),
    Row(
        "template bad forIdentity",
        "POST",
        TEMPLATES,
        template(forIdentity="x"),
        {"classic": EXTRA, **everywhere(f"forIdentity must match pattern {DID}", "v6", "v7")},
    ),
    Row(
        "template empty pw",
        "POST",
        TEMPLATES,
        template(passwordProtection={"password": ""}),
        {
            "classic": EXTRA,
            **everywhere("passwordProtection/password must NOT have fewer than 1 characters", "v6", "v7"),
        },
    ),
    Row(
        "template pin false",
        "POST",
        TEMPLATES,
        template(passwordProtection={"password": "1234", "passwordIsPin": False}),
        {"classic": EXTRA, **everywhere("passwordProtection/passwordIsPin must be equal to constant", "v6", "v7")},
    ),
    Row(
        "rel ?templateId",
        "GET",
        "/Relationships",
        None,
        everywhere(f"query {EXTRA}", "classic", "v6"),
        {"templateId": "RLTUnknownUnknown000"},
    ),
    Row(
        "rel ?template.id",
        "GET",
        "/Relationships",
        None,
        everywhere(f"query {EXTRA}", "v7"),
        {"template.id": "RLTUnknownUnknown000"},
    ),
    Row("rel bad id", "GET", "/Relationships/REL1", None, everywhere("id must match pattern REL[A-Za-z0-9]{17}")),
    Row("accept change undefined content", "PUT", CHANGE, {}, {"classic": "must have required property 'content'"}),
    Row(
        "msg empty recipients",
        "POST",
        "/Messages",
        {"recipients": [], "content": {}},
        everywhere("recipients must NOT have fewer than 1 items"),
    ),
    Row(
        "msg bad recipient",
        "POST",
        "/Messages",
        {"recipients": ["x"], "content": {}},
        {
            "classic": f"recipients/0 must match pattern {BASE58}",
            **everywhere(f"recipients/0 must match pattern {DID}", "v6", "v7"),
        },
    ),
    Row("msg no content", "POST", "/Messages", {"recipients": []}, everywhere("must have required property 'content'")),
    Row(
        "msg id1 recipient",
        "POST",
        "/Messages",
        {"recipients": [OLD_ADDRESS], "content": {"@type": "Mail"}},
        everywhere(f"recipients/0 must match pattern {DID}", "v6", "v7"),
    ),
    Row(
        "msg did recipient",
        "POST",
        "/Messages",
        {"recipients": [NEW_ADDRESS], "content": {"@type": "Mail"}},
        {"classic": f"recipients/0 must match pattern {BASE58}"},
    ),
    Row(
        "create rel no content",
        "POST",
        "/Relationships",
        {"templateId": "RLTUnknownUnknown000"},
        {
            "classic": "must have required property 'content'",
            **everywhere("must have required property 'creationContent'", "v6", "v7"),
        },
    ),
    Row(
        "create rel content",
        "POST",
        "/Relationships",
        {"templateId": "RLTUnknownUnknown000", "content": {}},
        everywhere("must have required property 'creationContent'", "v6", "v7"),
    ),
    Row("attribute minimal", "POST", "/Attributes", {"content": {"value": NAME}}, {}),
    Row(
        "attribute with owner",
        "POST",
        "/Attributes",
        {"content": {"@type": "IdentityAttribute", "owner": "<own address>", "value": NAME}},
        everywhere("content must NOT have additional properties", "v6", "v7"),
    ),
    Row(
        "attribute missing value.value",
        "POST",
        "/Attributes",
        {"content": {"value": {"@type": "DisplayName"}}},
        {"classic": NO_ORGANIZATION, **everywhere("DisplayName :: must have required property 'value'", "v6", "v7")},
    ),
    Row(
        "attribute unknown type",
        "POST",
        "/Attributes",
        {"content": {"value": {"@type": "Unknown"}}},
        {"classic": NO_ORGANIZATION, **everywhere(UNKNOWN_TYPE, "v6", "v7")},
    ),
    Row("attribute no content", "POST", "/Attributes", {}, everywhere("must have required property 'content'")),
]


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.title)
def test_the_first_schema_failure_is_that_of_the_version(row: Row, era: str, connect: Callable[..., Connector]) -> None:
    connector = connect(era)
    body = row.body
    if "owner" in str(body):
        body = {"content": {**body["content"], "owner": connector.address}}
    answer = connector.ask(row.method, row.path, body, **row.query)
    error = answer.json().get("error", {})
    if era in row.failures:
        assert (answer.status_code, error["code"], error["message"]) == (400, INVALID, row.failures[era])
    else:
        assert error.get("code") != INVALID, error


def test_a_template_is_loaded_by_its_id_and_key_in_connector_4_only(connect: Callable[..., Connector]) -> None:
    owner, reader = connect("classic"), connect("classic", "b")
    made = owner.result("POST", TEMPLATES, template(content={"any": "thing"}))
    pair = {"id": made["id"], "secretKey": made["secretKey"]}
    assert reader.result("POST", "/RelationshipTemplates/Peer", pair)["id"] == made["id"]
    for era in ("v6", "v7"):
        answer = connect(era, era).ask("POST", "/RelationshipTemplates/Peer", pair)
        assert answer.status_code == 400
        assert answer.json()["error"]["message"] == "token / relationship template reference invalid"


@pytest.mark.parametrize(
    ("era", "right", "wrong"),
    [
        ("classic", "template.id", "templateId"),
        ("v6", "template.id", "templateId"),
        ("v7", "templateId", "template.id"),
    ],
)
def test_relationships_are_found_by_the_key_that_the_server_knows_whatever_typings_say(
    era: str, right: str, wrong: str, connect: Callable[..., Connector]
) -> None:
    connector = connect(era)
    assert connector.result("GET", "/Relationships", **{right: "RLTUnknownUnknown000"}) == []
    assert connector.ask("GET", "/Relationships", **{wrong: "RLTUnknownUnknown000"}).status_code == 400


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("key", ["contentType", "contentSubject", "contentBody"])
def test_messages_are_not_found_by_the_keys_of_the_old_typings(
    key: str, era: str, connect: Callable[..., Connector]
) -> None:
    right = {"contentType": "content.@type", "contentSubject": "content.subject", "contentBody": "content.body"}[key]
    assert connect(era).result("GET", "/Messages", **{right: "x"}) == []
    assert connect(era, "b").ask("GET", "/Messages", **{key: "x"}).status_code == 400


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("IdentityAttribute", {"@type": "IdentityAttributeQuery", "valueType": "DisplayName"}),
        ("IQL", {"@type": "IQLQuery", "queryString": "DisplayName"}),
    ],
)
def test_queries_are_answered_with_200_and_not_with_201(
    kind: str, query: dict[str, str], era: str, connect: Callable[..., Connector]
) -> None:
    path = f"/Attributes/Execute{kind}Query"
    bare = {name: value for name, value in query.items() if name != "@type"}
    answers = [connect(era, name).ask("POST", path, {"query": each}) for name, each in (("a", query), ("b", bare))]
    assert {answer.status_code for answer in answers} <= {200, 400}
    assert [answer for answer in answers if answer.status_code == 200]


@pytest.mark.parametrize("era", ERAS)
def test_a_surname_is_no_last_name(era: str, connect: Callable[..., Connector]) -> None:
    connector = connect(era)
    connector.result("POST", "/Attributes", {"content": {"value": {"@type": "Surname", "value": "Musterfrau"}}})

    def found(text: str) -> int:
        return len(connector.result("POST", "/Attributes/ExecuteIQLQuery", {"query": {"queryString": text}}))

    assert (found("Surname"), found("LastName")) == (1, 0)


@pytest.mark.parametrize(("era", "status"), [("classic", 200), ("v6", 204), ("v7", 204)])
def test_a_sync_is_answered_with_200_or_204_and_never_with_201(
    era: str, status: int, connect: Callable[..., Connector]
) -> None:
    assert connect(era).ask("POST", "/Account/Sync").status_code == status


@pytest.mark.parametrize("era", ERAS)
def test_what_expires_must_expire_in_the_future(era: str, connect: Callable[..., Connector]) -> None:
    answer = connect(era).ask("POST", TEMPLATES, template(expiresAt="2024-12-31T00:00:00.000Z"))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, INVALID)
    assert error["message"] == "'expiresAt' must be in the future"


@pytest.mark.parametrize(("era", "exists"), [("classic", True), ("v6", True), ("v7", False)])
def test_a_person_name_exists_before_connector_7(era: str, exists: bool, connect: Callable[..., Connector]) -> None:
    name = {"@type": "PersonName", "givenName": "Erika", "surname": "Musterfrau"}
    assert connect(era).ask("POST", "/Attributes", {"content": {"value": name}}).is_success is exists


def test_a_request_that_nobody_has_answered_in_time_is_expired_in_connector_4_too() -> None:
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    sandbox = Sandbox(seed="expired", start=start)
    owner, reader = (Connector(sandbox, name, "classic") for name in "ab")
    consent = {"@type": "ConsentRequestItem", "mustBeAccepted": True, "consent": "Yes?"}
    request = {"items": [consent], "expiresAt": (start + timedelta(minutes=1)).isoformat().replace("+00:00", ".000Z")}
    content = {"@type": "RelationshipTemplateContent", "onNewRelationship": request}
    made = owner.result("POST", TEMPLATES, template(content=content))
    reader.result("POST", "/RelationshipTemplates/Peer", {"reference": made["truncatedReference"]})
    assert [each["status"] for each in reader.result("GET", "/Requests/Incoming")] == ["ManualDecisionRequired"]
    sandbox.clock.advance(timedelta(minutes=2))
    assert [each["status"] for each in reader.result("GET", "/Requests/Incoming")] == ["Expired"]
