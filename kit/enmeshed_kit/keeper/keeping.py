"""Syncing into a history, again and again, also while the Connector is away at times."""

import time
from collections.abc import Callable
from typing import NoReturn

from enmeshed_kit.client import Connector, SyncReport
from enmeshed_kit.client.errors import ConnectorError, ServerError, UnexpectedAnswerError, UnreachableError
from enmeshed_kit.keeper.telling import Teller, span
from enmeshed_kit.tables.history import SyncHistory

AWAY = (UnreachableError, ServerError, UnexpectedAnswerError)
"""What time may heal: the Connector is started, or the Backbone comes back."""

LONGEST_PAUSE_S = 300.0


class Keeper:
    """Keeps a history.

    Args:  connect: makes the client of its Connector.
           sleep, clock: for tests.
    """

    def __init__(
        self,
        history: SyncHistory,
        connect: Callable[[], Connector],
        teller: Teller,
        *,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._history = history
        self._connect = connect
        self._connector = connect()
        self._teller = teller
        self._sleep = sleep
        self._clock = clock

    def sync(self) -> None:
        """Sync once, and say what that brought.

        Raises:  ConnectorError: there is no answer, or none that helps.  HistoryError: it cannot be recorded.
        """
        report = self._synced()
        self._teller.tell(report)
        if not report:
            self._teller.remark("Nothing new.")

    def keep(self, every_s: float) -> NoReturn:
        """Sync until somebody ends it, with pauses; a Connector that is away is waited for.

        Raises:  ConnectorError: it refuses the API key.  HistoryError: nothing can be recorded.
        """
        self._teller.remark(
            f"Keeping a history of {self._connector.base_url} in {self._history.folder}; a sync every {span(every_s)}."
        )
        while True:
            self._teller.tell(self._synced_in_the_end(every_s))
            self._connector.close()
            self._sleep(every_s)

    def _synced(self) -> SyncReport:
        with self._teller.progress() as progress:
            return self._history.sync(self._connector, progress)

    def _synced_in_the_end(self, every_s: float) -> SyncReport:
        away_since, pause_s = 0.0, every_s
        last: ConnectorError | None = None
        while True:
            try:
                report = self._synced()
            except AWAY as error:
                away_since = away_since if last else self._clock()
                if type(error) is not type(last):
                    self._teller.away(error)
                last = error
            else:
                if last:
                    self._teller.back(self._clock() - away_since)
                return report
            self._sleep(pause_s)
            pause_s = min(2 * pause_s, max(every_s, LONGEST_PAUSE_S))
            self._connect_anew()

    def _connect_anew(self) -> None:
        """Who answers after a while may be another version, or somebody else."""
        self._connector.close()
        self._connector = self._connect()
