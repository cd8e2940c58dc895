"""A Connector of each era in a seeded sandbox, and a folder for its history."""

import sys
from pathlib import Path

import pytest

from enmeshed_kit import eras
from enmeshed_kit.tables import SyncHistory

sys.path.insert(0, str(Path(__file__).parent))  # for what tests make up

from worlds import World  # it lies on the path of the line above


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
