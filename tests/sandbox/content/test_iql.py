import pytest

from enmeshed_kit.sandbox.content.iql import IqlError, execute, first_fault

CONTENTS = [
    {"value": {"@type": "GivenName", "value": "Heinz"}},
    {"value": {"@type": "Surname", "value": "Meier"}, "tags": ["x:family"]},
    {"value": {"@type": "StreetAddress", "city": "Bonn", "country": "DE"}, "tags": ["x:home"]},
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("GivenName", [0]),
        ("GivenName || Surname", [0, 1]),
        ("#x:home", [2]),
        ("#'x:home' && StreetAddress", [2]),
        ("!GivenName", [1, 2]),
        ("StreetAddress.city=Bonn", [2]),
        ("StreetAddress.city='Köln'", []),
        ("GivenName=Heinz", [0]),
        ("value.city=Bonn", [2]),
        ("( GivenName || Surname ) && #x:family", [1]),
        ("tags~x:home", [2]),
        ("value.city?", [2]),
    ],
)
def test_a_query_finds_attributes_by_type_field_and_tag(query: str, found: list[int]) -> None:
    assert execute(query, CONTENTS) == found


@pytest.mark.parametrize(("query", "column"), [("", 1), ("GivenName &&", 13), ("(GivenName || Surname)", 2)])
def test_a_text_that_is_no_query_is_refused_at_the_place_where_reading_stopped(query: str, column: int) -> None:
    assert first_fault(query) == column
    with pytest.raises(IqlError):
        execute(query, CONTENTS)
