"""What somebody accepts a RequestItem with, as far as it is more than `accept: true`."""

from collections.abc import Callable
from typing import Any

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content.attributes import ANY_ATTRIBUTE
from enmeshed_kit.sandbox.content.kinds import ID, Anything
from enmeshed_kit.sandbox.content.moments import Moment
from enmeshed_kit.sandbox.content.shapes import Field, Shape
from enmeshed_kit.sandbox.content.tags import TAGS


def _either(owner: str, new: str, existing: str) -> Callable[[Json], tuple[str, str] | None]:
    """An answer with an Attribute is either a new one or one that is there already; tags come with the latter only."""

    def rule(answer: Json) -> tuple[str, str] | None:
        path = f"{owner}.{new}"
        if answer.get(new) and answer.get(existing):
            return path, f"You cannot specify both {new} and {existing}."
        if answer.get(new) and answer.get("tags") is not None:
            return path, f"You cannot specify both {new} and tags."
        if not answer.get(new) and not answer.get(existing):
            return path, f"You have to specify either {new} or {existing}."
        return None

    return rule


def _are_texts(answer: Any) -> str | None:
    if isinstance(answer, list) and not all(isinstance(each, str) for each in answer):
        return "If the response is an array, it must be a string array."
    return None


def accepting(item: str, *fields: Field, conclude: Any = None) -> Shape:
    """The parameters for accepting a RequestItem."""
    return Shape(f"Accept{item}RequestItemParameters", fields, conclude=conclude)


def attribute_answers(*tags: Field) -> tuple[Shape, ...]:
    """The parameters for accepting what asks for an Attribute."""

    def answer(item: str, new: str, existing: str) -> Shape:
        fields = (Field(existing, ID, True), *tags, Field(new, ANY_ATTRIBUTE, True))
        name = f"Accept{item}RequestItemParameters"
        return accepting(item, *fields, conclude=_either(name, new, existing))

    return (
        answer("ReadAttribute", "newAttribute", "existingAttributeId"),
        answer("ProposeAttribute", "attribute", "attributeId"),
    )


PARAMETERS = (
    *attribute_answers(TAGS),
    accepting("DeleteAttribute", Field("deletionDate", Moment())),
    accepting("FormField", Field("response", Anything((str, int, float, bool, list)), rule=_are_texts)),
)
