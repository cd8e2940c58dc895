import re

import pytest
from playwright.sync_api import expect

RELATIONSHIP = "01_first_relationship"


def open_lesson(open_page, address, name, scheme="light"):
    """Open a lesson and wait for its kernel: run earlier, JupyterLab would ask for one."""
    page = open_page(re.sub(r"tree/[^?]+", f"tree/{name}.ipynb", address), scheme)
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle")
    return page


def choose(page, menu, entry):
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{menu}$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{entry}$")).click()


def run_cell(page):
    """Press Shift+Enter on the active cell and wait for its number, if it has code."""
    cell = page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
    number = int(cell.get_attribute("data-windowed-list-index"))
    has_code = "jp-CodeCell" in cell.get_attribute("class")
    page.keyboard.press("Shift+Enter")
    if has_code:
        cell = page.locator(f".jp-Notebook .jp-Cell[data-windowed-list-index='{number}']")
        expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"^\[\d+\]:$"))


def run_all(page):
    """Run all cells, from no outputs: the saved ones would look like a run."""
    choose(page, "Edit", "Clear Outputs of All Cells")
    choose(page, "Run", "Run All Cells")
    page.wait_for_function(
        """() => {
            const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(one => one.textContent);
            return prompts.length > 0 && prompts.every(text => /^\\[\\d+\\]:$/.test(text));
        }"""
    )
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_reader_runs_all_cells_of_the_first_relationship(lab_in, open_page, theme):
    page = open_lesson(open_page, lab_in(theme), RELATIONSHIP, theme)

    run_all(page)

    assert page.locator(".jp-Notebook").text_content().count("sent, answered 201") >= 2
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() <= 1  # one mistake on purpose
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
    assert page.locator(".jp-RenderedMermaid svg, .jp-RenderedMermaid img").count() >= 1


def test_a_reader_sends_a_form_with_the_mouse_before_the_next_cell_does(lab_in, open_page):
    page = open_lesson(open_page, lab_in("light"), RELATIONSHIP)
    send = page.get_by_role("button", name="Send", exact=True)
    choose(page, "Edit", "Clear Outputs of All Cells")
    page.locator(".jp-Notebook .jp-Cell").first.click()

    while not send.count():
        run_cell(page)
    form = page.locator(".widget-vbox", has=send).last
    expect(form.get_by_role("status")).to_contain_text("nothing sent yet")
    send.click()

    expect(form.get_by_role("status")).to_contain_text("sent, answered 201")
