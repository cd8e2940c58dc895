"""Builders for what goes into Attributes, Requests, templates, decisions and Mails.

Each returns the plain JSON that the API takes, so that it can be printed, changed and written again in another
language, and refuses at once what a Connector 7 would refuse later, saying why.
Source: the refusals of a Connector 7.4.6.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import Attribute, Json, LocalRequest, wire_name

# fmt: off
TEXT_TYPES = (
    "BirthName", "CommunicationLanguage", "Citizenship", "DisplayName", "EMailAddress", "FaxNumber",
    "GivenName", "HonorificPrefix", "HonorificSuffix", "IdentityFileReference", "JobTitle", "MaritalStatus",
    "MiddleName", "Nationality", "PhoneNumber", "Pseudonym", "Sex", "Surname", "Website",
)
# fmt: on
"""Value types whose only field is `value`, a text."""

STRUCTURED_TYPES = {
    "Affiliation": "organization",
    "BankAccount": "accountHolder iban",
    "BirthDate": "day month year",
    "BirthPlace": "city country",
    "DeliveryBoxAddress": "recipient deliveryBoxId userId zipCode city country",
    "PostOfficeBoxAddress": "recipient boxId zipCode city country",
    "SchematizedJSON": "value",
    "SchematizedXML": "value",
    "StreetAddress": "recipient street houseNo zipCode city country",
    "VerifiableCredential": "value",
}
"""Value types with several fields, and those of them that must not be missing."""

VALUE_TYPES = (*TEXT_TYPES, *STRUCTURED_TYPES)

FORMER_NAMES = {
    "PersonName": "GivenName and Surname",
    "LastName": "Surname",
    "FamilyName": "Surname",
    "FirstName": "GivenName",
    "Email": "EMailAddress",
    "EmailAddress": "EMailAddress",
    "Phone": "PhoneNumber",
    "Statement": "no type of version 7",
}
"""What is often written, or was once right."""

LONGER_TEXTS = {"EMailAddress": 254, "Website": 1024, "IdentityFileReference": 150}
"""Texts that may be longer than the usual hundred characters."""

ADDRESS = re.compile(r"did:e:(?:(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[a-z]{2,}|localhost):dids:[0-9a-f]{22}")


def attribute_value(value_type: str, value: Any = None, **fields: Any) -> Json:
    """Build the value of an IdentityAttribute.

    Args:     value_type: for instance "DisplayName", "GivenName", "EMailAddress".
              value: of the types that have but one.
              fields: of the others, for instance `house_no` of a "StreetAddress".
    Raises:   ContentError: no such type, or a value that it cannot have.
    """
    check_value_type(value_type)
    if value_type in TEXT_TYPES:
        check_text(value, value_type, LONGER_TEXTS.get(value_type, 100))
    named = {wire_name(name): item for name, item in fields.items()}
    if value is not None:
        named["value"] = value
    missing = [name for name in STRUCTURED_TYPES.get(value_type, "value").split() if name not in named]
    if missing:
        raise ContentError(f"A {value_type} lacks {', '.join(missing)}.", "Pass it by name.")
    return {"@type": value_type, **named}


def identity_attribute(value: Json, owner: str = "", tags: Sequence[str] | None = None) -> Json:
    """Build a whole IdentityAttribute, as answers to Requests hold it.

    Args:  owner: an address; empty stands for who sends it. In a shared Attribute it must be filled in.
    """
    if owner:
        check_address(owner)
    attribute: Json = {"@type": "IdentityAttribute", "owner": owner, "value": value}
    return attribute | ({"tags": list(tags)} if tags else {})


def share_attribute(attribute: Attribute, *, must_be_accepted: bool = True) -> Json:
    """Build a ShareAttributeRequestItem: the peer shall take note of an own Attribute.

    Args:  attribute: as the Connector returned it, because content and id must be exactly those.
    """
    if not isinstance(attribute, Attribute):
        raise ContentError("Only an Attribute that exists can be shared.", "Pass what attributes.create(…) returned.")
    if not attribute.type.startswith("Own"):
        raise ContentError(
            f"{attribute.id} is a {attribute.type}: only own Attributes can be shared.",
            "Take one of connector.attributes.own_identity().",
        )
    return {
        "@type": "ShareAttributeRequestItem",
        "mustBeAccepted": must_be_accepted,
        "attribute": attribute.content,
        "attributeId": attribute.id,
    }


def read_attribute(value_type: str, *, must_be_accepted: bool = True, tags: Sequence[str] | None = None) -> Json:
    """Build a ReadAttributeRequestItem: the peer shall tell an Attribute of this type.

    Args:  must_be_accepted: False makes it optional.
    """
    check_value_type(value_type)
    query: Json = {"@type": "IdentityAttributeQuery", "valueType": value_type} | ({"tags": list(tags)} if tags else {})
    return {"@type": "ReadAttributeRequestItem", "mustBeAccepted": must_be_accepted, "query": query}


def group(*items: Json, title: str | None = None, description: str | None = None) -> Json:
    """Build a RequestItemGroup: items that belong together on the peer's screen. Groups do not nest."""
    check_items(items, "group")
    if any(item.get("@type") == "RequestItemGroup" for item in items):
        raise ContentError("A group cannot hold a group.", "Put the inner items into the outer group.")
    return {"@type": "RequestItemGroup"} | described(title, description) | {"items": list(items)}


def request(
    *items: Json, title: str | None = None, description: str | None = None, expires_at: datetime | str | None = None
) -> Json:
    """Build a Request of items and groups.

    Args:  expires_at: left out, it ends with its template.
    """
    check_items(items, "Request")
    expiry = {} if expires_at is None else {"expiresAt": expires_at}
    return described(title, description) | expiry | {"items": list(items)}


def template_content(
    on_new_relationship: Json, *, title: str | None = None, on_existing_relationship: Json | None = None
) -> Json:
    """Build the content of a RelationshipTemplate that makes a Request on the other side.

    Args:  on_new_relationship: the Request for who has no Relationship yet.
           on_existing_relationship: the Request for who has one; without it, none appears there.
    """
    content: Json = {"@type": "RelationshipTemplateContent"} | described(title, None)
    content["onNewRelationship"] = on_new_relationship
    if on_existing_relationship is not None:
        content["onExistingRelationship"] = on_existing_relationship
    return content


def mail(
    to: str | Sequence[str], subject: str, body: str, *, cc: str | Sequence[str] = (), body_format: str | None = None
) -> Json:
    """Build a Mail.

    Args:  to: address or addresses; at least one.
           cc: further ones; nobody twice.
           body_format: "PlainText", if left out, or "Markdown".
    """
    to_all, cc_all = addresses(to), addresses(cc)
    if not to_all:
        raise ContentError("A Mail needs a recipient in `to`, also when there are some in `cc`.", "Name at least one.")
    twice = sorted({address for address in to_all + cc_all if (to_all + cc_all).count(address) > 1})
    if twice:
        raise ContentError(f"Named more than once: {', '.join(twice)}.", "Name each recipient once, in to or in cc.")
    check_text(subject, "subject", 300)
    check_text(body, "body", 50_000)
    if body_format not in (None, "PlainText", "Markdown"):
        raise ContentError(f"There is no body format {body_format!r}.", "Take PlainText or Markdown.")
    content: Json = {"@type": "Mail", "to": to_all} | ({"cc": cc_all} if cc_all else {})
    return content | {"subject": subject, "body": body} | ({"bodyFormat": body_format} if body_format else {})


def accept(*, new_attribute: Json | None = None, existing_attribute_id: str | None = None) -> Json:
    """Build the decision to accept one item.

    Args:  new_attribute: the answer to a ReadAttributeRequestItem: an `identity_attribute(…)`.
           existing_attribute_id: or an own Attribute that exists. Never both.
    """
    if new_attribute is not None and existing_attribute_id is not None:
        raise ContentError("A new and an existing Attribute were given.", "Give one of them.")
    decision: Json = {"accept": True}
    if new_attribute is not None:
        decision["newAttribute"] = new_attribute
    if existing_attribute_id is not None:
        decision["existingAttributeId"] = existing_attribute_id
    return decision


def reject(*, code: str | None = None, message: str | None = None) -> Json:
    """Build the decision to reject one item, with a reason for the peer if need be."""
    reasons = {"code": code, "message": message}
    return {"accept": False} | {name: text for name, text in reasons.items() if text is not None}


def decisions(items: Sequence[Any] | Json) -> Json:
    """Build the payload of a decision: a list inside the list stands for a group."""
    if isinstance(items, Mapping):
        return dict(items)
    return {"items": [decisions(item) if isinstance(item, list | tuple) else item for item in items]}


def answer_all(local: LocalRequest, answers: Mapping[str, Any] | None = None) -> list[Any]:
    """Build the decisions that accept a Request.

    Args:     answers: for each value type that is asked for, the text or the whole value. What is optional and has no
              answer is rejected; items that ask for nothing are accepted.
    Raises:   ContentError: a required answer is missing; names it.
    """
    return [each_decision(item, dict(answers or {})) for item in local.content["items"]]


def each_decision(item: Json, answers: Mapping[str, Any]) -> Any:
    """Decide on one item, or on those of a group."""
    if "items" in item:
        return [each_decision(inner, answers) for inner in item["items"]]
    wanted = item.get("query", {}).get("valueType") if item.get("@type") == "ReadAttributeRequestItem" else None
    if wanted is None:
        return accept()
    value = answers.get(wanted)
    if value is not None:
        return accept(
            new_attribute=identity_attribute(value if isinstance(value, dict) else attribute_value(wanted, value))
        )
    if item.get("mustBeAccepted"):
        raise ContentError(f"The {wanted} is required and has no answer.", f"Add it: {{{wanted!r}: …}}.")
    return reject()


def reject_all(local: LocalRequest) -> list[Any]:
    """Build the decisions that reject a Request, each item without a reason."""
    return [[reject() for _ in item["items"]] if "items" in item else reject() for item in local.content["items"]]


def attribute_payload(content: Json | None, value: Json | None, tags: Sequence[str] | None) -> Json:
    """The payload that creates an Attribute, of its content or of value and tags."""
    if (content is None) == (value is None):
        raise ContentError("An Attribute needs a content, or else a value.", "Pass one of them.")
    if content is None:
        content = {"value": value}
    return {"content": content | ({"tags": list(tags)} if tags is not None else {})}


def recipients(named: str | Sequence[str] | None, content: Json) -> list[str]:
    """The recipients of a Message: those named, else those of the Mail."""
    if named is None:
        return [*content.get("to", ()), *content.get("cc", ())]
    return [named] if isinstance(named, str) else list(named)


def same_value(one: Any, other: Any) -> bool:
    """Whether two Attribute values are the same to a Connector, which ignores blanks around texts."""
    return bool(trimmed(one) == trimmed(other))


def trimmed(value: Any) -> Any:
    """A value without blanks around its texts."""
    if isinstance(value, dict):
        return {key: trimmed(item) for key, item in value.items()}
    return value.strip() if isinstance(value, str) else value


def described(title: str | None, description: str | None) -> Json:
    """Title and description where they are given, each within its limit."""
    given: Json = {}
    for name, text, limit in (("title", title, 200), ("description", description, 500)):
        if text is not None:
            check_text(text, name, limit)
            given[name] = text
    return given


def addresses(named: str | Iterable[str]) -> list[str]:
    """One address or several as a list of valid ones."""
    several = [named] if isinstance(named, str) else list(named)
    for address in several:
        check_address(address)
    return several


def check_address(address: str) -> None:
    """Refuse what is no address of this era, or has a placeholder's look."""
    if isinstance(address, str) and ADDRESS.fullmatch(address):
        return
    old = isinstance(address, str) and address.startswith("id1")
    raise ContentError(
        f"{address!r} is no address of an Identity.",
        "Addresses that begin with id1 belong to Connectors 3 and 4: take the peer of a Relationship."
        if old
        else "An address begins with did:e: — take relationship.peer, or connector.address for your own.",
    )


def check_value_type(value_type: str) -> None:
    """Refuse a value type that version 7 does not have; suggest what was probably meant."""
    if value_type in VALUE_TYPES:
        return
    near = FORMER_NAMES.get(value_type) or next(iter(get_close_matches(str(value_type), VALUE_TYPES, 1)), "")
    hint = f"Did you mean {near}?" if near else f"There are: {', '.join(sorted(VALUE_TYPES))}."
    raise ContentError(f"Connector 7 knows no value type {value_type!r}.", hint)


def check_text(text: Any, name: str, limit: int) -> None:
    """Refuse what is no text, or one too long."""
    if not isinstance(text, str):
        raise ContentError(f"{name} must be a text, not {type(text).__name__}.", "Put it in quotes.")
    if len(text) > limit:
        raise ContentError(f"{name} has {len(text)} characters; {limit} are allowed.", "Shorten it.")


def check_items(items: Sequence[Json], what: str) -> None:
    """Refuse a Request or group of nothing, or of something else than items."""
    if not items:
        raise ContentError(f"A {what} needs at least one item.", "Add a share_attribute(…) or read_attribute(…).")
    strange = next((item for item in items if not isinstance(item, dict) or "@type" not in item), None)
    if strange is not None:
        raise ContentError(f"{strange!r} is no item: it has no @type.", "Pass the items one by one, not as a list.")
