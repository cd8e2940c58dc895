"""Every notebook runs on a Connector of every era: in its words, with notes in place of what it cannot do."""

import re
import tomllib
from functools import cache
from pathlib import Path

import nbformat
import pytest

from enmeshed_kit.eras import ERAS, LATEST
from enmeshed_kit.lessons.execution import execute

LEFT_OUT = tomllib.loads((Path(__file__).parent / "left_out.toml").read_text(encoding="utf-8"))
ROUTE = re.compile(r"\b(?:GET|POST|PUT|PATCH|DELETE) (?:\$ENMESHED_BASE_URL)?(/\S*)")
WITHOUT_PREFIX = ("/health", "/Monitoring/")
EARLIER = [era for era in ERAS.values() if era is not LATEST]
ABOUT_ALL_ERAS = ("08_three_eras",)
"""Shows each era's calls, whatever the reader's Connector."""


@cache
def executed(path, era):
    return execute(path, era=era)


@pytest.fixture(params=EARLIER, ids=lambda era: era.name)
def era(request):
    return request.param


@pytest.fixture
def cells(path, era):
    return [cell for cell in executed(path, era.name).cells if cell.cell_type == "code"]


def texts(cell):
    """What each output of a cell says, as text."""
    return [output.get("text") or output.data.get("text/plain", "") for output in cell.outputs]


def checks(cell):
    return [text for text in texts(cell) if text.startswith("✔ ")]


def is_left_out(cell):
    return any(text.startswith("○ Left out") for text in texts(cell))


def test_what_an_era_cannot_do_is_a_note_and_nothing_else(cells, lesson, era):
    assert [cell.id for cell in cells if is_left_out(cell)] == LEFT_OUT[era.name].get(lesson.name, [])


def test_all_else_is_done_with_the_same_checks(cells, lesson, path, era):
    saved = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
    missing = LEFT_OUT[era.name].get(lesson.name, [])

    done = {cell.id: len(checks(cell)) for cell in cells if cell.id not in missing}

    assert done == {name: len(checks(saved[name])) for name in done}


def test_an_era_for_which_a_notebook_is_meant_does_most_of_it(cells, lesson, era):
    left_out = len([cell for cell in cells if is_left_out(cell)])

    assert (left_out < len(cells) / 2) == (era.name in lesson.era)


def test_nothing_goes_wrong(cells):
    outputs = [output for cell in cells for output in cell.outputs]

    assert [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"] == []


def test_each_call_shown_is_of_this_era(cells, lesson, era):
    shown = [text for cell in cells for text in texts(cell)]
    routes = {route for text in shown for route in ROUTE.findall(text)}
    strange = [route for route in routes if not route.startswith((era.prefix, *WITHOUT_PREFIX))]

    assert lesson.name in ABOUT_ALL_ERAS or strange == []
    assert lesson.name in ABOUT_ALL_ERAS or LATEST.prefix not in "".join(shown)


def test_the_panel_says_which_era_it_is(cells, era):
    assert f"{era.name}, {era.prefix} ({era.connectors})" in texts(cells[0])[0]


def test_no_cell_is_named_that_does_not_exist():
    folder = Path(__file__).parents[2] / "notebooks"
    for notebooks in LEFT_OUT.values():
        for name, ids in notebooks.items():
            known = {cell.id for cell in nbformat.read(folder / f"{name}.ipynb", as_version=4).cells}
            assert set(ids) <= known
