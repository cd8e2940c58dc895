import pytest

from enmeshed_kit.client.errors import ConfigurationError
from enmeshed_kit.notebook import memory, parting
from enmeshed_kit.notebook.beginning import LessonError
from enmeshed_kit.notebook.lesson import expiry
from enmeshed_kit.notebook.pair import MARK, Pair, pair

CONSENT = {"@type": "ConsentRequestItem", "mustBeAccepted": True, "consent": "Yes?"}


@pytest.fixture
def peer(add_connector):
    return add_connector("peer")


@pytest.fixture
def app(add_connector):
    return add_connector("app")


@pytest.fixture
def sides(connector, peer):
    return Pair(connector, peer)


def template_of(sides, metadata=None):
    content = {"@type": "RelationshipTemplateContent", "onNewRelationship": {"items": [CONSENT]}}
    return sides.templator.relationship_templates.create_own(
        content=content | ({"metadata": metadata} if metadata else {}), expires_at=expiry(sides.templator, 3)
    )


def pending(sides, metadata=None):
    request = sides.ask(template_of(sides, metadata), 1)
    sides.initiator.incoming_requests.accept(request, [{"accept": True}])
    sides.templator.sync()
    return sides.outcome(request)


def active(sides, metadata=None):
    begun = pending(sides, metadata)
    sides.templator.relationships.accept(begun)
    sides.initiator.sync()
    return sides.initiator.relationships.get(begun)


def terminated(sides, metadata=None):
    relationship = active(sides, metadata)
    sides.initiator.relationships.terminate(relationship)
    sides.templator.sync()
    return sides.initiator.relationships.get(relationship)


def half_decomposed(sides, metadata=None):
    relationship = terminated(sides, metadata)
    sides.templator.relationships.decompose(relationship)
    sides.initiator.sync()
    return sides.initiator.relationships.get(relationship)


def statuses(sides):
    return [[one.status for one in side.relationships.list()] for side in sides.sides]


def test_the_first_two_between_whom_nothing_stands_are_the_pair(connector, peer, app):
    found = pair(connector, peer, app)
    assert (found.templator, found.initiator) == (connector, peer)
    assert found.ended == []


def test_once_found_they_stay_the_pair(connector, peer):
    found = pair(connector, peer)
    active(found, MARK)
    assert pair(connector, peer) is found
    assert statuses(found) == [["Active"], ["Active"]]


@pytest.mark.parametrize("begin", [pending, active, terminated, half_decomposed])
def test_what_an_earlier_run_left_is_ended(connector, peer, sides, begin):
    left = begin(sides, MARK)
    memory.forget()
    found = pair(connector, peer)
    assert found.ended == [left.id]
    assert found.standing() == []


@pytest.mark.parametrize("begin", [pending, active, terminated, half_decomposed])
def test_what_something_else_made_is_left_alone_and_others_are_tried(connector, peer, app, sides, begin):
    foreign = begin(sides, {"madeBy": "somebody"})
    found = pair(connector, peer, app)
    assert (found.templator, found.initiator) == (connector, app)
    assert peer.relationships.get(foreign) == foreign


def test_a_request_of_something_else_is_left_alone_and_others_are_tried(connector, peer, app, sides):
    foreign = sides.ask(template_of(sides), 1)
    assert pair(connector, peer, app).initiator is app
    assert peer.incoming_requests.get(foreign).status == "ManualDecisionRequired"


def test_an_undecided_request_of_an_earlier_run_is_declined(connector, peer, sides):
    left = sides.ask(template_of(sides, MARK), 1)
    memory.forget()
    assert pair(connector, peer).initiator is peer
    assert peer.incoming_requests.get(left).response.content["result"] == "Rejected"


def test_no_two_that_are_free_are_an_error_that_says_what_to_do(connector, peer, sides):
    active(sides)
    with pytest.raises(LessonError) as caught:
        pair(connector, peer)
    assert "ENMESHED_PEER_BASE_URL" in caught.value.hint


def test_a_reader_with_an_own_connector_is_told_to_name_a_second_one(connector, monkeypatch):
    monkeypatch.setenv("ENMESHED_BASE_URL", "https://connector.example.com")
    monkeypatch.setenv("ENMESHED_API_KEY", "a key of one's own")
    with pytest.raises(ConfigurationError) as caught:
        pair(connector)
    assert "ENMESHED_PEER_BASE_URL" in caught.value.hint


def test_each_attempt_asks_once(sides):
    template = template_of(sides)
    first = sides.ask(template, 1)
    assert sides.ask(template, 1).id == first.id
    sides.initiator.incoming_requests.reject(first)
    assert sides.ask(template, 2).id != first.id


def test_ending_says_what_was_ended_and_leaves_the_rest(sides, app):
    other = active(Pair(sides.templator, app))
    own = active(sides, MARK)
    assert own.id in repr(sides.end())
    assert "nothing was left" in repr(sides.end())
    assert app.relationships.get(other).status == "Active"


def test_the_picture_says_who_is_who(sides):
    text = repr(sides)
    assert 'templator     Connector "connector"' in text
    assert sides.initiator.address in sides._repr_mimebundle_()["text/html"]


def test_a_partnership_is_made_once_for_each_attempt(sides):
    first = parting.partnership(sides)
    assert parting.partnership(sides).id == first.id
    sides.end()
    assert parting.partnership(sides, 2).id != first.id
    assert statuses(sides) == [["Active"], ["Active"]]


def test_what_remains_is_told_for_both_sides(sides):
    relationship = parting.partnership(sides)
    assert "Mails with the other        2" in repr(parting.remains(sides))
    terminate = sides.templator.relationships.terminate
    terminate(relationship)
    sides.templator.relationships.decompose(relationship)
    sides.initiator.sync()
    told = repr(parting.remains(sides)).splitlines()
    assert [line.split() for line in told if "Relationship" in line] == [["Relationship", "none", "DeletionProposed"]]
    assert [line.split()[-2:] for line in told if "Mails" in line] == [["0", "2"]]


def test_the_history_names_the_sides_in_place_of_addresses(sides):
    text = repr(parting.audit_log(sides, parting.partnership(sides)))
    assert "initiator  Creation" in text
    assert "templator  AcceptanceOfCreation  Pending  Active" in text
    assert "did:e:" not in text
