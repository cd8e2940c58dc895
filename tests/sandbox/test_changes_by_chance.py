"""Three Connectors of the first kind ask, accept, reject and synchronise by the fall of the dice."""

from random import Random
from typing import Any

import pytest

from enmeshed_kit.records import Relationship
from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.dialects import DIALECTS
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.ids import Ids
from enmeshed_kit.sandbox.world import World

ALREADY = "error.platform.validation.relationshipRequest.relationshipToTargetAlreadyExists"
WRONG_STATUS = "error.transport.relationships.wrongChangeStatus"
OWN_CHANGE = "error.transport.secrets.wrongBaseKeyType"
DONE = "done"


class Company:
    """Three Identities that have loaded one another's templates, and what is true between them."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)  # noqa: S311  dice, no secrets
        self.world = World(Ids(f"a company {seed}"), Clock(), DIALECTS["classic"])
        self.accounts = [self.world.add_account() for _ in range(3)]
        self.templates = {account.address: self._offer(account) for account in self.accounts}
        self.truth: dict[str, str] = {}
        self.heard: dict[str, list[Any]] = {account.address: [] for account in self.accounts}
        for account in self.accounts:
            account.on_event = self._ear(account.address)

    def _offer(self, owner: Account) -> str:
        template = owner.templates.create_own({"expiresAt": "2099-12-31T00:00:00.000Z", "content": {"from": "me"}})
        for account in self.accounts:
            if account is not owner:
                account.templates.load_peer({"reference": template.reference.truncated})
        return template.id

    def _ear(self, address: str) -> Any:
        return lambda trigger, data, _: self.heard[address].append((trigger, data))

    def exists_between(self, one: str, other: str) -> bool:
        return any(
            {stored.initiator, stored.templator} == {one, other} and self.truth[stored.id] in ("Pending", "Active")
            for stored in self.world.backbone.relationships.values()
        )

    def ask(self) -> tuple[str, str]:
        """Ask somebody for a Relationship: what should come of it, and what does."""
        asking, asked = self.dice.sample(self.accounts, 2)
        expected = ALREADY if self.exists_between(asking.address, asked.address) else DONE
        try:
            body = {"templateId": self.templates[asked.address], "content": {"n": 1}}
            self.truth[asking.relationships.create(body).id] = "Pending"
        except Fault as fault:
            return expected, fault.code
        return expected, DONE

    def answer(self) -> tuple[str, str]:
        """Accept or reject what somebody knows of, if anybody knows of anything."""
        account = self.dice.choice(self.accounts)
        known = list(account.relationships.list([]))
        if not known:
            return DONE, DONE
        relationship = self.dice.choice(known)
        expected = _answer_to(relationship, account)
        (change,) = account.write(relationship)["changes"]
        action, status = self.dice.choice([("accept", "Active"), ("reject", "Rejected")])
        try:
            getattr(account.relationships, f"{action}_change")(relationship.id, change["id"], {"content": {}})
        except Fault as fault:
            return expected, fault.code
        self.truth[relationship.id] = status
        return expected, DONE

    def sync(self) -> tuple[str, str]:
        """Let one synchronise: what it is told as events is what the sync has answered."""
        account = self.dice.choice(self.accounts)
        self.world.settle()
        self.heard[account.address].clear()
        told = account.write(account.sync())["relationships"]
        self.world.settle()
        heard = [data for trigger, data in self.heard[account.address] if trigger == "transport.relationshipChanged"]
        return (DONE, DONE) if told == heard else ("as heard", f"{told} against {heard}")


def _answer_to(relationship: Relationship, account: Account) -> str:
    if relationship.status != "Pending":
        return WRONG_STATUS
    return OWN_CHANGE if relationship.audit_log[0].created_by == account.address else DONE


@pytest.mark.parametrize("seed", range(12))
def test_whatever_they_do_both_sides_agree_in_the_end(seed: int) -> None:
    company = Company(seed)
    for _ in range(80):
        expected, got = company.dice.choice([company.ask, company.answer, company.sync])()
        assert got == expected
    for account in company.accounts:
        account.sync()
    for stored in company.world.backbone.relationships.values():
        sides = [company.world.accounts[address] for address in (stored.initiator, stored.templator)]
        views = [side.write(side.relationships.get(stored.id)) for side in sides]
        assert [view["status"] for view in views] == [company.truth[stored.id]] * 2
        assert views[0]["changes"] == views[1]["changes"]
    assert set(company.truth) == set(company.world.backbone.relationships)
