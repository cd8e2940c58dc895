"""What a newcomer meets first, as a notebook shows it: the cause, and below it the next step; nothing else."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from enmeshed_kit.client import Connector, content
from enmeshed_kit.notebook.form.payload import Payload
from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.sandbox.server import Server

DAY = timedelta(days=1)
CONTENT = {"@type": "ArbitraryRelationshipTemplateContent", "value": {}}


class Scene:
    """Three Connectors on one server, whose clock a test moves."""

    def __init__(self) -> None:
        self.sandbox = Sandbox(seed="two lines", start=datetime(2026, 1, 5, 9, tzinfo=UTC))
        for name in ("one", "two", "three"):
            self.sandbox.add_connector(name)
        self.server = Server(self.sandbox)
        self.one, self.two, self.three = (self.connector(name) for name in ("one", "two", "three"))

    def connector(self, name: str, key: str = "") -> Connector:
        """A client; with another key than its own on demand."""
        key = key or self.sandbox.connectors[name].api_key
        return Connector(f"{self.server.url}/{name}", key, is_sandbox=True, clock_stands_still=True)

    def template(self, **inputs: object) -> Json:
        """A template of the first."""
        made = self.one.relationship_templates.create_own(
            **{"content": CONTENT, "expires_at": self.one.now() + DAY} | inputs  # type: ignore[arg-type]  # by test
        )
        return {"reference": made.reference}

    def wrong_port(self) -> None:
        """An address at which nobody listens."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        Connector(f"http://127.0.0.1:{port}", "a key that is long enough").account.identity_info()

    def wrong_name(self) -> None:
        """The address of a Connector that the sandbox does not play."""
        Connector(f"{self.server.url}/elsewhere", "a key that is long enough").account.identity_info()

    def wrong_key(self) -> None:
        """The address of the Connector, the key of nobody."""
        self.connector("one", "a key that opens nothing here").account.identity_info()

    def stopped(self) -> None:
        """The sandbox has ended."""
        self.server.close()
        self.one.account.identity_info()

    def open_placeholder(self) -> None:
        """A slot that nobody has filled in."""
        Payload({"templateId": "<ID of RelationshipTemplate>"}).complete()

    def past_expiry(self) -> None:
        """A template that would be over before it begins."""
        self.template(expires_at=self.one.now() - DAY)

    def expired(self) -> None:
        """A template that was right, once."""
        made = self.template(expires_at=self.one.now() + timedelta(seconds=2))
        for text in ("Time", "goes", "by"):
            self.one.attributes.create(value=content.attribute_value("DisplayName", text))
        self.two.relationship_templates.load_peer(**made)

    def used_up(self) -> None:
        """A template for one, and somebody was faster."""
        made = self.template(max_number_of_allocations=1)
        self.two.relationship_templates.load_peer(**made)
        self.three.relationship_templates.load_peer(**made)


@pytest.fixture
def scene() -> Iterator[Scene]:
    """The Connectors, stopped afterwards."""
    played = Scene()
    yield played
    for connector in (played.one, played.two, played.three):
        connector.close()
    played.server.close()


@pytest.mark.parametrize(
    ("act", "cause", "next_step"),
    [
        (Scene.wrong_port, "nothing listens there", "is the port right"),
        (Scene.wrong_name, "No Connector has this name", "ENMESHED_BASE_URL"),
        (Scene.wrong_key, "UnauthorizedError", "ENMESHED_API_KEY"),
        (Scene.stopped, "UnreachableError", "start it again"),
        (Scene.open_placeholder, "<ID of RelationshipTemplate>", "Fill them in"),
        (Scene.past_expiry, "must be in the future", "connector.now()"),
        (Scene.expired, "not found", "Ask its owner for a new one"),
        (Scene.used_up, "maxNumberOfAllocationsExhausted", "Create a new template"),
    ],
)
def test_it_takes_two_lines_cause_and_next_step(
    scene: Scene, act: Callable[[Scene], None], cause: str, next_step: str
) -> None:
    with pytest.raises(Exception, match=r".") as caught:
        act(scene)
    lines = caught.value._render_traceback_()  # type: ignore[attr-defined]  # what IPython looks for
    assert len(lines) == 2
    assert cause in lines[0]
    assert lines[1].startswith("What to do: ")
    assert next_step in lines[1]
    assert not any("\n" in line for line in lines)
