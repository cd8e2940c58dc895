"""The reader's own Connector and a phone in somebody's hand: the notebook shows the code, waits, and can be stopped."""

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from enmeshed_kit.client import Connector
from enmeshed_kit.notebook import Phone, memory

SANDBOX = "import sys; from enmeshed_kit.cli import main; sys.exit(main())"
PERSON = {"GivenName": "Erika", "Surname": "Musterfrau"}
BEGIN = """
from enmeshed_kit import notebook as kit
from enmeshed_kit.notebook.lesson import tutorial_request
connector = kit.connect()
phone = kit.RealPhone(connector)
name = connector.attributes.find_or_create({"@type": "DisplayName", "value": "Demo"})
content = {"@type": "RelationshipTemplateContent", "title": "Demo",
    "onNewRelationship": tutorial_request(connector.address, "Demo", name.id)}
template = connector.relationship_templates.create_own(
    content=content, expires_at=kit.expiry(connector, 30), max_number_of_allocations=1)
code = connector.relationship_templates.qr_code(template.id)
"""
SCAN, ADD = "phone.scan(code)", "phone.add_contact()"


@pytest.fixture
def played(monkeypatch):
    """A sandbox of another process: its `connector` is configured as the reader's own, `app` is the phone's."""
    process = subprocess.Popen([sys.executable, "-c", SANDBOX, "sandbox"], stdout=subprocess.PIPE, text=True)
    connectors = json.loads(process.stdout.readline())["connectors"]
    for name in ("APP_BASE_URL", "APP_API_KEY", "ERA"):
        monkeypatch.delenv(f"ENMESHED_{name}", raising=False)
    monkeypatch.setenv("ENMESHED_BASE_URL", connectors["connector"]["baseUrl"])
    monkeypatch.setenv("ENMESHED_API_KEY", connectors["connector"]["apiKey"])
    memory.forget()
    yield {name: Connector(one["baseUrl"], one["apiKey"]) for name, one in connectors.items()}
    memory.forget()
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture
def person(played):
    """Who holds the phone."""
    return Phone(played["app"])


@pytest.fixture
def desk(played, tmp_path, start_front_end, open_page, sit_before):
    """Opens a lesson or a notebook of these cells in a JupyterLab that knows the own Connector: reader and file."""

    def lay(*cells, lesson="", theme="light"):
        lab = start_front_end(tmp_path, theme)
        notebook = notebook_of(cells) if cells else Path("notebooks", f"{lesson}.ipynb").resolve()
        reader = sit_before(open_page(lab.place(notebook, "lesson.ipynb"), theme))
        reader.begin()
        return reader, lab.folder

    return lay


def notebook_of(cells):
    from nbformat import v4

    written = v4.new_notebook(cells=[v4.new_code_cell(cell.strip()) for cell in cells])
    written.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return written


def add_contact(person, connector):
    """Scan the newest code of a Connector and add the contact."""
    template = connector.relationship_templates.list_own()[-1]
    person.scan(connector.relationship_templates.qr_code(template.id))
    person.fill_in(**PERSON)
    person.add_contact()


def begin_cell(reader):
    """Press Shift+Enter and do not wait for the cell to end: the cell."""
    active = reader.notebook.locator(".jp-Cell.jp-mod-active")
    number = int(active.get_attribute("data-windowed-list-index") or 0)
    reader.page.keyboard.press("Shift+Enter")
    cell = reader.notebook.locator(f".jp-Cell[data-windowed-list-index='{number}']")
    expect(cell.locator(".jp-InputPrompt")).to_have_text("[*]:")
    return cell


def ended(cell):
    expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"^\[\d+\]:$"))
    return cell


def saved(reader, folder):
    """The notebook's file, after Ctrl+S."""
    reader.page.keyboard.press("Escape")
    reader.choose("File", "Save Notebook")
    expect(reader.page.locator(".jp-mod-dirty")).to_have_count(0)
    return (folder / re.search(r"tree/(.+)", urlsplit(reader.page.url).path)[1]).read_text()


def button(cell, name):
    return cell.get_by_role("button", name=name, exact=True).last


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_the_first_lesson_with_a_phone_in_the_hand(desk, played, person, theme):
    reader, folder = desk(lesson="01_first_relationship", theme=theme)
    waiting = reader.run_until("phone.scan(")
    expect(waiting.get_by_role("img", name=re.compile("^QR code"))).to_be_visible()
    expect(waiting.get_by_role("progressbar")).to_be_visible()
    expect(waiting).to_contain_text(re.compile(r"0:\d\d of 10:00 · [1-9]\d* looks?"))
    expect(button(waiting, "Stop")).to_be_enabled()
    reader.go_on_after(waiting)
    reader.run_cell()  # the words between the two
    blocked = begin_cell(reader)
    expect(button(blocked, "Stop")).to_be_visible()

    add_contact(person, played["connector"])

    expect(waiting).to_contain_text("✔ Here is the contact that your phone adds")
    ended(blocked)
    reader.run_to_the_end()
    assert re.search(r"✔ The Relationship with did:e:\S+ is Active", reader.notebook.text_content())
    assert [one.status for one in played["connector"].relationships.list()] == ["Active"]
    kept = saved(reader, folder)
    template = played["connector"].relationship_templates.list_own()[-1]
    assert "shown live only" in kept
    assert template.reference.truncated not in kept
    assert "data:image" not in kept
    assert '"image/png":' not in kept


def test_stop_ends_a_cell_that_stands_still_and_waiting_goes_on_later(desk, played, person):
    reader, _ = desk(BEGIN, SCAN, ADD, "connector.version().version")
    reader.run_cell()
    waiting = reader.run_cell()
    blocked = begin_cell(reader)
    button(waiting, "Stop").click()
    ended(blocked)
    expect(blocked).to_contain_text("WaitInterruptedError")
    expect(waiting).to_contain_text("Stopped waiting")
    expect(waiting).to_contain_text("Did somebody else scan the code before?")

    reader.go_on_after(blocked)
    expect(reader.run_cell()).to_contain_text("7.4.6")
    button(waiting, "Wait again").click()
    expect(button(waiting, "Stop")).to_be_visible()
    add_contact(person, played["connector"])
    expect(waiting).to_contain_text("✔ Here is the contact")
    reader.go_on_after(waiting)
    expect(reader.run_cell()).to_contain_text("Pending")


def test_interrupting_the_kernel_leaves_everything_usable(desk, played, person):
    reader, _ = desk(BEGIN, SCAN, ADD, ADD)
    reader.run_cell()
    waiting = reader.run_cell()
    blocked = begin_cell(reader)
    reader.choose("Kernel", "Interrupt Kernel")
    ended(blocked)
    expect(waiting).to_contain_text("Stopped waiting")

    button(waiting, "Wait again").click()
    add_contact(person, played["connector"])
    expect(waiting).to_contain_text("✔ Here is the contact")
    reader.go_on_after(blocked)
    expect(reader.run_cell()).to_contain_text("Pending")


def test_run_all_with_nobody_there_ends_and_says_what_to_check(desk):
    reader, _ = desk(BEGIN.replace("RealPhone(connector)", "RealPhone(connector, timeout_s=4)"), SCAN, ADD, "'never'")
    reader.choose("Run", "Run All Cells")
    cells = reader.notebook.locator(".jp-CodeCell")
    expect(cells.nth(1)).to_contain_text("✘ Nothing came in time")
    expect(cells.nth(1)).to_contain_text("Is the phone online")
    expect(cells.nth(2)).to_contain_text("WaitTimeoutError")
    expect(cells.nth(3).locator(".jp-InputPrompt")).to_have_text("[ ]:")
    expect(button(cells.nth(1), "Wait again")).to_be_enabled()
