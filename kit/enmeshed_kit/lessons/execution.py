"""One notebook from top to bottom in a fresh kernel, and what of its outputs is worth keeping."""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class CellError(Exception):
    """A cell did not finish: which one (counted from 1, Markdown included), and why in one line."""

    def __init__(self, notebook: str, cell: int, reason: str) -> None:
        super().__init__(f"{notebook}, cell {cell}: {reason}")
        self.notebook = notebook
        self.cell = cell
        self.reason = reason


def own_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out what names a reader's own Connector, so that a kernel can only find the sandbox."""
    return {name: value for name, value in environ.items() if not name.startswith("ENMESHED_")}


def execute(
    path: Path,
    *,
    own_connector: bool = False,
    timeout_s: float = 120,
    after_cell: Callable[[], object] | None = None,
) -> NotebookNode:
    """Run a notebook in a temporary working directory, which proves that it also runs alone.

    Args:      path: the notebook; the file itself is not changed.
               own_connector: leave ENMESHED_* in the kernel's environment; else it gets the sandbox.
               timeout_s: for each cell.
               after_cell: called after every cell, for a progress bar.
    Returns:   the notebook with fresh outputs, normalised.
    Raises:    CellError: a cell raised, took too long, or its kernel died.
    """
    notebook = nbformat.read(path, as_version=4)
    reached = [0]

    def on_cell_start(cell: NotebookNode, cell_index: int) -> None:
        reached[0] = cell_index + 1

    def on_cell_complete(cell: NotebookNode, cell_index: int) -> None:
        if after_cell is not None:
            after_cell()

    with tempfile.TemporaryDirectory(prefix="lesson-", ignore_cleanup_errors=True) as folder:
        workplace = Path(folder, "work")
        workplace.mkdir()
        client = NotebookClient(
            notebook,
            timeout=timeout_s,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            on_cell_start=on_cell_start,
            on_cell_complete=on_cell_complete,
            resources={"metadata": {"path": str(workplace)}},
        )
        try:
            client.execute(env=_kernel_environment(own_connector, Path(folder)))
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise CellError(path.stem, reached[0], _reason(error)) from error
    return normalise(notebook)


def _kernel_environment(own_connector: bool, folder: Path) -> dict[str, str]:
    environ = dict(os.environ) if own_connector else own_environment(os.environ)
    # A reader's start-up files and history belong to no lesson.
    return environ | {"IPYTHONDIR": str(folder / "ipython")}


def _reason(error: Exception) -> str:
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}".strip()
    return str(error).strip().split("\n", maxsplit=1)[0]


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Drop what changes with every run and what only lives with a kernel: widget views and state, display ids, times.

    Returns:   the same notebook, changed in place.
    """
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        cell.metadata.pop("collapsed", None)
        for output in cell.get("outputs", []):
            output.pop("transient", None)
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return notebook


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook as it is committed: UTF-8, one space of indent, a newline at the end."""
    text: Any = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
