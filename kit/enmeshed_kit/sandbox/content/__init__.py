"""Readers for the contents of payloads: each returns the JSON that a Connector would store, or refuses it with a Fault.

A content is read in two steps, as in a Connector: first by the class that its `@type` names, whatever class that is,
then by whether that class is one of those that fit.
"""

from typing import Any

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content import attributes, envelopes
from enmeshed_kit.sandbox.content.attributes import IDENTITY_ATTRIBUTE, RELATIONSHIP_ATTRIBUTE
from enmeshed_kit.sandbox.content.envelopes import MESSAGE_TYPES
from enmeshed_kit.sandbox.content.moments import InvalidDate
from enmeshed_kit.sandbox.content.requests import REQUEST, REQUEST_ITEM_TYPES, RESPONSE
from enmeshed_kit.sandbox.content.shapes import Misfit, Shape, names_type, read_any, type_of
from enmeshed_kit.sandbox.faults import Fault, invalid_property, use_case_error

__all__ = [
    "REQUEST_ITEM_TYPES",
    "is_storable",
    "read_attribute",
    "read_creation_content",
    "read_message_content",
    "read_query",
    "read_request",
    "read_response",
    "read_template_content",
    "require_storable",
]

_QUERIES = {
    "IdentityAttributeQuery": attributes.IDENTITY_QUERY,
    "RelationshipAttributeQuery": attributes.RELATIONSHIP_QUERY,
    "ThirdPartyRelationshipAttributeQuery": attributes.THIRD_PARTY_QUERY,
    "IQLQuery": attributes.IQL_QUERY,
}
_TEMPLATE_TYPES = {envelopes.TEMPLATE_CONTENT.name, envelopes.ARBITRARY_TEMPLATE.name}
_CREATION_TYPES = {envelopes.CREATION_CONTENT.name, envelopes.ARBITRARY_CREATION.name}


def read_template_content(value: Any) -> Json:
    """The content of a RelationshipTemplate; Requests in it come back without `@type`.

    Raises:    Fault: not readable, or of a class that is no template content.
    """
    text = "The content of a RelationshipTemplate must either be a RelationshipTemplateContent or an "
    return _read_one_of(value, _TEMPLATE_TYPES, f"{text}ArbitraryRelationshipTemplateContent.")


def read_creation_content(value: Any) -> Json:
    """The content that a Relationship is created with; a Response in it comes back without `@type`.

    Raises:    Fault: not readable, or of a class that is no creation content.
    """
    text = "The creationContent of a Relationship must either be an ArbitraryRelationshipCreationContent or a "
    return _read_one_of(value, _CREATION_TYPES, f"{text}RelationshipCreationContent.")


def read_message_content(value: Any) -> Json:
    """The content of a Message, its defaults filled in.

    Raises:    Fault: not readable, or of a class that is no Message content.
    """
    text = "The content of a Message must either be a Mail, Request, ResponseWrapper, Notification or an "
    return _read_one_of(value, MESSAGE_TYPES, f"{text}ArbitraryMessageContent.")


def _read_one_of(value: Any, types: set[str] | frozenset[str], refusal: str) -> Json:
    read = _or_fault(lambda: read_any(value))
    if type_of(read) not in types:
        raise invalid_property(refusal)
    require_storable(read)
    content: Json = read
    return content


def read_request(value: Any) -> Json:
    """A Request, with `@type`; it may hold a date that is none, which `require_storable` refuses.

    Raises:    Fault: not readable.
    """
    return _read_as(value, REQUEST)


def read_response(value: Any) -> Json:
    """A Response, with `@type`."""
    return _read_as(value, RESPONSE)


def read_attribute(value: Any) -> Json:
    """The content of an Attribute: IdentityAttribute or RelationshipAttribute as its `@type` says."""
    named = type_of(value)
    return _read_as(value, RELATIONSHIP_ATTRIBUTE if named == RELATIONSHIP_ATTRIBUTE.name else IDENTITY_ATTRIBUTE)


def read_query(value: Any, kind: str) -> Json:
    """A query of the given kind, whether its `@type` says so or is left out."""
    query: Json = _or_fault(lambda: _QUERIES[kind].read(value))
    return query


def _read_as(value: Any, shape: Shape) -> Json:
    """Read an object by the class that it names, and by the given one if it names none."""
    read: Json = _or_fault(lambda: read_any(value) if names_type(value) else shape.read(value))
    if read["@type"] != shape.name:
        text = f"Parsed object is not an instance of any allowed types {shape.name}."
        raise Fault("error.runtime.requestDeserialization", text)
    return read


def _or_fault(read: Any) -> Any:
    try:
        return read()
    except Misfit as misfit:
        raise misfit.fault from misfit


def is_storable(value: Any) -> bool:
    """Whether each point in time in a content is one: a Connector finds out when it writes the content down."""
    if isinstance(value, dict):
        return all(map(is_storable, value.values()))
    return all(map(is_storable, value)) if isinstance(value, list) else not isinstance(value, InvalidDate)


def require_storable(value: Any) -> None:
    """Refuse a content with a date that is none.

    Raises:    Fault: error.runtime.unknown, "The date is invalid."
    """
    if not is_storable(value):
        raise use_case_error("The date is invalid.")
