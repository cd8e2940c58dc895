"""The payload of a form, edited as JSON."""

import json

import pytest

from enmeshed_kit.client.errors import BadRequestError, PlaceholderError
from enmeshed_kit.eras import ERAS
from enmeshed_kit.notebook import Form, memory, tutorial
from enmeshed_kit.notebook.form.json_editing import JsonSyntaxError, read_json
from enmeshed_kit.notebook.form.payload import EDITED, TYPED, Given, Payload

MAIL = {"recipients": ["<peer>"], "content": {"to": ["<peer>"], "subject": "<subject>", "n": 1}}


@pytest.fixture
def name_form(connector):
    return Form(connector, "Step 1 · Name", tutorial.CREATE_NAME, {"display name": "Demo"})


def edit(payload, change):
    """Edit a payload as somebody does who changes a few values in it."""
    body = json.loads(payload.text)
    change(body)
    payload.edit(json.dumps(body, indent=4))


@pytest.mark.parametrize(
    ("text", "line", "about"),
    [
        ('{\n  "a": 1\n  "b": 2\n}', 3, "comma"),
        ('{\n  "a": 1,\n}', (2, 3), "comma|name"),
        ('{\n  "a": tru\n}', 2, "value"),
        ('{\n  "a": "one\ntwo"\n}', 2, "next line"),
        ('{\n\n  "a" 1\n}', 3, "colon"),
        ("{\n  a: 1\n}", 2, "double quotes"),
        ('{"a": 1}\n}', 2, "ended"),
        ('{\n"a": "x', 2, "closing quote"),
        ("", 1, "value"),
        ('{"b": 1,\n "a": NaN}', 2, "NaN"),
        ('{"a": 1,\n "a": 2}', 2, "twice"),
        ('{"b": 1,\n "a": "\\ud800"}', 2, "half a character"),
        ("[1]", 1, "begins with {"),
        ("[" * 100_000, 1, "deep"),
        ('{"a": ' + "9" * 5000 + "}", 1, "digits"),
    ],
)
def test_a_fault_is_told_with_its_line(text, line, about):
    with pytest.raises(JsonSyntaxError, match=about) as caught:
        read_json(text)
    assert caught.value.line in (line if isinstance(line, tuple) else (line,))


def test_the_text_to_edit_is_what_would_be_sent_with_open_placeholders_in_it():
    payload = Payload(MAIL, {"peer": "did:e:x"})
    assert json.loads(payload.text) == {
        "recipients": ["did:e:x"],
        "content": {"to": ["did:e:x"], "subject": "<subject>", "n": 1},
    }


def test_text_that_was_not_changed_changes_nothing():
    payload = Payload(MAIL, {"peer": "<b>"})
    payload.edit(payload.text)
    assert not payload.is_edited
    assert payload.open_slots == ["subject"]
    assert payload.given("peer") == Given("<b>")


def test_a_value_written_in_place_of_a_placeholder_stands_in_its_field():
    payload = Payload(MAIL, {"peer": "did:e:x"})
    edit(payload, lambda body: body["content"].update(subject="Hello"))
    assert payload.given("subject") == Given("Hello", EDITED)
    assert not payload.is_edited
    assert payload.complete()["content"]["subject"] == "Hello"


def test_placeholders_that_are_typed_are_open():
    payload = Payload(MAIL, {"peer": "x", "subject": "Hello"})
    edit(payload, lambda body: body["content"].update(body="<what to say>", subject="<subject>"))
    assert payload.open_slots == ["subject", "what to say"]
    payload.fill("what to say", "Hi")
    payload.fill("subject", "<b>")
    assert payload.complete()["content"] == {"to": ["x"], "subject": "<b>", "n": 1, "body": "Hi"}


def test_a_value_that_looks_like_a_placeholder_stays_a_value_when_the_json_is_edited():
    request = {"items": [{"title": "<b>"}]}
    payload = Payload({"content": "<the Request>", "peer": "<peer>"}, {"the Request": request, "peer": "<i>"})
    edit(payload, lambda body: body["content"]["items"].append({"title": "another"}))
    edit(payload, lambda body: body["content"]["items"].append({"title": "a third"}))
    assert payload.slots == ["peer"]
    assert payload.open_slots == []
    assert payload.complete() == {
        "content": {"items": [{"title": "<b>"}, {"title": "another"}, {"title": "a third"}]},
        "peer": "<i>",
    }


def test_a_placeholder_in_two_places_may_be_given_up_in_one():
    payload = Payload(MAIL, {"peer": "x", "subject": "Hello"})
    edit(payload, lambda body: body["content"].update(to=["y"]))
    payload.fill("peer", "z")
    assert payload.complete()["recipients"] == ["z"]
    assert payload.complete()["content"]["to"] == ["y"]


def test_what_is_typed_stays_as_it_was_typed_until_a_field_changes_it():
    payload = Payload(MAIL, {"peer": "x"})
    text = '{"recipients":["x"],"content":{"subject":"<subject>"}}'
    payload.edit(text)
    assert payload.text == text
    payload.fill("subject", "Hello")
    assert json.loads(payload.text)["content"] == {"subject": "Hello"}


def test_faulty_text_is_kept_and_nothing_is_sent():
    payload = Payload({"a": "<b>"}, {"b": "x"})
    payload.edit('{"a": ')
    payload.fill("b", "y")
    assert payload.text == '{"a": '
    with pytest.raises(JsonSyntaxError):
        payload.complete()


def test_restoring_brings_back_the_payload_and_keeps_what_its_placeholders_hold():
    payload = Payload(MAIL, {"peer": "x", "subject": "Hello"})
    payload.edit('{"recipients": []}')
    payload.restore()
    assert payload.complete()["content"] == {"to": ["x"], "subject": "Hello", "n": 1}


@pytest.mark.parametrize(
    ("value", "typed", "held"), [(1, "2", 2), (1, "x", "x"), (True, "false", False), ("1", "2", "2")]
)
def test_a_number_that_is_typed_over_is_a_number(value, typed, held):
    payload = Payload({"n": "<n>"}, {"n": value})
    payload.fill("n", "", TYPED)
    payload.fill("n", typed, TYPED)
    assert payload.complete() == {"n": held}


def test_numbers_and_null_that_are_written_are_sent_as_such():
    payload = Payload({"n": "<n>", "m": "<m>"})
    payload.edit('{"n": 3, "m": null}')
    assert payload.complete() == {"n": 3, "m": None}


@pytest.mark.parametrize("era", ERAS)
def test_edited_json_is_sent_as_it_is_written_and_answered_with_a_record(add_connector, era):
    connector = add_connector("c", era)
    form = Form(connector, "Step 1 · Name", tutorial.CREATE_NAME, {"display name": "Demo"})
    edit(form.payload, lambda body: body["content"]["value"].update({"@type": "Surname"}))
    before = form.payload.text
    attribute = form.send()
    assert attribute.content["value"] == {"@type": "Surname", "value": "Demo"}
    assert form.exchange.reveal().body == json.loads(before)
    assert form.send() is attribute


def test_the_connector_judges_a_name_that_it_does_not_know(name_form):
    edit(name_form.payload, lambda body: body.update(extra=1))
    with pytest.raises(BadRequestError, match="additional properties"):
        name_form.send()
    assert json.loads(name_form.payload.text)["extra"] == 1


def test_an_open_placeholder_in_the_json_keeps_the_form_from_sending(connector, name_form):
    edit(name_form.payload, lambda body: body.update(extra="<foo>"))
    assert "1 placeholder is open: fill in <foo> first" in repr(name_form)
    with pytest.raises(PlaceholderError, match="<foo>"):
        name_form.send()
    assert [one for one in connector.exchanges if one.method == "POST"] == []


def test_a_fault_is_shown_at_its_line_in_text_and_html(name_form):
    name_form.edit('{\n  "content": {\n    "value" {}\n  }\n}')
    assert '→   3      "value" {}' in repr(name_form)
    assert "[Send] The JSON has a fault in line 3" in repr(name_form)
    html = name_form._repr_mimebundle_()["text/html"]
    assert "Line 3, column 13" in html
    assert "→   3      &quot;value&quot; {}</mark>" in html
    with pytest.raises(JsonSyntaxError):
        name_form.send()


def test_a_later_form_gets_what_was_edited(connector):
    form = Form(connector, "Step 2 · Test", tutorial.MAY_I_ASK, {"question": "x"})
    edit(form.payload, lambda body: body["content"].update(title="New"))
    assert form.take_sent("content").value["title"] == "New"
    assert Form(connector, "Step 2 · Test", tutorial.MAY_I_ASK, form.values).payload.open_slots == []


def test_a_path_whose_id_nobody_knows_is_open_also_when_the_body_was_edited(add_connector):
    connector = add_connector("c", "classic")
    form = Form(connector, "7", tutorial.ACCEPT, {"the ID of the Relationship": "RELdoesnotexist00000"})
    form.edit('{"content": {"a": 1}}')
    with pytest.raises(PlaceholderError, match="ID of the change"):
        form.send()
    assert not form.is_current


def test_a_new_form_of_the_same_step_begins_with_the_lesson_again(connector, name_form):
    edit(name_form.payload, lambda body: body["content"].update(tags=[]))
    name_form.send()
    memory.forget()
    assert not Form(connector, name_form.step, tutorial.CREATE_NAME).payload.is_edited
