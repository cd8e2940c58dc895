"""The connection panel, the exchange view and the QR code in JupyterLab: looked at, typed into, copied from."""

import os
import re
import shutil
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from enmeshed_kit.sandbox.keys import ApiKey
from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.sandbox.server import Server

CONNECT = """
from enmeshed_kit import notebook as kit
connector = kit.connect()
connector
"""
OTHER = """
from enmeshed_kit.connect import KernelSandbox
other = KernelSandbox("classic")
print(other.url + "/connector", other.sandbox.connectors["connector"].api_key)
"""
HOSTILE = "<img src=x onerror=window.__pwned=1></textarea><script>window.__pwned=1</script> it's \\u202e 'ä' 😀"
TOKEN = f"""
token = connector.tokens.create_own(content={{"note": "{HOSTILE}"}}, expires_at=kit.expiry(connector, days=2))
connector.exchanges.last()
"""
QR = 'kit.qr(connector.tokens.qr_code(token), "a Token")'
COPY = "navigator.clipboard.writeText = text => (window.__copied = text, Promise.resolve())"
COPY_IS_FORBIDDEN = """
navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed"));
document.addEventListener("copy", () => { window.__copied = document.activeElement.value; });
"""


class Page(BaseHTTPRequestHandler):
    """Answers everything with a web page."""

    def do_GET(self):
        page = b"<html><body>Welcome</body></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_):
        pass


class Passing(BaseHTTPRequestHandler):
    """Passes calls on to a Connector: what stands before one that is reached over TLS."""

    def do_GET(self):
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        answer = httpx.request(self.command, self.server.behind + self.path, headers=headers)
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer.headers.get("content-type", ""))
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_):
        pass


class Neighbours:
    """What may listen where a reader looks for a Connector."""

    def __init__(self, folder):
        self.folder = folder
        self.sandbox = Sandbox()
        self.server = Server(self.sandbox)
        self.others = []

    def connector(self, scopes=None):
        """One more Connector: its address, and a key with these scopes."""
        name = f"own{len(self.sandbox.connectors)}"
        keys = {"narrow": ApiKey("a-key-of-the-test-1234567890", scopes)} if scopes else None
        played = self.sandbox.add_connector(name, api_keys=keys)
        return f"{self.server.url}/{name}", played.api_key

    def web_page(self):
        return f"http://127.0.0.1:{self._serve(Page).server_port}"

    def with_certificate(self):
        """The first Connector behind TLS: its address, and the certificate of its own making."""
        certificate, key = self.folder / "own.crt", self.folder / "own.key"
        subprocess.run(
            [shutil.which("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-days", "2", "-subj", "/CN=own", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key,
             "-out", certificate],
            check=True, capture_output=True,
        )  # fmt: skip
        other = self._serve(Passing)
        other.behind = self.server.url
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        other.socket = context.wrap_socket(other.socket, server_side=True)
        return f"https://127.0.0.1:{other.server_port}/own0", certificate

    def close(self):
        for other in self.others:
            other.shutdown()
            other.server_close()
        self.server.close()

    def _serve(self, handler):
        other = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.others.append(other)
        threading.Thread(target=other.serve_forever, daemon=True).start()
        return other


@pytest.fixture
def neighbours(tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make a certificate")
    found = Neighbours(tmp_path)
    yield found
    found.close()


@pytest.fixture
def desk(read):
    """Opens a notebook of these cells, none of them run yet."""

    def lay(*cells, theme="light"):
        reader = read("panel", theme, [CONNECT, *cells])
        reader.begin()
        return reader

    return lay


def button(place, name):
    return place.get_by_role("button", name=name)


def hand_over(panel, key):
    """Types the key and waits until the kernel has taken it, which empties the field."""
    field = panel.get_by_label("API key")
    field.fill(key)
    field.press("Tab")
    expect(field).to_have_value("")


def copied(reader):
    reader.page.wait_for_function("window.__copied !== undefined")
    text = reader.page.evaluate("window.__copied")
    reader.page.evaluate("delete window.__copied")
    return text


def saved(reader):
    """The notebook's file, after Ctrl+S."""
    reader.page.keyboard.press("Escape")
    reader.choose("File", "Save Notebook")
    path = re.search(r"tree/(.+)", urlsplit(reader.page.url).path)[1]
    expect(reader.page.locator(".jp-DocumentWidget .jp-mod-dirty, .jp-mod-dirty")).to_have_count(0)
    return reader.page.evaluate(f"fetch('/api/contents/{path}').then(answer => answer.text())")


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_a_reader_turns_the_notebook_to_another_connector_and_back(desk, theme):
    reader = desk(OTHER, "connector.address", "connector.address", theme=theme)
    panel = reader.run_cell()
    expect(panel).to_contain_text("line to the Backbone")
    url, key = reader.run_cell().locator(".jp-OutputArea-output").inner_text().split()

    panel.get_by_text("Work on another Connector").click()
    panel.get_by_label("Address").fill(url)
    hand_over(panel, "a-wrong-key-1234567890")
    button(panel, "Test").click()
    expect(panel).to_contain_text("Check ENMESHED_API_KEY")
    hand_over(panel, key)
    button(panel, "Use").click()
    expect(panel.get_by_role("status")).to_contain_text("works on http://127.0.0.1")
    expect(panel).to_contain_text("classic, /api/v2")
    expect(panel.get_by_label("API key")).to_have_value("")

    reader.page.locator(".jp-Notebook .jp-Cell").nth(2).click()
    assert "id1" in reader.run_cell().locator(".jp-OutputArea-output").inner_text()
    button(panel, "Back to the first one").click()
    expect(panel).to_contain_text("v7, /api/core/v1")
    reader.page.locator(".jp-Notebook .jp-Cell").nth(3).click()
    assert "did:e:" in reader.run_cell().locator(".jp-OutputArea-output").inner_text()


def test_each_way_in_which_a_connector_cannot_be_used_is_told_with_advice(desk, neighbours, tmp_path):
    reader = desk()
    panel = reader.run_cell()
    panel.get_by_text("Work on another Connector").click()
    no_pem = tmp_path / "no.pem"
    no_pem.write_text("This is no certificate.")
    healthy, key = neighbours.connector()
    web_page = neighbours.web_page()
    secure, certificate = neighbours.with_certificate()
    told = [
        ("connector", key, "", "is no address of a Connector"),
        ("http://127.0.0.1:9", key, "", "nothing listens there"),
        (healthy, "a-wrong-key-1234567890", "", "Check ENMESHED_API_KEY"),
        (web_page, key, "", "This is a web page, not a Connector's API"),
        (secure.replace("https", "http"), key, "", "https"),
        (secure, key, "", "its certificate is not trusted (self"),
        (secure, key, "/no/such/file.pem", "cannot be read"),
        (secure, key, str(no_pem), "no.pem"),
    ]
    expect(panel).to_contain_text("line to the Backbone")
    button(panel, "Use").click()
    expect(panel).to_contain_text("The address is missing.")
    for url, typed, file, advice in told:
        panel.get_by_label("Address").fill(url)
        panel.get_by_label("CA file (optional)").fill(file)
        hand_over(panel, typed)
        button(panel, "Use").click()
        expect(panel.get_by_role("group", name="It cannot be used like this")).to_contain_text(advice)
        expect(panel.get_by_role("status")).to_contain_text("Nothing has changed")

    # With the certificate that was missing, the same Connector can be used.
    panel.get_by_label("CA file (optional)").fill(str(certificate))
    hand_over(panel, key)
    button(panel, "Use").click()
    expect(panel.get_by_role("status")).to_contain_text("The notebook works on https://")
    button(panel, "Back to the first one").click()

    # A key that may do little says which scopes it lacks.
    url, narrow = neighbours.connector(scopes=["core:account", "core:messages"])
    panel.get_by_label("CA file (optional)").fill("")
    panel.get_by_label("Address").fill(url)
    hand_over(panel, narrow)
    button(panel, "Test").click()
    expect(panel.get_by_role("group", name="It answers")).to_contain_text("monitoring:support")


def test_the_key_that_is_typed_is_in_no_saved_notebook(desk):
    reader = desk()
    panel = reader.run_cell()
    panel.get_by_text("Work on another Connector").click()
    panel.get_by_label("Address").fill("http://127.0.0.1:9")
    panel.get_by_label("API key").fill("a-key-that-nobody-sees")
    assert panel.get_by_label("API key").get_attribute("type") == "password"
    button(panel, "Test").click()
    expect(panel).to_contain_text("nothing listens there")

    text = saved(reader)

    assert "Connector" in text
    assert "a-key-that-nobody-sees" not in text
    assert "a-key-that-nobody-sees" not in reader.page.content()


def test_the_curl_line_works_as_it_is_copied(desk):
    if not shutil.which("curl"):
        pytest.skip("needs curl")
    reader = desk(TOKEN, "[token.content['note'] for token in connector.tokens.list_own()]")
    reader.run_cell()
    exchange = reader.run_cell()
    reader.page.evaluate(COPY)
    exchange.get_by_role("tab", name="HTTP").press("ArrowRight")
    expect(exchange.get_by_role("tab", name="curl")).to_be_focused()
    assert "•••" in exchange.get_by_role("tabpanel").inner_text()
    button(exchange, "Copy with secrets: curl").click()
    command = copied(reader)
    expect(exchange.get_by_role("status")).to_have_text("Copied.")

    environ = {name: value for name, value in os.environ.items() if not name.startswith("ENMESHED_")}
    done = subprocess.run([shutil.which("sh") or "sh", "-c", command], env=environ, capture_output=True, check=True)

    assert b'"result"' in done.stdout
    notes = reader.run_cell().locator(".jp-OutputArea-output").inner_text()
    assert notes.count("onerror") == 2
    assert reader.page.evaluate("window.__pwned") is None


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_a_reader_reads_the_call_in_four_languages_and_shows_its_secrets(desk, theme):
    reader = desk(TOKEN, theme=theme)
    reader.run_cell()
    exchange = reader.run_cell()
    expected = {
        "HTTP": "POST http://127.0.0.1",
        "curl": "curl -X",
        "Python": "import httpx",
        "JavaScript": "await fetch",
    }
    for name, beginning in expected.items():
        exchange.get_by_role("tab", name=name).click()
        expect(exchange.get_by_role("tabpanel")).to_contain_text(beginning)
    expect(exchange).to_contain_text("201 Created")
    expect(exchange).to_contain_text(re.compile(r"\d ms"))
    answer = exchange.locator("[aria-label='Answer']")
    expect(answer).to_contain_text("•••")
    button(exchange, "Show secrets").click()
    expect(answer).not_to_contain_text("•••")
    button(exchange, "Hide secrets").click()
    expect(answer).to_contain_text("•••")


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_a_reader_sees_what_is_in_a_qr_code_and_copies_it_where_the_clipboard_is_closed(desk, theme):
    reader = desk(TOKEN, QR, theme=theme)
    reader.run_cell()
    reader.run_cell()
    code = reader.run_cell()
    reader.page.evaluate(COPY_IS_FORBIDDEN)

    expect(code.get_by_role("img", name="QR code that leads to a Token")).to_be_visible()
    expect(code).to_contain_text("XChaCha20-Poly1305")
    assert "#•••" in code.locator("pre").inner_text()
    button(code, "Show secrets").click()
    expect(code.locator("pre")).not_to_contain_text("•••")
    button(code, "Copy").click()
    assert copied(reader) == code.locator("pre").inner_text()
