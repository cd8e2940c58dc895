"""The tables that pictures are drawn from, whatever a reader has: a Connector, a history of syncs, or the tables."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import ForbiddenError
from enmeshed_kit.tables import listing
from enmeshed_kit.tables.charts.chart import ChartError
from enmeshed_kit.tables.charts.period import Period, PeriodLike, period_of
from enmeshed_kit.tables.history import SyncHistory
from enmeshed_kit.tables.names import Names, given_or_found

if TYPE_CHECKING:
    import pandas as pd

ChartSource: TypeAlias = Any
"""A Connector, a SyncHistory, `Tables`, a table, or several by the names of the functions that make them."""

NEEDED: Final[Mapping[str, frozenset[str]]] = {
    "messages": frozenset({"direction", "created_at", "sender", "recipients"}),
    "relationships": frozenset({"id", "status", "peer", "created_at", "changed_at"}),
    "audit_log": frozenset({"relationship_id", "created_at", "before", "after"}),
    "request_items": frozenset({"request_id", "direction", "type", "must_be_accepted", "value_type", "result"}),
    "requests": frozenset({"direction", "status", "peer", "created_at", "answered_at", "result"}),
    "templates": frozenset({"id", "made_by", "created_at"}),
}
"""The columns of each table that pictures look at, by which a table is recognised too."""

NARROW: Final = ("id", "direction", "created_at", "sender", "recipients", "type")
"""Of Messages nothing else is drawn, and their texts would fill the memory."""


class Tables:
    """Tables, each made once, when the first picture needs it.

    Args:  source: where they come from.
           names: of peers, for pictures of a history, which keeps none: by address, or a Connector that knows them.
           now: until when those wait who have no answer; left out, the Connector's time, or the newest in the tables.
    """

    def __init__(
        self, source: ChartSource, names: Connector | Names | None = None, now: "pd.Timestamp | None" = None
    ) -> None:
        self._source = source
        self._names = names
        self._now = now
        self._given = given(source)
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> "pd.DataFrame":
        """A table.

        Raises:  ChartError: it is not among those that were given, or lacks a column.
        """
        if name not in self._made:
            self._made[name] = checked(name, self._make(name))
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(self._source, Connector) or name in self._given

    def may_show(self, name: str) -> bool:
        """Whether a table is there, and the API key may read it."""
        try:
            return name in self and self[name] is not None
        except ForbiddenError:
            return False

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of peers by their address, as far as they are known."""
        asked = self._source if self._names is None and isinstance(self._source, Connector) else self._names
        if asked is not None:
            try:
                return given_or_found(asked)
            except ForbiddenError:
                return {}
        tables = [table() for name, table in self._given.items() if name in ("relationships", "audit_log")]
        return {
            str(address): str(name)
            for table in tables
            if "peer_name" in table
            for address, name in table.loc[table["peer_name"].notna(), ["peer", "peer_name"]].itertuples(index=False)
        }

    def newest(self) -> "pd.Timestamp | None":
        """The last time in these tables, which stands for now where nobody can be asked."""
        import pandas as pd

        if self._now is not None:
            return self._now
        if isinstance(self._source, Connector):
            return pd.Timestamp(self._source.now())
        times = [self[name][column] for name in self._given for column in TIMES if column in self[name]]
        known = [time.max() for time in times if time.notna().any()]
        return max(known) if known else None

    def period(self, said: PeriodLike, zone: str = "UTC") -> Period:
        """A period as a reader says it; the last days end with the newest time in the tables."""
        return period_of(said, self.newest, zone)

    def within(self, name: str, said: PeriodLike, zone: str = "UTC") -> "pd.DataFrame":
        """The rows of a table that began in a period."""
        period, table = self.period(said, zone), self[name]
        if not period:
            return table
        if name == "request_items":
            made = self["requests"].drop_duplicates("id").set_index("id")["created_at"]
            return table[period.within(made.reindex(table["request_id"]).set_axis(table.index))]
        return table[period.within(table["created_at"])]

    def _make(self, name: str) -> "pd.DataFrame":
        if isinstance(self._source, Connector):
            return MAKE[name](self)
        if name not in self._given:
            called = name.replace("_", " ")
            raise ChartError(
                f"This picture needs the table of {called}.",
                f"Pass a Connector, or {{{name!r}: tables.{name}(…)}} among the tables.",
            )
        return self._given[name]()

    @cached_property
    def _relationships(self) -> list[Any]:
        return listing.relationships_of(self._source)

    @cached_property
    def _requests(self) -> list[Any]:
        return listing.requests_of(self._source)


TIMES: Final = ("created_at", "changed_at", "answered_at")

MAKE: Final[Mapping[str, Callable[[Tables], "pd.DataFrame"]]] = {
    "messages": lambda tables: listing.messages(tables._source, columns_of("messages")),
    "relationships": lambda tables: listing.relationships(tables._relationships),
    "audit_log": lambda tables: listing.audit_log(tables._relationships),
    "requests": lambda tables: listing.requests(tables._requests),
    "request_items": lambda tables: listing.request_items(tables._requests),
    "templates": lambda tables: listing.templates(tables._source),
}
"""How a Connector is asked; what two tables are made of is listed once."""


def tables_of(source: ChartSource) -> Tables:
    """The tables of a source."""
    return source if isinstance(source, Tables) else Tables(source)


def given(source: ChartSource) -> "dict[str, Callable[[], pd.DataFrame]]":
    """The tables that a source has, each with how to get it; of a Connector none, since it is asked."""
    import pandas as pd

    if isinstance(source, Connector):
        return {}
    if isinstance(source, pd.DataFrame):
        return {recognised(source): lambda: source}
    if isinstance(source, Mapping):
        return {str(name): partial(source.__getitem__, name) for name in source if name in NEEDED}
    if isinstance(source, SyncHistory):
        return {name: partial(source.table, name, columns_of(name)) for name in NEEDED if name != "templates"}
    found = {name: getattr(source, name) for name in NEEDED if callable(getattr(source, name, None))}
    if not found:
        raise ChartError(
            f"Nothing can be drawn of a {type(source).__name__}.",
            "Pass a Connector, a SyncHistory, a table, or several: {'messages': tables.messages(…)}.",
        )
    return found


def columns_of(name: str) -> Sequence[str] | None:
    """The columns of a table that are read, where not all are."""
    return NARROW if name == "messages" else None


def recognised(table: "pd.DataFrame") -> str:
    """Which table this is, by its columns."""
    columns = set(table.columns)
    for name, needed in NEEDED.items():
        if needed <= columns:
            return name
    raise ChartError(
        f"A table with the columns {', '.join(map(str, table.columns))} is none that pictures know.",
        f"Pass one of {', '.join(f'tables.{name}(…)' for name in NEEDED)}, with all its columns.",
    )


def checked(name: str, table: "pd.DataFrame") -> "pd.DataFrame":
    """A table that has what pictures look at, its times with a zone, its rows numbered."""
    import pandas as pd

    if not isinstance(table, pd.DataFrame):
        raise ChartError(f"{name} is a {type(table).__name__} and no table.", f"Pass tables.{name}(…).")
    if missing := sorted(NEEDED[name] - set(table.columns)):
        raise ChartError(
            f"The table of {name} lacks {', '.join(missing)}.", f"Pass tables.{name}(…), with all columns."
        )
    times = {name: timed(table[name]) for name in TIMES if name in table}
    return table.assign(**times).reset_index(drop=True)


def timed(times: "pd.Series[Any]") -> "pd.Series[Any]":
    """Times in UTC, also where they were read from a file that says them as texts."""
    import pandas as pd

    if isinstance(times.dtype, pd.DatetimeTZDtype):
        return times
    try:
        return pd.to_datetime(times, utc=True, format="ISO8601")
    except (ValueError, TypeError) as error:
        raise ChartError(f"The column {times.name} holds no times.", "Pass a table as tables made it.") from error
