"""Keys on the kit's live views in JupyterLab: they work the view, and are no commands of the notebook."""

import re

from playwright.sync_api import expect

VIEWS = [
    """from enmeshed_kit import notebook as kit
from enmeshed_kit.connect import kernel_sandbox
kernel_sandbox().sandbox.populate(relationships=40, messages=200, days=60)
connector = kit.connect()
explorer = kit.explore(connector).choose(picture="funnel")
explorer""",
    "kit.feed(connector)",
    "connector",
    'kit.Form(connector, "Step 1", kit.tutorial.CREATE_NAME)',
    "kit.Phone(kit.app_connector())",
]
OPERABLE = ".jp-OutputArea-output :is(select, button, summary, input, textarea):visible"
IN_FOCUS = "element => element === document.activeElement"


def test_no_letter_on_a_view_changes_the_notebook_and_arrows_and_enter_work_the_view(read):
    reader = read("keys", "light", VIEWS)
    page, cells = reader.page, reader.notebook.locator(".jp-CodeCell")
    reader.run_all()

    focused = [each for each in reader.notebook.locator(OPERABLE).all() if each.is_enabled()]
    assert len(focused) > 12
    for each in focused:
        each.focus()
        page.keyboard.press("a")
        page.keyboard.press("b")
        assert (cells.count(), each.evaluate(IN_FOCUS)) == (len(VIEWS), True), each.evaluate("one => one.outerHTML")

    chosen = page.get_by_label("Status", exact=True)
    chosen.focus()
    page.keyboard.press("End")
    expect(page.get_by_role("status").filter(has_text=re.compile("Relationships that are "))).to_be_visible()
    page.get_by_role("button", name="Show everything").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Chosen: everything")).to_be_visible()
