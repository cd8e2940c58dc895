"""A reader's own Connector: nothing is sent before a cell that says so, and *Run all* repeats no write.

A sandbox server plays the reader's Connector, the phone's and a second company's; it counts what takes effect there.
"""

import os
import re
import subprocess
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from IPython.display import display
from nbclient import NotebookClient

from enmeshed_kit.client import Connector
from enmeshed_kit.lessons.execution import sandbox_environment
from enmeshed_kit.lessons.index import read_index
from enmeshed_kit.notebook import Form, expiry, feed, memory, qr, tutorial
from enmeshed_kit.notebook.connection.connection import connection
from enmeshed_kit.notebook.displays import show_connector
from enmeshed_kit.notebook.form.widget import FormWidget
from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.sandbox.server import Server

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ROLES = {"ENMESHED": "mine", "ENMESHED_APP": "phone", "ENMESHED_PEER": "partner"}
NO_WRITE = re.compile(r"/(Sync|Validate|CanCreate|CanAccept|CanReject|Peer)$")
"""Calls with other methods than GET that ask or fetch; `/Peer` loads what another has made."""

ID = re.compile(r"/[A-Z]{3}[A-Za-z0-9]{17}\b")
CONTENT = {"@type": "ArbitraryRelationshipTemplateContent", "value": 1}
LATER = pytest.mark.slow  # in these, something has to expire
WRITES = {
    "00_start_here": {},
    "01_first_relationship": {
        "POST Attributes": 1,
        "POST RelationshipTemplates/Own": 1,
        "PUT Relationships/{id}/Accept": 1,
    },
    "02_first_messages": {
        "POST Attributes": 1,
        "POST RelationshipTemplates/Own": 1,
        "PUT Relationships/{id}/Accept": 1,
        "POST Messages": 1,
    },
    "03_templates": {"POST Attributes": 1, "POST RelationshipTemplates/Own": 7},
    "05_second_thoughts": {
        "POST RelationshipTemplates/Own": 1,
        "PUT Relationships/{id}/Reject": 1,
        "PUT Relationships/{id}/Accept": 1,
        "PUT Relationships/{id}/Terminate": 1,
        "DELETE Relationships/{id}": 1,
    },
    "06_requests_by_message": {
        "POST Attributes": 2,
        "POST RelationshipTemplates/Own": 1,
        "PUT Relationships/{id}/Accept": 1,
        "POST Requests/Outgoing": 3,
        "POST Messages": 4,
        "POST Files/Own": 1,
    },
    "07_parting": {
        "POST Attributes": 1,
        "POST RelationshipTemplates/Own": 1,
        "PUT Relationships/{id}/Accept": 2,
        "POST Messages": 2,
        "PUT Relationships/{id}/Terminate": 2,
        "PUT Relationships/{id}/Reactivate": 2,
        "PUT Relationships/{id}/Reactivate/Revoke": 1,
        "PUT Relationships/{id}/Reactivate/Accept": 1,
        "DELETE Relationships/{id}": 2,
    },
}
"""What the cells of each lesson do at the reader's Connector, where nothing was before."""

SECOND_HAND = {"03_templates": {"phone": {"PUT Requests/Incoming/{id}/Reject": 1}}}
"""What others do once more: who scans a code again is asked again, and declines again."""


class Counting(Sandbox):
    """A sandbox that keeps what was done to each of its Connectors."""

    def __init__(self):
        super().__init__()
        self.done = []

    def __call__(self, environ, start_response):
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]

        def start(status, headers, *more):
            if method not in ("GET", "HEAD") and status < "300" and not NO_WRITE.search(path):
                name, _, route = path.strip("/").partition("/api/core/v1/")
                self.done.append((name, f"{method} {ID.sub('/{id}', route)}"))
            return start_response(status, headers, *more)

        return super().__call__(environ, start)

    def take(self):
        """What was done since this was last asked, by Connector and route."""
        done, self.done = self.done, []
        return {role: dict(Counter(what for name, what in done if name == role)) for role in ROLES.values()}


@pytest.fixture
def world():
    return Counting()


@pytest.fixture
def environ(world, tmp_path):
    """What names the Connectors of the world to a kernel."""
    with Server(world) as server:
        named = {"IPYTHONDIR": str(tmp_path)}
        for prefix, role in ROLES.items():
            named |= {f"{prefix}_BASE_URL": f"{server.url}/{role}", f"{prefix}_API_KEY": add(world, role)}
        yield sandbox_environment(os.environ) | named


def add(world, role):
    return world.add_connector(role).api_key


@contextmanager
def opened(lesson, environ):
    """A notebook with a kernel of its own: call it to run all."""
    notebook = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    client = NotebookClient(notebook, timeout=120, store_widget_state=False, resources={"metadata": {"path": "."}})

    def run_all():
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        return [line for cell in notebook.cells for line in said(cell)]

    with client.setup_kernel(env=environ, stderr=subprocess.DEVNULL):
        yield run_all


def said(cell):
    """What went to stderr; a check that fails is an error."""
    for output in cell.get("outputs", []):
        if output.get("name") == "stderr":
            yield output["text"]


def test_each_lesson_of_the_first_two_parts_is_counted_or_says_why_not():
    lessons = {lesson.name for lesson in read_index(NOTEBOOKS.parent) if lesson.name < "08"}
    assert lessons - set(WRITES) == {"04_connector_to_connector"}


@pytest.mark.parametrize(
    "lesson", [pytest.param(one, marks=LATER if one[:2] in ("03", "06") else []) for one in WRITES]
)
def test_run_all_does_what_the_cells_say_and_a_second_time_nothing(world, environ, lesson):
    with opened(lesson, environ) as run_all:
        assert run_all() == []
        assert world.take()["mine"] == WRITES[lesson]
        assert run_all() == []
        again = world.take()
        assert again == {role: {} for role in ROLES.values()} | SECOND_HAND.get(lesson, {})


@pytest.mark.parametrize(
    "lesson",
    ["01_first_relationship", *(pytest.param(one, marks=LATER) for one in ("02_first_messages", "05_second_thoughts"))],
)
def test_after_a_restart_of_the_kernel_a_lesson_begins_anew_and_finds_what_may_not_be_there_twice(
    world, environ, lesson
):
    with opened(lesson, environ) as run_all:
        run_all()
    world.take()
    with opened(lesson, environ) as run_all:
        assert run_all() == []
        done = world.take()["mine"]
    assert "POST Attributes" not in done
    assert set(done) <= set(WRITES[lesson])


@LATER
def test_the_one_lesson_that_ends_its_own_relationship_to_begin_anew_says_so_and_ends_no_other(world, environ):
    lesson = "04_connector_to_connector"
    prose = " ".join((NOTEBOOKS / f"{lesson}.ipynb").read_text(encoding="utf-8").split())
    assert "run it again, and it ends that one first" in prose
    with opened(lesson, environ) as run_all:
        assert run_all() == []
        first = world.take()["mine"]
        assert run_all() == []
        again = world.take()["mine"]
    for way in ("PUT Relationships/{id}/Accept", "POST RelationshipTemplates/Own"):
        assert again[way] <= first[way]
    # One more than the first time: the Relationship that the first time had left.
    ends = "PUT Relationships/{id}/Terminate"
    assert again[ends] == first[ends] + 1


def test_panel_form_feed_and_code_that_are_only_shown_change_nothing_at_an_own_connector():
    memory.forget()
    world = Counting()
    own = Connector("http://sandbox.invalid/mine", add(world, "mine"), wsgi_app=world)
    template = own.relationship_templates.create_own(content=CONTENT, expires_at=expiry(own, 2))
    world.take()

    show_connector(own)
    connection(own).look()
    form = Form(own, "Step 1", tutorial.CREATE_NAME, {"display name": "Bakery"})
    FormWidget(form)
    display(form)
    form.fill("display name", "Another")
    form.edit(form.payload.text)
    form.restore()
    display(feed(own))
    display(qr(own.relationship_templates.qr_code(template)))
    picture = Form(own, "Step 4", tutorial.QR_CODE, {"the ID of the RelationshipTemplate": template.id})
    picture.send()
    display(picture)

    assert world.take()["mine"] == {}
