"""Requests about Attributes that are shared as copies: what may be asked, answered, and what both sides have then."""

from typing import Any

import pytest
from copies.pair import Pair
from copies.talk import (
    ADA,
    CONSENT,
    GRACE,
    UNKNOWN,
    accepted,
    ask,
    customer,
    decide,
    delete,
    identity,
    in_time,
    read,
    said_of,
    said_to,
    share,
)

from enmeshed_kit.records import Json


def test_who_accepts_a_share_gives_the_copy_its_id(pair: Pair) -> None:
    source = pair.create(ADA)
    answer = accepted(pair, share(source))
    [received] = pair.b.attributes.list([])
    [_, copy] = pair.a.attributes.list([])
    assert answer == {
        "@type": "ShareAttributeAcceptResponseItem",
        "attributeId": received.id,
        "result": "Accepted",
    }
    assert (copy.id, copy.source, copy.peer) == (received.id, source.id, pair.b.address)
    assert (received.source, received.peer) == (None, pair.a.address)


def test_an_attribute_is_shared_once_where_somebody_looks(checked: Pair) -> None:
    source = checked.create(ADA)
    accepted(checked, share(source))
    text = f"The IdentityAttribute with the given sourceAttributeId '{source.id}' is already shared with the peer."
    assert said_of(checked, share(source)) == text


def test_an_attribute_is_shared_as_often_as_one_likes_where_nobody_looks(unchecked: Pair) -> None:
    source = unchecked.create(ADA)
    assert accepted(unchecked, share(source)) != accepted(unchecked, share(source))
    assert len(unchecked.b.attributes.list([])) == 2


def test_a_source_has_to_be_known_and_as_it_is_given(pair: Pair) -> None:
    source = pair.create(ADA)
    assert said_of(pair, share(source) | {"sourceAttributeId": UNKNOWN}).endswith("could not be found.")
    other = identity(GRACE, pair.a.address)
    assert "does not match the given" in said_of(pair, share(source) | {"attribute": other})


def test_only_a_careless_connector_takes_a_missing_owner_for_itself(checked: Pair, unchecked: Pair) -> None:
    for pair, is_mended in ((checked, False), (unchecked, True)):
        item = share(pair.create(ADA)) | {"attribute": identity(ADA)}
        assert (said_of(pair, item) == "") is is_mended


def test_a_copy_cannot_be_shared_as_if_it_were_the_original(checked: Pair) -> None:
    accepted(checked, share(checked.create(ADA)))
    [copy] = checked.holdings(checked.a).exchanged_with(checked.b.address)
    assert said_of(checked, share(copy)).startswith("The provided IdentityAttribute is a shared copy of a Repository")


def test_a_newer_version_of_what_the_peer_has_is_no_news_to_share(checked: Pair) -> None:
    source = checked.create(ADA)
    accepted(checked, share(source))
    newer = checked.a.attributes.succeed(source.id, {"successorContent": {"value": GRACE}})["successor"]
    assert said_of(checked, share(newer)).startswith(f"The predecessor '{source.id}' of the IdentityAttribute is")


def test_an_older_version_of_what_the_peer_has_is_no_news_either(checked: Pair) -> None:
    older = checked.create(ADA)
    newer = checked.a.attributes.succeed(older.id, {"successorContent": {"value": GRACE}})["successor"]
    accepted(checked, share(newer))
    text = f"The provided IdentityAttribute is outdated. Its successor '{newer.id}' is already shared with the peer."
    assert said_of(checked, share(checked.a.attributes.get(older.id))) == text


def test_what_is_read_is_a_copy_of_a_new_own_attribute(pair: Pair) -> None:
    answer = accepted(pair, read(), newAttribute=identity(ADA, pair.b.address))
    own, copy = pair.b.attributes.list([])
    assert (answer["@type"], answer["attributeId"]) == ("ReadAttributeAcceptResponseItem", copy.id)
    assert (own.share_info, copy.source) == (None, own.id)
    assert [each.id for each in pair.a.attributes.list([])] == [copy.id]


def test_what_is_said_already_is_not_said_twice_where_somebody_looks(checked: Pair) -> None:
    first = accepted(checked, read(), newAttribute=identity(ADA))
    again = accepted(checked, read(), newAttribute=identity(ADA))
    assert again["@type"] == "AttributeAlreadySharedAcceptResponseItem"
    assert again["attributeId"] == first["attributeId"]
    assert len(checked.b.attributes.own_repository([])) == 1


def test_what_is_said_already_is_said_again_where_nobody_looks(unchecked: Pair) -> None:
    own = identity(ADA, unchecked.b.address)
    first = accepted(unchecked, read(), newAttribute=own)
    again = accepted(unchecked, read(), newAttribute=own)
    assert again["@type"] == first["@type"]
    assert len(unchecked.b.attributes.own_repository([])) == 2


def test_an_attribute_that_the_peer_has_is_named_again_not_shared_again(pair: Pair) -> None:
    first = accepted(pair, read(), newAttribute=identity(ADA, pair.b.address))
    [own, _] = pair.b.attributes.list([])
    again = accepted(pair, read(), existingAttributeId=own.id)
    assert again == {
        "@type": "AttributeAlreadySharedAcceptResponseItem",
        "attributeId": first["attributeId"],
        "result": "Accepted",
    }


def test_a_newer_version_takes_the_place_of_the_older_one_on_both_sides(pair: Pair) -> None:
    first = accepted(pair, read(), newAttribute=identity(ADA, pair.b.address))
    [own, _] = pair.b.attributes.list([])
    newer = pair.b.attributes.succeed(own.id, {"successorContent": {"value": GRACE}})["successor"]
    answer = accepted(pair, read(), existingAttributeId=newer.id)
    assert answer["@type"] == "AttributeSuccessionAcceptResponseItem"
    assert answer["predecessorId"] == first["attributeId"]
    latest = pair.holdings(pair.a).find(answer["successorId"])
    assert latest is not None
    assert (latest.succeeds, latest.content["value"]) == (first["attributeId"], GRACE)
    copy = pair.holdings(pair.b).find(answer["successorId"])
    assert copy is not None
    assert copy.source == newer.id


def test_what_has_a_newer_version_at_the_peer_cannot_be_given_any_more(checked: Pair) -> None:
    accepted(checked, read(), newAttribute=identity(ADA))
    own = checked.b.attributes.own_repository([])[0]
    newer = checked.b.attributes.succeed(own.id, {"successorContent": {"value": GRACE}})["successor"]
    accepted(checked, read(), existingAttributeId=newer.id)
    reason = said_to(checked, read(), existingAttributeId=own.id)
    assert reason.startswith("The provided IdentityAttribute is outdated.")


def test_tags_given_with_an_existing_attribute_make_a_new_version_of_it(checked: Pair) -> None:
    accepted(checked, read(), newAttribute=identity(ADA))
    own = checked.b.attributes.own_repository([])[0]
    answer = accepted(checked, read(), existingAttributeId=own.id, tags=["x:new"])
    assert answer["successorContent"]["tags"] == ["x:new"]
    [latest] = checked.b.attributes.own_repository([])
    assert latest.succeeds == own.id


WRONG_ANSWERS: list[tuple[str, Json]] = [
    ("another type", {"value": {"@type": "Surname", "value": "Lovelace"}}),
    ("of the sender", {"owner": "a"}),
    ("of the Relationship", customer("b")),
]


@pytest.mark.parametrize(("name", "change"), WRONG_ANSWERS)
def test_an_answer_to_another_question_is_refused_where_somebody_looks(checked: Pair, name: str, change: Json) -> None:
    assert said_to(checked, read(), newAttribute=_changed(checked, change)).startswith("The provided")


@pytest.mark.parametrize(("name", "change"), WRONG_ANSWERS)
def test_an_answer_to_another_question_is_kept_where_nobody_looks(unchecked: Pair, name: str, change: Json) -> None:
    content = _changed(unchecked, change)
    answer = accepted(unchecked, read(), newAttribute=content)
    kept = unchecked.holdings(unchecked.a).find(answer["attributeId"])
    assert kept is not None
    assert kept.content == answer["attribute"] == content


def _changed(pair: Pair, change: Json) -> Json:
    content = identity(ADA, pair.b.address) | change
    address = {"a": pair.a.address, "b": pair.b.address}.get(content["owner"], content["owner"])
    return {**(change if "key" in change else content), "owner": address}


def test_a_missing_owner_is_filled_in_where_somebody_looks(checked: Pair, unchecked: Pair) -> None:
    answers = [accepted(each, read(), newAttribute=identity(ADA))["attribute"] for each in (checked, unchecked)]
    assert [answer["owner"] for answer in answers] == [checked.b.address, ""]


def test_a_created_attribute_without_owner_belongs_to_who_accepts(pair: Pair) -> None:
    for content in (customer(""), identity(ADA)):
        item = {"@type": "CreateAttributeRequestItem", "mustBeAccepted": True, "attribute": content}
        answer = accepted(pair, item)
        kept = pair.holdings(pair.a).find(answer["attributeId"])
        assert answer["@type"] == "CreateAttributeAcceptResponseItem"
        assert kept is not None
        assert (kept.owner, kept.peer) == (pair.b.address, pair.b.address)


def test_a_key_is_unique_where_somebody_looks(checked: Pair, unchecked: Pair) -> None:
    for pair, is_refused in ((checked, True), (unchecked, False)):
        create = {"@type": "CreateAttributeRequestItem", "mustBeAccepted": True, "attribute": customer("")}
        assert ("more than one" in said_of(pair, create, create)) is is_refused
        accepted(pair, create)
        assert ("there is already" in said_of(pair, create)) is is_refused


def test_an_own_identity_attribute_is_shared_not_created(pair: Pair) -> None:
    create = {"@type": "CreateAttributeRequestItem", "mustBeAccepted": True}
    assert said_of(pair, create | {"attribute": identity(ADA, pair.a.address)}).startswith("Cannot create own ")


def test_a_proposal_has_no_owner_yet(pair: Pair) -> None:
    item = read() | {"@type": "ProposeAttributeRequestItem", "attribute": identity(ADA)}
    assert said_of(pair, item) == ""
    assert "can only be an empty string" in said_of(pair, item | {"attribute": identity(ADA, pair.a.address)})
    assert accepted(pair, item, attribute=identity(GRACE, pair.b.address))["attribute"]["value"] == GRACE


def test_a_deletion_is_asked_for_agreed_to_and_seen_on_both_sides(pair: Pair) -> None:
    copy_id = accepted(pair, share(pair.create(ADA)))["attributeId"]
    request_id = ask(pair, delete(copy_id))
    assert _deletions(pair, copy_id) == ["DeletionRequestSent", None]
    decide(pair, request_id, {"accept": True, "deletionDate": in_time(pair.b, days=1)})
    assert _deletions(pair, copy_id) == ["ToBeDeletedByPeer", "ToBeDeleted"]


def test_a_deletion_can_be_declined(pair: Pair) -> None:
    copy_id = accepted(pair, share(pair.create(ADA)))["attributeId"]
    decide(pair, ask(pair, delete(copy_id)), {"accept": False}, verb="reject")
    assert _deletions(pair, copy_id) == ["DeletionRequestRejected", None]


def _deletions(pair: Pair, attribute_id: str) -> list[Any]:
    found = [pair.holdings(account).find(attribute_id) for account in (pair.a, pair.b)]
    return [each and each.deletion_status for each in found]


def test_only_own_copies_can_be_asked_back(pair: Pair) -> None:
    source = pair.create(ADA)
    of_peer = accepted(pair, read(), newAttribute=identity(ADA, pair.b.address))["attributeId"]
    for attribute_id in (source.id, of_peer):
        assert "is not an own shared Attribute." in said_of(pair, delete(attribute_id))
    assert said_of(pair, delete(UNKNOWN)).endswith("could not be found.")


@pytest.mark.parametrize(
    ("date", "reason"), [("soon", "The deletionDate is invalid."), (None, "The deletionDate must be in the future.")]
)
def test_a_deletion_needs_a_date_to_come(pair: Pair, date: str | None, reason: str) -> None:
    copy_id = accepted(pair, share(pair.create(ADA)))["attributeId"]
    assert said_to(pair, delete(copy_id), deletionDate=date or in_time(pair.b, days=-1)) == reason


def test_a_question_for_a_text_is_answered_with_one(pair: Pair) -> None:
    item = {"@type": "FreeTextRequestItem", "mustBeAccepted": True, "freeText": "Anything else?"}
    assert said_to(pair, item) == "The RequestItem was answered with incorrect parameters."
    answer = {"@type": "FreeTextAcceptResponseItem", "freeText": "No.", "result": "Accepted"}
    assert accepted(pair, item, freeText="No.") == answer


def test_a_rejection_has_its_reasons_where_somebody_looks(checked: Pair, unchecked: Pair) -> None:
    reasons = {"code": "error.my", "message": "No."}
    for pair, told in ((checked, reasons), (unchecked, {})):
        [answer] = decide(pair, ask(pair, CONSENT), {"accept": False, **reasons}, verb="reject")
        assert answer == {"@type": "RejectResponseItem", **told, "result": "Rejected"}


def _listener(value_type: str) -> Json:
    return read(value_type) | {"@type": "RegisterAttributeListenerRequestItem"}


def test_a_listener_is_told_of_in_a_draft_when_somebody_says_what_it_listens_for(pair: Pair) -> None:
    answer = accepted(pair, _listener("GivenName"))
    pair.events(pair.b)
    new = pair.b.attributes.create({"content": {"value": ADA}})
    expected = ["attributeCreated", "outgoingRequestCreated", "attributeListenerTriggered"]
    assert pair.events(pair.b) == expected
    [draft] = pair.b.outgoing_requests.list([("status", "Draft")])
    [item] = draft.content["items"]
    assert (draft.peer, item["sourceAttributeId"]) == (pair.a.address, new.id)
    assert item["metadata"] == {"attributeListenerId": answer["listenerId"]}


def test_a_listener_does_not_hear_of_other_things_nor_of_what_peers_share(pair: Pair) -> None:
    accepted(pair, _listener("GivenName"))
    pair.b.attributes.create({"content": {"value": {"@type": "Surname", "value": "Lovelace"}}})
    accepted(pair, share(pair.create(ADA)))
    assert pair.b.outgoing_requests.list([]) == []


@pytest.fixture
def with_third(checked: Pair) -> tuple[Pair, str, str]:
    """A pair that knows of somebody else.

    Returns:   the pair, the third one's address, and the id of B's RelationshipAttribute with that one.
    """
    others = Pair(checked.era, checked.world, checked.b, checked.world.add_account())
    others.answer(others.relate(), "accept")
    return checked, others.b.address, others.agree(customer(checked.b.address))


def _swapped(pair: Pair) -> Pair:
    return Pair(pair.era, pair.world, pair.b, pair.a, pair.heard)


def test_a_relationship_attribute_is_shown_to_somebody_else_with_the_name_of_the_third_party(
    with_third: tuple[Pair, str, str],
) -> None:
    pair, third, attribute_id = with_third
    shower = _swapped(pair)
    kept = shower.a.attributes.get(attribute_id)
    assert said_of(shower, share(kept)).endswith("must be specified as thirdPartyAddress.")
    answer = accepted(shower, share(kept, thirdPartyAddress=third))
    copies = [shower.holdings(account).find(answer["attributeId"]) for account in (shower.a, shower.b)]
    infos = [copy.share_info for copy in copies if copy and copy.share_info]
    assert [info.third_party_address for info in infos] == [third, third]
    assert [info.source_attribute for info in infos] == [attribute_id, None]
    text = "You can only share RelationshipAttributes that aren't a copy of a sourceAttribute."
    [shown] = [copy for copy in copies[:1] if copy]
    assert said_of(shower, share(shown)) == text


def test_what_is_known_of_a_third_party_is_told_with_its_name(with_third: tuple[Pair, str, str]) -> None:
    pair, third, attribute_id = with_third
    kind = {"@type": "ThirdPartyRelationshipAttributeQuery"}
    item = read(**kind, key="customer", owner="recipient", thirdParty=[third])
    assert said_to(pair, item, newAttribute=customer(pair.b.address)).endswith("already exist may be provided.")
    answer = accepted(pair, item, existingAttributeId=attribute_id)
    assert answer["thirdPartyAddress"] == third
    kept = pair.holdings(pair.a).find(answer["attributeId"])
    assert kept is not None
    assert (kept.is_third_party, kept.peer) == (True, pair.b.address)


def test_what_is_private_or_of_another_relationship_is_not_told(with_third: tuple[Pair, str, str]) -> None:
    pair, third, attribute_id = with_third
    kind = {"@type": "ThirdPartyRelationshipAttributeQuery", "key": "customer", "owner": "recipient"}
    somebody = pair.world.add_account().address
    reason = said_to(pair, read(**kind, thirdParty=[somebody]), existingAttributeId=attribute_id)
    assert reason.endswith("with a third party that should not be involved.")
    secret = pair.holdings(pair.b).receive(customer(pair.b.address, "private"), third, "REQabcdefghijklmnopq")
    reason = said_to(pair, read(**kind, thirdParty=[third]), existingAttributeId=secret.id)
    assert reason.startswith("The confidentiality of the provided RelationshipAttribute is private.")


def test_a_relationship_attribute_of_two_is_no_news_to_them(checked: Pair) -> None:
    kept = checked.a.attributes.get(checked.agree(customer(checked.a.address)))
    text = "The provided RelationshipAttribute already exists in the context of the Relationship with the peer."
    assert said_of(checked, share(kept, thirdPartyAddress=checked.b.address)) == text


def test_a_response_that_is_none_of_ours_changes_nothing(pair: Pair) -> None:
    source = pair.create(ADA)
    request_id = ask(pair, share(source))
    wrapper = {
        "@type": "ResponseWrapper",
        "requestId": request_id,
        "requestSourceReference": "MSGabcdefghijklmnopq",
        "requestSourceType": "Message",
        "response": {
            "result": "Accepted",
            "requestId": request_id,
            "items": [{"@type": "CreateAttributeAcceptResponseItem", "attributeId": UNKNOWN, "result": "Accepted"}],
        },
    }
    pair.b.messages.send({"recipients": [pair.a.address], "content": wrapper})
    pair.sync(pair.a)
    assert [each.id for each in pair.a.attributes.list([])] == [source.id]
