import json

import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.notebook import guide
from enmeshed_kit.notebook.guide.events import FOUND_BY


@pytest.fixture
def peer(add_connector):
    return add_connector("peer")


@pytest.fixture
def heard(sandbox, peer):
    return guide.Watch(peer, "the initiator", sandbox.connectors["peer"])


@pytest.fixture
def unheard(sandbox, peer):
    """A watch on the same Connector, taken for one's own."""
    key = sandbox.connectors["peer"].api_key
    return guide.Watch(Connector("http://sandbox.invalid/peer", key, wsgi_app=sandbox), "the initiator")


@pytest.fixture
def template(connector):
    return guide.small_template(connector, content=guide.template_content(connector))


def test_loading_a_template_is_told_in_order(heard, peer, template):
    peer.relationship_templates.load_peer(template.reference)

    assert [(event.trigger, event.outcome) for event in heard.events()] == [
        ("transport.peerRelationshipTemplateLoaded", ""),
        ("consumption.incomingRequestReceived", "Open"),
        ("consumption.incomingRequestStatusChanged", "DecisionRequired"),
        ("consumption.incomingRequestStatusChanged", "ManualDecisionRequired"),
        ("consumption.relationshipTemplateProcessed", "ManualRequestDecisionRequired"),
    ]


def test_each_event_is_told_once(heard, peer, template):
    peer.relationship_templates.load_peer(template.reference)
    heard.events()

    assert len(heard.events()) == 0
    assert "Events of the initiator: none" in repr(heard.events())


def test_looking_finds_the_same_without_hearing(unheard, peer, template):
    peer.relationship_templates.load_peer(template.reference)

    [change] = unheard.changes()

    assert not unheard.can_hear
    assert (change.kind, change.after) == ("incoming Request", "ManualDecisionRequired")
    assert not unheard.changes()


def test_who_cannot_hear_is_told_what_was_found(unheard, peer, template):
    peer.relationship_templates.load_peer(template.reference)

    told = unheard.events()

    assert [event.outcome for event in told] == ["ManualDecisionRequired"]
    assert "webhooks" in repr(told)
    assert len(unheard.events()) == 0
    assert len(unheard.changes()) == 1


def test_a_watch_goes_on_when_it_is_asked_for_again(unheard):
    own = unheard.connector

    assert guide.watch(own, "the initiator") is guide.watch(own, "the initiator")


@pytest.mark.parametrize("data", [None, [], "text", {}, {"id": 7}, {"content": 1}, {"content": {"value": []}}])
def test_events_of_any_shape_are_borne(heard, data):
    heard._hear(json.dumps({"trigger": "some.thing", "data": data}).encode(), "")

    [event] = heard.events()

    assert event.trigger == "some.thing"
    assert event.found_by == ""


def test_what_strangers_send_is_escaped(heard):
    heard._hear(json.dumps({"trigger": "<b>", "data": {"id": "<script>"}}).encode(), "")

    html = heard.events()._repr_mimebundle_()["text/html"]

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_list_that_tells_the_same_exists(peer):
    paths = {path.split("?")[0].split("/{")[0] for path in FOUND_BY.values()}

    assert paths == {
        "RelationshipTemplates",
        "Relationships",
        "Messages",
        "Requests/Incoming",
        "Requests/Outgoing",
        "Attributes",
    }
