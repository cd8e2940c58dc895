"""A payload as indented JSON, cut where slots begin and end, with a remark at each place that has one."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from enmeshed_kit.client.exchange import json_text
from enmeshed_kit.notebook.form.slots import Given, Literal, slot_name

Place: TypeAlias = tuple[str | int, ...]
"""Where something stands in a payload: names and numbers from the outside in."""


@dataclass(frozen=True)
class Piece:
    """A piece of a payload as it is shown: plain text, what stands in a slot, or a remark."""

    text: str
    slot: str = ""
    is_open: bool = False
    is_remark: bool = False
    is_wrong: bool = False


class Printer:
    """Prints payloads.

    Args:  given: what the slots hold.
           remarks: what is wrong, by place.
    """

    def __init__(self, given: Mapping[str, Given], remarks: Mapping[Place, str] | None = None) -> None:
        self._given = given
        self._remarks = remarks or {}

    def pieces(self, part: Any, newline: str = "\n", place: Place = ()) -> Iterator[Piece]:
        """A part of a payload.

        Args:  newline: line break and indentation.
               place: where the part stands.
        """
        is_wrong = place in self._remarks
        for piece in self._pieces(part, newline, place):
            yield replace(piece, is_wrong=True) if is_wrong else piece

    def _pieces(self, part: Any, newline: str, place: Place) -> Iterator[Piece]:
        if isinstance(part, dict) and part:
            yield from self._members(part, newline, place)
        elif isinstance(part, list) and part:
            yield from self._entries(part, newline, place)
        elif (slot := slot_name(part)) is not None:
            yield from self._slot(slot, newline, place)
        else:
            yield Piece(json_text(part, None))
            yield from self._remark(place)

    def _members(self, part: dict[str, Any], newline: str, place: Place) -> Iterator[Piece]:
        inner = newline + "  "
        for index, (key, value) in enumerate(part.items()):
            if not index:
                yield Piece("{")
                yield from self._remark(place)
            yield Piece(f"{',' if index else ''}{inner}{json_text(key, None)}: ")
            yield from self.pieces(value, inner, (*place, key))
        yield Piece(newline + "}")

    def _entries(self, part: list[Any], newline: str, place: Place) -> Iterator[Piece]:
        inner = newline + "  "
        for index, value in enumerate(part):
            if not index:
                yield Piece("[")
                yield from self._remark(place)
            yield Piece(f"{',' if index else ''}{inner}")
            yield from self.pieces(value, inner, (*place, index))
        yield Piece(newline + "]")

    def _slot(self, slot: str, newline: str, place: Place) -> Iterator[Piece]:
        given = self._given.get(slot)
        if given is None:
            yield Piece(f'"<{slot}>"', slot, is_open=True)
        elif isinstance(given.value, dict | list) and any(wrong[: len(place)] == place for wrong in self._remarks):
            for piece in self.pieces(literal(given.value), newline, place):
                yield replace(piece, slot="" if piece.is_remark else slot)
            return
        else:
            yield Piece(brief(given.value), slot)
        yield from self._remark(place)

    def _remark(self, place: Place) -> Iterator[Piece]:
        if place in self._remarks:
            yield Piece(f"  ← ✗ {self._remarks[place]}", is_remark=True)


def literal(value: Any) -> Any:
    """A value in which nothing is a slot, whatever it looks like."""
    if isinstance(value, Mapping):
        return {key: literal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [literal(item) for item in value]
    return Literal(value) if isinstance(value, str) else value


def brief(value: Any) -> str:
    """A filled-in value as the payload shows it: a whole object is only hinted at."""
    if isinstance(value, dict):
        return "{ … }"
    return "[ … ]" if isinstance(value, list) else json_text(value, None)


def as_json(part: Any, given: Mapping[str, Given]) -> Any:
    """A template with what its slots hold; open ones stand there as the template has them."""
    if isinstance(part, Mapping):
        return {key: as_json(value, given) for key, value in part.items()}
    if isinstance(part, list):
        return [as_json(value, given) for value in part]
    slot = slot_name(part)
    if slot is not None and slot in given:
        return copy.deepcopy(given[slot].value)
    return str(part) if isinstance(part, Literal) else part
