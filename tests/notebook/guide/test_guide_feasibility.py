import re
from datetime import timedelta
from pathlib import Path

import pytest

from enmeshed_kit.notebook import guide
from enmeshed_kit.notebook.guide.feasibility import TOLD


@pytest.fixture
def peer(add_connector):
    return add_connector("peer")


@pytest.fixture
def loaded(connector, peer):
    def load(**inputs):
        template = guide.small_template(connector, **inputs)
        return peer.relationship_templates.load_peer(template.reference)

    return load


def test_verdicts_stand_beside_their_situations(peer, loaded):
    template = loaded()
    yes, no = peer.relationships.can_create(template), peer.relationships.can_create("RLTUnknownUnknown000")

    lines = repr(guide.feasibility({"as it stands": yes, "never loaded": no})).splitlines()

    assert lines[1:] == ["  ✔ as it stands", "  ✘ never loaded  error.runtime.recordNotFound"]


def test_what_cannot_be_tried_is_marked_as_told(peer, loaded):
    table = guide.feasibility({"as it stands": peer.relationships.can_create(loaded())}, told=True)

    assert [one.code for one in table.verdicts if one.mark == "told"] == list(TOLD.values())


def test_no_reason_is_told_that_the_sandbox_recorded():
    folder = Path(__file__).parents[2] / "contract" / "transcripts"
    recorded = (folder / "10-creating-relationships.json").read_text(encoding="utf-8")

    assert not set(TOLD.values()) & set(re.findall(r"error\.[\w.]+", recorded))


def test_a_template_that_expired_after_it_was_loaded_is_a_reason(connector, peer, loaded):
    template = loaded(expires_at=guide.soon(connector, 5))
    over = guide.let_pass(connector, template.expires_at)

    verdict = peer.relationships.can_create(template)

    assert over > template.expires_at
    assert verdict.code == "error.transport.relationships.relationshipTemplateIsExpired"


def test_soon_is_counted_from_the_connectors_present_clock(connector, peer):
    for _ in range(30):
        peer.account.sync()

    assert guide.soon(connector, 5) - connector.now() > timedelta(seconds=3)


def test_an_answer_that_was_made_up_is_a_reason(connector, peer, loaded):
    template = loaded(content=guide.template_content(connector))
    request = peer.wait_for_request(template)

    verdict = peer.relationships.can_create(template, guide.response_content(request))

    assert verdict.code == "error.runtime.relationships.noAcceptedIncomingRequest"


def test_a_relationship_is_asked_for_once(peer, loaded):
    template, answer = loaded(), guide.creation_content("yes")

    first = guide.ask_for_relationship(peer, template, answer)

    assert guide.ask_for_relationship(peer, template, answer).id == first.id


def test_after_it_was_revoked_it_is_asked_for_anew(peer, loaded):
    template, answer = loaded(), guide.creation_content("yes")
    first = guide.ask_for_relationship(peer, template, answer)
    peer.relationships.revoke(first)

    assert guide.ask_for_relationship(peer, template, answer).id != first.id


def test_the_answer_of_new_partners_is_a_relationship_and_that_of_known_ones_a_message(connector, peer, loaded):
    template = loaded(content=guide.template_content(connector))
    request = peer.wait_for_request(template)
    name = {"@type": "IdentityAttribute", "owner": "", "value": {"@type": "DisplayName", "value": guide.PARTNER}}
    peer.incoming_requests.accept(request, [{"accept": True}, {"accept": True, "newAttribute": name}, {"accept": True}])
    connector.account.sync()
    connector.relationships.accept(peer.relationships.list()[0])
    peer.account.sync()
    peer.relationship_templates.load_peer(template.reference)
    again = peer.wait_for_request(template)
    peer.incoming_requests.accept(again, [{"accept": True}])

    assert [guide.answered_by(peer, one) for one in (request, again)] == ["Relationship", "Message"]


def test_the_audit_logs_show_what_one_side_has_not_heard_of(connector, peer, loaded):
    created = guide.ask_for_relationship(peer, loaded(), guide.creation_content("yes"))
    connector.account.sync()
    accepted = connector.relationships.accept(created)

    logs = guide.audit_logs(accepted, peer.relationships.get(created))

    assert list(logs["done by"]) == ["initiator", "templator"]
    assert list(logs["templator's log"]) == ["Creation: Pending", "AcceptanceOfCreation: Pending → Active"]
    assert list(logs["initiator's log"]) == ["Creation: Pending", "(not heard of yet)"]
