"""The vocabulary of the content library 6.60.5, which a Connector 6.34.0 has in it: where it differs from that of 7."""

from collections.abc import Callable
from typing import Any

from enmeshed_kit.sandbox.content.attributes import OWNER, identity_attributes
from enmeshed_kit.sandbox.content.content_7 import CONTENT_7
from enmeshed_kit.sandbox.content.envelopes import mail, notification_item, succession_item
from enmeshed_kit.sandbox.content.kinds import ADDRESS, Flag, OneOf, Text
from enmeshed_kit.sandbox.content.moments import Moment
from enmeshed_kit.sandbox.content.parameters import accepting
from enmeshed_kit.sandbox.content.requests import (
    ATTRIBUTE_ID,
    DESCRIPTION,
    METADATA,
    MUST_BE_ACCEPTED,
    OPTIONAL_TITLE,
    accept_item,
    consent_item,
    file_transfer_item,
    read_answer,
    request_item,
    share_item,
)
from enmeshed_kit.sandbox.content.shapes import Field, Shape
from enmeshed_kit.sandbox.content.statements import STATEMENTS
from enmeshed_kit.sandbox.content.values import BASIC_VALUES, CONSENT_FIELDS, abstract, part, wrapping
from enmeshed_kit.sandbox.content.vocabulary import Vocabulary

EDITABLE_TYPES = (
    *("Affiliation", "BirthDate", "BirthName", "BirthPlace", "Citizenship", "CommunicationLanguage"),
    *("DeliveryBoxAddress", "DisplayName", "EMailAddress", "FaxNumber", "IdentityFileReference", "SchematizedXML"),
    *("JobTitle", "Nationality", "PersonName", "PhoneNumber", "PostOfficeBoxAddress", "Pseudonym", "Sex"),
    *("StreetAddress", "Website"),
)
"""What an app lets its user enter."""

PART_TYPES = (
    *("AffiliationOrganization", "AffiliationRole", "AffiliationUnit", "BirthCity", "BirthCountry", "BirthDay"),
    *("BirthMonth", "BirthState", "BirthYear", "City", "Country", "GivenName", "HonorificPrefix", "HonorificSuffix"),
    *("HouseNumber", "MiddleName", "SchematizedXML", "State", "Street", "Surname", "ZipCode"),
)
"""What stands in other values, and makes Attributes of its own next to theirs."""

VALUE_TYPES = (*EDITABLE_TYPES, *PART_TYPES)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_WRAPPED: dict[str, Callable[[Any], bool]] = {
    "AbstractBoolean": lambda value: isinstance(value, bool),
    "AbstractFloat": _is_number,
    "AbstractInteger": _is_number,
    "AbstractString": lambda value: isinstance(value, str),
}
"""What may stand in place of a value's object."""

_VALUES = (
    *(wrapping(shape, _WRAPPED[shape.name]) for shape in BASIC_VALUES),
    Shape(
        "PersonName",
        (
            *(part("givenName", "GivenName"), part("middleName", "MiddleName", optional=True)),
            *(part("surname", "Surname"), part("honorificSuffix", "HonorificSuffix", optional=True)),
            part("honorificPrefix", "HonorificPrefix", optional=True),
        ),
    ),
    *STATEMENTS,
)

_VALIDITY = (Field("validFrom", Moment(), optional=True), Field("validTo", Moment(), optional=True))
_ATTRIBUTES = (
    abstract("AbstractAttribute", OWNER, *_VALIDITY),
    abstract("AbstractAttributeQuery", *_VALIDITY),
    *identity_attributes(VALUE_TYPES, VALUE_TYPES),
)

_THIRD_PARTY = Field("thirdPartyAddress", ADDRESS, optional=True)
_LISTENED_FOR = OneOf(("IdentityAttributeQuery", "ThirdPartyRelationshipAttributeQuery"))
_REQUESTS = (
    abstract(
        *("RequestItem", OPTIONAL_TITLE, DESCRIPTION, MUST_BE_ACCEPTED, METADATA),
        Field("requireManualDecision", Flag(), optional=True),
    ),
    request_item("Authentication"),
    consent_item(*CONSENT_FIELDS),
    request_item("FreeText", Field("freeText", Text())),
    request_item("RegisterAttributeListener", Field("query", _LISTENED_FOR)),
    share_item("sourceAttributeId", _THIRD_PARTY),
    file_transfer_item(Field("ownershipToken", Text(), optional=True)),
    accept_item("FreeText", Field("freeText", Text())),
    accept_item("RegisterAttributeListener", Field("listenerId", Text(longest=30))),
    accept_item("ShareAttribute", ATTRIBUTE_ID),
    read_answer(_THIRD_PARTY),
    accepting("FreeText", Field("freeText", Text())),
)

_ENVELOPES = (
    mail(),
    notification_item("OwnSharedAttributeDeletedByOwner"),
    notification_item("PeerSharedAttributeDeletedByPeer"),
    notification_item(
        "ThirdPartyRelationshipAttributeDeletedByPeer",
        former_name="ThirdPartyOwnedRelationshipAttributeDeletedByPeerNotificationItem",
    ),
    succession_item("PeerSharedAttributeSucceeded"),
)

_CAME_LATER = (
    *("BankAccount", "MaritalStatus", "SchematizedJSON", "VerifiableCredential"),
    *("ShareAuthorizationRequestRequestItem", "ShareCredentialOfferRequestItem"),
    *("ForwardedAttributeDeletedByPeerNotificationItem", "OwnAttributeDeletedByOwnerNotificationItem"),
    *("PeerRelationshipAttributeDeletedByPeerNotificationItem", "PeerAttributeSucceededNotificationItem"),
)

CONTENT_6 = Vocabulary(
    classes=CONTENT_7.classes.but(*_VALUES, *_ATTRIBUTES, *_REQUESTS, *_ENVELOPES, without=_CAME_LATER),
    identity_types=VALUE_TYPES,
)
