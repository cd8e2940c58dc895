"""The phone in JupyterLab, in the hands of somebody with mouse, keyboard, a dark room, or bad intentions."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

HOSTILE = (
    "<img src=x onerror=window.__pwned=1> <script>window.__pwned=1</script> </textarea><svg onload=window.__pwned=1> "
    '"onmouseover=window.__pwned=1 \u202e gnilda er \U0001f980'
)
BEGIN = """
from enmeshed_kit import notebook as kit
from enmeshed_kit import content
from enmeshed_kit.notebook.lesson import expiry
connector, phone = kit.connect(), kit.Phone()
def code(*items, title="", name="Demo"):
    shown = content.identity_attribute(content.attribute_value("DisplayName", value=name), connector.address)
    request = {"@type": "Request", "title": title or "Hello", "items": list(items)}
    template = connector.relationship_templates.create_own(
        content={"@type": "RelationshipTemplateContent", "title": "t", "onNewRelationship": request},
        expires_at=expiry(connector, 30), max_number_of_allocations=1)
    return connector.relationship_templates.qr_code(template.id)
def question(kind, must=True):
    query = {"@type": "IdentityAttributeQuery", "valueType": kind}
    return {"@type": "ReadAttributeRequestItem", "mustBeAccepted": must, "query": query}
def agreed():
    connector.sync()
    connector.relationships.accept(connector.relationships.list()[0].id)
"""
ASK = """
png = code(
    {"@type": "RequestItemGroup", "title": "About you", "items": [
        question("GivenName"), question("EMailAddress", must=False), question("Nationality", must=False)]},
    {"@type": "ConsentRequestItem", "mustBeAccepted": False, "consent": "May we write to you?",
     "link": "https://example.com/terms"},
    title="A shop")
kit.qr(png)
"""
"""The first cell, and one that shows a QR code."""


@pytest.fixture
def desk(read):
    """Opens a notebook of these cells, none of them run yet."""

    def lay(*cells, theme="light"):
        reader = read("phone", theme, cells)
        reader.begin()
        return reader

    return lay


def phone_of(cell):
    return cell.get_by_role("group", name=re.compile("^Phone: "))


def test_a_contact_is_added_with_the_keyboard_alone(desk):
    reader = desk(BEGIN, ASK, "phone", "agreed()\nphone.refresh()")
    reader.run_cell()
    reader.run_cell()
    phone, page = phone_of(reader.run_cell()), reader.page

    phone.get_by_role("button", name="Scan code").focus()
    page.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Scan code")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(phone.get_by_role("heading", name="Add contact")).to_be_focused()
    page.keyboard.press("Tab")
    expect(phone.get_by_label("GivenName")).to_be_focused()
    page.keyboard.type("Erika")
    page.keyboard.press("Tab")
    page.keyboard.type("no address")
    page.keyboard.press("Tab")
    expect(phone.get_by_label("Nationality")).to_be_focused()
    page.keyboard.type("Ger")
    page.keyboard.press("Enter")
    phone.get_by_role("button", name="Add contact").focus()
    page.keyboard.press("Enter")

    expect(phone.get_by_role("alert")).not_to_be_empty()
    address = phone.get_by_label("EMailAddress")
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(phone.get_by_label("GivenName")).to_have_value("Erika")
    expect(phone.get_by_label("Nationality")).to_have_value("DE")
    address.fill("erika@example.com")
    phone.get_by_role("button", name="Add contact").press("Enter")
    expect(phone).to_contain_text("You are in contact as soon as the other side accepts.")


def test_the_displayed_phone_goes_on_with_what_later_cells_do(desk):
    reader = desk(BEGIN, ASK, "phone", "phone.scan(png)", "phone.fill_in(GivenName='Max')", "phone.add_contact()")
    reader.run_cell()
    reader.run_cell()
    held = phone_of(reader.run_cell())
    moment = phone_of(reader.run_cell())
    expect(held).to_contain_text("May we write to you?")
    reader.run_cell()
    expect(held.get_by_label("GivenName")).to_have_value("Max")
    reader.run_cell()
    expect(held).to_contain_text("You are in contact as soon as")

    moment.get_by_role("button", name="The phone has moved on").click()
    expect(moment).to_contain_text("You are in contact as soon as")


def test_a_second_profile_is_begun_and_left_by_hand(desk):
    reader = desk(BEGIN, ASK, "phone.contacts()\nphone")
    reader.run_cell()
    reader.run_cell()
    phone = phone_of(reader.run_cell())
    for name in ("Profiles", "+ New profile", "Scan code", "Scan the code on the screen"):
        phone.get_by_role("button", name=name, exact=True).click()
    phone.get_by_label("GivenName").fill("Erika")
    phone.get_by_role("button", name="Add contact").click()
    expect(phone).to_contain_text("You are in contact as soon as")
    phone.get_by_role("button", name="Contacts").click()
    expect(phone).to_contain_text("Profile 2")
    phone.get_by_role("button", name="Profiles").click()
    phone.get_by_role("button", name="Profile 1").click()
    expect(phone).to_contain_text("Nobody here yet")


def test_a_file_is_chosen_taken_off_and_sent_with_the_keyboard(desk, tmp_path):
    large, prices = tmp_path / "large.bin", tmp_path / "prices.csv"
    large.write_bytes(bytes(10 * 1024 * 1024 + 1))
    prices.write_bytes(b"1,2\n" * 700_000)  # more than one piece
    meet = "phone.scan(png)\nphone.fill_in(GivenName='Max')\nphone.add_contact()\nagreed()\nphone.refresh()"
    check = """
connector.sync()
[mail] = [connector.messages.get(one) for one in connector.messages.list()]
[file] = mail.attachments
print(mail.content["subject"], file.filename, len(connector.messages.download(mail, file)))
    """
    reader = desk(BEGIN, ASK, meet, "phone.compose()\nphone", check)
    for _ in range(3):
        reader.run_cell()
    cell = reader.run_cell()
    phone, page = phone_of(cell), reader.page
    phone.get_by_label("Subject").fill("Prices")

    def choose(path):
        with page.expect_file_chooser() as chooser:
            phone.get_by_role("button", name="Attach a file").press("Enter")
        chooser.value.set_files(path)

    choose(large)
    expect(phone.get_by_role("alert")).to_contain_text("large.bin is too large: at most 10 MiB are allowed")
    choose(prices)
    attached = phone.get_by_role("button", name="prices.csv")
    expect(attached).to_contain_text("2800000 bytes")
    expect(phone.get_by_role("alert")).to_be_empty()
    attached.press("Enter")
    expect(attached).to_have_count(0)
    expect(phone.get_by_role("heading", name="New Message")).to_be_focused()
    choose(prices)
    expect(attached).to_be_visible()
    expect(phone.get_by_label("Subject")).to_have_value("Prices")
    phone.get_by_label("Body").fill("attached")
    phone.get_by_role("button", name="Send", exact=True).press("Enter")
    expect(phone).to_contain_text("You wrote")
    reader.go_on_after(cell)
    expect(reader.run_cell()).to_contain_text("Prices prices.csv 2800000")


def test_a_double_click_presses_once(desk):
    reader = desk(BEGIN, ASK, "phone")
    reader.run_cell()
    reader.run_cell()
    phone = phone_of(reader.run_cell())
    phone.get_by_role("button", name="Scan code").dblclick(delay=150)
    expect(phone.get_by_role("heading", name="Scan code")).to_be_visible()
    reader.page.wait_for_timeout(1000)
    expect(phone.get_by_role("button", name="Scan the code on the screen")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_a_narrow_and_enlarged_phone_can_be_read_and_pressed(desk, theme):
    reader = desk(BEGIN, ASK, "phone.scan(png)", theme=theme)
    reader.run_cell()
    reader.run_cell()
    phone, page = phone_of(reader.run_cell()), reader.page
    reader.page.keyboard.press("ControlOrMeta+b")  # a reader with so narrow a screen puts the side bar away
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    frame = phone.bounding_box()
    button = phone.get_by_role("button", name="Decline")
    button.scroll_into_view_if_needed()
    inner = button.bounding_box()
    assert frame["width"] <= 390
    assert frame["x"] <= inner["x"]
    assert inner["x"] + inner["width"] <= frame["x"] + frame["width"]
    button.click()
    expect(phone).to_contain_text("Declined.")


@pytest.mark.slow
def test_what_strangers_send_does_nothing(desk):
    reader = desk(
        f"HOSTILE = {HOSTILE!r}\n{BEGIN}",
        """
png = code(question("GivenName"), {"@type": "ConsentRequestItem", "mustBeAccepted": False, "consent": HOSTILE,
    "link": "vbscript:window.__pwned"}, title=HOSTILE[:200])
phone.scan(png)
        """,
        """
phone.fill_in(GivenName="Erika")
phone.add_contact()
agreed()
file = connector.files.upload(b"<script>1</script>", filename="<img src=x onerror=1>.html", mimetype="text/html")
mail = {"@type": "Mail", "to": [phone.address], "subject": HOSTILE, "body": HOSTILE * 60}
connector.messages.send(phone.address, mail, [file])
phone.refresh()
        """,
        "phone.contact()",
        "phone.open_message()",
    )
    reader.run_cell()
    request = phone_of(reader.run_cell())
    expect(request).to_contain_text("onerror=window.__pwned")
    refreshed = phone_of(reader.run_cell())
    expect(refreshed.get_by_role("status")).to_contain_text("<img src=x")
    contact = phone_of(reader.run_cell())
    expect(contact).to_contain_text("</textarea>")
    message = phone_of(reader.run_cell())
    page = reader.page
    with page.expect_download() as saved:
        message.get_by_role("button", name=re.compile("onerror=1")).click()

    assert Path(saved.value.path()).read_bytes() == b"<script>1</script>"
    assert page.evaluate("window.__pwned") is None
    assert request.locator("a, img, script, svg").count() == 0
    assert message.locator("img, script, svg").count() == 0
