"""Two Identities in one world who share Attributes as copies."""

import pytest
from copies.pair import Pair, strangers_of


@pytest.fixture(params=["v6", "classic"])
def strangers(request: pytest.FixtureRequest) -> Pair:
    """Two who do not know each other, in each era with copies."""
    return strangers_of(request.param)


@pytest.fixture
def pair(strangers: Pair) -> Pair:
    """Two with an active Relationship, in each era with copies."""
    return _befriend(strangers)


def _befriend(strangers: Pair) -> Pair:
    strangers.answer(strangers.relate(), "accept")
    strangers.sync(strangers.b)
    return strangers


@pytest.fixture
def careful() -> Pair:
    """Two strangers whose Connectors check what they are told."""
    return strangers_of("v6")


@pytest.fixture
def careless() -> Pair:
    """Two strangers whose Connectors check less."""
    return strangers_of("classic")


@pytest.fixture
def checked(careful: Pair) -> Pair:
    """Two with an active Relationship whose Connectors check what they are told."""
    return _befriend(careful)


@pytest.fixture
def unchecked(careless: Pair) -> Pair:
    """Two with an active Relationship whose Connectors check less."""
    return _befriend(careless)
