"""The types of values that an Attribute can hold, each as a Shape with its fields and limits.

Values of IdentityAttributes describe an Identity (GivenName, StreetAddress …), values of RelationshipAttributes
something within one Relationship (ProprietaryString …). Parts of a value, such as the city of an address, are types of
their own inside, which shows in the messages: `Country.value:String :: must be one of: …`.

Source: `POST /Attributes` and `PUT /Attributes/CanCreate` of a Connector 7.4.6.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from enmeshed_kit.bank import is_bic, is_iban
from enmeshed_kit.patterns import E_MAIL, HEX_COLOR, LINK, PHONE, SCHEMA_URL, URL
from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content.kinds import (
    Anything,
    Exactly,
    Flag,
    ListOf,
    Loose,
    Number,
    Part,
    Text,
    Unknown,
    is_whole,
    one_of,
    whole,
)
from enmeshed_kit.sandbox.content.shapes import Field, Kind, Shape
from enmeshed_kit.words import COUNTRIES, LANGUAGES

PLAIN = Text(longest=100)


def json_up_to(limit: int) -> Any:
    """Rule: JSON that is not longer than this when written."""

    def rule(value: Any) -> str | None:
        if len(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) > limit:
            return f"stringified value must not be longer than {limit} characters"
        return None

    return rule


def _between(smallest: int, greatest: int) -> Any:
    def rule(value: float) -> str | None:
        if not smallest <= value <= greatest or not is_whole(value):
            return f"must be an integer value between {smallest} and {greatest}"
        return None

    return rule


def abstract(name: str, *fields: Field, parent: str | None = None) -> Shape:
    """A class that others inherit from."""
    return Shape(name, fields, parent, is_abstract=True)


def scalar(name: str, kind: Kind, rule: Any = None, *, parent: str | None = None) -> Shape:
    """A class whose value stands in `value`."""
    return abstract(name, Field("value", kind, rule=rule), parent=parent)


def wrapping(shape: Shape, is_wrapped: Callable[[Any], bool]) -> Shape:
    """A class of values that, where they are a part of another type, may stand there alone."""
    fields, parent = shape.fields, shape.parent
    return Shape(
        shape.name,
        fields,
        parent,
        is_abstract=True,
        prepare=lambda value: {"value": value} if is_wrapped(value) else value,
    )


def _is_no_object(value: Any) -> bool:
    return not isinstance(value, dict | list)


BASIC_VALUES = (
    scalar("AbstractBoolean", Flag()),
    scalar("AbstractFloat", Number()),
    scalar("AbstractInteger", Number(), whole("must be an integer")),
    scalar("AbstractString", PLAIN),
)
_ABSTRACT_VALUES = (
    *(wrapping(shape, _is_no_object) for shape in BASIC_VALUES),
    abstract("AbstractAddress", Field("recipient", PLAIN)),
    scalar("AbstractCountry", Text(), one_of(COUNTRIES), parent="AbstractString"),
    scalar("AbstractDay", Number(), _between(1, 31), parent="AbstractInteger"),
    scalar("AbstractEMailAddress", Text(3, 254, E_MAIL), parent="AbstractString"),
    scalar("AbstractFileReference", Text(30, 150), parent="AbstractString"),
    scalar("AbstractHEXColor", Text(4, 9, HEX_COLOR), parent="AbstractString"),
    scalar("AbstractLanguage", Text(2, 2), one_of(LANGUAGES), parent="AbstractString"),
    scalar("AbstractMonth", Number(), _between(1, 12), parent="AbstractInteger"),
    scalar("AbstractPhoneNumber", Text(3, 100, PHONE), parent="AbstractString"),
    scalar("AbstractURL", Text(3, 1024, URL), parent="AbstractString"),
    scalar("AbstractXML", Text(longest=50_000), parent="AbstractString"),
    scalar("AbstractYear", Number(), _between(1, 9999), parent="AbstractInteger"),
)

_PLAIN_VALUES = {
    "AbstractString": (
        *("AffiliationOrganization", "AffiliationRole", "AffiliationUnit", "BirthName", "City", "DisplayName"),
        *("GivenName", "HonorificPrefix", "HonorificSuffix", "HouseNumber", "JobTitle", "MiddleName", "Pseudonym"),
        *("State", "Street", "Surname", "ZipCode"),
    ),
    "AbstractCountry": ("Citizenship", "Country", "Nationality"),
    "AbstractDay": ("BirthDay",),
    "AbstractEMailAddress": ("EMailAddress",),
    "AbstractFileReference": ("IdentityFileReference",),
    "AbstractLanguage": ("CommunicationLanguage",),
    "AbstractMonth": ("BirthMonth",),
    "AbstractPhoneNumber": ("FaxNumber", "PhoneNumber"),
    "AbstractURL": ("Website",),
    "AbstractYear": ("BirthYear",),
    "City": ("BirthCity",),
    "Country": ("BirthCountry",),
    "State": ("BirthState",),
}
"""Values that are no more than what they inherit."""


def part(name: str, class_name: str, optional: bool = False) -> Field:
    """A field that holds a value of a class of its own."""
    return Field(name, Part(class_name), optional)


_PLACE = (part("zipCode", "ZipCode"), part("city", "City"), part("country", "Country"))
_STATE = part("state", "State", optional=True)
SCHEMA_LINK = Field("schemaURL", Text(3, 1024, SCHEMA_URL), optional=True)


def _is_real_birth_date(value: Json) -> tuple[str, str] | None:
    try:
        born = datetime(int(value["year"]), int(value["month"]), int(value["day"]), tzinfo=UTC)
    except ValueError:
        return "BirthDate", "The BirthDate is not a valid date."
    return ("BirthDate", "You cannot enter a BirthDate that is in the future.") if born > datetime.now(UTC) else None


_SEX = ("intersex", "female", "male")
_MARITAL_STATUS = (
    *("single", "married", "separated", "divorced", "widowed"),
    *("civilPartnership", "civilPartnershipDissolved", "civilPartnerDeceased"),
)

_IDENTITY_VALUES: tuple[Shape, ...] = (
    Shape(
        "Affiliation",
        (
            *(part("role", "AffiliationRole", optional=True), part("organization", "AffiliationOrganization")),
            part("unit", "AffiliationUnit", optional=True),
        ),
    ),
    Shape(
        "BankAccount",
        (
            Field("accountHolder", PLAIN),
            Field("iban", Text(14, 34), rule=lambda value: None if is_iban(value) else "invalid IBAN"),
            Field("bic", Text(8, 11), optional=True, rule=lambda value: None if is_bic(value) else "invalid BIC"),
        ),
    ),
    Shape(
        "BirthDate",
        (part("day", "BirthDay"), part("month", "BirthMonth"), part("year", "BirthYear")),
        conclude=_is_real_birth_date,
    ),
    Shape(
        "BirthPlace",
        (part("city", "BirthCity"), part("country", "BirthCountry"), part("state", "BirthState", optional=True)),
    ),
    Shape(
        "DeliveryBoxAddress",
        (
            *(Field("userId", PLAIN), Field("deliveryBoxId", PLAIN), *_PLACE),
            *(part("phoneNumber", "PhoneNumber", optional=True), _STATE),
        ),
        parent="AbstractAddress",
    ),
    Shape("MaritalStatus", (Field("value", Text(), rule=one_of(_MARITAL_STATUS)),), parent="AbstractString"),
    Shape("PostOfficeBoxAddress", (Field("boxId", PLAIN), *_PLACE, _STATE), parent="AbstractAddress"),
    Shape("SchematizedJSON", (Field("value", Anything(), rule=json_up_to(4096)), SCHEMA_LINK)),
    Shape("SchematizedXML", (SCHEMA_LINK,), parent="AbstractXML"),
    Shape("Sex", (Field("value", Text(), rule=one_of(_SEX)),), parent="AbstractString"),
    Shape(
        "StreetAddress",
        (part("street", "Street"), part("houseNo", "HouseNumber"), *_PLACE, _STATE),
        parent="AbstractAddress",
    ),
    Shape(
        "VerifiableCredential",
        (
            Field("value", Anything(), rule=json_up_to(52_428_800)),
            Field("type", Text(), optional=True),
            Field("displayInformation", ListOf(Unknown(), "Serializable"), optional=True),
        ),
    ),
)


def _write_property_hints(hints: Json) -> Json:
    return hints | {"propertyHints": hints.get("propertyHints") or {}}


_SCALAR = (str, int, float, bool)
_HINTS = (
    Field("editHelp", Text(longest=500), optional=True),
    Field("min", Number(), optional=True),
    Field("max", Number(), optional=True),
    Field("pattern", Text(longest=1000), optional=True),
    Field("values", ListOf(Exactly("ValueHintsValue"), "ValueHintsValue"), optional=True),
    Field("defaultValue", Anything(_SCALAR), optional=True),
    Field("propertyHints", Loose(), optional=True),
)
_HINT_CLASSES = (
    Shape("ValueHints", _HINTS, finish=_write_property_hints),
    Shape("ValueHintsOverride", _HINTS, finish=_write_property_hints),
    Shape("ValueHintsValue", (Field("displayName", PLAIN), Field("key", Anything(_SCALAR)))),
)

TITLE = Field("title", PLAIN)
DESCRIPTION = Field("description", Text(longest=1000), optional=True)
_OVERRIDE = Field("valueHintsOverride", Exactly("ValueHintsOverride"), optional=True)


def proprietary(name: str, *further: Field) -> Shape:
    """A value of a RelationshipAttribute that has a title."""
    return Shape(f"Proprietary{name}", (TITLE, DESCRIPTION, *further, _OVERRIDE), parent=f"Abstract{name}")


def link_text_needs_link(owner: str) -> Any:
    """What a Consent's texts have in common, as value and as RequestItem."""

    def conclude(value: Json) -> tuple[str, str] | None:
        if isinstance(value.get("linkDisplayText"), str) and "link" not in value:
            return f"{owner}.linkDisplayText", "A linkDisplayText can only be defined if a link is defined too."
        return None

    return conclude


CONSENT_FIELDS = (
    Field("consent", Text(longest=10_000)),
    Field("link", Text(3, 1024, LINK), optional=True),
    Field("linkDisplayText", Text(3, 30), optional=True),
)

_RELATIONSHIP_VALUES: tuple[Shape, ...] = (
    *map(proprietary, ("Boolean", "Country", "EMailAddress", "FileReference", "Float", "HEXColor", "Integer")),
    *map(proprietary, ("Language", "PhoneNumber", "String", "URL")),
    Shape("ProprietaryJSON", (TITLE, DESCRIPTION, Field("value", Anything(), rule=json_up_to(4096)))),
    proprietary("XML", SCHEMA_LINK),
    Shape("Consent", CONSENT_FIELDS, conclude=link_text_needs_link("Consent")),
)

VALUES = (
    *_ABSTRACT_VALUES,
    *(Shape(name, parent=parent) for parent, names in _PLAIN_VALUES.items() for name in names),
    *_IDENTITY_VALUES,
    *_RELATIONSHIP_VALUES,
    *_HINT_CLASSES,
)
"""All classes of values, and those that they inherit from."""

IDENTITY_TYPES = (
    *("Affiliation", "BankAccount", "BirthDate", "BirthName", "BirthPlace", "Citizenship", "CommunicationLanguage"),
    *("DeliveryBoxAddress", "DisplayName", "EMailAddress", "FaxNumber", "GivenName", "HonorificPrefix"),
    *("HonorificSuffix", "IdentityFileReference", "JobTitle", "Nationality", "MaritalStatus", "MiddleName"),
    *("PhoneNumber", "PostOfficeBoxAddress", "Pseudonym", "SchematizedJSON", "Sex", "StreetAddress", "Surname"),
    *("VerifiableCredential", "Website", "SchematizedXML"),
)
"""The names of the identity values, in the order in which the API lists them where it asks for a type."""

IDENTITY_CLASSES = (
    *("Affiliation", "BankAccount", "BirthDate", "BirthName", "BirthPlace", "Citizenship", "CommunicationLanguage"),
    *("DeliveryBoxAddress", "DisplayName", "EMailAddress", "FaxNumber", "GivenName", "HonorificPrefix"),
    *("HonorificSuffix", "IdentityFileReference", "JobTitle", "MaritalStatus", "MiddleName", "Nationality"),
    *("PhoneNumber", "PostOfficeBoxAddress", "Pseudonym", "SchematizedJSON", "Sex", "StreetAddress", "Surname"),
    *("VerifiableCredential", "Website", "SchematizedXML"),
)
"""The same names, in the order in which the API lists them where it reads a value."""

RELATIONSHIP_TYPES = tuple(shape.name for shape in _RELATIONSHIP_VALUES)
