"""Answers to single RequestItems: the decision to accept one, with what it asks for, or to reject it.

Each builder takes the item that it answers, if that is at hand, and refuses what does not fit it.
Source: the refusals of `PUT /Requests/Incoming/{id}/CanAccept` of a Connector 7.4.6.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from enmeshed_kit.client.content import fields, queries
from enmeshed_kit.client.content.addresses import check_id
from enmeshed_kit.client.content.attributes import check_attribute, check_tags
from enmeshed_kit.client.content.members import given, moment, text
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import Attribute, Json

ASK_FOR = {
    "ReadAttributeRequestItem": "accept(new_attribute=…) or accept(existing_attribute_id=…)",
    "ProposeAttributeRequestItem": "accept_proposal(…)",
    "DeleteAttributeRequestItem": "accept_deletion(deletion_date)",
    "FormFieldRequestItem": "accept_form_field(response)",
}
"""Items that are accepted with something, and how."""


def accept(
    item: Json | None = None,
    *,
    new_attribute: Json | None = None,
    existing_attribute_id: Attribute | str | None = None,
    tags: Sequence[str] | None = None,
) -> Json:
    """Build the decision to accept one item, a ReadAttributeRequestItem with an answer.

    Args:  item: what is accepted, to check the answer against it.
           new_attribute: the answer to a ReadAttributeRequestItem: an `identity_attribute(…)`.
           existing_attribute_id: or an own Attribute that exists, or its id. Never both.
           tags: added to the existing Attribute when it is shared.
    """
    kind = None if item is None else item["@type"]
    if kind in ASK_FOR and kind != "ReadAttributeRequestItem":
        raise ContentError(f"A {kind} is not accepted so.", f"Take {ASK_FOR[kind]}.")
    existing = id_of(existing_attribute_id)
    if new_attribute is not None or existing is not None or kind == "ReadAttributeRequestItem":
        check_choice(new_attribute, existing, tags)
        check_existing(existing)
        if item is not None:
            check_answer(item, new_attribute, existing)
    elif tags is not None:
        raise ContentError("Tags come with an existing Attribute alone.", "Pass existing_attribute_id as well.")
    answer = given(newAttribute=new_attribute, existingAttributeId=existing, tags=None if tags is None else [*tags])
    return {"accept": True, **answer}


def accept_proposal(
    item: Json | None = None,
    *,
    attribute: Json | None = None,
    attribute_id: Attribute | str | None = None,
    tags: Sequence[str] | None = None,
) -> Json:
    """Build the decision to accept a ProposeAttributeRequestItem.

    Args:  item: the item; with nothing else, what it proposes is accepted as it is.
           attribute: a corrected one, that still fits the item's query.
           attribute_id: or an own IdentityAttribute that exists, or its id.
           tags: added to the existing Attribute when it is shared.
    """
    existing = id_of(attribute_id)
    if attribute is None and existing is None and item is not None:
        attribute = item["attribute"]
    check_choice(attribute, existing, tags)
    check_existing(existing)
    if item is not None:
        check_answer(item, attribute, existing)
    answer = given(attribute=attribute, attributeId=existing, tags=None if tags is None else [*tags])
    return {"accept": True, **answer}


def accept_deletion(deletion_date: datetime | str, *, now: datetime | None = None) -> Json:
    """Build the decision to accept a DeleteAttributeRequestItem.

    Args:  deletion_date: when the Attribute will be gone; computed from `connector.now()`.
           now: `connector.now()`, to refuse a date that is past.
    """
    moment(deletion_date, "deletion_date", now)
    return {"accept": True, "deletionDate": deletion_date}


def accept_form_field(response: Any, item: Json | None = None) -> Json:
    """Build the decision to accept a FormFieldRequestItem.

    Args:  response: as the field's settings want it; a date may be a `date`.
           item: the item, to check the response against its settings.
    """
    if item is not None:
        fields.check_response(item["settings"], response, f"The response to {item['title']!r}")
    is_date = isinstance(response, date) and not isinstance(response, datetime)
    return {"accept": True, "response": response.isoformat() if is_date else response}


def reject(*, code: str | None = None, message: str | None = None) -> Json:
    """Build the decision to reject one item, with a reason for the peer if need be."""
    for reason, name, longest in ((code, "code", 200), (message, "message", 1000)):
        if reason is not None:
            text(longest)(reason, name)
    return {"accept": False, **given(code=code, message=message)}


def id_of(attribute: Attribute | str | None) -> str | None:
    """The id of an Attribute."""
    return attribute.id if isinstance(attribute, Attribute) else attribute


def check_existing(identity: str | None) -> None:
    """Refuse what is no id of an Attribute."""
    if identity is not None:
        check_id("ATT", identity, "existing_attribute_id")


def check_choice(new: Json | None, existing: str | None, tags: Sequence[str] | None) -> None:
    """Refuse an answer with two Attributes or none, and tags for a new one."""
    if new is not None and existing is not None:
        raise ContentError("A new and an existing Attribute were given.", "Give one of them.")
    if new is None and existing is None:
        raise ContentError("The answer has no Attribute.", "Give a new one, or the id of one that exists.")
    if new is not None and tags is not None:
        raise ContentError("A new Attribute brings its own tags.", "Pass them to identity_attribute(…).")
    if new is not None:
        check_attribute(new, "The answer")
    if tags is not None:
        check_tags(tags)


def check_answer(item: Mapping[str, Any], new: Json | None, existing: str | None) -> None:
    """Refuse an Attribute that does not fit the item's query, or that must be a new or an existing one."""
    query = item["query"]
    kind = query["@type"]
    if new is not None and kind == "ThirdPartyRelationshipAttributeQuery":
        raise ContentError("What exists with a third party cannot be new.", "Pass existing_attribute_id.")
    if existing is not None and kind == "RelationshipAttributeQuery":
        raise ContentError("The answer to a RelationshipAttributeQuery is always new.", "Pass new_attribute.")
    if new is not None:
        queries.check_fits(query, new)
