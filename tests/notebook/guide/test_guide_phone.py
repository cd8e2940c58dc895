import pytest

from enmeshed_kit.notebook import PhoneError, guide


@pytest.fixture
def locked_phone(add_connector):
    return guide.GuidePhone(add_connector("app"))


@pytest.fixture
def code(connector):
    """Makes the QR code of a template with the guide's Request."""

    def make(**inputs):
        template = guide.small_template(connector, **{"content": guide.template_content(connector), **inputs})
        return connector.relationship_templates.qr_code(template)

    return make


PIN = {"password": "4711", "passwordIsPin": True}
WORD = {"password": "4711"}


def test_a_pin_is_asked_for_by_its_digits(locked_phone, code):
    assert "PIN, 4 digits*: [____]" in repr(locked_phone.scan(code(password_protection=PIN)))


def test_a_password_is_asked_for_as_any_text(locked_phone, code):
    screen = repr(locked_phone.scan(code(password_protection=WORD)))

    assert "Password*: [____]" in screen
    assert "digits" not in screen


def test_a_wrong_pin_is_told_and_asked_for_again(locked_phone, code):
    locked_phone.scan(code(password_protection=PIN))

    screen = repr(locked_phone.unlock("0815"))

    assert "Try again" in screen
    assert "PIN, 4 digits*" in screen


@pytest.mark.parametrize("protection", [PIN, WORD])
def test_the_right_one_opens_the_invitation(locked_phone, code, protection):
    locked_phone.scan(code(password_protection=protection))
    locked_phone.unlock("0815")

    assert "Add contact" in repr(locked_phone.unlock("4711"))


def test_what_is_typed_into_the_live_field_is_used_by_the_button(locked_phone, code):
    screen = locked_phone.scan(code(password_protection=PIN))
    [field] = [part.entry for parts in screen.parts for part in parts.parts if part.entry]

    field.enter("4711")

    assert "Add contact" in repr(screen.buttons[0].press())


def test_without_a_password_the_invitation_opens_at_once(locked_phone, code):
    assert "Add contact" in repr(locked_phone.scan(code()))


def test_there_is_nothing_to_unlock_before_a_scan_or_after_an_open_code(locked_phone, code):
    with pytest.raises(PhoneError, match="nothing to unlock"):
        locked_phone.unlock("4711")
    locked_phone.scan(code())
    with pytest.raises(PhoneError):
        locked_phone.unlock("4711")


def test_content_for_programs_is_nothing_to_decide(locked_phone, code):
    screen = locked_phone.scan(code(content=guide.arbitrary_content("a price list")))

    assert "nothing to decide" in repr(screen)
    assert locked_phone.connector.incoming_requests.list() == []


def test_a_locked_invitation_can_be_accepted_like_any_other(connector, locked_phone, code):
    locked_phone.scan(code(password_protection=PIN))
    locked_phone.unlock("4711")
    locked_phone.fill_in(DisplayName="Erika")
    locked_phone.add_contact()
    connector.sync()

    assert [one.status for one in connector.relationships.list()] == ["Pending"]
