"""Requests and the Responses to them."""

from enmeshed_kit.sandbox.kinds import ID, ListOf, Loose, Text, Unknown, not_empty
from enmeshed_kit.sandbox.moments import Moment
from enmeshed_kit.sandbox.shapes import Field, Shape, register

_ITEMS = Field("items", ListOf(Unknown(), "Serializable"), rule=not_empty)
_TITLE = Field("title", Text(longest=200), optional=True)
_DESCRIPTION = Field("description", Text(longest=500), optional=True)
_METADATA = Field("metadata", Loose(), optional=True)

REQUEST = Shape(
    "Request",
    (
        *(Field("id", ID, optional=True), Field("expiresAt", Moment(), optional=True)),
        *(_ITEMS, _TITLE, _DESCRIPTION, _METADATA),
    ),
)
REQUEST_ITEM_GROUP = Shape("RequestItemGroup", (_TITLE, _DESCRIPTION, _ITEMS, _METADATA))
RESPONSE = Shape("Response", (Field("result", Text()), Field("requestId", ID), _ITEMS))
RESPONSE_ITEM_GROUP = Shape("ResponseItemGroup", (_ITEMS,))

register((REQUEST, REQUEST_ITEM_GROUP, RESPONSE, RESPONSE_ITEM_GROUP))
