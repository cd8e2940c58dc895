"""The API as this Connector's era has it: calls go out in its words, answers come in as a Connector 7 gives them."""

import re
from collections.abc import Iterable
from typing import Any, TypeVar, cast, get_args

import msgspec

from enmeshed_kit import eras
from enmeshed_kit.client.detection import detected
from enmeshed_kit.client.envelope import Answer, decoded, result_of, strange_answer
from enmeshed_kit.client.errors import ConnectorError, NotInThisEraError
from enmeshed_kit.client.forms import Form
from enmeshed_kit.client.http import Http
from enmeshed_kit.eras import Call, Era
from enmeshed_kit.records import IdentityInfo

T = TypeVar("T")

PLACE = re.compile(r"\{(\w+)\}")
"""What only the Connector can fill in, in the path of a translated call."""

MISREAD = (msgspec.ValidationError, KeyError, IndexError, TypeError, AttributeError)
"""What happens when an answer is read that has another shape than a Connector's."""


class Api:
    """The calls of one Connector, written in the kit's own words.

    Args:  http: makes them.
           era: of the Connector; None finds it out at the first call.
    """

    def __init__(self, http: Http, era: Era | None = None) -> None:
        self.http = http
        self._era = era
        self.is_era_told = era is not None
        self._address: str | None = None
        self._relationships_by_change: dict[str, str] = {}

    @property
    def era(self) -> Era:
        """The Connector's era; asks the Connector, once."""
        if self._era is None:
            with self.http.on_its_own():
                self._era = detected(self.http)
        return self._era

    @property
    def known_era(self) -> Era | None:
        """The Connector's era as far as it is known without asking."""
        return self._era

    def learn(self, version: str) -> None:
        """Take the era from a version that the reader asked for, which saves the question."""
        self._era = self._era or eras.era_of_version(version)

    def trade_places_with(self, other: "Api") -> None:
        """Take the other's calls, era and all that was learnt, and give it one's own."""
        self.__dict__, other.__dict__ = other.__dict__, self.__dict__

    def own_address(self) -> str:
        """The Connector's own address, asked for once."""
        if self._address is None:
            with self.http.on_its_own():
                self._address = self.record(IdentityInfo, "GET", "/Account/IdentityInfo").address
        return self._address

    def in_era(self, call: Call, route: str | None = None) -> Call:
        """A call in the words of the Connector's era, as it is sent.

        Raises:  NotInThisEraError: there is nothing of the kind.
        """
        done = eras.spoken(call, self.era, route=route, own_address=self.own_address)
        if done.impossible is not None:
            raise self._impossible(done.impossible)
        return done.call

    def written(self, route: str, body: Any = None) -> tuple[str, Any]:
        """A call as a reader writes it: its first line, API prefix included, and its body."""
        call = self.in_era(eras.call_of_route(route, body))
        return f"{call.method} {self.era.prefix}{call.target}", call.body

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Iterable[tuple[str, str]] = (),
        body: Any = None,
        form: Form = (),
        accept: str = "application/json",
        route: str | None = None,
    ) -> Answer:
        """Make one call.

        Args:     path: below the API prefix, as a Connector 7 has it.
                  route: its name, where a Connector 7 spells several calls alike that others do not.
        Returns:  the answer, unread.
        Raises:   NotInThisEraError, UnreachableError, UnexpectedAnswerError, RejectedError.
        """
        spoken = self.in_era(Call(method, path, tuple(query), body), route)
        whole = self.era.prefix + PLACE.sub(lambda place: self._filled(place[1], spoken), spoken.path)
        return self.http.call(method, whole, query=spoken.query, body=spoken.body, form=form, accept=accept)

    def record(self, kind: type[T], *args: Any, **more: Any) -> T:
        """Make one call and read its result as a record, or a list of them; the arguments are those of `call`."""
        return self.read(self.call(*args, **more), kind)

    def read(self, answer: Answer, kind: type[T]) -> T:
        """Read an answer's result as a record, or a list of them."""
        name = (get_args(kind) or (kind,))[0].__name__
        if not eras.needs_reading(name, self.era):
            return result_of(answer, kind)
        try:
            result = eras.understood(name, result_or_nothing(answer), self.era, self)
            record = msgspec.convert(result, kind)
        except MISREAD as error:
            raise strange_answer(answer.exchange, f"not what a Connector answers here ({error})") from error
        self._remember(result)
        return record

    def relationship_of(self, change: str) -> str:
        """The id of the Relationship to which a RelationshipChange belongs; the change's own where none is seen."""
        if change not in self._relationships_by_change:
            try:
                with self.http.on_its_own():
                    self._remember(self._asked("/Relationships"))
            except ConnectorError:
                return change
        return self._relationships_by_change.get(change, change)

    def _asked(self, path: str) -> Any:
        answer = self.http.call("GET", self.era.prefix + path)
        try:
            return eras.understood("Relationship", result_or_nothing(answer), self.era, self)
        except MISREAD as error:
            raise strange_answer(answer.exchange, f"not what a Connector answers here ({error})") from error

    def _remember(self, result: Any) -> None:
        for one in result if isinstance(result, list) else [result]:
            if isinstance(one, dict) and "changeId" in one:
                self._relationships_by_change[one["changeId"]] = one["id"]

    def _filled(self, name: str, spoken: Call) -> str:
        identity = spoken.path.split("/")[2]
        for change, relationship in self._relationships_by_change.items():
            if relationship == identity:
                return change
        with self.http.on_its_own():
            found = self._asked(f"/Relationships/{identity}")
        self._remember(found)
        # Without a change there is none to answer: the Connector says so better than we could.
        return str(found.get("changeId", "none")) if isinstance(found, dict) else "none"

    def _impossible(self, change: eras.Change) -> NotInThisEraError:
        able = [major for name in change.possible_in for major in eras.era_named(name).majors]
        return NotInThisEraError(
            change.what, connector=self.era.connectors, era=self.era.name, possible_in=change.possible_in, able=able
        )


def result_or_nothing(answer: Answer) -> Any:
    """The JSON in an answer's envelope; an empty object where a Connector answers with nothing."""
    if not answer.content.strip():
        return {}
    loaded: Any = decoded(answer, cast(type[Any], Any))
    return loaded.get("result", {}) if isinstance(loaded, dict) else loaded
