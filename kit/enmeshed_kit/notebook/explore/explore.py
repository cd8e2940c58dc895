"""Look at what there is from several sides: a picture, and choices that redraw it."""

from typing import TYPE_CHECKING, Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.notebook.explore.choice import PICTURES, Choice, Offer
from enmeshed_kit.notebook.markup import Html, tag, with_dark_theme
from enmeshed_kit.tables.charts.chart import Chart
from enmeshed_kit.tables.charts.period import PeriodLike
from enmeshed_kit.tables.charts.selection import selected
from enmeshed_kit.tables.charts.source import ChartSource, Tables, tables_of
from enmeshed_kit.tables.names import Names

if TYPE_CHECKING:
    from enmeshed_kit.notebook.explore.widget import ExplorerView

KEEP: Final[Any] = object()
"""What was chosen before stays so."""


class Explorer:
    """A picture of some tables, redrawn for what is chosen: which picture, period, status and peer.

    Each choice is a method, each method changes the live view. The tables are made once, when they are needed first.

    Args:  source: a Connector, a history, `charts.Tables`, or several tables by the names of their functions.
           names: of peers, as for `charts.Tables`.
           zone: where the days begin, such as "Europe/Berlin".
    """

    def __init__(self, source: ChartSource, names: Connector | Names | None = None, zone: str = "UTC") -> None:
        self.source = source
        self.zone = zone
        self.choice = Choice()
        self._names = names
        self._all = tables_of(source) if names is None else Tables(source, names)
        self._offer: Offer | None = None
        self._drawn: tuple[Choice, Chart, tuple[dict[str, Any], dict[str, Any]]] | None = None
        self._view: ExplorerView | None = None

    @property
    def offer(self) -> Offer:
        """What can be chosen."""
        if self._offer is None:
            self._offer = Offer(self._all)
        return self._offer

    @property
    def tables(self) -> Tables:
        """The tables of the status and peer that are chosen: `explorer.tables["messages"]`, of all the time."""
        return selected(self._all, self.choice.status, self.choice.peer)

    @property
    def chart(self) -> Chart:
        """The picture of what is chosen."""
        return self._now()[0]

    def choose(
        self,
        *,
        picture: str = KEEP,
        period: PeriodLike = KEEP,
        status: str | None = KEEP,
        peer: str | None = KEEP,
    ) -> "Explorer":
        """Choose what to see; what is left out stays as it is.

        Args:     picture: "overview", or the name of another function of `charts`.
                  period: as for `charts`, such as "90 days" or "2026-01"; None for all the time.
                  status: of Relationships, such as "Active"; None for all.
                  peer: a name or an address, or its last characters; None for all.
        Returns:  the explorer itself.
        Raises:   ChartError: there is no such picture, period, status or peer; the choice stays as it was.
        """
        wished = {"picture": picture, "period": period, "status": status, "peer": peer}
        said = {name: value for name, value in wished.items() if value is not KEEP}
        before, self.choice = self.choice, self.offer.checked(self.choice, said)
        try:
            self._now()
        except GuidedError:
            self.choice = before
            raise
        self._redraw()
        return self

    def clear(self) -> "Explorer":
        """See the same picture of everything again."""
        return self.choose(period=None, status=None, peer=None)

    def refresh(self) -> "Explorer":
        """Make the tables anew, after a sync for instance; the choice stays."""
        self._all = Tables(self.source, self._names) if not isinstance(self.source, Tables) else self.source
        self._offer = self._drawn = None
        self._redraw()
        return self

    def __repr__(self) -> str:
        return f"{self.offer.say(self.choice)}\n{self.chart!r}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        from enmeshed_kit.notebook.explore.widget import ExplorerView

        _, (data, metadata) = self._now()
        if self._view is None:
            self._view = ExplorerView(self)
        self._view.redraw()
        said = with_dark_theme(tag("div", self.offer.say(self.choice), look="quiet"))
        still = data | {"text/plain": repr(self), "text/html": f"{said}{data['text/html']}"}
        return self._view.bundle() | still, metadata

    def picture(self) -> Html:
        """The picture as the live view shows it."""
        return Html(self._now()[1][0]["text/html"])

    def _now(self) -> tuple[Chart, tuple[dict[str, Any], dict[str, Any]]]:
        if self._drawn is None or self._drawn[0] != self.choice:
            draw, has_zone = PICTURES[self.choice.picture].draw, PICTURES[self.choice.picture].has_zone
            options = {"zone": self.zone} if has_zone else {}
            chart = draw(self.tables, self.choice.period, **options)
            self._drawn = self.choice, chart, chart._repr_mimebundle_()
        return self._drawn[1:]

    def _redraw(self) -> None:
        if self._view is not None:
            self._view.redraw()


def explore(source: ChartSource, *, names: Connector | Names | None = None, zone: str = "UTC") -> Explorer:
    """Look at a Connector, a history or tables in pictures, with choices for period, status and peer.

    Args:  source: a Connector, a SyncHistory, or several tables by the names of their functions.
           names: of peers, for a history, which keeps none: by address, or a Connector that knows them.
           zone: where the days begin, such as "Europe/Berlin".
    """
    return Explorer(source, names, zone)
