"""A layout for workshops: the lesson on the left, its phone on the right, alive.

The right side is JupyterLab's own second view of a cell's output, which a workspace can name: no extension is needed,
and what a restarted kernel or a cell that runs again brings is shown on both sides.

Run with `python -m enmeshed_kit.lessons.workshop`, it writes the layouts of all lessons that have a phone to the place
where JupyterLab looks for workspaces, as Binder and a JupyterHub need it: `…/lab/workspaces/01_first_relationship`.
"""

import json
from pathlib import Path
from typing import Any, Final

import msgspec

from enmeshed_kit.lessons.index import INDEX, Lesson, LessonError, find_checkout, read_index

PHONE_CELL: Final = "live-phone"
"""The id of the cell that shows the phone; an id stays when the cell is edited or moved."""
SIZES: Final = (0.66, 0.34)
"""How much of the width is the lesson's and the phone's."""


class _Cell(msgspec.Struct):
    id: str = ""


class _Notebook(msgspec.Struct):
    cells: list[_Cell]


def place_of_phone(notebook: Path) -> int | None:
    """Which cell of a notebook shows the phone, counted from 0; None if there is none.

    Raises:    LessonError: the notebook cannot be read.
    """
    try:
        cells = msgspec.json.decode(notebook.read_bytes(), type=_Notebook).cells
    except (OSError, msgspec.DecodeError) as error:
        raise LessonError(
            f"{notebook} is no notebook any more: {error}\nTake a new copy: enmeshed-kit lab --fresh"
        ) from error
    return next((place for place, cell in enumerate(cells) if cell.id == PHONE_CELL), None)


def with_phone(lessons: list[Lesson], checkout: Path) -> list[Lesson]:
    """Those lessons that show a phone as they are committed."""
    return [lesson for lesson in lessons if place_of_phone(lesson.original(checkout)) is not None]


def layout(name: str, notebook: str, place: int) -> dict[str, Any]:
    """Describe a workspace in JupyterLab's terms.

    Args:      name: of the workspace.
               notebook: its path below JupyterLab's root, with `/`.
               place: which of its cells shows the phone.
    """
    lesson, phone = f"notebook:{notebook}", f"cloned-outputs:{notebook}:{place}"
    sides = [{"type": "tab-area", "currentIndex": 0, "widgets": [widget]} for widget in (lesson, phone)]
    dock = {"type": "split-area", "orientation": "horizontal", "sizes": list(SIZES), "children": sides}
    closed = {"collapsed": True, "visible": True, "widgets": []}
    shell = {"main": {"dock": dock, "current": lesson}, "left": closed, "right": closed, "relativeSizes": [0, 1, 0]}
    opened = {
        lesson: {"data": {"path": notebook, "factory": "Notebook"}},
        phone: {"data": {"path": notebook, "index": place}},
    }
    return {"data": {"layout-restorer:data": shell, **opened}, "metadata": {"id": name}}


def save_layout(lesson: Lesson, copies: Path, workspaces: Path, *, below: str = "") -> str:
    """Lay a lesson out for a workshop, in place of how its reader left it.

    Args:      copies: the folder of the notebook that will be opened.
               workspaces: JupyterLab's folder for them.
               below: the path from JupyterLab's root to that notebook, with `/` at its end.
    Returns:   the path that opens it.
    Raises:    LessonError: the notebook shows no phone or cannot be read, or the workspace cannot be written.
    """
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    place = place_of_phone(copies / lesson.file)
    if place is None:
        raise LessonError(f"No phone is left in {copies / lesson.file}.\nTake a new copy: enmeshed-kit lab --fresh")
    described = json.dumps(layout(lesson.name, below + lesson.file, place))
    try:
        WorkspacesManager(str(workspaces)).save(lesson.name, described)
    except OSError as error:
        raise LessonError(f"{workspaces} cannot be written: {error.strerror}.\nRemove it, then try again.") from error
    return f"lab/workspaces/{lesson.name}"


def main() -> None:
    """Write the layouts of a checkout's own notebooks for whoever opens JupyterLab at its root."""
    from jupyterlab.commands import get_workspaces_dir

    checkout = find_checkout()
    workspaces = Path(get_workspaces_dir())
    for lesson in with_phone(read_index(checkout), checkout):
        print(save_layout(lesson, checkout / INDEX.parent, workspaces, below=f"{INDEX.parent.as_posix()}/"))


if __name__ == "__main__":
    main()
