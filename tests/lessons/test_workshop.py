import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from jupyterlab_server.workspaces_handler import WorkspacesManager
from nbformat import v4

from enmeshed_kit import cli
from enmeshed_kit.lessons import lab
from enmeshed_kit.lessons.index import LessonError, read_index
from enmeshed_kit.lessons.workshop import PHONE_CELL, layout, place_of_phone, save_layout, with_phone

ROOT = Path(__file__).parents[2]


@pytest.fixture
def add_phone(checkout):
    """Put the phone's cell behind `before` others into the tiny lesson, or into another notebook."""

    def add(before=1, path=None):
        path = path or checkout / "notebooks" / "00_tiny.ipynb"
        cells = [v4.new_code_cell("1") for _ in range(before)]
        nbformat.write(v4.new_notebook(cells=[*cells, v4.new_code_cell("phone", id=PHONE_CELL)]), path)
        return path

    return add


@pytest.fixture
def served(checkout, monkeypatch):
    """What `enmeshed-kit lab` would serve: folder and page."""
    pages = []
    monkeypatch.chdir(checkout)
    monkeypatch.setattr(lab, "_serve", lambda folder, page, port, browser: pages.append(page))
    return pages


def saved(checkout, name="00_tiny"):
    return WorkspacesManager(str(checkout / "my-notebooks" / ".lab")).load(name)["data"]


@pytest.mark.parametrize("before", [0, 1, 5])
def test_the_phone_is_found_wherever_its_cell_stands(add_phone, before):
    assert place_of_phone(add_phone(before)) == before


def test_a_notebook_without_it_has_none(tiny):
    assert place_of_phone(tiny) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"cells": 3}', "\ufeffno"])
def test_what_is_no_notebook_any_more_is_named_with_a_way_out(tmp_path, text):
    (tmp_path / "a.ipynb").write_text(text, encoding="utf-8")

    with pytest.raises(LessonError, match=r"a\.ipynb is no notebook any more[\s\S]*--fresh"):
        place_of_phone(tmp_path / "a.ipynb")


def test_every_widget_of_a_layout_is_described():
    described = layout("one", "folder/a.ipynb", 4)["data"]

    areas = described["layout-restorer:data"]["main"]["dock"]["children"]
    widgets = [widget for area in areas for widget in area["widgets"]]
    assert widgets == ["notebook:folder/a.ipynb", "cloned-outputs:folder/a.ipynb:4"]
    assert described[widgets[0]]["data"]["path"] == "folder/a.ipynb"
    assert described[widgets[1]]["data"] == {"path": "folder/a.ipynb", "index": 4}


def test_a_layout_goes_by_the_copy_that_will_be_opened(checkout, add_phone, served):
    add_phone(1)
    (checkout / "my-notebooks").mkdir()
    add_phone(3, checkout / "my-notebooks" / "00_tiny.ipynb")

    assert cli.main(["lab", "--workshop"]) == 0

    assert served == ["lab/workspaces/00_tiny"]
    assert saved(checkout)["cloned-outputs:00_tiny.ipynb:3"]["data"]["index"] == 3


def test_a_second_start_lays_it_out_anew(checkout, add_phone, served):
    add_phone()
    cli.main(["lab", "--workshop"])
    first = saved(checkout)
    [workspace] = (checkout / "my-notebooks" / ".lab").iterdir()
    workspace.write_text(json.dumps({"data": {}, "metadata": {"id": "00_tiny"}}))

    cli.main(["lab", "--workshop"])

    assert saved(checkout) == first


def test_a_copy_whose_phone_was_taken_out_says_how_to_get_it_back(checkout, add_phone, tiny, served, capsys):
    original = tiny.read_bytes()
    add_phone()
    (checkout / "my-notebooks").mkdir()
    (checkout / "my-notebooks" / "00_tiny.ipynb").write_bytes(original)

    assert cli.main(["lab", "--workshop"]) == 2

    complaint = capsys.readouterr().err
    assert "No phone is left in" in complaint
    assert "--fresh" in complaint
    assert served == []
    assert cli.main(["lab", "--workshop", "--fresh"]) == 0


def test_a_notebook_without_a_phone_cannot_be_laid_out(tiny, served, capsys):
    assert cli.main(["lab", "00", "--workshop"]) == 2

    assert "There is no notebook '00' to open like this" in capsys.readouterr().err
    assert not (tiny.parents[1] / "my-notebooks").exists()


@pytest.mark.skipif(os.name == "nt", reason="no modes")
def test_a_folder_that_cannot_be_written_is_named(checkout, add_phone, tmp_path):
    add_phone()
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(LessonError, match="cannot be written"):
        save_layout(read_index(checkout)[0], checkout / "notebooks", tmp_path / "file" / "workspaces")


def test_without_a_layout_the_notebook_that_was_named_is_opened(tiny, served):
    assert cli.main(["lab", "00_tiny.ipynb"]) == 0

    assert served == ["lab/tree/00_tiny.ipynb"]


def test_the_tutorial_has_a_phone_to_show():
    names = [lesson.name for lesson in with_phone(read_index(ROOT), ROOT)]

    assert names[:2] == ["01_first_relationship", "02_first_messages"]


def test_for_an_image_the_layouts_lie_where_jupyterlab_looks_and_lead_into_the_checkout(checkout, add_phone, tmp_path):
    add_phone()
    environ = os.environ | {"JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces")}
    command = [sys.executable, "-m", "enmeshed_kit.lessons.workshop"]

    done = subprocess.run(command, cwd=checkout, env=environ, capture_output=True, text=True, check=True)

    assert done.stdout == "lab/workspaces/00_tiny\n"
    [workspace] = (tmp_path / "workspaces").iterdir()
    assert json.loads(workspace.read_text())["data"]["notebook:notebooks/00_tiny.ipynb"]
