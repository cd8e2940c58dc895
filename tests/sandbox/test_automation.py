from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.faults import Fault, time_text
from enmeshed_kit.sandbox.ids import Ids
from enmeshed_kit.sandbox.world import World

FAR = "2099-12-31T00:00:00.000Z"
CONSENT = {"@type": "ConsentRequestItem", "mustBeAccepted": True, "consent": "Agreed?"}
GIVEN_NAME = {
    "@type": "ReadAttributeRequestItem",
    "mustBeAccepted": True,
    "query": {"@type": "IdentityAttributeQuery", "valueType": "GivenName"},
}
ERIKA = {"@type": "IdentityAttribute", "owner": "", "value": {"@type": "GivenName", "value": "Erika"}}
YES = {"items": [{"accept": True}]}
NO = {"items": [{"accept": False}]}


class Pair:
    """A Connector, an app, and what both have heard since the last time somebody asked."""

    def __init__(self) -> None:
        self.world = World(Ids("a pair"), Clock(datetime(2026, 1, 5, 9, tzinfo=UTC)))
        self.connector = self.world.add_account()
        self.app = self.world.add_account()
        self.events: dict[str, list[tuple[str, Any]]] = {self.connector.address: [], self.app.address: []}
        for account in (self.connector, self.app):
            self._listen(account, self.events[account.address])

    def _listen(self, account: Account, events: list[tuple[str, Any]]) -> None:
        account.on_event = lambda trigger, data, _: events.append((trigger, data))

    def heard(self, account: Account) -> list[str]:
        """Triggers and results since the last time."""
        self.world.settle()
        events, said = self.events[account.address], []
        for trigger, data in events:
            result = data.get("result") or data.get("newStatus") if isinstance(data, dict) else ""
            said.append(f"{trigger.split('.')[1]} {result}".strip())
        events.clear()
        return said

    def invite(self, *items: dict[str, Any], existing: bool = False, **more: Any) -> str:
        """The reference of a new template of the Connector."""
        content = {"@type": "RelationshipTemplateContent", "onNewRelationship": {"items": list(items)}}
        if existing:
            content["onExistingRelationship"] = {"items": [CONSENT]}
        return self.connector.templates.create_own({"expiresAt": FAR, "content": content, **more}).reference.url

    def load(self, reference: str) -> list[str]:
        """What the app hears when it scans a reference."""
        self.heard(self.app)
        self.app.templates.load_peer({"reference": reference})
        return self.heard(self.app)

    def connect(self) -> None:
        """Make an active Relationship without any Request."""
        content = {"@type": "ArbitraryRelationshipTemplateContent", "value": 1}
        template = self.connector.templates.create_own({"expiresAt": FAR, "content": content})
        self.app.templates.load_peer({"reference": template.reference.url})
        creation = {"@type": "ArbitraryRelationshipCreationContent", "value": 1}
        relationship = self.app.relationships.create({"templateId": template.id, "creationContent": creation})
        self.connector.sync()
        self.connector.relationships.accept(relationship.id)
        self.app.sync()
        self.heard(self.app)
        self.heard(self.connector)

    def ask(self, *items: dict[str, Any], **more: Any) -> str:
        """The id of a Request that the Connector has sent by Message."""
        draft = self.connector.outgoing_requests.create(
            {"peer": self.app.address, "content": {"items": list(items), **more}}
        )
        self.connector.messages.send({"recipients": [self.app.address], "content": draft.content})
        self.world.settle()
        return draft.id


@pytest.fixture
def pair() -> Pair:
    return Pair()


def only_request(account: Account) -> Any:
    [request] = account.incoming_requests.list([])
    return request


def test_a_scanned_template_asks_for_a_manual_decision(pair: Pair) -> None:
    assert pair.load(pair.invite(CONSENT)) == [
        "peerRelationshipTemplateLoaded",
        "incomingRequestReceived",
        "incomingRequestStatusChanged DecisionRequired",
        "incomingRequestStatusChanged ManualDecisionRequired",
        "relationshipTemplateProcessed ManualRequestDecisionRequired",
    ]
    assert only_request(pair.app).content["expiresAt"] == FAR


def test_arbitrary_content_is_done_with_before_the_template_is_announced(pair: Pair) -> None:
    content = {"@type": "ArbitraryRelationshipTemplateContent", "value": "anything"}
    template = pair.connector.templates.create_own({"expiresAt": FAR, "content": content})
    assert pair.load(template.reference.url) == [
        "relationshipTemplateProcessed NoRequest",
        "peerRelationshipTemplateLoaded",
    ]


def test_accepting_answers_decided_and_completes_by_itself_with_a_relationship(pair: Pair) -> None:
    pair.load(pair.invite(CONSENT))
    decided = pair.app.incoming_requests.accept(only_request(pair.app).id, YES)
    assert decided.status == "Decided"
    assert pair.heard(pair.app) == [
        "incomingRequestStatusChanged Decided",
        "relationshipChanged",
        "incomingRequestStatusChanged Completed",
    ]
    [relationship] = pair.app.relationships.list([])
    completed = only_request(pair.app)
    assert completed.status == "Completed"
    assert (completed.response.source.type, completed.response.source.reference) == ("Relationship", relationship.id)


def test_the_templators_own_request_appears_completed_with_the_relationship(pair: Pair) -> None:
    pair.load(pair.invite(GIVEN_NAME))
    answer = {"items": [{"accept": True, "newAttribute": ERIKA}]}
    pair.app.incoming_requests.accept(only_request(pair.app).id, answer)
    pair.world.settle()
    assert pair.connector.outgoing_requests.list([]) == []
    pair.heard(pair.connector)
    pair.connector.sync()
    assert pair.heard(pair.connector) == [
        "relationshipChanged",
        "attributeCreated",
        "outgoingRequestCreatedAndCompleted",
        "outgoingRequestFromRelationshipCreationCreatedAndCompleted",
    ]
    [outgoing] = pair.connector.outgoing_requests.list([])
    assert outgoing.id == only_request(pair.app).id
    [name] = pair.connector.attributes.peer(pair.app.address, [])
    assert name.content["value"]["value"] == "Erika"


def test_a_rejected_request_never_reaches_the_templator(pair: Pair) -> None:
    pair.load(pair.invite(CONSENT))
    pair.app.incoming_requests.reject(only_request(pair.app).id, NO)
    pair.world.settle()
    pair.heard(pair.connector)
    pair.connector.sync()
    assert pair.heard(pair.connector) == []
    assert only_request(pair.app).response.source is None


def test_a_second_scan_finds_the_open_request(pair: Pair) -> None:
    reference = pair.invite(CONSENT)
    pair.load(reference)
    found = ["peerRelationshipTemplateLoaded", "relationshipTemplateProcessed NonCompletedRequestExists"]
    assert pair.load(reference) == found
    assert pair.load(pair.invite(GIVEN_NAME)) == found


def test_a_scan_after_rejecting_asks_again(pair: Pair) -> None:
    reference = pair.invite(CONSENT)
    pair.load(reference)
    pair.app.incoming_requests.reject(only_request(pair.app).id, NO)
    pair.world.settle()
    assert pair.load(reference)[-1] == "relationshipTemplateProcessed ManualRequestDecisionRequired"


def test_where_a_relationship_exists_only_the_request_for_existing_ones_asks(pair: Pair) -> None:
    pair.connect()
    assert pair.load(pair.invite(CONSENT))[-1] == "relationshipTemplateProcessed RelationshipExists"
    pair.load(pair.invite(GIVEN_NAME, existing=True))
    request = only_request(pair.app)
    assert request.content["items"][0]["@type"] == "ConsentRequestItem"
    pair.app.incoming_requests.accept(request.id, YES)
    pair.world.settle()
    pair.heard(pair.connector)
    pair.connector.sync()
    assert pair.heard(pair.connector) == [
        "messageReceived",
        "outgoingRequestCreatedAndCompleted",
        "messageProcessed NoRequest",
    ]


def test_an_expired_request_for_new_relationships_is_not_kept(pair: Pair) -> None:
    soon = time_text(pair.world.clock.now() + timedelta(seconds=2))
    content = {"@type": "RelationshipTemplateContent", "onNewRelationship": {"items": [CONSENT], "expiresAt": soon}}
    reference = pair.connector.templates.create_own({"expiresAt": FAR, "content": content}).reference.url
    pair.world.clock.advance(timedelta(seconds=3))
    assert pair.load(reference)[-1] == "relationshipTemplateProcessed RequestExpired"
    assert pair.app.incoming_requests.list([]) == []


def test_a_request_by_message_is_answered_by_message(pair: Pair) -> None:
    pair.connect()
    request_id = pair.ask(CONSENT)
    assert pair.connector.outgoing_requests.get(request_id).status == "Open"
    pair.app.sync()
    pair.world.settle()
    pair.app.incoming_requests.accept(request_id, YES)
    pair.world.settle()
    assert pair.connector.outgoing_requests.get(request_id).status == "Open"
    pair.connector.sync()
    pair.world.settle()
    completed = pair.connector.outgoing_requests.get(request_id)
    assert completed.status == "Completed"
    assert completed.response is not None
    assert completed.response.source is not None
    assert completed.response.source.type == "Message"


def test_a_request_is_sent_once_and_unchanged(pair: Pair) -> None:
    pair.connect()
    draft = pair.connector.outgoing_requests.create({"peer": pair.app.address, "content": {"items": [CONSENT]}})
    body = {"recipients": [pair.app.address], "content": draft.content | {"title": "Other"}}
    with pytest.raises(Fault, match="must have the same content"):
        pair.connector.messages.send(body)
    body["content"] = draft.content
    pair.connector.messages.send(body)
    pair.world.settle()
    with pytest.raises(Fault, match="has already been sent"):
        pair.connector.messages.send(body)


def test_expiry_is_noticed_on_reading_and_on_both_sides_by_itself(pair: Pair) -> None:
    pair.connect()
    request_id = pair.ask(CONSENT, expiresAt=time_text(pair.world.clock.now() + timedelta(seconds=2)))
    pair.app.sync()
    pair.heard(pair.app)
    pair.heard(pair.connector)
    pair.world.clock.advance(timedelta(seconds=3))
    assert pair.heard(pair.app) == []
    assert pair.app.incoming_requests.get(request_id).status == "Expired"
    assert pair.heard(pair.app) == ["incomingRequestStatusChanged Expired"]
    assert pair.heard(pair.connector) == []
    assert [each.status for each in pair.connector.outgoing_requests.list([])] == ["Expired"]
    assert pair.heard(pair.connector) == ["outgoingRequestStatusChanged Expired"]


def test_an_expired_request_can_no_longer_be_decided(pair: Pair) -> None:
    pair.connect()
    request_id = pair.ask(CONSENT, expiresAt=time_text(pair.world.clock.now() + timedelta(seconds=2)))
    pair.app.sync()
    pair.world.settle()
    pair.world.clock.advance(timedelta(seconds=3))
    with pytest.raises(Fault, match="has to be in status 'DecisionRequired/ManualDecisionRequired'"):
        pair.app.incoming_requests.accept(request_id, YES)


def test_a_wrong_decision_gives_no_reason_but_can_accept_does(pair: Pair) -> None:
    pair.load(pair.invite(CONSENT))
    request_id = only_request(pair.app).id
    with pytest.raises(Fault, match="Call 'canAccept' to get more information"):
        pair.app.incoming_requests.accept(request_id, NO)
    assert not pair.app.incoming_requests.can_accept(request_id, NO).is_success


def test_after_a_termination_an_open_request_cannot_be_decided(pair: Pair) -> None:
    pair.connect()
    request_id = pair.ask(CONSENT)
    pair.app.sync()
    pair.world.settle()
    [relationship] = pair.app.relationships.list([])
    pair.app.relationships.terminate(relationship.id)
    result = pair.app.incoming_requests.can_accept(request_id, YES)
    assert result.code == "error.consumption.requests.wrongRelationshipStatus"


def test_decomposing_forgets_the_requests_of_the_peer(pair: Pair) -> None:
    pair.connect()
    pair.ask(CONSENT)
    pair.app.sync()
    pair.world.settle()
    [relationship] = pair.app.relationships.list([])
    pair.app.relationships.terminate(relationship.id)
    pair.app.relationships.decompose(relationship.id)
    assert pair.app.incoming_requests.list([]) == []
    assert pair.app.messages.list([]) == []
    assert len(pair.connector.outgoing_requests.list([])) == 1


def test_a_request_inside_a_template_is_checked_as_one_of_its_own(pair: Pair) -> None:
    unknown = {
        "@type": "ShareAttributeRequestItem",
        "mustBeAccepted": True,
        "attributeId": "ATTUnknownUnknown000",
        "attribute": ERIKA | {"owner": pair.connector.address},
    }
    with pytest.raises(Fault, match="Some child items have errors"):
        pair.invite(unknown)


def test_a_request_cannot_outlive_its_template(pair: Pair) -> None:
    later = {"@type": "RelationshipTemplateContent", "onNewRelationship": {"items": [CONSENT], "expiresAt": FAR}}
    with pytest.raises(Fault, match="requestCannotExpireAfterRelationshipTemplate"):
        pair.connector.templates.create_own({"expiresAt": "2098-01-01", "content": later})
