"""What happens at Connectors, line by line, while it happens.

The Connectors of this kernel's sandbox are heard directly, from the threads that serve them. One's own sends its events
to the webhooks in its configuration, where a notebook cannot listen: there each `sync` tells what it brought.
"""

import json
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.client.report import SyncReport
from enmeshed_kit.connect import played_here
from enmeshed_kit.notebook.feed.happening import Happening, found_by_sync, told_by_event
from enmeshed_kit.notebook.feed.picture import draw_feed
from enmeshed_kit.notebook.feed.widget import FeedView
from enmeshed_kit.notebook.picture import Picture

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.sandbox import SandboxConnector

LENGTH: Final = 200
"""So many lines are kept; the oldest make room."""


class FeedError(GuidedError):
    """The feed has no such line."""


class Feed:
    """Lists what happens at some Connectors from now on, until it is stopped.

    Args:  connectors: whose events; those of this kernel's sandbox, or one's own.
           length: so many are kept.
    """

    def __init__(self, *connectors: Connector, length: int = LENGTH) -> None:
        self.connectors = connectors
        self.kind = ""
        self.opened: Happening | None = None
        self.trouble = ""
        # Held while drawing, and never while a Connector is asked: its threads wait here to tell their events.
        self.lock = threading.RLock()
        self._kept: deque[Happening] = deque(maxlen=length)
        self._count = 0
        self._played: list[SandboxConnector] = []
        self._leave: list[Callable[[], None]] = []
        self._view: FeedView | None = None
        for connector in connectors:
            connector.accompany(self)
        self.start()

    def __repr__(self) -> str:
        return self._picture().text

    def __len__(self) -> int:
        return len(self.happenings)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        picture = self._picture()
        with self.lock:
            self._view = self._view or FeedView(self)
            self._view.redraw()
            return self._view.bundle() | picture.bundle()

    @property
    def is_running(self) -> bool:
        """Whether it lists what happens now."""
        return bool(self._leave)

    @property
    def hears_all(self) -> bool:
        """Whether each Connector tells its events; of the others only syncs tell."""
        return all(played_here(connector) for connector in self.connectors)

    @property
    def happenings(self) -> list[Happening]:
        """What is listed of the chosen kind, newest first, with all that calls made so far have set off."""
        self._catch_up()
        return self.listed()

    def listed(self) -> list[Happening]:
        """The same without waiting for anything."""
        with self.lock:
            return [one for one in reversed(self._kept) if self.kind in ("", one.kind)]

    def start(self) -> "Feed":
        """List what happens from now on; what was listed stays. A running feed just goes on."""
        if not self.is_running:
            for connector in self.connectors:
                self._listen(connector)
            self._redraw()
        return self

    def stop(self) -> "Feed":
        """List nothing more; what was listed stays."""
        leave, self._leave, self._played = self._leave, [], []
        for each in leave:
            each()
        self._redraw()
        return self

    def connector_moved(self) -> None:
        """Listen where the notebook has turned to; what was listed stays, with the names of those who told it."""
        if self.is_running:
            self._catch_up()
            self.stop()
            self.start()
        self._redraw()

    def only(self, kind: str = "") -> "Feed":
        """Show what is about one kind of object.

        Args:  kind: "Relationship", "Message", "Request", …; left out, all.
        """
        self.kind = kind
        self._redraw()
        return self

    def clear(self) -> "Feed":
        """Begin with an empty list."""
        with self.lock:
            self._kept.clear()
            self.opened = None
        self._redraw()
        return self

    def open(self, number: int | None = None) -> Picture:
        """Look at all that was told of one line.

        Args:    number: of the line; left out, the newest that is listed.
        Raises:  FeedError: no such line.
        """
        listed = self.happenings
        found = next((one for one in listed if number in (None, one.number)), None)
        if found is None:
            raise FeedError(f"The feed has no line {number or 1}.", "It lists what happened since it was started.")
        self.look_at(found)
        return found.picture

    def look_at(self, happening: Happening) -> None:
        """Show one line with all that was told."""
        self.opened = happening
        self._redraw()

    def sync(self) -> None:
        """Sync the Connectors that tell no events, to hear from them; what goes wrong stands in the feed."""
        self.trouble = ""
        try:
            for connector in self.connectors:
                if not played_here(connector):
                    connector.sync()
        except GuidedError as error:
            self.trouble = f"{error.message} {error.hint}"
        self._redraw()

    def _catch_up(self) -> None:
        for played in self._played:
            # A Connector does what a call sets off after its answer; before its next turn it is done.
            with played.turn(writes=False, correlation_id="feed"):
                pass

    def _listen(self, connector: Connector) -> None:
        played = played_here(connector)
        if played is None:
            read = partial(self._read, connector)
            connector.follow(read)
            self._leave.append(partial(connector.unfollow, read))
        else:
            hear = partial(self._hear, played)
            played.subscribe(hear)
            self._played.append(played)
            self._leave.append(partial(played.unsubscribe, hear))

    def _hear(self, played: "SandboxConnector", event: bytes, correlation_id: str | None) -> None:
        moment, told = played.sandbox.clock.now(), json.loads(event)
        with self.lock:
            self._keep(told_by_event(self._count + 1, moment, played.name, told))
            self._redraw()

    def _read(self, connector: Connector, report: SyncReport) -> None:
        moment, who = connector.now(), connector.name or "your Connector"
        with self.lock:
            for change in report:
                self._keep(found_by_sync(self._count + 1, moment, who, change))
            self._redraw()

    def _keep(self, happening: Happening) -> None:
        self._count += 1
        self._kept.append(happening)

    def _redraw(self) -> None:
        with self.lock:
            if self._view is not None:
                self._view.redraw()

    def _picture(self) -> Picture:
        return draw_feed(self.happenings, self.kind, is_running=self.is_running, hears_all=self.hears_all)


_feeds: dict[tuple[Connector, ...], Feed] = {}


def feed(*connectors: Connector) -> Feed:
    """List what happens at some Connectors from now on. Called again, the same feed goes on; nothing is sent.

    Args:  connectors: whose events: `kit.feed(connector, phone.connector)` tells of both sides.
    """
    if connectors not in _feeds:
        _feeds[connectors] = Feed(*connectors)
    return _feeds[connectors].start()
