"""What becomes of Requests in time, in the two eras before today's: deciding, expiring, coming late or twice."""

from datetime import timedelta
from typing import Any

import pytest
from copies.pair import FAR, Pair, code_of
from copies.talk import ADA, CONSENT, ask, decide, identity, in_time, read

from enmeshed_kit.records import Json, RequestValidationResult

YES, NO = {"accept": True}, {"accept": False}
OPTIONAL = CONSENT | {"mustBeAccepted": False}
GROUP_REFUSED = "mustBeAcceptedItemNotAccepted"


def _group(*items: Json, must: bool) -> Json:
    return {"@type": "RequestItemGroup", "mustBeAccepted": must, "items": list(items)}


def _codes(result: RequestValidationResult) -> Any:
    """The last parts of the codes, innermost only."""
    if result.items:
        return [_codes(item) for item in result.items]
    return (result.code or "").rpartition(".")[2]


GROUPS: list[tuple[str, Json, list[Json], Any]] = [
    ("all of it", _group(CONSENT, must=True), [YES], [""]),
    ("nothing of what must be", _group(CONSENT, must=True), [NO], GROUP_REFUSED),
    ("nothing of what need not be", _group(CONSENT, must=False), [NO], [""]),
    ("the wrong part of what need not be", _group(CONSENT, OPTIONAL, must=False), [NO, YES], [GROUP_REFUSED, ""]),
    ("the right part", _group(CONSENT, OPTIONAL, must=True), [YES, NO], ["", ""]),
    ("too few", _group(CONSENT, OPTIONAL, must=True), [YES], "invalidNumberOfItems"),
]


@pytest.mark.parametrize(("what", "group", "answers", "expected"), GROUPS)
def test_a_group_is_accepted_with_any_of_its_items(
    unchecked: Pair, what: str, group: Json, answers: list[Json], expected: Any
) -> None:
    request_id = ask(unchecked, group)
    result = unchecked.b.incoming_requests.can_accept(request_id, {"items": [{"items": answers}]})
    assert _codes(result) == [expected]


def test_an_accepted_group_is_out_of_place_in_a_rejected_request(unchecked: Pair) -> None:
    request_id = ask(unchecked, _group(CONSENT, must=True))
    result = unchecked.b.incoming_requests.can_reject(request_id, {"items": [{"items": [YES]}]})
    assert _codes(result) == ["itemAcceptedButParentNotAccepted"]
    assert result.items[0].message == "The RequestItemGroup was accepted, but the parent was not accepted."
    assert result.code == "inheritedFromItem"


def test_the_form_of_decisions_comes_before_their_meaning_where_groups_count(checked: Pair, unchecked: Pair) -> None:
    unreadable = {"accept": True, "newAttribute": identity({"@type": "EMailAddress", "value": "no mail"})}
    codes = []
    for pair in (checked, unchecked):
        request_id = ask(pair, CONSENT, read("EMailAddress"))
        codes.append(_codes(pair.b.incoming_requests.can_accept(request_id, {"items": [NO, unreadable]})))
    both = [GROUP_REFUSED, "servalErrorDuringRequestItemProcessing"]
    assert codes == [both, [GROUP_REFUSED, ""]]


def test_a_machine_may_say_that_it_has_decided_where_nobody_looks(checked: Pair, unchecked: Pair) -> None:
    body = {"items": [YES], "decidedByAutomation": True}
    assert code_of(checked.b.incoming_requests.accept, ask(checked, CONSENT), body) == "decidedByAutomation"
    assert unchecked.b.incoming_requests.accept(ask(unchecked, CONSENT), body).status == "Decided"


def test_where_nobody_looks_a_request_expires_quietly_and_ten_seconds_late(unchecked: Pair) -> None:
    request_id = ask(unchecked, CONSENT, expiresAt=in_time(unchecked.a, seconds=5))
    statuses = []
    for seconds in (14, 2):
        unchecked.world.clock.advance(timedelta(seconds=seconds))
        statuses.append(unchecked.b.incoming_requests.get(request_id).status)
    assert statuses == ["ManualDecisionRequired", "Expired"]
    assert unchecked.events(unchecked.b) == []
    [late] = unchecked.a.outgoing_requests.list([("status", "Expired")])
    assert (late.id, unchecked.events(unchecked.a)) == (request_id, [])


def test_where_somebody_looks_a_request_expires_in_time_and_tells(checked: Pair) -> None:
    request_id = ask(checked, CONSENT, expiresAt=in_time(checked.a, seconds=5))
    checked.world.clock.advance(timedelta(seconds=6))
    assert checked.b.incoming_requests.get(request_id).status == "Expired"
    assert checked.events(checked.b) == ["incomingRequestStatusChanged"]


def _deliver(pair: Pair, draft: Any) -> list[str]:
    """What B hears of a Request that A sends as a Message."""
    pair.a.messages.send({"recipients": [pair.b.address], "content": draft.content})
    pair.events(pair.b)
    pair.b.sync()
    return pair.events(pair.b)


def test_a_request_that_comes_too_late_is_received_and_no_more(unchecked: Pair) -> None:
    past = {"content": {"items": [CONSENT], "expiresAt": "2020-01-01T00:00:00.000Z"}, "peer": unchecked.b.address}
    draft = unchecked.a.outgoing_requests.create(past)
    assert _deliver(unchecked, draft) == ["messageReceived", "incomingRequestReceived"]
    assert unchecked.b.incoming_requests.get(draft.id).status == "Expired"


def test_a_request_that_comes_once_more_leaves_the_first_as_it_is(unchecked: Pair) -> None:
    draft = unchecked.a.outgoing_requests.create({"content": {"items": [CONSENT]}, "peer": unchecked.b.address})
    _deliver(unchecked, draft)
    first = unchecked.b.incoming_requests.get(draft.id)
    assert _deliver(unchecked, draft) == ["messageReceived", "incomingRequestReceived"]
    assert unchecked.b.incoming_requests.get(draft.id) == first


def _invite(pair: Pair, **request: Any) -> str:
    content = {"@type": "RelationshipTemplateContent", "onNewRelationship": {"items": [CONSENT], **request}}
    template = pair.a.templates.create_own({"expiresAt": FAR, "content": content})
    return template.reference.truncated


def _results(pair: Pair, reference: str) -> list[Any]:
    """What becomes of a template that B loads."""
    pair.events(pair.b)
    pair.b.templates.load_peer({"reference": reference})
    pair.world.settle()
    return [data["result"] for _, trigger, data in pair.heard if trigger == "consumption.relationshipTemplateProcessed"]


def test_a_second_template_of_the_same_peer_waits_only_where_somebody_looks(careful: Pair, careless: Pair) -> None:
    asks, waits = "ManualRequestDecisionRequired", "NonCompletedRequestExists"
    assert [_results(careful, _invite(careful)) for _ in range(2)] == [[asks], [waits]]
    assert [_results(careless, _invite(careless)) for _ in range(2)] == [[asks], [asks]]


def test_a_template_whose_request_has_expired_says_so_or_is_an_error(careful: Pair, careless: Pair) -> None:
    for pair, result in ((careful, "RequestExpired"), (careless, "Error")):
        reference = _invite(pair, expiresAt=in_time(pair.a, seconds=5))
        pair.world.clock.advance(timedelta(seconds=20))
        assert _results(pair, reference) == [result]


def test_anybody_can_be_asked_at_any_time_where_nobody_looks(checked: Pair, unchecked: Pair) -> None:
    past = {"items": [CONSENT], "expiresAt": "2020-01-01T00:00:00.000Z"}
    for peer in ("somebody", checked.a.address):
        assert not checked.a.outgoing_requests.validate({"content": {"items": [CONSENT]}, "peer": peer}).is_success
    for peer in ("somebody", unchecked.a.address, unchecked.b.address):
        assert unchecked.a.outgoing_requests.create({"content": past, "peer": peer}).peer == peer


def test_a_template_is_accepted_by_what_creates_the_relationship(careful: Pair, careless: Pair) -> None:
    for pair, source in ((careful, "Relationship"), (careless, "RelationshipChange")):
        pair.b.templates.load_peer({"reference": _invite(pair)})
        pair.world.settle()
        [request] = pair.b.incoming_requests.list([])
        decide(pair, request.id, YES)
        [asked] = pair.a.outgoing_requests.list([])
        assert asked.response is not None
        assert asked.response.source is not None
        assert (asked.id, asked.status, asked.response.source.type) == (request.id, "Completed", source)


def test_a_made_up_response_leaves_the_request_of_the_template_open(careless: Pair) -> None:
    careless.b.templates.load_peer({"reference": _invite(careless)})
    careless.world.settle()
    [template] = careless.b.templates.list([])
    two = [{"@type": "AcceptResponseItem", "result": "Accepted"}] * 2
    response = {"result": "Accepted", "requestId": "REQabcdefghijklmnopq", "items": two}
    content = {"@type": "RelationshipCreationChangeRequestContent", "response": response}
    careless.b.relationships.create({"templateId": template.id, "content": content})
    careless.sync(careless.a)
    [asked] = careless.a.outgoing_requests.list([])
    assert (asked.id, asked.status, asked.response) == ("REQabcdefghijklmnopq", "Open", None)


def test_a_terminated_relationship_bars_decisions_where_somebody_looks(checked: Pair) -> None:
    request_id = ask(checked, CONSENT)
    [relationship] = checked.b.relationships.list([])
    checked.b.relationships.terminate(relationship.id)
    result = checked.b.incoming_requests.can_accept(request_id, {"items": [YES]})
    assert (result.code or "").endswith("wrongRelationshipStatus")


def test_a_pending_relationship_bars_no_decisions_where_nobody_looks(careless: Pair) -> None:
    for _ in range(2):
        _results(careless, _invite(careless))
    first, second = careless.b.incoming_requests.list([])
    careless.b.incoming_requests.accept(first.id, {"items": [YES]})
    careless.world.settle()
    assert careless.b.relationships.list([])[0].status == "Pending"
    assert careless.b.incoming_requests.can_accept(second.id, {"items": [YES]}).is_success


def test_the_answer_of_a_friend_is_kept_with_its_attributes(pair: Pair) -> None:
    request_id = ask(pair, _group(read(), must=True))
    answer = {"accept": True, "newAttribute": identity(ADA, pair.b.address)}
    [group] = decide(pair, request_id, {"items": [answer]})
    asked = pair.a.outgoing_requests.get(request_id)
    assert asked.response is not None
    assert asked.response.content["items"] == [group]
    assert pair.holdings(pair.a).find(group["items"][0]["attributeId"]) is not None
