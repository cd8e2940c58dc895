"""Serves a sandbox on a socket: in a thread for a notebook, as a process for everybody."""

import json
import logging
import select
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from waitress import create_server, wasyncore  # type: ignore[import-untyped]  # it has no types
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]  # it has no types
from waitress.task import WSGITask  # type: ignore[import-untyped]  # it has no types

from enmeshed_kit.eras import LATEST
from enmeshed_kit.sandbox.control import description
from enmeshed_kit.sandbox.keys import ApiKey
from enmeshed_kit.sandbox.qr import qr_png
from enmeshed_kit.sandbox.sandbox import Sandbox

THREADS = 8
MOST_THREADS = 256
CONNECTIONS = 1000
WAKE_UP_S = 0.5
QUIET_S = 0.3


class _Task(WSGITask):  # type: ignore[misc]  # it has no types
    """Keeps the connection after an answer that has no body; waitress would close it."""

    def set_close_on_finish(self) -> None:
        wants_close = self.request.headers.get("CONNECTION", "").lower() == "close"
        if wants_close or self.version != "1.1" or self.has_body:
            super().set_close_on_finish()


class _Channel(HTTPChannel):  # type: ignore[misc]  # it has no types
    task_class = _Task


class Server:
    """A sandbox behind a socket, in a thread of its own; closes as a context manager or by `close`.

    Args:      port: 0 takes a free one; `url` says which.
    Raises:    OSError: the port cannot be had.
    """

    def __init__(self, sandbox: Sandbox, host: str = "127.0.0.1", port: int = 0) -> None:
        # waitress warns of calls that wait for a thread and of threads that outlive it; neither is anybody's concern.
        logging.getLogger("waitress").setLevel(logging.ERROR)
        self.sandbox = sandbox
        self._sockets: dict[int, Any] = {}
        self._server = create_server(
            sandbox,
            map=self._sockets,
            host=host,
            port=port,
            ipv4=":" not in host,  # one socket only: two of `localhost` would take two different free ports
            ipv6=":" in host,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            ident=None,
            log_socket_errors=False,
        )
        self._server.channel_class = _Channel
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self._port()}"
        self._seats = threading.Lock()
        self._threads = THREADS
        sandbox.waiting_room = self._extra_thread
        self._closing = threading.Lock()
        self._stopping = False
        self._thread = threading.Thread(target=self._serve, name=f"sandbox {self.url}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering, and end all threads."""
        with self._closing:
            if self._stopping:
                return
            self._stopping = True
            self._wake_up()
        self._thread.join()
        self.sandbox.close()

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _port(self) -> int:
        return int(self._server.effective_port)

    def _wake_up(self) -> None:
        for each in list(self._sockets.values()):
            if hasattr(each, "pull_trigger"):
                each.pull_trigger()

    def _serve(self) -> None:
        while not self._stopping:
            wasyncore.loop(timeout=WAKE_UP_S, map=self._sockets, count=1, use_poll=hasattr(select, "poll"))
        with self._closing:  # the thread that closes may still be about to wake this one up
            self._server.task_dispatcher.shutdown(timeout=1)
            wasyncore.close_all(self._sockets)

    @contextmanager
    def _extra_thread(self) -> Iterator[None]:
        """One thread more while somebody waits, so that those who wait take nobody's place."""
        self._resize(1)
        try:
            yield
        finally:
            self._resize(-1)

    def _resize(self, by: int) -> None:
        with self._seats:
            self._threads += by
            self._server.task_dispatcher.set_thread_count(min(self._threads, MOST_THREADS))


def run(host: str, port: int, connectors: list[tuple[str, str | None]], slow_401: bool, era: str = LATEST.name) -> int:
    """Serve until SIGINT or SIGTERM; the first line on standard output says where and with which keys.

    Args:      connectors: name and API key, None for a key of its own; an empty list adds `connector` and `app`.
               era: which Connectors it plays.
    Returns:   the exit code: 2 when the arguments are wrong, 1 when the port cannot be had.
    """
    sandbox = Sandbox(slow_401=slow_401)
    try:
        for name, key in connectors or [("connector", None), ("app", None)]:
            sandbox.add_connector(name, api_keys=None if key is None else {"admin": ApiKey(key)}, era=era)
    except ValueError as error:
        print(f"enmeshed-kit sandbox: {error}", file=sys.stderr)
        return 2
    stopped = threading.Event()
    previous = {each: signal.signal(each, lambda *_: stopped.set()) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        with Server(sandbox, host, port) as server:
            print(_ready_line(server), flush=True)
            # The first QR code has much to load; here it is loaded while nobody waits for it.
            warm_up = threading.Timer(QUIET_S, qr_png, ["warm up"])
            warm_up.daemon = True
            warm_up.start()
            while not stopped.wait(WAKE_UP_S):  # a wait without an end would keep Windows from seeing Ctrl-C
                pass
    except OSError as error:
        print(f"enmeshed-kit sandbox: cannot listen on {host}:{port}: {error.strerror or error}", file=sys.stderr)
        return 1
    finally:
        for each, handler in previous.items():
            signal.signal(each, handler)
    return 0


def _ready_line(server: Server) -> str:
    connectors = {name: description(each, server.url) for name, each in server.sandbox.connectors.items()}
    return json.dumps({"url": server.url, "controlKey": server.sandbox.control_key, "connectors": connectors})
