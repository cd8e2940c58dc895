"""The first Relationship in other front ends, each in an environment of its own, where the kit is installed."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
LESSON = "01_first_relationship"
OLDEST = "jupyterlab==4.4.10"
NOTEBOOK = ["-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"]
NOTEBOOK += ["--ServerApp.root_dir=my-notebooks"]
COPY = "navigator.clipboard.writeText = text => (window.__copied = text, Promise.resolve())"

KERNEL_IS_READY = """async () => {
    const kernels = await (await fetch('/api/kernels')).json();
    return kernels.some(one => one.connections > 0 && one.execution_state === 'idle');
}"""


def environment(folder, *packages):
    """An environment with the kit as it is here and these packages: its Python."""
    uv = shutil.which("uv") or "uv"
    subprocess.run([uv, "venv", "-q", "--python", "3.11", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([uv, "pip", "install", "-q", "--python", python, *packages, ROOT], check=True)
    return str(python)


@pytest.fixture
def open_lesson(tmp_path, start_front_end, open_page):
    """Install a front end, start it and open the lesson there, its kernel ready: the page."""

    def opened(package: str):
        python = environment(tmp_path / "environment", package)
        (tmp_path / "home" / "my-notebooks").mkdir(parents=True)
        is_notebook = package.startswith("notebook")
        options = {"command": NOTEBOOK} if is_notebook else {}
        lab = start_front_end(tmp_path / "home", "light", python, **options)
        if is_notebook:
            lab = replace(lab, address=lab.address.replace("/tree?", "/tree/any?"))
        address = lab.place(ROOT / "notebooks" / f"{LESSON}.ipynb", f"{LESSON}.ipynb")
        page = open_page(address.replace("/tree/", "/notebooks/") if is_notebook else address)
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        # Run before its kernel is there, a front end would ask for one, or do nothing.
        page.wait_for_function(KERNEL_IS_READY)
        expect(page.locator(".jp-Toolbar-kernelName")).to_contain_text("Python 3")
        return page

    return opened


def cell_with(page, source):
    return page.locator(".jp-CodeCell").filter(has=page.locator(".jp-InputArea", has_text=source)).first


def choose(page, menu, entry):
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{menu}$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{entry}$")).click()


@pytest.mark.slow
def test_the_oldest_jupyterlab_has_the_layout_for_workshops(tmp_path, start_front_end, open_page, sit_before):
    python = environment(tmp_path / "environment", OLDEST)
    page = open_page(start_front_end(tmp_path / "home", "light", python, options=["--workshop"]).address)
    reader = sit_before(page)
    phone = page.locator(".jp-LinkedOutputView").get_by_role("group", name="Phone: ")
    expect(phone).to_contain_text("Scan code")

    reader.run_all()

    phone.get_by_role("button", name="Contacts").click()
    expect(phone).to_contain_text("Demo Connector of integration example")


@pytest.mark.slow
@pytest.mark.parametrize("package", [OLDEST, "jupyterlab==4.6.6", "notebook==7.6.5"])
def test_every_kind_of_widget_is_there_and_answers(open_lesson, package):
    page = open_lesson(package)
    choose(page, "Edit", "Clear Outputs of All Cells")
    choose(page, "Run", "Run All Cells")
    expect(page.locator(".jp-CodeCell").last).to_contain_text("✔ The Relationship with")

    panel = cell_with(page, "kit.connect()")
    panel.get_by_text("Work on another Connector").click()
    expect(panel.get_by_label("API key")).to_have_attribute("type", "password")

    form = cell_with(page, "kit.tutorial.CREATE_NAME")
    field = form.get_by_label(re.compile("^display name"))
    field.fill("Bakery at the Corner")
    field.press("Tab")
    expect(form.locator("pre").first).to_contain_text("Bakery at the Corner")
    form.get_by_role("button", name="Send", exact=True).click()
    expect(form.get_by_role("status").first).to_contain_text("sent, answered 201")

    exchange = cell_with(page, "display(name.exchange)")
    page.evaluate(COPY)
    exchange.get_by_role("tab", name="JavaScript").click()
    exchange.get_by_role("button", name=re.compile("^Copy.*JavaScript")).click()
    expect(exchange.get_by_role("status")).to_have_text("Copied.")
    assert "await fetch(" in page.evaluate("window.__copied")

    code = cell_with(page, "kit.qr(picture)").get_by_role("img", name="QR code").first
    code.scroll_into_view_if_needed()
    assert code.evaluate("picture => picture.complete && picture.naturalWidth") > 100

    phone = cell_with(page, "phone = kit.phone_for").get_by_role("group", name="Phone: ")
    expect(phone).to_contain_text("You are in contact as soon as the other side accepts.")
    phone.get_by_role("button", name="Contacts").click()
    phone.get_by_role("button", name="Refresh").click()
    expect(phone).to_contain_text("Active")

    expect(cell_with(page, "kit.tables.relationships").get_by_role("table").last).to_contain_text("Pending")
