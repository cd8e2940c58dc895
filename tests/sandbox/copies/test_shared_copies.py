"""Copies of Attributes on both sides of a Relationship: new versions, deletions, and who is told of them when."""

from typing import Any

import pytest
from copies.pair import REQUEST, Pair, code_of

from enmeshed_kit.records import DeletionInfo, Json

ADA, GRACE, HEDY = ({"@type": "GivenName", "value": name} for name in ("Ada", "Grace", "Hedy"))
UNKNOWN = "ATTUnknownUnknown000"


def _customer(owner: str, number: str = "4711") -> Json:
    value = {"@type": "ProprietaryString", "value": number, "title": "Customer"}
    more = {"key": "customer", "confidentiality": "public", "isTechnical": False}
    return {"@type": "RelationshipAttribute", "owner": owner, "value": value, **more}


def _renewed(pair: Pair, attribute_id: str, value: Json) -> Any:
    return pair.a.attributes.succeed(attribute_id, {"successorContent": {"value": value}})["successor"]


def _with_peer(address: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("peer", address), *more]


def _statuses(attributes: Any) -> list[str | None]:
    return [each.deletion_status for each in attributes]


def test_a_copy_has_one_id_on_both_sides_and_only_who_made_it_knows_of_what(pair: Pair) -> None:
    source = pair.create(ADA)
    copy = pair.share(source)
    [received] = pair.b.attributes.list([])
    assert (copy.id == received.id, copy.id == source.id) == (True, False)
    assert (copy.source, received.source) == (source.id, None)
    assert code_of(pair.b.attributes.get, source.id) == "recordNotFound"


def test_each_side_lists_copies_by_whom_they_are_about(pair: Pair) -> None:
    copy = pair.share(pair.create(ADA))
    of_b = pair.agree(_customer(pair.b.address))
    a, b = pair.a, pair.b
    assert [each.id for each in a.attributes.own_shared_identities(_with_peer(b.address))] == [copy.id]
    assert [each.id for each in a.attributes.peer_shared_identities(_with_peer(b.address))] == [of_b]
    assert [each.id for each in b.attributes.own_shared_identities(_with_peer(a.address))] == [of_b]
    assert [each.id for each in b.attributes.peer_shared_identities(_with_peer(a.address))] == [copy.id]
    assert [each.id for each in a.attributes.exchanged_with(b.address)] == [copy.id, of_b]
    assert len(a.attributes.list([("shareInfo", "!")])) == 1
    assert len(a.attributes.list([("shareInfo.requestReference", REQUEST)])) == 2


@pytest.mark.parametrize("query", [[], [("peer", "nobody")]])
def test_lists_of_copies_want_an_address(pair: Pair, query: list[tuple[str, str]]) -> None:
    assert code_of(pair.a.attributes.own_shared_identities, query) == "invalidPropertyValue"
    assert code_of(pair.a.attributes.peer_shared_identities, query) == "invalidPropertyValue"


def test_the_peer_hears_of_a_new_version_when_it_is_notified_and_has_synced(pair: Pair) -> None:
    source = pair.create(ADA)
    older = pair.share(source)
    newer = _renewed(pair, source.id, GRACE)
    assert pair.sync(pair.b) == []
    told = pair.a.attributes.notify_peer(newer.id, {"peer": pair.b.address})
    assert pair.events(pair.a) == ["ownSharedAttributeSucceeded", "messageSent"]
    assert (told["predecessor"].id, told["successor"].source) == (older.id, newer.id)
    assert pair.sync(pair.b) == ["peerSharedAttributeSucceeded"]
    [received] = pair.b.attributes.peer_shared_identities(_with_peer(pair.a.address))
    assert (received.id, received.succeeds) == (told["successor"].id, older.id)
    assert received.share_info.notification_reference == told["notificationId"]
    everything = _with_peer(pair.a.address, ("onlyLatestVersions", "false"))
    assert len(pair.b.attributes.peer_shared_identities(everything)) == 2


def test_a_peer_is_notified_once_and_only_of_what_it_has_an_older_version_of(pair: Pair) -> None:
    source, stranger = pair.create(ADA), pair.create(HEDY)
    copy = pair.share(source)
    to_b = {"peer": pair.b.address}
    code = "repositoryAttributeHasAlreadyBeenSharedWithPeer"
    assert code_of(pair.a.attributes.notify_peer, source.id, to_b) == code
    newer = _renewed(pair, source.id, GRACE)
    pair.a.attributes.notify_peer(newer.id, to_b)
    assert code_of(pair.a.attributes.notify_peer, newer.id, to_b) == code
    code = "noPreviousVersionOfRepositoryAttributeHasBeenSharedWithPeerBefore"
    assert code_of(pair.a.attributes.notify_peer, stranger.id, to_b) == code
    assert code_of(pair.a.attributes.notify_peer, copy.id, to_b) == "isNotRepositoryAttribute"
    assert code_of(pair.a.attributes.notify_peer, UNKNOWN, to_b) == "recordNotFound"
    assert code_of(pair.a.attributes.notify_peer, source.id, {}) == "invalidPropertyValue"


def test_a_peer_who_has_the_latest_version_is_not_notified_of_an_older_one(pair: Pair) -> None:
    source = pair.create(ADA)
    newer = _renewed(pair, source.id, GRACE)
    pair.share(newer)
    assert code_of(pair.a.attributes.notify_peer, source.id, {"peer": pair.b.address}) == "unexpected"


def test_a_peer_who_has_deleted_its_copy_is_not_notified(pair: Pair) -> None:
    source = pair.create(ADA)
    copy = pair.share(source)
    pair.b.attributes.delete_peer_shared(copy.id)
    pair.sync(pair.a)
    newer = _renewed(pair, source.id, GRACE)
    refused = code_of(pair.a.attributes.notify_peer, newer.id, {"peer": pair.b.address})
    assert refused == {"v6": "cannotSucceedAttributesWithDeletionInfo", "classic": "unexpected"}[pair.era]


def test_copies_of_all_versions_are_listed_for_all_peers_or_for_some(pair: Pair) -> None:
    source = pair.create(ADA)
    first = pair.share(source)
    newer = _renewed(pair, source.id, GRACE)
    second = pair.a.attributes.notify_peer(newer.id, {"peer": pair.b.address})["successor"]
    third = pair.holdings(pair.a).share(newer, "somebody else", REQUEST)
    versions_shared = pair.a.attributes.versions_shared
    assert [each.id for each in versions_shared(source.id, [])] == [third.id, second.id]
    everything = [("onlyLatestVersions", "false")]
    assert [each.id for each in versions_shared(newer.id, everything)] == [second.id, third.id, first.id]
    to_b = ("peers", pair.b.address)
    assert [each.id for each in versions_shared(newer.id, [to_b, *everything])] == [second.id, first.id]
    assert code_of(versions_shared, newer.id, [to_b, ("peers", "nobody")]) == "invalidPropertyValue"


def test_a_new_version_of_what_belongs_to_the_relationship_is_told_at_once(pair: Pair) -> None:
    customer = pair.agree(_customer(pair.a.address))
    pair.events(pair.a)
    body = {"successorContent": {"value": _customer("", "4712")["value"]}}
    told = pair.a.attributes.succeed(customer, body)
    assert pair.events(pair.a) == ["ownSharedAttributeSucceeded", "messageSent"]
    assert told["successor"].content == _customer(pair.a.address, "4712")
    assert pair.sync(pair.b) == ["peerSharedAttributeSucceeded"]
    assert pair.b.attributes.get(told["successor"].id).content == _customer(pair.a.address, "4712")


def test_only_its_owner_gives_an_attribute_a_new_version(pair: Pair) -> None:
    copy, customer = pair.share(pair.create(ADA)), pair.agree(_customer(pair.a.address))
    for side in (pair.a, pair.b):
        body = {"successorContent": {"value": GRACE}}
        assert code_of(side.attributes.succeed, copy.id, body) == "unexpected"
    body = {"successorContent": {"value": _customer("", "4712")["value"]}}
    assert code_of(pair.b.attributes.succeed, customer, body) == "unexpected"
    assert code_of(pair.a.attributes.succeed, UNKNOWN, body) == "recordNotFound"


def test_a_new_version_of_which_nobody_can_be_told_is_there_nevertheless(strangers: Pair) -> None:
    customer = strangers.agree(_customer(strangers.a.address))
    body = {"successorContent": {"value": _customer("", "4712")["value"]}}
    assert code_of(strangers.a.attributes.succeed, customer, body)
    older, newer = strangers.a.attributes.list([])
    assert (older.id, older.succeeded_by) == (customer, newer.id)


def test_a_copy_that_its_owner_has_deleted_stays_with_the_peer_and_is_marked(pair: Pair) -> None:
    source = pair.create(ADA)
    copy = pair.share(source)
    pair.events(pair.a)
    assert pair.a.attributes.delete_own_shared(copy.id)["notificationId"].startswith("NOT")
    assert pair.events(pair.a) == ["attributeDeleted", "messageSent"]
    assert pair.sync(pair.b) == ["ownSharedAttributeDeletedByOwner"]
    assert _statuses(pair.b.attributes.list([])) == ["DeletedByOwner"]
    assert [each.id for each in pair.a.attributes.list([])] == [source.id]


def test_a_copy_that_the_peer_has_deleted_stays_with_the_owner_and_is_marked(pair: Pair) -> None:
    copy = pair.share(pair.create(ADA))
    pair.b.attributes.delete_peer_shared(copy.id)
    assert pair.sync(pair.a) == ["peerSharedAttributeDeletedByPeer"]
    assert _statuses(pair.a.attributes.list([])) == [None, "DeletedByPeer"]
    assert pair.b.attributes.list([]) == []


def test_a_deletion_is_marked_on_older_versions_too(pair: Pair) -> None:
    source = pair.create(ADA)
    pair.share(source)
    newer = _renewed(pair, source.id, GRACE)
    told = pair.a.attributes.notify_peer(newer.id, {"peer": pair.b.address})
    pair.sync(pair.b)
    pair.a.attributes.delete_own_shared(told["successor"].id)
    pair.sync(pair.b)
    assert _statuses(pair.b.attributes.list([])) == ["DeletedByOwner", "DeletedByOwner"]
    assert len(pair.a.attributes.list([("shareInfo", "!")])) == len(pair.a.attributes.list([])) == 2


def test_what_somebody_has_agreed_to_delete_is_not_marked_as_deleted_by_its_owner(pair: Pair) -> None:
    copy = pair.share(pair.create(ADA))
    holdings = pair.holdings(pair.b)
    [received] = holdings
    agreed = holdings.set_deletion(received, _info(pair, "ToBeDeleted")).deletion_info
    pair.a.attributes.delete_own_shared(copy.id)
    assert pair.sync(pair.b) == ["ownSharedAttributeDeletedByOwner"]
    assert pair.b.attributes.get(copy.id).deletion_info == agreed


def _info(pair: Pair, status: str) -> Any:
    return DeletionInfo(deletion_status=status, deletion_date=pair.a.now())


@pytest.mark.parametrize("era", ["v6", "classic"])
def test_a_third_partys_attribute_is_known_by_its_address_or_by_its_owner_and_has_a_deletion_of_its_own(
    careful: Pair, careless: Pair, era: str
) -> None:
    pair = {"v6": careful, "classic": careless}[era]
    pair.answer(pair.relate(), "accept")
    pair.sync(pair.b)
    holdings = pair.holdings(pair.a)
    source = holdings.receive(_customer("somebody else"), "somebody else", REQUEST)
    received = pair.holdings(pair.b).receive(
        source.content, pair.a.address, REQUEST, third_party="somebody else" if era == "v6" else None
    )
    copy = holdings.share(source, pair.b.address, REQUEST, received.id)
    assert copy.share_info
    assert copy.share_info.third_party_address == ("somebody else" if era == "v6" else None)
    assert code_of(pair.b.attributes.delete_own_shared, received.id) == "isNotOwnSharedAttribute"
    assert code_of(pair.b.attributes.delete_peer_shared, received.id) == "isNotPeerSharedAttribute"
    pair.b.attributes.delete_third_party(received.id)
    kind = {"v6": "thirdPartyRelationshipAttribute", "classic": "thirdPartyOwnedRelationshipAttribute"}[era]
    assert pair.sync(pair.a) == [f"{kind}DeletedByPeer"]
    assert _statuses([holdings.find(copy.id)]) == ["DeletedByPeer"]


def test_each_kind_of_attribute_has_its_own_route_of_deletion(pair: Pair) -> None:
    source = pair.create(ADA)
    copy = pair.share(source)
    attributes = pair.a.attributes
    assert code_of(attributes.delete, copy.id) == "isNotRepositoryAttribute"
    assert code_of(attributes.delete_peer_shared, copy.id) == "isNotPeerSharedAttribute"
    assert code_of(attributes.delete_third_party, copy.id).startswith("isNotThirdParty")
    assert code_of(attributes.delete_own_shared, source.id) == "isNotOwnSharedAttribute"
    for delete in (attributes.delete_own_shared, attributes.delete_peer_shared, attributes.delete_third_party):
        assert code_of(delete, UNKNOWN) == "recordNotFound"
        assert code_of(delete, "nonsense") == "invalidPropertyValue"
    assert len(attributes.list([])) == 2


def test_copies_outlive_what_they_were_made_of_and_forget_it(pair: Pair) -> None:
    source = pair.create(ADA)
    copy = pair.share(source)
    newer = _renewed(pair, source.id, GRACE)
    pair.a.attributes.delete(newer.id)
    [left] = pair.a.attributes.list([])
    assert (left.id, left.source, left.peer) == (copy.id, None, pair.b.address)


@pytest.mark.parametrize("notice", ["OwnSharedAttributeDeletedByOwner", "PeerSharedAttributeSucceeded"])
def test_what_a_peer_tells_about_attributes_of_others_is_ignored(pair: Pair, notice: str) -> None:
    source = pair.create(ADA)
    copy = pair.share(source)
    item = {
        "@type": f"{notice}NotificationItem",
        "attributeId": copy.id,
        "predecessorId": copy.id,
        "successorId": UNKNOWN,
        "successorContent": copy.content | {"value": GRACE},
    }
    message = {"@type": "Notification", "id": "NOTabcdefghijklmnopq", "items": [item]}
    pair.b.messages.deliver(message, [pair.a.address], [])
    assert pair.sync(pair.a) == []
    assert pair.a.attributes.get(copy.id) == copy


def test_a_careful_connector_deletes_no_copy_while_the_relationship_is_pending(careful: Pair) -> None:
    careful.relate()
    copy = careful.share(careful.create(ADA))
    refused = code_of(careful.a.attributes.delete_own_shared, copy.id)
    assert refused == "cannotDeleteSharedAttributeWhileRelationshipIsPending"
    assert careful.a.attributes.get(copy.id) == copy


def test_a_careless_connector_deletes_a_copy_and_fails_to_tell_while_the_relationship_is_pending(
    careless: Pair,
) -> None:
    careless.relate()
    copy = careless.share(careless.create(ADA))
    assert code_of(careless.a.attributes.delete_own_shared, copy.id)
    assert code_of(careless.a.attributes.get, copy.id) == "recordNotFound"


def test_a_careful_connector_says_nothing_of_a_notification_that_nobody_gets(careful: Pair) -> None:
    copy = careful.share(careful.create(ADA))
    assert careful.a.attributes.delete_own_shared(copy.id) == {}


def test_nothing_that_was_told_stays_of_a_relationship_that_was_rejected(strangers: Pair) -> None:
    relationship_id = strangers.relate()
    source = strangers.create(ADA)
    strangers.share(source)
    strangers.events(strangers.a)
    strangers.answer(relationship_id, "reject")
    assert strangers.events(strangers.a) == ["relationshipChanged", "attributeDeleted"]
    assert [each.id for each in strangers.a.attributes.list([])] == [source.id]
    assert strangers.sync(strangers.b) == ["attributeDeleted"]
    assert strangers.b.attributes.list([]) == []


def test_who_decomposes_keeps_nothing_of_the_other_who_sees_what_will_not_be_renewed(careful: Pair) -> None:
    relationship_id = careful.relate()
    careful.answer(relationship_id, "accept")
    careful.sync(careful.b)
    careful.share(careful.create(ADA))
    careful.agree(_customer(careful.b.address))
    careful.a.relationships.terminate(relationship_id)
    careful.sync(careful.b)
    careful.b.relationships.decompose(relationship_id)
    assert careful.b.attributes.list([]) == []
    careful.sync(careful.a)
    assert _statuses(careful.a.attributes.list([])) == [None, "DeletedByPeer", "DeletedByOwner"]
    careful.a.relationships.decompose(relationship_id)
    assert _statuses(careful.a.attributes.list([])) == [None]
