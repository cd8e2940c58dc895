"""The Connector: what it takes as its address, what it shows of itself, its clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enmeshed_kit.client import Connector
from enmeshed_kit.client.clock import Clock
from enmeshed_kit.client.errors import ConfigurationError, UnexpectedAnswerError

HEALTH = {
    "isHealthy": True,
    "services": {"database": "healthy", "backboneConnection": "healthy", "backboneAuthentication": "healthy"},
}


@pytest.mark.parametrize(
    "address",
    [
        "http://host:8080/name",
        "http://host:8080/name/",
        " http://host:8080/name \n",
        "http://host:8080/name/api/core/v1",
        "http://host:8080/name/api/core/v1/",
        "http://host:8080/name/api/v2",
        "http://host:8080/name/Monitoring/Version",
        "http://host:8080/name/docs/rapidoc#overview",
        "http://host:8080/name/api/core/v1/Account/IdentityInfo?x=y",
    ],
)
def test_what_is_copied_along_with_the_address_does_no_harm(address: str) -> None:
    assert Connector(address, "key").base_url == "http://host:8080/name"


@pytest.mark.parametrize(
    "address",
    [
        "localhost:8080",
        "host",
        "",
        "ftp://host",
        "http://",
        "http://me:pw@host",
        "http://host:99999",
        "http://host:0",
        "http://[::1",
        "http://ho st",
        "http://<host>",
        "me:pw@host:8080",
    ],
)
def test_what_is_no_address_is_refused_at_once(address: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Connector(address, "key")
    assert "http://localhost:8080" in caught.value.hint
    assert "pw" not in str(caught.value)


@settings(deadline=None)
@given(st.text(), st.sampled_from(["", "http://", "https://", "http://host/", "http://host:"]))
def test_any_text_is_refused_at_once_or_can_be_called(text: str, beginning: str) -> None:
    try:
        connector = Connector(beginning + text, "key", transport=httpx.MockTransport(lambda _: httpx.Response(418)))
    except ConfigurationError:
        return
    with pytest.raises(UnexpectedAnswerError):
        connector.health()


@pytest.mark.parametrize("name", ["health", "docs", "api", "Monitoring", "v2"])
def test_a_connector_may_have_the_name_of_a_route(name: str) -> None:
    assert Connector(f"http://host/{name}", "key").base_url == f"http://host/{name}"
    assert Connector(f"http://host/{name}/api/core/v1/", "key").base_url == f"http://host/{name}"


@pytest.mark.parametrize(
    ("address", "is_loopback"),
    [
        ("http://localhost:1/a", True),
        ("http://127.0.0.9", True),
        ("http://[::1]:8080", True),
        ("http://a.localhost", True),
        ("http://10.0.0.1", False),
        ("https://localhost.example.com", False),
    ],
)
def test_a_proxy_is_used_only_for_other_machines(address: str, is_loopback: bool) -> None:
    connector = Connector(address, "key")
    assert connector._http._client().trust_env is not is_loopback


@pytest.mark.parametrize("key", ["", "   ", "schlüssel", "a\nb", "“quoted”"])
def test_what_is_no_key_is_refused_without_naming_it(key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Connector("http://host", key)
    assert not key.strip() or key not in str(caught.value) + caught.value.hint


def test_a_key_may_be_pasted_with_a_line_end(stage: Any) -> None:
    connector = Connector("http://host", " key\n", transport=httpx.MockTransport(stage))
    stage.answer("GET", "/Monitoring/Version", httpx.Response(200, json={"version": "7.4.6"}))
    assert connector.version().version == "7.4.6"
    assert stage.requests[0].headers["x-api-key"] == "key"


def test_nothing_is_sent_before_the_first_step(stage: Any, connector: Connector) -> None:
    assert repr(connector) == "<Connector at http://connector.test>"
    assert stage.requests == []


def test_the_address_is_asked_for_once(stage: Any, connector: Connector) -> None:
    stage.result("GET", "/api/core/v1/Account/IdentityInfo", {"address": "did:e:x", "publicKey": "k"})
    assert (connector.address, connector.address) == ("did:e:x", "did:e:x")
    assert len(stage.requests) == 1


def test_support_shows_no_configuration_in_its_text_form(stage: Any, connector: Connector) -> None:
    answer = {"version": {"version": "7.4.6"}, "health": HEALTH, "configuration": {"HOME": "/secret/home"}}
    stage.answer("GET", "/Monitoring/Support", httpx.Response(200, json=answer))
    support = connector.support()
    assert support.configuration == {"HOME": "/secret/home"}
    assert "/secret/home" not in repr(support)


def dated(stage: Any, date: str = "Mon, 05 Jan 2026 09:00:00 GMT") -> None:
    stage.answer("GET", "/health", httpx.Response(200, json=HEALTH, headers={"date": date}))


def test_now_is_the_connectors_time_and_moves_on() -> None:
    class Dated:
        date: datetime | None = datetime(2026, 1, 5, 9, tzinfo=UTC)
        date_seen_s = (100.0, 1000.0)

    time = {"monotonic": 107.5, "wall": 1007.5}
    asked: list[int] = []
    clock = Clock(Dated(), lambda: asked.append(1), monotonic=lambda: time["monotonic"], wall=lambda: time["wall"])  # type: ignore[arg-type]  # all that it reads
    assert clock.now() == datetime(2026, 1, 5, 9, 0, 7, 500000, tzinfo=UTC)
    assert asked == []
    time["wall"] += 3600
    clock.now()
    assert asked == [1]


def test_now_asks_the_connector_when_it_has_not_answered_yet(stage: Any, connector: Connector) -> None:
    dated(stage)
    assert timedelta(0) <= connector.now() - datetime(2026, 1, 5, 9, tzinfo=UTC) < timedelta(seconds=30)
    connector.now()
    assert len(stage.requests) == 1
    assert connector.exchanges.last() is None


def test_a_seeded_clock_stands_still_between_calls(stage: Any) -> None:
    connector = Connector("http://h", "k", clock_stands_still=True, transport=httpx.MockTransport(stage))
    dated(stage)
    assert connector.now() == connector.now() == datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize("headers", [{}, {"date": "soon"}])
def test_without_a_readable_date_the_readers_clock_must_do(
    stage: Any, connector: Connector, headers: dict[str, str]
) -> None:
    stage.answer("GET", "/health", httpx.Response(200, json=HEALTH, headers=headers))
    assert abs(connector.now() - datetime.now(UTC)) < timedelta(minutes=1)
