"""What may happen among three Connectors, each deed by the fall of the dice."""

import re
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import httpx
from ledger import BACKBONE, ENTRY, FINE, LOCAL, Bond, Ledger

from enmeshed_kit.sandbox.faults import time_text
from enmeshed_kit.sandbox.sandbox import Sandbox

API = "/api/core/v1"
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
FAR = "2099-12-31T00:00:00.000Z"
ARBITRARY = {"@type": "ArbitraryRelationshipTemplateContent", "value": {}}
CREATION = {"@type": "ArbitraryRelationshipCreationContent", "value": {}}
_RELATION = "error.platform.validation.relationship"

# Where a real Connector answers 5xx, too: (method and path, code) → transcript/step.
SERVER_FAULTS = {
    (
        "POST /RelationshipTemplates/Peer",
        "error.platform.validation.relationshipTemplate.maxNumberOfAllocationsExhausted",
    ): "09/45",
    ("POST /Relationships", f"{_RELATION}.cannotCreateRelationshipWithYourself"): "10/28",
    ("PUT /Relationships/ID/Accept", f"{_RELATION}.relationshipIsNotInCorrectStatus"): "12/67",
    ("PUT /Relationships/ID/Reject", f"{_RELATION}.relationshipIsNotInCorrectStatus"): "12/68",
    ("PUT /Relationships/ID/Revoke", f"{_RELATION}.relationshipIsNotInCorrectStatus"): "12/40",
    ("PUT /Relationships/ID/Terminate", f"{_RELATION}.relationshipIsNotInCorrectStatus"): "12/115",
    ("PUT /Relationships/ID/Reactivate", f"{_RELATION}.relationshipIsNotInCorrectStatus"): "12/188",
    (
        "PUT /Relationships/ID/Reactivate",
        f"{_RELATION}.cannotRequestReactivationWhenThereIsAnOpenReactivationRequest",
    ): "12/138",
    (
        "PUT /Relationships/ID/Reactivate/Accept",
        f"{_RELATION}.noAcceptableRelationshipReactivationRequestExists",
    ): "12/155",
    (
        "PUT /Relationships/ID/Reactivate/Revoke",
        f"{_RELATION}.noRevocableReactivationRequestExists",
    ): "12/172",
    ("POST /Attributes/ID/Succeed", "error.connector.unexpected"): "05/226",
}
# The same situations with the one action that nobody has recorded.
UNRECORDED = {
    ("PUT /Relationships/ID/Reactivate/Reject", f"{_RELATION}.noRejectableReactivationRequestExists"): "12/155",
    ("DELETE /Relationships/ID", f"{_RELATION}.relationshipIsNotInCorrectStatus"): "12/172",
}

NAMES = ("Ada", "Grace", "Hedy")
GIVEN_NAME = {"@type": "IdentityAttributeQuery", "valueType": "GivenName"}


def given_name(owner: str, value: str) -> dict[str, Any]:
    return {"@type": "IdentityAttribute", "owner": owner, "value": {"@type": "GivenName", "value": value}}


def in_relationship(owner: str, value: str) -> dict[str, Any]:
    text = {"@type": "ProprietaryString", "value": value, "title": "Customer"}
    more = {"key": "customer", "confidentiality": "public", "isTechnical": False}
    return {"@type": "RelationshipAttribute", "owner": owner, "value": text, **more}


def item(kind: str, **more: Any) -> dict[str, Any]:
    return {"@type": f"{kind}RequestItem", "mustBeAccepted": True, **more}


def answer_to(asked: dict[str, Any], dice: Random) -> dict[str, Any]:
    """How to accept an item."""
    name = given_name("", dice.choice(NAMES))
    more: dict[str, dict[str, Any]] = {
        "FormFieldRequestItem": {"response": "abc"},
        "ReadAttributeRequestItem": {"newAttribute": name},
        "ProposeAttributeRequestItem": {"attribute": name},
        "DeleteAttributeRequestItem": {"deletionDate": FAR},
    }
    return {"accept": True, **more.get(asked["@type"], {})}


class Deeds:
    """Three Connectors in one sandbox, what was made there so far, and whatever anybody may do next."""

    def __init__(self) -> None:
        self.sandbox = Sandbox(seed="three", start=START)
        self.clients: dict[str, httpx.Client] = {}
        for name in ("one", "two", "three"):
            connector = self.sandbox.add_connector(name)
            headers = {"X-API-KEY": connector.api_key, "Accept": "application/json", "Accept-Encoding": "identity"}
            transport = httpx.WSGITransport(app=self.sandbox)
            client = httpx.Client(transport=transport, base_url=f"http://sandbox/{name}{API}", headers=headers)
            self.clients[connector.account.address] = client
        self.addresses = list(self.clients)
        self.ledger = Ledger(self.addresses)
        self.templates: list[dict[str, Any]] = []
        self.drafts: list[dict[str, Any]] = []
        self.files: list[str] = []
        self.deleted: set[str] = set()

    def close(self) -> None:
        for client in self.clients.values():
            client.close()
        self.sandbox.close()

    # -- calls

    def call(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        answer = self.clients[who].request(method, path, json=body, **more)
        if answer.status_code >= 500:
            route = re.sub(r"/[A-Z]{3}[A-Za-z0-9]{17}", "/ID", f"{method} {path}")
            assert (route, answer.json()["error"]["code"]) in SERVER_FAULTS | UNRECORDED, answer.text
        return answer

    def read(self, who: str, path: str) -> Any:
        answer = self.call(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def change(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """A call that may have consequences; its result, if it was not refused."""
        answer = self.call(who, method, path, body, **more)
        self.note(who)
        return answer.json()["result"] if answer.is_success and answer.content else None

    def note(self, who: str) -> None:
        """Put into the ledger what somebody has created or sent, be it by itself."""
        for relationship in self.read(who, "/Relationships"):
            if relationship["id"] not in self.ledger.bonds:
                assert relationship["auditLog"][0]["createdBy"] == who
                self.ledger.create(relationship["id"], who, relationship["peer"])
        for message in self.read(who, "/Messages"):
            if message["id"] not in self.ledger.letters:
                assert message["createdBy"] == who
                bonds = {each["address"]: each["relationshipId"] for each in message["recipients"]}
                self.ledger.send(message["id"], who, message["content"], bonds)

    def others(self, who: str) -> list[str]:
        return [address for address in self.addresses if address != who]

    def other(self, who: str, dice: Random) -> str:
        return dice.choice(self.others(who))

    def friends(self, who: str) -> list[str]:
        return [peer for peer in self.others(who) if self.ledger.bond_between(who, peer)]

    def soon(self) -> str:
        return time_text(self.sandbox.clock.now() + timedelta(seconds=40))

    # -- templates and Relationships

    def make_template(self, who: str, dice: Random) -> None:
        content: dict[str, Any] = ARBITRARY
        if dice.random() < 0.6:
            request = {"items": [self.question(who, dice)]}
            content = {"@type": "RelationshipTemplateContent", "onNewRelationship": request}
            content |= {"onExistingRelationship": request} if dice.random() < 0.5 else {}
        body: dict[str, Any] = {"expiresAt": dice.choice((FAR, FAR, self.soon())), "content": content}
        if dice.random() < 0.3:
            body["maxNumberOfAllocations"] = dice.randint(1, 2)
        if dice.random() < 0.2:
            body["forIdentity"] = self.other(who, dice)
        if template := self.change(who, "POST", "/RelationshipTemplates/Own", body):
            self.templates.append(template)
            if dice.random() < 0.7:
                self.load(self.other(who, dice), template)

    def load_template(self, who: str, dice: Random) -> None:
        self.load(who, dice.choice(self.templates or [None]))

    def load(self, who: str, template: dict[str, Any] | None) -> None:
        if template:
            body = {"reference": template["reference"]["truncated"]}
            self.change(who, "POST", "/RelationshipTemplates/Peer", body)

    def delete_template(self, who: str, dice: Random) -> None:
        if self.templates:
            self.change(who, "DELETE", f"/RelationshipTemplates/{dice.choice(self.templates)['id']}")

    def create_relationship(self, who: str, dice: Random) -> None:
        if self.templates:
            self.ask_for_relationship(who, dice.choice(self.templates))

    def ask_for_relationship(self, who: str, template: dict[str, Any]) -> None:
        body = {"templateId": template["id"], "creationContent": CREATION}
        possible = self.call(who, "PUT", "/Relationships/CanCreate", body).json()["result"]
        in_the_way = self.ledger.bond_between(who, template["createdBy"])
        answer = self.call(who, "POST", "/Relationships", body)
        if template["createdBy"] != who:
            was_deleted = answer.status_code == 404 and possible["isSuccess"]
            assert was_deleted or answer.is_success == possible["isSuccess"], (possible, answer.text)
        assert not (answer.is_success and in_the_way)
        self.note(who)

    def befriend(self, who: str, dice: Random) -> None:
        """The whole way to an active Relationship, as far as it goes."""
        other = self.other(who, dice)
        template = self.change(who, "POST", "/RelationshipTemplates/Own", {"expiresAt": FAR, "content": ARBITRARY})
        self.load(other, template)
        self.ask_for_relationship(other, template)
        self.sync(who)
        if bond := self.ledger.bond_between(who, other):
            self.act(bond, who, "Accept")
        self.sync(other)

    def act_on_relationship(self, who: str, dice: Random) -> None:
        if self.ledger.bonds:
            self.act(dice.choice(list(self.ledger.bonds.values())), who, dice.choice(list(ENTRY)))

    def act_as_it_seems_right(self, who: str, dice: Random) -> None:
        bonds = [bond for bond in self.ledger.bonds.values() if who in bond.sides]
        seemingly = [(bond, action) for bond in bonds for action in ENTRY if bond.verdict(who, action) != LOCAL]
        if seemingly:
            bond, action = min(dice.choices(seemingly, k=3), key=lambda each: each[1] in ("Terminate", "Decompose"))
            self.act(bond, who, action)

    def act(self, bond: Bond, who: str, action: str) -> None:
        verdict = bond.verdict(who, action)
        method, path = ("DELETE", "") if action == "Decompose" else ("PUT", f"/{action}")
        answer = self.call(who, method, f"/Relationships/{bond.id}{path}")
        assert answer.status_code // 100 == {FINE: 2, LOCAL: 4, BACKBONE: 5}[verdict], (bond, action, answer.text)
        if verdict == FINE:
            self.ledger.act(bond, who, action)
        self.note(who)

    # -- Messages and Requests

    def write(self, who: str, dice: Random) -> None:
        recipients = dice.sample(self.others(who), dice.randint(1, 2))
        if dice.random() < 0.7:
            recipients = self.friends(who) or recipients
        content = {"@type": "Mail", "to": recipients, "subject": str(len(self.ledger.letters)), "body": ""}
        body = {"recipients": recipients, "content": content}
        body |= {"attachments": [dice.choice(self.files)]} if self.files and dice.random() < 0.3 else {}
        self.change(who, "POST", "/Messages", body)

    def upload(self, who: str, dice: Random) -> None:
        form = {"expiresAt": FAR, "title": "A file"}
        parts = {"file": ("hello.txt", b"Hello", "text/plain")}
        self.files.append(self.change(who, "POST", "/Files/Own", data=form, files=parts)["id"])

    def question(self, who: str, dice: Random) -> dict[str, Any]:
        own = [each for each in self.read(who, "/Attributes") if each["@type"].startswith("Own")]
        name = dice.choice(NAMES)
        items = [
            item("Authentication", title="Log in"),
            item("Consent", consent="Yes?"),
            item("FormField", title="What?", settings={"@type": "StringFormFieldSettings"}),
            item("ReadAttribute", query=GIVEN_NAME),
            item("CreateAttribute", attribute=in_relationship(dice.choice((who, "")), name)),
            item("CreateAttribute", attribute=given_name("", name)),
            item("ProposeAttribute", query=GIVEN_NAME, attribute=given_name("", name)),
        ]
        if own:
            attribute = dice.choice(own)
            share = item("ShareAttribute", attribute=attribute["content"], attributeId=attribute["id"])
            items += [share, share, item("DeleteAttribute", attributeId=attribute["id"])]
        return dice.choice(items)

    def ask(self, who: str, dice: Random) -> None:
        content = {"items": [self.question(who, dice)]}
        content |= {"expiresAt": self.soon()} if dice.random() < 0.2 else {}
        body = {"content": content, "peer": dice.choice(self.friends(who) * 4 + self.others(who))}
        if request := self.change(who, "POST", "/Requests/Outgoing", body):
            self.drafts.append(request)
            if dice.random() < 0.8:
                self.send(who, request)

    def send_request(self, who: str, dice: Random) -> None:
        if self.drafts:
            self.send(who, dice.choice(self.drafts))

    def send(self, who: str, request: dict[str, Any]) -> None:
        self.change(who, "POST", "/Messages", {"recipients": [request["peer"]], "content": request["content"]})

    def decide(self, who: str, dice: Random) -> None:
        requests = self.read(who, "/Requests/Incoming")
        open_ones = [request for request in requests if request["status"] == "ManualDecisionRequired"]
        for request in dice.sample(open_ones or requests, min(1, len(requests))):
            accepts, items = dice.random() < 0.8, request["content"]["items"]
            decision = {"items": [answer_to(each, dice) if accepts else {"accept": False} for each in items]}
            verb = "Accept" if accepts else "Reject"
            path = f"/Requests/Incoming/{request['id']}"
            check = self.call(who, "PUT", f"{path}/Can{verb}", decision)
            decided = self.change(who, "PUT", f"{path}/{verb}", decision)
            if request["content"].get("expiresAt", FAR) == FAR:  # else its time may be over in between
                assert (decided is not None) == (check.is_success and check.json()["result"]["isSuccess"]), check.text

    # -- Attributes

    def create_attribute(self, who: str, dice: Random) -> None:
        value = {"@type": "GivenName", "value": dice.choice(NAMES)}
        self.change(who, "POST", "/Attributes", {"content": {"value": value}})

    def succeed_attribute(self, who: str, dice: Random) -> None:
        for attribute in dice.sample(known := self.read(who, "/Attributes"), min(1, len(known))):
            details = self.read(who, f"/Attributes/{attribute['id']}/ForwardingDetails")
            value = attribute["content"]["value"] | {"value": f"{dice.choice(NAMES)} {dice.randint(1, 9)}"}
            body = {"successorContent": {"value": value}}
            pair = self.change(who, "POST", f"/Attributes/{attribute['id']}/Succeed", body)
            told = pair["successor"]["id"] if pair else attribute["id"]
            if dice.random() < 0.7:
                peer = dice.choice([each["peer"] for each in details] or self.others(who))
                self.change(who, "POST", f"/Attributes/{told}/NotifyPeer", {"peer": peer})

    def delete_attribute(self, who: str, dice: Random) -> None:
        for attribute in dice.sample(known := self.read(who, "/Attributes"), min(1, len(known))):
            versions = [each["id"] for each in self.read(who, f"/Attributes/{attribute['id']}/Versions")]
            if self.change(who, "DELETE", f"/Attributes/{attribute['id']}"):
                self.deleted.update(versions)

    def synchronize(self, who: str, dice: Random) -> None:
        self.sync(who)

    def sync(self, who: str) -> None:
        assert self.call(who, "POST", "/Account/Sync").status_code == 204
        self.ledger.sync(who)
        self.note(who)
