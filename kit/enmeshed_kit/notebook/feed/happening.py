"""One thing that happened at a Connector: an event that it tells of, or a difference that a sync brought."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from enmeshed_kit.client.report import Change
from enmeshed_kit.masking import mask
from enmeshed_kit.notebook.guide.events import subject_of
from enmeshed_kit.notebook.markup import join, tag
from enmeshed_kit.notebook.picture import Picture, card, columns, grid
from enmeshed_kit.notebook.record_picture import flattened

KINDS: Final = {
    "REL": "Relationship",
    "RLT": "RelationshipTemplate",
    "REQ": "Request",
    "MSG": "Message",
    "ATT": "Attribute",
    "TOK": "Token",
    "FIL": "File",
}
"""What an id names, by its first letters."""

OTHER: Final = "other"
LONGEST: Final = 500
"""More letters of one value are not shown: others may have written it."""


@dataclass(frozen=True)
class Happening:
    """One line of the feed.

    Args:  number: counts up from 1.
           moment: by the Connector's clock.
           who: the Connector that tells it.
           event: its name.
           thing: the id of what it is about; empty if it names none.
           outcome: the status or result.
           record: all that was told.
    """

    number: int
    moment: datetime
    who: str
    event: str
    thing: str
    outcome: str
    record: Any

    @property
    def kind(self) -> str:
        """What sort of object it is about."""
        return KINDS.get(self.thing[:3], OTHER)

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """Time, event, who, object and outcome, each on one line."""
        return f"{self.moment:%H:%M:%S}", self.event, self.who, self.thing, " ".join(self.outcome.split())[:60]

    @property
    def picture(self) -> Picture:
        """All that was told, secrets masked."""
        told = mask(self.record)
        fields = told if isinstance(told, dict) else {"data": told}
        rows = [(name[:LONGEST], _short(value)) for name, value in flattened(fields)]
        note = f"{self.moment:%Y-%m-%d %H:%M:%S} UTC · {self.who}"
        html = card(self.event, tag("div", grid(rows), look="wide"), note=note)
        return Picture(join(html), f"{self.event}  {note}\n{columns(rows)}")


def told_by_event(number: int, moment: datetime, who: str, event: dict[str, Any]) -> Happening:
    """What an event tells, as a webhook gets it."""
    thing, outcome = subject_of(event["data"])
    return Happening(number, moment, who, event["trigger"], thing, outcome, event["data"])


def found_by_sync(number: int, moment: datetime, who: str, change: Change) -> Happening:
    """What a sync brought: the only way to hear of it where no events arrive."""
    how = "new" if change.is_new else "changed" if change.after else "gone"
    record = msgspec.to_builtins(change.record)
    return Happening(number, moment, who, f"sync: {change.kind} {how}", change.id, change.after or "gone", record)


def _short(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
