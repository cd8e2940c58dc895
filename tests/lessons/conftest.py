from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

INDEX = """
[[notebook]]
file = "00_tiny.ipynb"
title = "A tiny <lesson>"
level = "test"
minutes = 1
era = ["v7"]
needs = []
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one tiny lesson."""
    root = tmp_path / "checkout"
    (root / "notebooks").mkdir(parents=True)
    (root / "notebooks" / "index.toml").write_text(INDEX)
    return root


@pytest.fixture
def write_lesson(checkout: Path) -> Callable[..., Path]:
    """Write the tiny lesson from sources of code cells below one Markdown cell."""

    def write(*sources: str, markdown: str = "# Tiny", name: str = "00_tiny.ipynb") -> Path:
        path = checkout / "notebooks" / name
        cells = [v4.new_markdown_cell(markdown), *(v4.new_code_cell(source) for source in sources)]
        nbformat.write(v4.new_notebook(cells=cells), path)
        return path

    return write


@pytest.fixture
def tiny(write_lesson: Callable[..., Path]) -> Path:
    return write_lesson("1 + 1", "print('hello')")
