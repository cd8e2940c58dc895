from pathlib import Path

import pytest

from enmeshed_kit.lessons.index import LessonError, read_index

ROOT = Path(__file__).parents[2]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that takes `lesson` for every entry of the index."""
    if "lesson" in metafunc.fixturenames:
        try:
            lessons = read_index(ROOT)
        except LessonError as error:
            raise pytest.UsageError(str(error)) from error
        metafunc.parametrize("lesson", lessons, ids=[lesson.name for lesson in lessons])


@pytest.fixture
def path(lesson) -> Path:
    return lesson.original(ROOT)
