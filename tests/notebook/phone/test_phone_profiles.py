from importlib import import_module

import pytest

from enmeshed_kit.connect import kernel_sandbox
from enmeshed_kit.notebook import Phone, PhoneError, expiry, memory, qr
from enmeshed_kit.notebook.guide.phone import GuidePhone
from enmeshed_kit.notebook.lesson import tutorial_request

connect = import_module("enmeshed_kit.connect")  # the package has a function of this name
ERIKA = {"GivenName": "Erika", "Surname": "Musterfrau"}


@pytest.fixture
def kernel(monkeypatch):
    """A fresh kernel's sandbox."""
    memory.forget()
    monkeypatch.setattr(connect, "_kernel_sandboxes", {})
    fresh = kernel_sandbox()
    yield fresh
    fresh.server.close()
    memory.forget()


@pytest.fixture
def firm(kernel):
    return kernel.connector("connector")


@pytest.fixture
def hand(kernel):
    """A phone that the sandbox of this kernel plays."""
    return Phone(kernel.connector("app"))


@pytest.fixture
def code(firm):
    """Makes a template for one Identity and returns its QR code."""

    def make(**options):
        name = firm.attributes.find_or_create({"@type": "DisplayName", "value": "Firm"})
        request = tutorial_request(firm.address, "Firm", name.id)
        content = {"@type": "RelationshipTemplateContent", "title": "t", "onNewRelationship": request}
        template = firm.relationship_templates.create_own(
            content=content, expires_at=expiry(firm, 30), max_number_of_allocations=1, **options
        )
        return firm.relationship_templates.qr_code(template.id)

    return make


def add_contact(phone, code):
    phone.scan(code)
    phone.fill_in(**ERIKA)
    phone.add_contact()


def test_a_new_profile_is_another_identity_to_the_same_company(firm, hand, code):
    add_contact(hand, code())
    first = hand.address
    assert hand.new_profile().buttons[0].press().title == "Scan code"
    add_contact(hand, code())

    firm.sync()
    assert {one.peer for one in firm.relationships.list()} == {first, hand.address}
    assert hand.address != first
    assert "Profile: Profile 2" in repr(hand.contacts())


def test_nothing_is_made_before_a_code_is_scanned(kernel, hand):
    hand.new_profile()
    assert list(kernel.sandbox.connectors) == ["connector", "app", "peer"]
    assert hand.profile == "Profile 1"


def test_the_same_two_cells_run_again_lead_to_the_same_profile(hand, code):
    picture = code()
    for _ in range(2):
        hand.new_profile()
        add_contact(hand, picture)
    assert hand.profile == "Profile 2"
    hand.existing_profile("Profile 1")
    assert "Nobody here yet" in repr(hand.contacts())
    with pytest.raises(PhoneError) as caught:
        hand.existing_profile("Profile 3")
    assert caught.value.hint == "It has: Profile 1, Profile 2."


def test_going_back_to_the_contacts_calls_the_new_profile_off(hand, code):
    leave = hand.new_profile().back
    assert leave().title == "Contacts"
    hand.scan(code())
    assert hand.profile == "Profile 1"


def test_profiles_are_listed_chosen_and_begun_on_the_phone(hand, code, live):
    view = live(hand.contacts())
    qr(code())._repr_mimebundle_()
    for pressed in ("Profiles", "+ New profile", "Scan code", "Scan the code on the screen"):
        view.click(label=pressed)
    assert view.phone["title"] == "Add contact"
    assert hand.profile == "Profile 2"
    hand.contacts()
    view.click(label="Profiles")
    assert view.described(label="Profile · in use")["value"] == "Profile 2"
    view.click(opens="Choose Profile 1")
    assert hand.profile == "Profile 1"


def test_a_button_of_an_earlier_screen_acts_for_the_profile_that_it_belongs_to(hand, code):
    earlier = hand.scan(code())
    hand.fill_in(**ERIKA)
    hand.new_profile()
    hand.scan(code())
    assert hand.profile == "Profile 2"

    next(button for button in earlier.buttons if button.label == "Add contact").press()

    assert hand.profile == "Profile 1"
    assert "Sent." in repr(hand.screen)


def test_a_phone_that_a_connector_of_ones_own_plays_says_what_a_new_profile_needs(phone, add_connector):
    text = repr(phone.new_profile())
    assert "needs one more Connector" in text
    assert phone.screen.buttons[0].press().title == "Contacts"

    second = add_connector("second")
    assert "Scan code" in repr(phone.new_profile(second))


def test_a_second_connector_plays_the_new_profile(phone, invite, add_connector):
    second, code = add_connector("second"), invite()
    for _ in range(2):
        phone.new_profile(second)
        phone.scan(code)
        assert phone.address == second.address
    assert phone.connector is second


def test_a_code_with_a_password_begins_a_profile_too(kernel, code):
    phone = GuidePhone(kernel.connector("app"))
    phone.new_profile()
    phone.scan(code(password_protection={"password": "4711", "passwordIsPin": True}))
    assert phone.profile == "Profile 2"
    assert phone.unlock("4711").title == "Add contact"
    assert phone.profile == "Profile 2"
