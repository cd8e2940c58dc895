"""Three Identities in one world, A known to B and C, for tests of what they tell each other."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from enmeshed_kit.records import Attribute, LocalRequest
from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.ids import Ids
from enmeshed_kit.sandbox.world import World

FAR = "2099-12-31T00:00:00.000Z"
FILE = "<FILE_REF>"
CONTRACT = Path(__file__).parents[2] / "contract"


@dataclass
class Town:
    """Three Identities, the events that they heard, and short ways to let them talk."""

    world: World
    a: Account
    b: Account
    c: Account
    heard: list[tuple[Account, str, Any]] = field(default_factory=list)

    def listen(self) -> None:
        for account in (self.a, self.b, self.c):
            account.on_event = self._listener(account)

    def _listener(self, account: Account) -> Any:
        return lambda trigger, data, _: self.heard.append((account, trigger, data))

    def events(self, account: Account) -> list[str]:
        """What one of them has heard since the last time anybody asked."""
        heard = [trigger.partition(".")[2] for listener, trigger, _ in self.heard if listener is account]
        self.heard.clear()
        return heard

    def sync(self, account: Account) -> None:
        account.sync()
        self.world.settle()

    def relate(self, templator: Account, initiator: Account) -> str:
        content = {"@type": "ArbitraryRelationshipTemplateContent", "value": 1}
        creation = {"@type": "ArbitraryRelationshipCreationContent", "value": 1}
        template = templator.templates.create_own({"expiresAt": FAR, "content": content})
        initiator.templates.load_peer({"reference": template.reference.url})
        relationship = initiator.relationships.create({"templateId": template.id, "creationContent": creation})
        self.sync(templator)
        templator.relationships.accept(relationship.id)
        self.sync(initiator)
        return relationship.id

    def ask(self, asker: Account, answerer: Account, *items: Any) -> str:
        """Send a Request; it waits for a decision then.  Returns its id."""
        draft = asker.outgoing_requests.create({"content": {"items": list(items)}, "peer": answerer.address})
        asker.messages.send({"recipients": [answerer.address], "content": draft.content})
        self.world.settle()
        self.sync(answerer)
        return draft.id

    def accept(self, asker: Account, answerer: Account, item: Any, **answer: Any) -> Any:
        """Let somebody ask for one item and somebody accept it.  Returns the item of the Response."""
        request_id = self.ask(asker, answerer, item)
        decided = answerer.incoming_requests.accept(request_id, {"items": [{"accept": True, **answer}]})
        self.world.settle()
        self.sync(asker)
        return _first_answer(decided)

    def reject(self, asker: Account, answerer: Account, item: Any, **reasons: Any) -> Any:
        """Let somebody ask for one item and somebody reject it.  Returns the item of the Response."""
        request_id = self.ask(asker, answerer, item)
        decided = answerer.incoming_requests.reject(request_id, {"items": [{"accept": False, **reasons}]})
        self.world.settle()
        self.sync(asker)
        return _first_answer(decided)

    def own(self, account: Account, value: str, *tags: str, kind: str = "GivenName") -> Attribute:
        content: dict[str, Any] = {"value": {"@type": kind, "value": value}} | ({"tags": list(tags)} if tags else {})
        return account.attributes.create({"content": content})

    def shared(self, sharer: Account, receiver: Account, value: str = "Heinz") -> Attribute:
        """An own Attribute that the other has got."""
        attribute = self.own(sharer, value)
        item = {"@type": "ShareAttributeRequestItem", "mustBeAccepted": True, "attributeId": attribute.id}
        self.accept(sharer, receiver, item | {"attribute": attribute.content})
        return attribute


def _first_answer(request: LocalRequest) -> Any:
    assert request.response is not None
    return request.response.content["items"][0]


@pytest.fixture
def town() -> Town:
    world = World(Ids("a town"), Clock(datetime(2026, 1, 5, 9, tzinfo=UTC)))
    town = Town(world, world.add_account(), world.add_account(), world.add_account())
    town.relate(town.a, town.b)
    town.relate(town.a, town.c)
    town.listen()
    return town


@pytest.fixture
def refusal() -> Any:
    """Calls something that is refused.  Returns code and message."""

    def call(action: Any, *arguments: Any) -> tuple[str, str]:
        with pytest.raises(Fault) as caught:
            action(*arguments)
        return caught.value.code, re.sub(r"at \d{4}-\S+Z", "at <time>", caught.value.message)

    return call


@pytest.fixture
def recorded() -> Any:
    """The recorded calls of a transcript whose path ends in certain words, symbols filled in."""

    def calls(number: str, ending: str, folder: str = "transcripts") -> list[tuple[str, Any, Any]]:
        (path,) = (CONTRACT / folder).glob(f"{number}-*.json")
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"<address:(\w)>", lambda found: f"did:e:localhost:dids:{found[1] * 22}"[:43], text)
        text = re.sub(r"<now\+[^>]*>", "2099-01-01T00:00:00.000Z", text)
        # A File's reference is known only while a transcript is replayed.
        steps = [
            step for step in json.loads(text)["steps"] if "json" in step.get("request", {}) and FILE not in str(step)
        ]
        chosen = [step for step in steps if step["request"]["path"].endswith(ending)]
        return [(step["title"], step["request"]["json"], step["response"]["json"]) for step in chosen]

    return calls


@pytest.fixture
def relationship_attribute() -> Any:
    """Makes the content of a RelationshipAttribute."""

    def make(owner: str, key: str = "customer", value: str = "4711", **changes: Any) -> dict[str, Any]:
        text = {"@type": "ProprietaryString", "title": "Customer", "value": value}
        names = {"@type": "RelationshipAttribute", "owner": owner, "key": key}
        return {**names, "confidentiality": "public", "isTechnical": False, "value": text} | changes

    return make
