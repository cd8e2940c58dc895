"""A Connector of each era with a past, in a seeded sandbox, and a folder for its history."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from enmeshed_kit import eras
from enmeshed_kit.client import Connector
from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.tables import SyncHistory

sys.path.insert(0, str(Path(__file__).parent))  # for what tests make up

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


class World:
    """A sandbox with a Connector, and as many others as a test wants."""

    def __init__(self, era: str, seed: str = "history") -> None:
        self.sandbox = Sandbox(seed=seed, start=START)
        self.era = era
        self.connector = self.add("connector")

    def add(self, name: str) -> Connector:
        """One more Connector."""
        played = self.sandbox.add_connector(name, era=self.era)
        return self.client(name, played.api_key)

    def client(self, name: str, api_key: str) -> Connector:
        """A client for a Connector that there is."""
        url = f"http://sandbox.test/{name}"
        return Connector(url, api_key, name=name, wsgi_app=self.sandbox, clock_stands_still=True)

    def populate(self, **scope: Any) -> "World":
        """Give the Connector a past."""
        self.sandbox.populate(**{"relationships": 25, "messages": 120, "days": 40} | scope)
        return self


@pytest.fixture(params=eras.ERAS)
def world(request: pytest.FixtureRequest) -> World:
    """A world of each era."""
    return World(request.param)


@pytest.fixture
def today() -> World:
    """A world of the latest era, for what does not depend on it."""
    return World("v7")


@pytest.fixture
def history(tmp_path: Path) -> SyncHistory:
    """An empty history."""
    return SyncHistory(tmp_path / "history")


@pytest.fixture
def another(tmp_path: Path) -> Callable[[], SyncHistory]:
    """The same history, opened anew."""
    return lambda: SyncHistory(tmp_path / "history")
