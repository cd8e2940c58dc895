import pytest

from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.notebook import guide
from enmeshed_kit.notebook.lesson import expiry


@pytest.fixture
def made(connector):
    def make(**inputs):
        return guide.small_template(connector, **inputs).reference

    return make


def test_both_forms_say_the_same(made):
    reference = made()

    assert guide.read_reference(reference.url) == guide.read_reference(reference.truncated)
    assert guide.read_reference(reference) == guide.read_reference(f" {reference.url}\n")


def test_it_names_the_template_and_the_size_of_the_key_but_not_the_key(connector, made):
    reference = made()
    says = guide.read_reference(reference)

    assert says.id == connector.relationship_templates.list()[-1].id
    assert says.key_size == 32
    assert reference.url.split("#")[1] not in repr(says)


def test_a_template_for_all_without_password_says_so(made):
    says = guide.read_reference(made())

    assert not says.needs_password
    assert ("meant for", "everybody") in says.rows
    assert ("password", "none") in says.rows


def test_a_personal_one_gives_away_the_end_of_the_address(made, phone):
    says = guide.read_reference(made(for_identity=phone.address))

    assert says.address_end == phone.address[-4:]


@pytest.mark.parametrize("pin", ["1234", "0123456789", "1234567890123456"])
def test_of_a_pin_it_says_the_number_of_digits(made, pin):
    says = guide.read_reference(made(password_protection={"password": pin, "passwordIsPin": True}))

    assert says.needs_password
    assert says.pin_length == len(pin)


def test_a_password_is_no_pin_even_of_digits(made):
    says = guide.read_reference(made(password_protection={"password": "1234"}))

    assert says.needs_password
    assert says.pin_length is None


def test_a_reference_of_three_parts_is_read_too():
    text = "UkxUQUFBQUFBQUFBQUFBQUFBQUF8M3xBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"

    says = guide.read_reference(text)

    assert (says.id, says.backbone, says.address_end) == ("RLTAAAAAAAAAAAAAAAAA", "", "")


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_cut_reference_is_refused(made, cut):
    whole = made().truncated

    with pytest.raises(ContentError, match="no whole reference"):
        guide.read_reference(whole[: -cut * 2 + 1] + "!")


@pytest.mark.parametrize("text", ["", "nonsense", "http://localhost/r/RLTx#", "https://example.com", "ÄÖÜ", "fHx8"])
def test_what_is_no_reference_is_refused(text):
    with pytest.raises(ContentError):
        guide.read_reference(text)


def test_no_port_of_a_backbone_is_saved(connector, made):
    text = repr(guide.read_reference(made(expires_at=expiry(connector, 2))))

    assert "the Backbone at localhost" in text
    assert "localhost:" not in text
