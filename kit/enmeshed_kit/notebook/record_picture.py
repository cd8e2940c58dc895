"""How the API's own objects look: records as tables of their fields, validation results as trees."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from enmeshed_kit.client.masking import mask
from enmeshed_kit.notebook.markup import tag
from enmeshed_kit.notebook.picture import Picture, card, columns, grid
from enmeshed_kit.records import CanCreateResult, Record, Reference, RequestValidationResult


def draw_record(record: Record) -> Picture:
    """A record with its fields as the API names them, secrets masked."""
    title = type(record).__name__
    rows = list(_flat(_fields(record)))
    return Picture(card(title, grid(rows)), f"{title}\n{columns(rows)}")


def draw_validation(result: RequestValidationResult) -> Picture:
    """A validation result as the tree that the Request is, with the reason where it belongs."""
    lines = _validation_lines(result, "items")
    looks = [tag("div", f"{'  ' * depth}{text}", look="must" if is_bad else "") for depth, text, is_bad in lines]
    title = "The Request is valid" if result.is_success else "The Request is not valid"
    text = "\n".join(f"{'  ' * depth}{line}" for depth, line, _ in lines)
    return Picture(card(title, tag("pre", *looks, look="code")), f"{title}\n{text}")


def draw_can_create(result: CanCreateResult) -> Picture:
    """Whether a call would be taken, and why not."""
    text = f"{_verdict(result)} it can be created" if result.is_success else _verdict(result)
    return Picture(card("Can it be created?", tag("div", text, look="row" if result.is_success else "row must")), text)


def _validation_lines(result: RequestValidationResult, path: str) -> list[tuple[int, str, bool]]:
    lines = [(0, f"{'Request':<20} {_verdict(result)}", not result.is_success)] if path == "items" else []
    for index, item in enumerate(result.items):
        place = f"{path}[{index}]"
        depth = place.count("[")
        lines.append((depth, f"{place:<20} {_verdict(item)}", not item.is_success))
        lines += _validation_lines(item, f"{place}.items")
    return lines


def _verdict(result: RequestValidationResult | CanCreateResult) -> str:
    if result.is_success:
        return "✔"
    return f"✘ {result.code}: {result.message}"


def _fields(record: Record) -> dict[str, Any]:
    # A reference on its own is as secret as one within a template.
    fields: dict[str, Any] = mask(msgspec.to_builtins(record), "reference" if isinstance(record, Reference) else "")
    return fields


def _flat(fields: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
