"""The sandbox behind a socket: many clients at once, rude ones among them, and as a process."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import httpx
import pytest

from enmeshed_kit.eras import ERAS, LATEST
from enmeshed_kit.sandbox.keys import ApiKey
from enmeshed_kit.sandbox.sandbox import Sandbox, SandboxConnector
from enmeshed_kit.sandbox.server import Server, run

IDENTITY = "/api/core/v1/Account/IdentityInfo"
SYNC = "/api/core/v1/Account/Sync"
PROGRAM = """
import sys
from enmeshed_kit.sandbox.server import run
sys.exit(run("127.0.0.1", 0, [("one", "k"), ("two", None)], False, *sys.argv[1:]))
"""


def _identity(server: Server, connector: SandboxConnector, **headers: str) -> httpx.Response:
    url = f"{server.url}/{connector.name}{IDENTITY}"
    return httpx.get(url, headers={"X-API-KEY": connector.api_key, **headers}, trust_env=False)


def test_a_connector_answers_below_its_name(server: Server, connector: SandboxConnector) -> None:
    assert _identity(server, connector).json()["result"]["address"] == connector.account.address


@pytest.mark.parametrize("host", ["localhost", "::1"])
def test_a_host_may_be_a_name_or_an_address_of_the_new_kind(host: str) -> None:
    sandbox = Sandbox()
    connector = sandbox.add_connector("connector")
    try:
        server = Server(sandbox, host)
    except OSError:
        pytest.skip(f"this machine has no {host}")
    with server:
        assert _identity(server, connector).status_code == 200


def test_an_unknown_name_is_told_which_there_are(server: Server, connector: SandboxConnector) -> None:
    answer = httpx.get(f"{server.url}/nobody{IDENTITY}", trust_env=False)
    assert answer.status_code == 404
    assert connector.name in answer.json()["error"]["message"]


def test_many_clients_are_served_at_once_and_every_call_is_counted(server: Server, connector: SandboxConnector) -> None:
    statuses: list[int] = []

    def work() -> None:
        with httpx.Client(headers={"X-API-KEY": connector.api_key}, trust_env=False) as client:
            statuses.extend(client.post(f"{server.url}/{connector.name}{SYNC}").status_code for _ in range(20))

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [204] * 200
    assert connector.monitoring.requests()["requestCountByStatus"] == {"204": 200}


def test_a_client_that_hangs_up_harms_nobody(server: Server, connector: SandboxConnector) -> None:
    address = httpx.URL(server.url)
    rude = f"POST /{connector.name}{SYNC} HTTP/1.1\r\nHost: x\r\nX-API-KEY: {connector.api_key}\r\n"
    for ending in ("\r\n", "Content-Length: 99999\r\n\r\nhalf", ""):
        for _ in range(5):
            with socket.create_connection((address.host, address.port or 80)) as connection:
                connection.sendall((rude + ending).encode())
    assert _identity(server, connector).status_code == 200


def test_clients_that_never_finish_their_request_take_nobodys_place(
    server: Server, connector: SandboxConnector
) -> None:
    address = httpx.URL(server.url)
    slow = [socket.create_connection((address.host, address.port or 80)) for _ in range(50)]
    for connection in slow:
        connection.sendall(b"GET /connector/hea")
    assert _identity(server, connector).status_code == 200
    for connection in slow:
        connection.close()


@pytest.mark.parametrize(
    "request_line",
    [
        "BREW /connector/health HTTP/1.1",
        "GET /connector/%zz HTTP/1.1",
        "GET /connector/api/core/v1/Attributes/%ff%fe HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "GET / HTTP/1.1",
        "GET //// HTTP/1.1",
        "GET http://elsewhere/connector/health HTTP/1.1",
        "GET /connector/" + "a" * 50_000 + " HTTP/1.1",
        "nonsense",
        "\x00\x01\x02",
    ],
)
def test_strange_requests_are_answered_and_the_next_one_too(
    raw: Callable[[bytes], bytes], server: Server, connector: SandboxConnector, request_line: str
) -> None:
    assert raw(f"{request_line}\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1")).startswith(b"HTTP/1.")
    assert _identity(server, connector).status_code == 200


def test_a_header_without_measure_is_refused_at_once(
    raw: Callable[[bytes], bytes], server: Server, connector: SandboxConnector
) -> None:
    answer = raw(b"GET /connector/health HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 300_000 + b"\r\n\r\n")
    assert answer == b"" or b" 431 " in answer.split(b"\r\n")[0]
    assert _identity(server, connector).status_code == 200


def test_the_raw_path_counts_so_that_an_escaped_slash_stays_in_its_segment(
    raw: Callable[[bytes], bytes], connector: SandboxConnector
) -> None:
    path = f"/{connector.name}/api/core/v1/RelationshipTemplates/a%2Fb"
    answer = raw(
        f"GET {path} HTTP/1.1\r\nHost: x\r\nX-API-KEY: {connector.api_key}\r\nConnection: close\r\n\r\n".encode()
    )
    assert b" 400 " in answer.split(b"\r\n")[0]


def test_wrong_keys_wait_for_a_second_or_more_while_others_are_served() -> None:
    sandbox = Sandbox(slow_401=True)
    connector = sandbox.add_connector("connector")
    with Server(sandbox) as server:
        refused: list[int] = []
        started = time.monotonic()

        def knock() -> None:
            url = f"{server.url}/connector{IDENTITY}"
            refused.append(httpx.get(url, headers={"X-API-KEY": "wrong"}, timeout=10, trust_env=False).status_code)

        knocking = [threading.Thread(target=knock) for _ in range(20)]
        for thread in knocking:
            thread.start()
        statuses = [_identity(server, connector).status_code for _ in range(20)]
        waited = time.monotonic() - started
        assert statuses == [200] * 20
        assert refused == [] or waited > 1
        for thread in knocking:
            thread.join()
        assert refused == [401] * 20
        assert time.monotonic() - started >= 1


def test_a_connection_is_kept_after_an_answer_without_a_body(server: Server, connector: SandboxConnector) -> None:
    address = httpx.URL(server.url)
    request = f"POST /{connector.name}{SYNC} HTTP/1.1\r\nHost: x\r\nX-API-KEY: {connector.api_key}\r\n\r\n".encode()
    with socket.create_connection((address.host, address.port or 80), timeout=10) as connection:
        for _ in range(3):
            connection.sendall(request)
            answer = b""
            while b"\r\n\r\n" not in answer:
                part = connection.recv(65536)
                assert part, "the server hung up"
                answer += part
            assert answer.startswith(b"HTTP/1.1 204")


def test_a_bug_in_what_a_call_sets_off_is_logged_and_the_next_call_is_answered(
    server: Server, connector: SandboxConnector, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr(connector.account, "sync", lambda: connector.account.defer(broken))
    headers = {"X-API-KEY": connector.api_key}
    answer = httpx.post(f"{server.url}/{connector.name}{SYNC}", headers=headers, trust_env=False)
    assert answer.status_code == 204
    assert [_identity(server, connector).status_code for _ in range(3)] == [200] * 3
    assert any(record.exc_info and record.exc_info[0] is ZeroDivisionError for record in caplog.records)


def test_closing_ends_every_thread_and_frees_the_port() -> None:
    before = threading.active_count()
    server = Server(Sandbox())
    port = httpx.URL(server.url).port or 0
    server.close()
    server.close()
    assert threading.active_count() == before
    with Server(Sandbox(), port=port) as again:
        assert again.url == server.url


def test_a_taken_port_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Server(Sandbox()) as server:
        assert run("127.0.0.1", httpx.URL(server.url).port or 0, [], False) == 1
    assert "cannot listen" in capsys.readouterr().err


@pytest.mark.parametrize("connectors", [[("a b", None)], [("a", None), ("a", None)], [("a", "")], [("sandbox", None)]])
def test_wrong_connectors_are_told_in_one_line(
    capsys: pytest.CaptureFixture[str], connectors: list[tuple[str, str | None]]
) -> None:
    assert run("127.0.0.1", 0, connectors, False) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(("how", "eras"), [("SIGINT", []), ("SIGTERM", ["classic"]), ("SIGTERM", ["v6"])])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to end a process cleanly")
def test_the_process_says_where_it_listens_and_ends_cleanly(how: str, eras: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *eras], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    assert set(ready) == {"url", "controlKey", "connectors"}
    assert list(ready["connectors"]) == ["one", "two"]
    one = ready["connectors"]["one"]
    era = ERAS[eras[0]] if eras else LATEST
    assert one | {"address": ""} == {"baseUrl": f"{ready['url']}/one", "apiKey": "k", "era": era.name, "address": ""}
    identity = f"{one['baseUrl']}{era.prefix}/Account/IdentityInfo"
    answer = httpx.get(identity, headers={"X-API-KEY": "k"}, trust_env=False)
    assert answer.json()["result"]["address"] == one["address"]
    process.send_signal(getattr(signal, how))
    output, errors = process.communicate(timeout=10)
    assert (process.returncode, output, errors) == (0, "", "")


def test_a_key_is_not_shown_by_accident() -> None:
    assert "secret" not in repr(ApiKey("secret"))
