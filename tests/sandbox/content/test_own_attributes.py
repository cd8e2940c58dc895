from typing import Any

import pytest

FAMILY = {"value": {"@type": "Surname", "value": "Meier"}, "tags": ["x:family"]}


def successor(value: str, kind: str = "GivenName", **more: Any) -> dict[str, Any]:
    return {"successorContent": {"value": {"@type": kind, "value": value}, **more}}


def test_a_new_attribute_is_announced_and_kept_without_blanks_around_its_text(town: Any) -> None:
    attribute = town.own(town.a, "  Heinz ")
    town.world.settle()
    assert attribute.content["value"]["value"] == "Heinz"
    assert attribute.content["owner"] == town.a.address
    assert town.events(town.a) == ["attributeCreated"]


def test_what_is_there_already_is_not_created_again(town: Any, refusal: Any) -> None:
    known = town.own(town.a, "Heinz")
    body = {"content": {"value": {"@type": "GivenName", "value": " Heinz"}}}
    code, message = refusal(town.a.attributes.create, body)
    assert code == "error.runtime.attributes.cannotCreateDuplicateOwnIdentityAttribute"
    assert message.endswith(f"OwnIdentityAttribute with id '{known.id}'.")
    result = town.a.attributes.can_create(body)
    assert (result.is_success, result.code, result.message) == (False, code, message)


@pytest.mark.parametrize(
    "value",
    [{"@type": "ProprietaryString", "value": "x", "title": "t"}, {"@type": "City", "value": "x"}, {}, "Heinz", 5],
)
def test_only_values_that_describe_an_identity_can_be_created(town: Any, refusal: Any, value: Any) -> None:
    body = {"content": {"value": value}}
    text = "content.value.@type must match one of the allowed Attribute value types for IdentityAttributes"
    assert refusal(town.a.attributes.create, body) == ("error.runtime.validation.invalidPropertyValue", text)
    assert town.a.attributes.can_create(body).message == text


def test_characters_are_refused_only_when_the_attribute_is_created(town: Any, refusal: Any) -> None:
    body = {"content": {"value": {"@type": "GivenName", "value": "\N{PARTY POPPER}"}}}
    assert town.a.attributes.can_create(body).is_success
    code, message = refusal(town.a.attributes.create, body)
    assert code == "error.consumption.attributes.forbiddenCharactersInAttribute"
    assert message == f"{code}: 'The Attribute contains forbidden characters.' at <time>"


def test_tags_that_nobody_knows_are_refused_either_way(town: Any, refusal: Any) -> None:
    body = {"content": FAMILY | {"tags": ["nope"]}}
    assert refusal(town.a.attributes.create, body)[0] == "error.consumption.attributes.invalidTags"
    assert town.a.attributes.can_create(body).code == "error.consumption.attributes.invalidTags"


def test_a_list_is_filtered_by_what_an_attribute_says(town: Any) -> None:
    given, family = town.own(town.a, "Heinz"), town.a.attributes.create({"content": FAMILY})
    find = town.a.attributes.list
    assert find([("content.value.@type", "Surname")]) == [family]
    assert find([("content.value.@type", "!Surname")]) == [given]
    assert find([("content.tags", "x:family")]) == [family]
    assert find([("content.tags", "+x:family")]) == []
    assert find([("nobody.knows", "this")]) == [given, family]


def test_a_new_version_takes_the_place_of_the_old_one(town: Any) -> None:
    first = town.own(town.a, "Heinz")
    pair = town.a.attributes.succeed(first.id, successor("Heiner", tags=["x:new"]))
    town.world.settle()
    newer = pair["successor"]
    assert (pair["predecessor"].succeeded_by, newer.succeeds) == (newer.id, first.id)
    assert newer.content["tags"] == ["x:new"]
    assert [each.id for each in town.a.attributes.versions(first.id)] == [newer.id, first.id]
    assert town.a.attributes.own_identity([]) == [newer]
    assert len(town.a.attributes.own_identity([("onlyLatestVersions", "false")])) == 2
    assert town.events(town.a) == ["attributeCreated", "attributeSucceeded"]


@pytest.mark.parametrize("body", [successor("Heinz"), successor("Meier", "Surname"), successor("x" * 101)])
def test_a_version_that_is_none_is_an_error_without_a_reason(town: Any, refusal: Any, body: Any) -> None:
    first = town.own(town.a, "Heinz")
    assert refusal(town.a.attributes.succeed, first.id, body)[0] == "error.connector.unexpected"


def test_only_the_latest_version_gets_another_one(town: Any, refusal: Any) -> None:
    first = town.own(town.a, "Heinz")
    town.a.attributes.succeed(first.id, successor("Heiner"))
    assert refusal(town.a.attributes.succeed, first.id, successor("Hein"))[0] == "error.connector.unexpected"


def test_nobody_renews_what_is_not_there_or_not_its_own(town: Any, refusal: Any) -> None:
    given = town.shared(town.b, town.a)
    code, message = refusal(town.a.attributes.succeed, given.id, successor("Heiner"))
    assert code == "error.runtime.attributes.isNotOwnIdentityAttribute"
    assert message == f"The Attribute '{given.id}' is not an OwnIdentityAttribute."
    assert (
        refusal(town.a.attributes.succeed, "nonsense", successor("x"))[1]
        == "Predecessor attribute 'nonsense' not found."
    )


def test_a_peer_with_an_older_version_can_be_told_once(town: Any, refusal: Any) -> None:
    first = town.shared(town.a, town.b)
    newer = town.a.attributes.succeed(first.id, successor("Heiner"))["successor"]
    told = town.a.attributes.notify_peer(newer.id, {"peer": town.b.address})
    town.world.settle()
    town.heard.clear()
    town.sync(town.b)
    assert town.events(town.b) == ["messageReceived", "messageProcessed", "attributeSucceeded"]
    (received,) = town.b.attributes.peer(town.a.address, [])
    assert (received.id, received.succeeds, received.source_reference) == (newer.id, first.id, told["notificationId"])
    again = refusal(town.a.attributes.notify_peer, newer.id, {"peer": town.b.address})
    assert again[0] == "error.runtime.attributes.ownIdentityAttributeHasAlreadyBeenSharedWithPeer"
    never = refusal(town.a.attributes.notify_peer, newer.id, {"peer": town.c.address})
    assert never[0] == "error.runtime.attributes.peerHasNoPreviousVersionOfAttribute"


def test_a_new_version_within_a_relationship_reaches_the_peer_at_once(town: Any, relationship_attribute: Any) -> None:
    item = {"@type": "CreateAttributeRequestItem", "mustBeAccepted": True}
    town.accept(town.a, town.b, item | {"attribute": relationship_attribute(town.a.address)})
    (known,) = town.a.attributes.list([("content.key", "customer")])
    value = {"@type": "ProprietaryString", "title": "Customer", "value": "4712"}
    renewed = town.a.attributes.succeed(known.id, {"successorContent": {"value": value}})
    town.world.settle()
    town.sync(town.b)
    (received,) = town.b.attributes.peer(town.a.address, [])
    assert (received.type, received.content["value"]) == ("PeerRelationshipAttribute", value)
    assert renewed["successor"].source_reference == renewed["notificationId"] == received.source_reference


def test_who_has_an_attribute_hears_of_its_deletion(town: Any) -> None:
    attribute = town.shared(town.a, town.b)
    (notification_id,) = town.a.attributes.delete(attribute.id)["notificationIds"]
    town.world.settle()
    town.heard.clear()
    town.sync(town.b)
    assert town.events(town.b) == ["messageReceived", "messageProcessed", "ownAttributeDeletedByOwner"]
    received = town.b.attributes.get(attribute.id)
    assert received.deletion_info.deletion_status == "DeletedByEmitter"
    (notice,) = town.b.messages.list([("content.@type", "Notification")])
    assert notice.content["id"] == notification_id


def test_an_owner_hears_that_its_attribute_was_deleted_by_a_peer(town: Any) -> None:
    attribute = town.shared(town.a, town.b)
    town.b.attributes.delete(attribute.id)
    town.world.settle()
    town.heard.clear()
    town.sync(town.a)
    assert town.events(town.a)[-1] == "forwardedAttributeDeletedByPeer"
    (details,) = town.a.attributes.forwarding_details(attribute.id, [])
    assert details.deletion_info.deletion_status == "DeletedByRecipient"
    assert town.a.attributes.get(attribute.id).deletion_info is None


def test_deleting_a_version_deletes_the_older_ones_and_keeps_the_newer(town: Any, refusal: Any) -> None:
    first = town.own(town.a, "Heinz")
    second = town.a.attributes.succeed(first.id, successor("Heiner"))["successor"]
    third = town.a.attributes.succeed(second.id, successor("Hein"))["successor"]
    assert town.a.attributes.delete(second.id) == {"notificationIds": []}
    assert [each.id for each in town.a.attributes.list([])] == [third.id]
    assert town.a.attributes.get(third.id).succeeds is None
    assert refusal(town.a.attributes.get, first.id)[0] == "error.runtime.recordNotFound"


def test_shared_attributes_are_listed_by_peer_in_their_latest_version(town: Any) -> None:
    first = town.shared(town.a, town.b)
    newer = town.a.attributes.succeed(first.id, successor("Heiner"))["successor"]
    assert [each.id for each in town.a.attributes.own_shared(town.b.address, [])] == [first.id]
    town.a.attributes.notify_peer(newer.id, {"peer": town.b.address})
    assert [each.id for each in town.a.attributes.own_shared(town.b.address, [])] == [newer.id]
    assert len(town.a.attributes.own_shared(town.b.address, [("onlyLatestVersions", "false")])) == 2
    assert town.a.attributes.own_shared(town.c.address, []) == []


def test_lists_by_peer_want_an_address(town: Any, refusal: Any) -> None:
    assert refusal(town.a.attributes.peer, "nobody", [])[1].startswith("peer must match pattern did:e:")


def test_technical_attributes_can_be_left_out(town: Any, relationship_attribute: Any) -> None:
    item = {"@type": "CreateAttributeRequestItem", "mustBeAccepted": True}
    town.accept(town.a, town.b, item | {"attribute": relationship_attribute(town.a.address, isTechnical=True)})
    assert len(town.a.attributes.own_shared(town.b.address, [])) == 1
    assert town.a.attributes.own_shared(town.b.address, [("hideTechnical", "true")]) == []


def test_queries_find_own_attributes_only(town: Any, refusal: Any, relationship_attribute: Any) -> None:
    own = town.own(town.a, "Erika")
    town.shared(town.b, town.a, "Heinz")
    assert town.a.attributes.execute_identity_query({"query": {"valueType": "GivenName"}}) == [own]
    assert town.a.attributes.execute_iql_query({"query": {"queryString": "GivenName"}}) == [own]
    item = {"@type": "CreateAttributeRequestItem", "mustBeAccepted": True}
    town.accept(town.a, town.b, item | {"attribute": relationship_attribute(town.a.address)})
    hints = {"title": "T", "valueType": "ProprietaryString", "confidentiality": "public"}
    query = {"key": "customer", "owner": "", "attributeCreationHints": hints}
    assert town.a.attributes.execute_relationship_query({"query": query}).content["owner"] == town.a.address
    third = {"key": "customer", "owner": "thirdParty", "thirdParty": [town.a.address]}
    assert len(town.b.attributes.execute_third_party_query({"query": third})) == 1
    assert town.b.attributes.execute_third_party_query({"query": third | {"owner": "recipient"}}) == []
    other = {"query": query | {"key": "other"}}
    assert refusal(town.a.attributes.execute_relationship_query, other)[0] == "error.runtime.recordNotFound"


def test_a_decomposed_relationship_leaves_own_attributes_and_marks_those_of_the_other_side(town: Any) -> None:
    own, received = town.shared(town.a, town.b), town.shared(town.b, town.a, "Erika")
    (relationship,) = town.a.relationships.list([("peer", town.b.address)])
    town.a.relationships.terminate(relationship.id)
    town.a.relationships.decompose(relationship.id)
    town.world.settle()
    town.sync(town.b)
    assert [each.id for each in town.a.attributes.list([])] == [own.id]
    assert town.a.attributes.get(own.id).number_of_forwards == 0
    assert town.b.attributes.get(own.id).deletion_info.deletion_status == "DeletedByEmitter"
    (details,) = town.b.attributes.forwarding_details(received.id, [])
    assert details.deletion_info.deletion_status == "DeletedByRecipient"
