"""What a Connector tells of itself: the events that it would send to a webhook, and the same found out by looking.

The Connectors of this kernel's sandbox are heard directly. One's own sends its events to the webhooks in its
configuration, where a notebook cannot listen: there the lists of the API, compared with the last look, tell the same.
"""

import json
import threading
from dataclasses import dataclass
from typing import Any, Final, Protocol

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.report import SyncReport
from enmeshed_kit.client.snapshot import Snapshot
from enmeshed_kit.connect import kernel_sandbox
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.picture import Picture, card, line

FOUND_BY: Final = {
    "transport.peerRelationshipTemplateLoaded": "RelationshipTemplates?isOwn=false",
    "transport.relationshipChanged": "Relationships?templateId=…",
    "transport.messageSent": "Messages",
    "transport.messageReceived": "Messages",
    "consumption.relationshipTemplateProcessed": "Requests/Incoming?source.reference=…",
    "consumption.incomingRequestReceived": "Requests/Incoming?source.reference=…",
    "consumption.incomingRequestStatusChanged": "Requests/Incoming/{id}",
    "consumption.outgoingRequestFromRelationshipCreationCreatedAndCompleted": "Requests/Outgoing?source.reference=…",
    "consumption.outgoingRequestFromRelationshipCreationChangeCreatedAndCompleted": (
        "Requests/Outgoing?source.reference=…"
    ),
    "consumption.outgoingRequestCreatedAndCompleted": "Requests/Outgoing?source.reference=…",
    "consumption.attributeCreated": "Attributes",
    "consumption.messageProcessed": "Messages",
}
"""The list that tells the same as an event, for a Connector without webhooks."""


class Source(Protocol):
    """What can be listened to: a Connector of a sandbox."""

    def subscribe(self, listener: Any) -> None:
        """Have each event told to `listener`."""


@dataclass(frozen=True)
class Event:
    """One event: its trigger, the thing that it is about, its outcome, and the call that would tell the same."""

    trigger: str
    thing: str
    outcome: str
    found_by: str = ""


@dataclass(frozen=True, repr=False)
class Events:
    """The events of one moment, in their order."""

    name: str
    events: tuple[Event, ...]
    note: str = ""

    def __iter__(self) -> Any:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self.events)

    def __repr__(self) -> str:
        lines = [f"  {event.trigger}  {event.thing}  {event.outcome}".rstrip() for event in self.events]
        return "\n".join([f"{self._title()}", *lines] + ([f"  {self.note}"] if self.note else []))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        head = line(*(tag("th", name, look="head", scope="col") for name in ("event", "about")))
        rows = [line(_two(e.trigger, e.found_by, "mono"), _two(e.thing, e.outcome)) for e in self.events]
        table = tag("table", head, *rows, look="grid") if rows else None
        note = tag("div", self.note, look="row") if self.note else None
        return Picture(card(self._title(), table, note), repr(self)).bundle()

    def _title(self) -> str:
        return f"Events of {self.name}: {len(self.events) or 'none'}"


class Watch:
    """Keeps an eye on one Connector from now on.

    Args:  connector: which.
           name: how it is called in what is shown, "the initiator".
           source: what to listen to; left out, the Connector of this kernel's sandbox if it is one.
    """

    def __init__(self, connector: Connector, name: str, source: Source | None = None) -> None:
        self.connector = connector
        self.name = name
        self._source = source or _played(connector)
        self._heard: list[Event] = []
        self._lock = threading.Lock()
        self._since = connector.now()
        self._known = self._told = self._look()
        if self._source is not None:
            self._source.subscribe(self._hear)

    @property
    def can_hear(self) -> bool:
        """Whether events reach this notebook."""
        return self._source is not None

    def events(self) -> Events:
        """The events since this was last asked; where none can be heard, the same news, found by looking."""
        if not self.can_hear:
            return self._found()
        # A Connector does what a call sets off after its answer; it has done so once it answers the next one.
        self.connector.account.sync_info()
        with self._lock:
            heard, self._heard = tuple(self._heard), []
        return Events(self.name, heard)

    def changes(self) -> SyncReport:
        """What the lists of the API hold that they did not hold when this was last asked: needs no webhook."""
        before, self._known = self._known, self._look()
        return self._known.changes_since(before)

    def _found(self) -> Events:
        before, self._told = self._told, self._look()
        found = [
            Event(f"{change.kind}, found by looking", change.id, change.after or "gone")
            for change in self._told.changes_since(before)
        ]
        return Events(self.name, tuple(found), "The events of your own Connector go to its webhooks.")

    def _look(self) -> Snapshot:
        one = self.connector
        return Snapshot(one.relationships, one.messages, one.incoming_requests, one.outgoing_requests, self._since)

    def _hear(self, event: bytes, correlation_id: str | None) -> None:
        told = json.loads(event)
        with self._lock:
            self._heard.append(Event(told["trigger"], *subject_of(told["data"]), self._found_by(told["trigger"])))

    def _found_by(self, trigger: str) -> str:
        """The call that would tell the same, in the words of the Connector's era."""
        path = FOUND_BY.get(trigger)
        return f"without a webhook: {self.connector.call_in_era(f'GET /{path}')[0]}" if path else ""


def watch(connector: Connector, name: str) -> Watch:
    """Begin to watch a Connector; called again, the same watch goes on.

    Args:  connector: which.
           name: how it is called in what is shown.
    """
    kept: Watch = memory.keepsake(connector, f"watch on {name}", lambda: Watch(connector, name))
    return kept


def _played(connector: Connector) -> Source | None:
    if not connector.is_sandbox:
        return None
    here = kernel_sandbox()
    is_of_kernel = connector.base_url == f"{here.url}/{connector.name}"
    return here.sandbox.connectors.get(connector.name) if is_of_kernel else None


def _two(first: str, second: str, look: str = "") -> Html:
    """Two lines of a cell, the second one quieter."""
    return tag("div", tag("div", first, look=look) if look else first, tag("div", second, look="quiet"))


def subject_of(data: Any) -> tuple[str, str]:
    """What an event is about, and its status or result."""
    if not isinstance(data, dict):
        return "", ""
    held = (data[kind] for kind in ("request", "template", "message") if isinstance(data.get(kind), dict))
    # A Relationship of earlier eras holds its template.
    thing = data if "id" in data else next(held, data)
    content = thing.get("content")
    value = content.get("value") if isinstance(content, dict) else None
    kind = value.get("@type") if isinstance(value, dict) else None
    outcome = data.get("newStatus") or data.get("result") or thing.get("status") or kind or ""
    return str(thing.get("id") or data.get("relationshipId") or ""), str(outcome)
