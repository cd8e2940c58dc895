"""What RelationshipTemplates, the creation of a Relationship, and Messages may contain."""

from typing import Any

from enmeshed_kit.sandbox.content.attributes import IDENTITY_OR_RELATIONSHIP
from enmeshed_kit.sandbox.content.kinds import (
    ADDRESSES,
    ID,
    Anything,
    Exactly,
    ListOf,
    Loose,
    OneOf,
    Text,
    not_empty,
    one_of,
)
from enmeshed_kit.sandbox.content.requests import REQUEST, RESPONSE
from enmeshed_kit.sandbox.content.shapes import Field, Shape, register

TEMPLATE_CONTENT = Shape(
    "RelationshipTemplateContent",
    (
        *(Field("title", Text(longest=200), optional=True), Field("metadata", Loose(), optional=True)),
        Field("onNewRelationship", Exactly(REQUEST)),
        Field("onExistingRelationship", Exactly(REQUEST), optional=True),
    ),
)
ARBITRARY_TEMPLATE = Shape("ArbitraryRelationshipTemplateContent", (Field("value", Anything()),))
CREATION_CONTENT = Shape("RelationshipCreationContent", (Field("response", Exactly(RESPONSE)),))
ARBITRARY_CREATION = Shape("ArbitraryRelationshipCreationContent", (Field("value", Anything()),))

register((TEMPLATE_CONTENT, ARBITRARY_TEMPLATE, CREATION_CONTENT, ARBITRARY_CREATION))


def _fill_mail(value: Any) -> Any:
    """A Mail without copies and in plain text need not say so."""
    if not isinstance(value, dict):
        return value
    filled = dict(value)
    for name, default in (("cc", []), ("bodyFormat", "PlainText")):
        filled[name] = default if filled.get(name) is None else filled[name]
    if not filled.get("body") and filled.get("content"):
        filled["body"] = filled["content"]
    return filled


MAIL = Shape(
    "Mail",
    (
        *(Field("to", ADDRESSES, rule=not_empty), Field("cc", ADDRESSES, optional=True)),
        *(Field("subject", Text(longest=300)), Field("body", Text(longest=50_000))),
        Field("bodyFormat", Text(), optional=True, rule=one_of(("PlainText", "Markdown"))),
    ),
    prepare=_fill_mail,
)
ARBITRARY_MESSAGE = Shape("ArbitraryMessageContent", (Field("value", Anything()),))
RESPONSE_WRAPPER = Shape(
    "ResponseWrapper",
    (
        *(Field("requestId", ID), Field("requestSourceReference", ID)),
        *(
            Field("requestSourceType", Text(allowed=("RelationshipTemplate", "Message"))),
            Field("response", Exactly(RESPONSE)),
        ),
    ),
)
NOTIFICATION_ITEMS = (
    Shape("ForwardedAttributeDeletedByPeerNotificationItem", (Field("attributeId", ID),)),
    Shape("OwnAttributeDeletedByOwnerNotificationItem", (Field("attributeId", ID),)),
    Shape("PeerRelationshipAttributeDeletedByPeerNotificationItem", (Field("attributeId", ID),)),
    Shape(
        "PeerAttributeSucceededNotificationItem",
        (
            *(Field("predecessorId", ID), Field("successorId", ID)),
            Field("successorContent", IDENTITY_OR_RELATIONSHIP),
        ),
    ),
)
_NOTIFICATION_ITEMS = ListOf(OneOf(NOTIFICATION_ITEMS, ancestor="NotificationItem"), "NotificationItem")
NOTIFICATION = Shape("Notification", (Field("id", ID), Field("items", _NOTIFICATION_ITEMS, rule=not_empty)))
MESSAGE_TYPES = frozenset(shape.name for shape in (MAIL, REQUEST, RESPONSE_WRAPPER, NOTIFICATION, ARBITRARY_MESSAGE))

register((MAIL, ARBITRARY_MESSAGE, RESPONSE_WRAPPER, NOTIFICATION, *NOTIFICATION_ITEMS))
