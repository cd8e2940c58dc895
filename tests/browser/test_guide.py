from playwright.sync_api import expect

CHECKED = "✔"


def test_a_reader_answers_for_the_other_company_with_the_mouse(read):
    reader = read("04_connector_to_connector")
    reader.begin()

    cell = reader.run_until("guide.ACCEPT_REQUEST")
    status = cell.get_by_role("status")
    expect(status).to_contain_text("nothing sent yet")
    cell.get_by_role("button", name="Send", exact=True).click()
    expect(status).to_contain_text("sent, answered 200")
    reader.run_to_the_end()

    notebook = reader.page.locator(".jp-Notebook").text_content()
    assert reader.errors() == 0
    assert f"{CHECKED} First Decided, then Completed" in notebook
    assert f"{CHECKED} Active on both sides" in notebook


def test_a_reader_answers_a_request_on_the_phone_with_keyboard_and_mouse(read):
    reader = read("06_requests_by_message")
    reader.begin()

    phone = reader.run_until("letter.open()")
    number = phone.get_by_label("PhoneNumber")
    number.press_sequentially("+49 6221 654321")
    number.press("Tab")
    phone.get_by_role("button", name="Accept", exact=True).click()
    expect(phone).to_contain_text("Answered.")
    reader.run_to_the_end()

    notebook = reader.page.locator(".jp-Notebook").text_content()
    assert reader.errors() == 0
    assert f"{CHECKED} Completed and accepted" in notebook
    assert "+49 6221 654321" in notebook
