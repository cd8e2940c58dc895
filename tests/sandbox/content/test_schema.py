from typing import Any

import pytest

from enmeshed_kit.sandbox.content.schema import ADDRESS, DATE_TIME, complaint, id_of, object_of, same

PERSON = object_of(
    {"name": {"type": "string"}, "age": {"type": "number", "minimum": 0}},
    tags={"type": "array", "uniqueItems": True, "items": {"type": "string"}},
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"name": "Erika", "age": 3}, None),
        ([], "must be object"),
        ({"age": 3}, "must have required property 'name'"),
        ({}, "must have required property 'name'"),
        ({"name": 5, "age": -1}, "name must be string"),
        ({"name": "Erika", "age": -1}, "age must be >= 0"),
        ({"name": 5, "age": 3, "more": 1}, "must NOT have additional properties"),
        ({"name": "Erika", "age": True}, "age must be number"),
        ({"name": "Erika", "age": 3, "tags": ["a", 5]}, "tags/1 must be string"),
        (
            {"name": "Erika", "age": 3, "tags": ["a", "b", "a"]},
            "tags must NOT have duplicate items (items ## 0 and 2 are identical)",
        ),
    ],
)
def test_only_the_first_failure_is_named_and_a_missing_property_comes_first(value: Any, text: str | None) -> None:
    assert complaint(value, PERSON) == text


def test_the_path_begins_at_the_given_root() -> None:
    assert complaint({"name": 5}, {"properties": {"name": {"type": "string"}}}, "query") == "query/name must be string"


def test_any_of_reports_what_is_wrong_with_the_first_branch() -> None:
    branches = {"anyOf": [{"required": ["one"]}, {"required": ["two"]}]}
    assert complaint({}, branches) == "must have required property 'one'"
    assert complaint({"two": 2}, branches) is None


def test_ids_may_be_longer_but_not_shorter_than_their_pattern() -> None:
    assert complaint("ATT" + "x" * 18, id_of("ATT")) is None
    assert complaint("ATT" + "x" * 16, id_of("ATT")) == "must match pattern ATT[A-Za-z0-9]{17}"


@pytest.mark.parametrize("text", ["2026-01-05", "2026-01-05T09:00:00Z", "2026-01-05T09:00:00.000+01:00"])
def test_dates_may_leave_out_what_iso_8601_lets_them(text: str) -> None:
    assert complaint(text, DATE_TIME) is None


def test_what_is_no_date_is_named_in_other_words() -> None:
    assert complaint("tomorrow", DATE_TIME) == "must match ISO8601 datetime format"
    assert complaint(5, DATE_TIME) == "must match ISO8601 datetime format"


def test_an_address_needs_its_22_digits() -> None:
    assert complaint("did:e:localhost:dids:0123456789abcdef012345", ADDRESS) is None
    assert (complaint("did:e:localhost:dids:0123", ADDRESS) or "").startswith("must match pattern did:e:")


def test_values_are_compared_as_javascript_does() -> None:
    assert same(1, 1.0)
    assert not same(1, True)
    assert not same({"a": [False]}, {"a": [0]})
