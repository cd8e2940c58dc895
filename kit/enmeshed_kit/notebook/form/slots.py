"""Placeholders: a text `<…>` in a template is a slot, and only there.

What is put into a slot is never looked at for `<…>`, so `<b>` is a fine display name.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_SLOT: Final = re.compile(r"<(?P<name>[^<>]+)>")


@dataclass(frozen=True)
class Given:
    """A value for a slot, and where it comes from ("step 2").

    Args:  tell: tells who gave it in which form and slot it stands now, so that a newer one follows.
    """

    value: Any
    origin: str = ""
    tell: Callable[[Any, str], None] | None = field(default=None, compare=False, repr=False)


class Literal(str):
    """A text of a template that looks like a placeholder and is none."""

    __slots__ = ()


def slot_name(part: Any) -> str | None:
    """The name of the slot that a value of a template is, None when it is no slot."""
    match = _SLOT.fullmatch(part) if isinstance(part, str) and not isinstance(part, Literal) else None
    return match["name"] if match else None


def slots_of(part: Any) -> Iterator[str]:
    """The slots of a template, in its order, each as often as it stands there."""
    if isinstance(part, Mapping):
        for value in part.values():
            yield from slots_of(value)
    elif isinstance(part, list):
        for value in part:
            yield from slots_of(value)
    elif (slot := slot_name(part)) is not None:
        yield slot


def canonical(payload: Any) -> str:
    """One text for equal payloads, whatever the order of their keys."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, default=str)
