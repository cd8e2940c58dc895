"""*Run all* of each lesson, copied alone to another folder, without a touch."""

from pathlib import Path

import pytest

from enmeshed_kit.lessons.index import read_index

ROOT = Path(__file__).parents[2]
EMPTY = """() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')]
    .filter(cell => !cell.querySelector('.jp-OutputArea-output')?.getBoundingClientRect().height)
    .map(cell => cell.querySelector('.jp-InputArea-editor').textContent)"""
STDERR = "[data-mime-type='application/vnd.jupyter.stderr']"


def run_all(reader):
    reader.run_all()
    assert reader.page.evaluate(EMPTY) == []
    assert reader.page.locator(STDERR).all_text_contents() == []
    assert reader.page.locator(".jp-Dialog, .Toastify__toast").count() == 0
    return reader.page.locator(".jp-Notebook")


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_the_first_relationship_runs_by_itself_and_shows_buttons_pictures_and_tables(read, theme):
    notebook = run_all(read("01_first_relationship", theme))

    assert notebook.get_by_role("button", name="Send", exact=True).count() >= 2
    assert notebook.locator(".jp-RenderedMermaid svg, .jp-RenderedMermaid img").count() == 1
    assert notebook.get_by_role("table").filter(has_text="Pending").count() >= 1
    code = notebook.get_by_role("img", name="QR code").first
    code.scroll_into_view_if_needed()
    assert code.bounding_box()["width"] > 100


OTHERS = [lesson.name for lesson in read_index(ROOT) if lesson.name != "01_first_relationship"]


@pytest.mark.slow
@pytest.mark.parametrize("lesson", OTHERS)
def test_each_lesson_runs_by_itself(read, lesson):
    run_all(read(lesson))
