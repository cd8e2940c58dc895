"""Form fields: which settings make sense, and which answers they take.

Source: `POST /Requests/Outgoing/Validate` and `PUT /Requests/Incoming/{id}/CanAccept` of a Connector 7.4.6.
"""

from collections.abc import Callable
from typing import Any

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content.kinds import is_whole
from enmeshed_kit.sandbox.content.moments import point_in_time
from enmeshed_kit.sandbox.content.shapes import js_length, spell

SMALLEST_RATING = 1


def check_settings(settings: Json) -> str | None:
    """What is wrong with the settings of a form field, beyond what their class says."""
    if settings["@type"] == "SelectionFormFieldSettings":
        options = settings["options"]
        if not options:
            return "A selection form field must provide at least one option."
        return None if _are_unique(options) else "A selection form field must provide unique options."
    # Zero counts as no limit.
    lowest, highest = settings.get("min"), settings.get("max")
    return "The max cannot be smaller than the min." if lowest and highest and highest < lowest else None


def check_answer(settings: Json, answer: Any) -> str | None:
    """What is wrong with the answer to a form field."""
    return _CHECKS[settings["@type"]](settings, answer)


def _are_unique(options: list[Any]) -> bool:
    return len(set(options)) == len(options)


def _is_number(answer: Any) -> bool:
    return isinstance(answer, int | float) and not isinstance(answer, bool)


def _is_whole(answer: Any) -> bool:
    return _is_number(answer) and is_whole(answer)


def _check_boolean(settings: Json, answer: Any) -> str | None:
    return None if isinstance(answer, bool) else "A boolean form field must be accepted with a boolean."


def _check_date(settings: Json, answer: Any) -> str | None:
    if isinstance(answer, str) and point_in_time(answer) is not None:
        return None
    return "A date form field must be accepted with a valid date string in ISO 8601 format."


def _check_limits(settings: Json, size: float, name: str) -> str | None:
    if settings.get("max") and size > settings["max"]:
        return f"{name} cannot be greater than the max {spell(settings['max'])}."
    if settings.get("min") and size < settings["min"]:
        return f"{name} cannot be smaller than the min {spell(settings['min'])}."
    return None


def _check_double(settings: Json, answer: Any) -> str | None:
    if not _is_number(answer):
        return "A double form field must be accepted with a double."
    return _check_limits(settings, answer, "The response")


def _check_integer(settings: Json, answer: Any) -> str | None:
    if not _is_whole(answer):
        return "An integer form field must be accepted with an integer."
    return _check_limits(settings, answer, "The response")


def _check_rating(settings: Json, answer: Any) -> str | None:
    if _is_whole(answer) and SMALLEST_RATING <= answer <= settings["maxRating"]:
        return None
    limits = f"{SMALLEST_RATING} and {spell(settings['maxRating'])}"
    return f"The rating form field must be accepted with an integer between {limits}."


def _check_string(settings: Json, answer: Any) -> str | None:
    if not isinstance(answer, str):
        return "A string form field must be accepted with a string."
    return _check_limits(settings, js_length(answer), "The length of the response")


def _check_selection(settings: Json, answer: Any) -> str | None:
    if settings.get("allowMultipleSelection"):
        return _check_several(settings["options"], answer)
    if not isinstance(answer, str):
        return "A selection form field that does not allow multiple selection must be accepted with a string."
    if answer not in settings["options"]:
        return f"The selection form field does not provide the option '{answer}' for selection."
    return None


def _check_several(options: list[str], answer: Any) -> str | None:
    if not isinstance(answer, list) or not all(isinstance(each, str) for each in answer):
        return "A selection form field that allows multiple selection must be accepted with a string array."
    if not answer:
        return "At least one option must be specified to accept a selection form field."
    if not _are_unique(answer):
        return "The options specified for accepting a selection form field must be unique."
    unknown = ", ".join(f"'{each}'" for each in answer if each not in options)
    if unknown:
        return f"The selection form field does not provide the following option(s) for selection: {unknown}."
    return None


_CHECKS: dict[str, Callable[[Json, Any], str | None]] = {
    "BooleanFormFieldSettings": _check_boolean,
    "DateFormFieldSettings": _check_date,
    "DoubleFormFieldSettings": _check_double,
    "IntegerFormFieldSettings": _check_integer,
    "RatingFormFieldSettings": _check_rating,
    "SelectionFormFieldSettings": _check_selection,
    "StringFormFieldSettings": _check_string,
}
