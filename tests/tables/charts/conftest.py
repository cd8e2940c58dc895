import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from enmeshed_kit import tables
from enmeshed_kit.client import Connector
from enmeshed_kit.connect import seeded_sandbox


@pytest.fixture(autouse=True)
def no_warnings() -> Iterator[None]:
    """What matplotlib or pandas warn of would stand below a reader's cell."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.fixture(scope="session")
def company() -> Connector:
    """A Connector with a past: 300 Relationships, answered and unanswered Requests, Messages by the day."""
    sandbox = seeded_sandbox()
    sandbox.populate(relationships=300, messages=3000, days=180)
    key = sandbox.connectors["connector"].api_key
    return Connector("http://sandbox.invalid/connector", key, wsgi_app=sandbox, is_sandbox=True)


@pytest.fixture(scope="session")
def frames(company: Connector) -> dict[str, Any]:
    """Its tables."""
    kinds = ("relationships", "audit_log", "messages", "requests", "request_items", "templates")
    return {kind: getattr(tables, kind)(company) for kind in kinds}


@pytest.fixture
def empty() -> dict[str, Any]:
    """The tables of a Connector to which nothing has happened."""
    kinds = ("relationships", "audit_log", "messages", "requests", "request_items", "templates")
    return {kind: getattr(tables, kind)([]) for kind in kinds}
