"""What RelationshipTemplates, the creation of a Relationship, and Messages may contain."""

from typing import Any, Protocol

import msgspec

from enmeshed_kit.sandbox.content.attributes import ANY_ATTRIBUTE
from enmeshed_kit.sandbox.content.kinds import (
    ADDRESSES,
    ID,
    Anything,
    Exactly,
    Heir,
    ListOf,
    Loose,
    Text,
    Unknown,
    as_object,
    not_empty,
    one_of,
)
from enmeshed_kit.sandbox.content.shapes import Classes, Field, Shape, names_type, type_of
from enmeshed_kit.sandbox.content.values import abstract
from enmeshed_kit.sandbox.faults import invalid_property


class Envelope(Protocol):
    """What may stand in a `content` of the API."""

    def read(self, value: Any, classes: Classes) -> Any:
        """Normalise a content.

        Raises:    Misfit: not readable.  Fault: of a class that does not fit.
        """


class OnlyOf(msgspec.Struct, frozen=True):
    """Content of certain classes and no other."""

    names: tuple[str, ...]
    refusal: str

    def read(self, value: Any, classes: Classes) -> Any:
        read = classes.read_any(value)
        if type_of(read) not in self.names:
            raise invalid_property(self.refusal)
        return read


class Whatever(msgspec.Struct, frozen=True):
    """Content of any known class or of none, which is taken for an object then."""

    def read(self, value: Any, classes: Classes) -> Any:
        read = classes.read_any(value)
        return read if names_type(value) else as_object(read)


class ParameterOf(msgspec.Struct, frozen=True):
    """Content of any known class or of none, as a parameter that has to be there."""

    owner: str

    def read(self, value: Any, classes: Classes) -> Any:
        return Field("content", Unknown()).read({"content": value}, self.owner, classes)


TEMPLATE = OnlyOf(
    ("RelationshipTemplateContent", "ArbitraryRelationshipTemplateContent"),
    "The content of a RelationshipTemplate must either be a RelationshipTemplateContent or an "
    "ArbitraryRelationshipTemplateContent.",
)
CREATION = OnlyOf(
    ("ArbitraryRelationshipCreationContent", "RelationshipCreationContent"),
    "The creationContent of a Relationship must either be an ArbitraryRelationshipCreationContent or a "
    "RelationshipCreationContent.",
)
MESSAGE = OnlyOf(
    ("Mail", "Request", "ResponseWrapper", "Notification", "ArbitraryMessageContent"),
    "The content of a Message must either be a Mail, Request, ResponseWrapper, Notification or an "
    "ArbitraryMessageContent.",
)


def fill_mail(value: Any) -> Any:
    """A Mail without copies need not say so."""
    if not isinstance(value, dict):
        return value
    filled = dict(value)
    filled["cc"] = [] if filled.get("cc") is None else filled["cc"]
    if not filled.get("body") and filled.get("content"):
        filled["body"] = filled["content"]
    return filled


def _fill_formatted_mail(value: Any) -> Any:
    """A Mail in plain text need not say so."""
    filled = fill_mail(value)
    if isinstance(filled, dict) and filled.get("bodyFormat") is None:
        return filled | {"bodyFormat": "PlainText"}
    return filled


def mail(*fields: Field, prepare: Any = fill_mail) -> Shape:
    """A Mail, with what it may have beside the usual."""
    usual = (
        *(Field("to", ADDRESSES, rule=not_empty), Field("cc", ADDRESSES, optional=True)),
        *(Field("subject", Text(longest=300)), Field("body", Text(longest=50_000))),
    )
    return Shape("Mail", (*usual, *fields), prepare=prepare)


def notification_item(name: str, *fields: Field, former_name: str | None = None) -> Shape:
    """A class of what a Notification may tell."""
    return Shape(
        f"{name}NotificationItem",
        fields or (Field("attributeId", ID),),
        parent="NotificationItem",
        former_name=former_name,
    )


def succession_item(name: str) -> Shape:
    """The class that tells of the succession of an Attribute."""
    ids = (Field("predecessorId", ID), Field("successorId", ID))
    return notification_item(name, *ids, Field("successorContent", ANY_ATTRIBUTE))


_BODY_FORMAT = Field("bodyFormat", Text(), optional=True, rule=one_of(("PlainText", "Markdown")))
_NOTIFICATION_ITEMS = ListOf(Heir("NotificationItem"), "NotificationItem")
_ANY_VALUE = (Field("value", Anything()),)

ENVELOPES = (
    Shape(
        "RelationshipTemplateContent",
        (
            *(Field("title", Text(longest=200), optional=True), Field("metadata", Loose(), optional=True)),
            Field("onNewRelationship", Exactly("Request")),
            Field("onExistingRelationship", Exactly("Request"), optional=True),
        ),
    ),
    Shape("RelationshipCreationContent", (Field("response", Exactly("Response")),)),
    Shape("ArbitraryRelationshipTemplateContent", _ANY_VALUE),
    Shape("ArbitraryRelationshipCreationContent", _ANY_VALUE),
    Shape("ArbitraryMessageContent", _ANY_VALUE),
    mail(_BODY_FORMAT, prepare=_fill_formatted_mail),
    Shape(
        "ResponseWrapper",
        (
            *(Field("requestId", ID), Field("requestSourceReference", ID)),
            Field("requestSourceType", Text(allowed=("RelationshipTemplate", "Message"))),
            Field("response", Exactly("Response")),
        ),
    ),
    Shape("Notification", (Field("id", ID), Field("items", _NOTIFICATION_ITEMS, rule=not_empty))),
    abstract("NotificationItem"),
    notification_item("ForwardedAttributeDeletedByPeer"),
    notification_item("OwnAttributeDeletedByOwner"),
    notification_item("PeerRelationshipAttributeDeletedByPeer"),
    succession_item("PeerAttributeSucceeded"),
)
"""Contents of templates, Relationships and Messages."""
