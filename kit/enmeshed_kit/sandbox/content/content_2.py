"""The vocabulary of the content library 2.11.0, which a Connector 4.6.4 has in it: where it differs from that of 6."""

from typing import Any

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content.attributes import identity_attributes, list_third_party, third_party_query
from enmeshed_kit.sandbox.content.content_6 import CONTENT_6, VALUE_TYPES
from enmeshed_kit.sandbox.content.envelopes import ParameterOf, Whatever, fill_mail, mail
from enmeshed_kit.sandbox.content.kinds import ADDRESS, TEXTS, Exactly, Text
from enmeshed_kit.sandbox.content.parameters import attribute_answers
from enmeshed_kit.sandbox.content.requests import (
    DESCRIPTION,
    ITEMS,
    METADATA,
    MUST_BE_ACCEPTED,
    OPTIONAL_TITLE,
    consent_item,
    read_answer,
    share_item,
)
from enmeshed_kit.sandbox.content.shapes import TRIPPED, UNDEFINED, Field, Misfit, Shape, is_truthy, spell, type_of
from enmeshed_kit.sandbox.content.values import CONSENT_FIELDS, SCHEMA_LINK, proprietary, scalar
from enmeshed_kit.sandbox.content.vocabulary import Vocabulary


def _check_tags(tags: list[str]) -> str | None:
    if len(tags) > 20:
        return "The maximum number of tags is 20."
    return "The maximum length of a tag is 100 characters." if any(len(tag) > 100 for tag in tags) else None


def _look_into_third_party(value: Any) -> Any:
    """The Connector looks for an address in the third party, and falls over one that can hold none."""
    third_party = value.get("thirdParty", UNDEFINED) if isinstance(value, dict) else UNDEFINED
    if not isinstance(third_party, str | dict | list):
        raise Misfit(TRIPPED, f"Cannot use 'in' operator to search for 'address' in {spell(third_party)}")
    return list_third_party(value)


def _has_item_that_must_be(group: Json) -> tuple[str, str] | None:
    """A group that must be accepted has an item that must be."""
    if not group["mustBeAccepted"] or any(type_of(item) and item.get("mustBeAccepted") for item in group["items"]):
        return None
    text = "mustBeAccepted can only be true if at least one item is flagged as mustBeAccepted"
    return "RequestItemGroup.mustBeAccepted", text


def _fill_mail(value: Any) -> Any:
    """A Mail without copies need not say so; here an empty text is none, too."""
    return fill_mail(value if is_truthy(value.get("cc")) else value | {"cc": None})


_TAGS = Field("tags", TEXTS, optional=True, rule=_check_tags)
_LINK_TO_SCHEMA = Field("schemaURL", SCHEMA_LINK.kind)
_CONSENT = (Field("consent", Text(longest=2000)), CONSENT_FIELDS[1])

_CLASSES = (
    scalar("AbstractFileReference", Text(30, 100), parent="AbstractString"),
    Shape("SchematizedXML", (_LINK_TO_SCHEMA,), parent="AbstractXML"),
    proprietary("XML", _LINK_TO_SCHEMA),
    Shape("Consent", _CONSENT),
    *identity_attributes(VALUE_TYPES, VALUE_TYPES, _TAGS),
    third_party_query(Field("owner", ADDRESS), _look_into_third_party),
    consent_item(*_CONSENT),
    share_item("sourceAttributeId"),
    read_answer(),
    Shape(
        "RequestItemGroup",
        (OPTIONAL_TITLE, DESCRIPTION, MUST_BE_ACCEPTED, ITEMS, METADATA),
        conclude=_has_item_that_must_be,
    ),
    *attribute_answers(),
    mail(prepare=_fill_mail),
    Shape("RelationshipCreationChangeRequestContent", (Field("response", Exactly("Response")),)),
)

_CAME_LATER = (
    *("ArbitraryMessageContent", "ArbitraryRelationshipCreationContent", "ArbitraryRelationshipTemplateContent"),
    *("RelationshipCreationContent", "FormFieldRequestItem", "FormFieldAcceptResponseItem"),
    *("AcceptFormFieldRequestItemParameters", "BooleanFormFieldSettings", "DateFormFieldSettings"),
    *("DoubleFormFieldSettings", "IntegerFormFieldSettings", "RatingFormFieldSettings"),
    *("SelectionFormFieldSettings", "StringFormFieldSettings", "TransferFileOwnershipRequestItem"),
    *("TransferFileOwnershipAcceptResponseItem", "ThirdPartyRelationshipAttributeDeletedByPeerNotificationItem"),
)

CONTENT_2 = Vocabulary(
    classes=CONTENT_6.classes.but(*_CLASSES, without=_CAME_LATER),
    identity_types=VALUE_TYPES,
    template=Whatever(),
    creation=ParameterOf("SendRelationshipParameters"),
    message=Whatever(),
    trims_values=False,
)
