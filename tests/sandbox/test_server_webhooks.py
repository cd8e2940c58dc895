"""Events reach the webhook: in order, with their correlation id, after the answer, and at nobody's expense."""

import socket
import threading
import time
from typing import Any

import httpx
import pytest

from enmeshed_kit.sandbox.sandbox import Sandbox, SandboxConnector
from enmeshed_kit.sandbox.server import Server
from enmeshed_kit.sandbox.webhooks import Webhook

ATTRIBUTES = "/api/core/v1/Attributes"


def _create(server: Server, connector: SandboxConnector, name: str, **headers: str) -> str:
    """Creates an Attribute, which is one event, and says its id."""
    answer = httpx.post(
        f"{server.url}/{connector.name}{ATTRIBUTES}",
        json={"content": {"value": {"@type": "GivenName", "value": name}}},
        headers={"X-API-KEY": connector.api_key, **headers},
        trust_env=False,
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["result"]["id"])


def test_events_come_in_order_with_their_correlation_id(sandbox: Sandbox, server: Server, webhook: Any) -> None:
    connector = sandbox.add_connector("told", webhook_url=webhook.url)
    ids = [_create(server, connector, f"Name{letter}", **{"x-correlation-id": letter}) for letter in "abcdefgh"]
    events = webhook.wait_for(len(ids))
    assert [(trigger, data["id"], correlation) for trigger, data, correlation in events] == [
        ("consumption.attributeCreated", each, letter) for each, letter in zip(ids, "abcdefgh", strict=True)
    ]


def test_an_event_comes_within_fifty_milliseconds_of_the_answer(sandbox: Sandbox, server: Server, webhook: Any) -> None:
    connector = sandbox.add_connector("told", webhook_url=webhook.url)
    _create(server, connector, "First")  # the first one pays for what is loaded late
    webhook.wait_for(1)
    waits = []
    for number in range(2, 7):
        _create(server, connector, f"Name{'x' * number}")
        answered = time.perf_counter()
        webhook.wait_for(number)
        waits.append(time.perf_counter() - answered)
    assert min(waits) < 0.05, waits


def test_what_a_call_sets_off_begins_after_its_answer_even_if_that_has_no_body(
    server: Server, connector: SandboxConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()
    in_time: list[bool] = []
    monkeypatch.setattr(connector.account, "sync", lambda: connector.account.publish("test", {}))
    connector.subscribe(lambda *_: in_time.append(answered.wait(5)))
    url = f"{server.url}/{connector.name}/api/core/v1/Account/Sync"
    assert httpx.post(url, headers={"X-API-KEY": connector.api_key}, trust_env=False).status_code == 204
    answered.set()
    _create(server, connector, "Next")
    assert in_time[0] is True


def test_a_dead_or_silent_target_delays_neither_answers_nor_other_targets(
    sandbox: Sandbox, server: Server, webhook: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and never answers
        mute = sandbox.add_connector("mute", webhook_url=f"http://127.0.0.1:{silent.getsockname()[1]}/")
        dead = sandbox.add_connector("dead", webhook_url="http://127.0.0.1:1/")
        told = sandbox.add_connector("told", webhook_url=webhook.url)
        started = time.perf_counter()
        for letter, connector in zip("abcde", (mute, dead, mute, dead, told), strict=True):
            _create(server, connector, f"Name{letter}")
        webhook.wait_for(1)
        assert time.perf_counter() - started < 3.5  # two calls that wait for the silent one would take longer


def test_one_listener_after_another_hears_the_same(
    sandbox: Sandbox, connector: SandboxConnector, client: httpx.Client
) -> None:
    heard: list[tuple[bytes, str]] = []
    connector.subscribe(lambda event, correlation: heard.append((event, correlation)))
    connector.subscribe(lambda event, correlation: heard.append((event, correlation)))
    client.post(ATTRIBUTES, json={"content": {"value": {"@type": "GivenName", "value": "x"}}})
    assert len(heard) == 2
    assert heard[0] == heard[1]
    assert heard[0][0].startswith(b'{"trigger":"consumption.attributeCreated","data":{')


@pytest.mark.parametrize("url", ["", "nowhere", "ftp://host/", "http://", "http://host:99999/"])
def test_a_url_that_cannot_be_one_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Webhook(url)
