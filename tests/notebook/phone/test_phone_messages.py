import pytest

from enmeshed_kit.client.errors import BadRequestError, ContentError
from enmeshed_kit.client.files import LARGEST_FILE
from enmeshed_kit.notebook import PhoneError


@pytest.fixture
def received(connector):
    """What the reader's Connector has after a sync: the attachments of each Message, by its subject."""

    def look():
        connector.sync()
        mails = [connector.messages.get(one) for one in connector.messages.list()]
        return {
            one.content["subject"]: {file.filename: connector.messages.download(one, file) for file in one.attachments}
            for one in mails
        }

    return look


def uploads(phone):
    return [one for one in phone.connector.exchanges if (one.method, one.path.endswith("/Files/Own")) == ("POST", True)]


def choose_file(view, name, content, piece_size=4, **more):
    """Choose a file as the browser does: it comes in pieces."""
    key, screen = view.described(**{"is": "picker"})["pick"], view.phone["number"]
    for at in range(0, len(content) or 1, piece_size):
        told = {"do": "pick", "key": key, "screen": screen, "name": name, "size": len(content), "at": at, "values": {}}
        view.hear(content[at : at + piece_size], number=1, **{**told, **more})


def test_a_file_chosen_in_the_browser_goes_with_the_message(phone, in_contact, live, received):
    view = live(phone.compose())
    view.type(Subject="Prices", Body="attached")
    choose_file(view, "prices.csv", b"1,2,3,4,5")
    assert view.described(label="File")["value"] == "prices.csv"
    assert view.described(label="Subject")["value"] == "Prices"
    assert uploads(phone) == []
    view.click(label="Send")
    assert received() == {"Prices": {"prices.csv": b"1,2,3,4,5"}}


def test_what_was_typed_and_not_left_yet_survives_choosing_a_file(phone, in_contact, live):
    view = live(phone.compose())
    key = str(view.described(label="Subject")["key"])
    choose_file(view, "prices.csv", b"1", values={key: "Typed"})
    assert "Subject*: [Typed]" in repr(phone.compose())


def test_the_methods_do_what_the_buttons_do(phone, in_contact, received, tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear all")
    compose = phone.compose()
    for entry, text in zip(compose.entries, ("A letter", "for you"), strict=True):
        entry.enter(text)
    phone.attach(path)
    phone.attach(b"oops", "wrong.txt")
    assert "File: wrong.txt  4 bytes" in repr(phone.compose())
    assert "wrong.txt" not in repr(phone.detach("wrong.txt"))
    phone.send()
    assert received() == {"A letter": {"letter.txt": b"Dear all"}}


def test_a_file_is_taken_off_by_its_row(phone, in_contact, live):
    view = live(phone.attach(b"1", "one.txt"))
    view.click(opens="Remove one.txt")
    assert "one.txt" not in view.text


def test_a_message_with_a_path_is_sent_once_with_the_file_uploaded_once(phone, in_contact, received, tmp_path):
    path = tmp_path / "prices.csv"
    path.write_bytes(b"1,2")
    for _ in range(2):
        phone.new_message("Prices", "attached", [path])
    assert len(uploads(phone)) == 1
    path.write_bytes(b"3,4")
    phone.new_message("Prices again", "attached", [path])
    assert received() == {"Prices": {"prices.csv": b"1,2"}, "Prices again": {"prices.csv": b"3,4"}}


def test_a_file_that_is_too_large_or_not_there_is_refused_and_nothing_is_sent(phone, in_contact, live, tmp_path):
    too_large = bytes(LARGEST_FILE + 1)
    with pytest.raises(ContentError, match="10 MiB"):
        phone.attach(too_large, "large.bin")
    with pytest.raises(PhoneError, match=r"missing\.txt cannot be read"):
        phone.attach(tmp_path / "missing.txt")
    with pytest.raises(PhoneError, match="cannot be read"):
        phone.new_message("Prices", "attached", [tmp_path])
    view = live(phone.compose())
    choose_file(view, "large.bin", too_large, piece_size=1024 * 1024)
    assert "10 MiB" in view.phone["trouble"]
    assert "large.bin" not in repr(phone.compose())
    assert uploads(phone) == []


def test_a_file_that_arrives_with_a_gap_is_not_attached(phone, in_contact, live):
    view = live(phone.compose())
    told = {"do": "pick", "key": 0, "name": "a.txt", "size": 9, "values": {}}
    view.hear(b"0123", at=0, **told)
    view.hear(b"8", at=8, **told)
    assert "not arrived whole" in view.phone["trouble"]
    choose_file(view, "b.txt", b"012345678")
    assert [one.filename for one in phone._outbox.draft(in_contact_address(phone)).files.values()] == ["b.txt"]


def in_contact_address(phone):
    return phone.connector.relationships.list()[0].peer


def test_an_empty_file_is_chosen_like_any_other(phone, in_contact, live):
    view = live(phone.compose())
    choose_file(view, "empty.txt", b"")
    assert view.described(label="File")["value"] == "empty.txt"


def test_a_draft_that_is_refused_stays_with_its_files_and_uploads_them_once(connector, phone, in_contact, live):
    view = live(phone.attach(b"1", "one.txt"))
    view.type(Subject="Too late", Body="gone")
    connector.relationships.terminate(in_contact.id)
    phone.connector.sync()
    send = view.view._screen.buttons[0].press
    for _ in range(2):
        with pytest.raises(BadRequestError):
            send()
    assert len(uploads(phone)) == 1
