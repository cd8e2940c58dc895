"""A declined Request and a second try, with mouse and keyboard, in the lesson of the first Relationship as it is."""

import re

from playwright.sync_api import expect

LESSON = "01_first_relationship"
IS_ACTIVE = r"✔ The Relationship with did:e:\S+ is Active"


def phone_in(cell):
    return cell.get_by_role("group", name=re.compile("^Phone: ")).first


def button(place, name):
    return place.get_by_role("button", name=name, exact=True)


def code_in(cell):
    """The picture of the newest QR code of a cell, as its address."""
    return cell.get_by_role("img", name=re.compile("^QR code")).last.get_attribute("src")


def back_to(reader, cell):
    """Make a cell that has run the active one again, as a click beside its number does."""
    cell.locator(".jp-InputPrompt").first.click()


def scan(phone):
    button(phone, "Scan code").or_(button(phone, "Add contact")).first.click()
    button(phone, "Scan the code on the screen").click()
    expect(phone.get_by_role("heading", name="Add contact")).to_be_visible()


def test_who_was_declined_sends_again_and_meets_with_a_new_code(read):
    reader = read(LESSON)
    reader.begin()
    reader.run_until("template.send()")
    form = reader.notebook.locator(".jp-CodeCell", has_text="kit.tutorial.CREATE_TEMPLATE")
    code = reader.run_until("kit.qr(picture)")
    first_code = code_in(code)
    profiles = reader.run_until("phone.existing_profile()")
    phone = phone_in(profiles)
    scan(phone)
    button(phone, "Decline").press("Enter")
    expect(phone).to_contain_text("Declined")

    # The other side is not told: a sync brings nothing.
    reader.go_on_after(profiles)
    reader.page.keyboard.press("Escape")
    reader.page.keyboard.press("a")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.insert_text("connector.sync()")
    reader.page.keyboard.press("Control+Enter")
    expect(reader.notebook.locator(".jp-CodeCell", has_text="connector.sync()").first).to_contain_text("Nothing new")

    button(form, "Send again…").click()
    expect(form.get_by_role("status").last).to_contain_text("What it created may then exist twice")
    button(form, "Yes, send again").press("Enter")
    expect(form.get_by_role("status").first).to_contain_text("sent, answered 201")
    back_to(reader, code)
    reader.run_cell()
    expect(code.get_by_role("img", name=re.compile("^QR code")).last).not_to_have_attribute("src", first_code)

    button(phone, "Contacts").click()
    scan(phone)
    phone.get_by_label("GivenName").press_sequentially("Grace")
    phone.get_by_label("Surname").press_sequentially("Example")
    button(phone, "Add contact").press("Enter")
    expect(phone).to_contain_text("You are in contact as soon as the other side accepts.")
    reader.go_on_after(profiles)
    reader.run_to_the_end()

    shown = "\n".join(reader.notebook.locator(".jp-OutputArea").all_text_contents())
    assert re.search(IS_ACTIVE, shown)
    assert "Grace" in shown
    assert reader.errors() == 0
