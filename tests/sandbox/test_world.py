from datetime import UTC, datetime
from typing import Any

import pytest

from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.faults import Fault, time_text
from enmeshed_kit.sandbox.ids import Ids
from enmeshed_kit.sandbox.world import World

FAR = "2099-12-31T00:00:00.000Z"
ARBITRARY = {"@type": "ArbitraryRelationshipTemplateContent", "value": {"any": "thing"}}
CREATION = {"@type": "ArbitraryRelationshipCreationContent", "value": 1}


def new_world() -> World:
    return World(Ids("a world"), Clock(datetime(2026, 1, 5, 9, tzinfo=UTC)))


def listened(account: Account) -> list[tuple[str, Any, str]]:
    heard: list[tuple[str, Any, str]] = []
    account.on_event = lambda *event: heard.append(event)
    return heard


def connected(world: World, templator: Account, initiator: Account) -> str:
    template = templator.templates.create_own({"expiresAt": FAR, "content": ARBITRARY})
    initiator.templates.load_peer({"reference": template.reference.url})
    relationship = initiator.relationships.create({"templateId": template.id, "creationContent": CREATION})
    templator.sync()
    templator.relationships.accept(relationship.id)
    initiator.sync()
    world.settle()
    return relationship.id


def mail(*to: str, cc: tuple[str, ...] = (), subject: str = "Hello") -> dict[str, Any]:
    content = {"@type": "Mail", "to": list(to), "cc": list(cc), "subject": subject, "body": "How are you?"}
    return {"recipients": [*to, *cc], "content": content}


def test_what_a_job_sets_off_comes_before_what_was_waiting_already() -> None:
    world, done = new_world(), []

    def first() -> None:
        done.append("first")
        world.queue(lambda: done.append("set off by the first"))

    world.queue(first)
    world.queue(lambda: done.append("second"))
    world.settle()
    assert done == ["first", "set off by the first", "second"]


def test_events_wait_until_the_call_is_answered_and_carry_its_correlation_id() -> None:
    world = new_world()
    connector, app = world.add_account(), world.add_account()
    heard = listened(app)
    template = connector.templates.create_own({"expiresAt": FAR, "content": ARBITRARY})
    app.correlation_id = "of the call"
    app.templates.load_peer({"reference": template.reference.truncated})
    app.correlation_id = "of a later call"
    assert heard == []
    world.settle()
    assert [event[2] for event in heard] == ["of the call", "of the call"]


def test_nothing_crosses_before_a_sync() -> None:
    world = new_world()
    connector, app = world.add_account(), world.add_account()
    template = connector.templates.create_own({"expiresAt": FAR, "content": ARBITRARY})
    app.templates.load_peer({"reference": template.reference.truncated})
    relationship = app.relationships.create({"templateId": template.id, "creationContent": CREATION})
    assert connector.relationships.list([]) == []
    connector.sync()
    assert connector.relationships.get(relationship.id).peer == app.address
    assert connector.relationships.get(relationship.id).status == "Pending"


def test_two_worlds_of_one_seed_are_equal() -> None:
    results = []
    for world in (new_world(), new_world()):
        connector, app = world.add_account(), world.add_account()
        relationship_id = connected(world, connector, app)
        results.append((connector.address, app.public_key, connector.relationships.get(relationship_id)))
    assert results[0] == results[1]


def test_a_third_identity_finds_no_allocation_left_and_the_owner_hears_of_it() -> None:
    world = new_world()
    connector, app, other = (world.add_account() for _ in range(3))
    heard = listened(connector)
    body = {"expiresAt": FAR, "content": ARBITRARY, "maxNumberOfAllocations": 1}
    reference = {"reference": connector.templates.create_own(body).reference.truncated}
    app.templates.load_peer(reference)
    app.templates.load_peer(reference)
    with pytest.raises(Fault, match="maxNumberOfAllocationsExhausted"):
        other.templates.load_peer(reference)
    connector.sync()
    world.settle()
    assert [event[0] for event in heard] == ["transport.relationshipTemplateAllocationsExhausted"]


def test_a_loaded_template_survives_its_deletion_by_the_owner() -> None:
    world = new_world()
    connector, app, late = (world.add_account() for _ in range(3))
    template = connector.templates.create_own({"expiresAt": FAR, "content": ARBITRARY})
    app.templates.load_peer({"reference": template.reference.url})
    connector.templates.delete(template.id)
    assert app.templates.load_peer({"reference": template.reference.url}).id == template.id
    with pytest.raises(Fault, match="If a password is required"):
        late.templates.load_peer({"reference": template.reference.url})


def test_a_password_is_asked_for_by_the_reference_and_checked_by_the_backbone() -> None:
    world = new_world()
    connector, app = world.add_account(), world.add_account()
    protection = {"password": "4711", "passwordIsPin": True, "passwordLocationIndicator": "Letter"}
    body = {"expiresAt": FAR, "content": ARBITRARY, "passwordProtection": protection}
    reference = connector.templates.create_own(body).reference.truncated
    with pytest.raises(Fault, match="noPasswordProvided"):
        app.templates.load_peer({"reference": reference})
    with pytest.raises(Fault, match="recordNotFound"):
        app.templates.load_peer({"reference": reference, "password": "4712"})
    loaded = app.templates.load_peer({"reference": reference, "password": "4711"})
    assert loaded.password_protection == connector.templates.get(loaded.id).password_protection


def test_an_expired_template_can_no_longer_be_loaded_but_still_be_read_by_its_owner() -> None:
    world = new_world()
    connector, app = world.add_account(), world.add_account()
    soon = time_text(world.clock.now().replace(minute=1))
    template = connector.templates.create_own({"expiresAt": soon, "content": ARBITRARY})
    for _ in range(60):
        world.clock.advance()
    with pytest.raises(Fault, match="RelationshipTemplate not found"):
        app.templates.load_peer({"reference": template.reference.url})
    assert connector.templates.get(template.id).id == template.id


def test_a_relationship_created_and_revoked_between_two_syncs_is_one_event_with_both_entries() -> None:
    world = new_world()
    connector, app = world.add_account(), world.add_account()
    template = connector.templates.create_own({"expiresAt": FAR, "content": ARBITRARY})
    app.templates.load_peer({"reference": template.reference.url})
    relationship = app.relationships.create({"templateId": template.id, "creationContent": CREATION})
    app.relationships.revoke(relationship.id)
    world.settle()
    heard = listened(connector)
    connector.sync()
    world.settle()
    [(trigger, data, _)] = heard
    assert trigger == "transport.relationshipChanged"
    assert (data.status, len(data.audit_log)) == ("Pending", 2)
    assert connector.relationships.get(relationship.id).status == "Revoked"


def test_a_reactivation_requested_and_revoked_between_two_syncs_is_announced_twice_and_changed_once() -> None:
    world = new_world()
    connector, app = world.add_account(), world.add_account()
    relationship_id = connected(world, connector, app)
    connector.relationships.terminate(relationship_id)
    app.sync()
    connector.relationships.reactivate(relationship_id)
    connector.relationships.revoke_reactivation(relationship_id)
    world.settle()
    heard = listened(app)
    app.sync()
    world.settle()
    assert [event[0] for event in heard] == [
        "transport.relationshipReactivationRequested",
        "transport.relationshipChanged",
        "transport.relationshipReactivationCompleted",
    ]


def test_acting_on_outdated_knowledge_is_refused_by_the_backbone() -> None:
    world = new_world()
    connector, app = world.add_account(), world.add_account()
    relationship_id = connected(world, connector, app)
    connector.relationships.terminate(relationship_id)
    with pytest.raises(Fault, match="relationshipIsNotInCorrectStatus"):
        app.relationships.terminate(relationship_id)


def test_the_other_way_round_the_backbone_knows_of_a_pending_relationship_before_the_sync() -> None:
    world = new_world()
    connector, app = world.add_account(), world.add_account()
    there = connector.templates.create_own({"expiresAt": FAR, "content": ARBITRARY})
    back = app.templates.create_own({"expiresAt": FAR, "content": ARBITRARY})
    app.templates.load_peer({"reference": there.reference.url})
    connector.templates.load_peer({"reference": back.reference.url})
    app.relationships.create({"templateId": there.id, "creationContent": CREATION})
    possible = connector.relationships.can_create({"templateId": back.id})
    assert possible.code == "error.transport.relationships.relationshipNotYetDecomposedByPeer"


def test_messages_arrive_in_the_order_of_the_backbone_and_each_recipient_sees_itself() -> None:
    world = new_world()
    connector, app, other = (world.add_account() for _ in range(3))
    connected(world, connector, app)
    connected(world, connector, other)
    connector.messages.send(mail(app.address, subject="first"))
    connector.messages.send(mail(app.address, cc=(other.address,), subject="second"))
    app.sync()
    other.sync()
    assert [message.content["subject"] for message in app.messages.list([])] == ["first", "second"]
    [copy] = other.messages.list([])
    assert [recipient.address for recipient in copy.recipients] == [other.address]
    assert copy.recipients[0].received_by_device == other.device_id
    assert [len(message.recipients) for message in connector.messages.list([])] == [1, 2]


def test_after_decomposing_a_pseudonym_stands_for_the_peer_where_others_have_received_the_message() -> None:
    world = new_world()
    connector, app, other = (world.add_account() for _ in range(3))
    relationship_id = connected(world, connector, app)
    connected(world, connector, other)
    connector.messages.send(mail(app.address, subject="to one"))
    connector.messages.send(mail(app.address, other.address, subject="to both"))
    connector.relationships.terminate(relationship_id)
    connector.relationships.decompose(relationship_id)
    [kept] = connector.messages.list([])
    assert kept.content["subject"] == "to both"
    assert kept.recipients[0].address == "did:e:localhost:dids:47ad141f0bbbef348bed51"
    assert kept.recipients[1].address == other.address


def test_a_new_relationship_has_to_wait_until_both_have_decomposed() -> None:
    world = new_world()
    connector, app = world.add_account(), world.add_account()
    relationship_id = connected(world, connector, app)
    connector.relationships.terminate(relationship_id)
    connector.relationships.decompose(relationship_id)
    app.sync()
    again = app.templates.create_own({"expiresAt": FAR, "content": ARBITRARY})
    connector.templates.load_peer({"reference": again.reference.url})
    assert not connector.relationships.can_create({"templateId": again.id}).is_success
    app.relationships.decompose(relationship_id)
    assert connector.relationships.can_create({"templateId": again.id}).is_success


def test_a_mail_names_exactly_its_recipients() -> None:
    world = new_world()
    connector, app = world.add_account(), world.add_account()
    connected(world, connector, app)
    body = mail(app.address)
    body["content"]["cc"] = [connector.address]
    with pytest.raises(Fault, match=f"The identities '{connector.address}' are not listed"):
        connector.messages.send(body)


def test_a_message_before_the_relationship_is_active_is_refused() -> None:
    world = new_world()
    connector, app = world.add_account(), world.add_account()
    with pytest.raises(Fault, match=f"'{app.address}'") as refusal:
        connector.messages.send(mail(app.address))
    assert refusal.value.code == "error.runtime.messages.hasNoActiveRelationship"
