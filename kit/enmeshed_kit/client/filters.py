"""Ids in paths and filters in queries, as the API wants them spelled."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import quote

import msgspec

from enmeshed_kit.client.envelope import as_json_value
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import wire_name

Filter: TypeAlias = str | bool | int | datetime | msgspec.Struct | Iterable[str] | None
"""A value to filter by, with an operator before it if need be (`!`, `<`, `>`, `~`, `^`), or several: any may match.
A record stands for its id."""

Filters: TypeAlias = Mapping[str, Filter] | None
"""Filters by the API's own names, for those that Python cannot spell (`content.@type`)."""

Identified: TypeAlias = str | msgspec.Struct
"""An id, or the record that has it."""


def id_of(thing: Identified) -> str:
    """The id of a record, or the id itself.

    Raises:  ContentError: there is none; an empty id would call another route.
    """
    identity = thing if isinstance(thing, str) else getattr(thing, "id", None)
    if not isinstance(identity, str) or not identity.strip():
        raise ContentError("An id is missing.", "Pass the record that an earlier step returned, or its id.")
    return identity.strip()


def segment(thing: Identified) -> str:
    """An id as one segment of a path, whatever is in it."""
    text = quote(id_of(thing), safe=":")
    return text.replace(".", "%2E") if text.strip(".") == "" else text


def query_pairs(filters: Filters, more: Mapping[str, Filter]) -> list[tuple[str, str]]:
    """Turn filters into query parameters: `created_by` is `createdBy`, `source__reference` is `source.reference`."""
    named = dict(filters or {}) | {dotted(name): value for name, value in more.items()}
    return [(name, filter_text(one)) for name, value in named.items() for one in values_of(value)]


def dotted(name: str) -> str:
    """The API's name of a filter that was given as a keyword."""
    return ".".join(wire_name(part) for part in name.split("__"))


def values_of(value: Filter) -> list[Any]:
    """The one value or the several of a filter; None is no filter."""
    if value is None:
        return []
    return [value] if isinstance(value, str | bool | int | datetime | msgspec.Struct) else list(value)


def filter_text(value: Any) -> str:
    """A filter's value as the API writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, msgspec.Struct):
        return id_of(value)
    return str(as_json_value(value)) if isinstance(value, datetime) else str(value)
