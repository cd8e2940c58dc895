"""The list of lessons, `notebooks/index.toml`, read from the checkout that one stands in."""

from pathlib import Path

import msgspec

INDEX = Path("notebooks", "index.toml")


class LessonError(Exception):
    """The lessons cannot be found, copied or opened; the message says what to do next."""


class Lesson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One notebook of the index, with what a reader wants to know before opening it."""

    file: str
    title: str
    level: str
    minutes: int
    era: list[str]
    needs: list[str]

    @property
    def name(self) -> str:
        """The file's name without its ending, as tables and pages show it."""
        return Path(self.file).stem

    def original(self, checkout: Path) -> Path:
        """Where the committed notebook lies in a checkout; a reader opens a working copy of it."""
        return checkout / INDEX.parent / self.file


class _Index(msgspec.Struct, forbid_unknown_fields=True):
    notebook: list[Lesson]


def find_checkout(start: Path | None = None) -> Path:
    """Look for the folder that holds `notebooks/index.toml`, from `start` upwards.

    Args:      start: where to begin; the working directory if left out.
    Raises:    LessonError: neither this folder nor one above it is a checkout of the kit.
    """
    folder = (start or Path.cwd()).resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / INDEX).is_file():
            return candidate
    raise LessonError(
        f"No {INDEX.as_posix()} in {folder} or above it.\n"
        "The notebooks come with the clone: change into it, then try again."
    )


def read_index(checkout: Path) -> list[Lesson]:
    """Read the lessons in the order in which a reader takes them.

    Raises:    LessonError: the index is not valid, or names a notebook that does not exist.
    """
    path = checkout / INDEX
    try:
        lessons = msgspec.toml.decode(path.read_bytes(), type=_Index).notebook
    except (msgspec.DecodeError, ValueError) as error:
        raise LessonError(f"{path} is not valid: {error}\nRestore it: git checkout {INDEX.as_posix()}") from error
    missing = [lesson.file for lesson in lessons if not lesson.original(checkout).is_file()]
    if missing:
        raise LessonError(f"{path} names {', '.join(missing)}, which is not there.\nRestore it: git checkout notebooks")
    return lessons


def find_lesson(lessons: list[Lesson], wanted: str) -> Lesson:
    """Find a lesson by what a reader calls it: `01`, `01_first_relationship` or its file; the first if left empty.

    Raises:    LessonError: not exactly one is called like this.
    """
    name = wanted.removesuffix(".ipynb")
    found = [lesson for lesson in lessons if lesson.name == name or lesson.name.startswith(f"{name}_")]
    if not wanted:
        found = lessons[:1]
    if len(found) == 1:
        return found[0]
    names = ", ".join(lesson.name for lesson in lessons)
    raise LessonError(f"There is no notebook {wanted!r} to open like this.\nTake one of these: {names}")
