"""Vocabularies: what the contents of payloads may be, as one version of the published content library has it.

A content is read in two steps, as in a Connector: first by the class that its `@type` names, whatever class that is,
then by whether that class is one of those that fit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content import tags
from enmeshed_kit.sandbox.content.envelopes import CREATION, MESSAGE, TEMPLATE, Envelope
from enmeshed_kit.sandbox.content.moments import InvalidDate
from enmeshed_kit.sandbox.content.schema import Schema, complaint
from enmeshed_kit.sandbox.content.shapes import Classes, Misfit, names_type, type_of
from enmeshed_kit.sandbox.content.value_schemas import any_of, schema_of
from enmeshed_kit.sandbox.content.values import RELATIONSHIP_TYPES
from enmeshed_kit.sandbox.faults import Fault, invalid_property, use_case_error
from enmeshed_kit.words import has_only_letters_of_din_91379


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The classes of contents that Connectors of one family know, and the readers for them.

    Each reader returns the JSON that a Connector would store, or refuses it with a Fault.

    classes: all that `@type` may name.
    identity_types: the types of values that own Attributes may have, in the order in which the API lists them.
    template, creation, message: what these may hold.
    limits_letters: whether texts in values keep to DIN 91379.
    limits_tags: whether tags that are not in the Backbone's collection need a certain form.
    trims_values: whether values of IdentityAttributes are kept without blanks around their texts.
    """

    classes: Classes
    identity_types: tuple[str, ...]
    template: Envelope = TEMPLATE
    creation: Envelope = CREATION
    message: Envelope = MESSAGE
    limits_letters: bool = False
    limits_tags: bool = False
    trims_values: bool = True

    @cached_property
    def request_item_types(self) -> frozenset[str]:
        """The classes that a Request may hold, alone or in a RequestItemGroup."""
        return self.classes.heirs("RequestItem")

    @cached_property
    def any_identity_value(self) -> Schema:
        """JSON schema of the value of an IdentityAttribute."""
        return any_of(self.identity_types, self.classes)

    @cached_property
    def any_relationship_value(self) -> Schema:
        """JSON schema of the value of a RelationshipAttribute."""
        return any_of(RELATIONSHIP_TYPES, self.classes)

    def read_template_content(self, value: Any) -> Json:
        """The content of a RelationshipTemplate; Requests in it come back without `@type`.

        Raises:    Fault: not readable, or of a class that is no template content.
        """
        return self._read_content(value, self.template)

    def read_creation_content(self, value: Any) -> Json:
        """The content that a Relationship is created with; a Response in it comes back without `@type`.

        Raises:    Fault: not readable, or of a class that is no creation content.
        """
        return self._read_content(value, self.creation)

    def read_message_content(self, value: Any) -> Json:
        """The content of a Message, its defaults filled in.

        Raises:    Fault: not readable, or of a class that is no Message content.
        """
        return self._read_content(value, self.message)

    def _read_content(self, value: Any, envelope: Envelope) -> Json:
        content: Json = _or_fault(lambda: envelope.read(value, self.classes))
        self.require_storable(content)
        return content

    def read_request(self, value: Any) -> Json:
        """A Request, with `@type`; it may hold a date that is none, which `require_storable` refuses.

        Raises:    Fault: not readable.
        """
        return self._read_as(value, "Request")

    def read_response(self, value: Any) -> Json:
        """A Response, with `@type`."""
        return self._read_as(value, "Response")

    def read_attribute(self, value: Any) -> Json:
        """The content of an Attribute: IdentityAttribute or RelationshipAttribute as its `@type` says."""
        is_of_relationship = type_of(value) == "RelationshipAttribute"
        return self._read_as(value, "RelationshipAttribute" if is_of_relationship else "IdentityAttribute")

    def read_query(self, value: Any, kind: str) -> Json:
        """A query of the given kind, whether its `@type` says so or is left out."""
        query: Json = _or_fault(lambda: self.classes[kind].read(value, self.classes))
        return query

    def read_parameters(self, value: Any, item_type: str) -> Json:
        """What an item of the given type is to be accepted with.

        Raises:    Misfit: not readable.
        """
        return self.classes[f"Accept{item_type}Parameters"].read(value, self.classes)

    def _read_as(self, value: Any, name: str) -> Json:
        """Read an object by the class that it names, and by the given one if it names none."""
        read: Json = _or_fault(
            lambda: self.read_any(value) if names_type(value) else self.classes[name].read(value, self.classes)
        )
        if read["@type"] != name:
            text = f"Parsed object is not an instance of any allowed types {name}."
            raise Fault("error.runtime.requestDeserialization", text)
        return read

    def read_any(self, value: Any) -> Any:
        """A value of the class that its `@type` names; without one it stays what it is.

        Raises:    Misfit: no such class, or a field of it does not fit.
        """
        return self.classes.read_any(value)

    def is_storable(self, value: Any) -> bool:
        """Whether each point in time in a content is one: a Connector finds out when it writes the content down."""
        if isinstance(value, dict):
            return all(map(self.is_storable, value.values()))
        return all(map(self.is_storable, value)) if isinstance(value, list) else not isinstance(value, InvalidDate)

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
        if text := complaint(value, schema_of(value_type, self.classes)):
            raise invalid_property(f"{value_type} :: {text}")

    def trimmed(self, value: Json) -> Json:
        """A value as IdentityAttributes are kept and compared."""
        if not self.trims_values:
            return value
        return {name: field.strip() if isinstance(field, str) else field for name, field in value.items()}

    def has_only_allowed_characters(self, content: Json) -> bool:
        """Whether the texts of an Attribute's value keep to the allowed letters; title and description may hold any."""
        described = () if content["@type"] == "IdentityAttribute" else ("title", "description")
        texts = (text for name, text in content["value"].items() if name not in described and isinstance(text, str))
        return not self.limits_letters or all(map(has_only_letters_of_din_91379, texts))

    def invalid_tags(self, wanted: list[str]) -> str | None:
        """Name the tags that are not valid, as the API does."""
        return tags.invalid_tags(wanted) if self.limits_tags else None


def _or_fault(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except Misfit as misfit:
        raise misfit.fault from misfit
