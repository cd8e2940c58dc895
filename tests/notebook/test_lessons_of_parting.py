"""The lessons that end Relationships: run beside Relationships of others, and each cell run twice."""

import copy
from pathlib import Path

import nbformat
import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.lessons.execution import execute
from enmeshed_kit.notebook.lesson import expiry
from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.sandbox.server import Server

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
CONSENT = {"@type": "ConsentRequestItem", "mustBeAccepted": True, "consent": "Shall we?"}
PLAYERS = {"connector": "ENMESHED", "app": "ENMESHED_APP", "peer": "ENMESHED_PEER", "other": "ENMESHED_OTHER"}


@pytest.fixture
def players(monkeypatch):
    """Four Connectors on a server, three of them named to the notebooks."""
    sandbox = Sandbox(seed="beside others")
    with Server(sandbox) as server:
        clients = {}
        for name, prefix in PLAYERS.items():
            key = sandbox.add_connector(name).api_key
            clients[name] = Connector(f"{server.url}/{name}", key, name=name)
            monkeypatch.setenv(f"{prefix}_BASE_URL", f"{server.url}/{name}")
            monkeypatch.setenv(f"{prefix}_API_KEY", key)
        yield clients
        for client in clients.values():
            client.close()


def begun(templator, initiator):
    """A pending Relationship of somebody else's making."""
    content = {"@type": "RelationshipTemplateContent", "onNewRelationship": {"items": [CONSENT]}}
    template = templator.relationship_templates.create_own(content=content, expires_at=expiry(templator, 3))
    initiator.relationship_templates.load_peer(template.reference)
    initiator.incoming_requests.accept(initiator.wait_for_request(template), [{"accept": True}])
    initiator.wait_for_relationship(template)
    templator.sync()
    return templator.relationships.list(template_id=template)[0]


def active(templator, initiator):
    relationship = templator.relationships.accept(begun(templator, initiator))
    initiator.sync()
    mail = {"@type": "Mail", "to": [initiator.address], "subject": "Hello", "body": "Here we are."}
    templator.messages.send([initiator.address], mail)
    initiator.sync()
    return relationship


def terminated(templator, initiator):
    relationship = templator.relationships.terminate(active(templator, initiator))
    initiator.sync()
    return relationship


def everything(players):
    """All Relationships and Mails, as each side knows them, by id."""
    return {
        name: {
            **{one.id: one for one in client.relationships.list()},
            **{one.id: one for one in client.messages.list({"content.@type": "Mail"})},
        }
        for name, client in players.items()
    }


@pytest.mark.parametrize(("lesson", "leaves_attempts"), [("05_second_thoughts", True), ("07_parting", False)])
def test_only_relationships_that_the_lesson_made_are_touched(players, lesson, leaves_attempts):
    # The reader and the peer know each other already, so the lesson must find other partners, too.
    active(players["connector"], players["peer"])
    active(players["other"], players["connector"])
    terminated(players["peer"], players["other"])
    begun(players["app"], players["other"])
    before = everything(players)

    execute(NOTEBOOKS / f"{lesson}.ipynb", own_connector=True)

    after = everything(players)
    for name, records in before.items():
        assert {identity: after[name].get(identity) for identity in records} == records, name
    left = [one for name in ("connector", "app", "peer") for one in after[name] if one not in before[name]]
    assert bool(left) is leaves_attempts


def test_a_lesson_without_free_partners_says_so_and_touches_nothing(players):
    for templator, initiator in (("connector", "peer"), ("connector", "app"), ("peer", "app")):
        active(players[templator], players[initiator])
    before = everything(players)

    with pytest.raises(Exception, match="stand Relationships that this page did not make"):
        execute(NOTEBOOKS / "07_parting.ipynb", own_connector=True)

    assert everything(players) == before


@pytest.mark.parametrize("lesson", ["05_second_thoughts", "06_requests_by_message", "07_parting"])
def test_each_cell_may_be_run_twice_and_the_whole_page_again(tmp_path, lesson):
    notebook = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    once = [cell for cell in notebook.cells if cell.cell_type == "code"]
    twice = [copy.deepcopy(cell) for cell in once for _ in range(2)]
    notebook.cells = twice + copy.deepcopy(once)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    path = tmp_path / f"{lesson}.ipynb"
    nbformat.write(notebook, path)

    rerun = execute(path)

    assert len(rerun.cells) == 3 * len(once)
    assert [cell for cell in rerun.cells if cell.execution_count is None] == []
