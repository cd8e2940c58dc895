"""Exchanges: what they show, and that what they render works when it is pasted."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enmeshed_kit.client.exchange import Exchange, ExchangeLog, query_text
from enmeshed_kit.masking import MASK

HOSTILE = 'it\'s $HOME `id` $(id) "q" \\ !x %s {a,b} [1-3] @file\n; rm -rf * #\u202e\u2028 é 😀'
REFERENCE = "https://backbone.example/r/RLTabcdefghijklmnopq#c2VjcmV0LW9mLXRoZS10ZW1wbGF0ZQ"


class Heard:
    """A server that remembers what it was asked."""

    def __init__(self) -> None:
        heard: list[dict[str, Any]] = []

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                heard.append({"line": f"{self.command} {self.path}", "headers": dict(self.headers), "body": body})
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            do_GET = do_POST = answer  # noqa: N815  # http.server asks for these names

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.heard = heard
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/name"


@pytest.fixture(scope="module")
def heard() -> Iterator[Heard]:
    listening = Heard()
    thread = threading.Thread(target=listening.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield listening
    listening.server.shutdown()
    thread.join()
    listening.server.server_close()


def exchange(**given: Any) -> Exchange:
    """A call that creates something."""
    body = given.pop("body", {"content": {"subject": HOSTILE}})
    fields: dict[str, Any] = {
        "number": 1,
        "method": "POST",
        "path": "/api/core/v1/Messages",
        "headers": {"Accept": "application/json", "Content-Type": "application/json"},
        "raw_body": None if body is None else json.dumps(body).encode(),
    }
    return Exchange(**(fields | given))


def environment(url: str) -> dict[str, str]:
    return {**os.environ, "ENMESHED_BASE_URL": url, "ENMESHED_API_KEY": "the $key 'of' \"a\" `test`"}


def pasted_into_shell(text: str, url: str) -> None:
    subprocess.run(["sh", "-c", text.replace("curl -X", "curl -sS -X")], env=environment(url), check=True)  # noqa: S607  # whichever shell there is


needs_curl = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("sh")), reason="needs curl and a POSIX shell"
)


@needs_curl
def test_curl_sends_what_was_sent_when_pasted_into_a_shell(heard: Heard) -> None:
    original = exchange(raw_query=(("content.subject", HOSTILE), ("a", "b")))
    pasted_into_shell(original.as_curl(), heard.url)
    request = heard.heard[-1]
    assert request["line"] == f"POST /name/api/core/v1/Messages?{query_text(original.raw_query)}"
    assert json.loads(request["body"]) == {"content": {"subject": HOSTILE}}
    assert request["headers"]["X-API-KEY"] == "the $key 'of' \"a\" `test`"
    assert request["headers"]["Content-Type"] == "application/json"


@needs_curl
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40), name=st.text(max_size=5))
def test_no_text_breaks_out_of_the_shell_command(heard: Heard, text: str, name: str) -> None:
    query = ((name.encode("utf-8", "replace").decode() or "q", text),)
    pasted_into_shell(exchange(body={"note": text}, raw_query=query).as_curl(), heard.url)
    assert json.loads(heard.heard[-1]["body"]) == {"note": text}
    assert heard.heard[-1]["line"].split("?", 1)[1] == query_text(query)


def test_python_sends_what_was_sent_when_it_is_run(heard: Heard) -> None:
    original = exchange(body={"text": HOSTILE, "flags": [True, None, 1.5], "long": "word " * 60})
    subprocess.run(
        [sys.executable, "-c", original.as_python()], env=environment(heard.url), check=True, capture_output=True
    )
    assert json.loads(heard.heard[-1]["body"]) == json.loads(original.raw_body or b"")
    assert heard.heard[-1]["headers"]["X-API-KEY"] == environment("")["ENMESHED_API_KEY"]


def test_python_of_a_call_without_key_names_no_key() -> None:
    call = exchange(method="GET", path="/health", body=None, sends_key=False)
    assert "ENMESHED_API_KEY" not in call.as_python() + call.as_curl() + call.as_http()


def test_saved_text_names_the_connector_by_its_variable_and_live_text_by_its_address() -> None:
    call = exchange()
    assert "$ENMESHED_BASE_URL" in call.as_curl()
    assert "http://127.0.0.1:4711/app/api/core/v1/Messages" in call.as_curl("http://127.0.0.1:4711/app")
    assert call.as_http("http://127.0.0.1:4711/app").startswith("POST http://127.0.0.1:4711/app/api/core/v1/Messages ")


def test_http_form_has_first_line_headers_and_body() -> None:
    lines = exchange(body={"a": 1}).as_http().splitlines()
    assert lines[:2] == ["POST $ENMESHED_BASE_URL/api/core/v1/Messages HTTP/1.1", "X-API-KEY: $ENMESHED_API_KEY"]
    assert lines[4:] == ["", "{", '  "a": 1', "}"]


def test_a_picture_is_fetched_into_a_file() -> None:
    call = exchange(method="GET", body=None, headers={"Accept": "image/png"})
    assert "--output qr-code.png" in call.as_curl()
    assert "qr-code.png" in call.as_python()


def test_references_and_passwords_are_shown_only_when_revealed() -> None:
    call = exchange(
        body={"reference": REFERENCE, "password": "hush-hush"},
        status=201,
        raw_answer=json.dumps({"result": {"reference": {"url": REFERENCE, "truncated": "x"}}}).encode(),
        answer_headers={"content-type": "application/json"},
    )
    forms = (
        repr,
        Exchange.as_curl,
        Exchange.as_http,
        Exchange.as_python,
        Exchange.answer_as_text,
        lambda e: str(e.body),
    )
    for form in forms:
        assert REFERENCE not in form(call)
        assert "hush-hush" not in form(call)
    assert MASK in call.as_curl()
    assert REFERENCE in call.reveal().as_curl()
    assert "hush-hush" in call.reveal().as_python()
    assert REFERENCE in call.reveal().answer_as_text()


def test_what_cannot_be_seen_is_written_as_escapes() -> None:
    shown = exchange().as_http()
    assert "\u202e" not in shown
    assert "\\u202e" in shown
    assert "é 😀" in shown


def test_an_answer_that_is_a_picture_is_named_by_its_size() -> None:
    call = exchange(status=200, reason="OK", raw_answer=b"\x89PNG1234", answer_headers={"content-type": "image/png"})
    assert call.answer == b"\x89PNG1234"
    assert call.answer_as_text() == "HTTP/1.1 200 OK\ncontent-type: image/png\n\n(8 bytes)"


def test_the_log_keeps_the_last_ones_and_counts_them_all() -> None:
    log = ExchangeLog(size=3)
    for _ in range(5):
        log.add(exchange(number=log.next_number()))
    assert [kept.number for kept in log] == [3, 4, 5]
    assert len(log) == 3
    assert [kept.number for kept in log[-2:]] == [4, 5]


def test_the_last_exchange_is_the_readers_own() -> None:
    log = ExchangeLog()
    log.add(exchange(number=1))
    log.add(exchange(number=2, method="GET", path="/api/core/v1/Relationships"))
    log.add(exchange(number=3, auxiliary=True))
    assert [log.last().number, log.last("POST").number, log.last(path_contains="Relation").number] == [2, 1, 2]  # type: ignore[union-attr]  # they exist
    assert log.last("DELETE") is None
