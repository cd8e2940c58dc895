"""The rules that every notebook keeps. nbval alone passes a notebook without outputs: it then compares nothing."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from enmeshed_kit.connect import seeded_sandbox
from enmeshed_kit.lessons.diagrams import read_diagram
from enmeshed_kit.lessons.index import read_index

ROOT = Path(__file__).parents[2]
LONGEST_CELL = 8
FORBIDDEN = {
    "installs": r"^\s*[%!]\s*(?:pip|conda|uv)\b",
    "asks on standard input": r"\binput\(|\bgetpass\(",
    "sleeps": r"\bsleep\(",
    "writes a key": r"api_key\s*=\s*[\"']|X-API-KEY",
}


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


@pytest.fixture
def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture
def outputs(code_cells):
    return [output for cell in code_cells for output in cell.outputs]


def tags_of(cell):
    return set(cell.metadata.get("tags", []))


def test_every_notebook_is_in_the_index():
    folder = ROOT / "notebooks"
    here = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*.ipynb") if not path.parts[-2].startswith(".")
    }

    assert here == {lesson.file for lesson in read_index(ROOT)}


def test_a_notebook_is_valid(notebook):
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"


def test_it_was_executed_once_from_top_to_bottom(code_cells):
    assert [cell.execution_count for cell in code_cells] == list(range(1, len(code_cells) + 1))
    assert all(cell.source.strip() for cell in code_cells)


def test_most_cells_show_something(code_cells):
    silent = [cell.execution_count for cell in code_cells if not cell.outputs]

    assert len(silent) <= len(code_cells) // 3, f"without any output: {silent}"


def test_errors_are_only_where_they_are_meant(code_cells):
    for cell in code_cells:
        errors = [output.ename for output in cell.outputs if output.output_type == "error"]
        assert not errors or "raises-exception" in tags_of(cell)


def test_nothing_is_written_to_standard_error(outputs):
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []


def test_only_known_tags_are_used(notebook):
    known = {"nbval-ignore-output", "raises-exception"}

    assert [tags_of(cell) - known for cell in notebook.cells if tags_of(cell) - known] == []


def test_nothing_is_stored_that_lives_only_with_a_kernel(path, notebook):
    assert "widgets" not in notebook.metadata
    text = path.read_text(encoding="utf-8")
    assert "application/vnd.jupyter.widget" not in text
    assert "display_id" not in text


def test_code_cells_are_short(code_cells):
    lengths = {cell.execution_count: len(cell.source.splitlines()) for cell in code_cells}

    assert {count: length for count, length in lengths.items() if length > LONGEST_CELL} == {}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_cell_does_what_a_lesson_must_not(code_cells, what):
    pattern = re.compile(FORBIDDEN[what], re.MULTILINE)

    assert [cell.source for cell in code_cells if pattern.search(cell.source)] == []


def test_the_index_says_what_the_notebook_says_of_itself(lesson, notebook):
    goal = notebook.cells[0].source

    assert goal.splitlines()[0] == f"# {lesson.title}"
    assert f"Level: {lesson.level} · {lesson.minutes} minutes · API eras: {', '.join(lesson.era)} · " in goal
    assert f"needs: {', '.join(lesson.needs) or 'nothing'}" in goal


def test_it_begins_with_its_goal_and_ends_in_prose(notebook):
    headings = [cell.source for cell in notebook.cells if re.match(r"# ", cell.source) and cell.cell_type == "markdown"]

    assert headings == [notebook.cells[0].source]
    assert notebook.cells[-1].cell_type == "markdown"


def test_one_line_says_which_connector(code_cells):
    assert [cell.execution_count for cell in code_cells if re.search(r"\bconnect\(", cell.source)] == [1]


def test_no_key_of_the_sandbox_and_no_place_of_this_machine_is_saved(path):
    text = path.read_text(encoding="utf-8")
    keys = [connector.api_key for connector in seeded_sandbox().connectors.values()]

    assert keys
    assert [key for key in keys if key in text] == []
    assert re.findall(r"(?:127\.0\.0\.1|localhost):\d{4,5}", text) == []
    assert re.findall(r"[\"' (](/(?:home|root|tmp|work|Users)/[^\"' ]*)", text) == []


def test_every_picture_has_an_alt_text(outputs):
    for output in outputs:
        for tag in re.findall(r"<img\b[^>]*>", output.get("data", {}).get("text/html", "")):
            assert re.search(r"\balt=[\"'][^\"']", tag), tag[:200]
        for kind in ("image/png", "image/jpeg"):
            if kind in output.get("data", {}):
                assert output.metadata.get(kind, {}).get("alt") or "text/html" in output.data


def test_its_diagrams_can_be_drawn_on_its_page(notebook):
    for cell in notebook.cells:
        for source in re.findall(r"^```mermaid\s*\n(.*?)^```", cell.source, re.MULTILINE | re.DOTALL):
            assert read_diagram(source).alt_text


def test_links_between_notebooks_lead_somewhere(path, notebook):
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", prose)

    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_nothing_is_loaded_from_outside(outputs):
    text = json.dumps(outputs)

    assert re.findall(r"<script\b|<link\b|@import|src=\\?[\"']https?:", text) == []
