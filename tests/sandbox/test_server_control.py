"""Below /sandbox: Connectors are added while the sandbox runs."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from enmeshed_kit.eras import ERAS
from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.sandbox.server import Server

IDENTITY = "/api/core/v1/Account/IdentityInfo"
Order = Callable[..., httpx.Response]


@pytest.fixture
def order(server: Server) -> Order:
    def order(body: Any = None, **arguments: Any) -> httpx.Response:
        headers = {"X-SANDBOX-KEY": server.sandbox.control_key}
        arguments = {"headers": headers, "json": body} | arguments
        return httpx.post(f"{server.url}/sandbox/connectors", trust_env=False, **arguments)

    return order


def test_a_name_is_enough_and_the_answer_says_how_to_reach_it(order: Order, server: Server) -> None:
    answer = order({"name": "New-1"})
    result = answer.json()["result"]
    assert (answer.status_code, list(result)) == (201, ["baseUrl", "apiKey", "era", "address"])
    assert (result["baseUrl"], result["era"]) == (f"{server.url}/New-1", "v7")
    identity = httpx.get(result["baseUrl"] + IDENTITY, headers={"X-API-KEY": result["apiKey"]}, trust_env=False)
    assert identity.json()["result"]["address"] == result["address"]


def test_keys_scopes_and_debug_mode_are_taken_over(order: Order) -> None:
    keys = {
        "reader": {"key": "r", "scopes": ["core:account"]},
        "admin": {"key": "a"},
        "nobody": {"key": "n", "scopes": []},
    }
    result = order({"name": "keys", "era": "v7", "apiKeys": keys, "debug": True}).json()["result"]
    assert result["apiKey"] == "a"
    statuses = {}
    for key in ("a", "r", "n", "x"):
        answer = httpx.get(result["baseUrl"] + IDENTITY, headers={"X-API-KEY": key}, trust_env=False)
        statuses[key] = answer.status_code
    assert statuses == {"a": 200, "r": 200, "n": 403, "x": 401}
    deletion = result["baseUrl"] + "/api/core/v1/IdentityDeletionProcess"
    assert "stacktrace" in httpx.get(deletion, headers={"X-API-KEY": "a"}, trust_env=False).json()["error"]


@pytest.mark.parametrize("era", ERAS)
def test_a_connector_plays_the_era_that_was_ordered(order: Order, server: Server, era: str) -> None:
    result = order({"name": f"new-{era}", "era": era}).json()["result"]
    headers = {"X-API-KEY": result["apiKey"]}
    version = httpx.get(f"{result['baseUrl']}/Monitoring/Version", headers=headers, trust_env=False).json()
    assert (result["era"], version["version"]) == (era, ERAS[era].version)
    identity = httpx.get(
        f"{result['baseUrl']}{ERAS[era].prefix}/Account/IdentityInfo", headers=headers, trust_env=False
    )
    assert identity.json()["result"]["address"] == result["address"]


def test_an_era_that_is_not_played_is_refused_with_those_that_are(order: Order, sandbox: Sandbox) -> None:
    answer = order({"name": "new", "era": "v5"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "error.sandbox.unknownEra")
    assert all(era in answer.json()["error"]["message"] for era in ERAS)
    assert not sandbox.connectors


def test_scopes_are_refused_where_a_connector_knows_none(order: Order, sandbox: Sandbox) -> None:
    answer = order({"name": "new", "era": "classic", "apiKeys": {"admin": {"key": "k", "scopes": []}}})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "error.sandbox.invalidConnector")
    assert not sandbox.connectors


@pytest.mark.parametrize("key", [None, "", "wrong", "\xe4"])
def test_without_the_control_key_nothing_happens(order: Order, sandbox: Sandbox, key: str | None) -> None:
    headers = {} if key is None else {"X-SANDBOX-KEY": key.encode("latin-1")}
    assert order({"name": "new"}, headers=headers).status_code == 401
    assert "new" not in sandbox.connectors


def test_a_name_can_be_taken_once(order: Order) -> None:
    assert [order({"name": "one"}).status_code for _ in range(2)] == [201, 409]


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"name": ""},
        {"name": 1},
        {"name": "a b"},
        {"name": "a/b"},
        {"name": "sandbox"},
        {"name": "ä"},
        {"name": "new\n"},
        {"name": "new", "era": "v8"},
        {"name": "new", "era": None},
        {"name": "new", "surprise": 1},
        {"name": "new", "debug": "yes"},
        {"name": "new", "webhookUrl": "nowhere"},
        {"name": "new", "webhookUrl": "ftp://localhost/"},
        {"name": "new", "webhookUrl": "http://localhost:99999/"},
        {"name": "new", "webhookUrl": "http://[::1"},
        {"name": "new", "apiKeys": {"admin": "key"}},
        {"name": "new", "apiKeys": {"admin": {"key": ""}}},
        {"name": "new", "apiKeys": {"admin": {"key": "ä"}}},
        {"name": "new", "apiKeys": {"admin": {"key": "k", "scopes": "all"}}},
        {"name": "new", "apiKeys": {"one": {"key": "k"}, "two": {"key": "k"}}},
    ],
)
def test_an_order_that_makes_no_sense_is_refused_with_a_reason(order: Order, sandbox: Sandbox, body: Any) -> None:
    answer = order(body)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]
    assert "new" not in sandbox.connectors


def test_a_body_that_is_no_json_is_refused(order: Order) -> None:
    for content in (b"", b"{", b"\xff", b"[" * 100_000):
        assert order(content=content, json=None).status_code == 400


def test_nothing_else_lives_below_it_and_it_does_not_live_below_a_connector(order: Order, server: Server) -> None:
    order({"name": "one"})
    headers = {"X-SANDBOX-KEY": server.sandbox.control_key}
    for path, status in (("/sandbox/nothing", 404), ("/sandbox", 404), ("/one/sandbox/connectors", 401)):
        assert httpx.post(server.url + path, headers=headers, json={}, trust_env=False).status_code == status
    assert httpx.get(f"{server.url}/sandbox/connectors", headers=headers, trust_env=False).status_code == 405
