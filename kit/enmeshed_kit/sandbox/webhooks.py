"""Webhooks: a Connector tells one address what happened, in order and once each."""

import threading
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import SimpleQueue
from urllib.parse import urlsplit

TIMEOUT_S = 2.0


class Webhook:
    """Sends events to one address from a thread of its own, so that a slow or dead target delays nobody.

    An event that cannot be delivered is lost, as with a real Connector: there is no retry.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"a webhook needs an http or https URL, not {url!r}")
        _ = parts.port  # a port that is none is noticed here, not at the first event
        self._parts = parts
        self._queue: SimpleQueue[tuple[bytes, str | None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def send(self, event: bytes, correlation_id: str | None) -> None:
        """Put an event in line, with the header for the correlation id if there is one; returns at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._deliver, name=f"webhook {self._parts.netloc}", daemon=True)
            self._thread.start()
        self._queue.put((event, correlation_id))

    def close(self) -> None:
        """End the thread once what is in line has been sent."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread = None

    def _deliver(self) -> None:
        while entry := self._queue.get():
            self._post(*entry)

    def _post(self, event: bytes, correlation_id: str | None) -> None:
        kind = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
        connection = kind(self._parts.hostname or "", self._parts.port, timeout=TIMEOUT_S)
        target = (self._parts.path or "/") + (f"?{self._parts.query}" if self._parts.query else "")
        headers = {"Content-Type": "application/json"}
        if correlation_id is not None:
            headers["x-correlation-id"] = correlation_id
        try:
            connection.request("POST", target, event, headers)
            connection.getresponse().read()
        except (OSError, HTTPException):
            pass  # nobody listens: the event is lost, which is all that a Connector makes of it
        finally:
            connection.close()
