from playwright.sync_api import expect

LESSON = "00_start_here"
FEED = """from enmeshed_kit import notebook as kit
connector, phone = kit.connect(), kit.Phone()
kit.feed(connector, phone.connector)"""
HAPPENS = """name = '<img src=x onerror="window.__pwned=1">'
phone.connector.attributes.create({'value': {'@type': 'DisplayName', 'value': name}})"""


def run(reader, source):
    """Write a cell at the end and run it."""
    reader.page.keyboard.press("Escape")
    reader.page.keyboard.press("b")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.insert_text(source)
    reader.page.keyboard.press("Control+Enter")


def test_a_reader_sees_events_as_they_happen_and_opens_one(read):
    reader = read(LESSON)
    page = reader.page
    reader.begin()
    run(reader, FEED)
    events = page.get_by_label("Events, newest first")
    expect(events).to_be_visible()

    run(reader, HAPPENS)
    expect(events.locator("option")).to_have_count(1)
    events.select_option(index=0)

    card = page.get_by_role("group", name="consumption.attributeCreated")
    expect(card).to_contain_text("<img src=x onerror")
    assert page.evaluate("window.__pwned") is None
