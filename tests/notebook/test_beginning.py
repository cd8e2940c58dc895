import pytest

from enmeshed_kit.notebook import LessonError, expiry, first_relationship, memory, relationship_of
from enmeshed_kit.notebook.lesson import tutorial_request
from enmeshed_kit.notebook.phone.phone import Phone


def writes(connector):
    return [e.path.rsplit("/", 1)[-1] for e in connector.exchanges if e.method != "GET" and not e.auxiliary]


def test_a_relationship_is_made_by_the_steps_of_the_first_lesson(connector, phone):
    story = first_relationship(connector, phone)
    assert story.relationship.status == "Active"
    assert story.peer == phone.address
    assert [step.title for step in story.steps] == [
        "Synchronise",
        "Create a display name",
        "Test the Request",
        "Create the RelationshipTemplate",
        "Draw its QR code",
        "On the phone: scan, fill in, add contact",
        "Synchronise",
        "Accept the Relationship",
        "The Relationship is Active",
    ]
    assert phone.connector.relationships.list()[0].status == "Active"


def test_the_cell_run_twice_tells_the_same_story(connector, phone):
    assert first_relationship(connector, phone) is first_relationship(connector, phone)


def test_a_relationship_of_an_earlier_session_is_found_and_nothing_is_made(connector, phone):
    first = first_relationship(connector, phone)
    memory.forget()
    before = len(writes(connector))
    again = first_relationship(connector, phone)
    assert again.relationship.id == first.relationship.id
    assert writes(connector)[before:] == ["Sync"]


def test_a_pending_relationship_of_the_kit_is_accepted(connector, phone):
    _leave_pending(connector, phone, "Connector Demo Contact")
    story = first_relationship(connector, phone)
    assert story.relationship.status == "Active"
    assert "Create the RelationshipTemplate" not in [step.title for step in story.steps]


def test_a_pending_relationship_that_somebody_else_made_is_left_alone(connector, phone):
    _leave_pending(connector, phone, "Of another program")
    with pytest.raises(LessonError) as caught:
        first_relationship(connector, phone)
    assert caught.value.hint
    assert connector.relationships.list()[0].status == "Pending"


def test_without_a_phone_the_kits_relationship_is_found(connector, phone):
    made = first_relationship(connector, phone)
    assert first_relationship(connector).relationship.id == made.relationship.id


def test_without_a_phone_and_a_relationship_the_reader_is_sent_to_the_first_lesson(connector):
    with pytest.raises(LessonError) as caught:
        first_relationship(connector)
    assert "01_first_relationship" in caught.value.hint


def test_where_both_know_each_other_a_new_template_leads_to_the_old_relationship(connector, phone):
    made = first_relationship(connector, phone)
    template = _template(connector, "Connector Demo Contact")
    assert relationship_of(connector, template).id == made.relationship.id


def test_the_expiry_is_a_midnight_so_that_a_cell_run_twice_sends_the_same(connector):
    assert expiry(connector, 30) == "2026-02-04T00:00:00.000Z"


def _template(connector, title):
    name = connector.attributes.find_or_create({"@type": "DisplayName", "value": "Demo"})
    request = tutorial_request(connector.address, "Demo", name.id)
    content = {"@type": "RelationshipTemplateContent", "title": title, "onNewRelationship": request}
    return connector.relationship_templates.create_own(content=content, expires_at=expiry(connector, 30))


def _leave_pending(connector, phone, title):
    template = _template(connector, title)
    phone.scan(connector.relationship_templates.qr_code(template.id))
    phone.fill_in(GivenName="Erika", Surname="Musterfrau")
    phone.add_contact()
    connector.sync()


def test_the_phone_turns_to_this_contact_whomever_else_it_knows(connector, phone, add_connector):
    first_relationship(connector, phone)
    memory.forget()
    first_relationship(add_connector("later"), phone)
    memory.forget()
    later = Phone(phone.connector)

    peer = first_relationship(connector, later).peer
    connector.messages.send(peer, {"@type": "Mail", "to": [peer], "subject": "from the first", "body": "hello"})
    later.refresh()

    assert "from the first" in repr(later.open_message())
