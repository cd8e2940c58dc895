"""The guide's pages survive a reader who runs a cell twice, or all of them again."""

import copy
from pathlib import Path

import nbformat
import pytest

from enmeshed_kit.lessons.execution import execute

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
NAMES = ["03_templates", "04_connector_to_connector"]


@pytest.fixture
def rearranged(tmp_path):
    """Runs a copy of a lesson whose cells are those that `arrange` makes of the original ones."""

    def run(name, arrange):
        notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        notebook.cells = [copy.deepcopy(cell) for cell in arrange(code)]
        for number, cell in enumerate(notebook.cells):
            cell.id = f"cell-{number}"
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
        return [cell.execution_count for cell in execute(tmp_path / f"{name}.ipynb").cells]

    return run


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_may_be_run_twice(rearranged, name):
    counts = rearranged(name, lambda cells: [cell for cell in cells for _ in range(2)])

    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_all_cells_may_be_run_again_in_the_same_kernel(rearranged, name):
    counts = rearranged(name, lambda cells: cells + cells)

    assert counts == list(range(1, len(counts) + 1))
