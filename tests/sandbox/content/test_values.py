from typing import Any

import pytest

from enmeshed_kit.sandbox.content import tags
from enmeshed_kit.sandbox.content.content_7 import CONTENT_7

OWNER = "did:e:localhost:dids:0123456789abcdef012345"


def identity(value: Any) -> dict[str, Any]:
    return {"@type": "IdentityAttribute", "owner": OWNER, "value": value}


@pytest.mark.parametrize(
    "value",
    [
        {"@type": "GivenName", "value": ""},
        {"@type": "EMailAddress", "value": "heinz@example.com"},
        {"@type": "BirthDate", "day": 29, "month": 2, "year": 2000},
        {"@type": "Citizenship", "value": "DE"},
        {"@type": "CommunicationLanguage", "value": "de"},
        {"@type": "BankAccount", "accountHolder": "Heinz", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX"},
    ],
)
def test_values_that_fit_their_type_are_kept_as_they_are(value: dict[str, Any]) -> None:
    CONTENT_7.check_identity_value(value["@type"], value)
    assert CONTENT_7.read_attribute(identity(value))["value"] == value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"@type": "GivenName", "value": "x" * 101}, "GivenName.value :: Value is longer than 100 characters"),
        (
            {"@type": "BirthDate", "day": 30, "month": 2, "year": 2000},
            "BirthDate :: The BirthDate is not a valid date.",
        ),
        (
            {"@type": "BirthDate", "day": 1, "month": 1, "year": 9999},
            "BirthDate :: You cannot enter a BirthDate that is in the future.",
        ),
        (
            {"@type": "BankAccount", "accountHolder": "H", "iban": "DE00370400440532013000"},
            "BankAccount.iban:String :: invalid IBAN",
        ),
    ],
)
def test_values_that_break_a_rule_of_their_type_are_named_with_field_and_rule(
    refusal: Any, value: dict[str, Any], message: str
) -> None:
    assert refusal(CONTENT_7.read_attribute, identity(value)) == ("error.runtime.requestDeserialization", message)


def test_the_schema_of_a_type_is_checked_before_the_type_itself(refusal: Any) -> None:
    code, message = refusal(CONTENT_7.check_identity_value, "GivenName", {"@type": "GivenName", "value": 5})
    assert (code, message) == ("error.runtime.validation.invalidPropertyValue", "GivenName :: value must be string")


@pytest.mark.parametrize(
    "tag", ["x:anything", "X:Anything", "urn:isbn:0451450523", "language:de", "mimetype:image/png"]
)
def test_tags_of_known_forms_are_valid(tag: str) -> None:
    assert CONTENT_7.invalid_tags([tag]) is None


def test_tags_of_other_forms_are_listed() -> None:
    assert CONTENT_7.invalid_tags(["nope", "x:fine", "language:xx"]) == (
        "Detected invalidity of the following tags: 'nope', 'language:xx'."
    )


def test_there_are_at_most_20_different_tags_of_250_characters() -> None:
    assert tags.check_tags(["x:a", "x:a"]) == "The tags are not unique."
    assert tags.check_tags([f"x:{number}" for number in range(21)]) == "The maximum number of tags is 20."
    assert tags.check_tags(["x:" + "a" * 249]) == "The maximum length of a tag is 250 characters."


def test_only_letters_of_din_91379_are_allowed_in_values_but_titles_may_hold_any() -> None:
    party = "\N{PARTY POPPER}"
    assert not CONTENT_7.has_only_allowed_characters(identity({"@type": "GivenName", "value": party}))
    own = {"@type": "RelationshipAttribute", "value": {"@type": "ProprietaryString", "title": party, "value": "Ärger"}}
    assert CONTENT_7.has_only_allowed_characters(own)
