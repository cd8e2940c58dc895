"""The notebooks for analysts elsewhere than alone in a fresh sandbox: on an own Connector, run again, without Dask."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from enmeshed_kit.lessons.execution import sandbox_environment
from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.sandbox.server import Server

FOLDER = Path(__file__).parents[2] / "notebooks"
EXPLORE, ANSWERS = FOLDER / "10_explore_sync_results.ipynb", FOLDER / "solutions" / "answers_to_11.ipynb"
MEMORY = FOLDER / "12_past_memory.ipynb"


@pytest.fixture
def served():
    """Starts a Connector as a reader's own, with a past of its own or none: the variables that name it."""
    servers = []

    def serve(**past):
        sandbox = Sandbox(seed="own", start=datetime(2026, 3, 2, 10, tzinfo=UTC))
        played = sandbox.add_connector("company")
        if past:
            sandbox.populate(connector="company", **past)
        servers.append(Server(sandbox))
        return {"ENMESHED_BASE_URL": f"{servers[-1].url}/company", "ENMESHED_API_KEY": played.api_key}

    yield serve
    for server in servers:
        server.close()


def run(path, folder, environ=()):
    """Execute a notebook where its reader keeps it, in a fresh kernel: what its cells say, by their ids."""
    notebook = nbformat.read(path, as_version=4)
    execute(notebook, folder, environ)
    return {cell.id: "\n".join(map(said, cell.outputs)) for cell in notebook.cells if cell.cell_type == "code"}


def execute(notebook, folder, environ=()):
    config = Config({"KernelManager": {"transport_encryption": "auto"}})
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}, config=config)
    client.execute(env=sandbox_environment(os.environ) | {"IPYTHONDIR": str(folder / "ipython")} | dict(environ))


def said(output):
    return output.get("text") or output.data.get("text/plain", "")


@pytest.mark.slow
def test_a_connector_with_nothing_in_it_is_no_error(served, tmp_path):
    environ = served()

    explored, answered, measured = (run(path, tmp_path, environ) for path in (EXPLORE, ANSWERS, MEMORY))

    assert "nothing new" in explored["sync"]
    assert "✔ Nobody has decided on any of the 0" in explored["stuck"]
    assert answered["q1"] == "✔ Question 1: right."
    assert answered["q5"].startswith("○ Question 5 has no answer here")
    assert "✔ No question is left open" in answered["stand"]
    assert measured["dask"] == "✔ Both count the same"


@pytest.mark.slow
def test_an_own_connector_is_taken_as_it_is_and_its_history_goes_on(served, tmp_path):
    environ = served(relationships=12, messages=80, days=30, waiting=5)

    first = run(EXPLORE, tmp_path, environ)
    again = run(EXPLORE, tmp_path, environ)

    assert "nothing is made up" in first["day"]
    [history] = tmp_path.glob("history-*")
    assert (history / "history.json").is_file()
    assert "nothing new" in again["sync"]
    assert "nothing new" in again["day"]
    for told in (first, again):
        assert "✔ The history knows all 84 Messages" in told["history"]
        assert told["export"].startswith("✔ Written")
    assert "✔ No question is left open" in run(ANSWERS, tmp_path, environ)["stand"]


def test_in_the_sandbox_nothing_is_left_beside_the_notebook(tmp_path):
    run(EXPLORE, tmp_path)

    assert [path.name for path in tmp_path.iterdir() if path.name != "ipython"] == []


@pytest.mark.slow
def test_run_twice_in_one_kernel_it_says_the_same_of_another_day(tmp_path):
    notebook = nbformat.read(EXPLORE, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    notebook.cells = [*code, *(nbformat.v4.new_code_cell(cell.source) for cell in code)]
    execute(notebook, tmp_path)
    ran = ["\n".join(map(said, cell.outputs)) for cell in notebook.cells]
    once, twice = ran[: len(code)], ran[len(code) :]

    assert [text.count("✔ ") for text in twice[1:]] == [text.count("✔ ") for text in once[1:]]
    assert "2026-01-06" in once[7]
    assert "2026-01-07" in twice[7]


def test_without_dask_a_note_stands_in_place_of_what_needs_it(tmp_path):
    lacking = tmp_path / "lacking"
    for name in ("dask", "distributed"):
        (lacking / name).mkdir(parents=True)
        (lacking / name / "__init__.py").write_text("raise ImportError('not installed')")
    path = os.pathsep.join([str(lacking), *filter(None, sys.path)])

    told = run(MEMORY, tmp_path, {"PYTHONPATH": path})

    assert told["cluster"].startswith(
        '○ Left out. Dask is not installed. Install it: pip install "enmeshed-kit[scale]"'
    )
    assert all(told[cell].startswith("○ Left out as well") for cell in ("dask", "parts", "measure", "close"))
    assert told["memory"]
    assert told["mistake"].startswith("No engine 'polars'")
