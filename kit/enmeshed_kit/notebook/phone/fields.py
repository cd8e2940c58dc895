"""The fields of a Request's item: what a person types or chooses, and the value that the Connector gets of it.

What does not fit is handed on as it was typed: whether a value is right, the Connector says.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from enmeshed_kit.client.content.members import OneOf
from enmeshed_kit.client.content.values import IDENTITY_VALUES, RELATIONSHIP_VALUES
from enmeshed_kit.words import COUNTRIES, LANGUAGES

YES_NO: Final = ("yes", "no")
KINDS_OF_VALUES: Final = {
    "Citizenship": "country",
    "CommunicationLanguage": "language",
    "Nationality": "country",
    "ProprietaryBoolean": "choice",
    "ProprietaryCountry": "country",
    "ProprietaryFloat": "number",
    "ProprietaryInteger": "number",
    "ProprietaryLanguage": "language",
    "SchematizedXML": "long",
}
KINDS_OF_PARTS: Final = {"country": "country", "day": "number", "month": "number", "year": "number"}
KINDS_OF_SETTINGS: Final = {
    "BooleanFormFieldSettings": "choice",
    "DateFormFieldSettings": "date",
    "DoubleFormFieldSettings": "number",
    "IntegerFormFieldSettings": "number",
    "RatingFormFieldSettings": "choice",
    "SelectionFormFieldSettings": "choice",
}
WORDS: Final = {"country": COUNTRIES, "language": LANGUAGES}
TRUE_OR_FALSE: Final = ("ProprietaryBoolean", "BooleanFormFieldSettings")


@dataclass(frozen=True)
class Blank:
    """One input.

    Args:  part: which member of the value it holds, empty for the whole value.
           kind, options, note: as of an `Entry`.
           is_required: as far as anything is filled in at all.
    """

    part: str = ""
    kind: str = "text"
    options: tuple[str, ...] = ()
    note: str = ""
    is_required: bool = True


def blanks_of(item: Mapping[str, Any]) -> list[Blank]:
    """The inputs that an item needs: several where the value has parts, as an address has."""
    if "settings" in item:
        return [_blank_of_settings(item["settings"])]
    kind = item["@type"].removesuffix("RequestItem")
    if kind == "DeleteAttribute":
        return [Blank(kind="date", note="until when it will be deleted")]
    if kind == "FreeText":
        return [Blank(kind="long")]
    value_type = asked_type(item.get("query", {})) or _proposed(item).get("@type", "")
    members = IDENTITY_VALUES.get(value_type)
    names = [*members.needed, *members.optional] if members else []
    if members is None or names[:1] == ["value"]:
        return [_blank_of_value(value_type, _hints(item))]
    return [_blank_of_part(name, is_required=name in members.needed) for name in names]


def read(item: Mapping[str, Any], typed: Any) -> Any:
    """What was typed, as the item wants it; a mapping by parts stays one."""
    if isinstance(typed, Mapping):
        kinds = {blank.part: blank.kind for blank in blanks_of(item)}
        filled = {part: value for part, value in typed.items() if not is_empty(value)}
        return {part: _number(value) if kinds.get(part) == "number" else value for part, value in filled.items()}
    settings = item.get("settings", {}).get("@type", "")
    kind = settings or asked_type(item.get("query", {})) or _proposed(item).get("@type", "")
    if kind in TRUE_OR_FALSE:
        return {"yes": True, "no": False}.get(typed, typed) if isinstance(typed, str) else typed
    if settings == "RatingFormFieldSettings" or blanks_of(item)[0].kind == "number":
        return _number(typed)
    if kind == "SelectionFormFieldSettings" and item["settings"].get("allowMultipleSelection"):
        return [typed] if isinstance(typed, str) else typed
    return f"{typed}T00:00:00.000Z" if _is_day(item, typed) else typed


def is_empty(value: Any) -> bool:
    """Whether nothing was filled in; False and 0 are answers."""
    if isinstance(value, Mapping):
        return all(is_empty(part) for part in value.values())
    return value is None or value in ("", [])


def proposal(item: Mapping[str, Any]) -> Any:
    """What a ProposeAttributeRequestItem proposes, as one would type it."""
    return as_typed(item, _proposed(item))


def as_typed(item: Mapping[str, Any], value: Mapping[str, Any]) -> Any:
    """An Attribute's value as one would type it into the item's inputs."""
    blanks = blanks_of(item)
    if blanks[0].part:
        return {one.part: _plain(value[one.part]) for one in blanks if one.part in value}
    return _plain(value.get("value", ""))


def asked_type(query: Mapping[str, Any]) -> str:
    """The type of value that a query asks for, empty where it leaves that open."""
    return str(query.get("valueType") or query.get("attributeCreationHints", {}).get("valueType") or "")


def _blank_of_settings(settings: Mapping[str, Any]) -> Blank:
    named = settings.get("@type", "")
    kind = KINDS_OF_SETTINGS.get(named, "text")
    options = tuple(settings.get("options") or ())
    if named in TRUE_OR_FALSE:
        options = YES_NO
    if "maxRating" in settings:
        options = tuple(str(stars) for stars in range(1, settings["maxRating"] + 1))
    if settings.get("allowMultipleSelection"):
        kind = "choices"
    return Blank("", "long" if settings.get("allowNewlines") else kind, options, _limits(settings))


def _blank_of_value(value_type: str, hints: Mapping[str, Any]) -> Blank:
    kind = KINDS_OF_VALUES.get(value_type, "text")
    offered = hints.get("valueHints", {})
    listed = tuple(str(one["key"]) for one in offered.get("values") or ())
    options = YES_NO if value_type in TRUE_OR_FALSE else listed or WORDS.get(kind) or _fixed(value_type)
    note = " ".join(filter(None, (hints.get("description"), offered.get("editHelp"), _limits(offered))))
    return Blank("", "choice" if listed or (options and kind == "text") else kind, options, note)


def _fixed(value_type: str) -> tuple[str, ...]:
    """The only values that a Connector takes, where there are but a few."""
    members = IDENTITY_VALUES.get(value_type) or RELATIONSHIP_VALUES.get(value_type)
    check = members.needed.get("value") if members else None
    return check.choices if isinstance(check, OneOf) else ()


def _blank_of_part(part: str, *, is_required: bool) -> Blank:
    kind = KINDS_OF_PARTS.get(part, "text")
    return Blank(part, kind, WORDS.get(kind, ()), is_required=is_required)


def _limits(limits: Mapping[str, Any]) -> str:
    least, most, unit = limits.get("min"), limits.get("max"), limits.get("unit", "")
    bounds = [f"at least {least}"] if least else []
    bounds += [f"at most {most}"] if most else []
    return " ".join(filter(None, (", ".join(bounds), unit if isinstance(unit, str) else "")))


def _hints(item: Mapping[str, Any]) -> Mapping[str, Any]:
    hints: Mapping[str, Any] = item.get("query", {}).get("attributeCreationHints", {})
    return hints


def _proposed(item: Mapping[str, Any]) -> Mapping[str, Any]:
    value: Mapping[str, Any] = item.get("attribute", {}).get("value", {})
    return value


def _plain(value: Any) -> Any:
    inner = value.get("value", "") if isinstance(value, Mapping) else value
    if isinstance(inner, bool):
        return YES_NO[0] if inner else YES_NO[1]
    return str(inner)


def _is_day(item: Mapping[str, Any], typed: Any) -> bool:
    return "DeleteAttribute" in item["@type"] and len(str(typed)) == len("2026-01-05")


def _number(typed: Any) -> Any:
    for kind in (int, float):
        with suppress(TypeError, ValueError, OverflowError):
            return kind(typed) if isinstance(typed, str) else typed
    return typed
