"""Decisions on whole Requests: one answer for each item, in the Request's order and nesting."""

from collections.abc import Mapping, Sequence
from typing import Any

from enmeshed_kit.client.content import fields
from enmeshed_kit.client.content.answers import (
    accept,
    accept_deletion,
    accept_form_field,
    accept_proposal,
    check_answer,
    check_choice,
    reject,
)
from enmeshed_kit.client.content.attributes import identity_attribute
from enmeshed_kit.client.content.members import given, moment
from enmeshed_kit.client.content.values import attribute_value
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import Attribute, Json, LocalRequest


def decisions(items: Sequence[Any] | Json) -> Json:
    """Build the payload of a decision: a list inside the list stands for a group."""
    if isinstance(items, Mapping):
        return dict(items)
    return {"items": [decisions(item) if isinstance(item, list | tuple) else item for item in items]}


def answer_all(local: LocalRequest, answers: Mapping[str, Any] | None = None) -> list[Any]:
    """Build the decisions that accept a Request.

    Args:     answers: what is asked for, by its name: the value type, the key of a RelationshipAttribute, the title of
                  a form field, the id of an Attribute to delete. Of Attributes the text or the whole value will do.
                  What is optional and has no answer is rejected; items that ask for nothing and proposals without a
                  correction are accepted.
    Raises:   ContentError: a required answer is missing, or one does not fit; names it.
    """
    return [each_decision(item, dict(answers or {})) for item in local.content["items"]]


def each_decision(item: Json, answers: Mapping[str, Any]) -> Any:
    """Decide on one item, or on those of a group."""
    if "items" in item:
        return [each_decision(inner, answers) for inner in item["items"]]
    wanted = name_of(item)
    if wanted is None:
        return accept()
    answer = answers.get(wanted)
    if answer is not None:
        return answered(item, answer)
    if item["@type"] == "ProposeAttributeRequestItem":
        return accept_proposal(item)
    if item.get("mustBeAccepted"):
        raise ContentError(f"The {wanted} is required and has no answer.", f"Add it: {{{wanted!r}: …}}.")
    return reject()


def name_of(item: Mapping[str, Any]) -> str | None:
    """What an item asks for, as `answer_all` takes it; None if it asks for nothing."""
    if item.get("@type") == "FormFieldRequestItem":
        return str(item["title"])
    if item.get("@type") == "DeleteAttributeRequestItem":
        return str(item["attributeId"])
    query = item.get("query") or {}
    hints = query.get("attributeCreationHints") or {}
    wanted = query.get("valueType") or query.get("key") or hints.get("valueType") or query.get("queryString")
    return str(wanted) if wanted else None


def answered(item: Json, answer: Any) -> Json:
    """Accept an item with what was given for it."""
    kind = item["@type"]
    if kind == "FormFieldRequestItem":
        return accept_form_field(answer, item)
    if kind == "DeleteAttributeRequestItem":
        return accept_deletion(answer)
    if isinstance(answer, Attribute):
        existing: dict[str, Any] = {"attribute_id" if kind.startswith("Propose") else "existing_attribute_id": answer}
        return accept_proposal(item, **existing) if kind.startswith("Propose") else accept(item, **existing)
    attribute = attribute_for(item["query"], answer)
    return (
        accept_proposal(item, attribute=attribute)
        if kind.startswith("Propose")
        else accept(item, new_attribute=attribute)
    )


def attribute_for(query: Mapping[str, Any], answer: Any) -> Json:
    """The Attribute that an answer makes: it may be whole, or a value, or what stands in the value."""
    if isinstance(answer, dict) and "value" in answer and str(answer.get("@type")).endswith("Attribute"):
        return answer
    if query["@type"] == "RelationshipAttributeQuery":
        return relationship_answer(query, answer)
    hints = query.get("attributeCreationHints") or query
    wanted = hints.get("valueType")
    if isinstance(answer, dict):
        return identity_attribute(answer)
    if wanted is None:
        raise ContentError("The query asks for no type of value.", "Answer with a whole attribute_value(…).")
    return identity_attribute(attribute_value(wanted, answer))


def relationship_answer(query: Mapping[str, Any], answer: Any) -> Json:
    """The RelationshipAttribute that a query describes, with this value."""
    hints = query["attributeCreationHints"]
    described = given(title=hints.get("title"), description=hints.get("description"))
    value = answer if isinstance(answer, dict) else {"@type": hints["valueType"], **described, "value": answer}
    return {
        "@type": "RelationshipAttribute",
        "owner": query["owner"],
        "key": query["key"],
        "confidentiality": hints["confidentiality"],
        "isTechnical": False,
        "value": value,
    }


def reject_all(local: LocalRequest) -> list[Any]:
    """Build the decisions that reject a Request, each item without a reason."""
    return [[reject() for _ in item["items"]] if "items" in item else reject() for item in local.content["items"]]


def check_decisions(local: LocalRequest, items: Sequence[Any]) -> None:
    """Refuse decisions with which a Request cannot be accepted, as far as that shows without asking the Connector.

    Args:    items: as `incoming_requests.accept` takes them.
    Raises:  ContentError: the first thing that is wrong; names the item by its place.
    """
    check_group(local.content["items"], decisions(items).get("items"), "items")


def check_group(items: Sequence[Json], answers: Any, place: str) -> None:
    """Compare the decisions on a Request or group with its items."""
    if not isinstance(answers, Sequence) or len(answers) != len(items):
        count = len(answers) if isinstance(answers, Sequence) else 0
        raise ContentError(f"{place}: {len(items)} items need as many decisions, not {count}.", "Decide on each item.")
    for index, (item, answer) in enumerate(zip(items, answers, strict=True)):
        here = f"{place}[{index}]"
        if not isinstance(answer, Mapping) or ("items" in item) != ("items" in answer):
            kind = "a group: decide by a list" if "items" in item else "no group: decide by accept(…) or reject(…)"
            raise ContentError(f"{here} is {kind}.", "Nest the decisions as the items are nested.")
        if "items" in item:
            check_group(item["items"], answer["items"], f"{here}.items")
        else:
            check_decision(item, answer, here)


def check_decision(item: Json, answer: Mapping[str, Any], place: str) -> None:
    """Compare one decision with its item."""
    if not answer.get("accept"):
        if item.get("mustBeAccepted"):
            raise ContentError(f"{place} must be accepted.", "Accept it, or reject the whole Request.")
        return
    try:
        check_accepted(item, answer)
    except ContentError as error:
        raise ContentError(f"{place}: {error.message}", error.hint) from error


def check_accepted(item: Json, answer: Mapping[str, Any]) -> None:
    """Refuse to accept an item without what it asks for, or with what does not fit it."""
    kind = item["@type"]
    names = {
        "ReadAttributeRequestItem": ("newAttribute", "existingAttributeId"),
        "ProposeAttributeRequestItem": ("attribute", "attributeId"),
    }
    if kind in names:
        new, existing = (answer.get(name) or None for name in names[kind])
        check_choice(new, existing, answer.get("tags"))
        check_answer(item, new, existing)
    if kind == "DeleteAttributeRequestItem":
        moment(answer.get("deletionDate"), "deletionDate")
    if kind == "FormFieldRequestItem":
        fields.check_response(item["settings"], answer.get("response"))
