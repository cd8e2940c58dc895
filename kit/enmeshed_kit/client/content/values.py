"""Values of Attributes: their types, and what each may hold.

Source: the refusals of `POST /Attributes` and `POST /Requests/Outgoing/Validate` of a Connector 7.4.6.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from enmeshed_kit.bank import is_bic, is_iban
from enmeshed_kit.client.content.members import (
    Check,
    Members,
    anything,
    flag,
    given,
    json_up_to,
    number,
    one_of,
    text,
    type_of,
)
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.patterns import E_MAIL, HEX_COLOR, LINK, PHONE, SCHEMA_URL, URL
from enmeshed_kit.records import Json, wire_name
from enmeshed_kit.words import COUNTRIES, LANGUAGES, has_only_letters_of_din_91379

PLAIN = text(100)
COUNTRY, LANGUAGE = one_of(COUNTRIES), one_of(LANGUAGES)
EMAIL_TEXT = text(254, 3, E_MAIL, "erika@example.org")
PHONE_TEXT = text(100, 3, PHONE, "+49 6221 1234")
URL_TEXT = text(1024, 3, URL, "https://www.example.org")
SCHEMA_URL_TEXT = text(1024, 3, SCHEMA_URL, "https://www.example.org/schema")
FILE_REFERENCE_TEXT = text(150, 30, example="Take reference.truncated of a File")
SEX = one_of(("intersex", "female", "male"))
MARITAL_STATUS = one_of(
    (
        *("single", "married", "separated", "divorced", "widowed"),
        *("civilPartnership", "civilPartnershipDissolved", "civilPartnerDeceased"),
    )
)


def part(check: Check) -> Check:
    """A member that may stand as plain JSON or as an object with `value`."""
    return lambda value, place: check(value.get("value") if isinstance(value, Mapping) else value, place)


def alone(check: Check = PLAIN) -> Members:
    """A value that is one `value`."""
    return Members({"value": check})


def bank_text(least: int, most: int, is_right: Any, what: str) -> Check:
    """An account number or bank code."""

    def check(value: Any, place: str) -> None:
        text(most, least)(value, place)
        if not is_right(value):
            raise ContentError(f"{place} is no valid {what}.", "Write it without blanks, and check its digits.")

    return check


CITY = part(PLAIN)
PLACE = {"recipient": PLAIN, "zipCode": CITY, "city": CITY, "country": part(COUNTRY)}
STATE = {"state": CITY}
DAY, MONTH, YEAR = (part(number(1, most, whole=True)) for most in (31, 12, 9999))

IDENTITY_VALUES: dict[str, Members] = {
    "Affiliation": Members({"organization": CITY}, {"role": CITY, "unit": CITY}),
    "BankAccount": Members(
        {"accountHolder": PLAIN, "iban": bank_text(14, 34, is_iban, "IBAN")}, {"bic": bank_text(8, 11, is_bic, "BIC")}
    ),
    "BirthDate": Members({"day": DAY, "month": MONTH, "year": YEAR}),
    "BirthName": alone(),
    "BirthPlace": Members({"city": CITY, "country": part(COUNTRY)}, STATE),
    "Citizenship": alone(COUNTRY),
    "CommunicationLanguage": alone(LANGUAGE),
    "DeliveryBoxAddress": Members(
        {"userId": PLAIN, "deliveryBoxId": PLAIN, **PLACE}, {"phoneNumber": part(PHONE_TEXT), **STATE}
    ),
    "DisplayName": alone(),
    "EMailAddress": alone(EMAIL_TEXT),
    "FaxNumber": alone(PHONE_TEXT),
    "GivenName": alone(),
    "HonorificPrefix": alone(),
    "HonorificSuffix": alone(),
    "IdentityFileReference": alone(FILE_REFERENCE_TEXT),
    "JobTitle": alone(),
    "MaritalStatus": alone(MARITAL_STATUS),
    "MiddleName": alone(),
    "Nationality": alone(COUNTRY),
    "PhoneNumber": alone(PHONE_TEXT),
    "PostOfficeBoxAddress": Members({"boxId": PLAIN, **PLACE}, STATE),
    "Pseudonym": alone(),
    "SchematizedJSON": Members({"value": json_up_to(4096)}, {"schemaURL": SCHEMA_URL_TEXT}),
    "SchematizedXML": Members({"value": text(50_000)}, {"schemaURL": SCHEMA_URL_TEXT}),
    "Sex": alone(SEX),
    "StreetAddress": Members({"street": CITY, "houseNo": CITY, **PLACE}, STATE),
    "Surname": alone(),
    "VerifiableCredential": Members(
        {"value": json_up_to(52_428_800)}, {"type": text(), "displayInformation": anything}
    ),
    "Website": alone(URL_TEXT),
}
"""What an Identity can say about itself."""

VALUE_TYPES = tuple(IDENTITY_VALUES)


def proprietary(check: Check, **more: Check) -> Members:
    """A value of a RelationshipAttribute: it has a title, and may have a description."""
    return Members({"value": check, "title": PLAIN}, {"description": text(1000), **more})


CONSENT = Members(
    {"consent": text(10_000)},
    {"link": text(1024, 3, LINK, "https://www.example.org/terms"), "linkDisplayText": text(30, 3)},
)

RELATIONSHIP_VALUES: dict[str, Members] = {
    "Consent": CONSENT,
    "ProprietaryBoolean": proprietary(flag),
    "ProprietaryCountry": proprietary(COUNTRY),
    "ProprietaryEMailAddress": proprietary(EMAIL_TEXT),
    "ProprietaryFileReference": proprietary(FILE_REFERENCE_TEXT),
    "ProprietaryFloat": proprietary(number()),
    "ProprietaryHEXColor": proprietary(text(9, 4, HEX_COLOR, "#A1B2C3")),
    "ProprietaryInteger": proprietary(number(whole=True)),
    "ProprietaryJSON": proprietary(json_up_to(4096)),
    "ProprietaryLanguage": proprietary(LANGUAGE),
    "ProprietaryPhoneNumber": proprietary(PHONE_TEXT),
    "ProprietaryString": proprietary(PLAIN),
    "ProprietaryURL": proprietary(URL_TEXT),
    "ProprietaryXML": proprietary(text(50_000), schemaURL=SCHEMA_URL_TEXT),
}
"""What two Identities can say about their Relationship."""

FORMER_NAMES = {
    "PersonName": "GivenName and Surname",
    "LastName": "Surname",
    "FamilyName": "Surname",
    "FirstName": "GivenName",
    "Email": "EMailAddress",
    "EmailAddress": "EMailAddress",
    "Phone": "PhoneNumber",
    "Statement": "no type of version 7",
}
"""What is often written, or was once right."""


def attribute_value(value_type: str, value: Any = None, **fields: Any) -> Json:
    """Build the value of an IdentityAttribute.

    Args:     value_type: for instance "DisplayName", "GivenName", "EMailAddress".
              value: of the types that have but one.
              fields: of the others, for instance `house_no` of a "StreetAddress".
    Raises:   ContentError: no such type, or a value that it cannot have.
    """
    check_value_type(value_type)
    members = IDENTITY_VALUES[value_type]
    named = {"@type": value_type} | given(**{wire_name(name): item for name, item in fields.items()})
    if value is not None:
        named["value"] = value
    elif tuple(members.needed) == ("value",) and not fields:
        members.needed["value"](value, value_type)
    for name in named.keys() - {"@type", "@context", "@version"} - members.needed.keys() - members.optional.keys():
        known = ", ".join((*members.needed, *members.optional))
        raise ContentError(f"A {value_type} has no {name}.", f"It has: {known}.")
    check_identity_value(named, value_type)
    return named


def relationship_value(value_type: str, value: Any = None, *, title: str | None = None, **fields: Any) -> Json:
    """Build the value of a RelationshipAttribute.

    Args:     value_type: for instance "ProprietaryString", "ProprietaryInteger", "Consent".
              value: of the proprietary types.
              title: what the value is called for people; needed by the proprietary types.
              fields: `description`; of a "Consent" `consent`, `link` and `link_display_text`.
    Raises:   ContentError: no such type, or a value that it cannot have.
    """
    check_value_type(value_type, RELATIONSHIP_VALUES)
    named = given(value=value, title=title, **{wire_name(name): item for name, item in fields.items()})
    built = {"@type": value_type, **named}
    check_relationship_value(built, value_type)
    return built


def check_identity_value(value: Any, place: str) -> None:
    """Refuse what is no value of an IdentityAttribute."""
    value_type = type_of(value)
    check_value_type(value_type)
    if value_type != place:
        place = f"{place} ({value_type})"
    IDENTITY_VALUES[value_type](value, place)
    if value_type == "BirthDate":
        check_birth_date(value)
    check_letters(value, place)


def check_relationship_value(value: Any, place: str) -> None:
    """Refuse what is no value of a RelationshipAttribute."""
    value_type = type_of(value)
    check_value_type(value_type, RELATIONSHIP_VALUES)
    RELATIONSHIP_VALUES[value_type](value, place if place == value_type else f"{place} ({value_type})")
    check_link_text(value, place)
    check_letters({name: item for name, item in value.items() if name not in ("title", "description")}, place)


def check_value_type(value_type: Any, known: Mapping[str, Members] = IDENTITY_VALUES) -> None:
    """Refuse a value type that version 7 does not have; suggest what was probably meant."""
    if value_type in known:
        return
    near = FORMER_NAMES.get(str(value_type), "") if known is IDENTITY_VALUES else ""
    near = near or next(iter(get_close_matches(str(value_type), known, 1)), "")
    hint = f"Did you mean {near}?" if near else f"There are: {', '.join(sorted(known))}."
    of = "" if known is IDENTITY_VALUES else " of RelationshipAttributes"
    raise ContentError(f"Connector 7 knows no value type {value_type!r}{of}.", hint)


def check_letters(value: Mapping[str, Any], place: str) -> None:
    """Refuse letters that Attributes cannot hold; `CanCreate` would not notice them."""
    for name, item in value.items():
        if isinstance(item, str) and not has_only_letters_of_din_91379(item):
            raise ContentError(
                f"{place}.{name} has characters that Attributes cannot hold.",
                "Use Latin letters: a Connector 7 takes no Greek, Cyrillic or Chinese letters and no emoji there.",
            )


def check_birth_date(value: Mapping[str, Any]) -> None:
    """Refuse a day that no calendar has, or that is yet to come."""
    year, month, day = (
        int(item["value"] if isinstance(item, Mapping) else item)
        for item in (value["year"], value["month"], value["day"])
    )
    try:
        born = datetime(year, month, day, tzinfo=UTC)
    except ValueError as error:
        raise ContentError(f"There is no day {year}-{month:02}-{day:02}.", "Check day and month.") from error
    if born > datetime.now(UTC):
        raise ContentError("The BirthDate lies in the future.", "Check the year.")


def check_link_text(value: Mapping[str, Any], place: str) -> None:
    """Refuse a text for a link that is not there."""
    if value.get("linkDisplayText") is not None and value.get("link") is None:
        raise ContentError(f"{place} has a text for a link, and no link.", "Give the link as well.")


def same_value(one: Any, other: Any) -> bool:
    """Whether two Attribute values are the same to a Connector, which ignores blanks around texts."""
    return bool(trimmed(one) == trimmed(other))


def trimmed(value: Any) -> Any:
    """A value without blanks around its texts."""
    if isinstance(value, dict):
        return {key: trimmed(item) for key, item in value.items()}
    return value.strip() if isinstance(value, str) else value
