"""One Connector object turned to another Connector, in place."""

import sys
from datetime import UTC, date, datetime

import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import ConfigurationError
from enmeshed_kit.connect import KernelSandbox, app_connector
from enmeshed_kit.sandbox.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(seed="trade", start=datetime(2026, 1, 5, 9, tzinfo=UTC))


def client(sandbox: Sandbox, name: str, era: str) -> Connector:
    key = sandbox.add_connector(name, era=era).api_key
    return Connector(f"http://sandbox.invalid/{name}", key, wsgi_app=sandbox, is_sandbox=name == "one", name=name)


def test_whoever_holds_the_connector_or_a_section_of_it_talks_to_the_other(sandbox: Sandbox) -> None:
    one, two = client(sandbox, "one", "v7"), client(sandbox, "two", "classic")
    addresses, account = (one.address, two.address), one.account
    one.trade_places_with(two)
    assert (one.address, two.address) == addresses[::-1]
    assert account.identity_info().address == addresses[1]
    assert one.exchanges.last().base_url == one.base_url == "http://sandbox.invalid/two"  # type: ignore[union-attr]
    assert (one.era.prefix, one.is_sandbox, one.name) == ("/api/v2", False, "two")
    assert one.now().date() == date(2026, 1, 5)


def test_twice_is_as_before(sandbox: Sandbox) -> None:
    one, two = client(sandbox, "one", "v7"), client(sandbox, "two", "classic")
    before = (one.base_url, one.name, one.is_sandbox, one.era, one.address)
    one.trade_places_with(two)
    one.trade_places_with(two)
    assert (one.base_url, one.name, one.is_sandbox, one.era, one.address) == before


def test_calls_aside_are_the_kits_own(sandbox: Sandbox) -> None:
    one = client(sandbox, "one", "v7")
    with one.aside():
        one.health()
    assert one.exchanges.last() is None
    assert len(one.exchanges) == 1


def test_after_the_reader_has_left_the_sandbox_its_app_is_offered_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENMESHED_BASE_URL", raising=False)
    monkeypatch.delenv("ENMESHED_ERA", raising=False)
    kernel = KernelSandbox()
    monkeypatch.setattr(sys.modules["enmeshed_kit.connect"], "_kernel_sandboxes", {"v7": kernel})
    assert app_connector().is_sandbox
    own = Connector("https://connector.example", "key")
    kernel.connector("connector").trade_places_with(own)
    with pytest.raises(ConfigurationError, match="that of the sandbox cannot meet it"):
        app_connector()
    kernel.connector("connector").trade_places_with(own)
    assert app_connector().is_sandbox
    assert kernel.server is not None
    kernel.server.close()


def test_what_depends_on_either_is_told_once_and_finds_all_changed(sandbox: Sandbox) -> None:
    one, two = client(sandbox, "one", "v7"), client(sandbox, "two", "classic")

    class Companion:
        def __init__(self) -> None:
            self.seen: list[tuple[str, str]] = []

        def connector_moved(self) -> None:
            self.seen.append((one.name, one.era.name))

    companion = Companion()
    one.accompany(companion)
    two.accompany(companion)
    one.trade_places_with(two)
    assert companion.seen == [("two", "classic")]
