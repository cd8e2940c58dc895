"""The sandbox: Connectors, each below its own name, as one WSGI app."""

import random
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import Any, cast
from urllib.parse import quote

from enmeshed_kit.eras import LATEST
from enmeshed_kit.sandbox.broadcasts import Announcements, BackboneNotifications
from enmeshed_kit.sandbox.challenges import Challenges
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.control import build_control
from enmeshed_kit.sandbox.dialects import DIALECTS
from enmeshed_kit.sandbox.identity_metadata import IdentityMetadata
from enmeshed_kit.sandbox.ids import Ids
from enmeshed_kit.sandbox.keys import ApiKey, KeyRing
from enmeshed_kit.sandbox.routes.answer import to_json
from enmeshed_kit.sandbox.routes.api import CONNECTOR, RAW_PATH, STARTED, build_api
from enmeshed_kit.sandbox.routes.monitoring import Monitoring
from enmeshed_kit.sandbox.webhooks import Webhook
from enmeshed_kit.sandbox.world import World

CONTROL = "sandbox"
NAME = re.compile(r"[A-Za-z0-9-]+")

EventListener = Callable[[bytes, str | None], None]


class SandboxConnector:
    """One Connector: an Identity, its keys, and who is told about its events."""

    def __init__(self, sandbox: "Sandbox", name: str, world: World, keys: KeyRing, *, debug: bool) -> None:
        self.sandbox = sandbox
        self.name = name
        self.world = world
        self.dialect = world.dialect
        self.account = account = world.add_account()
        self.keys = keys
        self.debug = debug
        self.webhook: Webhook | None = None
        self.monitoring = Monitoring(account, debug=debug)
        self.announcements = Announcements()
        self.backbone_notifications = BackboneNotifications(account)
        self.challenges = Challenges(account)
        self.identity_metadata = IdentityMetadata(account)
        self._listeners: list[EventListener] = []
        account.on_event = self._announce

    @property
    def api_key(self) -> str:
        """The key to work with: the one called `admin`, else the first."""
        return self.keys.first

    def subscribe(self, listener: EventListener) -> None:
        """Have each event, as the JSON that a webhook gets, and its correlation id, if sent, told to `listener`."""
        self._listeners = [*self._listeners, listener]

    def unsubscribe(self, listener: EventListener) -> None:
        """Tell this one no more."""
        self._listeners = [one for one in self._listeners if one is not listener]

    @contextmanager
    def turn(self, *, writes: bool, correlation_id: str | None) -> Iterator[None]:
        """The world to oneself for one call; what earlier calls set off is done before."""
        with self.sandbox.lock:
            self.world.settle()
            if writes:
                self.sandbox.clock.advance()
            self.account.correlation_id = correlation_id or self.account.ids.correlation_id()
            yield

    def _announce(self, trigger: str, data: Any, correlation_id: str) -> None:
        if self._listeners:
            event = to_json({"trigger": trigger, "data": data})
            for listener in self._listeners:
                listener(event, correlation_id if self.dialect.server.correlates else None)


class Sandbox:
    """Worlds of its own, one for each era, with as many Connectors as are added.

    Args:      seed: ids, keys and addresses come from it, and the clock stands at `start` and moves one second with
                   each call that changes something; None: everything is random and the clock is the machine's.
               start: when a seeded world begins.
               slow_401: let wrong keys wait for their refusal, as a real Connector does.
    """

    def __init__(self, *, seed: str | None = None, start: datetime | None = None, slow_401: bool = False) -> None:
        self.ids = Ids(seed)
        self.clock = Clock(start)
        self.worlds: dict[str, World] = {}
        self.lock = threading.RLock()
        self.connectors: dict[str, SandboxConnector] = {}
        self.waiting_room: Callable[[], AbstractContextManager[Any]] = nullcontext
        self.control_key = self._new_key()
        self._slow_401 = slow_401
        self._api = build_api()
        self._control = build_control(self)

    def add_connector(
        self,
        name: str,
        *,
        api_keys: Mapping[str, ApiKey] | None = None,
        webhook_url: str | None = None,
        debug: bool = False,
        era: str = LATEST.name,
    ) -> SandboxConnector:
        """Start one more Connector, with a new Identity. It meets those of its own era only.

        Args:      name: letters, digits and `-`; the Connector lives below it.
                   api_keys: by their ID; one is made if there are none.
                   webhook_url: where its events go.
                   era: which Connector it plays; one of `eras.ERAS`.
        Raises:    ValueError: the name is taken or none, the URL is none, there is no such era, or a Connector could
                   not start with the keys.
        """
        if not NAME.fullmatch(name) or name == CONTROL:
            raise ValueError(f"a Connector's name has letters, digits and '-' and is not '{CONTROL}': {name!r}")
        if era not in DIALECTS:
            raise ValueError(f"there is no era {era!r} here; there is {', '.join(DIALECTS)}")
        webhook = Webhook(webhook_url) if webhook_url is not None else None
        with self.lock:
            if name in self.connectors:
                raise ValueError(f"there is a Connector called {name!r} already")
            world = self._world_of(era)
            keys = {"admin": ApiKey(self._new_key())} if api_keys is None else api_keys
            ring = KeyRing(keys, scoped=world.dialect.server.scoped_keys)
            connector = SandboxConnector(self, name, world, ring, debug=debug)
            if webhook is not None:
                connector.webhook = webhook
                connector.monitoring.has_webhook = True
                connector.subscribe(webhook.send)
            self.connectors[name] = connector
        return connector

    def populate(
        self,
        *,
        relationships: int = 300,
        messages: int = 3000,
        days: int = 365,
        waiting: int = 12,
        seed: str = "past",
        connector: str = "connector",
    ) -> None:
        """Give a Connector a past: a company that people have dealt with, up to its last sync at midnight.

        Nobody is told of the events; the people are Identities without Connectors of their own.

        Args:      relationships, messages: how many of them the Connector lists then.
                   days: for how long.  waiting: how much news the next sync brings.
                   seed: the same seed on the same sandbox makes the same past.
                   connector: a Connector without Relationships.
        Raises:    ValueError: there is no such Connector, it has Relationships, or the figures do not go together.
        """
        from enmeshed_kit.sandbox.population.past import make_past
        from enmeshed_kit.sandbox.population.plan import Scope

        if connector not in self.connectors:
            raise ValueError(f"there is no Connector called {connector!r}")
        with self.lock:
            self._settle()
            chosen = self.connectors[connector]
            scope = Scope(relationships, messages, waiting, days)
            make_past(chosen.world, chosen.account, scope, random.Random(seed))  # noqa: S311  no secret: a story

    def next_day(self, *, deeds: int = 8, seed: str = "next day", connector: str = "connector") -> None:
        """Let a day pass, in which the people of a past deal with the company, which learns of it by its next sync.

        Args:      deeds: how many; one may be more than one piece of news, as an answer is, which comes by Message.
                   seed: the same seed at the same time makes the same day.
                   connector: a Connector with a past.
        Raises:    ValueError: there is no such Connector.
        """
        from enmeshed_kit.sandbox.population.next_day import NextDay

        if connector not in self.connectors:
            raise ValueError(f"there is no Connector called {connector!r}")
        with self.lock:
            self._settle()
            chosen = self.connectors[connector]
            strangers = {one.account.address for one in self.connectors.values()}
            dice = random.Random(f"{seed} {self.clock.now()}")  # noqa: S311  no secret: a story
            NextDay(chosen.world, chosen.account, strangers, dice).pass_by(deeds)

    def pause_before_refusal(self, pause_s: tuple[int, int]) -> None:
        """Let a wrong key wait that long, if this sandbox does; nobody else waits with it."""
        if self._slow_401:
            with self.waiting_room():
                time.sleep(random.randint(*pause_s))  # noqa: S311  no secret: how long a refusal takes

    def close(self) -> None:
        """End the threads that deliver events."""
        for connector in self.connectors.values():
            if connector.webhook is not None:
                connector.webhook.close()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request; closing the answer does what the call has set off."""
        name, path = _split(environ)
        environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{name}"
        environ["PATH_INFO"] = path
        if name == CONTROL:
            return cast(Iterable[bytes], self._control(environ, start_response))
        connector = self.connectors.get(name)
        if connector is None:
            return self._nobody(start_response)
        environ[CONNECTOR], environ[RAW_PATH], environ[STARTED] = connector, path, time.perf_counter()
        return _Answer(self._api, environ, start_response, self._settle)

    def _world_of(self, era: str) -> World:
        if era not in self.worlds:
            self.worlds[era] = World(self.ids, self.clock, DIALECTS[era])
        return self.worlds[era]

    def _settle(self) -> None:
        with self.lock:
            for world in self.worlds.values():
                world.settle()

    def _nobody(self, start_response: Callable[..., Any]) -> list[bytes]:
        message = (
            f"No Connector has this name. There are: {', '.join(self.connectors) or 'none'}; each lives below /NAME."
        )
        body = to_json({"error": {"code": "error.sandbox.connectorDoesNotExist", "message": message}})
        start_response("404 Not Found", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def _new_key(self) -> str:
        """A key that a real Connector would accept: 30 characters and more, of all kinds."""
        return f"{self.ids.text('api key', 32)}-aA09zZ"


class _Answer:
    """The parts of an answer, and what is to be done when they have been sent."""

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        environ: dict[str, Any],
        start_response: Callable[..., Any],
        afterwards: Callable[[], None],
    ) -> None:
        self._start_response = start_response
        self._afterwards = afterwards
        self._parts = app(environ, self._start)

    def _start(self, *arguments: Any) -> Any:
        self._write = self._start_response(*arguments)
        return self._write

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)

    def close(self) -> None:
        if self._write is not None:
            self._write(b"")  # a server sends the head with the first bytes, and some answers have none
        self._afterwards()


def _split(environ: dict[str, Any]) -> tuple[str, str]:
    """The Connector's name and the path below it, still percent-encoded where the server tells the raw one."""
    raw = re.sub(r"^\w+://[^/?]*", "", environ.get("REQUEST_URI") or _encoded(environ["PATH_INFO"]))
    name, slash, path = raw.partition("?")[0].removeprefix("/").partition("/")
    return name, slash + path or "/"


def _encoded(path: str) -> str:
    try:
        return quote(path.encode("latin-1").decode())
    except UnicodeError:  # WSGI wants the bytes of the path; httpx gives its letters
        return quote(path)
