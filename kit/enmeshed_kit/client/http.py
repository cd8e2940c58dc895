"""Calls over HTTP: the key, time limits, retries, the log. The only file that imports httpx."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import msgspec

from enmeshed_kit.client import hints
from enmeshed_kit.client.access import is_this_machine, proxy_of
from enmeshed_kit.client.envelope import Answer, as_json, refusal
from enmeshed_kit.client.errors import ConfigurationError, UnreachableError
from enmeshed_kit.client.exchange import KEPT_ANSWER, Exchange, ExchangeLog, query_text
from enmeshed_kit.client.forms import Form, Upload, logged
from enmeshed_kit.masking import MASK

TIMEOUT_S = 20.0
"""A real Connector answers a wrong key only after up to four seconds; a sync may take several."""

CONNECT_TIMEOUT_S = 10.0

KEEPALIVE_S = 2.0
"""Shorter than the five seconds after which a Connector closes an idle connection: no write meets a closed one."""

RETRY_PAUSES_S = (0.1, 0.4)
"""Pauses before a read is tried again; writes are never repeated."""

SHORTEST_KEY = 8
"""Shorter keys are not looked for in answers: they would be found in the middle of words."""


class ApiKey(httpx.Auth):
    """Puts the API key on each call that wants it, and shows it to nobody."""

    def __init__(self, key: str) -> None:
        self.key = key

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]  # no response is sent in
        """Add the header."""
        request.headers["X-API-KEY"] = self.key
        yield request

    def __repr__(self) -> str:
        return f"ApiKey({MASK})"


class Http:
    """The calls of one Connector.

    Args:  base_url: the address before the API prefix, without a slash at its end.
           api_key: sent as X-API-KEY, except where a call needs none.
           ca_file: certificates to trust beside the usual ones; the check itself is never off.
           transport: in place of the network; a `WSGITransport` for a browser kernel, a `MockTransport` for tests.
           sleep: waits before a read is tried again.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        ca_file: str = "",
        transport: httpx.BaseTransport | None = None,
        wsgi_app: Any = None,
        timeout_s: float = TIMEOUT_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base_url = readable(base_url)
        self.exchanges = ExchangeLog()
        self.date: datetime | None = None
        self.date_seen_s = (0.0, 0.0)
        self._auth = ApiKey(api_key)
        self._ca_file = ca_file
        self._transport = httpx.WSGITransport(app=wsgi_app) if wsgi_app is not None else transport
        self._timeout = httpx.Timeout(timeout_s, connect=min(timeout_s, CONNECT_TIMEOUT_S))
        self._sleep = sleep
        self._whose = threading.local()  # what a thread of the kit's does is not the reader's, who goes on meanwhile
        self._opened: httpx.Client | None = None
        # Sends nothing, but loads what httpx needs, which would make the reader's first call look slow.
        self._client()

    def __repr__(self) -> str:
        return f"Http({self.base_url!r})"

    def close(self) -> None:
        """Give the connections back; the next call opens new ones."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @contextmanager
    def on_its_own(self) -> Iterator[None]:
        """Mark the calls inside as the kit's, not the reader's."""
        before, self._whose.is_kit = self._is_on_its_own(), True
        try:
            yield
        finally:
            self._whose.is_kit = before

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Iterable[tuple[str, str]] = (),
        body: Any = None,
        form: Form = (),
        accept: str = "application/json",
        with_key: bool = True,
    ) -> Answer:
        """Make one call, log it, and raise unless it was answered with success.

        Args:     path: below the base URL, its ids already quoted.
                  body: anything that can be written as JSON; None sends none.
                  form: sent in its place, with a file in it.
        Returns:  the answer, unread.
        Raises:   UnreachableError, UnexpectedAnswerError, RejectedError.
        """
        content = None if body is None else as_json(body)
        headers = {"Accept": accept} | ({"Content-Type": "application/json"} if content is not None else {})
        exchange = Exchange(
            number=self.exchanges.next_number(),
            base_url=self.base_url,
            method=method,
            path=path,
            raw_query=tuple(query),
            headers=headers,
            sends_key=with_key,
            raw_body=content,
            form=logged(form),
            auxiliary=self._is_on_its_own(),
        )
        return self._answered(exchange, form)

    def _is_on_its_own(self) -> bool:
        return getattr(self._whose, "is_kit", False)

    def _answered(self, exchange: Exchange, form: Form) -> Answer:
        started = time.monotonic()
        try:
            response = self._sent(exchange, form)
        except httpx.RequestError as error:
            reason = reason_for_silence(error)
            self.exchanges.add(msgspec.structs.replace(exchange, error=reason, duration_s=time.monotonic() - started))
            raise unreachable(self.base_url, reason, fault_of_certificate(error)) from error
        self._note_date(response)
        answered = msgspec.structs.replace(
            exchange,
            status=response.status_code,
            reason=response.reason_phrase,
            answer_headers={name.lower(): value for name, value in response.headers.items()},
            raw_answer=self._without_key(response.content) if len(response.content) <= KEPT_ANSWER else b"",
            answer_size=len(response.content),
            duration_s=time.monotonic() - started,
        )
        self.exchanges.add(answered)
        if not response.is_success:
            raise refusal(Answer(answered, response.content))
        return Answer(answered, response.content)

    def _sent(self, exchange: Exchange, form: Form) -> httpx.Response:
        pauses = RETRY_PAUSES_S if exchange.method == "GET" else ()
        for pause_s in pauses:
            try:
                return self._sent_once(exchange, form)
            except httpx.NetworkError as error:
                if reason_for_silence(error) in ("unknown host", "tls", "certificate"):
                    raise
            except httpx.RemoteProtocolError:
                pass
            self._sleep(pause_s)
        return self._sent_once(exchange, form)

    def _sent_once(self, exchange: Exchange, form: Form) -> httpx.Response:
        query = query_text(exchange.raw_query)
        return self._client().request(
            exchange.method,
            self.base_url + exchange.path + (f"?{query}" if query else ""),
            headers=exchange.headers,
            content=exchange.raw_body,
            files=[(name, part(value)) for name, value in form] or None,
            auth=self._auth if exchange.sends_key else None,
        )

    def _client(self) -> httpx.Client:
        if self._opened is None:
            try:
                self._opened = self._opened_client()
            except (ImportError, ValueError, httpx.InvalidURL) as error:
                raise ConfigurationError(
                    "The proxy that the environment names cannot be used.",
                    "Look at HTTPS_PROXY, HTTP_PROXY and ALL_PROXY (http://host:port), or name the host in NO_PROXY.",
                ) from error
        return self._opened

    def _opened_client(self) -> httpx.Client:
        return httpx.Client(
            transport=self._transport,
            timeout=self._timeout,
            limits=httpx.Limits(keepalive_expiry=KEEPALIVE_S),
            # A proxy of the environment cannot reach this machine's own loopback, and must not see a key.
            trust_env=not is_this_machine(self.base_url),
            # Loading certificates takes longer than a call, and plain HTTP needs none; redirects are not followed.
            verify=self.base_url.startswith("https:") and trusting(self._ca_file),
        )

    def _note_date(self, response: httpx.Response) -> None:
        try:
            date = parsedate_to_datetime(response.headers["date"])
        except (KeyError, ValueError):
            return
        self.date = date.replace(tzinfo=date.tzinfo or UTC).astimezone(UTC)
        self.date_seen_s = (time.monotonic(), time.time())

    def _without_key(self, content: bytes) -> bytes:
        key = self._auth.key
        if len(key) >= SHORTEST_KEY:
            for spelling in {key, json.dumps(key)[1:-1]}:
                content = content.replace(spelling.encode(), MASK.encode())
        return content


def trusting(ca_file: str) -> ssl.SSLContext:
    """What a server's certificate is checked against: the usual authorities, and the certificates of a file."""
    context = httpx.create_ssl_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def part(value: str | Upload) -> tuple[str | None, str | bytes] | tuple[str, bytes, str]:
    """One field of a form as httpx wants it: a text has no file name."""
    return (value.filename, value.content, value.mimetype) if isinstance(value, Upload) else (None, value)


def readable(base_url: str) -> str:
    """A URL that httpx will be able to call.

    Raises:  ConfigurationError: it will not, because of a host name that no name server could know.
    """
    try:
        httpx.URL(base_url)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise ConfigurationError(f"{base_url!r} is no address of a Connector.", "Check its host name.") from error
    return base_url


def reason_for_silence(error: BaseException) -> str:
    """Why no answer came, in one or two words; the operating system's own error lies deep in the chain."""
    if isinstance(error, httpx.TimeoutException):
        return "timeout"
    if isinstance(error, httpx.DecodingError):
        return "no HTTP"
    if isinstance(error, httpx.ProxyError):
        return "proxy"
    if isinstance(error, httpx.RemoteProtocolError):
        return "broken off" if "disconnected" in str(error) or "closed" in str(error) else "no HTTP"
    for cause in causes(error):
        for kind, reason in (
            (socket.gaierror, "unknown host"),
            (ssl.SSLCertVerificationError, "certificate"),
            (ssl.SSLError, "tls"),
            (ConnectionRefusedError, "refused"),
        ):
            if isinstance(cause, kind):
                return reason
    return "refused" if isinstance(error, httpx.ConnectError) else "broken off"


def fault_of_certificate(error: BaseException) -> str:
    """What is wrong with a server's certificate, in the words of OpenSSL; empty where nothing is."""
    found = (cause.verify_message for cause in causes(error) if isinstance(cause, ssl.SSLCertVerificationError))
    return next(found, "")


def causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what lies below it."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def unreachable(url: str, reason: str, fault: str = "") -> UnreachableError:
    """The error for a call that nobody answered.

    Args:  fault: of the certificate, if it is that.
    """
    what = {
        "refused": "nothing listens there",
        "unknown host": "nobody knows this host",
        "timeout": "no answer in time",
        "tls": "no secure connection is possible",
        "certificate": f"its certificate is not trusted ({fault})",
        "proxy": "the proxy on the way refuses",
        "no HTTP": "the answer was not HTTP",
        "broken off": "the connection broke off",
    }
    return UnreachableError(
        f"No Connector answers at {url}: {what.get(reason, reason)}.",
        hints.hint_for_silence(reason, url, fault, proxy_of(url)),
        url=url,
        reason=reason,
    )
