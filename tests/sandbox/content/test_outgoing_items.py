from typing import Any

import pytest

from enmeshed_kit.sandbox.faults import Fault

GIVEN_NAME = {"@type": "IdentityAttributeQuery", "valueType": "GivenName"}
READ = {"@type": "ReadAttributeRequestItem", "mustBeAccepted": True, "query": GIVEN_NAME}
DELETE = {"@type": "DeleteAttributeRequestItem", "mustBeAccepted": True}


def share(attribute: Any, **more: Any) -> dict[str, Any]:
    item = {"@type": "ShareAttributeRequestItem", "mustBeAccepted": True, "attributeId": attribute.id}
    return {**item, "attribute": attribute.content, **more}


def create(attribute: Any, *, must: bool = True) -> dict[str, Any]:
    return {"@type": "CreateAttributeRequestItem", "mustBeAccepted": must, "attribute": attribute}


def reasons(town: Any, *items: Any, peer: Any = None) -> list[str]:
    """What is wrong with a Request, without code and time around it."""
    body = {"content": {"items": list(items)}, **({"peer": peer.address} if peer else {})}
    result = town.a.outgoing_requests.validate(body)
    return [problem.partition("'")[2].rpartition("' at ")[0] for problem in result.problems()]


def test_a_request_that_a_peer_could_answer_is_fine(town: Any) -> None:
    group = {"@type": "RequestItemGroup", "items": [READ, share(town.own(town.a, "Heinz"))]}
    result = town.a.outgoing_requests.validate({"content": {"items": [group]}, "peer": town.b.address})
    assert result.is_success
    assert [len(item.items) for item in result.items] == [2]


def test_what_is_wrong_inside_a_group_makes_the_group_and_the_whole_wrong(town: Any) -> None:
    group = {"@type": "RequestItemGroup", "items": [READ, DELETE | {"attributeId": "ATTUnknownUnknown000"}]}
    result = town.a.outgoing_requests.validate({"content": {"items": [READ, group]}})
    assert result.code == result.items[1].code == "error.consumption.requests.validation.inheritedFromItem"
    assert result.message == "Some child items have errors."
    assert result.items[0].is_success
    assert result.items[1].items[1].code == "error.consumption.requests.invalidRequestItem"


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (None, "Cannot read properties of null (reading 'items')"),
        ({"items": [READ]}, "requestItem.items is not iterable"),
        ({"@type": "RequestItemGroup", "items": [None]}, "Cannot read properties of null (reading 'constructor')"),
        ({"@type": "RequestItemGroup", "items": [{}]}, "There was no processor registered for 'JSONWrapper'."),
    ],
)
def test_an_item_without_class_is_no_item_and_no_group(town: Any, item: Any, text: str) -> None:
    with pytest.raises(Fault) as raised:
        town.a.outgoing_requests.validate({"content": {"items": [item]}})
    assert raised.value.message == f"An error was thrown in a UseCase: {text}"


def test_nobody_asks_itself_or_a_stranger(town: Any) -> None:
    assert reasons(town, READ, peer=town.a) == ["You cannot share a Request with yourself."]
    stranger = town.world.add_account()
    assert reasons(town, READ, peer=stranger) == [
        f"You cannot create a request to '{stranger.address}' since you are not in a relationship."
    ]


def test_a_request_must_not_be_over_already(town: Any) -> None:
    request = {"items": [READ], "expiresAt": "2020-01-01"}
    result = town.a.outgoing_requests.validate({"content": request})
    assert result.code == "error.consumption.requests.cannotCreateRequestWithExpirationDateInPast"


def test_an_attribute_is_shared_as_it_is_or_not_at_all(town: Any) -> None:
    attribute = town.own(town.a, "Heinz")
    changed = attribute.content | {"tags": ["x:new"]}
    assert reasons(town, share(attribute) | {"attribute": changed}) == [
        f"The Attribute with the given attributeId '{attribute.id}' does not match the given Attribute."
    ]


def test_an_attribute_is_shared_once_and_only_in_its_latest_version(town: Any) -> None:
    first = town.shared(town.a, town.b)
    assert reasons(town, share(first), peer=town.b) == [
        f"The Attribute with the given attributeId '{first.id}' is already shared with the peer."
    ]
    body = {"successorContent": {"value": {"@type": "GivenName", "value": "Heiner"}}}
    second = town.a.attributes.succeed(first.id, body)["successor"]
    assert reasons(town, share(second), peer=town.b) == [
        f"The predecessor '{first.id}' of the Attribute is already shared with the peer. Instead of sharing it, you "
        "should notify the peer about the Attribute succession."
    ]
    assert reasons(town, share(second), peer=town.c) == []


def test_what_a_peer_has_shared_is_not_passed_on(town: Any) -> None:
    given = town.shared(town.b, town.a)
    known = town.a.attributes.get(given.id)
    (reason,) = reasons(town, share(known), peer=town.c)
    assert "is not an OwnIdentityAttribute, an OwnRelationshipAttribute or a PeerRelationshipAttribute" in reason


def test_an_attribute_of_another_relationship_is_shared_with_its_peer_named(
    town: Any, relationship_attribute: Any
) -> None:
    town.accept(town.a, town.b, create(relationship_attribute(town.a.address)))
    (known,) = town.a.attributes.list([("content.key", "customer")])
    (reason,) = reasons(town, share(known), peer=town.c)
    assert reason.endswith("must be specified as initialAttributePeer.")
    assert reasons(town, share(known, initialAttributePeer=town.b.address), peer=town.c) == []
    (reason,) = reasons(town, share(known, initialAttributePeer=town.b.address), peer=town.b)
    assert reason.endswith("already exists in the context of the Relationship with the peer.")


@pytest.mark.parametrize(("owner", "is_fine"), [("", True), ("b", True), ("a", True), ("c", False)])
def test_a_relationship_attribute_belongs_to_one_of_both(
    town: Any, relationship_attribute: Any, owner: str, is_fine: bool
) -> None:
    address = getattr(town, owner).address if owner else ""
    assert (reasons(town, create(relationship_attribute(address)), peer=town.b) == []) is is_fine


def test_an_identity_attribute_is_created_for_the_peer_only(town: Any) -> None:
    content = town.own(town.a, "Heinz").content
    (reason,) = reasons(town, create(content), peer=town.b)
    assert reason.startswith("Cannot create OwnIdentityAttributes with a CreateAttributeRequestItem.")
    assert reasons(town, create(content | {"owner": town.b.address}), peer=town.b) == []


def test_a_key_is_used_once_in_a_relationship_and_once_in_a_request(town: Any, relationship_attribute: Any) -> None:
    item = create(relationship_attribute(town.a.address))
    (reason,) = reasons(town, item, item, peer=town.b)
    assert reason.startswith("The Request cannot be created because its acceptance would lead to")
    assert reasons(town, item, create(item["attribute"], must=False), peer=town.b) == []
    town.accept(town.a, town.b, item)
    (reason,) = reasons(town, item, peer=town.b)
    assert "with the same key 'customer', owner and value type" in reason
    assert reasons(town, item, peer=town.c) == []


def test_a_proposal_answers_its_own_query(town: Any) -> None:
    value = {"@type": "GivenName", "value": "Erika"}
    item = {"@type": "ProposeAttributeRequestItem", "mustBeAccepted": True, "query": GIVEN_NAME | {"tags": ["x:a"]}}
    proposed = {"@type": "IdentityAttribute", "owner": "", "value": value}
    (reason,) = reasons(town, item | {"attribute": proposed})
    assert reason == "The tags of the provided IdentityAttribute do not contain at least one queried tag."
    assert reasons(town, item | {"attribute": proposed | {"tags": ["x:a", "x:b"]}}) == []


def test_a_deletion_is_asked_of_who_has_the_attribute(town: Any) -> None:
    attribute = town.shared(town.a, town.b)
    item = DELETE | {"attributeId": attribute.id}
    assert reasons(town, item) == ["The recipient must be specified when sending a DeleteAttributeRequestItem."]
    assert reasons(town, item, peer=town.b) == []
    (reason,) = reasons(town, item, peer=town.c)
    assert reason.startswith("The deletion of an own Attribute can only be requested from a peer it is shared with")


def test_third_parties_are_neither_of_both(town: Any) -> None:
    query = {"@type": "ThirdPartyRelationshipAttributeQuery", "key": "k", "owner": "thirdParty"}
    own = READ | {"query": query | {"thirdParty": [town.a.address]}}
    peers = READ | {"query": query | {"thirdParty": [town.b.address]}}
    assert reasons(town, own) == ["Cannot query an Attribute with the own address as third party."]
    assert reasons(town, peers, peer=town.b) == [
        "Cannot query an Attribute with the recipient's address as third party."
    ]
    assert reasons(town, peers, peer=town.c) == []


@pytest.mark.parametrize("item", ["text", {}, {"@type": 5}])
def test_something_that_is_no_item_trips_the_validation(town: Any, refusal: Any, item: Any) -> None:
    code, _ = refusal(town.a.outgoing_requests.validate, {"content": {"items": [item]}})
    assert code.startswith("error.runtime.")


def test_a_reference_to_something_else_is_no_file(town: Any, refusal: Any) -> None:
    item = {"@type": "TransferFileOwnershipRequestItem", "mustBeAccepted": True, "ownershipToken": "x"}
    reference = town.a.templates.list([])[0].reference.truncated
    body = {"content": {"items": [item | {"fileReference": reference}]}}
    code, message = refusal(town.a.outgoing_requests.validate, body)
    assert code == "error.runtime.requestDeserialization"
    assert "id must start with 'FIL' but is 'RLT" in message
