"""Certificates and proxies: what a reader trusts, what stands in the way, and what to do about it."""

import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.client import http as http_module
from enmeshed_kit.client.access import proxy_of
from enmeshed_kit.client.errors import ConfigurationError, UnreachableError
from enmeshed_kit.connect import connect

HEALTHY = b'{"isHealthy": true, "services": {"database": "healthy", "backboneConnection": "healthy", ' \
    b'"backboneAuthentication": "healthy"}}'  # fmt: skip
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(HEALTHY)))
        self.end_headers()
        self.wfile.write(HEALTHY)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "RETRY_PAUSES_S", ())
    for name in (*PROXIES, "ENMESHED_CA_FILE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes a self-signed certificate for a name, its key in the same file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl to make certificates")
    folder = tmp_path_factory.mktemp("certificates")

    def made(name: str) -> Path:
        key, own, both = (folder / f"{name}.{ending}" for ending in ("key", "crt", "pem"))
        subprocess.run(
            [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=connector", "-addext", f"subjectAltName={name}", "-keyout", key, "-out", own],
            check=True, capture_output=True,
        )  # fmt: skip
        both.write_text(key.read_text() + own.read_text())
        return both

    return made


@pytest.fixture(scope="module")
def served(certificate: Callable[[str], Path]) -> Iterator[Callable[[str], tuple[str, Path]]]:
    """Starts a healthy Connector over TLS: its address and its certificate."""
    servers = []

    def start(name: str) -> tuple[str, Path]:
        file = certificate(name)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        server = ThreadingHTTPServer(("127.0.0.1", 0), Healthy)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return f"https://127.0.0.1:{server.server_port}", file

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_certificate_of_its_own_making_is_refused_and_the_advice_names_the_ca_file(
    served: Callable[[str], tuple[str, Path]],
) -> None:
    url, _ = served("IP:127.0.0.1")
    with pytest.raises(UnreachableError, match=r"certificate is not trusted.*self-signed") as caught:
        Connector(url, "key").health()
    assert caught.value.reason == "certificate"
    assert "ENMESHED_CA_FILE" in caught.value.hint


def test_named_as_ca_file_it_is_trusted(served: Callable[[str], tuple[str, Path]]) -> None:
    url, file = served("IP:127.0.0.1")
    assert Connector(url, "key", ca_file=file).health().is_healthy


def test_the_environment_may_name_the_ca_file(
    served: Callable[[str], tuple[str, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, file = served("IP:127.0.0.1")
    monkeypatch.setenv("ENMESHED_CA_FILE", str(file))
    assert connect(url, "key").health().is_healthy


def test_a_certificate_for_another_name_stays_refused_and_the_advice_is_another(
    served: Callable[[str], tuple[str, Path]],
) -> None:
    url, file = served("DNS:elsewhere.example")
    with pytest.raises(UnreachableError, match="mismatch") as caught:
        Connector(url, "key", ca_file=file).health()
    assert "made for another name" in caught.value.hint


@pytest.mark.parametrize("content", [None, "", "no certificate", "-----BEGIN CERTIFICATE-----\nx\n"])
def test_a_ca_file_that_is_none_is_refused_at_once(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ConfigurationError, match="CA file"):
        Connector("https://connector.example", "key", ca_file=file)


def test_a_folder_is_no_ca_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="CA file"):
        Connector("https://connector.example", "key", ca_file=tmp_path)


def test_behind_a_proxy_that_is_not_there_the_advice_names_the_proxy_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://me:hush-hush@127.0.0.1:9")
    with pytest.raises(UnreachableError) as caught:
        Connector("http://connector.example", "key").health()
    assert "127.0.0.1:9" in caught.value.hint
    assert "NO_PROXY" in caught.value.hint
    assert "hush" not in f"{caught.value} {caught.value.hint}"


def test_a_proxy_that_cannot_be_used_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://me:hush-hush@proxy.example:70")
    with pytest.raises(ConfigurationError, match="proxy") as caught:
        Connector("http://connector.example", "key")
    assert "hush" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("http://connector.example", "proxy.example:3128"),
        ("https://connector.example", ""),
        ("http://inside.example:8080", ""),
        ("http://localhost:8080", ""),
    ],
)
def test_calls_go_through_the_proxy_that_the_environment_names(
    url: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://me:hush-hush@proxy.example:3128/")
    monkeypatch.setenv("NO_PROXY", "inside.example")
    assert proxy_of(url) == proxy
