"""One notebook from top to bottom in a fresh kernel, and what of its outputs is worth keeping."""

import asyncio
import contextlib
import os
import signal
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class CellError(Exception):
    """A cell did not finish: which one (counted from 1, Markdown included), and why in one line."""

    def __init__(self, notebook: str, cell: int, reason: str) -> None:
        super().__init__(f"{notebook}, cell {cell}: {reason}")
        self.notebook = notebook
        self.cell = cell
        self.reason = reason


ERA = "ENMESHED_ERA"
"""Says which Connectors a sandbox plays; it names no Connector of a reader."""


def sandbox_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out what names a reader's own Connector, so that a kernel can only find the sandbox."""
    return {name: value for name, value in environ.items() if name == ERA or not name.startswith("ENMESHED_")}


def execute(
    path: Path,
    *,
    own_connector: bool = False,
    era: str | None = None,
    timeout_s: float = 120,
    progress: Callable[[int], object] = lambda finished: None,
) -> NotebookNode:
    """Run a notebook in a temporary working directory, which proves that it also runs alone.

    Args:      path: the notebook; the file itself is not changed.
               own_connector: leave ENMESHED_* in the kernel's environment; else it gets the sandbox.
               era: of the Connectors; left out, what the environment says.
               timeout_s: for each cell.
               progress: called with the number of cells that are finished.
    Returns:   the notebook with fresh outputs, normalised.
    Raises:    CellError: a cell raised, took too long, or its kernel died.
               KeyboardInterrupt: Ctrl-C; the kernel is gone by then.
    """
    notebook = nbformat.read(path, as_version=4)
    environ = dict(os.environ) if own_connector else sandbox_environment(os.environ)
    environ |= {ERA: era} if era else {}
    # A seeded sandbox lives in a day of its own, and its tables in one zone, wherever the notebook is run.
    environ |= {} if own_connector else {"TZ": "UTC"}
    with tempfile.TemporaryDirectory(prefix="lesson-", ignore_cleanup_errors=True) as folder:
        workplace = Path(folder, "work")
        workplace.mkdir()
        # A reader's start-up files and history belong to no lesson.
        environ["IPYTHONDIR"] = str(Path(folder, "ipython"))
        client = _client(notebook, workplace, timeout_s, progress)
        try:
            client.execute(env=environ)
        except (CellExecutionError, CellTimeoutError, DeadKernelError, asyncio.CancelledError) as error:
            if client.is_interrupted:
                raise KeyboardInterrupt from None
            raise CellError(path.stem, client.cell, _reason(error)) from error
    progress(len(notebook.cells))
    return normalise(notebook)


class _Client(NotebookClient):
    """Takes Ctrl-C over from nbclient, which would report a kernel that died; knows which cell it has reached."""

    cell = 0
    is_interrupted = False

    async def async_start_new_kernel(self, **arguments: Any) -> None:
        task = asyncio.current_task()

        def interrupt() -> None:
            self.is_interrupted = True
            self.shutdown_kernel = "immediate"
            if task is not None:
                task.cancel()

        # Windows has no such handlers, other threads neither: there Ctrl-C arrives by itself.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupt)
        await super().async_start_new_kernel(**arguments)


def _client(notebook: NotebookNode, workplace: Path, timeout_s: float, progress: Callable[[int], object]) -> _Client:
    def begin(cell: NotebookNode, cell_index: int) -> None:
        client.cell = cell_index + 1
        progress(cell_index)

    client = _Client(
        notebook,
        timeout=timeout_s,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        on_cell_start=begin,
        resources={"metadata": {"path": str(workplace)}},
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    )
    return client


def _reason(error: BaseException) -> str:
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
        for output in cell.get("outputs", []):
            output.pop("transient", None)
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return notebook


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook as it is committed: UTF-8, an indent of one space, a newline at the end."""
    text: str = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
