"""One Connector's own copy of the world, which only a sync brings up to date."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from enmeshed_kit.records import IdentityInfo, Json, Message, Record, Relationship, SyncInfo, SyncRun
from enmeshed_kit.sandbox.backbone import Backbone
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.dialects.dialect import Dialect
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.ids import Ids

Job: TypeAlias = Callable[[], None]
Listener: TypeAlias = Callable[[str, Any, str], None]


class Account:
    """An Identity with everything it knows.

    Set `on_event` to hear its events as (trigger, data, correlation id), and `correlation_id` before each call.
    """

    def __init__(
        self, ids: Ids, clock: Clock, backbone: Backbone, queue: Callable[[Job], None], dialect: Dialect
    ) -> None:
        self.ids = ids
        self.clock = clock
        self.backbone = backbone
        self.dialect = dialect
        self._queue = queue
        keys = backbone.register()
        self.address = keys.address
        self.public_key = keys.public_key
        self.device_id = keys.device_id
        self.correlation_id = ""
        self.on_event: Listener | None = None
        self._last_sync: datetime | None = None
        sections = dialect.sections
        self.attributes = sections.attributes(self)
        self.automation = sections.automation(self)
        self.files = sections.files(self)
        self.incoming_requests = sections.incoming_requests(self)
        self.messages = sections.messages(self)
        self.outgoing_requests = sections.outgoing_requests(self)
        self.relationships = sections.relationships(self)
        self.templates = sections.templates(self)
        self.tokens = sections.tokens(self)
        self._learners: dict[str, Callable[[str], Message | Relationship | None]] = {
            "message": self.messages.learn,
            "relationship": self.relationships.learn,
            "reactivation requested": partial(self.relationships.learn_reactivation, is_requested=True),
            "reactivation completed": partial(self.relationships.learn_reactivation, is_requested=False),
            "template": self.templates.learn_exhausted,
        }

    def now(self) -> datetime:
        """The present moment."""
        return self.clock.now()

    def identity_info(self) -> IdentityInfo:
        """Who this is."""
        return IdentityInfo(address=self.address, public_key=self.public_key)

    def sync(self) -> Json | None:
        """Take over what has happened on the Backbone since the last time, in the order of the Backbone.

        Returns:   what it has brought, from Connectors that tell.
        """
        brought = [self._learners[news.topic](news.id) for news in self.backbone.fetch_news(self.address)]
        self._last_sync = self.now()
        return _report(brought) if self.dialect.reports_sync else None

    def sync_info(self) -> SyncInfo:
        """When the last sync was, if there was one."""
        return SyncInfo(last_sync_run=SyncRun(completed_at=self._last_sync) if self._last_sync else None)

    def defer(self, job: Job) -> None:
        """Do something after the present call has been answered; its events carry the call's correlation id.

        What is refused there is refused to nobody: a Connector writes it to its log and goes on.
        """
        correlation_id = self.correlation_id

        def with_correlation() -> None:
            self.correlation_id = correlation_id
            with suppress(Fault):
                job()

        self._queue(with_correlation)

    def publish(self, trigger: str, data: Any) -> None:
        """Tell whoever listens, after the present call has been answered and in order."""
        if self.on_event is None:
            return
        correlation_id = self.correlation_id
        name = self.dialect.triggers.get(trigger, trigger)

        def announce() -> None:
            if self.on_event is not None and name is not None:
                self.on_event(name, self.write(data), correlation_id)

        self._queue(announce)

    def write(self, value: Any) -> Any:
        """A result or the data of an event as this Identity's Connector words it."""
        return self.dialect.write(value, self)

    def forget_peer(self, relationship: Relationship) -> None:
        """Drop all that came with a Relationship that was decomposed."""
        self.incoming_requests.forget_peer(relationship.peer)
        self.outgoing_requests.forget_peer(relationship.peer)
        self.messages.forget_peer(relationship.peer)
        self.templates.forget(relationship)
        self.tokens.forget_peer(relationship.peer)
        self.attributes.forget_peer(relationship.peer)


def _report(brought: Sequence[Record | None]) -> Json:
    """What a sync has brought, one by one: a Relationship that has changed twice is there twice."""
    return {
        "messages": [record for record in brought if isinstance(record, Message)],
        "relationships": [record for record in brought if isinstance(record, Relationship)],
        "identityDeletionProcesses": [],
    }
