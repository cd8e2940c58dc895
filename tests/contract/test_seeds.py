"""The two documents word for word: their payloads, written by hand and sent raw to Connectors of the era they mean."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import zxingcpp
from PIL import Image

from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.sandbox.server import Server

P = "/api/v2"


class Raw:
    """A Connector behind nothing but HTTP."""

    def __init__(self, url: str, key: str) -> None:
        headers = {"X-API-KEY": key, "Accept": "application/json"}
        self.http = httpx.Client(base_url=url, headers=headers, trust_env=False)

    def ask(self, status: int, method: str, path: str, **arguments: Any) -> Any:
        """The result of a call that has to end with this status; the error's code where it is a refusal."""
        answer = self.http.request(method, path, **arguments)
        assert answer.status_code == status, answer.text
        if status == 204:
            assert answer.content == b""
            return None
        return answer.json()["error"]["code"] if status >= 400 else answer.json()["result"]

    @property
    def address(self) -> str:
        return str(self.ask(200, "GET", f"{P}/Account/IdentityInfo")["address"])

    def request_of(self, template: str) -> Any:
        (request,) = self.ask(200, "GET", f"{P}/Requests/Incoming", params={"source.reference": template})
        assert request["status"] == "ManualDecisionRequired"
        return request


@pytest.fixture
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[Raw, Raw]]:
    """Two Connectors of the era that the test names."""
    sandbox = Sandbox()
    added = [sandbox.add_connector(name, era=request.param) for name in ("connector", "app")]
    with Server(sandbox) as server:
        both = [Raw(f"{server.url}/{each.name}", each.api_key) for each in added]
        yield both[0], both[1]
        for each in both:
            each.http.close()


def in_a_month() -> str:
    return (datetime.now(UTC) + timedelta(days=30)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def person(value_type: str, value: str, owner: str) -> dict[str, Any]:
    attribute = {"@type": "IdentityAttribute", "owner": owner, "value": {"@type": value_type, "value": value}}
    return {"accept": True, "newAttribute": attribute}


def question(value_type: str, *, must: bool) -> dict[str, Any]:
    query = {"@type": "IdentityAttributeQuery", "valueType": value_type}
    return {"@type": "ReadAttributeRequestItem", "mustBeAccepted": must, "query": query}


def invitation(templator: Raw, content: dict[str, Any], **more: Any) -> Any:
    template = {"maxNumberOfAllocations": 1, "expiresAt": in_a_month(), **more}
    template["content"] = {"@type": "RelationshipTemplateContent", **content}
    return templator.ask(201, "POST", f"{P}/RelationshipTemplates/Own", json=template)


@pytest.mark.parametrize("pair", ["classic"], indirect=True)
def test_the_integration_example_runs_on_a_connector_4_as_it_was_written(pair: tuple[Raw, Raw]) -> None:
    connector, app = pair
    name = "Demo Connector of integration example"
    value = {"@type": "DisplayName", "value": name}

    attribute = connector.ask(
        201,
        "POST",
        f"{P}/Attributes",
        json={"content": {"@type": "IdentityAttribute", "owner": connector.address, "value": value}},
    )
    assert attribute["content"] == {"@type": "IdentityAttribute", "owner": connector.address, "value": value}

    request = {
        "items": [
            {
                "@type": "RequestItemGroup",
                "mustBeAccepted": True,
                "title": "Shared Attributes",
                "items": [
                    {
                        "@type": "ShareAttributeRequestItem",
                        "mustBeAccepted": True,
                        "attribute": {"@type": "IdentityAttribute", "owner": "", "value": value},
                        "sourceAttributeId": attribute["id"],
                    }
                ],
            },
            {
                "@type": "RequestItemGroup",
                "mustBeAccepted": True,
                "title": "Requested Attributes",
                "items": [
                    question("GivenName", must=True),
                    question("Surname", must=True),
                    question("EMailAddress", must=False),
                ],
            },
        ]
    }
    validated = connector.ask(201, "POST", f"{P}/Requests/Outgoing/Validate", json={"content": request})
    assert validated["isSuccess"] is True
    assert [len(group["items"]) for group in validated["items"]] == [1, 3]

    template = invitation(connector, {"title": "Connector Demo Contact", "onNewRelationship": request})
    picture = connector.http.get(f"{P}/RelationshipTemplates/{template['id']}", headers={"Accept": "image/png"})
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)).convert("RGB"))
    scheme, reference = code.text.split("#")
    assert scheme == "nmshd://tr"
    assert reference == template["truncatedReference"]

    app.ask(201, "POST", f"{P}/RelationshipTemplates/Peer", json={"reference": reference})
    asked = app.request_of(template["id"])
    answers = [
        {"items": [{"accept": True}]},
        {
            "items": [
                person("GivenName", "Erika", app.address),
                person("Surname", "Musterfrau", app.address),
                {"accept": False},
            ]
        },
    ]
    accepted = app.ask(200, "PUT", f"{P}/Requests/Incoming/{asked['id']}/Accept", json={"items": answers})
    assert accepted["status"] == "Decided"

    brought = connector.ask(200, "POST", f"{P}/Account/Sync")
    assert brought["messages"] == []
    (relationship,) = brought["relationships"]
    assert (relationship["status"], relationship["peer"]) == ("Pending", app.address)
    (change,) = relationship["changes"]
    assert (change["type"], change["status"]) == ("Creation", "Pending")

    path = f"{P}/Relationships/{relationship['id']}/Changes/{change['id']}/Accept"
    active = connector.ask(200, "PUT", path, json={"content": {}})
    assert (active["status"], active["peer"]) == ("Active", app.address)
    assert connector.ask(400, "PUT", path, json={}) == "error.runtime.validation.invalidPropertyValue"

    mail = {"@type": "Mail", "to": [app.address], "subject": "Welcome", "body": "Hello. We are pleased to welcome you."}
    connector.ask(201, "POST", f"{P}/Messages", json={"recipients": [app.address], "content": mail})
    (received,) = app.ask(200, "POST", f"{P}/Account/Sync")["messages"]
    assert received["content"] == {**mail, "cc": []}

    reply = {"@type": "Mail", "to": [connector.address], "subject": "Thank you", "body": "Glad to be here."}
    app.ask(201, "POST", f"{P}/Messages", json={"recipients": [connector.address], "content": reply})
    (fetched,) = connector.ask(200, "POST", f"{P}/Account/Sync")["messages"]
    assert (fetched["createdBy"], fetched["content"]) == (app.address, {**reply, "cc": []})
    assert connector.ask(200, "POST", f"{P}/Account/Sync")["messages"] == []


@pytest.mark.parametrize("pair", ["v6"], indirect=True)
def test_the_guide_runs_between_two_connectors_6_with_a_request(pair: tuple[Raw, Raw]) -> None:
    templator, initiator = pair
    request = {"items": [{"@type": "ConsentRequestItem", "mustBeAccepted": True, "consent": "Invoices by enmeshed."}]}
    questions = {"onNewRelationship": request, "onExistingRelationship": request}
    template = invitation(
        templator,
        {"title": "Partners", "metadata": {"campaign": 7}, **questions},
        forIdentity=initiator.address,
        passwordProtection={"password": "4711", "passwordIsPin": True},
    )
    assert (template["isOwn"], template["createdBy"]) == (True, templator.address)

    loading = {"reference": template["truncatedReference"]}
    peers = f"{P}/RelationshipTemplates/Peer"
    assert initiator.ask(400, "POST", peers, json=loading) == "error.transport.noPasswordProvided"
    loaded = initiator.ask(201, "POST", peers, json={**loading, "password": "4711"})
    assert (loaded["isOwn"], loaded["id"]) == (False, template["id"])

    asked = initiator.request_of(template["id"])
    decided = initiator.ask(
        200, "PUT", f"{P}/Requests/Incoming/{asked['id']}/Accept", json={"items": [{"accept": True}]}
    )
    assert decided["status"] == "Decided"

    # The guide says templateId here, which no Connector 6 knows.
    wrong = {"templateId": template["id"]}
    code = initiator.ask(400, "GET", f"{P}/Relationships", params=wrong)
    assert code == "error.runtime.validation.invalidPropertyValue"
    (pending,) = initiator.ask(200, "GET", f"{P}/Relationships", params={"template.id": template["id"]})
    assert (pending["status"], pending["template"]["id"]) == ("Pending", template["id"])

    templator.ask(204, "POST", f"{P}/Account/Sync")
    (received,) = templator.ask(200, "GET", f"{P}/Relationships", params={"template.id": template["id"]})
    accepted = templator.ask(200, "PUT", f"{P}/Relationships/{received['id']}/Accept")
    assert accepted["status"] == "Active"
    initiator.ask(204, "POST", f"{P}/Account/Sync")
    assert initiator.ask(200, "GET", f"{P}/Relationships/{received['id']}")["status"] == "Active"


@pytest.mark.parametrize("pair", ["v6"], indirect=True)
def test_the_guide_runs_between_two_connectors_6_with_arbitrary_content(pair: tuple[Raw, Raw]) -> None:
    templator, initiator = pair
    content = {"@type": "ArbitraryRelationshipTemplateContent", "value": {"offer": "price list"}}
    wanted = {"expiresAt": in_a_month(), "content": content}
    template = templator.ask(201, "POST", f"{P}/RelationshipTemplates/Own", json=wanted)
    reference = {"reference": template["truncatedReference"]}
    initiator.ask(201, "POST", f"{P}/RelationshipTemplates/Peer", json=reference)
    assert initiator.ask(200, "GET", f"{P}/Requests/Incoming") == []

    creation = {"@type": "ArbitraryRelationshipCreationContent", "value": "We accept."}
    new = {"templateId": template["id"], "creationContent": creation}
    assert initiator.ask(200, "PUT", f"{P}/Relationships/CanCreate", json=new)["isSuccess"] is True
    first = initiator.ask(201, "POST", f"{P}/Relationships", json=new)
    assert (first["status"], first["creationContent"]) == ("Pending", creation)
    assert initiator.ask(200, "PUT", f"{P}/Relationships/CanCreate", json=new)["isSuccess"] is False

    assert initiator.ask(200, "PUT", f"{P}/Relationships/{first['id']}/Revoke")["status"] == "Revoked"
    second = initiator.ask(201, "POST", f"{P}/Relationships", json=new)
    templator.ask(204, "POST", f"{P}/Account/Sync")
    code = templator.ask(400, "PUT", f"{P}/Relationships/{first['id']}/Accept")
    assert code == "error.transport.relationships.wrongRelationshipStatus"
    assert templator.ask(200, "PUT", f"{P}/Relationships/{second['id']}/Reject")["status"] == "Rejected"
    initiator.ask(204, "POST", f"{P}/Account/Sync")
    for status, relationship in (("Revoked", first), ("Rejected", second)):
        (found,) = initiator.ask(200, "GET", f"{P}/Relationships", params={"status": status})
        assert found["id"] == relationship["id"]
