"""Calls: the key, time limits, retries, the envelope, and the error for each way of not answering."""

import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.client import http as http_module
from enmeshed_kit.client.errors import (
    BadRequestError,
    ContentError,
    ForbiddenError,
    NotAcceptableError,
    NotFoundError,
    RejectedError,
    ServerError,
    UnauthorizedError,
    UnexpectedAnswerError,
    UnreachableError,
)

IDENTITY = "/api/core/v1/Account/IdentityInfo"
INFO = {"address": "did:e:localhost:dids:0123456789abcdef012357", "publicKey": "k"}


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that treats each connection as the test says."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                answer(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "RETRY_PAUSES_S", (0.0, 0.0))


def test_each_call_bears_the_key_and_asks_for_json(stage: Any, connector: Connector, api_key: str) -> None:
    stage.result("GET", IDENTITY, INFO)
    connector.account.identity_info()
    assert stage.requests[0].headers["x-api-key"] == api_key
    assert stage.requests[0].headers["accept"] == "application/json"


def test_health_bears_no_key(stage: Any, connector: Connector) -> None:
    stage.answer("GET", "/health", httpx.Response(200, json=healthy(True)))
    assert connector.health().is_healthy
    assert "x-api-key" not in stage.requests[0].headers


def healthy(is_healthy: bool) -> dict[str, Any]:
    services = {"database": "healthy", "backboneConnection": "healthy", "backboneAuthentication": "unhealthy"}
    return {"isHealthy": is_healthy, "services": services}


def test_an_unhealthy_connector_answers_500_and_is_still_read(stage: Any, connector: Connector) -> None:
    stage.answer("GET", "/health", httpx.Response(500, json=healthy(False)))
    assert not connector.health().is_healthy


def test_the_time_limits_leave_room_for_the_slow_answer_to_a_wrong_key(connector: Connector) -> None:
    timeout = connector._http._client().timeout
    assert min(timeout.connect or 0, timeout.read or 0, timeout.write or 0) >= 10


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("refused"), httpx.ReadError("gone"), httpx.RemoteProtocolError("disconnected")]
)
def test_a_read_is_tried_again_after_a_broken_connection(stage: Any, connector: Connector, error: Exception) -> None:
    stage.answer("GET", IDENTITY, error, error, httpx.Response(200, json={"result": INFO}))
    assert connector.account.identity_info().address == INFO["address"]
    assert len(stage.requests) == 3


def test_a_read_is_given_up_after_three_attempts(stage: Any, connector: Connector) -> None:
    stage.answer("GET", IDENTITY, httpx.ConnectError("refused"))
    with pytest.raises(UnreachableError):
        connector.account.identity_info()
    assert len(stage.requests) == 3


@pytest.mark.parametrize(
    "write",
    [
        lambda connector: connector.account.sync(),
        lambda connector: connector.relationships.accept("RELabcdefghijklmnopq"),
        lambda connector: connector.messages.send("did:e:x", {}),
    ],
)
def test_a_write_is_never_repeated(stage: Any, connector: Connector, write: Callable[[Connector], object]) -> None:
    paths = ["Account/Sync", "Relationships/RELabcdefghijklmnopq/Accept", "Messages"]
    for method in ("POST", "PUT"):
        for path in paths:
            stage.answer(method, f"/api/core/v1/{path}", httpx.ConnectError("refused"))
    with pytest.raises(UnreachableError):
        write(connector)
    assert len(stage.requests) == 1


def test_a_timeout_is_not_tried_again(stage: Any, connector: Connector) -> None:
    stage.answer("GET", IDENTITY, httpx.ReadTimeout("slow"))
    with pytest.raises(UnreachableError) as caught:
        connector.account.identity_info()
    assert caught.value.reason == "timeout"
    assert len(stage.requests) == 1


def test_nobody_listening_reads_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(UnreachableError) as caught:
        Connector(f"http://127.0.0.1:{port}", "key").health()
    assert caught.value.reason == "refused"
    assert "start it again" in caught.value.hint


def test_an_unknown_host_is_named_as_such() -> None:
    with pytest.raises(UnreachableError) as caught:
        Connector("http://no-such-host.invalid", "key").health()
    assert caught.value.reason == "unknown host"
    assert "no-such-host.invalid" in str(caught.value)


def test_plain_http_behind_https_suggests_http() -> None:
    refusal = b"HTTP/1.1 400 Bad Request\r\n\r\n"
    with listening(lambda connection: connection.sendall(refusal)) as url, pytest.raises(UnreachableError) as caught:
        Connector(url.replace("http:", "https:"), "key").health()
    assert caught.value.reason == "tls"
    assert url in caught.value.hint


def test_what_speaks_no_http_suggests_https() -> None:
    def greet(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"\x15\x03\x01\x00\x02\x02\x46 go away\r\n\r\n")

    with listening(greet) as url, pytest.raises(UnreachableError) as caught:
        Connector(url, "key").health()
    assert caught.value.reason == "no HTTP"
    assert url.replace("http:", "https:") in caught.value.hint


def test_silence_reads_timeout() -> None:
    released = threading.Event()
    with listening(lambda connection: released.wait(10) and None) as url:
        with pytest.raises(UnreachableError) as caught:
            Connector(url, "key", timeout_s=0.05).health()
        released.set()
    assert caught.value.reason == "timeout"


def test_a_web_page_is_not_taken_for_a_connector(stage: Any, connector: Connector) -> None:
    stage.answer("GET", IDENTITY, httpx.Response(200, html="<h1>Welcome</h1>"))
    with pytest.raises(UnexpectedAnswerError) as caught:
        connector.account.identity_info()
    assert "web page" in caught.value.hint
    assert caught.value.status == 200


def test_a_redirect_is_not_followed_but_named(stage: Any, connector: Connector) -> None:
    stage.answer("GET", IDENTITY, httpx.Response(301, headers={"location": "https://other.test/api?key=1"}))
    with pytest.raises(UnexpectedAnswerError) as caught:
        connector.account.identity_info()
    assert "https://other.test/api:" in caught.value.hint
    assert len(stage.requests) == 1


@pytest.mark.parametrize("body", ["[]", '{"result": 5}', '{"result": {"address": 5}}', "", "\xff", '{"error": {}}'])
def test_an_answer_of_another_shape_is_unexpected(stage: Any, connector: Connector, body: str) -> None:
    stage.answer("GET", IDENTITY, httpx.Response(200, content=body.encode("latin-1")))
    with pytest.raises(UnexpectedAnswerError):
        connector.account.identity_info()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, UnauthorizedError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (405, RejectedError),
        (406, NotAcceptableError),
        (429, RejectedError),
        (500, ServerError),
        (503, ServerError),
    ],
)
def test_each_status_has_its_error_with_all_data(
    stage: Any, connector: Connector, status: int, kind: type[RejectedError]
) -> None:
    stage.error("GET", IDENTITY, status, "error.some.code", "A sentence.")
    with pytest.raises(RejectedError) as caught:
        connector.account.identity_info()
    error = caught.value
    assert type(error) is kind
    assert (error.status, error.code, error.message, error.id) == (
        status,
        "error.some.code",
        "A sentence.",
        "ERRABCDEFGHJKLMNPQRS",
    )
    assert error.time is not None
    assert error.time.isoformat() == "2026-01-01T00:00:00+00:00"
    assert error.docs.endswith("#error.some.code")
    assert error.hint


def test_an_unreadable_error_time_does_no_harm(stage: Any, connector: Connector) -> None:
    stage.answer("GET", IDENTITY, httpx.Response(404, json={"error": {"code": "x", "time": "yesterday"}}))
    with pytest.raises(NotFoundError) as caught:
        connector.account.identity_info()
    assert caught.value.time is None


@pytest.mark.parametrize("body", [{"x": object()}, {"x": float("nan")}, {"x": {1, 2}}])
def test_a_payload_that_is_no_json_is_refused_before_it_is_sent(stage: Any, connector: Connector, body: Any) -> None:
    with pytest.raises(ContentError):
        connector.messages.send("did:e:x", body)
    assert stage.requests == []


def test_the_log_holds_both_sides_of_each_call_failures_too(stage: Any, connector: Connector) -> None:
    stage.result("GET", IDENTITY, INFO)
    stage.error("POST", "/api/core/v1/Messages", 400, "error.x")
    stage.answer("POST", "/api/core/v1/Account/Sync", httpx.ConnectError("refused"))
    connector.account.identity_info()
    with pytest.raises(BadRequestError) as rejected:
        connector.messages.send("did:e:x", {"a": 1})
    with pytest.raises(UnreachableError):
        connector.account.sync()
    read, refused, silent = connector.exchanges
    assert (read.method, read.path, read.status, read.answer) == ("GET", IDENTITY, 200, {"result": INFO})
    assert (refused.status, refused.body) == (400, {"recipients": ["did:e:x"], "content": {"a": 1}})
    assert rejected.value.exchange == refused
    assert (silent.status, silent.error) == (None, "refused")
    assert all(exchange.duration_s >= 0 for exchange in connector.exchanges)


def test_changing_a_payload_afterwards_does_not_change_the_log(stage: Any, connector: Connector) -> None:
    stage.error("POST", "/api/core/v1/Messages", 400, "error.x")
    content = {"a": [1]}
    with pytest.raises(BadRequestError):
        connector.messages.send("did:e:x", content)
    content["a"].append(2)
    assert connector.exchanges[-1].body["content"] == {"a": [1]}


def test_the_key_is_in_no_text_form_log_or_traceback(
    stage: Any, connector: Connector, api_key: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    stage.answer("GET", "/Monitoring/Support", httpx.Response(500, json={"environment": {"KEY": api_key}}))
    try:
        connector.support()
    except UnexpectedAnswerError as error:
        # The test's own frame knows the key.
        error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    exchange = connector.exchanges[-1]
    texts = [shown, caplog.text, repr(connector), repr(connector._http), repr(connector._http._auth), repr(exchange)]
    texts += [
        str(exchange.reveal().answer),
        exchange.as_curl(),
        exchange.reveal().answer_as_text(),
        str(vars(connector)),
    ]
    assert [text for text in texts if api_key in text] == []


def test_a_very_long_answer_is_read_but_not_kept(stage: Any, connector: Connector) -> None:
    stage.result("GET", IDENTITY, INFO | {"publicKey": "k" * 2_000_000})
    assert len(connector.account.identity_info().public_key) == 2_000_000
    assert connector.exchanges[-1].raw_answer == b""
    assert "not kept" in connector.exchanges[-1].answer


def test_a_stopped_call_leaves_the_connector_usable(stage: Any, connector: Connector) -> None:
    stage.answer("GET", IDENTITY, interrupt, httpx.Response(200, json={"result": INFO}))
    with pytest.raises(KeyboardInterrupt):
        connector.account.identity_info()
    assert connector.account.identity_info().address == INFO["address"]


def interrupt(_: httpx.Request) -> httpx.Response:
    raise KeyboardInterrupt
