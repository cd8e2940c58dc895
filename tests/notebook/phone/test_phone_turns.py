"""Front ends hand presses to another thread while a cell runs: none may be lost, or meet another screen."""

import threading
import time

import pytest


def in_thread(action):
    thread = threading.Thread(target=action)
    thread.start()
    return thread


def answers(phone):
    return [one for one in phone.connector.exchanges if one.method == "PUT"]


def test_a_press_while_a_cell_holds_the_phone_acts_once_after_it(phone, invite, live):
    view = live(phone.first_use(), follows=True)
    phone.scan(invite())
    phone.fill_in(GivenName="Erika", Surname="Musterfrau")
    with phone.turn:
        presses = [in_thread(lambda: view.click(label="Add contact")) for _ in range(2)]
        time.sleep(0.05)
        assert answers(phone) == []
    for thread in presses:
        thread.join()

    assert len(answers(phone)) == 1
    assert "Sent." in view.text


def test_two_views_and_a_cell_that_act_at_once_answer_once(phone, invite, live):
    phone.scan(invite())
    phone.fill_in(GivenName="Erika", Surname="Musterfrau")
    views = [live(phone.screen) for _ in range(2)]
    acts = [in_thread(lambda view=view: view.click(label="Add contact")) for view in views]
    phone.add_contact()
    for thread in acts:
        thread.join()
    assert len(answers(phone)) == 1


def test_two_drafts_sent_by_two_views_at_once_are_one_message(connector, phone, in_contact, live):
    view = live(phone.compose())
    view.type(Subject="Once", Body="only")
    other = live(phone.screen)
    acts = [in_thread(lambda one=one: one.click(label="Send")) for one in (view, other)]
    for thread in acts:
        thread.join()
    connector.sync()
    assert len(connector.messages.list()) == 1


def test_a_press_means_the_screen_that_was_seen_not_the_one_that_came_meanwhile(phone, invite, live):
    view = live(phone.contacts(), follows=True)
    seen, key = view.phone["number"], view.described(label="Add contact")["press"]
    phone.scan(invite())  # its first button has the same key
    assert view.described(label="Add contact")["press"] == key

    view.hear(do="press", key=key, values={}, number=1, screen=seen)

    assert view.phone["title"] == "Scan code"
    assert answers(phone) == []


def test_what_was_typed_on_a_screen_that_is_gone_is_kept_there(phone, invite, live):
    code = invite()
    view = live(phone.scan(code), follows=True)
    seen, key = view.phone["number"], str(view.described(label="GivenName")["key"])
    phone.contacts()

    view.hear(do="type", values={key: "Erika"}, number=1, screen=seen)

    assert view.phone["title"] == "Contacts"
    assert "GivenName*: [Erika]" in repr(phone.scan(code))


def test_a_press_on_a_screen_of_long_ago_does_nothing_and_says_so(phone, live):
    view = live(phone.first_use(), follows=True)
    view.hear(do="press", key=0, values={}, number=1, screen=-7)
    assert "nothing was done" in view.phone["trouble"]
    assert view.phone["title"] == "Welcome"
    assert ({"done": 1}, None) in view.sent


@pytest.mark.parametrize("way", ["accept", "fill_in"])
def test_a_letter_waits_for_its_turn_too(connector, phone, in_contact, way):
    query = {"@type": "IdentityAttributeQuery", "valueType": "PhoneNumber"}
    asked = {"items": [{"@type": "ReadAttributeRequestItem", "mustBeAccepted": False, "query": query}]}
    draft = connector.outgoing_requests.create(asked, phone.address)
    connector.messages.send(phone.address, draft.content)
    letter = phone.letter(draft)
    letter.open()
    calls = {"accept": letter.accept, "fill_in": lambda: letter.fill_in(PhoneNumber="+49 6221 1234")}
    with phone.turn:
        thread = in_thread(calls[way])
        time.sleep(0.05)
        assert thread.is_alive()
    thread.join()
    assert not thread.is_alive()
