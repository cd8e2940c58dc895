"""How the API's own objects look: records as tables of their fields, validation results as trees."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from enmeshed_kit.masking import mask
from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.picture import Picture, card, columns, grid, line
from enmeshed_kit.records import CanCreateResult, Record, Reference, RequestValidationResult


def draw_record(record: Record) -> Picture:
    """A record with its fields as the API names them, secrets masked."""
    title = type(record).__name__
    rows = list(flattened(_fields(record)))
    return Picture(card(title, grid(rows)), f"{title}\n{columns(rows)}")


def draw_validation(result: RequestValidationResult) -> Picture:
    """A validation result as the tree that the Request is, with the reason where it belongs."""
    verdicts = list(_verdicts(result, "Request"))
    title = "The Request is valid" if result.is_success else "The Request is not valid"
    rows = [line(tag("span", place, look="mono"), _mark(one), _reason(one)) for place, one in verdicts]
    width = max(len(place) for place, _ in verdicts)
    text = "\n".join(f"  {place:<{width}}  {_verdict(one)}" for place, one in verdicts)
    return Picture(card(title, tag("table", *rows, look="grid")), f"{title}\n{text}")


def draw_can_create(result: CanCreateResult) -> Picture:
    """Whether a call would be taken, and why not."""
    text = f"{_verdict(result)} it can be created" if result.is_success else _verdict(result)
    return Picture(card("Can it be created?", tag("div", text, look="row" if result.is_success else "row must")), text)


def _verdicts(result: RequestValidationResult, place: str) -> Iterator[tuple[str, RequestValidationResult]]:
    yield place, result
    within = "" if place == "Request" else f"{place}."
    for index, item in enumerate(result.items):
        yield from _verdicts(item, f"{within}items[{index}]")


def _verdict(result: RequestValidationResult | CanCreateResult) -> str:
    return "✔" if result.is_success else f"✘ {_reason(result)}"


def _reason(result: RequestValidationResult | CanCreateResult) -> str:
    if result.is_success:
        return ""
    # Some messages begin with their own code.
    return f"{result.code}: {(result.message or '').removeprefix(f'{result.code}: ')}"


def _mark(result: RequestValidationResult) -> Html:
    return tag("span", "✔" if result.is_success else "✘", look="good" if result.is_success else "bad")


def _fields(record: Record) -> dict[str, Any]:
    # A reference on its own is as secret as one within a template.
    fields: dict[str, Any] = mask(msgspec.to_builtins(record), "reference" if isinstance(record, Reference) else "")
    return fields


def flattened(fields: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """The fields of a record with their paths, and those of what it holds."""
    for name, value in fields.items():
        if isinstance(value, dict) and value:
            yield from flattened(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
