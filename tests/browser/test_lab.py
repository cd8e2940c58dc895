import pytest
from playwright.sync_api import expect

RELATIONSHIP = "01_first_relationship"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_reader_runs_all_cells_of_the_first_relationship(read, theme):
    reader = read(RELATIONSHIP, theme)

    reader.run_all()

    page = reader.page
    assert page.locator(".jp-Notebook").text_content().count("sent, answered 201") >= 2
    assert reader.errors() <= 1  # one mistake on purpose
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
    assert page.locator(".jp-RenderedMermaid svg, .jp-RenderedMermaid img").count() >= 1


def test_a_reader_sends_a_form_with_the_mouse_before_the_next_cell_does(read):
    reader = read(RELATIONSHIP)
    send = reader.page.get_by_role("button", name="Send", exact=True)
    reader.begin()

    while not send.count():
        reader.run_cell()
    form = reader.page.locator(".widget-vbox", has=send).last
    expect(form.get_by_role("status")).to_contain_text("nothing sent yet")
    send.click()

    expect(form.get_by_role("status")).to_contain_text("sent, answered 201")
