"""RequestItems: what one Identity may ask of another, and the classes of the answers to them."""

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content.attributes import (
    IDENTITY_ATTRIBUTE,
    IDENTITY_OR_RELATIONSHIP,
    RELATIONSHIP_OR_IDENTITY,
)
from enmeshed_kit.sandbox.content.fields import ANY_SETTINGS
from enmeshed_kit.sandbox.content.queries import ANY_QUERY, PROPOSAL_QUERY
from enmeshed_kit.sandbox.kinds import ADDRESS, ID, Anything, Exactly, FileReference, Flag, Loose, Text
from enmeshed_kit.sandbox.moments import Moment
from enmeshed_kit.sandbox.shapes import Field, Shape, register
from enmeshed_kit.sandbox.values import CONSENT_FIELDS, link_text_needs_link

_COMMON = (
    Field("description", Text(longest=500), optional=True),
    Field("mustBeAccepted", Flag()),
    Field("metadata", Loose(), optional=True),
)
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
    Shape("FormFieldAcceptResponseItem", (Field("response", Anything((str, int, float, bool, list))), _RESULT)),
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
