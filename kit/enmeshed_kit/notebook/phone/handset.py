"""What all of the phone has in common: whose it is, what it shows, and who may act on it at a time."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from threading import RLock
from typing import Any, TypeVar

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.connect import app_connector
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.phone.book import PhoneBook
from enmeshed_kit.notebook.phone.pocket import Answer, PhoneError, Pocket
from enmeshed_kit.notebook.phone.profiles import Profiles
from enmeshed_kit.notebook.screen import Screen
from enmeshed_kit.records import Relationship

T = TypeVar("T")


class Handset(ABC):
    """A phone with its profiles, each of them played by a Connector.

    Args:  connector: whose Connector plays the app; left out, the one that ENMESHED_APP_* names, else the sandbox's.
    """

    def __init__(self, connector: Connector | None = None) -> None:
        played_by = connector or app_connector()
        self._profiles: Profiles = memory.keepsake(played_by, "phone", lambda: Profiles(played_by))
        self._profiles.all[0].connector = played_by

    @property
    def connector(self) -> Connector:
        """Who plays the profile that is in use."""
        return self._profiles.current.connector

    @property
    def address(self) -> str:
        """The address of the Identity whose profile is in use."""
        return self.connector.address

    @property
    def profile(self) -> str:
        """The name of the profile that is in use."""
        return self._profiles.current.name

    @property
    def turn(self) -> RLock:
        """Held by who acts on the phone: a press may come in another thread than a running cell's calls."""
        return self._profiles.glass.lock

    @property
    def screen(self) -> Screen:
        """What the phone shows now."""
        return self._profiles.glass.screen or self.first_use()

    def __repr__(self) -> str:
        return repr(self.screen)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from enmeshed_kit.notebook.phone.widget import show_screen  # a phone without a view needs no widgets

        screen = self.screen
        return show_screen(screen, follows=True) | screen.picture.bundle()

    def show(self, screen: Screen) -> Screen:
        """Put a screen on the phone, in all its views."""
        return self._profiles.glass.show(screen)

    def here(self, step: Callable[[], T]) -> Callable[[], T]:
        """A step that is taken with the profile of now, also when another one is in use by then."""
        profile, is_new = self._profiles.current, self._profiles.is_new

        def take() -> T:
            with self.turn:
                self._profiles.use(profile, is_new=is_new)
                return step()

        return take

    def answer_to(self, request_id: str) -> Answer:
        """What was put in for a Request so far."""
        return self._pocket.answers.setdefault(request_id, Answer())

    @abstractmethod
    def first_use(self) -> Screen:
        """Start the app for the first time."""

    @abstractmethod
    def contacts(self, pushes: Sequence[str] = ()) -> Screen:
        """Open "Contacts"."""

    @property
    def _pocket(self) -> Pocket:
        return self._profiles.current.pocket

    @property
    def _book(self) -> PhoneBook:
        return self._profiles.current.book

    def _at(self, peer: str, step: Callable[[], T]) -> Callable[[], T]:
        """A step that is taken with this contact, also when another one was dealt with meanwhile."""

        def take() -> T:
            self._pocket.peer = peer
            return step()

        return self.here(take)

    def _known_relationship(self) -> Relationship:
        relationship = self._book.working(self._pocket.peer)
        if relationship is None:
            raise PhoneError("The phone has no such contact yet.", "Scan a QR code first: phone.scan(…).")
        return relationship
