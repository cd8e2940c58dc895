"""The live form: fields, editor and buttons do what the methods do."""

import pytest

from enmeshed_kit.notebook import Form, tutorial
from enmeshed_kit.notebook.form.payload import Given
from enmeshed_kit.notebook.form.widget import FormWidget

HOSTILE = [
    '<img src=x onerror="window.__pwned=1">',
    "</textarea><script>window.__pwned=1</script>",
    "</pre></style>",
    "\u202egnol\u202c \u200fx",
    "<b>",
    "👩‍👩‍👧 " * 3,
    "x" * 10_000,
    'a\n"b"\\',
]


@pytest.fixture
def show(connector):
    """Shows a form, as a cell does."""

    def shown(call=tutorial.CREATE_NAME, values=None):
        form = Form(connector, "Step 1 · Name", call, values)
        widget = FormWidget(form)
        form._widgets.add(widget)
        return form, widget

    return shown


def is_shown(widget):
    return widget.layout.display != "none"


def test_a_click_on_the_button_and_typing_do_what_the_methods_do(show):
    form, widget = show()
    widget.fields["display name"].value = "Typed"
    widget.actions.send.click()
    assert form.answer.content["value"]["value"] == "Typed"
    assert form.payload.given("display name") == Given("Typed", "typed")
    assert form.answer.id in widget.answer.value
    assert "sent, answered 201" in widget.actions.status.value


def test_several_displays_of_a_form_follow_it(show):
    form, widget = show()
    other = FormWidget(form)
    form._widgets.add(other)
    form.fill("display name", "Changed")
    assert [one.fields["display name"].value for one in (widget, other)] == ["Changed", "Changed"]


def test_a_whole_object_in_a_field_is_locked_and_stays_whole(show):
    form, widget = show(tutorial.CREATE_TEMPLATE)
    form.fill("the Request validated before", {"items": []}, "from step 2")
    assert widget.fields["the Request validated before"].disabled
    assert form.values["the Request validated before"].value == {"items": []}


def test_send_is_off_while_a_placeholder_is_open_and_the_reason_stands_beside_it(show):
    _, widget = show(tutorial.SEND_MAIL)
    assert widget.actions.send.disabled
    assert "3 placeholders are open" in widget.actions.status.value
    for slot, field in widget.fields.items():
        field.value = slot
    assert not widget.actions.send.disabled
    widget.fields["subject"].value = ""
    assert widget.actions.send.disabled
    assert "1 placeholder is open: fill in &lt;subject&gt; first" in widget.actions.status.value


def test_a_field_says_where_its_value_comes_from(show):
    form, widget = show()
    form.fill("display name", "Demo", "from step 2")
    assert widget.fields["display name"].description == "display name (from step 2)"


def test_the_editor_opens_and_closes_and_what_was_typed_stays(show):
    _, widget = show(values={"display name": "Demo"})
    assert not is_shown(widget.editor.text)
    widget.editor.toggle.click()
    assert is_shown(widget.editor.text)
    widget.editor.text.value = widget.editor.text.value.replace("Demo", "By hand")
    assert widget.fields["display name"].value == "By hand"
    widget.editor.text.value = '{"content": '
    widget.editor.toggle.click()
    assert is_shown(widget.editor.text)
    assert widget.editor.text.value == '{"content": '
    assert "Line 1" in widget.editor.fault.value
    assert widget.actions.send.disabled
    assert widget.fields["display name"].disabled
    widget.editor.restore.click()
    assert not is_shown(widget.editor.text)
    assert widget.fields["display name"].value == "By hand"
    assert not widget.actions.send.disabled


def test_a_placeholder_typed_into_the_json_gets_a_field(show):
    form, widget = show(values={"display name": "Demo"})
    widget.editor.text.value = '{"content": {"value": {"@type": "<kind>", "value": "Demo"}}}'
    assert list(widget.fields)[-1] == "kind"
    widget.fields["kind"].value = "Surname"
    widget.actions.send.click()
    assert form.answer.content["value"]["@type"] == "Surname"


def test_a_call_without_a_body_has_nothing_to_edit(show):
    _, widget = show(tutorial.QR_CODE)
    assert not is_shown(widget.editor.box)
    assert not is_shown(widget.editor.toggle)


def test_sending_again_takes_two_buttons(show, connector):
    _, widget = show(tutorial.MAY_I_ASK, {"question": "x"})
    assert not is_shown(widget.actions.again)
    widget.actions.send.click()
    widget.actions.again.click()
    assert "asks once more" in widget.actions.notice.value
    for _ in range(2):
        widget.actions.yes.click()
    assert len([one for one in connector.exchanges if one.method == "POST"]) == 2


def test_a_refusal_is_shown_with_its_exchange_and_the_fields_keep_what_was_typed(show, connector):
    form, widget = show(tutorial.SEND_MAIL)
    for field, text in zip(widget.fields.values(), (connector.address, "Hello", "there"), strict=True):
        field.value = text
    widget.actions.send.click()
    assert form.error.hint.split()[0] in widget.answer.value
    assert "/Messages" in widget.wire.children[0].texts[0]["text"]
    assert widget.wire.titles == ("Request and answer",)
    assert widget.fields["body"].value == "there"


def test_a_text_of_several_lines_gets_a_field_of_several_lines(show):
    form, widget = show()
    form.fill("display name", "one\ntwo")
    assert widget.fields["display name"].value == "one\ntwo"
    assert "Textarea" in type(widget.fields["display name"]).__name__


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_is_inert_and_sent_as_typed(show, text):
    form, widget = show(tutorial.MAY_I_ASK)
    widget.fields["question"].value = text
    widget.actions.send.click()
    widget.editor.toggle.click()
    widget.editor.text.value = widget.editor.text.value + " "
    form.edit(form.payload.text[:-5])
    bundle = form._repr_mimebundle_()
    html = "".join([widget.payload.value, widget.answer.value, widget.editor.fault.value, bundle["text/html"]])
    assert all(tag not in html for tag in ("<img", "<script", "</textarea", "\u202e"))
    assert html.count("</style>") == html.count("<style>")
    assert form.payload.given("question").value == text
