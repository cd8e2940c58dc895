"""What a transcript is replayed against: the sandbox in process, the sandbox over a socket, or any Connectors."""

import base64
import io
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import unquote, urlencode

API_KEYS = {
    "admin": {"key": "This_is_a_test_APIKEY_with_30_chars+", "scopes": None},
    "limited": {"key": "A_limited_test_APIKEY_with_30_chars+", "scopes": ["core:account", "monitoring:version"]},
    "scopeless": {"key": "A_scopeless_test_APIKEY_with_30_chars+", "scopes": []},
    "wrong": {"key": "A_mistaken_test_APIKEY_with_30_char+", "scopes": None},
}
"""The keys of the first connector without their last digit."""


def api_key(name: str, connector: str) -> str:
    """A key of `connector`: the keys of a, b and c differ in their last digit."""
    return f"{API_KEYS[name]['key']}{ord(connector) - ord('a') + 1}"


@dataclass
class Call:
    """A request, ready to be sent: the target is the raw path with its query."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes | None


@dataclass
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Event:
    """What a Connector sent to its webhook."""

    trigger: str
    data: Any
    correlation: str | None


@dataclass
class Inbox:
    """The events of all connectors, each in the order in which it sent them."""

    events: dict[str, list[Event]] = field(default_factory=dict)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def put(self, connector: str, event: Event) -> None:
        with self.arrived:
            self.events.setdefault(connector, []).append(event)
            self.arrived.notify_all()

    def take(self, connector: str, expected: int, timeout_s: float) -> list[Event]:
        """All events so far, once there are as many as expected or the time is over."""
        with self.arrived:
            self.arrived.wait_for(lambda: len(self.events.get(connector, [])) >= expected, timeout_s)
            return self.events.pop(connector, [])


class Target(Protocol):
    """What a replay needs: some Connectors to call, their events, and time that passes."""

    base_paths: dict[str, str]
    inbox: Inbox
    patience_s: float

    def send(self, connector: str, call: Call) -> Answer: ...
    def wait(self, seconds: float) -> None: ...
    def close(self) -> None: ...


class InProcess:
    """A fresh sandbox, called as a WSGI app."""

    patience_s = 0.0

    def __init__(self, connectors: list[str], debug: bool, era: str) -> None:
        self.sandbox = _sandbox(connectors, debug, era)
        self.base_paths = {name: f"/{name}" for name in connectors}
        self.inbox = Inbox()
        for name in connectors:
            self.sandbox.connectors[name].subscribe(_listener(self.inbox, name))

    def send(self, connector: str, call: Call) -> Answer:
        answer: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            answer.update(status=int(status.split()[0]), headers={name.lower(): value for name, value in headers})

        parts = self.sandbox(_environ(f"/{connector}{call.target}", call), start_response)
        body = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        return Answer(answer["status"], answer["headers"], body)

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def close(self) -> None:
        self.inbox.events.clear()


class OverSocket:
    """Connectors at base URLs, each with its webhook set to `…/NAME` of the collector here."""

    patience_s = 1.0

    def __init__(self, base_urls: dict[str, str], collector: "Collector | None") -> None:
        import httpx

        self._base_urls = {name: httpx.URL(url.rstrip("/")) for name, url in base_urls.items()}
        self._collector = collector
        self._client = httpx.Client(timeout=30, trust_env=False)
        self.base_paths = {name: url.raw_path.decode().rstrip("/") for name, url in self._base_urls.items()}
        self.inbox = collector.inbox if collector else Inbox()
        self.patience_s = 1.0 if collector else 0.0

    def send(self, connector: str, call: Call) -> Answer:
        import httpx

        url = self._base_urls[connector].copy_with(raw_path=f"{self.base_paths[connector]}{call.target}".encode())
        headers = {"Host": url.netloc.decode(), **call.headers}
        if call.body is not None:
            headers["Content-Length"] = str(len(call.body))
        request = httpx.Request(call.method, url, headers=headers, stream=httpx.ByteStream(call.body or b""))
        answer = self._client.send(request)
        return Answer(
            answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content
        )

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def close(self) -> None:
        self._client.close()
        if self._collector:
            self._collector.close()


class ServedSandbox(OverSocket):
    """A fresh sandbox behind its real server, its events sent to a real webhook."""

    def __init__(self, connectors: list[str], debug: bool, era: str) -> None:
        from enmeshed_kit.sandbox.server import Server

        collector = Collector()
        self._server = Server(_sandbox(connectors, debug, era, collector.url))
        super().__init__({name: f"{self._server.url}/{name}" for name in connectors}, collector)

    def close(self) -> None:
        self._server.close()
        super().close()


class Collector:
    """A webhook: keeps what is POSTed to `/NAME` as an event of that Connector."""

    def __init__(self, port: int = 0) -> None:
        self.inbox = inbox = Inbox()

        class Receiver(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                correlation = self.headers["x-correlation-id"]
                inbox.put(self.path.strip("/"), Event(event["trigger"], event.get("data"), correlation))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Receiver)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def known_keys(connector: str, era: str = "v7") -> Any:
    """The keys of `connector` as the sandbox takes them: before v7 a Connector had one."""
    from enmeshed_kit.sandbox.keys import ApiKey

    known = ("admin", "limited", "scopeless") if era == "v7" else ("admin",)
    return {key: ApiKey(api_key(key, connector), API_KEYS[key]["scopes"]) for key in known}


def _sandbox(connectors: list[str], debug: bool, era: str, webhooks: str | None = None) -> Any:
    from enmeshed_kit.sandbox.sandbox import Sandbox

    sandbox = Sandbox()
    for name in connectors:
        webhook_url = webhooks and f"{webhooks}/{name}"
        sandbox.add_connector(name, api_keys=known_keys(name, era), webhook_url=webhook_url, debug=debug, era=era)
    return sandbox


def _listener(inbox: Inbox, name: str) -> Any:
    def listen(body: bytes, correlation: str) -> None:
        event = json.loads(body)
        inbox.put(name, Event(event["trigger"], event.get("data"), correlation))

    return listen


def _environ(target: str, call: Call) -> dict[str, Any]:
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": call.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": target,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(call.body or b""),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if call.body is not None:
        environ["CONTENT_LENGTH"] = str(len(call.body))
    for name, value in call.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environ


def prepare(request: dict[str, Any], connector: str, fill: Any) -> Call:
    """The request of a step, its symbols replaced."""
    headers = {"Accept": "application/json"}
    body, content_type = _body(request, fill)
    if content_type:
        headers["Content-Type"] = content_type
    for name, value in request.get("headers", {}).items():
        headers = {known: kept for known, kept in headers.items() if known.lower() != name.lower()}
        if value != "(not sent)":
            headers[name] = _with_keys(fill(value), connector)
    target = fill(request["path"])
    if query := request.get("query"):
        pairs = query.items() if isinstance(query, dict) else query
        target += "?" + urlencode([(fill(key), fill(value)) for key, value in pairs], doseq=True)
    return Call(request["method"], target, headers, body)


def _with_keys(value: str, connector: str) -> str:
    for name in API_KEYS:
        value = value.replace(f"key:{name}", api_key(name, connector))
    return value


def _body(request: dict[str, Any], fill: Any) -> tuple[bytes | None, str | None]:
    if "json" in request:
        return json.dumps(fill(request["json"])).encode(), "application/json"
    if "text" in request:
        return fill(request["text"]).encode(), None
    if "multipart" in request:
        return _multipart(fill(request["multipart"]))
    if raw := request.get("body"):
        if "base64" in raw:
            return base64.b64decode(raw["base64"]), None
        return raw.get("prefix", "").encode() + bytes([raw["fill"]]) * raw["size"] + raw.get(
            "suffix", ""
        ).encode(), None
    return None, None


def _multipart(fields: dict[str, Any]) -> tuple[bytes, str]:
    boundary = "boundary-of-a-replayed-form"
    parts = []
    for name, value in fields.items():
        parts += [_part(name, each) for each in (value if isinstance(value, list) else [value])]
    lines = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    return lines + b"--%s--\r\n" % boundary.encode(), f"multipart/form-data; boundary={boundary}"


def _part(name: str, value: Any) -> bytes:
    if not isinstance(value, dict):
        return f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
    head = f'Content-Disposition: form-data; name="{name}"; filename="{value["filename"]}"\r\n'
    if "type" in value:
        head += f"Content-Type: {value['type']}\r\n"
    content = value["text"].encode() if "text" in value else bytes([value["fill"]]) * value["size"]
    return head.encode() + b"\r\n" + content
