"""The first Relationship in other front ends, each in an environment of its own, where the kit is installed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
LESSON = "01_first_relationship"
NOTEBOOK = ["-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--ServerApp.root_dir=my-notebooks"]


def environment(folder, *packages):
    """An environment with the kit as it is here and these packages: its Python."""
    uv = shutil.which("uv") or "uv"
    subprocess.run([uv, "venv", "-q", "--python", "3.11", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([uv, "pip", "install", "-q", "--python", python, *packages, ROOT], check=True)
    return str(python)


@pytest.fixture
def front_end(tmp_path, start_front_end):
    """Install a front end and start it: a running server with the lessons."""

    def started(package):
        python = environment(tmp_path / "environment", package)
        (tmp_path / "home" / "my-notebooks").mkdir(parents=True)
        options = {"command": NOTEBOOK} if package.startswith("notebook") else {}
        return start_front_end(tmp_path / "home", "light", python, **options)

    return started


@pytest.mark.slow
@pytest.mark.parametrize("package", ["jupyterlab==4.4.10"])
def test_form_code_and_phone_are_there_and_answer(front_end, open_page, package):
    address = front_end(package).place(ROOT / "notebooks" / f"{LESSON}.ipynb", f"{LESSON}.ipynb")
    if package.startswith("notebook"):
        address = re.sub(r"/tree(/tree)?", "/notebooks", address)
    page = open_page(address)
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    # Run before its kernel is there, a front end would ask for one.
    if page.locator("#jp-main-statusbar").count():
        expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle")
    else:
        expect(page.locator(".jp-Toolbar-kernelName")).to_contain_text("Python 3")

    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()

    form = page.locator(".jp-CodeCell", has_text="kit.tutorial.CREATE_NAME")
    expect(form.get_by_role("status").first).to_contain_text("answered 201")
    field = form.get_by_label(re.compile("^display name"))
    field.fill("Bakery at the Corner")
    field.press("Tab")
    expect(form.locator("pre").first).to_contain_text("Bakery at the Corner")
    code = page.locator(".jp-CodeCell", has_text="kit.qr(picture)").get_by_role("img", name="QR code").first
    expect(code).to_be_visible()
    phone = page.locator(".jp-CodeCell", has_text="phone.existing_profile()").get_by_role("group", name="Phone: ").first
    phone.get_by_role("button", name="Scan code").click()
    expect(phone.get_by_role("heading", name="Scan code")).to_be_visible()
