"""What is still known about a peer to whom no Message can be sent any more."""

from datetime import UTC, datetime

import pytest

from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.ids import Ids
from enmeshed_kit.sandbox.world import World

FAR = "2099-12-31T00:00:00.000Z"
ARBITRARY = {"@type": "ArbitraryRelationshipTemplateContent", "value": {}}
CREATION = {"@type": "ArbitraryRelationshipCreationContent", "value": {}}
NAME = {"@type": "IdentityAttribute", "owner": "", "value": {"@type": "GivenName", "value": "Ada"}}
QUESTION = {
    "@type": "ReadAttributeRequestItem",
    "mustBeAccepted": True,
    "query": {"@type": "IdentityAttributeQuery", "valueType": "GivenName"},
}


def test_a_new_version_is_not_told_to_a_peer_without_relationship_and_changes_nothing() -> None:
    world = World(Ids("a world"), Clock(datetime(2026, 1, 5, 9, tzinfo=UTC)))
    connector, app = world.add_account(), world.add_account()
    template = connector.templates.create_own({"expiresAt": FAR, "content": ARBITRARY})
    app.templates.load_peer({"reference": template.reference.url})
    relationship = app.relationships.create({"templateId": template.id, "creationContent": CREATION})
    connector.sync()
    connector.relationships.accept(relationship.id)
    connector.relationships.terminate(relationship.id)
    app.sync()
    app.relationships.decompose(relationship.id)
    # As the connector has not decomposed yet, the answer to its question finds no way; what it gave is noted still.
    content = {"@type": "RelationshipTemplateContent", "onNewRelationship": {"items": [QUESTION]}}
    asking = connector.templates.create_own({"expiresAt": FAR, "content": content})
    app.templates.load_peer({"reference": asking.reference.url})
    world.settle()
    [request] = app.incoming_requests.list([])
    app.incoming_requests.accept(request.id, {"items": [{"accept": True, "newAttribute": NAME}]})
    world.settle()
    [name] = app.attributes.list([])
    body = {"successorContent": {"value": {"@type": "GivenName", "value": "Grace"}}}
    newer = app.attributes.succeed(name.id, body)["successor"]
    with pytest.raises(Fault, match="neither an active nor a terminated Relationship") as refusal:
        app.attributes.notify_peer(newer.id, {"peer": connector.address})
    assert refusal.value.code == "error.transport.messages.hasNeitherActiveNorTerminatedRelationship"
    assert (app.messages.list([]), app.attributes.forwarding_details(newer.id, [])) == ([], [])
