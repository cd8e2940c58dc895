"""A sandbox to talk to, in process or behind its server, and a webhook that remembers."""

import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from enmeshed_kit.sandbox.sandbox import Sandbox, SandboxConnector
from enmeshed_kit.sandbox.server import Server

sys.path.insert(0, str(Path(__file__).parent))  # for the ledger and the deeds


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


@pytest.fixture
def connector(sandbox: Sandbox) -> SandboxConnector:
    return sandbox.add_connector("connector")


@pytest.fixture
def client(sandbox: Sandbox, connector: SandboxConnector) -> Iterator[httpx.Client]:
    """Calls the Connector in process, with its key."""
    transport = httpx.WSGITransport(app=sandbox, raise_app_exceptions=True)
    headers = {"X-API-KEY": connector.api_key, "Accept": "application/json", "Accept-Encoding": "identity"}
    with httpx.Client(transport=transport, base_url="http://sandbox/connector", headers=headers) as client:
        yield client


@pytest.fixture
def server(sandbox: Sandbox) -> Iterator[Server]:
    with Server(sandbox) as server:
        yield server


class Inbox:
    """A webhook's address and what came there."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.events: list[tuple[str, Any, str]] = []
        self.arrived = threading.Condition()

    def wait_for(self, number: int, timeout_s: float = 5) -> list[tuple[str, Any, str]]:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.events) >= number, timeout_s), self.events
            return list(self.events)


@pytest.fixture
def webhook() -> Iterator[Inbox]:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with inbox.arrived:
                inbox.events.append((event["trigger"], event["data"], self.headers["x-correlation-id"]))
                inbox.arrived.notify_all()
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    receiver = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    inbox = Inbox(f"http://127.0.0.1:{receiver.server_port}/hook")
    threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield inbox
    receiver.shutdown()
    receiver.server_close()


@pytest.fixture
def raw(server: Server) -> Callable[[bytes], bytes]:
    """Sends bytes to the server as they are and gives back all that comes until it hangs up."""

    address = httpx.URL(server.url)

    def send(request: bytes) -> bytes:
        with socket.create_connection((address.host, address.port or 80), timeout=10) as connection:
            answer = b""
            with suppress(ConnectionResetError):  # a server that has heard enough does not read to the end
                connection.sendall(request)
                while part := connection.recv(65536):
                    answer += part
        return answer

    return send
