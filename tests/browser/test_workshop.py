"""The layout for workshops: the notebook on the left, its phone on the right, alive."""

import re

import pytest
from playwright.sync_api import expect

SEAT = {"width": 1280, "height": 800}


def phone_in(place):
    return place.get_by_role("group", name=re.compile("^Phone: "))


@pytest.fixture
def sit_down(tmp_path, start_front_end, open_page, sit_before):
    """Open the layout as `enmeshed-kit lab --workshop` does: the reader of its notebook, and the phone on the right."""

    def seated(theme="light"):
        page = open_page(start_front_end(tmp_path, theme, options=["--workshop"]).address, theme)
        page.set_viewport_size(SEAT)
        return sit_before(page), phone_in(page.locator(".jp-LinkedOutputView"))

    return seated


def test_the_phone_is_held_on_the_right_while_the_cells_run_on_the_left(sit_down):
    reader, phone = sit_down()
    expect(phone).to_contain_text("Scan code")
    left, right = reader.notebook.bounding_box(), phone.bounding_box()
    assert left["width"] > 600
    assert right["x"] > left["x"] + left["width"]
    assert right["x"] + right["width"] <= SEAT["width"]

    reader.begin()
    expect(phone).to_have_count(0)
    cell = reader.run_until("phone = kit.phone_for")
    phone.get_by_role("button", name="Scan code").click()
    expect(phone_in(cell).get_by_role("heading", name="Scan code")).to_be_visible()
    reader.go_on_after(cell)
    cell = reader.run_until("phone.scan")
    phone.get_by_label("GivenName").fill("Erika")
    phone.get_by_label("Surname").fill("Example")
    phone.get_by_role("button", name="Add contact").click()
    expect(phone).to_contain_text("You are in contact as soon as the other side accepts.")
    reader.go_on_after(cell)
    reader.run_to_the_end()

    expect(reader.notebook.get_by_role("table").last).to_contain_text("Example")
    phone.get_by_role("button", name="Contacts").click()
    expect(phone).to_contain_text("Demo Connector of integration example")


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_goes_through_run_all_and_a_new_kernel(sit_down, theme):
    reader, phone = sit_down(theme)

    reader.run_all()
    expect(phone).to_contain_text("You are in contact as soon as the other side accepts.")
    reader.restart_kernel()
    reader.run_all()

    expect(phone).to_contain_text("You are in contact as soon as the other side accepts.")
    phone.get_by_role("button", name="Contacts").click()
    expect(phone).to_contain_text("Demo Connector of integration example")


@pytest.mark.slow
def test_after_a_reload_its_cell_brings_the_phone_back_as_it_was(sit_down):
    reader, phone = sit_down()
    reader.run_all()
    with reader.page.expect_response(lambda one: one.request.method == "PUT" and "/api/contents/" in one.url):
        reader.choose("File", "Save Notebook")
    reader.page.reload()
    in_cell = phone_in(reader.notebook.locator(".jp-CodeCell").filter(has_text="phone = kit.phone_for"))
    in_cell.get_by_role("button", name="Contacts").click()
    expect(in_cell).to_contain_text("Demo Connector of integration example")

    reader.wait_until_idle()
    reader.notebook.locator(".jp-CodeCell", has_text="phone = kit.phone_for").locator(".jp-InputArea").click()
    reader.run_cell()

    expect(phone).to_contain_text("Demo Connector of integration example")


@pytest.mark.slow
def test_any_phone_can_be_put_beside_its_notebook_by_hand(read):
    reader = read("02_first_messages")
    reader.run_all()
    cell = reader.notebook.locator(".jp-CodeCell").filter(has=reader.page.get_by_text("phone", exact=True)).first

    phone_in(cell).click(button="right")
    reader.page.locator(".lm-Menu-itemLabel", has_text="Create New View for Cell Output").click()

    beside = phone_in(reader.page.locator(".jp-LinkedOutputView"))
    beside.get_by_role("button", name="Contacts").click()
    expect(beside).to_contain_text("Demo Connector of integration example")
