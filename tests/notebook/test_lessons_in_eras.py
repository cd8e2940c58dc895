"""The lessons' helpers where an era lacks what they would use: they say so, or find another way."""

import pytest

from enmeshed_kit.client.content import attribute_value
from enmeshed_kit.client.errors import NotInThisEraError
from enmeshed_kit.eras import ERAS
from enmeshed_kit.notebook import PhoneError, asking, guide, memory, parting, tutorial
from enmeshed_kit.notebook.beginning import LessonError, first_relationship
from enmeshed_kit.notebook.guide.expiry import let_expire, soon
from enmeshed_kit.notebook.lesson import is_able
from enmeshed_kit.notebook.letter import Letter
from enmeshed_kit.notebook.pair import Pair, pair
from enmeshed_kit.notebook.phone.phone import Phone


@pytest.fixture(params=ERAS.values(), ids=lambda era: era.name)
def era(request):
    return request.param


@pytest.fixture
def connectors(add_connector, era):
    return [add_connector(name, era.name) for name in ("connector", "app", "peer")]


@pytest.fixture
def connector(connectors):
    return connectors[0]


@pytest.fixture
def can_end(connector):
    return is_able(connector, parting.TERMINATE.route)


@pytest.fixture
def phone(connectors):
    return Phone(connectors[1])


@pytest.fixture
def sides(connectors):
    return Pair(connectors[0], connectors[2])


def attempt(sides, number):
    request = sides.ask(parting.invitation(sides), number)
    name = {
        "@type": "IdentityAttribute",
        "owner": sides.initiator.address,
        "value": attribute_value("DisplayName", "x"),
    }
    sides.initiator.incoming_requests.accept(request, [{"accept": True}, {"accept": True, "newAttribute": name}])
    return sides.outcome(request)


def test_what_can_be_ended_differs_and_is_told_without_a_call_of_the_lesson(connector, era):
    assert is_able(connector, parting.TERMINATE.route) == bool(era.routes["Terminate a Relationship"])
    assert is_able(connector, tutorial.ACCEPT.route)
    assert connector.exchanges.last() is None


def test_a_next_attempt_follows_one_that_was_not_taken_back(sides):
    first, second = attempt(sides, 1), attempt(sides, 2)

    known = {one.id: one.status for one in sides.initiator.relationships.list()}
    assert known == {first.id: "Rejected", second.id: "Pending"}


def test_a_pair_whose_relationship_cannot_be_ended_is_not_taken_again(connectors, sides, can_end):
    relationship = parting.partnership(sides)
    memory.forget()
    if can_end:
        assert pair(connectors[0], connectors[2]).ended == [relationship.id]
    else:
        with pytest.raises(LessonError, match="cannot end"):
            pair(connectors[0], connectors[2])
        assert pair(connectors[0], connectors[2], connectors[1]).initiator is connectors[1]


def test_partners_that_cannot_part_are_refused_before_anything_is_made(connector, connectors, can_end):
    if can_end:
        assert isinstance(parting.partners(connector).templator, type(connector))
    else:
        with pytest.raises(NotInThisEraError):
            parting.partners(connector)
        assert [exchange for exchange in connector.exchanges if exchange.method != "GET"] == []


@pytest.fixture(autouse=True)
def named_peers(connectors, monkeypatch):
    """The lessons look for the others in the environment; here they are these."""
    monkeypatch.setattr("enmeshed_kit.notebook.pair._configured", lambda: iter([connectors[2], connectors[1]]))


def test_a_clean_start_says_when_it_can_make_none(connectors, sides, can_end, connector):
    template = guide.small_template(connector, content=guide.plain_content(connector))
    sides.initiator.relationship_templates.load_peer(template.reference)
    request = sides.initiator.wait_for_request(template)
    name = {
        "@type": "IdentityAttribute",
        "owner": sides.initiator.address,
        "value": attribute_value("DisplayName", "x"),
    }
    decisions = [{"accept": True}, {"accept": True, "newAttribute": name}, {"accept": False}]
    sides.initiator.incoming_requests.accept(request, decisions)
    connector.sync()
    connector.relationships.accept(connector.wait_for_relationship(template))
    if can_end:
        assert guide.clean_start(connector, sides.initiator).steps
    else:
        with pytest.raises(LessonError, match="cannot end it"):
            guide.clean_start(connector, sides.initiator)


def test_a_second_relationship_is_only_asked_for_where_the_first_can_be_ended(sides, connector, can_end):
    parting.partnership(sides)
    letter = guide.small_template(connector)
    sides.initiator.relationship_templates.load_peer(letter.reference)
    expected = Exception if can_end else NotInThisEraError

    with pytest.raises(expected) as refused:
        guide.ask_for_relationship(sides.initiator, letter, guide.creation_content("again"))

    assert isinstance(refused.value, NotInThisEraError) != can_end


def test_a_phone_without_a_locked_code_names_the_reason(connectors, era):
    phone = guide.GuidePhone(connectors[1])

    with pytest.raises(NotInThisEraError if "passwordProtection" in era.lacks_members else PhoneError):
        phone.unlock("4711")


def test_the_first_relationship_is_found_or_made_in_every_era(connector, phone, era):
    story = first_relationship(connector, phone)

    assert story.relationship.status == "Active"
    assert {step.exchange.path.startswith(era.prefix) for step in story.steps if step.exchange} == {True}


def test_a_request_expires_for_both_sides(connector, phone):
    peer = first_relationship(connector, phone).peer
    consent = {"@type": "ConsentRequestItem", "mustBeAccepted": False, "consent": "quick?"}
    content = {"items": [consent], "expiresAt": soon(connector, 8)}
    offer = connector.outgoing_requests.create(content, peer)
    connector.messages.send(peer, offer.content)
    Letter(phone, offer).open()

    assert let_expire(connector, offer).status == "Expired"
    assert Letter(phone, offer).request.status == "Expired"


def test_a_website_that_was_shared_is_not_shared_again(connector, phone):
    start = first_relationship(connector, phone)
    website = asking.unshared_website(connector, start.peer)
    share = {"@type": "ShareAttributeRequestItem", "mustBeAccepted": True, "attribute": website.content}
    offer = connector.outgoing_requests.create({"items": [share | {"attributeId": website.id}]}, start.peer)
    connector.messages.send(start.peer, offer.content)
    letter = Letter(phone, offer)
    letter.open()
    letter.accept()
    connector.sync()
    memory.forget()

    assert asking.unshared_website(connector, start.peer).id != website.id


def test_the_events_name_the_call_of_the_era_that_tells_the_same(sandbox, connectors, era):
    heard = guide.Watch(connectors[2], "the initiator", sandbox.connectors["peer"])
    template = guide.small_template(connectors[0])
    connectors[2].relationship_templates.load_peer(template.reference)

    found_by = {event.found_by for event in heard.events()}

    assert f"without a webhook: GET {era.prefix}/RelationshipTemplates?isOwn=false" in found_by
    assert all(f"GET {era.prefix}/" in call for call in found_by if call)


def test_an_event_about_a_relationship_names_the_relationship(sandbox, sides):
    heard = guide.Watch(sides.templator, "the templator", sandbox.connectors["connector"])
    relationship = attempt(sides, 1)
    sides.templator.sync()

    changed = [event.thing for event in heard.events() if event.trigger == "transport.relationshipChanged"]

    assert changed == [relationship.id]
