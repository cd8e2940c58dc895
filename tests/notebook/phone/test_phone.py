from datetime import timedelta

import pytest

from enmeshed_kit.client.errors import BadRequestError, ContentError, NotFoundError, PlaceholderError, ServerError
from enmeshed_kit.notebook import PhoneError, expiry, memory, qr
from enmeshed_kit.notebook.inquiry import attribute_text
from enmeshed_kit.notebook.phone import screens

ERIKA = {"GivenName": "Erika", "Surname": "Musterfrau"}


def accepts(phone):
    return [e for e in phone.connector.exchanges if e.method == "PUT" and e.path.endswith("/Accept")]


def test_the_screen_shows_what_is_shared_what_is_asked_and_what_is_a_must(phone, invite):
    text = repr(phone.scan(invite()))
    assert "Phone: Add contact" in text
    assert "DisplayName: Demo" in text
    assert "GivenName*: [____]" in text
    assert "EMailAddress: [____]" in text


def test_both_ways_in_of_a_profile_end_at_the_camera(phone):
    for way in (phone.first_use, phone.existing_profile):
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


@pytest.fixture
def ask(connector):
    """Makes a template with any items and returns its QR code."""

    def make(*items, title=""):
        request = {"@type": "Request", "items": list(items)} | ({"title": title} if title else {})
        content = {"@type": "RelationshipTemplateContent", "title": "Any", "onNewRelationship": request}
        template = connector.relationship_templates.create_own(content=content, expires_at=expiry(connector, 30))
        return connector.relationship_templates.qr_code(template.id)

    return make


def question(value_type, must=True):
    query = {"@type": "IdentityAttributeQuery", "valueType": value_type}
    return {"@type": "ReadAttributeRequestItem", "mustBeAccepted": must, "query": query}


CONSENT = {
    "@type": "ConsentRequestItem",
    "mustBeAccepted": False,
    "consent": "May we write to you?",
    "link": "https://example.com/terms",
}


def test_what_the_connector_does_not_take_is_said_beside_the_field(phone, ask, live):
    view = live(phone.scan(ask(question("GivenName"), question("EMailAddress"))))
    view.type(GivenName="Erika", EMailAddress="no address")
    view.click(label="Add contact")

    assert view.described(label="EMailAddress")["remark"] == "Value does not have the form that it needs."
    assert not view.described(label="GivenName")["remark"]
    assert view.phone["trouble"]
    view.type(EMailAddress="erika@example.com")
    assert not view.described(label="EMailAddress")["remark"]
    view.click(label="Add contact")
    assert "Sent." in view.text


def test_a_refused_value_called_from_a_cell_raises_and_stays_on_the_screen(phone, ask):
    phone.scan(ask(question("EMailAddress")))
    phone.fill_in(EMailAddress="no address")
    with pytest.raises(BadRequestError):
        phone.add_contact()
    assert "EMailAddress*: [no address]  (" in repr(phone.screen)


def test_an_option_can_be_left_out_by_hand_and_by_name(connector, phone, ask, live):
    view = live(phone.scan(ask(CONSENT, question("GivenName"))))
    assert view.described(label="Consent")["link"] == "https://example.com/terms"
    view.type(Consent=False, GivenName="Erika")
    assert "☐ Consent" in repr(phone.screen)
    assert "☑ Consent" in repr(phone.choose("Consent"))
    phone.choose("Consent", False)
    phone.add_contact()
    connector.sync()
    answer = connector.relationships.list()[0].creation_content["response"]["items"]
    assert [item["result"] for item in answer] == ["Rejected", "Accepted"]


def test_an_option_that_is_not_there_is_named_with_those_that_are(phone, ask):
    phone.scan(ask(CONSENT))
    with pytest.raises(PhoneError) as caught:
        phone.choose("Advertising")
    assert "Consent" in caught.value.hint


def test_a_birth_date_is_typed_part_by_part(connector, phone, ask, live):
    view = live(phone.scan(ask(question("BirthDate"))))
    for part, text in {"day": "5", "month": "1", "year": "1990"}.items():
        view.type(**{f"BirthDate · {part}": text})
    view.click(label="Add contact")
    connector.sync()
    [told] = [a.content["value"] for a in connector.attributes.peer(phone.address)]
    assert attribute_text(told) == "5, 1, 1990"


def test_what_was_typed_is_still_there_after_leaving_the_screen(phone, ask, live):
    code = ask(question("GivenName"))
    view = live(phone.scan(code))
    view.type(GivenName="Erika")
    view.leave()
    assert view.phone["title"] == "Contacts"
    assert "GivenName*: [Erika]" in repr(phone.scan(code))


def test_a_phone_that_is_displayed_goes_on_with_each_method(phone, ask, live):
    view = live(phone.first_use(), follows=True)
    phone.scan(ask(question("GivenName")))
    assert view.phone["title"] == "Add contact"
    phone.fill_in(GivenName="Erika")
    assert view.described(label="GivenName")["value"] == "Erika"
    phone.add_contact()
    assert "Sent." in view.text


def test_a_displayed_moment_stays_and_says_that_the_phone_has_moved_on(phone, ask, live):
    view = live(phone.first_use())
    assert not view.phone["isPast"]
    phone.scan(ask(question("GivenName")))
    phone.fill_in(GivenName="Erika")
    assert (view.phone["title"], view.phone["isPast"]) == ("Welcome", True)

    view.hear(do="follow", number=1)
    assert view.described(label="GivenName")["value"] == "Erika"
    phone.contacts()
    assert view.phone["title"] == "Contacts"


def test_a_button_of_an_earlier_screen_answers_what_that_screen_shows(phone, ask, add_connector):
    other = add_connector("other")
    content = {"@type": "RelationshipTemplateContent", "onNewRelationship": {"items": [question("Surname")]}}
    template = other.relationship_templates.create_own(content=content, expires_at=expiry(other, 30))
    earlier = phone.scan(ask(question("GivenName")))
    phone.scan(other.relationship_templates.qr_code(template.id))

    next(button for button in earlier.buttons if button.label == "Decline").press()

    [later] = phone.connector.incoming_requests.list(peer=other.address)
    assert later.status == "ManualDecisionRequired"
    assert "Declined" in repr(phone.screen)


def test_each_contact_and_each_message_is_opened_by_its_own_row(connector, phone, in_contact, live):
    for subject in ("First", "Second"):
        content = {"@type": "Mail", "to": [phone.address], "subject": subject, "body": "there"}
        connector.messages.send([phone.address], content)
    phone.refresh()
    view = live(phone.contacts())
    view.click(opens="Open Demo")
    view.click(subject="First")
    assert view.phone["title"] == "First"
    view.leave()
    assert view.phone["title"] == "Demo"


def test_an_attachment_is_handed_over_under_its_name(connector, phone, in_contact, live):
    file = connector.files.upload(b"1,2", filename="prices.csv", mimetype="text/csv")
    content = {"@type": "Mail", "to": [phone.address], "subject": "Prices", "body": "here"}
    connector.messages.send([phone.address], content, [file])
    phone.refresh()
    view = live(phone.open_message())
    view.click(opens="Save prices.csv")
    assert ({"download": "prices.csv"}, [b"1,2"]) in view.sent
    assert phone.save(phone.connector.messages.list()[0], file) == b"1,2"


def test_a_draft_waits_until_it_is_sent_and_is_sent_once(connector, phone, in_contact, live):
    view = live(phone.compose())
    view.type(Subject="Hello")
    view.leave()
    compose = phone.compose()
    assert "Subject*: [Hello]" in repr(compose)
    with pytest.raises(PhoneError, match="no body"):
        compose.buttons[0].press()
    again = live(compose)
    again.type(Body="there")
    send = again.view._screen.buttons[0]
    send.press()
    send.press()
    connector.sync()
    assert len(connector.messages.list()) == 1
    assert "Subject*: [____]" in repr(phone.compose())


def test_a_request_by_message_is_announced_listed_and_answered(connector, phone, in_contact, live):
    asked = {"items": [question("PhoneNumber")], "title": "Your number"}
    draft = connector.outgoing_requests.create(asked, phone.address)
    connector.messages.send(phone.address, draft.content)
    assert "Demo: Your number" in phone.refresh().pushes
    view = live(phone.contact())
    view.click(opens="Open Your number")
    view.type(PhoneNumber="12")
    view.click(label="Accept")
    assert view.described(label="PhoneNumber")["remark"]
    view.type(PhoneNumber="+49 6221 1234")
    view.click(label="Accept")
    assert "Answered." in view.text
    connector.sync()
    assert connector.outgoing_requests.get(draft).status == "Completed"
    with pytest.raises(PhoneError, match="No Request waits"):
        phone.open_request()


def test_an_interrupted_press_leaves_the_phone_usable(phone, live, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    view = live(phone.first_use())
    monkeypatch.setattr(screens, "camera", lambda look, back: interrupted())
    view.click(label="Scan code")

    assert (view.phone["title"], "Stopped" in view.phone["trouble"]) == ("Welcome", True)
    assert ({"done": 1}, None) in view.sent


def test_the_saved_output_of_a_phone_is_its_picture_and_words(phone):
    from nbformat import v4

    from enmeshed_kit.lessons.execution import normalise

    bundle = phone._repr_mimebundle_()
    output = v4.new_output("display_data", bundle)
    normalise(v4.new_notebook(cells=[v4.new_code_cell("phone", outputs=[output])]))
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert set(output.data) == {"text/plain", "text/html"}


def test_a_password_is_not_in_the_picture():
    from enmeshed_kit.notebook.screen import Entry, Screen, blank

    screen = Screen("PIN", [blank(Entry("PIN", "4711", True, print, "secret"))])
    assert "4711" not in repr(screen) + screen.picture.html


def test_free_text_is_asked_and_answered_where_an_era_has_it(sandbox, add_connector):
    from enmeshed_kit.notebook import Phone

    firm, app = (add_connector(name, era="v6") for name in ("firm", "hand"))
    asked = {"@type": "FreeTextRequestItem", "mustBeAccepted": True, "freeText": "Tell us"}
    content = {"@type": "RelationshipTemplateContent", "title": "t"}
    content["onNewRelationship"] = {"@type": "Request", "items": [asked]}
    template = firm.relationship_templates.create_own(content=content, expires_at=expiry(firm, 30))
    phone = Phone(app)
    phone.scan(firm.relationship_templates.qr_code(template.id))
    phone.fill_in(**{"Tell us": "All is well"})
    assert "Sent." in repr(phone.add_contact())
