from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.ids import Ids
from enmeshed_kit.sandbox.world import World

FAR = "2099-12-31T00:00:00.000Z"
ARBITRARY = {"@type": "ArbitraryRelationshipTemplateContent", "value": {"any": "thing"}}
LOCKED = {"password": "secret", "passwordLocationIndicator": "Letter"}


class Upload(NamedTuple):
    content: bytes
    filename: str
    mimetype: str


@pytest.fixture
def accounts() -> tuple[Account, Account]:
    world = World(Ids("tokens"), Clock(datetime(2026, 1, 5, 9, tzinfo=UTC)))
    return world.add_account(), world.add_account()


def test_a_token_leads_to_a_template_and_asks_for_its_password(accounts: tuple[Account, Account]) -> None:
    connector, app = accounts
    body = {"expiresAt": FAR, "content": ARBITRARY, "passwordProtection": LOCKED}
    template = connector.templates.create_own(body)
    token = connector.templates.create_token(template.id, {"passwordProtection": LOCKED})
    assert token.content["passwordProtection"]["passwordLocationIndicator"] == 2
    with pytest.raises(Fault, match="noPasswordProvided"):
        app.templates.load_peer({"reference": token.reference.url})
    with pytest.raises(Fault, match="Token not found"):
        app.templates.load_peer({"reference": token.reference.url, "password": "wrong"})
    loaded = app.templates.load_peer({"reference": token.reference.url, "password": "secret"})
    assert loaded.id == template.id


@pytest.mark.parametrize("conditions", [{}, {"passwordProtection": {"password": "secret"}}])
def test_a_token_has_to_have_the_conditions_of_its_template(
    accounts: tuple[Account, Account], conditions: dict[str, object]
) -> None:
    connector, _ = accounts
    body = {"expiresAt": FAR, "content": ARBITRARY, "passwordProtection": LOCKED}
    template = connector.templates.create_own(body)
    with pytest.raises(Fault, match="passwordProtectionMustBeInherited"):
        connector.templates.create_token(template.id, conditions)


def test_an_ephemeral_token_is_passed_on_but_not_kept(accounts: tuple[Account, Account]) -> None:
    connector, app = accounts
    token = connector.tokens.create_own({"expiresAt": FAR, "content": {"any": 1}, "ephemeral": True})
    assert connector.tokens.list_own([]) == []
    loaded = app.tokens.load_peer({"reference": token.reference.truncated, "ephemeral": True})
    assert loaded.content == {"any": 1}
    assert app.tokens.list_peer([]) == []


def test_any_content_is_spread_into_an_object(accounts: tuple[Account, Account]) -> None:
    connector, _ = accounts
    token = connector.tokens.create_own({"expiresAt": FAR, "content": "hi"})
    assert token.content == {"0": "h", "1": "i"}


def test_a_token_of_other_content_leads_to_no_template(accounts: tuple[Account, Account]) -> None:
    connector, app = accounts
    token = connector.tokens.create_own({"expiresAt": FAR, "content": {"any": 1}})
    with pytest.raises(Fault, match="invalid content for this route"):
        app.templates.load_peer({"reference": token.reference.url})


def test_a_file_travels_by_token_without_its_ownership(accounts: tuple[Account, Account]) -> None:
    connector, app = accounts
    file = connector.files.upload_own({"title": "T", "file": Upload(b"Hello", "hello.txt", "text/plain")})
    token = connector.files.create_token(file.id, {})
    loaded = app.files.load_peer({"reference": token.reference.url})
    assert (loaded.is_own, loaded.ownership_token, loaded.owner) == (False, None, connector.address)
    assert app.files.download(file.id).content == b"Hello"
    connector.files.delete(file.id)
    with pytest.raises(Fault, match="cipherMismatch"):
        app.files.download(file.id)


def test_an_attachment_comes_with_its_message(accounts: tuple[Account, Account]) -> None:
    connector, app = accounts
    template = connector.templates.create_own({"expiresAt": FAR, "content": ARBITRARY})
    app.templates.load_peer({"reference": template.reference.url})
    creation = {"@type": "ArbitraryRelationshipCreationContent", "value": 1}
    relationship = app.relationships.create({"templateId": template.id, "creationContent": creation})
    connector.sync()
    connector.relationships.accept(relationship.id)
    file = connector.files.upload_own({"file": Upload(b"Hello", "hello.txt", "text/plain")})
    mail = {"@type": "Mail", "to": [app.address], "subject": "s", "body": "b"}
    sent = connector.messages.send({"recipients": [app.address], "content": mail, "attachments": [file.id]})
    app.sync()
    assert [message.id for message in app.messages.list([("attachments", "+")])] == [sent.id]
    assert app.messages.list([])[0].attachments == [file.id]
    assert app.messages.get(sent.id).attachments == [app.files.get(file.id)]
    assert app.messages.download(sent.id, file.id).filename == "hello.txt"
    with pytest.raises(Fault, match="was not found in the given Message"):
        app.messages.attachment(sent.id, "FILUnknownUnknown000")
