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


def test_a_changed_payload_says_that_the_answer_belongs_to_the_one_before(name_form):
    form = name_form()
    form.send()
    form.fill("display name", "Another")
    assert "changed since it was sent" in repr(form)
    assert "of the payload before" in form._repr_mimebundle_()["text/html"]
    form.fill("display name", "Demo")
    assert "sent, answered 201" in repr(form)


def test_pressing_twice_sends_once_and_says_so(connector, name_form):
    form = name_form()
    form.press()
    form.press()
    assert len(writes(connector)) == 1
    assert "not sent a second time" in repr(form)


def test_a_second_click_before_anybody_could_read_the_refusal_is_none(connector, monkeypatch):
    form = Form(connector, "Step 2 · Mail", tutorial.SEND_MAIL, MAIL | {"the peer's address": connector.address})
    now = [100.0]
    monkeypatch.setattr("enmeshed_kit.notebook.form.form.monotonic", lambda: now[0])
    form.press()
    now[0] += 0.1
    form.press()
    assert len(writes(connector)) == 1
    now[0] += 1
    form.press()
    assert len(writes(connector)) == 2


def test_what_was_changed_after_a_refusal_may_be_sent_at_once_and_is_not_called_refused(connector):
    form = Form(connector, "Step 1 · Name", tutorial.CREATE_NAME, {"display name": 5})
    form.press()
    assert "refused with 400" in repr(form)
    form.fill("display name", "Bakery")
    assert "changed since the call failed: Send tries again" in repr(form)
    assert "value must be string" in repr(form)
    form.press()
    assert form.answer.content["value"]["value"] == "Bakery"
    assert "sent, answered 201" in repr(form)


def test_sending_again_is_explained_first_and_then_done_once(connector):
    form = Form(connector, "Step 5 · Ask", tutorial.MAY_I_ASK, {"question": "x"})
    form.press_again()
    assert writes(connector) == []
    form.send()
    form.ask_again()
    assert "asks once more, POST /api/core/v1/Requests/Outgoing/Validate; nothing changes" in repr(form)
    assert len(writes(connector)) == 1
    form.press_again()
    form.press_again()
    assert len(writes(connector)) == 2
    assert "asks once more" not in repr(form)


def test_sending_again_can_be_thought_better_of(connector, name_form):
    form = name_form()
    form.send()
    form.ask_again()
    assert "What it created may then exist twice" in repr(form)
    form.ask_again()
    form.press_again()
    assert len(writes(connector)) == 1


def test_a_refusal_stands_in_the_form_with_what_to_do_and_what_was_typed(connector):
    form = Form(connector, "Step 2 · Mail", tutorial.SEND_MAIL, MAIL | {"the peer's address": connector.address})
    form.press()
    shown = repr(form)
    assert "refused with 4" in shown
    assert f"✗ {form.error}" in shown
    assert form.error.hint in shown
    assert form.payload.given("subject").value == "Hello"


def test_a_refusal_of_sending_again_keeps_the_first_answer(name_form):
    form = name_form()
    answer = form.send()
    form.ask_again()
    form.press_again()
    assert form.answer is answer
    assert "refused with 400" in repr(form)


def test_an_interrupted_call_leaves_the_form_usable(connector, name_form, monkeypatch):
    form = name_form()
    stop = lambda **_: (_ for _ in ()).throw(KeyboardInterrupt)  # noqa: E731  # the shortest that raises
    monkeypatch.setattr(form, "_method", stop)
    form.press()
    assert "Interrupted" in repr(form)
    monkeypatch.undo()
    assert form.send().content["value"]["value"] == "Demo"


def test_the_values_to_keep_are_marked_and_those_that_a_later_step_took_join_them(name_form):
    form = name_form()
    answer = form.send()
    assert f"Keep for later steps: id {answer.id}" in repr(form)
    assert f">{answer.id}</mark>" in form._repr_mimebundle_()["text/html"]
    form.take("created_at")
    assert "created_at" in repr(form)


def test_what_was_found_is_kept_as_well(name_form):
    earlier = name_form().send()
    memory.forget()
    form = name_form()
    form.send()
    assert f"id {earlier.id}" in repr(form)


def test_references_stay_masked_in_what_is_kept(connector):
    values = {"a moment in the future": "2026-02-01T00:00:00.000Z"}
    form = Form(connector, "Step 3 · Template", tutorial.CREATE_TEMPLATE, values)
    ask = [{"@type": "ConsentRequestItem", "mustBeAccepted": True, "consent": "x"}]
    form.fill("the Request validated before", {"items": ask})
    reference = form.send().reference
    form.take("reference")
    bundle = form._repr_mimebundle_()
    for secret in (reference.truncated, reference.url):
        assert secret not in bundle["text/html"] + bundle["text/plain"]


def test_what_a_form_brings_anew_stands_in_the_later_forms_that_took_it(connector, name_form):
    form = name_form()
    form.send()
    later = Form(connector, "Step 2 · Test", tutorial.VALIDATE, {"the ID of the Attribute": form.take("id")})
    later.fill("display name", form.take_value("display name"))
    form.fill("display name", "Another")
    assert later.values["display name"].value == "Demo"
    anew = form.send()
    assert later.values["the ID of the Attribute"] == Given(anew.id, "from step 1")
    assert later.values["display name"] == Given("Another", "from step 1")


def test_what_somebody_has_put_in_its_place_is_left_alone(connector, name_form):
    form = name_form()
    form.send()
    later = Form(connector, "Step 2 · Test", tutorial.VALIDATE, {"the ID of the Attribute": form.take("id")})
    later.fill("the ID of the Attribute", "ATT", "typed")
    form.fill("display name", "Another")
    form.send()
    assert later.values["the ID of the Attribute"].value == "ATT"
