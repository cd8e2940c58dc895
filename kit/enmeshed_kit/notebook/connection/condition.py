"""How a Connector is: what it says of itself, as far as the API key may ask, and what follows for the lessons."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import ForbiddenError, GuidedError
from enmeshed_kit.notebook.picture import Picture, card, columns, grid
from enmeshed_kit.notebook.readiness import Readiness, readiness
from enmeshed_kit.records import Health, Version

T = TypeVar("T")

SERVICES: Final = {
    "database": "database",
    "backbone_connection": "line to the Backbone",
    "backbone_authentication": "login at the Backbone",
}
"""What a Connector depends on, in words."""


@dataclass(frozen=True, repr=False)
class Condition:
    """What a Connector said when it was asked; in place of an answer stands why there is none.

    Args:  failure: after it nothing more was asked; None where the Connector can be used.
    """

    health: Health | GuidedError | None = None
    version: Version | GuidedError | None = None
    address: str | GuidedError | None = None
    readiness: Readiness | GuidedError | None = None
    failure: GuidedError | None = None

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The answers in words."""
        answers = [
            ("Version", self.version.version if isinstance(self.version, Version) else self.version),
            ("Address", self.address),
            ("Health", said_of_health(self.health) if isinstance(self.health, Health) else self.health),
        ]
        told = [(name, answer if isinstance(answer, str) else refused(answer)) for name, answer in answers if answer]
        failed = [("Failure", f"✘ {self.failure.message} {self.failure.hint}")] if self.failure else []
        return [*told, *self._lessons(), *failed]

    def __bool__(self) -> bool:
        return self.failure is None

    def __repr__(self) -> str:
        return self._picture().text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return self._picture().bundle()

    def _picture(self) -> Picture:
        title = "It answers" if self else "It cannot be used like this"
        return Picture(card(title, grid(self.rows)), f"{title}\n{columns(self.rows)}")

    def _lessons(self) -> Iterator[tuple[str, str]]:
        if isinstance(self.readiness, Readiness):
            findings = [one for one in self.readiness.findings if not one.holds and not one.is_optional]
            for finding in findings:
                yield "For the lessons", f"{finding.mark} {finding.wish}: {finding.said}"
            if not findings:
                yield "For the lessons", "✔ set up as they need it"
        elif self.readiness is not None:
            yield "For the lessons", refused(self.readiness)


def examined(connector: Connector) -> Condition:
    """Ask a Connector how it is: reads only, and nothing more once it is clear that it cannot be used."""
    with connector.aside():
        health = _told(connector.health)
        if isinstance(health, GuidedError):
            return Condition(failure=health)
        version = _told(connector.version)
        era = _told(lambda: connector.era)
        if isinstance(era, GuidedError):
            return Condition(health, version if isinstance(version, Version) else None, failure=era)
        address = _told(lambda: connector.address)
        return Condition(health, version, address, _told(lambda: readiness(connector)))


def said_of_health(health: Health) -> str:
    """Each service with a mark."""
    states = {words: getattr(health.services, name) for name, words in SERVICES.items()}
    return ", ".join(f"{'✔' if state == 'healthy' else '✘'} {words}" for words, state in states.items())


def refused(error: GuidedError | None) -> str:
    """Why an answer is missing, in a few words."""
    if isinstance(error, ForbiddenError):
        return f"○ not for this key. {error.hint}"
    return f"○ {error.message} {error.hint}" if error else ""


def _told(ask: Callable[[], T]) -> T | GuidedError:
    try:
        return ask()
    except GuidedError as error:
        return error
