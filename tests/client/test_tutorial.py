"""The tutorial from end to end through the client: in process, and over the threaded server."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from enmeshed_kit import content, eras
from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import (
    BadRequestError,
    NotFoundError,
    ServerError,
    UnauthorizedError,
    UnreachableError,
)
from enmeshed_kit.records import Relationship, RelationshipTemplate
from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.sandbox.server import Server

ANSWERS = {"GivenName": "Erika", "Surname": "Musterfrau"}


def invited(connector: Connector, **more: object) -> RelationshipTemplate:
    """A template with the tutorial's Request."""
    name = connector.attributes.find_or_create(content.attribute_value("DisplayName", "Demo"))
    request = content.request(
        content.group(content.share_attribute(name), title="Shared"),
        content.group(
            content.read_attribute("GivenName"),
            content.read_attribute("Surname"),
            content.read_attribute("EMailAddress", must_be_accepted=False),
            title="Requested",
        ),
    )
    assert connector.outgoing_requests.validate(request).is_success
    expiry = {"expires_at": connector.now() + timedelta(days=30), "max_number_of_allocations": 1} | more
    return connector.relationship_templates.create_own(content=content.template_content(request), **expiry)  # type: ignore[arg-type]  # of the right types


def related(connector: Connector, app: Connector) -> Relationship:
    """An Active Relationship, made by the steps of the tutorial."""
    template = invited(connector)
    request = app.wait_for_request(app.relationship_templates.load_peer(template.reference))
    decisions = content.answer_all(request, ANSWERS)
    assert app.incoming_requests.can_accept(request, decisions).is_success
    assert app.incoming_requests.accept(request, decisions).status == "Decided"
    assert app.wait_for_relationship(template).status == "Pending"
    report = connector.sync()
    assert [(change.kind, change.after) for change in report] == [
        ("Relationship", "Pending"),
        ("outgoing Request", "Completed"),
    ]
    return connector.relationships.accept(report.relationships[0])


@pytest.fixture(params=eras.ERAS)
def era(request: pytest.FixtureRequest) -> str:
    """Which Connectors the sandbox plays."""
    return str(request.param)


@pytest.fixture(params=["in process", "threaded server"])
def both(request: pytest.FixtureRequest, era: str) -> Iterator[tuple[Connector, Connector]]:
    """A Connector and an app, reached in both ways."""
    sandbox = Sandbox()
    played = [sandbox.add_connector(name, era=era) for name in ("connector", "app")]
    if request.param == "in process":
        connector, app = (Connector(f"http://sandbox.test/{one.name}", one.api_key, wsgi_app=sandbox) for one in played)
        yield connector, app
        return
    with Server(sandbox) as server:
        connector, app = (Connector(f"{server.url}/{one.name}", one.api_key) for one in played)
        yield connector, app
        connector.close()
        app.close()


def test_the_tutorial_runs_from_health_to_the_answered_mail(both: tuple[Connector, Connector]) -> None:
    connector, app = both
    assert connector.health().is_healthy
    assert connector.version().version == connector.era.version
    relationship = related(connector, app)
    assert (relationship.status, relationship.peer) == ("Active", app.address)
    assert len(connector.relationships.attributes(relationship)) == 3
    sent = connector.messages.send(None, content.mail(relationship.peer, "Welcome", "Hello."))
    arrived = app.sync()
    assert [(change.kind, change.before, change.after) for change in arrived] == [
        ("Relationship", "Pending", "Active"),
        ("Message", None, "received"),
    ]
    assert arrived.messages[0].id == sent.id
    app.messages.send([connector.address], content.mail(connector.address, "Thank you", "Glad."))
    answer = connector.wait_for_message(sender=app.address)
    assert answer.content["subject"] == "Thank you"
    assert not connector.sync()


def test_the_qr_code_is_a_picture(pair: tuple[Connector, Connector]) -> None:
    connector, _ = pair
    assert connector.relationship_templates.qr_code(invited(connector)).startswith(b"\x89PNG")


def test_a_sandbox_moves_by_calls_and_so_does_now(pair: tuple[Connector, Connector]) -> None:
    connector, _ = pair
    before = connector.now()
    connector.relationships.list()
    assert connector.now() == before
    connector.account.sync()
    connector.relationships.list()
    assert connector.now() == before + timedelta(seconds=1)


def test_an_expired_template_says_that_it_may_be_expired(pair: tuple[Connector, Connector]) -> None:
    connector, app = pair
    template = invited(connector, expires_at=connector.now() + timedelta(seconds=5))
    for _ in range(6):
        connector.account.sync()
    with pytest.raises(NotFoundError) as caught:
        app.relationship_templates.load_peer(template.reference)
    assert "has expired" in caught.value.hint


def test_a_past_expiry_says_to_take_the_connectors_clock(pair: tuple[Connector, Connector]) -> None:
    connector, _ = pair
    with pytest.raises(BadRequestError) as caught:
        invited(connector, expires_at=connector.now() - timedelta(days=1))
    assert "connector.now()" in caught.value.hint


def test_a_used_up_template_says_to_make_another(era: str) -> None:
    sandbox = Sandbox()
    owner, first, second = (
        Connector(f"http://sandbox.test/{one.name}", one.api_key, wsgi_app=sandbox)
        for one in (sandbox.add_connector(name, era=era) for name in ("owner", "first", "second"))
    )
    template = invited(owner)
    first.relationship_templates.load_peer(template.reference.url)
    first.relationship_templates.load_peer(template.reference.truncated)
    with pytest.raises(ServerError) as caught:
        second.relationship_templates.load_peer(template.reference)
    assert "used up" in caught.value.hint


def test_a_decision_that_does_not_fit_is_explained_by_the_sandbox_too(pair: tuple[Connector, Connector]) -> None:
    connector, app = pair
    request = app.wait_for_request(app.relationship_templates.load_peer(invited(connector).reference))
    decisions = content.answer_all(request, ANSWERS)
    decisions[1][0] = content.reject()
    with pytest.raises(BadRequestError) as caught:
        app.incoming_requests.accept(request, decisions)
    assert caught.value.hint.startswith("items[1].items[0]: ")
    assert app.incoming_requests.reject(request).status == "Decided"


def test_a_message_before_the_relationship_is_active_says_what_is_missing(pair: tuple[Connector, Connector]) -> None:
    connector, app = pair
    with pytest.raises((BadRequestError, NotFoundError)) as caught:
        connector.messages.send(None, content.mail(app.address, "Too early", ""))
    assert "Active" in caught.value.hint


def test_a_wrong_key_is_told_from_a_missing_connector(both: tuple[Connector, Connector]) -> None:
    connector, _ = both
    wrong = Connector(connector.base_url, "A_wrong_key_of_a_good_length_1234", transport=connector._http._transport)
    with pytest.raises(UnauthorizedError) as caught:
        wrong.version()
    assert "ENMESHED_API_KEY" in caught.value.hint
    assert wrong.health().is_healthy


def test_a_stopped_sandbox_says_how_to_go_on() -> None:
    sandbox = Sandbox()
    played = sandbox.add_connector("connector")
    with Server(sandbox) as server:
        connector = Connector(f"{server.url}/connector", played.api_key)
        assert connector.health().is_healthy
    with pytest.raises(UnreachableError) as caught:
        connector.account.sync()
    assert caught.value.reason in ("refused", "broken off")
    assert caught.value.hint


def test_half_a_letter_from_a_peer_hides_no_message(pair: tuple[Connector, Connector]) -> None:
    connector, app = pair
    related(connector, app)
    app.sync()
    for subject in ("Whole", "Half a \ud83d", "Whole: \U0001f600"):
        app.messages.send([connector.address], content.mail(connector.address, subject, "\udc00"))

    report = connector.sync()

    subjects = [message.content["subject"] for message in connector.messages.list()]
    assert subjects == [message.content["subject"] for message in report.messages]
    assert subjects == ["Whole", "Half a ?", "Whole: \U0001f600"]
