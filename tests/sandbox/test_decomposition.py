"""What who decomposes a Relationship forgets with it, and what stays."""

from datetime import UTC, datetime
from typing import Any

import pytest

from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.dialects import DIALECTS
from enmeshed_kit.sandbox.ids import Ids
from enmeshed_kit.sandbox.world import World

FAR = "2099-12-31T00:00:00.000Z"
ARBITRARY = {"@type": "ArbitraryRelationshipTemplateContent", "value": {"any": "thing"}}
CREATION = {"@type": "ArbitraryRelationshipCreationContent", "value": 1}


class Parting:
    """Two Identities, their Relationship, which is terminated, and what each had from the other besides."""

    def __init__(self, era: str, **limits: int) -> None:
        self.world = World(Ids("a parting"), Clock(datetime(2026, 1, 5, 9, tzinfo=UTC)), DIALECTS[era])
        self.templator, self.initiator = self.world.add_account(), self.world.add_account()
        self.used = self.template(**limits)
        self.rejected = self.ask()
        self.templator.relationships.reject(self.rejected)
        self.initiator.sync()
        self.active = self.ask()
        self.templator.relationships.accept(self.active)
        self.templator.relationships.terminate(self.active)
        self.initiator.sync()

    def template(self, **limits: int) -> str:
        """A template of the templator that the initiator has loaded."""
        template = self.templator.templates.create_own({"expiresAt": FAR, "content": ARBITRARY, **limits})
        self.initiator.templates.load_peer({"reference": template.reference.truncated})
        return template.id

    def ask(self) -> str:
        body = {"templateId": self.used, "creationContent": CREATION}
        relationship = self.initiator.relationships.create(body)
        self.templator.sync()
        return relationship.id


def known_templates(account: Account) -> list[str]:
    return [template.id for template in account.templates.list([])]


@pytest.mark.parametrize("era", ["v6", "v7"])
def test_templates_of_the_peer_are_forgotten_and_own_ones_kept(era: str) -> None:
    parting = Parting(era)
    other = parting.template()
    parting.initiator.relationships.decompose(parting.active)
    parting.templator.sync()
    parting.templator.relationships.decompose(parting.active)
    assert known_templates(parting.initiator) == []
    assert known_templates(parting.templator) == [parting.used, other]


@pytest.mark.parametrize("era", ["v6", "v7"])
@pytest.mark.parametrize(("limit", "is_kept"), [(1, False), (2, True)])
def test_the_own_template_is_forgotten_if_it_was_for_one_only(era: str, limit: int, *, is_kept: bool) -> None:
    parting = Parting(era, maxNumberOfAllocations=limit)
    other = parting.template(maxNumberOfAllocations=1)
    parting.templator.relationships.decompose(parting.active)
    assert known_templates(parting.templator) == [parting.used, other][not is_kept :]


@pytest.mark.parametrize("era", ["v6", "v7"])
def test_a_relationship_by_a_forgotten_own_template_is_never_learned(era: str) -> None:
    parting = Parting(era, maxNumberOfAllocations=1)
    parting.templator.relationships.decompose(parting.active)
    parting.initiator.sync()
    reference = parting.world.backbone.templates[parting.used].record.reference.truncated
    parting.initiator.relationships.decompose(parting.active)
    parting.initiator.templates.load_peer({"reference": reference})
    assert parting.templator.relationships.find(parting.ask()) is None


@pytest.mark.parametrize("era", ["v6", "v7"])
def test_tokens_of_the_peer_are_forgotten_and_own_ones_kept(era: str) -> None:
    parting = Parting(era)
    for owner, reader in ((parting.templator, parting.initiator), (parting.initiator, parting.templator)):
        token = owner.tokens.create_own({"content": {"any": "thing"}, "expiresAt": FAR})
        reader.tokens.load_peer({"reference": token.reference.truncated})
    parting.initiator.relationships.decompose(parting.active)
    assert [token.created_by for token in _tokens(parting.initiator)] == [parting.initiator.address]
    assert len(_tokens(parting.templator)) == 2


def _tokens(account: Account) -> list[Any]:
    return [*account.tokens.list_own([]), *account.tokens.list_peer([])]


def test_an_old_relationship_goes_on_showing_the_template_that_is_forgotten() -> None:
    parting = Parting("v6")
    before = parting.initiator.write(parting.initiator.relationships.get(parting.rejected))
    parting.initiator.relationships.decompose(parting.active)
    assert before["template"]["id"] == parting.used
    assert parting.initiator.write(parting.initiator.relationships.get(parting.rejected)) == before
