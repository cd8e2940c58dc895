"""The exercises and their solutions belong together, and neither gives away what the other keeps."""

from pathlib import Path

import nbformat
import pytest

from enmeshed_kit.notebook.quiz.quiz import EXERCISES

FOLDER = Path(__file__).parents[2] / "notebooks"
OPEN, SOLVED = FOLDER / "11_questions.ipynb", FOLDER / "solutions" / "answers_to_11.ipynb"
NUMBERS = range(1, len(EXERCISES) + 1)


def cells(path):
    return {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}


def said(cell):
    return cell.outputs[-1].data["text/plain"]


@pytest.mark.parametrize("number", NUMBERS)
def test_an_exercise_is_open_until_its_reader_answers(number):
    cell = cells(OPEN)[f"q{number}"]

    assert cell.source == f"answer = ...\n\nquiz[{number}].check(answer)"
    assert said(cell).startswith(f"○ Question {number} is open.")


@pytest.mark.parametrize("number", NUMBERS)
def test_its_solution_is_right(number):
    cell = cells(SOLVED)[f"q{number}"]

    assert cell.source.endswith(f"\n\nquiz[{number}].check(answer)")
    assert said(cell) == f"✔ Question {number}: right."


@pytest.mark.parametrize("path", [OPEN, SOLVED], ids=lambda path: path.stem)
def test_each_question_is_called_as_the_quiz_calls_it(path):
    heads = [cells(path)[f"q{number}-prose"].source.splitlines()[0] for number in NUMBERS]

    assert heads == [f"## Question {number} · {exercise.title}" for number, exercise in enumerate(EXERCISES, 1)]


def test_both_work_on_the_same_world_and_tables():
    for name in ("connect", "quiz"):
        assert cells(OPEN)[name].source == cells(SOLVED)[name].source


def test_no_solution_stands_in_the_exercises():
    given_away = OPEN.read_text(encoding="utf-8")
    lines = [line for number in NUMBERS for line in cells(SOLVED)[f"q{number}"].source.splitlines()]

    assert [line for line in lines if line and not line.startswith("quiz[") and line in given_away] == []
