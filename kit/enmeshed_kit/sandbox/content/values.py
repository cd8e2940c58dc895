"""The types of values that an Attribute can hold, each as a Shape with its fields and limits.

Values of IdentityAttributes describe an Identity (GivenName, StreetAddress …), values of RelationshipAttributes
something within one Relationship (ProprietaryString …). Parts of a value, such as the city of an address, are types of
their own inside, which shows in the messages: `Country.value:String :: must be one of: …`.

Source: `POST /Attributes` and `PUT /Attributes/CanCreate` of a Connector 7.4.6.
"""

import json
from datetime import UTC, datetime
from typing import Any

from enmeshed_kit.bank import is_bic, is_iban
from enmeshed_kit.patterns import E_MAIL, HEX_COLOR, LINK, MIMETYPE, PHONE, SCHEMA_URL, URL
from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content.kinds import (
    TEXTS,
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
from enmeshed_kit.sandbox.content.schema import Schema, complaint, object_of
from enmeshed_kit.sandbox.content.shapes import Field, Kind, Shape, register
from enmeshed_kit.sandbox.faults import invalid_property
from enmeshed_kit.words import COUNTRIES, LANGUAGES, has_only_letters_of_din_91379

PLAIN = Text(longest=100)


def json_up_to(limit: int) -> Any:
    """Rule: JSON that is not longer than this when written."""

    def rule(value: Any) -> str | None:
        if len(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) > limit:
            return f"stringified value must not be longer than {limit} characters"
        return None

    return rule


def _wrap_scalar(value: Any) -> Any:
    return value if isinstance(value, dict | list) else {"value": value}


def _value(name: str, kind: Kind = PLAIN, rule: Any = None, *further: Field) -> Shape:
    """A type whose value stands in `value`; where it is a part of another type, it may stand there alone."""
    return Shape(name, (*further, Field("value", kind, rule=rule)), prepare=_wrap_scalar)


def _country(name: str) -> Shape:
    return _value(name, Text(), one_of(COUNTRIES))


def _between(smallest: int, greatest: int) -> Any:
    def rule(value: float) -> str | None:
        if not smallest <= value <= greatest or not is_whole(value):
            return f"must be an integer value between {smallest} and {greatest}"
        return None

    return rule


def _part(name: str, shape: Shape, optional: bool = False) -> Field:
    return Field(name, Part(shape), optional)


CITY, STREET, HOUSE_NUMBER, ZIP_CODE, STATE = map(_value, ("City", "Street", "HouseNumber", "ZipCode", "State"))
COUNTRY = _country("Country")
BIRTH_CITY, BIRTH_STATE, BIRTH_COUNTRY = _value("BirthCity"), _value("BirthState"), _country("BirthCountry")
BIRTH_DAY = _value("BirthDay", Number(), _between(1, 31))
BIRTH_MONTH = _value("BirthMonth", Number(), _between(1, 12))
BIRTH_YEAR = _value("BirthYear", Number(), _between(1, 9999))
PHONE_NUMBER = _value("PhoneNumber", Text(3, 100, PHONE))
ORGANIZATION, ROLE, UNIT = map(_value, ("AffiliationOrganization", "AffiliationRole", "AffiliationUnit"))
_PARTS = (
    *(CITY, STREET, HOUSE_NUMBER, ZIP_CODE, STATE, COUNTRY, BIRTH_CITY, BIRTH_STATE, BIRTH_COUNTRY),
    *(BIRTH_DAY, BIRTH_MONTH, BIRTH_YEAR, ORGANIZATION, ROLE, UNIT),
)

RECIPIENT = Field("recipient", PLAIN)
_PLACE = (_part("zipCode", ZIP_CODE), _part("city", CITY), _part("country", COUNTRY))
_STATE = _part("state", STATE, optional=True)
_SCHEMA_URL = Field("schemaURL", Text(3, 1024, SCHEMA_URL), optional=True)


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

IDENTITY_VALUES: tuple[Shape, ...] = (
    Shape(
        "Affiliation",
        (_part("role", ROLE, optional=True), _part("organization", ORGANIZATION), _part("unit", UNIT, optional=True)),
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
        (_part("day", BIRTH_DAY), _part("month", BIRTH_MONTH), _part("year", BIRTH_YEAR)),
        conclude=_is_real_birth_date,
    ),
    _value("BirthName"),
    Shape(
        "BirthPlace",
        (_part("city", BIRTH_CITY), _part("country", BIRTH_COUNTRY), _part("state", BIRTH_STATE, optional=True)),
    ),
    _country("Citizenship"),
    _value("CommunicationLanguage", Text(2, 2), one_of(LANGUAGES)),
    Shape(
        "DeliveryBoxAddress",
        (
            *(Field("userId", PLAIN), Field("deliveryBoxId", PLAIN), *_PLACE),
            *(_part("phoneNumber", PHONE_NUMBER, optional=True), _STATE, RECIPIENT),
        ),
    ),
    _value("DisplayName"),
    _value("EMailAddress", Text(3, 254, E_MAIL)),
    _value("FaxNumber", Text(3, 100, PHONE)),
    _value("GivenName"),
    _value("HonorificPrefix"),
    _value("HonorificSuffix"),
    _value("IdentityFileReference", Text(30, 150)),
    _value("JobTitle"),
    _value("MaritalStatus", Text(), one_of(_MARITAL_STATUS)),
    _value("MiddleName"),
    _country("Nationality"),
    PHONE_NUMBER,
    Shape("PostOfficeBoxAddress", (Field("boxId", PLAIN), *_PLACE, _STATE, RECIPIENT)),
    _value("Pseudonym"),
    Shape("SchematizedJSON", (Field("value", Anything(), rule=json_up_to(4096)), _SCHEMA_URL)),
    _value("Sex", Text(), one_of(_SEX)),
    Shape("StreetAddress", (_part("street", STREET), _part("houseNo", HOUSE_NUMBER), *_PLACE, _STATE, RECIPIENT)),
    _value("Surname"),
    Shape(
        "VerifiableCredential",
        (
            Field("value", Anything(), rule=json_up_to(52_428_800)),
            Field("type", Text(), optional=True),
            Field("displayInformation", ListOf(Unknown(), "Serializable"), optional=True),
        ),
    ),
    _value("Website", Text(3, 1024, URL)),
    _value("SchematizedXML", Text(longest=50_000), None, _SCHEMA_URL),
)

IDENTITY_TYPES = (
    *("Affiliation", "BankAccount", "BirthDate", "BirthName", "BirthPlace", "Citizenship", "CommunicationLanguage"),
    *("DeliveryBoxAddress", "DisplayName", "EMailAddress", "FaxNumber", "GivenName", "HonorificPrefix"),
    *("HonorificSuffix", "IdentityFileReference", "JobTitle", "Nationality", "MaritalStatus", "MiddleName"),
    *("PhoneNumber", "PostOfficeBoxAddress", "Pseudonym", "SchematizedJSON", "Sex", "StreetAddress", "Surname"),
    *("VerifiableCredential", "Website", "SchematizedXML"),
)
"""The names of the identity values, in the order in which the API lists them."""


def _write_property_hints(hints: Json) -> Json:
    return hints | {"propertyHints": hints.get("propertyHints") or {}}


_SCALAR = (str, int, float, bool)
_HINT_VALUE = Shape("ValueHintsValue", (Field("displayName", PLAIN), Field("key", Anything(_SCALAR))))
_HINTS = (
    Field("editHelp", Text(longest=500), optional=True),
    Field("min", Number(), optional=True),
    Field("max", Number(), optional=True),
    Field("pattern", Text(longest=1000), optional=True),
    Field("values", ListOf(Exactly(_HINT_VALUE), "ValueHintsValue"), optional=True),
    Field("defaultValue", Anything(_SCALAR), optional=True),
    Field("propertyHints", Loose(), optional=True),
)
VALUE_HINTS = Shape("ValueHints", _HINTS, finish=_write_property_hints)
_HINTS_OVERRIDE = Shape("ValueHintsOverride", _HINTS, finish=_write_property_hints)

TITLE = Field("title", PLAIN)
DESCRIPTION = Field("description", Text(longest=1000), optional=True)
_OVERRIDE = Field("valueHintsOverride", Exactly(_HINTS_OVERRIDE), optional=True)


def _proprietary(name: str, kind: Kind = PLAIN, rule: Any = None, *further: Field) -> Shape:
    return _value(f"Proprietary{name}", kind, rule, TITLE, DESCRIPTION, *further, _OVERRIDE)


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

RELATIONSHIP_VALUES: tuple[Shape, ...] = (
    _proprietary("Boolean", Flag()),
    _proprietary("Country", Text(), one_of(COUNTRIES)),
    _proprietary("EMailAddress", Text(3, 254, E_MAIL)),
    _proprietary("FileReference", Text(30, 150)),
    _proprietary("Float", Number()),
    _proprietary("HEXColor", Text(4, 9, HEX_COLOR)),
    _proprietary("Integer", Number(), whole("must be an integer")),
    _proprietary("Language", Text(2, 2), one_of(LANGUAGES)),
    _proprietary("PhoneNumber", Text(3, 100, PHONE)),
    _proprietary("String"),
    _proprietary("URL", Text(3, 1024, URL)),
    Shape("ProprietaryJSON", (TITLE, DESCRIPTION, Field("value", Anything(), rule=json_up_to(4096)))),
    _proprietary("XML", Text(longest=50_000), None, _SCHEMA_URL),
    Shape("Consent", CONSENT_FIELDS, conclude=link_text_needs_link("Consent")),
)
RELATIONSHIP_TYPES = tuple(shape.name for shape in RELATIONSHIP_VALUES)

register((*_PARTS, *IDENTITY_VALUES, *RELATIONSHIP_VALUES, VALUE_HINTS, _HINTS_OVERRIDE, _HINT_VALUE))


def _schema_of_kind(kind: Kind) -> Schema:
    if isinstance(kind, Part):
        return next(_schema_of_kind(field.kind) for field in kind.shape.fields if field.name == "value")
    simple = {"Text": "string", "Number": "number", "Flag": "boolean", "ListOf": "array", "Exactly": "object"}
    name = simple.get(type(kind).__name__)
    return {"type": name} if name else {}


def _schema_of(shape: Shape) -> Schema:
    """The JSON schema of a value type: closed, its properties as the Connector orders them."""
    inherited = [field for field in shape.fields if field is RECIPIENT or field.name == "value"]
    fields = [*inherited, *(field for field in shape.fields if field not in inherited)]
    text: Schema = {"type": "string"}
    schema = object_of(
        {"@type": {"type": "string", "const": shape.name}},
        **{"@context": text, "@version": text, **{field.name: _schema_of_kind(field.kind) for field in fields}},
    )
    return schema | {"required": ["@type", *sorted(field.name for field in fields if not field.optional)]}


_IDENTITY_SCHEMAS = {shape.name: _schema_of(shape) for shape in IDENTITY_VALUES}
ANY_IDENTITY_VALUE: Schema = {"anyOf": list(_IDENTITY_SCHEMAS.values())}
ANY_RELATIONSHIP_VALUE: Schema = {"anyOf": [_schema_of(shape) for shape in RELATIONSHIP_VALUES]}


def check_identity_value(value_type: str, value: Any) -> None:
    """Refuse a value that does not fit the JSON schema of its type.

    Raises:    Fault: `<type> :: <path and text>`.
    """
    if text := complaint(value, _IDENTITY_SCHEMAS[value_type]):
        raise invalid_property(f"{value_type} :: {text}")


def trimmed(value: Json) -> Json:
    """A value without blanks around its texts, as IdentityAttributes are kept and compared."""
    return {name: field.strip() if isinstance(field, str) else field for name, field in value.items()}


def has_only_allowed_characters(content: Json) -> bool:
    """Whether the texts of an Attribute's value keep to DIN 91379; title and description may hold any."""
    described = () if content["@type"] == "IdentityAttribute" else ("title", "description")
    texts = (text for name, text in content["value"].items() if name not in described and isinstance(text, str))
    return all(map(has_only_letters_of_din_91379, texts))


def has_valid_form(tag: str) -> bool:
    """Whether a tag is one that needs no entry in the Backbone's collection, which is empty here."""
    prefix, _, rest = tag.partition(":")
    if tag.lower().startswith("x:") or tag.startswith("urn:"):
        return True
    if prefix == "language":
        return rest in LANGUAGES
    return prefix == "mimetype" and MIMETYPE.matches(rest)


def invalid_tags(tags: list[str]) -> str | None:
    """Name the tags that are not valid, as the API does."""
    invalid = [f"'{tag}'" for tag in tags if not has_valid_form(tag)]
    return f"Detected invalidity of the following tags: {', '.join(invalid)}." if invalid else None


def check_tags(tags: list[str]) -> str | None:
    """Rule for tags: unique, few and short."""
    if len(set(tags)) != len(tags):
        return "The tags are not unique."
    if len(tags) > 20:
        return "The maximum number of tags is 20."
    return "The maximum length of a tag is 250 characters." if any(len(tag) > 250 for tag in tags) else None


TAGS = Field("tags", TEXTS, optional=True, rule=check_tags)
