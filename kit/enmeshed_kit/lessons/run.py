"""All lessons in order, without a screen: progress, pages, and a table of how each one went."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from tqdm import tqdm

from enmeshed_kit.lessons.execution import CellError, execute
from enmeshed_kit.lessons.index import Lesson, LessonError, find_checkout, find_lesson, read_index
from enmeshed_kit.lessons.pages import page_of, write_index, write_page

OWN_CONNECTOR = ("ENMESHED_BASE_URL", "ENMESHED_API_KEY")


@dataclass(frozen=True)
class Outcome:
    """How one lesson went."""

    lesson: Lesson
    cells: int
    seconds: float
    failure: CellError | None

    @property
    def result(self) -> str:
        """One word for the table, or the cell that failed."""
        return "ok" if self.failure is None else f"failed in cell {self.failure.cell}"


def run_lessons(
    names: Sequence[str] = (), *, pages: Path | None = None, own_connector: bool = False, era: str | None = None
) -> int:
    """Execute lessons, each in a kernel of its own, and write them as pages.

    Args:      names: of the lessons, as a reader calls them; none takes every lesson of the index.
               pages: the folder for the HTML pages; `build/notebooks` in the checkout if left out.
               own_connector: work on the Connector that ENMESHED_* names, not on the sandbox.
               era: of the Connectors; left out, what the environment says, and an own one is asked.
    Returns:   the exit code: 1 when a lesson failed.
    Raises:    LessonError: no checkout here, no such lesson, or no Connector of one's own is named.
    """
    checkout = find_checkout()
    lessons = chosen(read_index(checkout), names)
    missing = [name for name in OWN_CONNECTOR if own_connector and not os.environ.get(name)]
    if missing:
        raise LessonError(
            f"--own-connector, but {' and '.join(missing)} is not set.\nSet both, or leave the option out."
        )
    folder = pages or checkout / "build" / "notebooks"
    outcomes = [run_lesson(lesson, checkout, folder, own_connector, era) for lesson in lessons]
    write_index([outcome.lesson for outcome in outcomes if outcome.failure is None], folder)
    print(table(outcomes))
    for outcome in outcomes:
        if outcome.failure is not None:
            print(f"Failed: {outcome.failure}")
    print(f"Pages: {folder / 'index.html'}")
    return int(any(outcome.failure for outcome in outcomes))


def chosen(lessons: list[Lesson], names: Sequence[str]) -> list[Lesson]:
    """The lessons of these names in the order of the index, each once; all of them if there are no names.

    Raises:    LessonError: there is none of this name.
    """
    wanted = [find_lesson(lessons, name) for name in names]
    return [lesson for lesson in lessons if not names or lesson in wanted]


def run_lesson(
    lesson: Lesson, checkout: Path, folder: Path, own_connector: bool = False, era: str | None = None
) -> Outcome:
    """Execute one lesson with a progress bar and write its page; a failing cell is an outcome, not an error."""
    path = lesson.original(checkout)
    cells = len(nbformat.read(path, as_version=4).cells)
    begin = time.monotonic()
    failure = None
    page_of(lesson, folder).unlink(missing_ok=True)  # an old page would look like this run's
    with tqdm(total=cells, desc=lesson.name, unit="cell") as bar:
        try:
            notebook = execute(
                path, own_connector=own_connector, era=era, progress=lambda finished: bar.update(finished - bar.n)
            )
            write_page(notebook, lesson, folder)
        except CellError as error:
            failure = error
    return Outcome(lesson, cells, time.monotonic() - begin, failure)


def table(outcomes: list[Outcome]) -> str:
    """Lay out notebook, cells, seconds and result in columns."""
    rows = [("notebook", "cells", "seconds", "result")]
    rows += [(one.lesson.name, str(one.cells), f"{one.seconds:.1f}", one.result) for one in outcomes]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        f"{name:<{widths[0]}}  {cells:>{widths[1]}}  {seconds:>{widths[2]}}  {result}"
        for name, cells, seconds, result in rows
    )
