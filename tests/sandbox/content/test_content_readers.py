from typing import Any

import pytest

from enmeshed_kit.sandbox.content.content_7 import CONTENT_7
from enmeshed_kit.sandbox.content.shapes import UNDEFINED

OWNER = "did:e:localhost:dids:0123456789abcdef012345"
NAME = {"@type": "IdentityAttribute", "owner": OWNER, "value": {"@type": "GivenName", "value": "Heinz"}}
READ = {
    "@type": "ReadAttributeRequestItem",
    "mustBeAccepted": True,
    "query": {"@type": "IdentityAttributeQuery", "valueType": "GivenName"},
}


def test_a_mail_is_kept_with_its_defaults_and_without_what_nobody_knows() -> None:
    mail = {"@type": "Mail", "to": [OWNER], "subject": "S", "body": "B", "surprise": 1}
    assert CONTENT_7.read_message_content(mail) == {
        "@type": "Mail",
        "body": "B",
        "bodyFormat": "PlainText",
        "cc": [],
        "subject": "S",
        "to": [OWNER],
    }


def test_what_is_kept_begins_with_the_type_and_is_in_alphabetical_order() -> None:
    read = CONTENT_7.read_request({"title": "T", "items": [dict(reversed(READ.items()))]})
    assert list(read) == ["@type", "items", "title"]
    assert list(read["items"][0]) == ["@type", "mustBeAccepted", "query"]


def test_a_request_within_a_template_is_kept_without_its_type() -> None:
    request = {"@type": "Request", "items": [READ]}
    template = CONTENT_7.read_template_content({"@type": "RelationshipTemplateContent", "onNewRelationship": request})
    assert template["onNewRelationship"] == {"items": [READ]}


def test_a_relationship_attribute_is_not_technical_unless_it_says_so() -> None:
    value = {"@type": "ProprietaryString", "title": "T", "value": "V"}
    attribute = {"@type": "RelationshipAttribute", "owner": OWNER, "key": "k", "confidentiality": "public"}
    assert CONTENT_7.read_attribute(attribute | {"value": value})["isTechnical"] is False


def test_dates_are_written_in_utc_with_milliseconds() -> None:
    assert CONTENT_7.read_request({"items": [READ], "expiresAt": "2099-01-01T01:00+01:00"})["expiresAt"] == (
        "2099-01-01T00:00:00.000Z"
    )


@pytest.mark.parametrize(
    ("request_content", "code", "message"),
    [
        ({}, "error.runtime.requestDeserialization", "Request.items :: Value is not defined"),
        ({"items": []}, "error.runtime.requestDeserialization", "Request.items:Array :: may not be empty"),
        ({"items": {}}, "error.runtime.servalError", "Value is not an Array."),
        (
            {"items": [READ, {"@type": "ReadAttributeRequestItem", "mustBeAccepted": True}]},
            "error.runtime.requestDeserialization",
            "Request.items :: Item with index 1 could not be deserialized to a Serializable "
            "(ReadAttributeRequestItem.query :: Value is not defined)",
        ),
        (
            {"items": [READ], "title": "x" * 201},
            "error.runtime.requestDeserialization",
            "Request.title :: Value is longer than 200 characters",
        ),
    ],
)
def test_a_request_that_cannot_be_read_is_refused_with_the_place(
    refusal: Any, request_content: Any, code: str, message: str
) -> None:
    assert refusal(CONTENT_7.read_request, request_content) == (code, message)


def test_nothing_at_all_trips_the_reader(refusal: Any) -> None:
    code, message = refusal(CONTENT_7.read_message_content, None)
    assert code == "error.runtime.unknown"
    assert message.endswith("Cannot read properties of null (reading 'hasOwnProperty')")


def test_content_of_a_known_class_that_does_not_belong_there_is_refused_as_such(refusal: Any) -> None:
    code, message = refusal(CONTENT_7.read_message_content, NAME)
    assert code == "error.runtime.validation.invalidPropertyValue"
    assert message.startswith("The content of a Message must either be a Mail, Request, ")


def test_an_unknown_class_is_named_with_its_version(refusal: Any) -> None:
    code, message = refusal(CONTENT_7.read_template_content, {"@type": "Nope"})
    assert code == "error.runtime.unknownType"
    assert message.startswith("Type 'Nope' with version 1 was not found within reflection classes.")


def test_a_date_that_is_none_is_noticed_only_when_the_content_is_written(refusal: Any) -> None:
    request = CONTENT_7.read_request({"items": [READ], "expiresAt": "soon"})
    assert not CONTENT_7.is_storable(request)
    assert refusal(CONTENT_7.require_storable, request)[1].endswith("The date is invalid.")


def test_a_query_may_leave_out_its_type_but_not_itself(refusal: Any) -> None:
    assert CONTENT_7.read_query({"valueType": "GivenName"}, "IdentityAttributeQuery") == READ["query"]
    assert refusal(CONTENT_7.read_query, UNDEFINED, "IdentityAttributeQuery")[1] == (
        "IdentityAttributeQuery.from() :: Parameter must be an object - is 'undefined'"
    )
