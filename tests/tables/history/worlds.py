"""Connectors in a seeded sandbox, and a Relationship between two."""

from datetime import UTC, datetime, timedelta
from typing import Any

from enmeshed_kit import content
from enmeshed_kit.client import Connector
from enmeshed_kit.records import Relationship
from enmeshed_kit.sandbox.sandbox import Sandbox

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


class World:
    """A sandbox with a Connector, and as many others as a test wants."""

    def __init__(self, era: str, seed: str = "history") -> None:
        self.sandbox = Sandbox(seed=seed, start=START)
        self.era = era
        self.connector = self.add("connector")

    def add(self, name: str) -> Connector:
        """One more Connector."""
        played = self.sandbox.add_connector(name, era=self.era)
        return self.client(name, played.api_key)

    def client(self, name: str, api_key: str) -> Connector:
        """A client for a Connector that there is."""
        url = f"http://sandbox.test/{name}"
        return Connector(url, api_key, name=name, wsgi_app=self.sandbox, clock_stands_still=True)

    def populate(self, **scope: Any) -> "World":
        """Give the Connector a past."""
        self.sandbox.populate(**{"relationships": 25, "messages": 120, "days": 40} | scope)
        return self


def befriend(one: Connector, other: Connector) -> Relationship:
    """An Active Relationship, by a template of one's own content."""
    template = one.relationship_templates.create_own(
        content=content.arbitrary_template_content("an offer"), expires_at=one.now() + timedelta(days=30)
    )
    made = other.relationships.create(
        other.relationship_templates.load_peer(template.reference), content.arbitrary_creation_content(["yes", 1])
    )
    one.sync()
    active = one.relationships.accept(made.id)
    other.sync()
    return active
