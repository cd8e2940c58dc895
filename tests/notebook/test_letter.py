import pytest

from enmeshed_kit import content
from enmeshed_kit.client.errors import PlaceholderError
from enmeshed_kit.notebook import PhoneError, asking, first_relationship, memory
from enmeshed_kit.notebook.form.form import Form
from enmeshed_kit.notebook.form.payload import Payload
from enmeshed_kit.notebook.guide.expiry import let_pass, soon
from enmeshed_kit.notebook.letter import Letter

RATING = "How do you like our shop?"
QUESTION = content.request(content.authentication("Somebody calls us in your name."), title="Is it you?")
ANSWERS = {"PhoneNumber": "+49 6221 123456", RATING: "4"}


@pytest.fixture
def contact(connector, phone):
    return first_relationship(connector, phone)


@pytest.fixture
def send(connector, contact):
    """Sends a Request to the phone and returns its Draft."""

    def make(request):
        draft = connector.outgoing_requests.create(request, contact.peer)
        connector.messages.send(contact.peer, draft.content)
        return draft

    return make


@pytest.fixture
def everything(connector, contact):
    """The lesson's Request, filled in."""
    website = asking.unshared_website(connector, contact.peer)
    values = asking.request_values(website, asking.free_key(connector, contact.relationship))
    return Payload(asking.REQUEST, values | {"your Connector's address": connector.address}).complete()


def test_the_screen_shows_every_item_and_marks_what_is_a_must(phone, send, everything):
    text = repr(Letter(phone, send(everything)).open())
    assert "✉ Demo Connector of integration example: Your customer account" in text
    assert "Authentication *: You have called us today." in text
    assert "Consent: You may write to me" in text
    assert "PhoneNumber*: [____]" in text
    assert f"{RATING}: [____]" in text


def test_accepting_answers_each_item_and_is_done_once(connector, phone, send, everything):
    draft = send(everything)
    letter = Letter(phone, draft)
    letter.open()
    letter.fill_in(**ANSWERS)
    letter.accept()
    assert "Answered" in repr(letter.accept())
    connector.sync()
    done = connector.outgoing_requests.get(draft)
    assert done.status == "Completed"
    told = [line.split()[0] for line in repr(asking.answers(done)).splitlines()[2:]]
    assert told[:4] == ["Authentication", "Consent", "PhoneNumber", "CommunicationLanguage"]
    ratings = [item for item in done.response.content["items"][1]["items"] if "response" in item]
    assert [item["response"] for item in ratings] == [4]


def test_a_required_field_left_empty_is_named_and_nothing_is_sent(phone, send, everything):
    letter = Letter(phone, send(everything))
    letter.open()
    with pytest.raises(PlaceholderError, match="PhoneNumber"):
        letter.accept()
    assert letter.request.status == "ManualDecisionRequired"


def test_a_field_that_is_not_there_is_named(phone, send):
    letter = Letter(phone, send(QUESTION))
    letter.open()
    with pytest.raises(PhoneError, match="Shoe"):
        letter.fill_in(Shoe="43")


def test_declining_is_told_to_the_sender(connector, phone, send):
    draft = send(QUESTION)
    letter = Letter(phone, draft)
    letter.open()
    letter.decline()
    assert "Declined" in repr(letter.decline())
    connector.sync()
    assert connector.outgoing_requests.get(draft).response.content["result"] == "Rejected"


def test_what_has_expired_is_neither_accepted_nor_declined(connector, phone, send):
    deadline = soon(connector, seconds=6)
    letter = Letter(phone, send(content.request(content.consent("Today?"), title="Today only", expires_at=deadline)))
    letter.open()
    let_pass(connector, deadline)
    assert "Too late" in repr(letter.accept())
    assert letter.decline().title == "Today only"
    assert letter.request.status == "Expired"


def test_the_buttons_are_the_methods(phone, send):
    screen = Letter(phone, send(QUESTION)).open()
    assert [button.label for button in screen.buttons] == ["Accept", "Decline"]
    assert "Answered" in repr(screen.buttons[0].press())


def test_what_the_sender_writes_is_escaped(phone, send):
    letter = Letter(phone, send(QUESTION | {"title": "<script>alert(1)</script>"}))
    assert "<script>" not in letter.open()._repr_mimebundle_()["text/html"]


def test_what_the_peer_has_already_is_neither_shared_nor_created_twice(connector, phone, send, contact, everything):
    letter = Letter(phone, send(everything))
    letter.open()
    letter.fill_in(**ANSWERS)
    letter.accept()
    connector.sync()
    memory.forget()
    again = asking.unshared_website(connector, contact.peer)
    assert again.content["value"]["value"] == "https://example.com/customers/2"
    assert asking.free_key(connector, contact.relationship) == "customerNumber2"


def test_the_lessons_request_is_valid_for_the_peer(connector, contact, everything):
    form = Form(connector, "Step 2 · Test", asking.VALIDATE)
    form.payload = Payload({"content": everything, "peer": contact.peer})
    assert form.send().is_success


def test_a_file_is_uploaded_once(connector):
    first = asking.upload(connector, asking.PRICES, filename="prices.csv", title="Prices")
    assert asking.upload(connector, asking.PRICES, filename="prices.csv", title="Prices").id == first.id
    assert asking.upload(connector, b"other", filename="prices.csv", title="Prices").id != first.id
    assert len(connector.files.list_own()) == 2
