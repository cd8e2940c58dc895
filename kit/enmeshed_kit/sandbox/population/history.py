"""How a plan is carried out: each deed by the Account that does it, at its moment, with all that it sets off."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from enmeshed_kit import eras
from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.faults import time_text
from enmeshed_kit.sandbox.population import payloads
from enmeshed_kit.sandbox.population.calendar import Calendar
from enmeshed_kit.sandbox.population.plan import TEMPLATE_LIFE, Deed, Plan
from enmeshed_kit.sandbox.population.wording import Letter

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.world import World

SYNC_EVERY_S = 15 * 60.0
MOST_UNREAD = 15
"""Whoever has so much news looks at it; some Backbones take no more than twenty Messages of one sender."""


class History:
    """Does what a plan says; each action of a deed is a method.

    Args:      company: whose past it is; the people are new Identities of its world.
    """

    def __init__(self, world: "World", company: Account, plan: Plan, calendar: Calendar) -> None:
        self._world = world
        self._company = company
        self._plan = plan
        self._calendar = calendar
        self._accounts: dict[int, Account] = {}
        self._references: list[str] = []
        self._request_ids: dict[int, str] = {}
        self._brochure_ids: list[str] = []
        self._next_sync: float | None = None
        self._mail = world.dialect.content.read_message_content(payloads.mail(company.address, Letter("-", "-")))

    def tell(self) -> None:
        """Do everything; after the last day the company does not look any more."""
        end = self._calendar.end
        for deed in self._plan.deeds_until(end):
            self._sync_before(deed.at)
            self._do(deed)
            if self._next_sync is None and self._has_news(self._company):
                self._next_sync = (deed.at // SYNC_EVERY_S + 1) * SYNC_EVERY_S
        self._sync_before(end)
        for deed in self._plan.deeds_after(end):
            self._do(deed)

    def _do(self, deed: Deed) -> None:
        self._wait_until(deed.at)
        action: Callable[..., None] = getattr(self, deed.action)
        action(*(() if deed.person is None else (deed.person,)), *deed.details)
        self._world.settle()

    def _wait_until(self, moment: float) -> None:
        clock = self._world.clock
        clock.advance(max(self._calendar.date(moment), clock.now()) - clock.now())

    def _sync_before(self, moment: float) -> None:
        if self._next_sync is not None and self._next_sync <= moment:
            self._wait_until(self._next_sync)
            self._sync(self._company)
            self._next_sync = None

    def _sync(self, account: Account) -> None:
        account.sync()
        self._world.settle()

    def _has_news(self, account: Account, least: int = 1) -> bool:
        return self._world.backbone.count_news(account.address) >= least

    def _in_time(self, seconds: float) -> str:
        return time_text(self._world.clock.now() + timedelta(seconds=seconds))

    def _spoken(self, account: Account, call: str, body: Any) -> Any:
        """A payload for an era's Connector."""
        method, path = call.split()
        own_address = account.address
        return eras.spoken(
            eras.Call(method, path, (), body), account.dialect.era, own_address=lambda: own_address
        ).call.body

    def _person(self, number: int) -> Account:
        """Whoever acts has looked what there is."""
        account = self._accounts[number]
        if self._has_news(account):
            self._sync(account)
        return account

    def _reach(self, number: int) -> str:
        """The address of somebody who gets one more Message."""
        account = self._accounts[number]
        if self._has_news(account, MOST_UNREAD):
            self._sync(account)
        return account.address

    # -- what the company does by itself

    def found(self) -> None:
        """Have a name, and something to enclose."""
        self._company.attributes.create(self._spoken(self._company, "POST /Attributes", payloads.DISPLAY_NAME))

    def offer(self, month: str) -> None:
        """Make the template of a campaign, and the brochure of the month."""
        company = self._company
        [name, *_] = company.attributes.holdings.own()
        body = payloads.template(name, self._in_time(TEMPLATE_LIFE))
        template = company.templates.create_own(self._spoken(company, "POST /RelationshipTemplates/Own", body))
        self._references.append(template.reference.truncated)
        self._brochure_ids.append(self._upload(company, f"Prices in {month}", "prices.txt"))

    def _upload(self, account: Account, title: str, filename: str) -> str:
        return account.files.upload_own(payloads.upload(title, filename, self._in_time(TEMPLATE_LIFE * 60))).id

    # -- Relationships

    def load(self, number: int, campaign: int) -> None:
        """Scan the QR code of a campaign."""
        account = self._accounts[number] = self._world.add_account()
        account.templates.load_peer({"reference": self._references[campaign]})

    def accept(self, number: int, gives: tuple[str, ...], subscribes: bool) -> None:
        """Say yes to the template, and thus ask for a Relationship."""
        account = self._person(number)
        body = payloads.acceptance(self._plan.people[number], account.address, gives, subscribes=subscribes)
        [request] = account.incoming_requests.list([])
        account.incoming_requests.carry_out(request, body, accept=True)

    def decline(self, number: int) -> None:
        """Say no to the template, of which the company never hears."""
        account = self._person(number)
        [request] = account.incoming_requests.list([])
        account.incoming_requests.carry_out(request, payloads.refusal(), accept=False)

    def admit(self, number: int) -> None:
        """Accept a Relationship."""
        self._answer_relationship(number, "accept")

    def turn_down(self, number: int) -> None:
        """Reject a Relationship."""
        self._answer_relationship(number, "reject")

    def _answer_relationship(self, number: int, verb: str) -> None:
        relationships: Any = self._company.relationships
        relationship = relationships.with_peer(self._accounts[number].address)
        if self._company.dialect.era.has_changes:
            change_id = relationship.audit_log[0].change_id
            getattr(relationships, f"{verb}_change")(relationship.id, change_id, {"content": {}})
        else:
            getattr(relationships, verb)(relationship.id)

    def revoke(self, number: int) -> None:
        """Take back the wish for a Relationship."""
        self._change(self._person(number), self._company, "revoke")

    def leave(self, number: int) -> None:
        """Terminate a Relationship with the company."""
        self._change(self._person(number), self._company, "terminate")

    def forget(self, number: int) -> None:
        """Decompose a Relationship with the company."""
        self._change(self._person(number), self._company, "decompose")

    def end(self, number: int) -> None:
        """Terminate a Relationship with somebody."""
        self._change(self._company, self._accounts[number], "terminate")

    def discard(self, number: int) -> None:
        """Decompose a Relationship with somebody."""
        self._change(self._company, self._accounts[number], "decompose")

    def _change(self, account: Account, peer: Account, verb: str) -> None:
        relationship = account.relationships.with_peer(peer.address)
        assert relationship is not None  # noqa: S101  the plan knows who knows whom
        getattr(account.relationships, verb)(relationship.id)

    # -- Messages

    def look(self, number: int) -> None:
        """Open the app."""
        self._person(number)

    def write(self, number: int, letter: Letter) -> None:
        """Send somebody a Mail, some with the brochure."""
        enclosed = self._brochure_ids[-1:] if letter.has_attachment else []
        self._send(self._company, self._reach(number), letter, enclosed)

    def write_back(self, number: int, letter: Letter) -> None:
        """Send the company a Mail, some with a photo."""
        account = self._person(number)
        enclosed = [self._upload(account, "The meter", "meter.txt")] if letter.has_attachment else []
        self._send(account, self._company.address, letter, enclosed)

    def _send(self, account: Account, to: str, letter: Letter, enclosed: list[str]) -> None:
        """Deliver a Mail that needs no checks: it is like all others, and one of them was read as a payload."""
        mail: Json = {**self._mail, "body": letter.body, "subject": letter.subject, "to": [to]}
        account.messages.deliver(mail, [to], enclosed)

    def ask(self, number: int, ordinal: int, text: str, expires_s: float | None) -> None:
        """Send somebody a Request."""
        self._request(self._company, self._reach(number), ordinal, text, expires_s)

    def wish(self, number: int, ordinal: int, text: str, expires_s: float | None) -> None:
        """Send the company a Request."""
        self._request(self._person(number), self._company.address, ordinal, text, expires_s)

    def _request(self, account: Account, to: str, ordinal: int, text: str, expires_s: float | None) -> None:
        body = payloads.question(text, to, None if expires_s is None else self._in_time(expires_s))
        draft = account.outgoing_requests.create(self._spoken(account, "POST /Requests/Outgoing", body))
        account.messages.send({"recipients": [to], "content": draft.content})
        self._request_ids[ordinal] = draft.id

    def answer(self, number: int, ordinal: int, agrees: bool) -> None:
        """Decide on a Request of the company."""
        self._decide(self._person(number), ordinal, agrees=agrees)

    def decide(self, number: int, ordinal: int, agrees: bool) -> None:
        """Decide on somebody's Request."""
        self._reach(number)
        self._decide(self._company, ordinal, agrees=agrees)

    def _decide(self, account: Account, ordinal: int, *, agrees: bool) -> None:
        request = account.incoming_requests.get(self._request_ids[ordinal])
        account.incoming_requests.carry_out(request, {"items": [{"accept": agrees}]}, accept=agrees)
