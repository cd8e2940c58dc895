"""A Connector that answers what a test says, and a pair that plays together in a sandbox."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from enmeshed_kit import eras
from enmeshed_kit.client import Connector

sys.path.insert(0, str(Path(__file__).parent))  # for the recordings

KEY = "An_Api_Key_of_a_test_1234567890"
Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Stage:
    """Answers by method and path; what was not announced is a route that does not exist."""

    def __init__(self, era: str | None = "v7") -> None:
        self.answers: dict[tuple[str, str], list[Answer]] = {}
        self.requests: list[httpx.Request] = []
        self.connector = Connector("http://connector.test", KEY, era=era, transport=httpx.MockTransport(self))

    def answer(self, method: str, path: str, *answers: Answer) -> None:
        """Announce the answers to a call, the last of them for all that follow."""
        self.answers[method, path] = list(answers)

    def result(self, method: str, path: str, *results: Any, status: int = 200) -> None:
        """Announce results in the envelope."""
        self.answer(method, path, *(httpx.Response(status, json={"result": result}) for result in results))

    def error(self, method: str, path: str, status: int, code: str, message: str = "No.") -> None:
        """Announce an error in the envelope."""
        error = {
            "code": code,
            "message": message,
            "id": "ERRABCDEFGHJKLMNPQRS",
            "time": "2026-01-01T00:00:00.000Z",
            "docs": f"https://enmeshed.eu/integrate/error-codes#{code}",
        }
        self.answer(method, path, httpx.Response(status, json={"error": error}))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answers = self.answers.get((request.method, request.url.path))
        if not answers:
            code = "error.connector.http.routeDoesNotExist"
            return httpx.Response(404, json={"error": {"code": code, "message": "The requested route does not exist."}})
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)


@pytest.fixture
def stage() -> Stage:
    """A Connector that answers what the test announces."""
    return Stage()


@pytest.fixture
def staged() -> type[Stage]:
    """Stages of any era; None leaves it to be found out."""
    return Stage


@pytest.fixture
def connector(stage: Stage) -> Connector:
    """The client of the staged Connector."""
    return stage.connector


@pytest.fixture
def api_key() -> str:
    """The key of the staged Connector."""
    return KEY


@pytest.fixture(params=eras.ERAS)
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[Connector, Connector]]:
    """A Connector and an app of each era in a seeded sandbox, in process; the client finds out which."""
    from datetime import UTC, datetime

    from enmeshed_kit.sandbox.sandbox import Sandbox

    sandbox = Sandbox(seed="client tests", start=datetime(2026, 1, 5, 9, tzinfo=UTC))
    played = [sandbox.add_connector(name, era=request.param) for name in ("connector", "app")]
    connector, app = (
        Connector(
            f"http://sandbox.test/{one.name}", one.api_key, name=one.name, wsgi_app=sandbox, clock_stands_still=True
        )
        for one in played
    )
    yield connector, app
    for one in (connector, app):
        one.close()
