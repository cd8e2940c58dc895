"""A Connector of the sandbox that listens, and the program that keeps its history."""

import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for the places

from places import Place, Program  # it lies on the path of the line above


@pytest.fixture(scope="session", autouse=True)
def _bytecode(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Programs start several times as fast where one before has left its bytecode, as it does for readers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.mktemp("bytecode")))
        yield


@pytest.fixture
def place() -> Iterator[Place]:
    """A Connector that listens."""
    made = Place()
    yield made
    made.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of the history."""
    return tmp_path / "history"


@pytest.fixture
def program(tmp_path: Path, folder: Path) -> Iterator[Callable[..., Program]]:
    """Starts the program, as often as a test wants."""
    (room := tmp_path / "room").mkdir()
    started: list[Program] = []

    def start(place: Place | str, *options: str, **settings: str) -> Program:
        started.append(Program(room, folder, place, *options, **settings))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


@pytest.fixture
def nowhere() -> str:
    """An address where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/mine"
