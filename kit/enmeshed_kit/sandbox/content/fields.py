"""What a FormFieldRequestItem asks for: one class of settings for each type of form field."""

from typing import Any

from enmeshed_kit.sandbox.kinds import TEXTS, Flag, Number, OneOf, Text, whole
from enmeshed_kit.sandbox.shapes import Field, Shape, js_length, register

_WHOLE = whole("This value must be an integer.")


def _are_options(options: list[Any]) -> str | None:
    if any(not 1 <= js_length(option) <= 4096 for option in options):
        return "An option cannot be shorter than 1 character or longer than 4096 characters."
    return None


_UNIT = Field("unit", Text(), optional=True)

SETTINGS = (
    Shape("BooleanFormFieldSettings", ()),
    Shape("DateFormFieldSettings", ()),
    Shape(
        "DoubleFormFieldSettings",
        (_UNIT, Field("min", Number(), optional=True), Field("max", Number(), optional=True)),
    ),
    Shape(
        "IntegerFormFieldSettings",
        (_UNIT, Field("min", Number(), optional=True, rule=_WHOLE), Field("max", Number(), optional=True, rule=_WHOLE)),
    ),
    Shape("RatingFormFieldSettings", (Field("maxRating", Number(5, 10), rule=_WHOLE),)),
    Shape(
        "SelectionFormFieldSettings",
        (Field("options", TEXTS, rule=_are_options), Field("allowMultipleSelection", Flag(), optional=True)),
    ),
    Shape(
        "StringFormFieldSettings",
        (
            Field("allowNewlines", Flag(), optional=True),
            Field("min", Number(0, 4096), optional=True, rule=_WHOLE),
            Field("max", Number(0, 4096), optional=True, rule=_WHOLE),
        ),
    ),
)
ANY_SETTINGS = OneOf(SETTINGS)

register(SETTINGS)
