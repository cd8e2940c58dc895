import pytest

from enmeshed_kit.client.errors import PlaceholderError
from enmeshed_kit.notebook.inquiry import Inquiry

ME = "did:e:localhost:dids:0123456789abcdef012357"


def read(value_type, must=True):
    query = {"@type": "IdentityAttributeQuery", "valueType": value_type}
    return {"@type": "ReadAttributeRequestItem", "mustBeAccepted": must, "query": query}


def share(value):
    attribute = {"@type": "IdentityAttribute", "owner": "did:e:other", "value": value}
    return {"@type": "ShareAttributeRequestItem", "mustBeAccepted": True, "attribute": attribute, "attributeId": "ATT1"}


def group(title, *items):
    return {"@type": "RequestItemGroup", "title": title, "items": list(items)}


REQUEST = {
    "@type": "Request",
    "items": [
        group("Shared", share({"@type": "DisplayName", "value": "Demo"})),
        read("Surname"),
        group("Asked", read("GivenName"), read("EMailAddress", must=False)),
    ],
}


def new(value_type, value):
    attribute = {"@type": "IdentityAttribute", "owner": ME, "value": {"@type": value_type, "value": value}}
    return {"accept": True, "newAttribute": attribute}


def test_decisions_have_the_order_and_nesting_of_the_request():
    decisions = Inquiry(REQUEST).decisions({"Surname": "M", "GivenName": "E", "EMailAddress": "e@example.com"}, ME)
    assert decisions == [
        {"items": [{"accept": True}]},
        new("Surname", "M"),
        {"items": [new("GivenName", "E"), new("EMailAddress", "e@example.com")]},
    ]


def test_an_optional_field_left_empty_is_not_accepted():
    decisions = Inquiry(REQUEST).decisions({"Surname": "M", "GivenName": "E"}, ME)
    assert decisions[2]["items"][1] == {"accept": False}


def test_required_fields_left_empty_are_named_and_nothing_is_decided():
    with pytest.raises(PlaceholderError) as caught:
        Inquiry(REQUEST).decisions({"GivenName": "E"}, ME)
    assert caught.value.placeholders == ("Surname",)


def test_a_refusal_refuses_every_item_in_the_same_nesting():
    assert Inquiry(REQUEST).refusals() == [
        {"items": [{"accept": False}]},
        {"accept": False},
        {"items": [{"accept": False}, {"accept": False}]},
    ]


def test_the_display_name_that_is_shared_names_the_other_side():
    assert Inquiry(REQUEST).display_name == "Demo"
    assert Inquiry({"items": [read("DisplayName")]}).display_name == ""


def test_two_questions_of_one_kind_have_fields_of_their_own():
    inquiry = Inquiry({"items": [read("PhoneNumber"), read("PhoneNumber")]})
    assert [line.name for line in inquiry.fields] == ["PhoneNumber", "PhoneNumber 2"]


def test_a_value_of_several_parts_is_passed_on_whole():
    decided = Inquiry({"items": [read("BirthDate")]}).decisions({"BirthDate": {"day": 1, "month": 2, "year": 1990}}, ME)
    assert decided[0]["newAttribute"]["value"] == {"@type": "BirthDate", "day": 1, "month": 2, "year": 1990}


def test_a_question_about_the_relationship_is_answered_with_its_key():
    hints = {"title": "Customer number", "valueType": "ProprietaryString", "confidentiality": "private"}
    query = {"@type": "RelationshipAttributeQuery", "key": "no", "owner": "", "attributeCreationHints": hints}
    item = {"@type": "ReadAttributeRequestItem", "mustBeAccepted": True, "query": query}
    decided = Inquiry({"items": [item]}).decisions({"Customer number": "42"}, ME)
    assert decided[0]["newAttribute"] == {
        "@type": "RelationshipAttribute",
        "owner": ME,
        "key": "no",
        "confidentiality": "private",
        "value": {"@type": "ProprietaryString", "title": "Customer number", "value": "42"},
    }


@pytest.mark.parametrize(
    ("item", "decision"),
    [
        ({"@type": "ConsentRequestItem", "mustBeAccepted": True, "consent": "Yes?"}, {"accept": True}),
        ({"@type": "AuthenticationRequestItem", "mustBeAccepted": True, "title": "Log in"}, {"accept": True}),
        ({"@type": "SomethingNewRequestItem", "mustBeAccepted": False}, {"accept": False}),
    ],
)
def test_items_without_a_field_are_decided_by_their_kind(item, decision):
    assert Inquiry({"items": [item]}).decisions({}, ME) == [decision]


def test_a_form_field_is_answered_with_what_was_typed():
    item = {"@type": "FormFieldRequestItem", "mustBeAccepted": True, "title": "Shoe size", "settings": {}}
    assert Inquiry({"items": [item]}).decisions({"Shoe size": "43"}, ME) == [{"accept": True, "response": "43"}]
