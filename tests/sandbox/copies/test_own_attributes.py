"""What an Identity says about itself where shared Attributes are copies: parts, versions, checks, lists."""

from typing import Any

import pytest
from copies.pair import FAR, Pair, code_of

ADDRESS = {
    "@type": "StreetAddress",
    "recipient": "Ada",
    "street": "Main Street",
    "houseNo": "1",
    "zipCode": "69115",
    "city": "Heidelberg",
    "country": "DE",
}
PARTS = ["Street", "HouseNumber", "ZipCode", "City", "Country"]


def _name(value: str) -> dict[str, Any]:
    return {"@type": "GivenName", "value": value}


def _types(attributes: Any) -> list[str]:
    return [each.content["value"]["@type"] for each in attributes]


def test_each_part_of_a_value_becomes_a_child_that_is_announced_before_the_whole(strangers: Pair) -> None:
    whole = strangers.create(ADDRESS)
    strangers.world.settle()
    assert _types(data for _, _, data in strangers.heard) == [*PARTS, "StreetAddress"]
    assert _types(strangers.a.attributes.list([])) == ["StreetAddress", *PARTS]
    assert {each.parent_id for each in strangers.a.attributes.list([]) if each.id != whole.id} == {whole.id}


def test_a_part_that_was_left_out_has_no_child(strangers: Pair) -> None:
    strangers.create({"@type": "Affiliation", "organization": "ACME"})
    assert _types(strangers.a.attributes.list([])) == ["Affiliation", "AffiliationOrganization"]


def test_a_child_is_deleted_with_its_parent_only(strangers: Pair) -> None:
    whole = strangers.create(ADDRESS)
    [street] = strangers.a.attributes.list([("content.value.@type", "Street")])
    assert code_of(strangers.a.attributes.delete, street.id) == "cannotSeparatelyDeleteChildOfComplexAttribute"
    strangers.events(strangers.a)
    strangers.a.attributes.delete(whole.id)
    assert strangers.events(strangers.a) == ["attributeDeleted"] * 6
    assert strangers.a.attributes.list([]) == []


def test_a_new_version_of_the_whole_brings_new_versions_of_the_parts_and_children_for_new_parts(
    strangers: Pair,
) -> None:
    whole = strangers.create(ADDRESS)
    [street] = strangers.a.attributes.list([("content.value.@type", "Street")])
    strangers.events(strangers.a)
    body = {"successorContent": {"value": ADDRESS | {"street": "Side Street", "state": "BW"}}}
    newer = strangers.a.attributes.succeed(whole.id, body)["successor"]
    assert strangers.events(strangers.a) == ["repositoryAttributeSucceeded"]
    children = [each for each in strangers.a.attributes.list([]) if each.parent_id == newer.id]
    assert _types(children) == [*PARTS, "State"]
    assert children[0].succeeds == street.id
    assert children[5].succeeds is None
    assert [each.content["value"].get("value") for each in strangers.a.attributes.versions(street.id)] == [
        "Side Street",
        "Main Street",
    ]


def test_a_child_has_no_new_version_of_its_own(strangers: Pair) -> None:
    strangers.create(ADDRESS)
    [street] = strangers.a.attributes.list([("content.value.@type", "Street")])
    body = {"successorContent": {"value": {"@type": "Street", "value": "Side Street"}}}
    assert code_of(strangers.a.attributes.succeed, street.id, body) == "unexpected"


def test_a_careful_connector_refuses_what_it_says_already_blanks_and_tags_apart(careful: Pair) -> None:
    assert careful.create(_name(" Ada ")).content["value"]["value"] == "Ada"
    for more in ({}, {"tags": ["x:one"]}):
        body = {"content": {"value": _name("Ada "), **more}}
        assert code_of(careful.a.attributes.create, body) == "cannotCreateDuplicateRepositoryAttribute"
        assert careful.a.attributes.can_create(body).code == (
            "error.runtime.attributes.cannotCreateDuplicateRepositoryAttribute"
        )
    assert careful.create(_name("ADA"))


def test_a_careful_connector_may_say_again_what_it_has_replaced(careful: Pair) -> None:
    older = careful.create(_name("Ada"))
    careful.a.attributes.succeed(older.id, {"successorContent": {"value": _name("Grace")}})
    assert careful.create(_name("Ada")).id != older.id


def test_looking_beforehand_a_careful_connector_misses_what_only_the_class_of_the_value_knows(careful: Pair) -> None:
    body = {"content": {"value": {"@type": "Nationality", "value": "XX"}, "tags": ["no known form"]}}
    assert careful.a.attributes.can_create(body).is_success
    assert code_of(careful.a.attributes.create, body) == "requestDeserialization"


def test_a_careless_connector_says_the_same_as_often_as_it_is_told_with_all_blanks(careless: Pair) -> None:
    first, second = careless.create(_name("Ada ")), careless.create(_name("Ada "))
    assert (first.id != second.id, second.content["value"]["value"]) == (True, "Ada ")
    body = {"successorContent": {"value": _name("Ada ")}}
    assert careless.a.attributes.succeed(first.id, body)["successor"].content == first.content


def test_a_careful_connector_makes_no_version_that_says_the_same(careful: Pair) -> None:
    name = careful.create(_name("Ada"))
    assert code_of(careful.a.attributes.succeed, name.id, {"successorContent": {"value": _name("Ada")}}) == "unexpected"


@pytest.mark.parametrize("extra", [{"@type": "IdentityAttribute"}, {"owner": "A"}])
def test_the_payload_may_name_its_class_and_its_owner_at_a_careless_connector_only(
    strangers: Pair, careless: Pair, extra: dict[str, str]
) -> None:
    extra = {
        key: value.replace("A", strangers.a.address, 1) if key == "owner" else value for key, value in extra.items()
    }
    body = {"content": {"value": _name("Ada"), **extra}}
    if strangers.era == careless.era:
        assert strangers.a.attributes.create(body).owner == strangers.a.address
    else:
        assert code_of(strangers.a.attributes.create, body) == "invalidPropertyValue"


def test_nobody_says_something_about_somebody_else(careless: Pair) -> None:
    body = {"content": {"value": _name("Ada"), "owner": careless.b.address}}
    assert code_of(careless.a.attributes.create, body) == "cannotCreateNotSelfOwnedRepositoryAttribute"


def test_what_holds_later_or_held_once_is_not_valid_now(strangers: Pair) -> None:
    strangers.create(_name("Now"))
    strangers.create(_name("Then"), validTo="2025-12-31T00:00:00.000Z")
    strangers.create(_name("Soon"), validFrom="2027-01-01T00:00:00.000Z")
    strangers.create(_name("Meanwhile"), validFrom="2025-01-01T00:00:00.000Z", validTo=FAR)
    valid = strangers.a.attributes.list_valid([("content.value.@type", "GivenName")])
    assert [each.content["value"]["value"] for each in valid] == ["Now", "Meanwhile"]
    assert len(strangers.a.attributes.own_repository([])) == 4


@pytest.mark.parametrize(
    ("key", "moment", "found"),
    [
        ("content.validFrom", "2026-12-31", ["Soon"]),
        ("content.validFrom", "2027-01-01T01:00:00+01:00", ["Soon"]),
        ("content.validFrom", "2027-01-02", []),
        ("content.validFrom", "tomorrow", []),
        ("content.validFrom", "", ["Soon", "Then"]),
        ("content.validTo", "2025-12-31T00:00:00Z", ["Soon", "Then"]),
        ("content.validTo", "2025-01-01", ["Soon"]),
    ],
)
def test_lists_can_be_bounded_by_when_something_begins_or_ends_to_hold(
    strangers: Pair, key: str, moment: str, found: list[str]
) -> None:
    strangers.create(_name("Soon"), validFrom="2027-01-01T00:00:00.000Z")
    strangers.create(_name("Then"), validTo="2025-12-31T00:00:00.000Z")
    assert [each.content["value"]["value"] for each in strangers.a.attributes.list([(key, moment)])] == found


@pytest.mark.parametrize(("asked", "number"), [(None, 1), ("true", 1), ("false", 2), ("maybe", 2)])
def test_older_versions_are_listed_unless_only_the_latest_are_wanted(
    strangers: Pair, asked: str | None, number: int
) -> None:
    older = strangers.create(_name("Ada"))
    strangers.a.attributes.succeed(older.id, {"successorContent": {"value": _name("Grace")}})
    query = [] if asked is None else [("onlyLatestVersions", asked)]
    assert len(strangers.a.attributes.own_repository(query)) == number
    assert len(strangers.a.attributes.list(query)) == 2


def test_a_deletion_takes_older_versions_along_and_leaves_newer_ones(strangers: Pair) -> None:
    first = strangers.create(_name("Ada"))
    second = strangers.a.attributes.succeed(first.id, {"successorContent": {"value": _name("Grace")}})["successor"]
    third = strangers.a.attributes.succeed(second.id, {"successorContent": {"value": _name("Hedy")}})["successor"]
    strangers.a.attributes.delete(second.id)
    [left] = strangers.a.attributes.list([])
    assert (left.id, left.succeeds) == (third.id, None)


@pytest.mark.parametrize("key", ["isDefault", "wasViewedAt"])
def test_what_a_connector_does_not_note_yet_is_no_filter_of_its_lists(careful: Pair, careless: Pair, key: str) -> None:
    found = {}
    for pair in (careful, careless):
        pair.create(_name("Ada"))
        found[pair.era] = len(pair.a.attributes.list([(key, "true")]))
    assert found == {"v6": 0, "classic": 1}


@pytest.mark.parametrize(
    ("bounds", "found"),
    [
        ({}, ["Soon", "Then"]),
        ({"validFrom": "2026-12-31T00:00:00.000Z"}, ["Soon"]),
        ({"validFrom": "2027-01-02T00:00:00.000Z"}, []),
        ({"validTo": "2025-01-01T00:00:00.000Z"}, ["Soon"]),
        ({"validFrom": "2027-01-01T00:00:00.000Z", "validTo": "2027-12-31T00:00:00.000Z"}, ["Soon"]),
    ],
)
def test_a_query_can_be_bounded_by_when_something_begins_or_ends_to_hold(
    strangers: Pair, bounds: dict[str, str], found: list[str]
) -> None:
    strangers.create(_name("Soon"), validFrom="2027-01-01T00:00:00.000Z")
    strangers.create(_name("Then"), validTo="2025-12-31T00:00:00.000Z")
    query = {"@type": "IdentityAttributeQuery", "valueType": "GivenName", **bounds}
    answer = strangers.a.attributes.execute_identity_query({"query": query})
    assert [each.content["value"]["value"] for each in answer] == found


def test_a_third_party_query_names_owners_by_their_part_or_by_their_address(careful: Pair, careless: Pair) -> None:
    for pair, owner in ((careful, "recipient"), (careless, careless.a.address)):
        content = {
            "@type": "RelationshipAttribute",
            "owner": pair.a.address,
            "key": "customer",
            "confidentiality": "public",
            "isTechnical": False,
            "value": {"@type": "ProprietaryString", "value": "4711", "title": "Customer"},
        }
        pair.agree(content)
        query = {"@type": "ThirdPartyRelationshipAttributeQuery", "key": "customer", "thirdParty": [pair.b.address]}
        found = [
            len(pair.a.attributes.execute_third_party_query({"query": query | {"owner": each}}))
            for each in (owner, "", "thirdParty")
        ]
        assert found == [1, 1, 0]
