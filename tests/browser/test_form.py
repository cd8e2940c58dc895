"""A form in JupyterLab, by mouse and keyboard."""

import re

import pytest
from playwright.sync_api import expect

from enmeshed_kit.client import Connector
from enmeshed_kit.notebook.form.form import HASTE_S
from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.sandbox.server import Server

HOSTILE = (
    "<img src=x onerror=window.__pwned=1></textarea><script>window.__pwned=1</script></style>"
    + "\u202e gnol \U0001f980"
    + "x" * 10_000
)
START = "import enmeshed_kit.notebook as kit\nconnector = kit.connect()"
ASK = 'ask = kit.Form(connector, "Step 1 · Ask", kit.tutorial.MAY_I_ASK)\nask'
MAIL = """mail = kit.Form(connector, "Step 2 · Mail", kit.tutorial.SEND_MAIL)
mail.fill("the peer's address", connector.address, "from step 1")
mail"""
NAME = """name = kit.Form(connector, "Step 1 · Name", kit.tutorial.CREATE_NAME)
name"""
ASK_WITH_ANOTHER_NAME = """values = {"your Connector's address": connector.address, "display name": "Somebody else"}
ask = kit.Form(connector, "Step 2 · Test", kit.tutorial.VALIDATE, values | {"the ID of the Attribute": name.take("id")})
ask"""
COUNT = 'print(sum(one.method == "POST" for one in connector.exchanges), "sent")'


class OwnServer:
    """A Connector outside of the notebook that can be stopped and started again where it was."""

    def __init__(self):
        self.sandbox = Sandbox()
        self.played = self.sandbox.add_connector("own")
        self.server = Server(self.sandbox)
        self.port = int(self.server.url.rpartition(":")[2])
        self.connect = f"connector = kit.connect({self.server.url + '/own'!r}, {self.played.api_key!r})"

    def stop(self):
        self.server.close()

    def start(self):
        self.server = Server(self.sandbox, port=self.port)

    def names(self):
        """The display names that the Connector has."""
        own = Connector(f"{self.server.url}/own", self.played.api_key)
        return [attribute.content["value"]["value"] for attribute in own.attributes.list()]


@pytest.fixture
def own_server():
    own = OwnServer()
    yield own
    own.stop()


@pytest.fixture
def desk(read):
    """Opens a notebook of these cells and runs the first."""

    def lay(*cells, theme="light"):
        reader = read("forms", theme, [START, *cells])
        reader.begin()
        reader.run_cell()
        return reader

    return lay


def button(cell, name):
    return cell.get_by_role("button", name=name, exact=True)


def sent(reader, cell):
    """How often something was sent, says the cell below."""
    reader.go_on_after(cell)
    return reader.run_cell().locator(".jp-OutputArea-output").last.text_content().strip()


def test_a_form_is_filled_in_and_sent_with_the_keyboard_alone(desk):
    reader = desk(ASK, COUNT)
    cell = reader.run_cell()
    status = cell.get_by_role("status")
    expect(status).to_have_text("1 placeholder is open: fill in <question> first")
    expect(button(cell, "Send")).to_be_disabled()
    field = cell.get_by_label("question")
    field.focus()
    reader.page.keyboard.type("May we?")
    expect(status).to_have_text("nothing sent yet")
    expect(cell.locator("pre").first).to_contain_text('"consent": "May we?"')
    reader.page.keyboard.press("Tab")
    expect(button(cell, "Send")).to_be_focused()
    reader.page.keyboard.press("Enter")
    expect(status).to_have_text("sent, answered 201")
    expect(button(cell, "Send")).to_be_focused()
    assert sent(reader, cell) == "1 sent"


def test_two_quick_clicks_send_once(desk):
    reader = desk(ASK, COUNT)
    cell = reader.run_cell()
    cell.get_by_label("question").fill("May we?")
    expect(button(cell, "Send")).to_be_enabled()
    button(cell, "Send").dblclick()
    expect(cell.get_by_role("status")).to_contain_text("not sent a second time")
    assert sent(reader, cell) == "1 sent"


def test_each_way_in_which_a_form_fails_says_what_to_do_and_loses_nothing(desk, own_server):
    reader = desk(own_server.connect, NAME, ASK_WITH_ANOTHER_NAME)
    reader.run_cell()
    form = reader.run_cell()
    status, alert = form.get_by_role("status"), form.get_by_role("alert")

    # Wrong in type: the Connector judges it.
    button(form, "Edit as JSON").click()
    editor = form.get_by_label("The payload as JSON")
    editor.fill(editor.input_value().replace('"<display name>"', "5"))
    button(form, "Send").click()
    expect(status).to_contain_text("sent, refused with 400")
    expect(alert).to_contain_text("value")
    expect(editor).to_have_value(re.compile(": 5"))
    button(form, "Close the editor").click()
    form.get_by_label("display name").fill("")
    expect(status).to_contain_text("1 placeholder is open: fill in <display name> first")
    expect(button(form, "Send")).to_be_disabled()

    # Out of reach in the middle, and there again.
    form.get_by_label("display name").fill("Bakery")
    expect(status).to_contain_text("changed since the call failed")
    own_server.stop()
    button(form, "Send").click()
    expect(status).to_contain_text("no answer")
    expect(alert).to_contain_text("Is it started")
    expect(form.get_by_label("display name")).to_have_value("Bakery")
    own_server.start()
    reader.page.wait_for_timeout(1000 * HASTE_S)  # who has read the advice comes later than a double click
    button(form, "Send").click()
    expect(status).to_contain_text("sent, answered 201")
    expect(alert).to_have_count(0)
    assert own_server.names() == ["Bakery"]

    # Not valid: the item is marked where it stands, and the mark goes with the fault.
    reader.go_on_after(form)
    ask = reader.run_cell()
    button(ask, "Send").click()
    expect(ask.get_by_role("status")).to_contain_text("not valid: 1 place is marked in the payload")
    expect(ask.locator("pre strong").first).to_be_visible()
    ask.get_by_label("display name").fill("Bakery")
    expect(ask.locator("pre strong")).to_have_count(0)
    button(ask, "Send").click()
    expect(ask.get_by_role("status")).to_contain_text("sent, answered 201")
    assert own_server.names() == ["Bakery"]


@pytest.mark.slow
def test_two_quick_clicks_on_what_is_refused_ask_once(desk):
    reader = desk(MAIL, COUNT)
    cell = reader.run_cell()
    expect(cell.get_by_label("the peer's address (from step 1)")).to_have_value(re.compile("did:e:"))
    cell.get_by_label("subject").fill("Hello")
    cell.get_by_label("body").fill("there")
    expect(button(cell, "Send")).to_be_enabled()
    button(cell, "Send").dblclick()
    expect(cell.get_by_role("alert")).to_contain_text("no active Relationship")
    expect(cell.get_by_label("body")).to_have_value("there")
    assert sent(reader, cell) == "1 sent"


@pytest.mark.slow
def test_sending_again_is_explained_and_needs_a_yes(desk):
    reader = desk(ASK, COUNT)
    cell = reader.run_cell()
    cell.get_by_label("question").fill("May we?")
    button(cell, "Send").click()
    button(cell, "Send again…").click()
    expect(cell.get_by_role("status").last).to_contain_text("asks once more")
    button(cell, "Yes, send again").dblclick()
    expect(button(cell, "Yes, send again")).to_be_hidden()
    expect(button(cell, "Send")).to_be_focused()
    assert sent(reader, cell) == "2 sent"


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_json_is_edited_and_a_fault_is_shown_at_its_line(desk, theme):
    reader = desk(MAIL, theme=theme)
    cell = reader.run_cell()
    button(cell, "Edit as JSON").click()
    editor = cell.get_by_label("The payload as JSON")
    whole = editor.input_value()
    editor.fill(whole.replace('"to":', '"to"'))
    expect(cell.get_by_role("alert")).to_contain_text("Line 7, column 10: a colon is missing")
    expect(cell.locator("pre mark", has_text="→")).to_contain_text('7      "to" [')
    expect(button(cell, "Send")).to_be_disabled()
    editor.fill(whole.replace('"<subject>"', '"<a subject>"').replace('"<body>"', '"By hand"'))
    expect(cell.get_by_role("alert")).to_have_count(0)
    expect(cell.get_by_role("status")).to_contain_text("1 placeholder is open: fill in <a subject>")
    cell.get_by_label("a subject").fill("Hello")
    expect(button(cell, "Send")).to_be_enabled()
    expect(editor).to_have_value(re.compile('"subject": "Hello"'))
    button(cell, "Restore the payload").click()
    expect(cell.get_by_label("body")).to_have_value("By hand")
    expect(cell.get_by_role("status")).to_contain_text("fill in <subject> first")


def test_hostile_text_is_inert_in_fields_payload_editor_and_answer(desk):
    reader = desk(ASK, "ask")
    cell = reader.run_cell()
    cell.get_by_label("question").fill(HOSTILE)
    expect(button(cell, "Send")).to_be_enabled()
    button(cell, "Send").click()
    expect(cell.get_by_role("status")).to_contain_text("sent, refused with 400")  # 10,000 letters are too many
    button(cell, "Edit as JSON").click()
    editor = cell.get_by_label("The payload as JSON")
    editor.fill(editor.input_value()[:-8])
    expect(cell.get_by_role("alert").first).to_contain_text("Line ")
    reader.go_on_after(cell)
    for shown in (cell, reader.run_cell()):
        expect(shown.get_by_label("question")).to_have_value(HOSTILE)
    assert reader.page.evaluate("window.__pwned") is None
    assert reader.page.locator(".jp-OutputArea img[src='x'], .jp-OutputArea pre script").count() == 0


@pytest.mark.slow
def test_after_a_restart_of_the_kernel_the_cells_build_the_form_anew(desk):
    reader = desk(ASK)
    cell = reader.run_cell()
    cell.get_by_label("question").fill("May we?")
    button(cell, "Send").click()
    expect(cell.get_by_role("status")).to_have_text("sent, answered 201")
    reader.restart_kernel()
    reader.begin()
    reader.run_cell()
    reader.run_cell()
    expect(cell.get_by_label("question")).to_have_value("")
    cell.get_by_label("question").fill("May we?")
    button(cell, "Send").click()
    expect(cell.get_by_role("status")).to_have_text("sent, answered 201")


@pytest.mark.slow
def test_two_displays_of_a_form_are_one_form(desk):
    reader = desk(ASK, "ask", COUNT)
    first, second = reader.run_cell(), reader.run_cell()
    first.get_by_label("question").fill("May we?")
    expect(second.get_by_label("question")).to_have_value("May we?")
    button(first, "Send").click()
    button(second, "Send").click()
    for cell in (first, second):
        expect(cell.get_by_role("status")).to_contain_text("answered 201")
    expect(first.get_by_role("status")).to_contain_text("not sent a second time")
    assert sent(reader, second) == "1 sent"


@pytest.mark.slow
def test_at_twice_the_size_nothing_of_a_form_is_cut_off(desk):
    reader = desk(MAIL)
    reader.page.set_viewport_size({"width": 640, "height": 700})
    cell = reader.run_cell()
    for part in (cell.get_by_label("subject"), button(cell, "Send"), button(cell, "Edit as JSON")):
        part.scroll_into_view_if_needed()
        box = part.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 640
