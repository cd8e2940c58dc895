"""Requests and Responses: what one Identity may ask of another, and the classes of the answers."""

from typing import Any

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content.attributes import ANY_ATTRIBUTE
from enmeshed_kit.sandbox.content.kinds import (
    ADDRESS,
    ID,
    TEXTS,
    Anything,
    Exactly,
    FileReference,
    Flag,
    ListOf,
    Loose,
    Number,
    OneOf,
    Text,
    Unknown,
    not_empty,
    whole,
)
from enmeshed_kit.sandbox.content.moments import Moment
from enmeshed_kit.sandbox.content.shapes import Field, Shape, js_length
from enmeshed_kit.sandbox.content.values import CONSENT_FIELDS, abstract, link_text_needs_link

_WHOLE = whole("This value must be an integer.")


def _are_options(options: list[Any]) -> str | None:
    if any(not 1 <= js_length(option) <= 4096 for option in options):
        return "An option cannot be shorter than 1 character or longer than 4096 characters."
    return None


def _is_answer(response: Any) -> str | None:
    if isinstance(response, str) and not 1 <= js_length(response) <= 4096:
        return "The string response cannot be shorter than 1 character or longer than 4096 characters."
    if isinstance(response, list) and not all(isinstance(option, str) for option in response):
        return "If the response is an array, it must be a string array."
    return None


_UNIT = Field("unit", Text(), optional=True)

_SETTINGS = (
    Shape("BooleanFormFieldSettings"),
    Shape("DateFormFieldSettings"),
    Shape(
        "DoubleFormFieldSettings",
        (_UNIT, Field("min", Number(), optional=True), Field("max", Number(), optional=True)),
    ),
    Shape(
        "IntegerFormFieldSettings",
        (_UNIT, Field("min", Number(), optional=True, rule=_WHOLE), Field("max", Number(), optional=True, rule=_WHOLE)),
    ),
    Shape("RatingFormFieldSettings", (Field("maxRating", Number(5, 10), rule=_WHOLE),)),
    Shape(
        "SelectionFormFieldSettings",
        (Field("options", TEXTS, rule=_are_options), Field("allowMultipleSelection", Flag(), optional=True)),
    ),
    Shape(
        "StringFormFieldSettings",
        (
            Field("allowNewlines", Flag(), optional=True),
            Field("min", Number(0, 4096), optional=True, rule=_WHOLE),
            Field("max", Number(0, 4096), optional=True, rule=_WHOLE),
        ),
    ),
)

TITLE = Field("title", Text(longest=200))
OPTIONAL_TITLE = Field("title", Text(longest=200), optional=True)
DESCRIPTION = Field("description", Text(longest=500), optional=True)
METADATA = Field("metadata", Loose(), optional=True)
MUST_BE_ACCEPTED = Field("mustBeAccepted", Flag())
_INITIAL_PEER = Field("initialAttributePeer", ADDRESS, optional=True)


def _fits_its_query(item: Json) -> tuple[str, str] | None:
    """A proposal has to be an answer to its own query."""
    owner, attribute, query = "ProposeAttributeRequestItem", item["attribute"], item["query"]
    if attribute["@type"] == "RelationshipAttribute" and query["@type"] != "RelationshipAttributeQuery":
        kind = "a RelationshipAttribute, the corresponding query has to be a RelationshipAttributeQuery"
        return f"{owner}.", f"When proposing {kind}."
    if attribute["@type"] == "IdentityAttribute" and query["@type"] == "RelationshipAttributeQuery":
        kind = "an IdentityAttribute, the corresponding query has to be a IdentityAttributeQuery or IQLQuery"
        return f"{owner}.", f"When proposing {kind}."
    hints = "" if query["@type"] == "IdentityAttributeQuery" else ".attributeCreationHints"
    wanted = (query if not hints else query.get("attributeCreationHints") or {}).get("valueType")
    offered = attribute["value"]["@type"]
    if wanted in (None, offered):
        return None
    text = (
        f"You cannot propose an Attribute whose type of the value ('{offered}') "
        f"is different from the value type of the query ('{wanted}')."
    )
    return f"{owner}.query{hints}.valueType", text


def request_item(name: str, *fields: Field, conclude: Any = None) -> Shape:
    """A class of RequestItems."""
    return Shape(f"{name}RequestItem", fields, parent="RequestItem", conclude=conclude)


def consent_item(*fields: Field) -> Shape:
    """The RequestItem that asks for consent."""
    return request_item("Consent", *fields, conclude=link_text_needs_link("ConsentRequestItem"))


def share_item(reference: str, *origin: Field) -> Shape:
    """The RequestItem that shares an Attribute.

    Args:      reference: the field that says which.  origin: says with whom the Attribute's Relationship is.
    """
    return request_item("ShareAttribute", Field("attribute", ANY_ATTRIBUTE), Field(reference, ID), *origin)


def file_transfer_item(ownership_token: Field) -> Shape:
    """The RequestItem that gives a File away."""
    return request_item("TransferFileOwnership", Field("fileReference", FileReference()), ownership_token)


_PROPOSABLE = ("IdentityAttributeQuery", "RelationshipAttributeQuery", "IQLQuery")
_ANY_QUERY = (*_PROPOSABLE[:2], "ThirdPartyRelationshipAttributeQuery", "IQLQuery")

_REQUEST_ITEMS = (
    abstract("RequestItem", DESCRIPTION, MUST_BE_ACCEPTED, METADATA),
    request_item("Authentication", TITLE),
    consent_item(*CONSENT_FIELDS, Field("requiresInteraction", Flag(), optional=True)),
    request_item("CreateAttribute", Field("attribute", OneOf(("RelationshipAttribute", "IdentityAttribute")))),
    request_item("DeleteAttribute", Field("attributeId", ID)),
    request_item("FormField", TITLE, Field("settings", OneOf(tuple(shape.name for shape in _SETTINGS)))),
    request_item(
        *("ProposeAttribute", Field("query", OneOf(_PROPOSABLE)), Field("attribute", ANY_ATTRIBUTE)),
        conclude=_fits_its_query,
    ),
    request_item("ReadAttribute", Field("query", OneOf(_ANY_QUERY))),
    share_item("attributeId", _INITIAL_PEER),
    request_item("ShareAuthorizationRequest", Field("authorizationRequestUrl", Text())),
    request_item("ShareCredentialOffer", Field("credentialOfferUrl", Text())),
    file_transfer_item(Field("ownershipToken", Text())),
)


ATTRIBUTE_ID = Field("attributeId", ID)
_ATTRIBUTE = Field("attribute", ANY_ATTRIBUTE)


def accept_item(name: str, *fields: Field) -> Shape:
    """A class of answers to an accepted RequestItem."""
    return Shape(f"{name}AcceptResponseItem", fields, parent="AcceptResponseItem")


def read_answer(*origin: Field) -> Shape:
    """The answer to a question for an Attribute.

    Args:      origin: says with whom the Attribute's Relationship is.
    """
    return accept_item("ReadAttribute", ATTRIBUTE_ID, _ATTRIBUTE, *origin)


_RESPONSE_ITEMS = (
    abstract("ResponseItem", Field("result", Text())),
    Shape("AcceptResponseItem", parent="ResponseItem"),
    accept_item("AttributeAlreadyShared", ATTRIBUTE_ID),
    accept_item(
        *("AttributeSuccession", Field("predecessorId", ID), Field("successorId", ID)),
        Field("successorContent", ANY_ATTRIBUTE),
    ),
    accept_item("CreateAttribute", ATTRIBUTE_ID),
    accept_item("DeleteAttribute", Field("deletionDate", Moment())),
    accept_item("FormField", Field("response", Anything((str, int, float, bool, list)), rule=_is_answer)),
    accept_item("ProposeAttribute", ATTRIBUTE_ID, _ATTRIBUTE),
    read_answer(_INITIAL_PEER),
    accept_item("TransferFileOwnership", ATTRIBUTE_ID, Field("attribute", Exactly("IdentityAttribute"))),
    Shape(
        "RejectResponseItem",
        (Field("code", Text(longest=200), optional=True), Field("message", Text(longest=1000), optional=True)),
        parent="ResponseItem",
    ),
    Shape(
        "ErrorResponseItem",
        (Field("code", Text(longest=200)), Field("message", Text(longest=1000))),
        parent="ResponseItem",
    ),
)

ITEMS = Field("items", ListOf(Unknown(), "Serializable"), rule=not_empty)

REQUESTS = (
    *(*_SETTINGS, *_REQUEST_ITEMS, *_RESPONSE_ITEMS),
    Shape(
        "Request",
        (
            *(Field("id", ID, optional=True), Field("expiresAt", Moment(), optional=True)),
            *(ITEMS, OPTIONAL_TITLE, DESCRIPTION, METADATA),
        ),
    ),
    Shape("RequestItemGroup", (OPTIONAL_TITLE, DESCRIPTION, ITEMS, METADATA)),
    Shape("Response", (Field("result", Text()), Field("requestId", ID), ITEMS)),
    Shape("ResponseItemGroup", (ITEMS,)),
)
"""Requests, Responses and what they are made of."""
