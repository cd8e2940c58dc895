"""How a past goes on: what peers do in a day while the company does not look."""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from enmeshed_kit.records import LocalRequest, Relationship, RelationshipTemplate
from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.population import payloads
from enmeshed_kit.sandbox.population.wording import BEGUN_BY_PEOPLE, MONTHS, Person, letter, some_person

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.world import World

A_DAY = timedelta(days=1)
DEEDS = ("write_back", "answer", "write_back", "ask_for", "write_back", "leave", "write_back", "answer")
"""What happens in turn; a deed that nobody can do is a letter."""
GROUPS = ("About us", "About you", "If you like")
"""What an invitation of a past asks about."""


class NextDay:
    """A day in which people deal with a company.

    Args:  strangers: Identities that act for themselves, since they have Connectors.
    """

    def __init__(self, world: "World", company: Account, strangers: Collection[str], dice: Random) -> None:
        self._world = world
        self._company = company
        self._strangers = strangers
        self._dice = dice

    def pass_by(self, deeds: int) -> None:
        """Do so many things, spread over the day, and end a day later."""
        begin = self._now()
        moments = sorted(self._dice.uniform(0, A_DAY.total_seconds()) for _ in range(deeds))
        for number, at in enumerate(moments):
            self._wait(begin + timedelta(seconds=at))
            name = DEEDS[number % len(DEEDS)]
            # A Backbone may take no more of a sender whose Messages nobody fetches.
            with suppress(Fault):
                done: Callable[[], bool] = getattr(self, f"_{name}")
                if not done():
                    self._write_back()
            self._world.settle()
        self._wait(begin + A_DAY)

    def _wait(self, until: datetime) -> None:
        self._world.clock.advance(max(until - self._now(), timedelta(0)))

    def _write_back(self) -> bool:
        """Somebody sends a Mail."""
        account = self._somebody()
        if account is None:
            return False
        month = MONTHS[self._now().month - 1]
        written = letter(self._dice.choice(BEGUN_BY_PEOPLE), 0, self._person(account), month, self._dice)
        to = self._company.address
        account.messages.send({"recipients": [to], "content": payloads.mail(to, written)})
        return True

    def _answer(self) -> bool:
        """Somebody decides on a Request of the company that was left until now."""
        waiting = list(self._undecided())
        if not waiting:
            return False
        account, request = self._dice.choice(waiting)
        account.incoming_requests.carry_out(request, {"items": [{"accept": True}]}, accept=True)
        return True

    def _ask_for(self) -> bool:
        """Somebody new scans the newest invitation, and asks for a Relationship."""
        invitations = [one for one in self._company.templates.list([]) if self._is_invitation(one)]
        if not invitations:
            return False
        account, person = self._world.add_account(), some_person(self._dice)
        account.templates.load_peer({"reference": invitations[-1].reference.truncated})
        self._world.settle()
        [request] = account.incoming_requests.list([])
        body = payloads.acceptance(person, account.address, ("EMailAddress",), subscribes=True)
        account.incoming_requests.carry_out(request, body, accept=True)
        return True

    def _is_invitation(self, template: RelationshipTemplate) -> bool:
        """Whether it is one of a past's own, which people know how to answer, and still holds."""
        request = template.content.get("onNewRelationship")
        groups = request.get("items", []) if isinstance(request, dict) else []
        is_known = [group.get("title") for group in groups] == list(GROUPS)
        return is_known and template.is_own and (template.expires_at or self._now()) > self._now()

    def _now(self) -> datetime:
        return self._world.clock.now()

    def _leave(self) -> bool:
        """Somebody terminates a Relationship, where that is possible."""
        account = self._somebody() if self._company.dialect.era.routes["Terminate a Relationship"] else None
        if account is None:
            return False
        relationship = account.relationships.with_peer(self._company.address)
        assert relationship is not None  # noqa: S101  somebody has one
        account.relationships.terminate(relationship.id)
        return True

    def _somebody(self) -> Account | None:
        """Whoever has an active Relationship on both sides, up to date."""
        peers = [one.peer for one in self._active() if self._is_free(one.peer)]
        return self._up_to_date(self._dice.choice(peers)) if peers else None

    def _active(self) -> Iterator[Relationship]:
        return (one for one in self._company.relationships.list([]) if one.status == "Active")

    def _is_free(self, address: str) -> bool:
        if address in self._strangers or address not in self._world.accounts:
            return False
        stored = self._world.backbone.relationship_between(address, self._company.address)
        return stored is not None and stored.status == "Active"

    def _undecided(self) -> Iterator[tuple[Account, LocalRequest]]:
        for asked in self._company.outgoing_requests.list([]):
            if asked.status == "Open" and self._is_free(asked.peer):
                account = self._up_to_date(asked.peer)
                request = account.incoming_requests.find(asked.id)
                if request is not None and request.status == "ManualDecisionRequired":
                    yield account, request

    def _up_to_date(self, address: str) -> Account:
        account = self._world.accounts[address]
        if self._world.backbone.count_news(address):
            account.sync()
            self._world.settle()
        return account

    def _person(self, account: Account) -> Person:
        contents = (one.content.get("value", {}) for one in account.attributes.holdings.own())
        name = next((value["value"] for value in contents if value.get("@type") == "DisplayName"), "A customer")
        given_name, _, surname = name.partition(" ")
        return Person(given_name, surname, "")
