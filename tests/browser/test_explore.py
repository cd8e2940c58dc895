import re

import pytest
from playwright.sync_api import expect

CELLS = [
    """from enmeshed_kit import notebook as kit
from enmeshed_kit.connect import kernel_sandbox
kernel_sandbox().sandbox.populate(relationships=40, messages=200, days=60)
explorer = kit.explore(kit.connect()).choose(picture="funnel")
explorer""",
]
SHOWN = "getComputedStyle(document.querySelector('img.ek-chart')).content"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_reader_explores_by_status_and_by_peer(read, theme):
    reader = read("explore", theme, CELLS)
    page = reader.page
    reader.run_all()
    picture = reader.notebook.locator("img.ek-chart")
    expect(picture).to_have_attribute("alt", re.compile("^From template to Relationship: "))
    assert page.evaluate(SHOWN).startswith("url(") is (theme == "dark")

    page.get_by_label("Status", exact=True).select_option("Active (32)")
    expect(page.get_by_role("status").filter(has_text="Relationships that are Active")).to_be_visible()
    page.get_by_label("Peer", exact=True).fill("<img src=x onerror='window.__pwned=1'>")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="There is no peer")).to_be_visible()
    assert page.evaluate("window.__pwned") is None

    page.get_by_role("button", name="Show everything").click()
    expect(page.get_by_role("status").filter(has_text="Chosen: everything")).to_be_visible()
