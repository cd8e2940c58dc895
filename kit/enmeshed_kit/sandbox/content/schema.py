"""A small JSON-schema checker that words its first complaint as a Connector does.

A Connector checks each payload with Ajv before anything else and reports only the first failure. Order and wording are
therefore part of the API: type, then what bounds a number or a text, then const and enum, then required, additional
properties, and the properties in the schema's order, depth first.

A schema is a plain dict with the JSON-schema keywords that the Connector uses (see `_KEYWORDS`). Two are special:
`errorMessage` replaces the text of any failure of its schema's own keywords, and `anyOf` reports the first failure of
the first branch, because that is the first in Ajv's list.

Source: the 400 answers of a Connector 7.4.6.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from enmeshed_kit.sandbox.addresses import DidAddresses
from enmeshed_kit.sandbox.faults import invalid_property

Schema: TypeAlias = dict[str, Any]
_Failures: TypeAlias = Iterator[tuple[str, str]]

ADDRESS: Schema = {"type": "string", "pattern": DidAddresses.pattern}

_DAY = (
    r"(0[1-9]|1[0-2])((?P=dash)(0[1-9]|[12][0-9]|3[01]))?|W([0-4][0-9]|5[0-2])(-?[1-7])?"
    r"|(00[1-9]|0[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6])"
)
_HOURS = r"(([01][0-9]|2[0-3])((?P<colon>:?)[0-5][0-9])?|24:?00)([.,][0-9]+(?!:))?"
_SECONDS = r"(?(colon)(?P=colon)|)[0-5][0-9]([.,][0-9]+)?"
_ZONE = r"[zZ]|[+-]([01][0-9]|2[0-3]):?([0-5][0-9])?"
_ISO_DATE_TIME = (
    rf"^[+-]?[0-9]{{4}}(?![0-9]{{2}}\b)((?P<dash>-?)({_DAY})([T\s](({_HOURS})?({_SECONDS})?({_ZONE})?)?)?)?\Z"
)
DATE_TIME: Schema = {
    "type": "string",
    "pattern": _ISO_DATE_TIME,
    "errorMessage": "must match ISO8601 datetime format",
}


def id_of(prefix: str) -> Schema:
    """Schema of an object's id: `prefix` and 17 characters, unanchored, so that longer texts pass as they do there."""
    return {"type": "string", "pattern": f"{prefix}[A-Za-z0-9]{{17}}"}


def object_of(required: dict[str, Schema] | None = None, /, **optional: Schema) -> Schema:
    """Schema of a closed object: its required properties first, then the optional ones, nothing else."""
    needed = required or {}
    return {
        "type": "object",
        "required": list(needed),
        "additionalProperties": False,
        "properties": {**needed, **optional},
    }


def check(value: Any, schema: Schema, root: str = "") -> None:
    """Refuse a value that does not fit its schema, naming only the first failure.

    Args:      root: what the path in the message starts with, e.g. "query".
    Raises:    Fault: error.runtime.validation.invalidPropertyValue with path and Ajv's text.
    """
    if text := complaint(value, schema, root):
        raise invalid_property(text)


def complaint(value: Any, schema: Schema, root: str = "") -> str | None:
    """The first failure of a value, as path and Ajv's text; None for a value that fits."""
    for path, text in _failures(value, schema, root):
        return f"{path} {text}".lstrip()
    return None


def _failures(value: Any, schema: Schema, path: str) -> _Failures:
    """Yield (path, text) of each failure, lazily and in Ajv's order."""
    message = schema.get("errorMessage")
    for where, text in _keyword_failures(value, schema, path):
        yield where, message if message and where == path else text


def _keyword_failures(value: Any, schema: Schema, path: str) -> _Failures:
    types = schema.get("type")
    if types is not None:
        names = [types] if isinstance(types, str) else types
        if not any(_TYPES[name](value) for name in names):
            yield path, f"must be {','.join(names)}"
            return
    for keyword, applies, failures in _KEYWORDS:
        if keyword in schema and applies(value):
            yield from failures(value, schema[keyword], schema, path)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_array(value: Any) -> bool:
    return isinstance(value, list)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return _is_number(value) and (isinstance(value, int) or value.is_integer())


def _is_anything(value: Any) -> bool:
    return True


_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": _is_object,
    "array": _is_array,
    "string": _is_text,
    "number": _is_number,
    "integer": _is_integer,
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


def same(one: Any, other: Any) -> bool:
    """Compare two JSON values as JavaScript does: `true` is no number, `1` and `1.0` are one."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def _minimum(value: float, limit: float, schema: Schema, path: str) -> _Failures:
    if value < limit:
        yield path, f"must be >= {limit}"


def _maximum(value: float, limit: float, schema: Schema, path: str) -> _Failures:
    if value > limit:
        yield path, f"must be <= {limit}"


def _max_length(value: str, limit: int, schema: Schema, path: str) -> _Failures:
    if len(value) > limit:
        yield path, f"must NOT have more than {limit} characters"


def _min_length(value: str, limit: int, schema: Schema, path: str) -> _Failures:
    if len(value) < limit:
        yield path, f"must NOT have fewer than {limit} characters"


def _pattern(value: str, pattern: str, schema: Schema, path: str) -> _Failures:
    if not re.search(pattern, value):
        yield path, f"must match pattern {pattern}"


def _const(value: Any, constant: Any, schema: Schema, path: str) -> _Failures:
    if not same(value, constant):
        yield path, "must be equal to constant"


def _enum(value: Any, allowed: list[Any], schema: Schema, path: str) -> _Failures:
    if not any(same(value, each) for each in allowed):
        yield path, "must be equal to one of the allowed values"


def _any_of(value: Any, branches: list[Schema], schema: Schema, path: str) -> _Failures:
    first: tuple[str, str] | None = None
    for branch in branches:
        failure = next(_failures(value, branch, path), None)
        if failure is None:
            return
        first = first or failure
    if first is not None:
        yield first


def _max_items(value: list[Any], limit: int, schema: Schema, path: str) -> _Failures:
    if len(value) > limit:
        yield path, f"must NOT have more than {limit} items"


def _min_items(value: list[Any], limit: int, schema: Schema, path: str) -> _Failures:
    if len(value) < limit:
        yield path, f"must NOT have fewer than {limit} items"


def _unique_items(value: list[Any], wanted: bool, schema: Schema, path: str) -> _Failures:
    """Ajv looks for a twin from the end, so the last pair is the one that is named."""
    for later in range(len(value) - 1, 0, -1):
        for earlier in range(later - 1, -1, -1):
            if wanted and same(value[later], value[earlier]):
                yield path, f"must NOT have duplicate items (items ## {earlier} and {later} are identical)"
                return


def _items(value: list[Any], item_schema: Schema, schema: Schema, path: str) -> _Failures:
    for index, item in enumerate(value):
        yield from _failures(item, item_schema, f"{path}/{index}" if path else str(index))


def _required(value: dict[str, Any], names: list[str], schema: Schema, path: str) -> _Failures:
    for name in names:
        if name not in value:
            yield path, f"must have required property '{name}'"


def _additional_properties(value: dict[str, Any], allowed: bool, schema: Schema, path: str) -> _Failures:
    if not allowed and value.keys() - schema.get("properties", {}).keys():
        yield path, "must NOT have additional properties"


def _properties(value: dict[str, Any], properties: dict[str, Schema], schema: Schema, path: str) -> _Failures:
    for name, property_schema in properties.items():
        if name in value:
            yield from _failures(value[name], property_schema, f"{path}/{name}" if path else name)


_KEYWORDS: tuple[tuple[str, Callable[[Any], bool], Callable[[Any, Any, Schema, str], _Failures]], ...] = (
    ("maximum", _is_number, _maximum),
    ("minimum", _is_number, _minimum),
    ("maxLength", _is_text, _max_length),
    ("minLength", _is_text, _min_length),
    ("pattern", _is_text, _pattern),
    ("const", _is_anything, _const),
    ("enum", _is_anything, _enum),
    ("anyOf", _is_anything, _any_of),
    ("maxItems", _is_array, _max_items),
    ("minItems", _is_array, _min_items),
    ("items", _is_array, _items),
    ("uniqueItems", _is_array, _unique_items),
    ("required", _is_object, _required),
    ("additionalProperties", _is_object, _additional_properties),
    ("properties", _is_object, _properties),
)
