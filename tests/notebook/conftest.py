from datetime import UTC, datetime

import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.eras import LATEST
from enmeshed_kit.notebook import Phone, memory
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
