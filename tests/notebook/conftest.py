import json
from datetime import UTC, datetime

import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.eras import LATEST
from enmeshed_kit.notebook import Phone, expiry, memory
from enmeshed_kit.notebook.lesson import tutorial_request
from enmeshed_kit.sandbox.sandbox import Sandbox


@pytest.fixture
def sandbox():
    """A seeded sandbox, reached in process."""
    memory.forget()
    yield Sandbox(seed="notebook", start=datetime(2026, 1, 5, 9, tzinfo=UTC))
    memory.forget()


@pytest.fixture
def add_connector(sandbox):
    """Adds one more Connector to the sandbox and returns a client for it."""

    def add(name, era=LATEST.name):
        key = sandbox.add_connector(name, era=era).api_key
        return Connector(f"http://sandbox.invalid/{name}", key, wsgi_app=sandbox, is_sandbox=True, name=name)

    return add


@pytest.fixture
def connector(add_connector):
    """The reader's Connector."""
    return add_connector("connector")


@pytest.fixture
def phone(add_connector):
    """The app, played by a Connector of its own."""
    return Phone(add_connector("app"))


@pytest.fixture
def invite(connector):
    """Makes the tutorial's template and returns its QR code."""

    def make(name="Demo", allocations=1, title="Connector Demo Contact"):
        attribute = connector.attributes.find_or_create({"@type": "DisplayName", "value": name})
        request = tutorial_request(connector.address, name, attribute.id)
        content = {"@type": "RelationshipTemplateContent", "title": title, "onNewRelationship": request}
        template = connector.relationship_templates.create_own(
            content=content, expires_at=expiry(connector, 30), max_number_of_allocations=allocations
        )
        return connector.relationship_templates.qr_code(template.id)

    return make


@pytest.fixture
def in_contact(connector, phone, invite):
    phone.scan(invite())
    phone.fill_in(GivenName="Erika", Surname="Musterfrau")
    phone.add_contact()
    connector.sync()
    relationship = connector.relationships.list()[0]
    connector.relationships.accept(relationship.id)
    phone.refresh()
    return relationship


@pytest.fixture
def live():
    """Shows a screen live: types and presses as the front end tells it, and says what it shows."""
    from enmeshed_kit.notebook.phone.widget import PhoneView

    class Live:
        def __init__(self, screen, **options):
            self.view = PhoneView(screen, **options)
            self.sent = []
            self.view.send = lambda content, buffers=None: self.sent.append((content, buffers))

        @property
        def phone(self):
            return self.view.phone

        @property
        def text(self):
            return json.dumps(self.phone, ensure_ascii=False)

        def described(self, **wanted):
            """The first piece of the screen that has all of this."""
            pieces = [self.phone, self.phone["chip"] or {}, *self.phone["buttons"], *every(self.phone["parts"])]
            return next(one for one in pieces if wanted.items() <= one.items())

        def hear(self, *buffers, **message):
            self.view._handle_custom_msg(message, [memoryview(one) for one in buffers])

        def type(self, **texts):
            self.hear(do="type", values={str(self.described(label=name)["key"]): text for name, text in texts.items()})

        def click(self, **wanted):
            values = {str(one["key"]): one["value"] for one in every(self.phone["parts"]) if "key" in one}
            seen = self.phone["number"]
            self.hear(do="press", key=self.described(**wanted)["press"], values=values, number=1, screen=seen)

        def leave(self):
            self.hear(do="press", key=self.phone["back"], values={}, number=1)

    def every(parts):
        for part in parts:
            yield part
            yield from every(part["parts"])

    return Live
