import pytest

from enmeshed_kit.client.errors import BadRequestError, PlaceholderError
from enmeshed_kit.notebook import Form, Given, memory, tutorial

MAIL = {"subject": "Hello", "body": "there"}


def writes(connector):
    """The calls that left the machine and were not mere questions."""
    return [exchange for exchange in connector.exchanges if exchange.method != "GET"]


@pytest.fixture
def name_form(connector):
    def make(value="Demo"):
        return Form(connector, "Step 1 · Name", tutorial.CREATE_NAME, {"display name": value})

    return make


def test_an_open_placeholder_is_named_and_nothing_leaves_the_machine(connector, name_form):
    form = name_form(None)
    with pytest.raises(PlaceholderError, match="<display name>"):
        form.send()
    assert writes(connector) == []


def test_the_same_payload_is_sent_once(connector, name_form):
    form = name_form()
    assert form.send() is form.send()
    assert len(writes(connector)) == 1


def test_a_new_form_of_the_same_step_gives_the_first_answer(connector, name_form):
    first = name_form().send()
    assert name_form().send() is first
    assert len(writes(connector)) == 1


def test_a_changed_payload_is_sent(connector, name_form):
    form = name_form()
    form.send()
    form.fill("display name", "Another")
    assert form.send().content["value"]["value"] == "Another"
    assert len(writes(connector)) == 2


def test_the_same_payload_in_another_step_is_sent(connector):
    ask = [Form(connector, step, tutorial.MAY_I_ASK, {"question": "x"}) for step in "ab"]
    for form in ask:
        form.send()
    assert len(writes(connector)) == 2


def test_sending_again_on_demand_meets_what_the_connector_says_now(connector, name_form):
    form = name_form()
    form.send()
    with pytest.raises(BadRequestError):
        form.send(again=True)


def test_a_refusal_is_not_remembered_as_the_answer(connector):
    form = Form(connector, "Step 2 · Mail", tutorial.SEND_MAIL, MAIL | {"the peer's address": connector.address})
    for _ in range(2):
        with pytest.raises(BadRequestError):
            form.send()
    assert form.answer is None
    assert len(writes(connector)) == 2


def test_another_connector_has_a_memory_of_its_own(add_connector):
    for name in ("one", "two"):
        other = add_connector(name)
        Form(other, "Step 1 · Name", tutorial.CREATE_NAME, {"display name": "Demo"}).send()
        assert len(writes(other)) == 1


def test_what_an_earlier_session_made_is_found_and_not_refused(connector, name_form):
    earlier = name_form().send()
    memory.forget()
    form = name_form(" Demo ")
    assert form.send().id == earlier.id
    assert "found" in repr(form)
    assert len(writes(connector)) == 1


def test_what_is_typed_is_never_taken_for_a_placeholder(name_form):
    assert name_form("<b>bold</b>").send().content["value"]["value"] == "<b>bold</b>"
    assert name_form("<b>").send().content["value"]["value"] == "<b>"


def test_a_later_form_says_from_which_step_its_value_comes(connector, name_form):
    form = name_form()
    attribute = form.send()
    values = {"the ID of the Attribute": form.take("id"), "display name": form.take_value("display name")}
    later = Form(connector, "Step 2 · Test", tutorial.VALIDATE, values)
    assert f"{attribute.id}  (from step 1)" in repr(later)
    assert later.payload.open_slots == ["your Connector's address"]


def test_an_answer_cannot_be_taken_before_there_is_one(name_form):
    with pytest.raises(PlaceholderError, match="step 1"):
        name_form().take("id")


def test_the_saved_form_is_text_and_html_without_the_port(connector, name_form):
    form = name_form("<script>alert(1)</script>")
    form.send()
    bundle = form._repr_mimebundle_()
    assert "<script>" not in bundle["text/html"]
    assert connector.base_url not in bundle["text/html"] + bundle["text/plain"]
    assert "answered 201" in bundle["text/plain"]


def test_the_button_shows_a_refusal_in_the_form_and_raises_nothing(connector, name_form):
    form = name_form(None)
    form.press()
    assert "<display name>" in repr(form)
    assert form.error is not None


def test_a_click_on_the_button_and_typing_do_what_the_methods_do(name_form):
    from enmeshed_kit.notebook.form_widget import FormWidget

    form = name_form()
    widget = FormWidget(form)
    form._widgets.add(widget)
    _, _, field, actions, exchange = widget._box.children
    field.value = "Typed"
    actions.children[0].click()
    assert form.answer.content["value"]["value"] == "Typed"
    assert "Typed" in exchange.value
    assert form.payload.given("display name") == Given("Typed", "typed")


def test_several_displays_of_a_form_follow_it(name_form):
    from enmeshed_kit.notebook.form_widget import FormWidget

    form = name_form()
    widgets = [FormWidget(form), FormWidget(form)]
    form._widgets.update(widgets)
    form.fill("display name", "Changed")
    assert [widget._box.children[2].value for widget in widgets] == ["Changed", "Changed"]


def test_a_whole_object_in_a_field_is_locked_and_stays_whole(connector):
    from enmeshed_kit.notebook.form_widget import FormWidget

    form = Form(connector, "Step 3 · Template", tutorial.CREATE_TEMPLATE)
    widget = FormWidget(form)
    form._widgets.add(widget)
    form.fill("the Request validated before", {"items": []}, "from step 2")
    field = next(
        one for one in widget._box.children if getattr(one, "placeholder", "") == "<the Request validated before>"
    )
    assert field.disabled
    assert form.values["the Request validated before"].value == {"items": []}
