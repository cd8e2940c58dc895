"""Vocabularies: what the contents of payloads may be, as one version of the published content library has it.

A content is read in two steps, as in a Connector: first by the class that its `@type` names, whatever class that is,
then by whether that class is one of those that fit.
"""

from collections.abc import Callable
from typing import Any

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content import attributes, envelopes, shapes, values
from enmeshed_kit.sandbox.content.attributes import IDENTITY_ATTRIBUTE, RELATIONSHIP_ATTRIBUTE
from enmeshed_kit.sandbox.content.envelopes import MESSAGE_TYPES
from enmeshed_kit.sandbox.content.moments import InvalidDate
from enmeshed_kit.sandbox.content.requests import REQUEST, REQUEST_ITEM_TYPES, RESPONSE
from enmeshed_kit.sandbox.content.schema import Schema
from enmeshed_kit.sandbox.content.shapes import Misfit, Shape, names_type, type_of
from enmeshed_kit.sandbox.faults import Fault, invalid_property, use_case_error

_QUERIES = {
    "IdentityAttributeQuery": attributes.IDENTITY_QUERY,
    "RelationshipAttributeQuery": attributes.RELATIONSHIP_QUERY,
    "ThirdPartyRelationshipAttributeQuery": attributes.THIRD_PARTY_QUERY,
    "IQLQuery": attributes.IQL_QUERY,
}
_TEMPLATE_TYPES = {envelopes.TEMPLATE_CONTENT.name, envelopes.ARBITRARY_TEMPLATE.name}
_CREATION_TYPES = {envelopes.CREATION_CONTENT.name, envelopes.ARBITRARY_CREATION.name}


class Vocabulary:
    """The classes of contents that Connectors of one family know, and the readers for them.

    Each reader returns the JSON that a Connector would store, or refuses it with a Fault.
    """

    request_item_types = REQUEST_ITEM_TYPES
    identity_types = values.IDENTITY_TYPES
    any_identity_value: Schema = values.ANY_IDENTITY_VALUE
    any_relationship_value: Schema = values.ANY_RELATIONSHIP_VALUE

    def read_template_content(self, value: Any) -> Json:
        """The content of a RelationshipTemplate; Requests in it come back without `@type`.

        Raises:    Fault: not readable, or of a class that is no template content.
        """
        text = "The content of a RelationshipTemplate must either be a RelationshipTemplateContent or an "
        return self._read_one_of(value, _TEMPLATE_TYPES, f"{text}ArbitraryRelationshipTemplateContent.")

    def read_creation_content(self, value: Any) -> Json:
        """The content that a Relationship is created with; a Response in it comes back without `@type`.

        Raises:    Fault: not readable, or of a class that is no creation content.
        """
        text = "The creationContent of a Relationship must either be an ArbitraryRelationshipCreationContent or a "
        return self._read_one_of(value, _CREATION_TYPES, f"{text}RelationshipCreationContent.")

    def read_message_content(self, value: Any) -> Json:
        """The content of a Message, its defaults filled in.

        Raises:    Fault: not readable, or of a class that is no Message content.
        """
        text = "The content of a Message must either be a Mail, Request, ResponseWrapper, Notification or an "
        return self._read_one_of(value, MESSAGE_TYPES, f"{text}ArbitraryMessageContent.")

    def _read_one_of(self, value: Any, types: set[str] | frozenset[str], refusal: str) -> Json:
        read = _or_fault(lambda: self.read_any(value))
        if type_of(read) not in types:
            raise invalid_property(refusal)
        self.require_storable(read)
        content: Json = read
        return content

    def read_request(self, value: Any) -> Json:
        """A Request, with `@type`; it may hold a date that is none, which `require_storable` refuses.

        Raises:    Fault: not readable.
        """
        return self._read_as(value, REQUEST)

    def read_response(self, value: Any) -> Json:
        """A Response, with `@type`."""
        return self._read_as(value, RESPONSE)

    def read_attribute(self, value: Any) -> Json:
        """The content of an Attribute: IdentityAttribute or RelationshipAttribute as its `@type` says."""
        named = type_of(value)
        return self._read_as(
            value, RELATIONSHIP_ATTRIBUTE if named == RELATIONSHIP_ATTRIBUTE.name else IDENTITY_ATTRIBUTE
        )

    def read_query(self, value: Any, kind: str) -> Json:
        """A query of the given kind, whether its `@type` says so or is left out."""
        query: Json = _or_fault(lambda: _QUERIES[kind].read(value))
        return query

    def _read_as(self, value: Any, shape: Shape) -> Json:
        """Read an object by the class that it names, and by the given one if it names none."""
        read: Json = _or_fault(lambda: self.read_any(value) if names_type(value) else shape.read(value))
        if read["@type"] != shape.name:
            text = f"Parsed object is not an instance of any allowed types {shape.name}."
            raise Fault("error.runtime.requestDeserialization", text)
        return read

    def read_any(self, value: Any) -> Any:
        """A value of the class that its `@type` names; without one it stays what it is.

        Raises:    Misfit: no such class, or a field of it does not fit.
        """
        return shapes.read_any(value)

    @staticmethod
    def is_storable(value: Any) -> bool:
        """Whether each point in time in a content is one: a Connector finds out when it writes the content down."""
        if isinstance(value, dict):
            return all(map(Vocabulary.is_storable, value.values()))
        if isinstance(value, list):
            return all(map(Vocabulary.is_storable, value))
        return not isinstance(value, InvalidDate)

    def require_storable(self, value: Any) -> None:
        """Refuse a content with a date that is none.

        Raises:    Fault: error.runtime.unknown, "The date is invalid."
        """
        if not self.is_storable(value):
            raise use_case_error("The date is invalid.")

    def check_identity_value(self, value_type: str, value: Any) -> None:
        """Refuse a value that does not fit the JSON schema of its type.

        Raises:    Fault: `<type> :: <path and text>`.
        """
        values.check_identity_value(value_type, value)

    def trimmed(self, value: Json) -> Json:
        """A value without blanks around its texts, as IdentityAttributes are kept and compared."""
        return values.trimmed(value)

    def has_only_allowed_characters(self, content: Json) -> bool:
        """Whether the texts of an Attribute's value keep to DIN 91379; title and description may hold any."""
        return values.has_only_allowed_characters(content)

    def invalid_tags(self, tags: list[str]) -> str | None:
        """Name the tags that are not valid, as the API does."""
        return values.invalid_tags(tags)


def _or_fault(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except Misfit as misfit:
        raise misfit.fault from misfit


CONTENT_7 = Vocabulary()
CONTENT_6 = Vocabulary()
CONTENT_2 = Vocabulary()
