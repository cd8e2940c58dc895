"""What the lessons on second thoughts and parting claim, each claim on its own, by the lessons' own forms."""

import pytest

from enmeshed_kit.client.errors import BadRequestError, ServerError
from enmeshed_kit.notebook import Form, parting
from enmeshed_kit.notebook.lesson import expiry
from enmeshed_kit.notebook.pair import Pair


@pytest.fixture
def sides(connector, add_connector):
    return Pair(connector, add_connector("peer"))


@pytest.fixture
def template(sides):
    form = Form(sides.templator, "Step 1 · Invite", parting.INVITE)
    form.fill("a moment in the future", expiry(sides.templator, 30))
    form.fill("title", "Invoices")
    form.fill("what the other side shall agree to", parting.CONSENT)
    return form.send()


@pytest.fixture
def begin(sides, template):
    """Makes one more attempt: a pending Relationship, known to both."""

    def attempt(number):
        request = sides.ask(template, number)
        form = Form(sides.initiator, f"Attempt {number}", parting.ACCEPT_REQUEST)
        form.fill("the ID of the Request", request.id)
        form.send()
        sides.templator.sync()
        return sides.outcome(request)

    return attempt


def send(side, call, relationship):
    form = Form(side, f"{call.method} {len(relationship.audit_log)}", call)
    form.fill("the ID of the Relationship", relationship.id)
    return form.send()


def test_a_rejected_request_of_a_template_is_never_heard_of(sides, template):
    request = sides.ask(template, 1)
    form = Form(sides.initiator, "Step 2 · Reject", parting.REJECT_REQUEST)
    form.fill("the ID of the Request", request.id)
    form.fill("why", parting.REASON)
    decided = form.send()
    assert decided.response.content["items"][0]["message"] == parting.REASON
    assert not sides.templator.sync()


def test_a_revoked_relationship_can_be_accepted_neither_before_nor_after_a_sync(sides, begin):
    relationship = begin(1)
    assert send(sides.initiator, parting.REVOKE, relationship).status == "Revoked"
    with pytest.raises(ServerError, match="platform"):
        sides.templator.relationships.accept(relationship)
    sides.templator.sync()
    with pytest.raises(BadRequestError, match="wrongRelationshipStatus"):
        sides.templator.relationships.accept(relationship)


def test_a_rejected_relationship_is_told_to_the_initiator_and_can_no_longer_be_accepted(sides, begin):
    relationship = begin(1)
    send(sides.templator, parting.REJECT, relationship)
    assert [change.after for change in sides.initiator.sync()] == ["Rejected"]
    with pytest.raises(BadRequestError, match="wrongRelationshipStatus"):
        sides.templator.relationships.accept(relationship)


def test_past_attempts_keep_their_status_beside_a_new_one(sides, template, begin):
    send(sides.initiator, parting.REVOKE, begin(1))
    sides.templator.sync()
    send(sides.templator, parting.REJECT, begin(2))
    sides.initiator.sync()
    assert send(sides.templator, parting.ACCEPT, begin(3)).status == "Active"
    for side in sides.sides:
        side.sync()
        for status in ("Revoked", "Rejected", "Active"):
            assert len(side.relationships.list(template_id=template, status=status)) == 1


def test_only_the_side_that_was_asked_answers_a_request_for_reactivation(sides, begin):
    relationship = begin(1)
    send(sides.templator, parting.ACCEPT, relationship)
    sides.initiator.sync()
    send(sides.initiator, parting.TERMINATE, relationship)
    sides.templator.sync()
    send(sides.templator, parting.REQUEST_REACTIVATION, relationship)
    sides.initiator.sync()
    with pytest.raises(BadRequestError, match="operationOnlyAllowedForPeer"):
        send(sides.templator, parting.ACCEPT_REACTIVATION, relationship)
    with pytest.raises(BadRequestError, match="operationOnlyAllowedForPeer"):
        send(sides.initiator, parting.REVOKE_REACTIVATION, relationship)
    assert send(sides.initiator, parting.ACCEPT_REACTIVATION, relationship).status == "Active"


def test_a_last_mail_comes_too_late_once_the_relationship_is_terminated(sides):
    relationship = parting.partnership(sides)
    send(sides.templator, parting.TERMINATE, relationship)
    sides.initiator.sync()
    with pytest.raises(BadRequestError, match="hasNoActiveRelationship"):
        sides.initiator.messages.send(None, parting.goodbye(sides.templator.address))
