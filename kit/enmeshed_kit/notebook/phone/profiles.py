"""The profiles of one phone. Each has an Identity of its own, and so a Connector of its own that plays it."""

from dataclasses import dataclass, field

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.connect import home_of
from enmeshed_kit.notebook.phone.book import PhoneBook
from enmeshed_kit.notebook.phone.pocket import PhoneError, Pocket
from enmeshed_kit.notebook.screen import Glass


@dataclass(eq=False)
class Profile:
    """One Identity of the phone's owner, and what is remembered of it."""

    name: str
    connector: Connector
    pocket: Pocket = field(default_factory=Pocket)

    @property
    def book(self) -> PhoneBook:
        """Its contacts, and what they said."""
        return PhoneBook(self.connector)


class Profiles:
    """All profiles of a phone, the one in use, and the glass on which they are shown.

    Args:  connector: plays the first one.
    """

    def __init__(self, connector: Connector) -> None:
        self.glass = Glass()
        self.all = [Profile("Profile 1", connector)]
        self.current = self.all[0]
        self.is_new = False
        """The next code that is scanned begins a new profile."""
        self._offered: Connector | None = None
        self._begun: dict[str, Profile] = {}

    @property
    def can_begin(self) -> bool:
        """Whether a Connector is there, or can be made, for one more profile."""
        return self._offered is not None or home_of(self.all[0].connector) is not None

    def named(self, name: str) -> Profile:
        """The profile of this name.

        Raises:  PhoneError: there is none.
        """
        found = next((one for one in self.all if one.name == name), None)
        if found is None:
            known = ", ".join(one.name for one in self.all)
            raise PhoneError(f"The phone has no profile {name!r}.", f"It has: {known}.")
        return found

    def use(self, profile: Profile, *, is_new: bool = False) -> None:
        """Go on with this one; with `is_new` only until a code is scanned."""
        self.current, self.is_new = profile, is_new and self.can_begin

    def played_by(self, connector: Connector) -> Profile | None:
        """The profile that this Connector plays."""
        return next((one for one in self.all if one.connector.address == connector.address), None)

    def offer(self, connector: Connector) -> None:
        """Let this Connector play the next new profile."""
        self._offered = connector

    def begin(self, reference: str) -> None:
        """Begin the new profile, if one is wanted. The same code leads to the same one again.

        Args:  reference: what the code says that was scanned.
        """
        if self.is_new and reference not in self._begun:
            self._begun[reference] = self._added()
        if self.is_new:
            self.use(self._begun[reference])

    def _added(self) -> Profile:
        first = self.all[0].connector
        home = home_of(first)
        connector = self._offered or (home.add_connector(first) if home else first)
        self._offered = None
        self.all.append(Profile(f"Profile {len(self.all) + 1}", connector))
        return self.all[-1]
