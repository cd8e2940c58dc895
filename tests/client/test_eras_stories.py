"""One story, told by the same calls on Connectors of each era: the reader sees the same."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from enmeshed_kit import content, eras
from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import BadRequestError, NotInThisEraError
from enmeshed_kit.records import Relationship
from enmeshed_kit.sandbox.sandbox import Sandbox

ID = re.compile(r"\b(ATT|DVC|FIL|MSG|NOT|REL|REQ|RLT|TOK)[A-Za-z0-9]{17}\b|id1\w{32,33}|did:e:\S+:dids:[0-9a-f]{22}")
Story = Callable[[Connector, Connector], Iterator[Any]]


def played(era: str) -> tuple[Connector, Connector]:
    """A Connector and a peer of one era."""
    sandbox = Sandbox(seed="stories", start=datetime(2026, 1, 5, 9, tzinfo=UTC))
    both = [sandbox.add_connector(name, era=era) for name in ("connector", "peer")]
    one, other = (
        Connector(f"http://sandbox.test/{each.name}", each.api_key, wsgi_app=sandbox, clock_stands_still=True)
        for each in both
    )
    return one, other


def soon(connector: Connector) -> datetime:
    return connector.now() + timedelta(days=30)


def befriended(one: Connector, other: Connector) -> Relationship:
    """An Active Relationship, by a template of one's own content."""
    template = one.relationship_templates.create_own(
        content=content.arbitrary_template_content("an offer"), expires_at=soon(one)
    )
    made = other.relationships.create(
        other.relationship_templates.load_peer(template.reference), content.arbitrary_creation_content(["yes", 1])
    )
    one.sync()
    active = one.relationships.accept(made.id)
    other.sync()
    return active


def contact(one: Connector, other: Connector) -> Iterator[Any]:
    """The tutorial."""
    name = one.attributes.find_or_create(content.attribute_value("DisplayName", "Demo"))
    yield name == one.attributes.find_or_create(content.attribute_value("DisplayName", "Demo"))
    asked = content.request(
        content.group(content.share_attribute(name), title="Shared"),
        content.group(content.read_attribute("GivenName"), title="Asked"),
        title="Contact",
    )
    yield one.outgoing_requests.validate(asked)
    template = one.relationship_templates.create_own(content=content.template_content(asked), expires_at=soon(one))
    loaded = other.relationship_templates.load_peer(template.reference)
    yield loaded.is_own, loaded.reference == template.reference
    request = other.wait_for_request(loaded)
    yield request.status, request.source
    yield other.incoming_requests.accept(request, content.answer_all(request, {"GivenName": "Erika"})).status
    yield one.sync()
    pending = one.wait_for_relationship(template, status="Pending")
    yield pending.creation_content["@type"], pending.template_id == template.id
    yield one.relationships.accept(pending).audit_log
    yield one.outgoing_requests.list(source__reference=template)[0].response
    yield [(each.type, each.content) for each in one.attributes.peer(other.address)]
    yield [each.content for each in one.attributes.own_shared(other.address)]
    one.messages.send(None, content.mail(other.address, "Welcome", "Hello."))
    yield other.sync()
    yield one.sync()


def letters(one: Connector, other: Connector) -> Iterator[Any]:
    """Content of one's own, from the template to the Message."""
    relationship = befriended(one, other)
    yield relationship.creation_content, one.relationships.get(relationship).audit_log
    yield one.relationship_templates.list_own()[0].content
    for value in ("text", ["a", {"b": None}], {"value": 1}, {"value": {}}, {"some": {"thing": 1}}, 5):
        sent = one.messages.send(other.address, content.arbitrary_message_content(value))
        yield sent.content
        (received,) = other.sync().messages
        yield received.content == {"@type": "ArbitraryMessageContent", "value": value}
    with pytest.raises(BadRequestError) as caught:
        one.relationships.accept(relationship)
    yield caught.value.status


def questions(one: Connector, other: Connector) -> Iterator[Any]:
    """Requests by Message: shared, renewed, forgotten."""
    befriended(one, other)
    name = one.attributes.create(value=content.attribute_value("DisplayName", "Old"))
    shared = one.outgoing_requests.create(content.request(content.share_attribute(name)), other.address)
    one.messages.send(other.address, shared.content)
    asked = other.wait_for_request(shared.id, syncs=True)
    other.incoming_requests.accept(asked, content.answer_all(asked))
    yield one.sync()
    yield [(each.peer == other.address, each.deletion_info) for each in one.attributes.forwarding_details(name)]
    renewed = one.attributes.succeed(name, content.attribute_value("DisplayName", "New")).successor
    one.attributes.notify_peer(renewed, other.address)
    other.sync()
    yield [(each.type, each.content["value"]["value"]) for each in other.attributes.peer(one.address)]
    yield len(one.attributes.versions(renewed)), len(one.attributes.shared_versions(renewed, other.address))
    forget = one.outgoing_requests.create(content.request(content.delete_attribute(renewed)), other.address)
    one.messages.send(other.address, forget.content)
    asked = other.wait_for_request(forget.id, syncs=True)
    other.incoming_requests.accept(asked, [content.accept_deletion(other.now() + timedelta(days=14))])
    one.sync()
    yield [
        each.deletion_info and each.deletion_info.deletion_status for each in one.attributes.forwarding_details(renewed)
    ]
    (known,) = other.attributes.peer(one.address)
    yield known.deletion_info and known.deletion_info.deletion_status
    yield len(other.attributes.delete(known))


def belongings(one: Connector, other: Connector) -> Iterator[Any]:
    """Files and Tokens."""
    befriended(one, other)
    file = one.files.upload(b"Hello", filename="hello.txt", title="A letter")
    yield file.owner == one.address, file.is_own, file.title, file.expires_at
    one.messages.send(None, content.mail(other.address, "Attached", "See there."), [file])
    (message,) = other.sync().messages
    (attached,) = other.messages.get(message).attachments
    yield attached.is_own, other.messages.download(message, file)
    yield other.files.load_peer(one.files.create_token(file).reference).id == file.id
    token = one.tokens.create_own(content={"any": 1}, expires_at=soon(one))
    yield token.is_own, token.is_ephemeral
    loaded = other.tokens.load_peer(token.reference)
    yield loaded.is_own, loaded.content


def rejection(one: Connector, other: Connector) -> Iterator[Any]:
    """A Relationship that is not wanted."""
    template = one.relationship_templates.create_own(
        content=content.arbitrary_template_content({}), expires_at=soon(one)
    )
    other.relationship_templates.load_peer(template.reference)
    pending = other.relationships.create(template, content.arbitrary_creation_content({}))
    yield one.sync()
    yield one.relationships.reject(pending.id).status
    yield other.sync()
    yield other.relationships.get(pending).audit_log


def told(story: Story, era: str) -> list[str]:
    """What a reader sees of a story, without the ids."""
    one, other = played(era)
    return [ID.sub(lambda found: found[1] or "<address>", repr(each)) for each in story(one, other)]


@pytest.mark.parametrize("era", [era.name for era in eras.ERAS.values() if era is not eras.LATEST])
@pytest.mark.parametrize("story", [contact, letters, questions, belongings, rejection], ids=lambda each: each.__name__)
def test_a_story_is_the_same_in_each_era(story: Story, era: str) -> None:
    assert [plain(each) for each in told(story, era)] == [plain(each) for each in told(story, eras.LATEST.name)]


def plain(seen: str) -> str:
    """Without what a Response to a shared Attribute says only as long as it is a copy, and how long things take."""
    seen = re.sub(r"'ShareAttributeAcceptResponseItem', 'attributeId': 'ATT'", "'AcceptResponseItem'", seen)
    return re.sub(r"datetime\.datetime\([^()]*\)", "<time>", seen)


def test_a_story_that_an_era_cannot_tell_ends_where_it_cannot() -> None:
    one, other = played("classic")
    active = befriended(one, other)
    calls = len(one.exchanges)
    with pytest.raises(NotInThisEraError) as caught:
        one.relationships.terminate(active)
    assert (caught.value.what, caught.value.era) == ("Terminate a Relationship", "classic")
    assert len(one.exchanges) == calls
    assert one.relationships.get(active).status == "Active"
