"""Requests and Responses: what one Identity may ask of another, and the classes of the answers."""

from typing import Any

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content.attributes import (
    ANY_QUERY,
    IDENTITY_ATTRIBUTE,
    IDENTITY_OR_RELATIONSHIP,
    PROPOSAL_QUERY,
    RELATIONSHIP_OR_IDENTITY,
)
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
from enmeshed_kit.sandbox.content.shapes import Field, Shape, js_length, register
from enmeshed_kit.sandbox.content.values import CONSENT_FIELDS, link_text_needs_link

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

SETTINGS = (
    Shape("BooleanFormFieldSettings", ()),
    Shape("DateFormFieldSettings", ()),
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
ANY_SETTINGS = OneOf(SETTINGS)

register(SETTINGS)

_DESCRIPTION = Field("description", Text(longest=500), optional=True)
_METADATA = Field("metadata", Loose(), optional=True)
_COMMON = (_DESCRIPTION, Field("mustBeAccepted", Flag()), _METADATA)
_TITLE = Field("title", Text(longest=200))
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


REQUEST_ITEMS = (
    Shape("AuthenticationRequestItem", (_TITLE, *_COMMON)),
    Shape(
        "ConsentRequestItem",
        (*CONSENT_FIELDS, Field("requiresInteraction", Flag(), optional=True), *_COMMON),
        conclude=link_text_needs_link("ConsentRequestItem"),
    ),
    Shape("CreateAttributeRequestItem", (Field("attribute", RELATIONSHIP_OR_IDENTITY), *_COMMON)),
    Shape("DeleteAttributeRequestItem", (Field("attributeId", ID), *_COMMON)),
    Shape("FormFieldRequestItem", (_TITLE, Field("settings", ANY_SETTINGS), *_COMMON)),
    Shape(
        "ProposeAttributeRequestItem",
        (Field("query", PROPOSAL_QUERY), Field("attribute", IDENTITY_OR_RELATIONSHIP), *_COMMON),
        conclude=_fits_its_query,
    ),
    Shape("ReadAttributeRequestItem", (Field("query", ANY_QUERY), *_COMMON)),
    Shape(
        "ShareAttributeRequestItem",
        (Field("attribute", IDENTITY_OR_RELATIONSHIP), Field("attributeId", ID), _INITIAL_PEER, *_COMMON),
    ),
    Shape("ShareAuthorizationRequestRequestItem", (Field("authorizationRequestUrl", Text()), *_COMMON)),
    Shape("ShareCredentialOfferRequestItem", (Field("credentialOfferUrl", Text()), *_COMMON)),
    Shape(
        "TransferFileOwnershipRequestItem",
        (Field("fileReference", FileReference()), Field("ownershipToken", Text()), *_COMMON),
    ),
)
REQUEST_ITEM_TYPES = frozenset(shape.name for shape in REQUEST_ITEMS)
"""The classes that a Request may hold, alone or in a RequestItemGroup."""


_RESULT = Field("result", Text())
_ATTRIBUTE_ID = Field("attributeId", ID)
_ATTRIBUTE = Field("attribute", IDENTITY_OR_RELATIONSHIP)

RESPONSE_ITEMS = (
    Shape("AcceptResponseItem", (_RESULT,)),
    Shape("AttributeAlreadySharedAcceptResponseItem", (_ATTRIBUTE_ID, _RESULT)),
    Shape(
        "AttributeSuccessionAcceptResponseItem",
        (
            *(Field("predecessorId", ID), Field("successorId", ID)),
            *(Field("successorContent", IDENTITY_OR_RELATIONSHIP), _RESULT),
        ),
    ),
    Shape("CreateAttributeAcceptResponseItem", (_ATTRIBUTE_ID, _RESULT)),
    Shape("DeleteAttributeAcceptResponseItem", (Field("deletionDate", Moment()), _RESULT)),
    Shape(
        "FormFieldAcceptResponseItem",
        (Field("response", Anything((str, int, float, bool, list)), rule=_is_answer), _RESULT),
    ),
    Shape("ProposeAttributeAcceptResponseItem", (_ATTRIBUTE_ID, _ATTRIBUTE, _RESULT)),
    Shape("ReadAttributeAcceptResponseItem", (_ATTRIBUTE_ID, _ATTRIBUTE, _INITIAL_PEER, _RESULT)),
    Shape(
        "TransferFileOwnershipAcceptResponseItem",
        (_ATTRIBUTE_ID, Field("attribute", Exactly(IDENTITY_ATTRIBUTE)), _RESULT),
    ),
    Shape(
        "RejectResponseItem",
        (
            Field("code", Text(longest=200), optional=True),
            Field("message", Text(longest=1000), optional=True),
            _RESULT,
        ),
    ),
    Shape(
        "ErrorResponseItem",
        (Field("code", Text(longest=200)), Field("message", Text(longest=1000)), _RESULT),
    ),
)

register((*REQUEST_ITEMS, *RESPONSE_ITEMS))

_ITEMS = Field("items", ListOf(Unknown(), "Serializable"), rule=not_empty)
_OPTIONAL_TITLE = Field("title", Text(longest=200), optional=True)

REQUEST = Shape(
    "Request",
    (
        *(Field("id", ID, optional=True), Field("expiresAt", Moment(), optional=True)),
        *(_ITEMS, _OPTIONAL_TITLE, _DESCRIPTION, _METADATA),
    ),
)
REQUEST_ITEM_GROUP = Shape("RequestItemGroup", (_OPTIONAL_TITLE, _DESCRIPTION, _ITEMS, _METADATA))
RESPONSE = Shape("Response", (Field("result", Text()), Field("requestId", ID), _ITEMS))
RESPONSE_ITEM_GROUP = Shape("ResponseItemGroup", (_ITEMS,))

register((REQUEST, REQUEST_ITEM_GROUP, RESPONSE, RESPONSE_ITEM_GROUP))
