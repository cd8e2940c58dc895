"""What can be chosen in an explorer, and what is."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from enmeshed_kit.client.errors import ForbiddenError
from enmeshed_kit.tables import charts
from enmeshed_kit.tables.charts.chart import Chart, ChartError
from enmeshed_kit.tables.charts.palette import STATUS
from enmeshed_kit.tables.charts.period import Period
from enmeshed_kit.tables.charts.source import Tables
from enmeshed_kit.tables.charts.star import peers
from enmeshed_kit.tables.charts.wording import short

MONTHS: Final = 12


@dataclass(frozen=True)
class Drawing:
    """One of the pictures that can be chosen."""

    title: str
    draw: Callable[..., Chart]
    has_zone: bool = False


PICTURES: Final[Mapping[str, Drawing]] = {
    "overview": Drawing("Overview", charts.overview, True),
    "funnel": Drawing("From template to Relationship", charts.funnel),
    "statuses": Drawing("Relationships by status", charts.statuses, True),
    "time_to_acceptance": Drawing("Time until a Relationship is accepted", charts.time_to_acceptance),
    "answer_times": Drawing("Time until Requests are answered", charts.answer_times),
    "traffic": Drawing("Messages by day", charts.traffic, True),
    "hours": Drawing("Messages by hour of the week", charts.hours, True),
    "optional_attributes": Drawing("Attributes that people need not give", charts.optional_attributes),
    "network": Drawing("Peers", charts.network),
}

LAST: Final = ("last 7 days", "last 30 days", "last 90 days", "last 365 days")


@dataclass(frozen=True)
class Choice:
    """What is chosen; None is everything."""

    picture: str = "overview"
    period: Period | None = None
    status: str | None = None
    peer: str | None = None


class Offer:
    """What there is to choose from in some tables, and what of it a reader means."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @cached_property
    def periods(self) -> dict[str, Period]:
        """The last days, and each of the last months, by what a reader calls them."""
        newest = self._tables.newest()
        if newest is None:
            return {}
        month = newest.tz_localize(None).to_period("M")
        said = [*LAST, *(str(month - back) for back in range(MONTHS))]
        return {words: self._tables.period(words) for words in said}

    @cached_property
    def statuses(self) -> dict[str, int]:
        """How many Relationships there are in each status."""
        if not self._tables.may_show("relationships"):
            return {}
        found = self._tables["relationships"]["status"].astype("str").value_counts()
        ordered = [*STATUS, *sorted(set(found.index) - set(STATUS))]
        return {status: int(found[status]) for status in ordered if found.get(status, 0)}

    @cached_property
    def peers(self) -> dict[str, str]:
        """The addresses of peers, those with most Messages first, by names that differ."""
        if not (self._tables.may_show("relationships") or self._tables.may_show("messages")):
            return {}
        try:
            found = peers(self._tables, None).sort_values("messages", ascending=False, kind="stable")
        except ForbiddenError:
            return {}
        times = Counter(found["name"])
        labelled = zip(found["name"], found.index, strict=True)
        return {name if times[name] == 1 else f"{name} ({short(address[-8:])})": address for name, address in labelled}

    def checked(self, choice: Choice, said: Mapping[str, Any]) -> Choice:
        """A choice with what was said in place of what it had.

        Raises:  ChartError: there is no such picture, period, status or peer.
        """
        meant: dict[str, Any] = {
            name: None if value is None else self._meant(name, value) for name, value in said.items()
        }
        if meant.get("picture", "") is None:
            meant["picture"] = Choice.picture
        return replace(choice, **meant)

    def _meant(self, name: str, said: Any) -> Any:
        if name == "picture" and said not in PICTURES:
            raise ChartError(f"There is no picture {said!r}.", f"Take one of {', '.join(PICTURES)}.")
        if name == "status" and said not in self.statuses:
            known = ", ".join(self.statuses) or "none"
            raise ChartError(f"No Relationship is in the status {said!r}.", f"There are: {known}.")
        if name == "period":
            return self._tables.period(said) or None
        return self.address(str(said)) if name == "peer" else said

    def address(self, said: str) -> str:
        """The address of the peer that somebody means: by name, by address, or by its last characters."""
        wanted = said.strip()
        exact = [address for label, address in self.peers.items() if wanted in (label, address)]
        named = [address for label, address in self.peers.items() if self._is_called(wanted, label, address)]
        found = exact or named or [address for address in self.peers.values() if wanted and address.endswith(wanted)]
        if len(found) == 1:
            return found[0]
        some = [label for label, address in self.peers.items() if address in found][:3] or [*self.peers][:3]
        why = f"{len(found)} peers could be {short(said)!r}." if found else f"There is no peer {short(said)!r}."
        raise ChartError(why, f"Say for instance {' or '.join(some)}." if some else "There are no peers yet.")

    def label(self, address: str) -> str:
        """What a peer is called."""
        return next((label for label, known in self.peers.items() if known == address), address)

    def say(self, choice: Choice) -> str:
        """What is chosen, in words."""
        parts = [
            f"Relationships that are {choice.status}" if choice.status else "",
            f"peer {self.label(choice.peer)}" if choice.peer else "",
            str(choice.period) if choice.period else "",
        ]
        return f"Chosen: {', '.join(part for part in parts if part) or 'everything'}"

    def _is_called(self, wanted: str, label: str, address: str) -> bool:
        return wanted.casefold() in (label.casefold(), self._tables.names.get(address, "").casefold()) and wanted != ""
