"""What a Connector makes of payloads that nobody writes on purpose: odd versions, dates, references and items."""

from typing import Any

import pytest

from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.content.content_7 import CONTENT_7
from enmeshed_kit.sandbox.content.iql import first_fault
from enmeshed_kit.sandbox.content.moments import point_in_time
from enmeshed_kit.sandbox.content.shapes import spell
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.protection import PASSWORD_PROTECTION
from enmeshed_kit.sandbox.requests import decisions


def request_with(*items: Any) -> dict[str, Any]:
    return {"@type": "Request", "items": list(items)}


def notification_of(*items: Any) -> dict[str, Any]:
    return {"@type": "Notification", "id": "NOTaaaaaaaaaaaaaaaaa", "items": list(items)}


def refusal(value: Any) -> Fault:
    with pytest.raises(Fault) as raised:
        CONTENT_7.read_message_content(value)
    return raised.value


@pytest.mark.parametrize(
    ("version", "named", "code"),
    [
        ("2", "2", "error.runtime.unknownType"),
        ("49 and more", "49", "error.runtime.unknownType"),
        ("-1", "-1", "error.runtime.servalError"),
        ("public", "NaN", "error.runtime.servalError"),
    ],
)
def test_a_version_is_the_number_that_its_text_begins_with(version: str, named: str, code: str) -> None:
    fault = refusal({"@type": "Mail", "@version": version})
    assert fault.code == code
    assert fault.message.startswith(f"Type 'Mail' with version {named} was not found")


def test_a_version_that_begins_with_one_is_version_one() -> None:
    mail = {"@type": "Mail", "@version": "1.7", "to": ["a"], "subject": "s", "body": "b"}
    assert CONTENT_7.read_message_content(mail)["subject"] == "s"


@pytest.mark.parametrize("name", ["", "line\nbreak"])
def test_a_type_without_name_or_with_a_line_break_is_a_fault_of_its_own(name: str) -> None:
    assert refusal({"@type": name}).code == "error.runtime.servalError"


@pytest.mark.parametrize(
    ("item", "kept"),
    [(1, {}), (True, {}), ("ab", {"0": "a", "1": "b"}), ([7], {"0": 7}), ({"@type": "", "a": 1}, {"a": 1})],
)
def test_an_item_without_class_becomes_an_object(item: Any, kept: dict[str, Any]) -> None:
    assert CONTENT_7.read_request(request_with(item))["items"] == [kept]


def test_an_address_that_names_another_class_is_no_address() -> None:
    mail = {"@type": "Mail", "to": [{"@type": "GivenName", "value": "x"}], "subject": "s", "body": "b"}
    assert "Mail.to[] :: Parsed object is not an instance of any allowed types CoreAddress." in refusal(mail).message


def test_an_address_may_be_given_as_an_object_of_its_class() -> None:
    mail = {"@type": "Mail", "to": [{"@type": "CoreAddress", "address": "a"}], "subject": "s", "body": "b"}
    assert CONTENT_7.read_message_content(mail)["to"] == ["a"]


def test_a_date_that_names_another_class_is_no_date() -> None:
    request = {"@type": "Request", "items": [{}], "expiresAt": {"@type": "GivenName", "value": "x"}}
    text = "Request.expiresAt :: Parsed object is not an instance of any allowed types CoreDate."
    assert refusal(request).message == text


def test_a_notification_holds_only_items_of_notifications() -> None:
    text = "Notification.items[] :: Parsed object is not an instance of any allowed types NotificationItem."
    assert text in refusal(notification_of({"@type": "BooleanFormFieldSettings"})).message


def test_a_response_by_message_comes_from_a_template_or_a_message() -> None:
    response = {"@type": "Response", "result": "Accepted", "requestId": "r", "items": [{}]}
    wrapper = {"requestId": "r", "requestSourceReference": "s", "requestSourceType": "Mail", "response": response}
    text = "ResponseWrapper.requestSourceType :: Value is not within the list of allowed values."
    assert refusal({"@type": "ResponseWrapper", **wrapper}).message == text


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ([1], "If the response is an array, it must be a string array."),
        ("", "The string response cannot be shorter than 1 character or longer than 4096 characters."),
    ],
)
def test_the_answer_to_a_form_field_is_a_text_or_a_list_of_texts(answer: Any, text: str) -> None:
    item = {"@type": "FormFieldAcceptResponseItem", "result": "Accepted", "response": answer}
    assert refusal(item).message == f"FormFieldAcceptResponseItem.response:Object :: {text}"


def test_creation_hints_that_are_no_object_trip_the_connector() -> None:
    query = {"@type": "RelationshipAttributeQuery", "key": "k", "owner": "", "attributeCreationHints": 5}
    item = {"@type": "ReadAttributeRequestItem", "mustBeAccepted": True, "query": query}
    assert "(Cannot create property 'isTechnical' on number '5')" in refusal(request_with(item)).message


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ({"id": "RLT"}, "FileReference.id :: id must start with 'FIL' but is 'RLT'"),
        ({}, "FileReference.id :: Value is not defined"),
        ("nonsense", "The encoded data was not valid for encoding utf-8"),
        ("public", "invalid input"),
        ("YQ==", "incomplete input"),
        (
            "https://example.org/a",
            "The encryption algorithm must be indicated by an integer in the TruncatedReference.",
        ),
    ],
)
def test_the_first_fault_of_a_file_reference_is_named(reference: Any, text: str) -> None:
    item = {"@type": "TransferFileOwnershipRequestItem", "mustBeAccepted": True, "fileReference": reference}
    assert text in refusal(request_with(item)).message


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-W05-3", "2024-01-31"),
        ("2024123", "2024-05-02"),
        ("2024", "2024-01-01"),
        ("2024-01-31T24:00", "2024-02-01"),
        ("2024-01-31t10:00z", "2024-01-31T10:00:00"),
        ("2024-01-31T10:00+25:00", "2024-01-30T09:00:00"),
    ],
)
def test_dates_are_read_in_all_forms_of_iso_8601(text: str, moment: str) -> None:
    found = point_in_time(text)
    assert found is not None
    assert found.isoformat().startswith(moment)


@pytest.mark.parametrize("text", ["2023366", "2024-W60", "2024-01-31T24:01", "2024-01-31 10:00", "2024-02-30"])
def test_days_and_hours_that_do_not_exist_are_no_dates(text: str) -> None:
    assert point_in_time(text) is None


@pytest.mark.parametrize(
    ("text", "fits"), [("2024", True), ("2024-W05", True), ("2024-13-45", False), ("24-1-1", False)]
)
def test_the_form_of_an_expiry_is_that_of_iso_8601(text: str, *, fits: bool) -> None:
    assert (schema.complaint(text, schema.DATE_TIME) is None) is fits


def test_whether_a_password_is_a_pin_is_said_by_a_boolean_that_is_true() -> None:
    protection = {"password": "1234", "passwordIsPin": "true"}
    assert schema.complaint(protection, PASSWORD_PROTECTION) == "passwordIsPin must be boolean"
    assert schema.complaint(protection | {"passwordIsPin": False}, PASSWORD_PROTECTION) == (
        "passwordIsPin must be equal to constant"
    )


def test_each_item_of_a_list_is_looked_at_before_its_twin() -> None:
    listed = {"type": "array", "uniqueItems": True, "items": schema.id_of("FIL")}
    assert schema.complaint(["a", "a"], listed) == "0 must match pattern FIL[A-Za-z0-9]{17}"


def test_large_numbers_are_spelled_with_an_exponent() -> None:
    assert [spell(number) for number in (1e20, 1e21, 1e-7, 2.0)] == ["100000000000000000000", "1e+21", "1e-7", "2"]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("GivenName &&\n", 1),
        ("x=1", 1),
        ("GivenName.x=1", 10),
        ("(\n1", 1),
        ("city=", None),
        ("city<", None),
        ("X", None),
    ],
)
def test_fields_have_two_letters_and_columns_are_counted_within_a_line(text: str, column: int | None) -> None:
    assert first_fault(text) == column


def test_a_decision_that_names_a_class_has_to_fit_it() -> None:
    with pytest.raises(Fault) as raised:
        decisions.read_decision({"items": [{"accept": True}, {"@type": "Nope"}]}, CONTENT_7)
    start = (
        "InternalDecideRequestParameters.items :: Item with index 1 could not be deserialized to a Serializable (Type"
    )
    assert raised.value.message.startswith(start)


def test_decisions_that_are_no_list_are_refused_before_anything_else() -> None:
    with pytest.raises(Fault) as raised:
        decisions.read_decision({"items": {}}, CONTENT_7)
    assert raised.value.message == "Value is not an Array."
