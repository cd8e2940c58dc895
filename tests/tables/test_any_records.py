"""Any list of valid records makes a table with the fixed columns and types, read before or straight from an answer."""

import json
from datetime import UTC, datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enmeshed_kit import tables
from enmeshed_kit.records import Attribute, File, LocalRequest, Message, Relationship, RelationshipTemplate

TABLES: list[tuple[Any, type[msgspec.Struct]]] = [
    (tables.relationships, Relationship),
    (tables.audit_log, Relationship),
    (tables.messages, Message),
    (tables.attributes, Attribute),
    (tables.requests, LocalRequest),
    (tables.request_items, LocalRequest),
    (tables.templates, RelationshipTemplate),
    (tables.files, File),
]

TEXTS = st.text(st.characters(exclude_categories=()), max_size=20)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
NAMES = st.sampled_from(["@type", "items", "value", "title", "query", "attribute", "subject", "body", "owner", "x"])
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=8
)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    bool: st.booleans(),
    int: st.integers(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: st.datetimes(timezones=st.just(UTC)),
    type(None): st.none(),
    Any: VALUES,
    dict[str, Any]: st.dictionaries(NAMES, VALUES, max_size=5),
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Anything that a field of this type may hold."""
    if kind in PLAIN:
        return PLAIN[kind]
    if get_origin(kind) in (UnionType, Union):
        return st.one_of(*(values_of(each) for each in get_args(kind)))
    if get_origin(kind) is list:
        return st.lists(values_of(get_args(kind)[0]), max_size=3)
    fields = {field.name: values_of(field.type) for field in msgspec.structs.fields(kind)}
    return st.builds(kind, **fields)


@pytest.mark.parametrize(("make", "kind"), TABLES, ids=lambda each: getattr(each, "__name__", None))
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_valid_records_make_a_table_with_the_fixed_columns(make: Any, kind: Any, data: Any) -> None:
    records = data.draw(st.lists(values_of(kind), max_size=4))
    full, empty = make(records), make([])
    assert list(full.columns) == list(empty.columns)
    # The categories of a status grow by those that nobody knows yet.
    assert [dtype.kind for dtype in full.dtypes] == [dtype.kind for dtype in empty.dtypes]
    assert [str(dtype) for dtype in full.dtypes] == [str(dtype) for dtype in empty.dtypes]
    if make not in (tables.audit_log, tables.request_items):
        assert len(full) == len(records)


@pytest.mark.parametrize(("make", "kind"), TABLES, ids=lambda each: getattr(each, "__name__", None))
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_an_answer_as_it_came_makes_the_same_table_as_its_records(make: Any, kind: Any, data: Any) -> None:
    records = data.draw(st.lists(values_of(kind), max_size=4))
    answer = json.dumps({"result": without_surprises(records)})
    read_before = msgspec.convert(json.loads(answer)["result"], list[kind])  # type: ignore[valid-type]
    for raw in (
        answer,
        answer.encode(),
        json.loads(answer),
        json.dumps(json.loads(answer), separators=(",", ":")).encode(),
    ):
        pd.testing.assert_frame_equal(make(raw), make(read_before))


def without_surprises(records: list[Any]) -> Any:
    """The JSON of records as a Connector of today may send it: with addresses as they are today."""
    built = [msgspec.to_builtins(record) for record in records]
    for record in built:
        for name in ("createdBy", "peer", "owner"):
            if isinstance(record.get(name), str):
                record[name] = "did:e:localhost:dids:0123456789abcdef012357"
    return built
