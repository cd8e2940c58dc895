import pytest
from hypothesis import given
from hypothesis import strategies as st

from enmeshed_kit.client.errors import ContentError, PlaceholderError
from enmeshed_kit.notebook.form.payload import Given, Payload, canonical

MAIL = {"recipients": ["<peer>"], "content": {"@type": "Mail", "to": ["<peer>"], "subject": "<subject>", "n": 1}}


def test_a_placeholder_that_occurs_twice_is_one_slot():
    assert Payload(MAIL).slots == ["peer", "subject"]


def test_every_occurrence_of_a_slot_gets_its_value():
    payload = Payload(MAIL, {"peer": "did:e:x", "subject": "Hello"})
    assert payload.complete() == {
        "recipients": ["did:e:x"],
        "content": {"@type": "Mail", "to": ["did:e:x"], "subject": "Hello", "n": 1},
    }


def test_open_slots_are_named_in_the_order_of_the_template():
    with pytest.raises(PlaceholderError) as caught:
        Payload(MAIL).complete()
    assert caught.value.placeholders == ("peer", "subject")


@pytest.mark.parametrize("nothing", [None, "", Given(None), Given("")])
def test_an_emptied_slot_is_open_again(nothing):
    payload = Payload(MAIL, {"peer": "x", "subject": "Hello"})
    payload.fill("subject", nothing)
    assert payload.open_slots == ["subject"]


@pytest.mark.parametrize("text", ["a <b>", "<a> and <b>", "<>", "< a", "a>", "<<a>>"])
def test_a_text_that_is_not_exactly_a_placeholder_is_no_slot(text):
    assert Payload({"body": text}).complete() == {"body": text}


@given(st.text(min_size=1))
def test_what_is_typed_is_sent_as_typed_whatever_it_looks_like(text):
    assert Payload({"subject": "<subject>"}, {"subject": text}).complete() == {"subject": text}


def test_a_value_that_looks_like_another_placeholder_stays_text():
    payload = Payload(MAIL, {"peer": "<subject>", "subject": "<b>"})
    assert payload.complete()["recipients"] == ["<subject>"]
    assert payload.open_slots == []


def test_a_whole_object_may_fill_a_slot_and_is_copied():
    request = {"items": [{"@type": "<not a slot>"}]}
    payload = Payload({"onNewRelationship": "<content>"}, {"content": Given(request, "from step 3")})
    sent = payload.complete()
    sent["onNewRelationship"]["items"].clear()
    assert payload.complete() == {"onNewRelationship": {"items": [{"@type": "<not a slot>"}]}}


def test_a_slot_that_the_template_lacks_is_refused_with_those_it_has():
    with pytest.raises(ContentError) as caught:
        Payload(MAIL).fill("recipient", "x")
    assert "<peer>, <subject>" in caught.value.hint


def test_the_template_of_the_caller_is_left_alone():
    template = {"to": ["<peer>"]}
    Payload(template, {"peer": "x"}).complete()
    assert template == {"to": ["<peer>"]}


def test_the_printed_payload_marks_open_slots_and_shows_values():
    payload = Payload({"to": ["<peer>"], "subject": "<subject>", "cc": [], "m": {}}, {"subject": 'say "hi"'})
    assert str(payload) == ('{\n  "to": [\n    "<peer>"\n  ],\n  "subject": "say \\"hi\\"",\n  "cc": [],\n  "m": {}\n}')
    marks = [(piece.slot, piece.is_open) for piece in payload.pieces() if piece.slot]
    assert marks == [("peer", True), ("subject", False)]


def test_equal_payloads_have_one_canonical_form():
    assert canonical({"a": 1, "b": [2]}) == canonical({"b": [2], "a": 1})
    assert canonical({"a": "1"}) != canonical({"a": 1})


def test_what_goes_into_the_path_is_shown_there_and_not_in_the_body():
    payload = Payload({"id": "<the ID>", "reason": "<why>"}, {"why": "so"}, "PUT /things/{id}/end")
    assert str(payload) == 'PUT /things/<the ID>/end\n\n{\n  "reason": "so"\n}'
    payload.fill("the ID", "T1")
    assert payload.complete() == {"id": "T1", "reason": "so"}


def test_a_call_without_a_body_shows_its_route_alone():
    assert str(Payload({"id": "<the ID>"}, {"the ID": "T1"}, "PUT /things/{id}/end")) == "PUT /things/T1/end"
