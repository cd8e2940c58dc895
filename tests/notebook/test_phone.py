import json
from datetime import timedelta

import pytest

from enmeshed_kit.client.errors import ContentError, NotFoundError, PlaceholderError, ServerError
from enmeshed_kit.notebook import PhoneError, expiry, memory, qr
from enmeshed_kit.notebook.lesson import tutorial_request

ERIKA = {"GivenName": "Erika", "Surname": "Musterfrau"}


@pytest.fixture
def invite(connector):
    """Makes the tutorial's template and returns its QR code."""

    def make(name="Demo", allocations=1, title="Connector Demo Contact"):
        attribute = connector.attributes.find_or_create({"@type": "DisplayName", "value": name})
        request = tutorial_request(connector.address, name, attribute.id)
        content = {"@type": "RelationshipTemplateContent", "title": title, "onNewRelationship": request}
        template = connector.relationship_templates.create_own(
            content=content, expires_at=expiry(connector, 30), max_number_of_allocations=allocations
        )
        return connector.relationship_templates.qr_code(template.id)

    return make


@pytest.fixture
def in_contact(connector, phone, invite):
    phone.scan(invite())
    phone.fill_in(**ERIKA)
    phone.add_contact()
    connector.sync()
    relationship = connector.relationships.list()[0]
    connector.relationships.accept(relationship.id)
    phone.refresh()
    return relationship


def accepts(phone):
    return [e for e in phone.connector.exchanges if e.method == "PUT" and e.path.endswith("/Accept")]


def test_the_screen_shows_what_is_shared_what_is_asked_and_what_is_a_must(phone, invite):
    text = repr(phone.scan(invite()))
    assert "Phone: Add contact" in text
    assert "DisplayName: Demo" in text
    assert "GivenName*: [____]" in text
    assert "EMailAddress: [____]" in text


def test_all_three_ways_in_end_at_the_camera(phone):
    for way in (phone.first_use, phone.new_profile, phone.existing_profile):
        assert way().buttons[-1].press().title == "Scan code"


def test_the_camera_can_scan_the_code_that_a_cell_shows(phone, invite):
    qr(invite())._repr_mimebundle_()
    assert phone.camera().buttons[0].press().title == "Add contact"


def test_a_required_field_left_empty_is_named_and_nothing_is_sent(phone, invite):
    phone.scan(invite())
    phone.fill_in(GivenName="Erika")
    with pytest.raises(PlaceholderError, match="Surname"):
        phone.add_contact()
    assert accepts(phone) == []


def test_adding_the_contact_twice_accepts_once(connector, phone, invite):
    phone.scan(invite())
    phone.fill_in(**ERIKA)
    phone.add_contact()
    phone.add_contact()
    assert len(accepts(phone)) == 1
    assert len(connector.sync().relationships) == 1


def test_scanning_the_same_code_twice_takes_one_allocation(phone, invite):
    code = invite()
    first = repr(phone.scan(code))
    assert repr(phone.scan(code)) == first


def test_what_was_typed_reaches_the_other_side(connector, phone, invite):
    phone.scan(invite())
    phone.fill_in(EMailAddress="erika@example.com", **ERIKA)
    phone.add_contact()
    connector.sync()
    told = [a.content["value"] for a in connector.attributes.peer(phone.address)]
    assert {"@type": "EMailAddress", "value": "erika@example.com"} in told
    assert {"@type": "GivenName", "value": "Erika"} in told


def test_an_optional_field_left_empty_is_not_told(connector, phone, invite):
    phone.scan(invite())
    phone.fill_in(**ERIKA)
    phone.add_contact()
    connector.sync()
    assert "EMailAddress" not in {a.content["value"]["@type"] for a in connector.attributes.peer(phone.address)}


def test_declining_sends_nothing_to_the_other_side(connector, phone, invite):
    phone.scan(invite())
    assert "Declined" in repr(phone.decline())
    phone.decline()
    assert not connector.sync().relationships


def test_a_field_that_is_not_on_the_screen_is_refused_with_those_that_are(phone, invite):
    phone.scan(invite())
    with pytest.raises(PhoneError) as caught:
        phone.fill_in(Shoe="43")
    assert "GivenName, Surname, EMailAddress" in caught.value.hint


def test_nothing_can_be_filled_in_before_a_scan(phone):
    with pytest.raises(PhoneError, match="Nothing was scanned"):
        phone.fill_in(GivenName="Erika")


def test_a_picture_without_a_qr_code_is_no_invitation(phone):
    with pytest.raises(ContentError):
        phone.scan(b"no picture")


def test_a_used_up_template_is_refused_with_a_hint(phone, invite, add_connector):
    from enmeshed_kit.notebook import Phone

    code = invite()
    Phone(add_connector("other")).scan(code)
    with pytest.raises(ServerError) as caught:
        phone.scan(code)
    assert caught.value.hint


def test_a_contact_that_exists_is_shown_in_place_of_a_request(phone, invite, in_contact):
    memory.forget()
    text = repr(phone.scan(invite()))
    assert "Active" in text
    assert repr(phone.fill_in(**ERIKA)) == text
    assert repr(phone.add_contact()) == text


def test_a_mail_arrives_with_a_push_notification(connector, phone, in_contact):
    content = {"@type": "Mail", "to": [phone.address], "subject": "Hi <b>", "body": "there"}
    connector.messages.send([phone.address], content)
    screen = phone.refresh()
    assert screen.pushes == ["Demo: Hi <b>"]
    assert "<b>" not in screen.picture.html
    assert "received: Hi <b> | there" in repr(phone.contact())
    assert "Phone: Hi <b>" in repr(phone.open_message())
    assert not phone.refresh().pushes


def test_the_phone_learns_by_refreshing_that_it_was_accepted(connector, phone, invite):
    phone.scan(invite())
    phone.fill_in(**ERIKA)
    phone.add_contact()
    connector.sync()
    connector.relationships.accept(connector.relationships.list()[0].id)
    assert "Pending" in repr(phone.contacts())
    assert phone.refresh().pushes == ["Demo: the contact is active now"]


def test_the_same_message_is_sent_once(connector, phone, in_contact):
    phone.new_message("Thank you", "Glad")
    phone.new_message("Thank you", "Glad")
    connector.sync()
    assert [m.content["subject"] for m in connector.messages.list()] == ["Thank you"]


def test_a_phone_made_anew_goes_on_where_it_was(phone, invite):
    from enmeshed_kit.notebook import Phone

    phone.scan(invite())
    again = Phone(phone.connector)
    again.fill_in(**ERIKA)
    assert "Sent." in repr(again.add_contact())


def test_names_of_strangers_are_shown_as_text(phone, invite):
    html = phone.scan(invite(name="<img src=x onerror=alert(1)>")).picture.html
    assert "<img" not in html
    assert "&lt;img" in html


@pytest.fixture
def live():
    """Shows a screen live: types and presses as the front end tells it, and says what it shows."""
    from enmeshed_kit.notebook.phone_widget import PhoneView

    class Live:
        def __init__(self, screen, **options):
            self.view = PhoneView(screen, **options)
            self.sent = []
            self.view.send = lambda content, buffers=None: self.sent.append((content, buffers))

        @property
        def phone(self):
            return self.view.phone

        @property
        def text(self):
            return json.dumps(self.phone, ensure_ascii=False)

        def described(self, **wanted):
            """The first piece of the screen that has all of this."""
            pieces = [self.phone, *self.phone["buttons"], *every(self.phone["parts"])]
            return next(one for one in pieces if wanted.items() <= one.items())

        def hear(self, **message):
            self.view._handle_custom_msg(message, [])

        def type(self, **texts):
            self.hear(do="type", values={str(self.described(label=name)["key"]): text for name, text in texts.items()})

        def click(self, **wanted):
            values = {str(one["key"]): one["value"] for one in every(self.phone["parts"]) if "key" in one}
            self.hear(do="press", key=self.described(**wanted)["press"], values=values, number=1)

        def leave(self):
            self.hear(do="press", key=self.phone["back"], values={}, number=1)

    def every(parts):
        for part in parts:
            yield part
            yield from every(part["parts"])

    return Live


def test_fields_and_buttons_of_the_live_view_do_what_the_methods_do(connector, phone, invite, live):
    view = live(phone.scan(invite()))
    view.type(**ERIKA)
    view.click(label="Add contact")
    assert "Sent." in view.text
    assert connector.sync().relationships


def test_the_live_view_says_what_is_missing(phone, invite, live):
    view = live(phone.scan(invite()))
    view.click(label="Add contact")
    assert "GivenName" in view.phone["trouble"]
    assert view.described(label="GivenName")["remark"]
    assert not view.described(label="EMailAddress")["remark"]


def test_a_message_can_be_written_by_hand(connector, phone, in_contact, live):
    view = live(phone.contact())
    view.click(label="New Message")
    view.type(Subject="By hand", Body="and heart")
    view.click(label="Send")
    assert "By hand" in view.text
    connector.sync()
    assert connector.messages.list()[0].content["subject"] == "By hand"


def test_an_expired_template_is_refused_with_a_hint(connector, phone, sandbox, invite):
    code = invite()
    sandbox.clock.advance(timedelta(days=40))
    with pytest.raises(NotFoundError) as caught:
        phone.scan(code)
    assert caught.value.hint
