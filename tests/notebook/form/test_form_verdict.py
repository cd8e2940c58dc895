"""What is wrong with a payload, shown at its place in it."""

import pytest

from enmeshed_kit.eras import ERAS
from enmeshed_kit.notebook import Form, tutorial
from enmeshed_kit.notebook.form.verdict import refusal, remarks_on
from enmeshed_kit.records import CanCreateResult, RequestValidationResult


def result(*items, code=None):
    return RequestValidationResult(is_success=not code and all(one.is_success for one in items), code=code, items=items)


YES = result()
NO = result(code="error.bad")
CONSENT = {"@type": "ConsentRequestItem", "mustBeAccepted": True, "consent": "x"}


@pytest.mark.parametrize(
    ("body", "answer", "places"),
    [
        ({"content": {"items": [{}, {}]}}, result(YES, NO), [("content", "items", 1)]),
        ({"content": {"items": [{"items": [{}, {}]}]}}, result(result(NO, YES)), [("content", "items", 0, "items", 0)]),
        ({"id": "x", "items": [[{}, {}], {}]}, result(result(YES, NO), NO), [("items", 0, 1), ("items", 1)]),
        ({"content": {"items": []}}, NO, [("content",)]),
        ({"content": {"items": [{"items": [{}]}]}}, result(result(YES, code="x")), [("content", "items", 0)]),
        ({"content": {"items": [{}, {}]}}, NO, [("content",)]),
        ({"content": "no Request"}, result(NO), []),
        ({"content": {"items": [{}]}}, result(YES), []),
    ],
)
def test_the_innermost_faults_are_found_in_the_payload(body, answer, places):
    assert list(remarks_on(body, answer)) == places


def test_other_answers_say_nothing_against_a_payload():
    assert remarks_on({"items": []}, CanCreateResult(is_success=False)) == {}
    assert "not valid: because" in refusal(CanCreateResult(is_success=False, message="because"), 0)
    assert refusal(None, 0) == ""


@pytest.mark.parametrize("era", ERAS)
def test_the_wrong_item_is_marked_in_the_payload_of_each_era(add_connector, era):
    connector = add_connector("c", era)
    values = {"your Connector's address": connector.address, "display name": "Demo"}
    own = connector.attributes.find_or_create({"@type": "DisplayName", "value": "Demo"})
    form = Form(connector, "Step 2", tutorial.VALIDATE, {**values, "the ID of the Attribute": own.id})
    form.send()
    assert "✗" not in repr(form)
    form.fill("display name", "Somebody else")
    form.press()
    lines = repr(form).split("\n")
    marked = [number for number, line in enumerate(lines) if "← ✗ error." in line]
    assert len(marked) == 1
    assert "ShareAttributeRequestItem" in lines[marked[0] + 1]
    assert "not valid: 1 place is marked in the payload" in repr(form)
    assert "← ✗ error." in form._repr_mimebundle_()["text/html"]


def test_the_mark_goes_when_the_payload_is_changed(connector):
    form = Form(connector, "Step 5", tutorial.MAY_I_ASK, {"question": "x" * 3000})
    form.press()
    before = repr(form)
    form.fill("question", "y")
    assert "← ✗" not in repr(form)
    assert before != repr(form)


def test_a_whole_request_is_opened_where_something_in_it_is_wrong(connector):
    bad = {"@type": "ShareAttributeRequestItem", "mustBeAccepted": True, "attributeId": "ATTdoesnotexist00000"}
    bad["attribute"] = {
        "@type": "IdentityAttribute",
        "owner": connector.address,
        "value": {"@type": "DisplayName", "value": "<b>"},
    }
    form = Form(connector, "Step 2", tutorial.MAY_I_ASK)
    form.edit('{"content": "<the Request>"}')
    form.fill("the Request", {"items": [CONSENT, bad]})
    assert '"content": { … }' in repr(form)
    form.press()
    assert '"content": { … }' not in repr(form)
    assert '"<b>"' in repr(form)
    lines = repr(form).split("\n")
    marked = next(number for number, line in enumerate(lines) if "← ✗" in line)
    assert "ShareAttributeRequestItem" in lines[marked + 1]
