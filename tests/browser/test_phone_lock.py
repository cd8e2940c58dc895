from playwright.sync_api import expect


def test_a_reader_unlocks_an_invitation_on_the_phone(read):
    reader = read("03_templates")
    reader.begin()

    phones = reader.run_until("phone.scan(other_code)")
    field = phones.get_by_label("PIN, 4 digits")
    for digits, answer in (("0815", "Try again"), ("4711", "Decline")):
        field.press("ControlOrMeta+a")
        field.press_sequentially(digits)
        field.press("Tab")
        phones.get_by_role("button", name="Continue").last.click()
        expect(phones).to_contain_text(answer)

    assert reader.errors() == 0
