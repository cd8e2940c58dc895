"""Form fields: what a FormFieldRequestItem can ask for, and which answers fit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from enmeshed_kit.client.content.members import (
    Check,
    Members,
    by_type,
    flag,
    given,
    length_of,
    listed,
    moment,
    number,
    one_of,
    text,
)
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import Json

_NUMBER, _WHOLE, _LENGTH = number(), number(whole=True), number(0, 4096, whole=True)

SETTINGS: dict[str, Check] = {
    "BooleanFormFieldSettings": Members({}),
    "DateFormFieldSettings": Members({}),
    "DoubleFormFieldSettings": Members({}, {"unit": text(), "min": _NUMBER, "max": _NUMBER}),
    "IntegerFormFieldSettings": Members({}, {"unit": text(), "min": _WHOLE, "max": _WHOLE}),
    "RatingFormFieldSettings": Members({"maxRating": number(5, 10, whole=True)}),
    "SelectionFormFieldSettings": Members(
        {"options": listed(text(4096, 1), least=1)}, {"allowMultipleSelection": flag}
    ),
    "StringFormFieldSettings": Members({}, {"allowNewlines": flag, "min": _LENGTH, "max": _LENGTH}),
}
_check_known = by_type(SETTINGS, "form field settings")


def check_settings(settings: Any, place: str) -> None:
    """Refuse settings that no answer could fit."""
    _check_known(settings, place)
    options = settings.get("options") or []
    if len(set(options)) < len(options):
        raise ContentError(f"{place} offers an option twice.", "Name each option once.")
    least, most = settings.get("min"), settings.get("max")
    if least and most and most < least:
        raise ContentError(f"{place} has a max below its min.", "Exchange the two.")


def boolean_field() -> Json:
    """Build the settings of a field that is answered with True or False."""
    return {"@type": "BooleanFormFieldSettings"}


def date_field() -> Json:
    """Build the settings of a field that is answered with a date."""
    return {"@type": "DateFormFieldSettings"}


def number_field(
    *, least: float | None = None, most: float | None = None, unit: str | None = None, whole: bool = False
) -> Json:
    """Build the settings of a field that is answered with a number.

    Args:  least, most: limits; a Connector takes 0 for no limit.
           whole: only whole numbers.
    """
    kind = "IntegerFormFieldSettings" if whole else "DoubleFormFieldSettings"
    return checked({"@type": kind} | given(unit=unit, min=least, max=most))


def rating_field(most: int = 5) -> Json:
    """Build the settings of a field that is answered with a number of stars.

    Args:  most: from 5 to 10.
    """
    return checked({"@type": "RatingFormFieldSettings", "maxRating": most})


def selection_field(options: Sequence[str], *, multiple: bool = False) -> Json:
    """Build the settings of a field that is answered with one of several options, or with some of them."""
    settings: Json = {"@type": "SelectionFormFieldSettings", "options": [*options]}
    return checked(settings | ({"allowMultipleSelection": True} if multiple else {}))


def text_field(*, least: int | None = None, most: int | None = None, newlines: bool | None = None) -> Json:
    """Build the settings of a field that is answered with a text.

    Args:  least, most: limits of its length.
           newlines: whether it may have several lines.
    """
    return checked({"@type": "StringFormFieldSettings"} | given(min=least, max=most, allowNewlines=newlines))


def checked(settings: Json) -> Json:
    """The settings, if a Connector can read them."""
    check_settings(settings, settings["@type"])
    return settings


def check_response(settings: Mapping[str, Any], response: Any, place: str = "The response") -> None:
    """Refuse what is no answer to a form field."""
    ANSWERS[settings["@type"]](settings, response, place)


def check_limited(settings: Mapping[str, Any], size: float, place: str) -> None:
    """Refuse what lies outside the limits of a field, where 0 is none."""
    least, most = settings.get("min"), settings.get("max")
    if (least and size < least) or (most and size > most):
        limits = f"at least {least}" if not most else f"at most {most}" if not least else f"from {least} to {most}"
        raise ContentError(f"{place} lies outside the field's limits: {size}.", f"It must be {limits}.")


def check_number(settings: Mapping[str, Any], response: Any, place: str) -> None:
    """A number within the field's limits."""
    number(whole=settings["@type"] == "IntegerFormFieldSettings")(response, place)
    check_limited(settings, response, place)


def check_date(settings: Mapping[str, Any], response: Any, place: str) -> None:
    """A date, or a text that says one."""
    if not isinstance(response, date):
        moment(response, place)


def check_text(settings: Mapping[str, Any], response: Any, place: str) -> None:
    """A text within the field's limits."""
    text()(response, place)
    check_limited(settings, length_of(response), f"{place}'s length")


def check_selection(settings: Mapping[str, Any], response: Any, place: str) -> None:
    """One of the field's options, or some of them."""
    option = one_of(settings["options"])
    if not settings.get("allowMultipleSelection"):
        text()(response, place)
        return option(response, place)
    listed(option, least=1)(response, place)
    if len(set(response)) < len(response):
        raise ContentError(f"{place} names an option twice.", "Name each option once.")
    return None


ANSWERS: dict[str, Callable[[Mapping[str, Any], Any, str], None]] = {
    "BooleanFormFieldSettings": lambda settings, response, place: flag(response, place),
    "DateFormFieldSettings": check_date,
    "DoubleFormFieldSettings": check_number,
    "IntegerFormFieldSettings": check_number,
    "RatingFormFieldSettings": lambda settings, response, place: number(1, settings["maxRating"], whole=True)(
        response, place
    ),
    "SelectionFormFieldSettings": check_selection,
    "StringFormFieldSettings": check_text,
}
