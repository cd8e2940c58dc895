"""A button that is pressed while a cell runs: JupyterLab has presses handled in another thread of the kernel."""

import threading

import pytest

from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.notebook import Form, memory, tutorial
from enmeshed_kit.notebook.form.widget import FormWidget

PATIENCE_S = 20


@pytest.fixture
def slow(connector, monkeypatch):
    """Creating an Attribute takes until it is let go; says when the first call has begun."""
    begun, let_go, create = threading.Event(), threading.Event(), connector.attributes.create

    def wait(**arguments):
        begun.set()
        assert let_go.wait(PATIENCE_S)
        return create(**arguments)

    monkeypatch.setattr(connector.attributes, "create", wait)
    return begun, let_go


def name_form(connector):
    return Form(connector, "Step 1 · Name", tutorial.CREATE_NAME, {"display name": "Bakery"})


def posts(connector):
    return [one.path for one in connector.exchanges if one.method == "POST"]


def in_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_pressed_while_a_cell_sends_the_same_it_is_sent_once(connector, slow):
    begun, let_go = slow
    cell, earlier = name_form(connector), name_form(connector)
    running = in_thread(cell.send)
    assert begun.wait(PATIENCE_S)
    pressed = in_thread(earlier.press)
    pressed.join(0.2)
    assert earlier.answer is None
    let_go.set()
    for thread in (running, pressed):
        thread.join(PATIENCE_S)

    assert len(posts(connector)) == 1
    assert earlier.answer.id == cell.answer.id
    assert earlier.was_repeated


def test_pressed_from_many_threads_it_is_sent_once(connector):
    form = name_form(connector)
    widget = FormWidget(form)
    form._widgets.add(widget)
    threads = [in_thread(widget.actions.send.click) for _ in range(8)]
    for thread in threads:
        thread.join(PATIENCE_S)
    assert len(posts(connector)) == 1


def test_a_step_that_is_done_once_is_done_once_by_several_threads(connector):
    calls = []

    def call():
        calls.append(1)
        return connector.health()

    threads = [in_thread(lambda: memory.once(connector, "step", {}, call)) for _ in range(8)]
    for thread in threads:
        thread.join(PATIENCE_S)
    assert calls == [1]


def test_what_is_typed_while_the_form_is_drawn_elsewhere_is_taken(connector):
    form = name_form(connector)
    widget = FormWidget(form)
    form._widgets.add(widget)
    stop = threading.Event()

    def draw():
        while not stop.is_set():
            form._redraw()

    drawing = in_thread(draw)
    try:
        for number in range(50):
            widget.fields["display name"].value = f"Bakery {number}"
            assert form.payload.given("display name").value == f"Bakery {number}"
    finally:
        stop.set()
        drawing.join(PATIENCE_S)


def test_a_refusal_leaves_the_lock_to_others(connector):
    form = Form(connector, "Step 1 · Name", tutorial.CREATE_NAME)
    with pytest.raises(GuidedError):
        form.send()
    other = in_thread(name_form(connector).send)
    other.join(PATIENCE_S)
    assert len(posts(connector)) == 1
