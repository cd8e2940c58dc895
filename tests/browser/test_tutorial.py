"""The tutorial in the hands of a reader: what can be typed is typed, what can be pressed is pressed."""

import re

import pytest
from playwright.sync_api import expect

RELATIONSHIP, MESSAGES = "01_first_relationship", "02_first_messages"
IS_ACTIVE = r"✔ The Relationship with did:e:\S+ is Active"


@pytest.fixture
def begin(read):
    """Open a lesson without outputs, at its first cell."""

    def opened(name, **options):
        reader = read(name, **options)
        reader.begin()
        return reader

    return opened


def phone_in(cell, screen=""):
    return cell.get_by_role("group", name=re.compile(f"^Phone: {screen}"))


def type_into(cell, label, text):
    """Replace what stands in a field, key by key, and leave it."""
    field = cell.get_by_label(re.compile(rf"^{label}\b"))
    field.press("ControlOrMeta+a")
    field.press_sequentially(text)
    field.press("Tab")


def send(cell, *, key=""):
    """Press Send with the mouse or with a key, and wait for the answer."""
    button = cell.get_by_role("button", name="Send", exact=True)
    expect(button).to_be_enabled()
    button.press(key) if key else button.click()
    expect(cell.get_by_role("status").first).to_contain_text(re.compile(r"sent, answered 20[01]"))


def scan(cell):
    """Take the phone's way from its first use to the code that the notebook shows."""
    phone = phone_in(cell).first
    phone.get_by_role("button", name="Scan code").click()
    phone.get_by_role("button", name="Scan the code on the screen").click()
    expect(phone.get_by_role("heading", name="Add contact")).to_be_visible()
    return phone


def meet(reader, *, given_name="Erika"):
    """Scan the code of the first Relationship by hand and add the contact: the phone."""
    cell = reader.run_until("phone.existing_profile()")
    phone = scan(cell)
    phone.get_by_label("GivenName").press_sequentially(given_name)
    phone.get_by_label("Surname").press_sequentially("Example")
    phone.get_by_role("button", name="Add contact").press("Enter")
    expect(phone).to_contain_text("You are in contact as soon as the other side accepts.")
    reader.go_on_after(cell)
    return phone


def outputs(reader):
    return "\n".join(reader.notebook.locator(".jp-OutputArea").all_text_contents())


def test_a_reader_makes_a_relationship_with_mouse_and_keyboard(begin):
    reader = begin(RELATIONSHIP)

    cell = reader.run_until("kit.tutorial.CREATE_NAME")
    expect(cell.get_by_role("status").first).to_contain_text("nothing sent yet")
    type_into(cell, "display name", "Bakery at the Corner")
    send(cell)
    reader.go_on_after(cell)
    cell = reader.run_until("kit.tutorial.VALIDATE")
    expect(cell.locator("pre").first).to_contain_text("Bakery at the Corner")
    send(cell, key="Enter")
    reader.go_on_after(cell)
    cell = reader.run_until("kit.tutorial.CREATE_TEMPLATE")
    send(cell, key="Space")
    reader.go_on_after(cell)
    phone = meet(reader)
    expect(phone).to_contain_text("Bakery at the Corner")
    pending = reader.run_until("kit.tables.relationships")
    expect(pending.get_by_role("table").last).to_contain_text("Pending")
    accepted = reader.run_until("kit.tutorial.ACCEPT")
    expect(accepted.get_by_role("status").first).to_contain_text("sent, answered 200")
    told = reader.run_until("kit.tables.attributes")

    expect(told.get_by_role("table").last).to_contain_text("Example")
    assert re.search(IS_ACTIVE, outputs(reader))
    assert reader.errors() == 0


def test_a_reader_writes_and_is_answered_with_mouse_and_keyboard(begin):
    reader = begin(MESSAGES)

    cell = reader.run_until("kit.tutorial.SEND_MAIL")
    type_into(cell, "subject", "Opening hours")
    type_into(cell, "body", "From Monday on we open at six.")
    send(cell)
    reader.go_on_after(cell)
    cell = reader.run_until("phone.contact()")
    expect(phone_in(cell).last).to_contain_text("From Monday on we open at six.")
    phone = phone_in(cell).first
    phone.get_by_role("button", name="New Message").click()
    type_into(phone, "Subject", "Six is early")
    type_into(phone, "Body", "I shall try.")
    phone.get_by_role("button", name="Send", exact=True).press("Enter")
    expect(phone).to_contain_text("Six is early")
    reader.go_on_after(cell)
    table = reader.run_until("kit.tables.messages").get_by_role("table")

    for subject in ("Opening hours", "Six is early", "Thank you"):
        expect(table).to_contain_text(subject)
    reader.run_to_the_end()
    assert "✔ The answer of the phone has arrived" in outputs(reader)


@pytest.mark.slow
def test_a_reader_whose_kernel_restarts_runs_the_cells_again(begin):
    reader = begin(RELATIONSHIP)
    cell = reader.run_until("kit.tutorial.CREATE_NAME")
    send(cell)
    reader.go_on_after(cell)
    reader.run_until("phone.scan")

    reader.restart_kernel()
    reader.choose("Run", "Run All Above Selected Cell")
    reader.run_until("phone.fill_in")
    reader.run_to_the_end()

    assert re.search(IS_ACTIVE, outputs(reader))
    expect(reader.notebook.get_by_role("table").last).to_contain_text("Musterfrau")


@pytest.mark.slow
def test_two_notebooks_open_at_once_do_not_meet(begin):
    reader = begin(RELATIONSHIP, beside=[MESSAGES])
    meet(reader, given_name="Grace")

    reader.open_beside(MESSAGES)
    reader.run_all()
    assert "Erika" in outputs(reader)
    assert "Grace" not in outputs(reader)
    reader.tab(RELATIONSHIP).click()
    reader.run_to_the_end()

    assert "Grace" in outputs(reader)
    assert "Erika" not in outputs(reader)
