"""Messages in each era: to whom, with what in them, and how many may wait."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.changes import RelationshipChanges
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.dialects import DIALECTS
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.ids import Ids
from enmeshed_kit.sandbox.world import World

FAR = "2099-12-31T00:00:00.000Z"
ARBITRARY = {"@type": "ArbitraryRelationshipTemplateContent", "value": {}}
CREATION = {"@type": "ArbitraryRelationshipCreationContent", "value": {}}
BACKBONE = "error.platform.validation"
WITHOUT_CHANGES = ["v6", "v7"]
Befriend = Callable[[str], tuple[World, Account, Account]]


@pytest.fixture
def befriend() -> Befriend:
    """Two Connectors of an era with an active Relationship."""

    def befriend(era: str) -> tuple[World, Account, Account]:
        world = World(Ids("messages"), Clock(datetime(2026, 1, 5, 9, tzinfo=UTC)), DIALECTS[era])
        one, other = world.add_account(), world.add_account()
        relate(one, other)
        return world, one, other

    return befriend


def relate(templator: Account, initiator: Account) -> None:
    relationships = templator.relationships
    has_changes = isinstance(relationships, RelationshipChanges)
    content = {} if has_changes else ARBITRARY
    template = templator.templates.create_own({"expiresAt": FAR, "content": content})
    initiator.templates.load_peer({"reference": template.reference.truncated})
    creation = {"content": {}} if has_changes else {"creationContent": CREATION}
    made = initiator.relationships.create({"templateId": template.id, **creation})
    templator.sync()
    if isinstance(relationships, RelationshipChanges):
        (change,) = initiator.write(made)["changes"]
        relationships.accept_change(made.id, change["id"], {"content": {}})
    else:
        relationships.accept(made.id)
    initiator.sync()


def mail(*recipients: str, **more: Any) -> dict[str, Any]:
    content = {"@type": "Mail", "to": list(recipients), "subject": "s", "body": "b", **more}
    return {"recipients": list(recipients), "content": content}


@pytest.mark.parametrize("era", DIALECTS)
def test_a_mail_arrives_with_the_next_sync(befriend: Befriend, era: str) -> None:
    _, one, other = befriend(era)
    sent = one.messages.send(mail(other.address))
    assert other.messages.list([]) == []
    other.sync()
    assert [message.id for message in other.messages.list([])] == [sent.id]


@pytest.mark.parametrize("era", WITHOUT_CHANGES)
def test_a_mail_whose_addresses_differ_from_the_recipients_is_refused(befriend: Befriend, era: str) -> None:
    _, one, other = befriend(era)
    with pytest.raises(Fault, match="are not listed among both"):
        one.messages.send(mail(other.address) | {"content": mail(one.address)["content"]})


def test_at_first_nobody_compared_them(befriend: Befriend) -> None:
    _, one, other = befriend("classic")
    sent = one.messages.send(mail(other.address) | {"content": mail("somebody", "somebody")["content"]})
    assert sent.content["to"] == ["somebody", "somebody"]


@pytest.mark.parametrize("content", [{}, {"any": [1, None]}, {"nested": {"@type": "NoSuchType"}}])
def test_the_first_messages_may_hold_anything(befriend: Befriend, content: dict[str, Any]) -> None:
    _, one, other = befriend("classic")
    one.messages.send({"recipients": [other.address], "content": content})
    other.sync()
    assert [message.content for message in other.messages.list([])] == [content]


@pytest.mark.parametrize(
    ("era", "complaint"),
    [
        ("classic", "error.transport.recordNotFound: ''Relationship' not found.' at .* with data \"{stranger}\"$"),
        ("v6", "there is no active Relationship to the recipient.*'{stranger}'"),
        ("v7", "there is no active Relationship to the recipient.*'{stranger}'"),
    ],
)
def test_a_recipient_without_a_relationship_is_named(befriend: Befriend, era: str, complaint: str) -> None:
    world, one, other = befriend(era)
    stranger = world.add_account().address
    with pytest.raises(Fault, match=complaint.format(stranger=stranger)):
        one.messages.send(mail(other.address, stranger))
    assert one.messages.list([]) == []


def test_a_recipient_named_twice_is_refused_by_the_backbone_or_before(befriend: Befriend) -> None:
    for era, complaint in {"classic": f"{BACKBONE}.invalidPropertyValue", "v6": "duplicate", "v7": "duplicate"}.items():
        _, one, other = befriend(era)
        with pytest.raises(Fault, match=complaint):
            one.messages.send(mail(other.address, other.address))


def test_more_than_twenty_messages_of_one_sender_wait_for_nobody(befriend: Befriend) -> None:
    world, one, other = befriend("classic")
    third = world.add_account()
    relate(one, third)
    for _ in range(20):
        one.messages.send(mail(other.address))
    for recipients in ([other.address], [third.address, other.address]):
        with pytest.raises(Fault, match=f"{BACKBONE}.message.maxNumberOfUnreceivedMessagesReached"):
            one.messages.send(mail(*recipients))
    one.messages.send(mail(third.address))
    other.messages.send(mail(one.address))
    other.sync()
    assert one.messages.send(mail(other.address)).is_own


@pytest.mark.parametrize("era", WITHOUT_CHANGES)
def test_later_any_number_may_wait(befriend: Befriend, era: str) -> None:
    _, one, other = befriend(era)
    for _ in range(21):
        one.messages.send(mail(other.address))
    other.sync()
    assert len(other.messages.list([])) == 21


@pytest.mark.parametrize(
    ("era", "unknown"),
    [("classic", {"isOwn", "content.bodyFormat"}), ("v6", {"content.bodyFormat"}), ("v7", set())],
)
def test_lists_know_the_keys_of_their_era(befriend: Befriend, era: str, unknown: set[str]) -> None:
    _, one, _ = befriend(era)
    refused = set()
    for key in ("isOwn", "content.bodyFormat", "wasReadAt", "participant", "content.subject"):
        try:
            one.messages.list([(key, "!")])
        except Fault:
            refused.add(key)
    assert refused == unknown


@pytest.mark.parametrize(("era", "first"), [("classic", "recipients"), ("v6", "recipients"), ("v7", "content")])
def test_of_an_empty_payload_each_era_misses_another_thing_first(befriend: Befriend, era: str, first: str) -> None:
    _, one, _ = befriend(era)
    with pytest.raises(Fault, match=f"must have required property '{first}'"):
        one.messages.send({})


@pytest.mark.parametrize("era", DIALECTS)
def test_an_attachment_is_written_as_a_file_of_its_era(befriend: Befriend, era: str) -> None:
    _, one, other = befriend(era)

    class Upload:
        content, filename, mimetype = b"x", "a.txt", "text/plain"

    file = one.files.upload_own({"title": "t", "file": Upload})
    sent = one.messages.send(mail(other.address) | {"attachments": [file.id]})
    other.sync()
    message, alone = other.write(other.messages.get(sent.id)), other.write(other.files.get(file.id))
    assert (message["attachments"] if isinstance(message, dict) else message.attachments) == [alone]
    with pytest.raises(Fault, match="FILUnknownUnknown000' was not found in the given"):
        other.messages.attachment(sent.id, "FILUnknownUnknown000")
