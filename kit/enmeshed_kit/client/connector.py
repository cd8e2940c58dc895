"""The Connector: its sections, its state, and a sync that says what it brought."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import parse_qsl
from weakref import WeakSet

import msgspec

from enmeshed_kit.client import snapshot
from enmeshed_kit.client.access import usable_ca_file, usable_era, usable_key, usable_url
from enmeshed_kit.client.api import Api
from enmeshed_kit.client.arrivals import Arrivals
from enmeshed_kit.client.attributes import Attributes
from enmeshed_kit.client.clock import Clock
from enmeshed_kit.client.envelope import Answer, decoded
from enmeshed_kit.client.errors import RejectedError, UnexpectedAnswerError
from enmeshed_kit.client.exchange import Exchange, ExchangeLog
from enmeshed_kit.client.files import Files
from enmeshed_kit.client.http import TIMEOUT_S, Http
from enmeshed_kit.client.messages import Messages
from enmeshed_kit.client.relationships import Relationships
from enmeshed_kit.client.report import SyncReport
from enmeshed_kit.client.requests import IncomingRequests, OutgoingRequests
from enmeshed_kit.client.sections import Account
from enmeshed_kit.client.snapshot import Snapshot
from enmeshed_kit.client.templates import RelationshipTemplates
from enmeshed_kit.client.tokens import Tokens
from enmeshed_kit.eras import Call, Era
from enmeshed_kit.records import Health, Support, Version

T = TypeVar("T")


class Companion(Protocol):
    """What depends on which Connector an object talks to."""

    def connector_moved(self) -> None:
        """One that it depends on talks to another Connector from now on."""


class Connector(Arrivals):
    """A Connector, or what answers like one: nothing here knows which.

    Args:  base_url: the address before the API prefix; an API prefix or a slash at its end does no harm.
           api_key: sent with each call, shown nowhere.
           era: "classic", "v6" or "v7" for a Connector 4, 6 or 7; left out, the first call finds it out.
           ca_file: certificates to trust beside the usual ones, for a Connector with one of its own making.
           name: how it is called in texts; a sandbox's Connectors have one.
           is_sandbox: what it holds is made up, so that a lesson may show and save it.
           clock_stands_still: its time moves by calls alone, as in a seeded sandbox.
           wsgi_app: answers in place of the network, where there are no sockets.
           transport: answers in place of the network, for tests.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        era: str | Era | None = None,
        ca_file: str | Path | None = None,
        name: str = "",
        is_sandbox: bool = False,
        clock_stands_still: bool = False,
        wsgi_app: Any = None,
        transport: Any = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.name = name
        self.is_sandbox = is_sandbox
        self._http = Http(
            usable_url(base_url),
            usable_key(api_key),
            ca_file=usable_ca_file(ca_file),
            wsgi_app=wsgi_app,
            transport=transport,
            timeout_s=timeout_s,
        )
        self._clock = Clock(self._http, self._ask_for_date, stands_still=clock_stands_still)
        self._api = Api(self._http, usable_era(era))
        self._followers: tuple[Callable[[SyncReport], object], ...] = ()
        self._companions: WeakSet[Companion] = WeakSet()
        self.account = Account(self._api)
        self.attributes = Attributes(self._api)
        self.outgoing_requests = OutgoingRequests(self._api)
        self.relationship_templates = RelationshipTemplates(self._api)
        self.incoming_requests = IncomingRequests(self._api)
        self.relationships = Relationships(self._api)
        self.messages = Messages(self._api)
        self.files = Files(self._api)
        self.tokens = Tokens(self._api)

    def __repr__(self) -> str:
        return f"<Connector {self.name!r} of the sandbox>" if self.is_sandbox else f"<Connector at {self.base_url}>"

    @property
    def base_url(self) -> str:
        """The address before the API prefix, without a slash at its end."""
        return self._http.base_url

    @property
    def exchanges(self) -> ExchangeLog:
        """The last 200 calls and their answers."""
        return self._http.exchanges

    @property
    def address(self) -> str:
        """This Connector's own address, asked for once."""
        return self._api.own_address()

    @property
    def era(self) -> Era:
        """The family of Connector versions that this one belongs to; asks the Connector, once."""
        return self._api.era

    @property
    def known_era(self) -> Era | None:
        """The same as far as it is known without asking: None before the first call of a Connector without `era`."""
        return self._api.known_era

    @property
    def is_era_told(self) -> bool:
        """Whether the era was passed; else the Connector says it itself."""
        return self._api.is_era_told

    def in_era(self, payload: Any) -> Any:
        """A payload in the words of this Connector's era, as the sections send it; one that fits stays as it is.

        Args:     payload: a Request, the content of a template or Message, decisions, or another part of a payload.
        Raises:   NotInThisEraError: this Connector knows nothing of the kind.
        """
        return self._api.in_era(Call("", "", body=payload)).body

    def call_in_era(self, route: str, payload: Any = None) -> tuple[str, Any]:
        """A whole call in the words of this Connector's era: its first line and its payload, as they are sent.

        Args:     route: method and path as a Connector 7 has them, "PUT /Relationships/{relationship}/Accept", with or
                  without its API prefix. What stands in braces may stay open.
        Returns:  the same in this Connector's words, with its API prefix; `{change}` is filled in when it is sent.
        Raises:   NotInThisEraError: this Connector has no such call.
        """
        return self._api.written(route, payload)

    def call_as_written(self, route: str, payload: Any = None) -> Exchange:
        """Make a call exactly as it is written, in the words of whatever era: nothing is translated, nothing prevented.

        Args:     route: method and whole path, "POST /api/v2/Messages".
        Returns:  the call and its answer.
        Raises:   UnreachableError, UnexpectedAnswerError, RejectedError.
        """
        method, _, target = route.partition(" ")
        path, _, query = target.partition("?")
        return self._http.call(method, path, query=parse_qsl(query, keep_blank_values=True), body=payload).exchange

    def read(self, exchange: Exchange, kind: type[T]) -> T:
        """Read the answer of a call as written as the section's method for it does.

        Args:     exchange: the call and its answer.
                  kind: of record, or a list of them.
        Raises:   UnexpectedAnswerError: it is none.
        """
        return self._api.read(Answer(exchange, exchange.raw_answer), kind)

    def now(self) -> datetime:
        """The time at the Connector, in UTC, by the dates of its answers."""
        return self._clock.now()

    def health(self) -> Health:
        """Tell whether database and Backbone are at hand; needs no API key.

        Returns:  the health, also of a Connector that is unhealthy.
        Source:   GET /health → 200, unhealthy 500 (Connector 7.4.6)
        """
        try:
            return decoded(self._http.call("GET", "/health", with_key=False), Health)
        except (RejectedError, UnexpectedAnswerError) as error:
            if error.exchange is not None and error.exchange.status == 500:
                return decoded(Answer(error.exchange, error.exchange.raw_answer), Health)
            raise

    def version(self) -> Version:
        """Tell which version the Connector is.

        Source:  GET /Monitoring/Version → 200 (Connector 7.4.6)
        """
        version = decoded(self._http.call("GET", "/Monitoring/Version"), Version)
        self._api.learn(version.version)
        return version

    def support(self) -> Support:
        """Tell version, health and configuration, the whole environment of the Connector included: do not pass it on.

        Source:  GET /Monitoring/Support → 200 (Connector 7.4.6)
        """
        return decoded(self._http.call("GET", "/Monitoring/Support"), Support)

    def sync(self) -> SyncReport:
        """Fetch what happened on the Backbone, and say what that was.

        Returns:  what is new and what has another status; true when there is anything.
        Source:   POST P/Account/Sync → 204, before version 5 → 200, and the lists before and after it
        """
        with self._http.on_its_own():
            last_run = self.account.sync_info().last_sync_run
            take = partial(
                Snapshot,
                self.relationships,
                self.messages,
                self.incoming_requests,
                self.outgoing_requests,
                last_run.completed_at if last_run else None,
            )
            before = take()
        told = self.account.synced()
        synced_at = self._clock.mark()
        with self._http.on_its_own():
            report = snapshot.report(take, before, told)
        return self.tell(msgspec.structs.replace(report, synced_at=synced_at))

    def tell(self, report: SyncReport) -> SyncReport:
        """Tell what a sync brought to those who follow; `sync` does it by itself."""
        for follower in self._followers:
            follower(report)
        return report

    def follow(self, follower: Callable[[SyncReport], object]) -> None:
        """Have what each `sync` brings told to `follower`, in the thread that syncs."""
        self._followers = (*self._followers, follower)

    def unfollow(self, follower: Callable[[SyncReport], object]) -> None:
        """Tell this one no more."""
        self._followers = tuple(one for one in self._followers if one is not follower)

    def trade_places_with(self, other: "Connector") -> None:
        """Talk to the other's Connector from now on, and let the other talk to this one's: what holds either object,
        a variable of a notebook or a section, need not know. Done twice, all is as it was.
        """
        self.name, other.name = other.name, self.name
        self.is_sandbox, other.is_sandbox = other.is_sandbox, self.is_sandbox
        self._http, other._http = other._http, self._http
        self._clock, other._clock = other._clock, self._clock
        self._api.trade_places_with(other._api)
        for companion in {*self._companions, *other._companions}:
            companion.connector_moved()

    def accompany(self, companion: Companion) -> None:
        """Have `companion` told when this object talks to another Connector, as long as anybody else holds it."""
        self._companions.add(companion)

    def aside(self) -> AbstractContextManager[None]:
        """Mark the calls inside as the kit's, not the reader's: `exchanges.last()` passes them over."""
        return self._http.on_its_own()

    def close(self) -> None:
        """Give the connections back; the Connector stays usable."""
        self._http.close()

    def _ask_for_date(self) -> None:
        with self._http.on_its_own():
            self.health()
