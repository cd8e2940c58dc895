import threading
import time
from importlib import import_module

import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import (
    ConfigurationError,
    UnauthorizedError,
    WaitInterruptedError,
    WaitTimeoutError,
)
from enmeshed_kit.connect import kernel_sandbox
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.awaiting import Awaiting
from enmeshed_kit.notebook.beginning import first_relationship
from enmeshed_kit.notebook.lesson import expiry, relationship_of, tutorial_request
from enmeshed_kit.notebook.phone.phone import Phone
from enmeshed_kit.notebook.phone.real_phone import NoContactError, RealPhone, phone_for
from enmeshed_kit.notebook.tutorial import DISPLAY_NAME, PERSON, TITLE

connect = import_module("enmeshed_kit.connect")  # the package has a function of this name


@pytest.fixture
def kernel(monkeypatch):
    """A fresh kernel's sandbox; waiting looks often."""
    memory.forget()
    monkeypatch.setattr(connect, "_kernel_sandboxes", {})
    monkeypatch.setattr(Awaiting, "first_pause_s", 0.02)
    for name in ("ERA", "BASE_URL", "API_KEY", "APP_BASE_URL", "APP_API_KEY"):
        monkeypatch.delenv(f"ENMESHED_{name}", raising=False)
    fresh = kernel_sandbox()
    yield fresh
    fresh.server.close()
    memory.forget()


@pytest.fixture
def own(kernel):
    """A reader's own Connector: the kit does not know that a sandbox plays it."""
    return Connector(f"{kernel.url}/peer", kernel.sandbox.connectors["peer"].api_key)


@pytest.fixture
def person(kernel):
    """Who holds the phone."""
    return Phone(kernel.connector("app"))


def code_of(connector, max_allocations=1):
    name = connector.attributes.find_or_create({"@type": "DisplayName", "value": DISPLAY_NAME})
    request = tutorial_request(connector.address, DISPLAY_NAME, name.id)
    template = connector.relationship_templates.create_own(
        content={"@type": "RelationshipTemplateContent", "title": TITLE, "onNewRelationship": request},
        expires_at=expiry(connector, 30),
        max_number_of_allocations=max_allocations,
    )
    return connector.relationship_templates.qr_code(template.id)


def acts(what):
    """Somebody does something in a moment, while the notebook waits."""
    timer = threading.Timer(0.1, what)
    timer.start()
    return timer


def add_contact(person, code):
    person.scan(code)
    person.fill_in(**PERSON)
    person.add_contact()


def until(holds, timeout_s=5):
    end = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def awaiting_of(connector, look, **more):
    return Awaiting(connector, look, "the thing", task="Do it", checks=["Is it on?"], **more)


def test_the_cell_goes_on_and_the_next_one_waits_for_the_person(own, person):
    phone, code = RealPhone(own), code_of(own)
    awaiting = phone.scan(code)
    assert awaiting.is_waiting
    before = own.exchanges.last()

    acts(lambda: add_contact(person, code))
    screen = phone.add_contact()

    assert "Pending" in repr(screen)
    assert awaiting.state == "arrived"
    assert own.exchanges.last() is before  # what the waiting sends is the kit's, not the reader's
    assert relationship_of(own).peer == person.address == phone.address


def test_the_same_code_is_waited_for_once_and_another_one_anew(own):
    phone = RealPhone(own)
    first, second = code_of(own), code_of(own)
    awaiting = phone.scan(first)

    assert phone.scan(first) is awaiting
    other = phone.scan(second)
    assert other is not awaiting
    assert awaiting.state == "stopped"
    other.stop()


def test_who_is_in_contact_already_is_found_without_waiting(own, person):
    code = code_of(own)
    add_contact(person, code)
    own.sync()

    phone = RealPhone(own)
    phone.scan(code_of(own))
    assert "Pending" in repr(phone.add_contact())


def test_the_stop_button_ends_the_waiting_of_a_cell(own):
    awaiting = awaiting_of(own, lambda: None)
    awaiting._repr_mimebundle_()
    awaiting.start()
    acts(awaiting._view._button.click)

    with pytest.raises(WaitInterruptedError):
        awaiting.wait()
    assert awaiting.state == "stopped"
    assert "Is it on?" in repr(awaiting)
    assert awaiting._view._button.description == "Wait again"


def test_after_a_stop_it_can_wait_again(own):
    there = []
    awaiting = awaiting_of(own, lambda: there[0] if there else None).start()
    awaiting.stop()
    there.append("it")
    awaiting._repr_mimebundle_()
    awaiting._view._button.click()

    assert awaiting.wait() == "it"
    awaiting.start()
    assert awaiting.wait() == "it"
    assert awaiting._view._button.disabled


def test_nothing_runs_on_after_a_stop(own):
    awaiting = awaiting_of(own, lambda: None).start()
    until(lambda: awaiting.looks > 1)
    awaiting.stop()
    until(lambda: not [thread for thread in threading.enumerate() if thread.name == "waiting for the thing"])
    count = len(own.exchanges)
    time.sleep(0.2)

    assert len(own.exchanges) == count


def test_interrupting_the_kernel_stops_the_waiting_and_leaves_all_usable(own, monkeypatch):
    awaiting = awaiting_of(own, lambda: None).start()

    def interrupted(timeout):
        raise KeyboardInterrupt

    monkeypatch.setattr(awaiting._end, "wait", interrupted, raising=True)
    with pytest.raises(WaitInterruptedError) as caught:
        awaiting.wait()

    assert "Run the cell again" in caught.value.hint
    assert awaiting.state == "stopped"
    assert own.sync() is not None


def test_nothing_comes_in_time_and_it_says_what_to_check(own):
    awaiting = awaiting_of(own, lambda: None, timeout_s=0.1).start()

    with pytest.raises(WaitTimeoutError) as caught:
        awaiting.wait()
    assert caught.value.hint == "Is it on?"
    assert "Nothing came in time" in repr(awaiting)


def test_a_connector_that_is_away_for_a_moment_is_asked_again(own):
    there = []
    awaiting = awaiting_of(own, lambda: there[0] if there else None)
    base_url, own._http.base_url = own._http.base_url, "http://127.0.0.1:9"
    awaiting.start()
    until(lambda: awaiting.trouble is not None)
    assert "No Connector answers" in repr(awaiting)
    assert awaiting.is_waiting

    own._http.base_url = base_url
    there.append("it")
    assert awaiting.wait() == "it"
    assert "No Connector" not in repr(awaiting)


def test_a_connector_that_refuses_is_not_asked_again(kernel):
    stranger = Connector(f"{kernel.url}/peer", "a-wrong-key-of-some-length")
    awaiting = awaiting_of(stranger, stranger.relationships.list).start()

    with pytest.raises(UnauthorizedError):
        awaiting.wait()
    assert awaiting.state == "failed"
    assert "no use" in repr(awaiting)


def test_the_picture_of_an_own_connectors_code_is_shown_and_not_saved(own):
    awaiting = RealPhone(own).scan(code_of(own))
    awaiting.stop()
    shown = awaiting._repr_mimebundle_()

    saved = shown["text/html"] + shown["text/plain"]
    assert "data:image" not in saved
    assert "live only" in saved
    assert "data:image/png" in awaiting._view._box.children[1].value


def test_a_message_of_the_real_phone_is_waited_for_and_a_second_run_finds_it(own, person):
    phone, code = RealPhone(own), code_of(own)
    phone.scan(code)
    add_contact(person, code)
    phone.add_contact()
    own.relationships.accept(relationship_of(own).id)
    person.refresh()

    acts(lambda: person.new_message("Thank you", "for all"))
    assert "arrived" in repr(phone.new_message("Thank you", "for all"))
    assert "arrived" in repr(phone.new_message("Thank you", "for all"))


def test_before_there_is_a_contact_it_says_so(own):
    phone = RealPhone(own)
    with pytest.raises(NoContactError):
        phone.new_message("Hi", "there")
    with pytest.raises(NoContactError):
        phone.add_contact()


def test_a_lesson_that_begins_with_a_relationship_waits_for_the_real_phone(own, person, monkeypatch):
    phone = RealPhone(own)
    scan = phone.scan
    monkeypatch.setattr(phone, "scan", lambda code: (acts(lambda: add_contact(person, code)), scan(code))[1])

    story = first_relationship(own, phone)

    assert story.relationship.status == "Active"
    assert story.peer == person.address


def test_which_phone_there_is_follows_from_the_connector(kernel, own, monkeypatch):
    assert isinstance(phone_for(kernel.connector("connector")), Phone)
    assert isinstance(phone_for(own), RealPhone)
    assert len(own.exchanges) == 0

    monkeypatch.setenv("ENMESHED_APP_BASE_URL", f"{kernel.url}/app")
    with pytest.raises(ConfigurationError):
        phone_for(own)
    monkeypatch.setenv("ENMESHED_APP_API_KEY", kernel.sandbox.connectors["app"].api_key)
    assert isinstance(phone_for(own), Phone)
