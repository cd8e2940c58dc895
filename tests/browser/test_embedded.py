"""The widgets in a plain page, as the saved state of a notebook brings them there: no JupyterLab, no kernel, no CDN."""

import functools
import http.server
import json
import re
import shutil
import subprocess
import threading
from pathlib import Path

import anywidget
import pytest
from ipywidgets.embed import embed_data
from playwright.sync_api import expect

from enmeshed_kit import notebook as kit
from enmeshed_kit.notebook.exchange_widget import exchange_view
from enmeshed_kit.notebook.phone.widget import PhoneView
from enmeshed_kit.sandbox.sandbox import Sandbox

PACKAGES = ["@jupyter-widgets/html-manager@1.0.15", "requirejs@2.3.8"]
PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body>
<script src="requirejs/require.js"></script>
<script>requirejs.config({baseUrl: ".", paths: {anywidget: "anywidget/index"}})</script>
<script src="@jupyter-widgets/html-manager/dist/embed-amd.js"></script>"""
MIMETYPE = "application/vnd.jupyter.widget-{}+json"
COPY = "navigator.clipboard.writeText = text => (window.__copied = text, Promise.resolve())"

pytestmark = [
    pytest.mark.sdk,
    pytest.mark.skipif(shutil.which("npm") is None, reason="the manager for plain pages comes from npm"),
]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        """Say nothing: the browser complains if something is missing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with the widget manager for plain pages, and its address."""
    folder = tmp_path_factory.mktemp("site")
    npm = [str(shutil.which("npm")), "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    subprocess.run([*npm, "--prefix", folder, *PACKAGES], cwd=folder, check=True, timeout=300)
    modules = folder / "node_modules"
    shutil.copytree(Path(anywidget.__file__).parent / "nbextension", modules / "anywidget")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(modules)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield modules, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def show(site, open_page):
    """Write a page with these widgets and open it."""
    modules, address = site

    def shown(*views):
        escaped = r"\u003c"  # no text of a widget ends its script
        data = embed_data(views=views, drop_defaults=False)
        described = [("state", data["manager_state"]), *(("view", view) for view in data["view_specs"])]
        scripts = [
            f'<script type="{MIMETYPE.format(kind)}">{json.dumps(what).replace("<", escaped)}</script>'
            for kind, what in described
        ]
        (modules / "index.html").write_text(PAGE + "".join(scripts), encoding="utf-8")
        return open_page(address)

    return shown


@pytest.fixture
def connector():
    sandbox = Sandbox()
    key = sandbox.add_connector("one").api_key
    return kit.Connector("http://sandbox.invalid/one", key, wsgi_app=sandbox, is_sandbox=True, name="one")


def test_tabs_turn_and_copy_and_the_phone_says_that_nobody_answers(show, connector):
    connector.account.identity_info()
    page = show(exchange_view(connector.exchanges.last()), PhoneView(kit.Phone(connector).first_use()))
    page.evaluate(COPY)

    page.get_by_role("tab", name="Python").click()
    page.get_by_role("button", name="Copy: Python").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    assert page.evaluate("window.__copied").startswith("import os")

    phone = page.get_by_role("group", name=re.compile("^Phone: "))
    phone.get_by_role("button", name="Scan code").click()
    expect(phone.get_by_role("alert")).to_contain_text("The kernel has not answered yet.")
