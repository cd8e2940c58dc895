import pytest

from enmeshed_kit.notebook.inquiry import Inquiry
from enmeshed_kit.notebook.phone import fields as phone_fields

ME = "did:e:localhost:dids:0123456789abcdef012357"


def read(value_type, **query):
    asked = {"@type": "IdentityAttributeQuery", "valueType": value_type, **query}
    return {"@type": "ReadAttributeRequestItem", "mustBeAccepted": True, "query": asked}


def form(kind, **settings):
    named = {"@type": f"{kind}FormFieldSettings", **settings}
    return {"@type": "FormFieldRequestItem", "title": "Q", "mustBeAccepted": True, "settings": named}


def propose(value):
    attribute = {"@type": "IdentityAttribute", "owner": "", "value": value}
    query = {"@type": "IdentityAttributeQuery", "valueType": value["@type"]}
    return {"@type": "ProposeAttributeRequestItem", "mustBeAccepted": False, "query": query, "attribute": attribute}


def decided(item, **values):
    return Inquiry({"items": [item]}).decisions(values, ME)[0]


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        (read("GivenName"), "text"),
        (read("Nationality"), "country"),
        (read("CommunicationLanguage"), "language"),
        (form("String"), "text"),
        (form("String", allowNewlines=True), "long"),
        (form("Integer"), "number"),
        (form("Date"), "date"),
        (form("Boolean"), "choice"),
        (form("Rating", maxRating=5), "choice"),
        (form("Selection", options=["a", "b"]), "choice"),
        (form("Selection", options=["a", "b"], allowMultipleSelection=True), "choices"),
        ({"@type": "FreeTextRequestItem", "freeText": "Tell us"}, "long"),
        ({"@type": "DeleteAttributeRequestItem", "attributeId": "ATT1"}, "date"),
    ],
)
def test_each_question_has_the_input_that_fits_it(item, kind):
    assert [one.kind for one in phone_fields.blanks_of(item)] == [kind]


def test_a_value_of_several_parts_has_an_input_for_each():
    blanks = phone_fields.blanks_of(read("StreetAddress"))

    assert {one.part for one in blanks if one.is_required} == {
        *("recipient", "street", "houseNo", "zipCode", "city", "country")
    }
    assert [one.part for one in blanks if not one.is_required] == ["state"]


def test_offered_answers_can_be_chosen_and_limits_are_told():
    hints = {"valueType": "ProprietaryString", "valueHints": {"values": [{"key": "S"}, {"key": "L"}], "max": 3}}
    query = {"@type": "RelationshipAttributeQuery", "key": "size", "owner": "", "attributeCreationHints": hints}

    [one] = phone_fields.blanks_of({"@type": "ReadAttributeRequestItem", "query": query})

    assert (one.kind, one.options, one.note) == ("choice", ("S", "L"), "at most 3")


@pytest.mark.parametrize(
    ("item", "typed", "response"),
    [
        (form("Integer"), "42", 42),
        (form("Integer"), "0", 0),
        (form("Double"), "4.2", 4.2),
        (form("Rating", maxRating=5), "4", 4),
        (form("Boolean"), "no", False),
        (form("Boolean"), True, True),
        (form("Selection", options=["a"], allowMultipleSelection=True), "a", ["a"]),
        (form("Integer"), "many", "many"),
    ],
)
def test_what_is_typed_is_sent_as_the_field_wants_it_or_as_it_stands(item, typed, response):
    assert decided(item, Q=typed) == {"accept": True, "response": response}


def test_numbers_within_a_value_are_numbers_and_parts_left_empty_are_left_out():
    answer = decided(read("BirthDate"), BirthDate={"day": "5", "month": "1", "year": "1990"})
    assert answer["newAttribute"]["value"] == {"@type": "BirthDate", "day": 5, "month": 1, "year": 1990}
    place = decided(read("BirthPlace"), BirthPlace={"city": "Ulm", "country": "DE", "state": ""})
    assert "state" not in place["newAttribute"]["value"]


def test_a_proposal_is_accepted_as_it_is_unless_it_was_corrected_or_emptied():
    item = propose({"@type": "CommunicationLanguage", "value": "en"})

    assert decided(item)["attribute"]["value"]["value"] == "en"
    assert decided(item, CommunicationLanguage="de")["attribute"]["value"] == {
        "@type": "CommunicationLanguage",
        "value": "de",
    }
    assert decided(item, CommunicationLanguage="") == {"accept": False}
    assert decided(item)["attribute"]["owner"] == ME


def test_a_proposal_of_several_parts_is_sent_back_part_by_part_only_if_corrected():
    value = {"@type": "BirthDate", "day": {"@type": "BirthDay", "value": 5}, "month": 1, "year": 1990}
    item = propose(value)

    assert decided(item)["attribute"]["value"] == value
    corrected = decided(item, BirthDate={"day": "6", "month": "1", "year": "1990"})
    assert corrected["attribute"]["value"] == {"@type": "BirthDate", "day": 6, "month": 1, "year": 1990}


def test_free_text_and_the_day_of_a_deletion_are_answered_in_their_own_words():
    asked = {"@type": "FreeTextRequestItem", "mustBeAccepted": True, "freeText": "Tell us"}
    deletion = {"@type": "DeleteAttributeRequestItem", "mustBeAccepted": True, "attributeId": "ATT1"}

    assert decided(asked, **{"Tell us": "All well"}) == {"accept": True, "freeText": "All well"}
    assert decided(deletion, DeleteAttribute="2026-02-01")["deletionDate"] == "2026-02-01T00:00:00.000Z"


def test_an_option_that_was_left_out_is_not_accepted():
    inquiry = Inquiry({"items": [{"@type": "ConsentRequestItem", "mustBeAccepted": False, "consent": "Mail?"}]})

    assert inquiry.options == ["Consent"]
    assert inquiry.decisions({}, ME) == [{"accept": True}]
    assert inquiry.decisions({}, ME, {"Consent"}) == [{"accept": False}]
