"""Two Identities in one world who share Attributes as copies, and short ways to let them do so."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.copies.holdings import LocalAttributes
from enmeshed_kit.sandbox.copies.local_attribute import LocalAttribute
from enmeshed_kit.sandbox.dialects import DIALECTS
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.ids import Ids
from enmeshed_kit.sandbox.world import World

FAR = "2099-12-31T00:00:00.000Z"
REQUEST = "REQabcdefghijklmnopq"
TEMPLATES: dict[str, Json] = {
    "v6": {"@type": "ArbitraryRelationshipTemplateContent", "value": 1},
    "classic": {"hello": "world"},
}
CREATIONS: dict[str, Json] = {
    "v6": {"creationContent": {"@type": "ArbitraryRelationshipCreationContent", "value": 1}},
    "classic": {"content": {"hello": "world"}},
}


@dataclass
class Pair:
    """A who shares and B who gets, and what they have heard."""

    era: str
    world: World
    a: Account
    b: Account
    heard: list[tuple[Account, str, Any]] = field(default_factory=list)

    def holdings(self, account: Account) -> LocalAttributes:
        holdings: LocalAttributes = account.attributes.holdings
        return holdings

    def events(self, account: Account) -> list[str]:
        """What one of them has heard since the last time anybody asked, without what came before the point."""
        self.world.settle()
        heard = [trigger.partition(".")[2] for listener, trigger, _ in self.heard if listener is account]
        self.heard.clear()
        return heard

    def sync(self, account: Account) -> list[str]:
        self.events(account)
        account.sync()
        return [event for event in self.events(account) if "ttribute" in event]

    def relate(self) -> str:
        """B asks A for a Relationship, which is pending then.  Returns its id."""
        template = self.a.templates.create_own({"expiresAt": FAR, "content": TEMPLATES[self.era]})
        self.b.templates.load_peer({"reference": template.reference.truncated})
        relationship = self.b.relationships.create({"templateId": template.id, **CREATIONS[self.era]})
        self.sync(self.a)
        return relationship.id

    def answer(self, relationship_id: str, answer: str) -> None:
        """A accepts or rejects the Relationship."""
        relationships = self.a.relationships
        if self.era == "v6":
            getattr(relationships, answer)(relationship_id)
        else:
            written = self.a.write(relationships.get(relationship_id))
            getattr(relationships, f"{answer}_change")(relationship_id, written["changes"][0]["id"], {"content": {}})

    def create(self, value: Json, **more: Any) -> LocalAttribute:
        """A says something about itself."""
        attribute: LocalAttribute = self.a.attributes.create({"content": {"value": value, **more}})
        return attribute

    def share(self, source: LocalAttribute) -> LocalAttribute:
        """A shares an own Attribute with B.  Returns A's copy."""
        received = self.holdings(self.b).receive(source.content, self.a.address, REQUEST)
        return self.holdings(self.a).share(source, self.b.address, REQUEST, received.id)

    def agree(self, content: Json, third_party: str | None = None) -> str:
        """Both keep the same RelationshipAttribute.  Returns its id."""
        kept = self.holdings(self.b).receive(content, self.a.address, REQUEST, None, third_party)
        return self.holdings(self.a).receive(content, self.b.address, REQUEST, kept.id, third_party).id


def strangers_of(era: str) -> Pair:
    world = World(Ids("a pair"), Clock(datetime(2026, 1, 5, 9, tzinfo=UTC)), DIALECTS[era])
    pair = Pair(era, world, world.add_account(), world.add_account())
    for account in (pair.a, pair.b):
        account.on_event = _listener(pair, account)
    return pair


def _listener(pair: Pair, account: Account) -> Any:
    return lambda trigger, data, _: pair.heard.append((account, trigger, data))


def code_of(action: Any, *arguments: Any) -> str:
    """The last part of the code with which something is refused."""
    with pytest.raises(Fault) as caught:
        action(*arguments)
    return caught.value.code.rpartition(".")[2]
