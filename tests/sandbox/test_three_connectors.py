"""Three Connectors, and anything that anybody may try in any order.

Every answer is weighed against a ledger of its own, and after everybody has synced the Connectors are asked what they
know and have to agree.
"""

import json
import re
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from deeds import API, FAR, SERVER_FAULTS, Deeds
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from ledger import Bond

TRANSCRIPTS = Path(__file__).parents[1] / "contract" / "transcripts"
# What may happen, and how often.
DEEDS = {
    "make_template": 3,
    "load_template": 2,
    "delete_template": 0.3,
    "create_relationship": 2,
    "befriend": 1.5,
    "act_on_relationship": 1,
    "act_as_it_seems_right": 3,
    "write": 3,
    "upload": 0.3,
    "ask": 5,
    "send_request": 1,
    "decide": 6,
    "create_attribute": 2,
    "succeed_attribute": 3,
    "delete_attribute": 0.7,
    "synchronize": 6,
    "synchronize_all": 1,
}
DICE = st.randoms(use_true_random=True)  # seeded by hypothesis: the same each time
LASTING = ("AuthenticationRequestItem", "ConsentRequestItem", "FormFieldRequestItem", "ReadAttributeRequestItem")


class ThreeConnectors(Deeds, RuleBasedStateMachine):
    """Somebody does something; what comes of it is noted and compared."""

    steps = 0

    def __init__(self) -> None:
        RuleBasedStateMachine.__init__(self)
        Deeds.__init__(self)

    def teardown(self) -> None:
        if sys.exc_info()[0] is None:
            self.everybody_syncs()
        self.close()

    @initialize(dice=DICE)
    def begin(self, dice: Random) -> None:
        """Who knows whom already, and what this round is fond of."""
        self.weights = [weight * dice.choice((0.3, 1, 1, 2)) for weight in DEEDS.values()]
        for who in dice.sample(self.addresses, dice.randint(0, 3)):
            self.create_attribute(who, dice)
            self.befriend(who, dice)

    @rule(dice=DICE)
    def somebody_does_something(self, dice: Random) -> None:
        [deed] = dice.choices(list(DEEDS), self.weights)
        who = dice.choice(self.addresses)
        getattr(self, deed)(who, dice)

    def synchronize_all(self, who: str, dice: Random) -> None:
        self.everybody_syncs()

    @invariant()
    def everybody_has_what_the_ledger_says(self) -> None:
        type(self).steps += 1
        for who in self.addresses:
            relationships = self.read(who, "/Relationships")
            seen = {
                each["id"]: (each["status"], [entry["reason"] for entry in each["auditLog"]]) for each in relationships
            }
            assert (len(relationships), seen) == (len(seen), self.ledger.view(who))
            messages = self.read(who, "/Messages")
            known = {
                each["id"]: {to["address"] for to in each["recipients"] if to["address"] in self.addresses}
                for each in messages
            }
            assert (len(messages), known) == (len(known), self.ledger.shelves[who])

    def everybody_syncs(self) -> None:
        for who in self.addresses:
            self.sync(who)
        for bond in self.ledger.bonds.values():
            if bond.stands_in_the_way and not bond.gone:
                one, other = bond.sides
                assert self.relationship(bond, one) == self.relationship(bond, other)
                for pair in (bond.sides, bond.sides[::-1]):
                    self.check_messages(bond, *pair)
                    self.check_requests(bond, *pair)
                    self.check_attributes(*pair)

    def relationship(self, bond: Bond, who: str) -> Any:
        seen = self.read(who, f"/Relationships/{bond.id}")
        return [seen[name] for name in ("id", "templateId", "status", "auditLog", "creationContent")]

    def check_messages(self, bond: Bond, sender: str, recipient: str) -> None:
        for letter in self.ledger.letters.values():
            if letter.sender == sender and letter.bonds.get(recipient) is bond and recipient in letter.arrived:
                here, there = (self.read(who, f"/Messages/{letter.id}") for who in (sender, recipient))
                for name in ("content", "createdBy", "createdByDevice", "createdAt"):
                    assert here[name] == there[name]
                here_ids, there_ids = ([file["id"] for file in seen["attachments"]] for seen in (here, there))
                assert here_ids == there_ids

    def requests(self, asking: str, asked: str) -> tuple[dict[str, Any], dict[str, Any]]:
        out, there = (f"/Requests/Outgoing?peer={asked}", f"/Requests/Incoming?peer={asking}")
        both = self.read(asking, out), self.read(asked, there)
        outgoing, incoming = ({request["id"]: request for request in each} for each in both)
        return outgoing, incoming

    def check_requests(self, bond: Bond, asking: str, asked: str) -> None:
        outgoing, incoming = self.requests(asking, asked)
        for request in outgoing.values():
            source = request.get("source", {"type": "none"})
            if source["type"] == "Message":
                assert (request["id"] in incoming) == (asked in self.ledger.letters[source["reference"]].arrived)
            if source["type"] == "none":
                assert request["status"] in ("Draft", "Expired")
                assert request["id"] not in incoming
            if request["status"] == "Completed":
                there = incoming[request["id"]]
                assert (there["status"], there["content"]["items"]) == ("Completed", request["content"]["items"])
                assert there["response"]["content"] == request["response"]["content"]
        for request in incoming.values():
            if self.must_be_completed(bond, request, asking):
                assert outgoing[request["id"]]["status"] == "Completed"

    def must_be_completed(self, bond: Bond, request: dict[str, Any], asking: str) -> bool:
        """Whether an answer has reached who asked; one to a template is only heard while the question still stands."""
        source = request.get("response", {}).get("source")
        if source is None or request["status"] != "Completed":
            return False
        if request["source"]["type"] == "Message":
            return asking in self.ledger.letters[source["reference"]].arrived
        kind = request["content"]["items"][0]["@type"]
        still_stands = kind in LASTING and request["content"].get("expiresAt", FAR) == FAR
        template = self.call(asking, "GET", f"/RelationshipTemplates/{request['source']['reference']}")
        return source["reference"] == bond.id and still_stands and template.is_success

    def check_attributes(self, owner: str, peer: str) -> None:
        here, there = ({each["id"]: each for each in self.read(who, "/Attributes")} for who in (owner, peer))
        completed = self.completed(owner, peer)
        for attribute in here.values():
            ways, versions = self.ways(owner, peer, attribute), {attribute["id"]}
            older: dict[str, Any] | None = attribute
            while older := here.get((older or {}).get("succeeds", "")):
                versions.add(older["id"])
                ways += self.ways(owner, peer, older) if ways else []  # who has missed the old version misses the new
            has_arrived = all(way in completed or self.ledger.has_arrived(way, peer) for way in ways)
            if ways and has_arrived and not versions & self.deleted:
                told = (attribute["@type"].replace("Own", "Peer"), owner, attribute["content"])
                # Who has heard the same before, of an Attribute that is no more, keeps the copy of that one.
                copies = [there[attribute["id"]]] if attribute["id"] in there else there.values()
                assert told in [(each["@type"], each.get("peer"), each["content"]) for each in copies]

    def ways(self, owner: str, peer: str, attribute: dict[str, Any]) -> list[str]:
        """The Requests and Notifications that should have brought an own Attribute to a peer."""
        if attribute["@type"] == "OwnRelationshipAttribute" and attribute["peer"] == peer:
            return [attribute["sourceReference"]] if "deletionInfo" not in attribute else []
        details = self.read(owner, f"/Attributes/{attribute['id']}/ForwardingDetails")
        kept = [each["sourceReference"] for each in details if each["peer"] == peer and "deletionInfo" not in each]
        assert len(kept) < 2
        return kept

    def completed(self, one: str, other: str) -> set[str]:
        pairs = [self.requests(one, other)[0], self.requests(other, one)[0]]
        return {key for each in pairs for key, request in each.items() if request["status"] == "Completed"}


def drive(examples: int, steps: int) -> int:
    """Let chance drive: how many steps it took, which are fewer where Hypothesis ends an example early."""
    ThreeConnectors.steps = 0
    run_state_machine_as_test(
        ThreeConnectors,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=set(Phase) - {Phase.shrink, Phase.explain},  # which take minutes here and rarely make it clearer
        ),
    )
    return ThreeConnectors.steps


def test_nothing_is_lost_doubled_or_told_differently_whatever_three_connectors_do() -> None:
    assert drive(examples=15, steps=50) >= 500


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_told_differently_in_ten_thousand_steps() -> None:
    assert drive(examples=70, steps=200) >= 10_000


@pytest.mark.parametrize(("call", "reason"), SERVER_FAULTS.items(), ids=list(SERVER_FAULTS.values()))
def test_each_server_fault_that_is_let_pass_was_recorded(call: tuple[str, str], reason: str) -> None:
    scenario, number = reason.split("/")
    [file] = TRANSCRIPTS.glob(f"{scenario}-*.json")
    step = json.loads(file.read_text(encoding="utf-8"))["steps"][int(number) - 1]
    path = re.sub(r"/<\w+>", "/ID", step["request"]["path"].removeprefix(API))
    assert (f"{step['request']['method']} {path}", step["response"]["json"]["error"]["code"]) == call
    assert (step["step"], step["response"]["status"]) == (int(number), 500)
