import pytest

from enmeshed_kit.notebook import LessonError, guide
from enmeshed_kit.notebook.guide.start import is_of_guide

FOREIGN = {"@type": "ArbitraryRelationshipTemplateContent", "value": "a contract of the real world"}


@pytest.fixture
def peer(add_connector):
    return add_connector("peer")


@pytest.fixture
def begun(connector, peer):
    """A Relationship between the two, as far as wanted: Pending, Active, Terminated or decomposed by one side."""

    def begin(until, content=None):
        template = guide.small_template(connector, content=content)
        peer.relationship_templates.load_peer(template.reference)
        relationship = peer.relationships.create(template, guide.creation_content("yes"))
        steps = {
            "Pending": lambda: None,
            "Active": lambda: connector.relationships.accept(relationship),
            "Terminated": lambda: connector.relationships.terminate(relationship),
            "decomposed by the initiator": lambda: peer.relationships.decompose(relationship),
            "decomposed by the templator": lambda: connector.relationships.decompose(relationship),
        }
        names = [name for name in steps if not name.startswith("decomposed") or name == until]
        for name in names[: names.index(until) + 1]:
            connector.account.sync()
            steps[name]()
            peer.account.sync()
        return relationship

    return begin


def relationships_of(*connectors):
    return [[(one.id, one.status) for one in each.relationships.list()] for each in connectors]


def can_begin(connector, peer):
    template = guide.small_template(connector)
    peer.relationship_templates.load_peer(template.reference)
    return peer.relationships.can_create(template).is_success


def test_where_nothing_is_nothing_is_ended(connector, peer):
    assert guide.clean_start(connector, peer).steps == []


@pytest.mark.parametrize(
    "until", ["Pending", "Active", "Terminated", "decomposed by the initiator", "decomposed by the templator"]
)
def test_what_a_lesson_left_is_ended_on_both_sides(connector, peer, begun, until):
    begun(until)

    start = guide.clean_start(connector, peer)

    assert start.steps
    assert can_begin(connector, peer)


def test_a_second_clean_start_has_nothing_left_to_do(connector, peer, begun):
    begun("Active")
    guide.clean_start(connector, peer)

    assert guide.clean_start(connector, peer).steps == []


@pytest.mark.parametrize(
    "until", ["Pending", "Active", "Terminated", "decomposed by the initiator", "decomposed by the templator"]
)
def test_what_no_lesson_made_is_left_as_it_is(connector, peer, begun, until):
    begun(until, FOREIGN)
    connector.account.sync()
    before = relationships_of(connector, peer)

    with pytest.raises(LessonError, match="did not make"):
        guide.clean_start(connector, peer)

    connector.account.sync()
    peer.account.sync()
    assert relationships_of(connector, peer) == before


def test_relationships_with_others_are_left_as_they_are(connector, peer, begun, add_connector):
    third = add_connector("third")
    template = guide.small_template(connector)
    third.relationship_templates.load_peer(template.reference)
    third.relationships.create(template, guide.creation_content("yes"))
    connector.account.sync()
    before = relationships_of(connector, third)
    begun("Active")

    guide.clean_start(connector, peer)

    after = relationships_of(connector, third)
    assert [one for one in after[0] if one in before[0]] == before[0]
    assert after[1] == before[1]


def test_an_open_request_of_a_lesson_is_rejected_and_one_of_somebody_else_is_not(connector, peer, add_connector):
    other = add_connector("other")
    for templator in (connector, other):
        template = guide.small_template(templator, content=guide.template_content(templator))
        peer.relationship_templates.load_peer(template.reference)

    guide.clean_start(connector, peer)

    statuses = {one.peer: one.status for one in peer.incoming_requests.list()}
    assert statuses == {connector.address: "Completed", other.address: "ManualDecisionRequired"}


def test_a_request_that_no_lesson_made_stays_open(connector, peer):
    content = {**guide.template_content(connector), "metadata": {"madeBy": "our own program"}}
    template = guide.small_template(connector, content=content)
    peer.relationship_templates.load_peer(template.reference)

    guide.clean_start(connector, peer)

    assert [one.status for one in peer.incoming_requests.list()] == ["ManualDecisionRequired"]


def test_a_template_of_somebody_else_is_not_the_guides_to_end(connector, peer):
    template = guide.small_template(peer)
    connector.relationship_templates.load_peer(template.reference)

    assert not is_of_guide(connector, template.id)
    assert not is_of_guide(connector, "RLTUnknownUnknown000")
    assert is_of_guide(peer, template.id)
