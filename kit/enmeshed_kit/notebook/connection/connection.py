"""Which Connector a notebook works on, and turning to another one in place: what the panel's buttons do.

Nothing is sent before a button is pressed, or its method called. The key is kept until the Connector is used, and then
only where each call needs it; no text form, exchange or saved notebook has it.
"""

from typing import Final, Protocol
from weakref import WeakSet

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import ConfigurationError
from enmeshed_kit.masking import MASK
from enmeshed_kit.notebook.connection.condition import Condition, examined

HALF: Final = "Type both: the address before the API prefix, like http://localhost:8080, and one of its API keys."

AGAIN: Final = "Run its cells again from the top: what they hold belongs to the other Connector."
UNUSABLE: Final = "it cannot be used like this."

_connections: "dict[Connector, Connection]" = {}


class View(Protocol):
    """What shows a connection."""

    def redraw(self) -> None:
        """Show it as it is now."""


class Connection:
    """The Connector behind a variable of the notebook.

    Args:  connector: what the cells hold; `use` turns this very object to another Connector.
    """

    def __init__(self, connector: Connector) -> None:
        self.connector = connector
        self.condition: Condition | None = None
        self.trial: Condition | None = None
        self.news = ""
        self.base_url = ""
        self.ca_file = ""
        self.views: WeakSet[View] = WeakSet()
        self._key = ""
        self._home: Connector | None = None

    def __repr__(self) -> str:
        return f"<Connection to {self.connector.base_url}, API key {MASK}>"

    @property
    def has_key(self) -> bool:
        """Whether a key was typed that is not in use yet."""
        return bool(self._key)

    @property
    def has_left(self) -> bool:
        """Whether the notebook works on another Connector than at first."""
        return self._home is not None

    def look(self) -> Condition:
        """Ask the Connector how it is: reads only."""
        self.condition = examined(self.connector)
        self._tell("Looked: it answers." if self.condition else f"Looked: {UNUSABLE}")
        return self.condition

    def type(self, *, base_url: str | None = None, api_key: str | None = None, ca_file: str | None = None) -> None:
        """Take what is typed into the fields; what is None stays as it was.

        Args:  base_url: of the Connector to turn to.
               api_key: is masked from now on; an empty text forgets it.
               ca_file: certificates to trust beside the usual ones; an empty text needs none.
        """
        self.base_url = self.base_url if base_url is None else base_url
        self._key = self._key if api_key is None else api_key
        self.ca_file = self.ca_file if ca_file is None else ca_file
        self._redraw()

    def test(self) -> Condition:
        """Ask the Connector whose address and key were typed, and go on working on the present one.

        Returns:  what it says, or why it cannot be used.
        """
        _, self.trial = self._tried()
        self._tell(f"Tested: {'it can be used.' if self.trial else UNUSABLE}")
        return self.trial

    def use(self) -> Condition:
        """Turn the notebook to the Connector whose address and key were typed, if it answers; else nothing changes.

        Returns:  what it says, or why it cannot be used.
        """
        if self.condition and self._is_in_use:
            self._tell(f"The notebook works on {self.connector.base_url} already.")
            return self.condition
        other, trial = self._tried()
        if other is None or not trial:
            self.trial = trial
            self._tell(f"Nothing has changed: {UNUSABLE}")
            return trial
        self.connector.trade_places_with(other)
        self._home = self._home or other
        self._key, self.condition, self.trial = "", trial, None
        self._tell(f"The notebook works on {self.connector.base_url} now. {AGAIN}")
        return trial

    def back(self) -> None:
        """Return to the Connector that the notebook began with."""
        if self._home is None:
            return
        self.connector.trade_places_with(self._home)
        self._home, self.trial = None, None
        self.condition = examined(self.connector) if self.connector.is_sandbox else None
        self._tell(f"The notebook works on its first Connector again. {AGAIN}")

    @property
    def _is_in_use(self) -> bool:
        """Whether the Connector that was typed is the present one: Use was pressed twice."""
        return self.has_left and not self._key and self.base_url.strip().rstrip("/") == self.connector.base_url

    def _tried(self) -> tuple[Connector | None, Condition]:
        try:
            other = self._typed()
        except ConfigurationError as error:
            return None, Condition(failure=error)
        return other, examined(other)

    def _typed(self) -> Connector:
        if not self.base_url.strip() or not self._key.strip():
            missing = "API key" if self.base_url.strip() else "address"
            raise ConfigurationError(f"The {missing} is missing.", HALF)
        return Connector(self.base_url, self._key, ca_file=self.ca_file)

    def _tell(self, news: str) -> None:
        self.news = news
        self._redraw()

    def _redraw(self) -> None:
        for view in tuple(self.views):
            view.redraw()


def connection(connector: Connector) -> Connection:
    """What the panel of a Connector shows and does, as an object: the same for each of its panels."""
    return _connections.setdefault(connector, Connection(connector))
