"""The world: what all Identities of one era in a sandbox share, and what they do when nobody is looking.

A call answers first; what it sets off (events, automation) waits in one queue that `settle` works through in order.
"""

from collections import deque
from collections.abc import Callable

from enmeshed_kit.eras import LATEST
from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.dialects import DIALECTS, Dialect
from enmeshed_kit.sandbox.ids import Ids


class World:
    """All Identities, the Backbone between them, and what they have yet to do."""

    def __init__(self, ids: Ids, clock: Clock, dialect: Dialect | None = None) -> None:
        self.ids = ids
        self.clock = clock
        self.dialect = dialect = dialect or DIALECTS[LATEST.name]
        self.backbone = dialect.backbone(ids, clock, dialect.addresses, dialect.backbone_api)
        self.accounts: dict[str, Account] = {}
        self._waiting: deque[Callable[[], None]] = deque()
        self._set_off: list[Callable[[], None]] | None = None

    def add_account(self) -> Account:
        """A new Identity with nothing in it."""
        account = Account(self.ids, self.clock, self.backbone, self.queue, self.dialect)
        self.accounts[account.address] = account
        return account

    def queue(self, job: Callable[[], None]) -> None:
        """Put something off until `settle`.

        What a job puts off comes right after that job, before anything that was waiting already: a Connector finishes
        one event with all its consequences before it turns to the next.
        """
        if self._set_off is None:
            self._waiting.append(job)
        else:
            self._set_off.append(job)

    def settle(self) -> None:
        """Do everything that waits, of all Identities, until nothing is left."""
        while self._waiting:
            job = self._waiting.popleft()
            self._set_off = []
            try:
                job()
            finally:
                self._waiting.extendleft(reversed(self._set_off))
                self._set_off = None
