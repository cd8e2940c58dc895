"""Working copies: what a reader opens, clicks and saves, so that the committed notebooks stay as they are."""

import hashlib
import json
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary

from enmeshed_kit.lessons.execution import WIDGET_VIEW
from enmeshed_kit.lessons.index import Lesson, LessonError

FOLDER = "my-notebooks"
LEDGER = ".copied.json"


class WorkingCopies:
    """The folder of working copies, which git ignores, and the ledger of what was copied when.

    A copy counts as edited once its bytes differ from what was copied. Without an entry in the ledger a file counts
    as edited too: what is not known to be ours is never overwritten.
    """

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        self.folder = checkout / FOLDER
        self._ledger = self.folder / LEDGER

    def refresh(self, lessons: list[Lesson], *, fresh: bool = False) -> list[Path]:
        """Make the copies that are missing and renew the ones nobody edited.

        Args:      lessons: what to copy.
                   fresh: replace edited copies too; each is kept beside the new one as a numbered backup.
        Returns:   the backups that were made.
        Raises:    LessonError: the folder cannot be written.
        """
        try:
            return self._refresh(lessons, fresh)
        except OSError as error:
            raise LessonError(
                f"{self.folder} cannot be written: {error.strerror}.\nClone the kit into a folder of your own."
            ) from error

    def _refresh(self, lessons: list[Lesson], fresh: bool) -> list[Path]:
        self.folder.mkdir(exist_ok=True)
        copied = self._read_ledger()
        backups = []
        for lesson in lessons:
            target = self.folder / lesson.file
            edited = target.exists() and _digest(target) != copied.get(lesson.file)
            if edited and not fresh:
                _let_rest(target)
                continue
            if edited:
                backups.append(_set_aside(target))
            target.parent.mkdir(exist_ok=True)
            _replace(target, lesson.original(self.checkout).read_bytes())
            copied[lesson.file] = _digest(target)
            _trust(target)
            _replace(self._ledger, json.dumps(copied, indent=1).encode())
        return backups

    def _read_ledger(self) -> dict[str, str]:
        try:
            ledger = json.loads(self._ledger.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return ledger if isinstance(ledger, dict) else {}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _trust(path: Path) -> None:
    """Let JupyterLab show the saved outputs as they are: without trust it takes away what they need in a dark theme."""
    NotebookNotary().sign(nbformat.read(path, as_version=4))


def _let_rest(path: Path) -> None:
    """Leave the still pictures of a session that has ended: for its live views JupyterLab would show an error each."""
    if WIDGET_VIEW.encode() not in path.read_bytes():
        return
    try:
        notebook = nbformat.from_dict(json.loads(path.read_text(encoding="utf-8")))
        nbformat.validate(notebook)
    except (ValueError, nbformat.ValidationError):
        return  # what is no notebook any more is its owner's to mend
    is_trusted = NotebookNotary().check_signature(notebook)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    for output in outputs:
        if len(output.get("data", {})) > 1:
            output["data"].pop(WIDGET_VIEW, None)
    _replace(path, nbformat.writes(notebook).encode())
    if is_trusted:
        _trust(path)


def _set_aside(path: Path) -> Path:
    number = 1
    while (backup := path.with_name(f"{path.stem}.backup-{number}{path.suffix}")).exists():
        number += 1
    return path.rename(backup)


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
