"""What an exchange renders does the same again on a Connector, pasted into a terminal or run as a program."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.connect import KernelSandbox
from enmeshed_kit.eras import ERAS

HOSTILE = 'it\'s $HOME `id` "q" \\ !x %s ; # grüße 漢字 😀\nand a \u2028 line'
FILE_NAME = "my 'file' ä.txt"
NODE = shutil.which("node")
LANGUAGES = {
    "curl": (["sh", "-c"], Exchange.as_curl),
    "python": ([sys.executable, "-c"], Exchange.as_python),
    "javascript": ([NODE or "node", "--input-type=module", "-e"], Exchange.as_javascript),
}


@pytest.fixture(scope="module", params=ERAS)
def kernel(request: pytest.FixtureRequest) -> Iterator[KernelSandbox]:
    kernel = KernelSandbox(request.param)
    yield kernel
    assert kernel.server is not None
    kernel.server.close()


@pytest.fixture
def connector(kernel: KernelSandbox) -> Connector:
    return kernel.connector("connector")


@pytest.fixture(params=LANGUAGES)
def again(request: pytest.FixtureRequest, kernel: KernelSandbox, connector: Connector, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Makes the last call again, in another language: what it printed."""
    command, render = LANGUAGES[request.param]
    if shutil.which(command[0]) is None or (request.param == "curl" and shutil.which("curl") is None):
        pytest.skip(f"needs {command[0]}")
    key = kernel.sandbox.connectors["connector"].api_key
    environ = os.environ | {"ENMESHED_API_KEY": key, "ENMESHED_BASE_URL": connector.base_url, "NO_PROXY": "127.0.0.1"}
    (tmp_path / FILE_NAME).write_text("content of the file")

    def made_again(exchange: Exchange, base_url: str | None = None) -> str:
        text = render(exchange.reveal(), base_url).replace("curl -X", "curl -sS --fail -X")
        done = subprocess.run([*command, text], env=environ, cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    return made_again


def last(connector: Connector) -> Exchange:
    exchange = connector.exchanges.last()
    assert exchange is not None
    return exchange


def test_a_question_is_asked_again(connector: Connector, again) -> None:  # type: ignore[no-untyped-def]
    address = connector.account.identity_info().address
    assert address in again(last(connector))
    assert address in again(last(connector), last(connector).base_url)


def test_a_query_with_any_text_in_it_is_asked_again(connector: Connector, again) -> None:  # type: ignore[no-untyped-def]
    connector.messages.list({"content.subject": HOSTILE})
    assert '"result"' in again(last(connector))


def test_json_with_quotes_umlauts_and_line_ends_arrives_as_it_was(connector: Connector, again) -> None:  # type: ignore[no-untyped-def]
    expiry = connector.now() + timedelta(days=2)
    connector.tokens.create_own(content={"note": HOSTILE}, expires_at=expiry)
    before = {token.id for token in connector.tokens.list_own()}
    connector.tokens.create_own(content={"note": HOSTILE}, expires_at=expiry)
    made = last(connector)
    before |= {token.id for token in connector.tokens.list_own()}
    again(made)
    created = [token for token in connector.tokens.list_own() if token.id not in before]
    assert [token.content for token in created] == [{"note": HOSTILE}]


def test_a_file_is_uploaded_again_from_the_folder_it_lies_in(connector: Connector, again) -> None:  # type: ignore[no-untyped-def]
    uploaded = connector.files.upload(
        b"content of the file",
        filename=FILE_NAME,
        mimetype="text/plain",
        title=HOSTILE.replace("\n", " "),
        expires_at=connector.now() + timedelta(days=2),
    )
    before = {file.id for file in connector.files.list_own()}
    again(last_upload(connector))
    (created,) = [file for file in connector.files.list_own() if file.id not in before]
    assert connector.files.download(created) == b"content of the file"
    assert (created.filename, created.title) == (uploaded.filename, uploaded.title)


def last_upload(connector: Connector) -> Exchange:
    exchange = connector.exchanges.last("POST", "/Files/Own")
    assert exchange is not None
    return exchange


def test_a_picture_is_fetched_again_into_a_file(connector: Connector, again, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    token = connector.tokens.create_own(content={}, expires_at=connector.now() + timedelta(days=2))
    png = connector.tokens.qr_code(token)
    again(last(connector))
    assert (tmp_path / "qr-code.png").read_bytes() == png
