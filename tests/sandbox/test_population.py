"""A past that was made at once is the one that calls would have made."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import httpx
import pytest

from enmeshed_kit import eras
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.faults import time_text
from enmeshed_kit.sandbox.population import payloads
from enmeshed_kit.sandbox.population.calendar import DAY, HOUR, OFFICE, PEOPLE, Calendar
from enmeshed_kit.sandbox.population.history import MOST_UNREAD, SYNC_EVERY_S
from enmeshed_kit.sandbox.population.past import LEAST_LEFT
from enmeshed_kit.sandbox.population.plan import TEMPLATE_LIFE, Plan, Scope
from enmeshed_kit.sandbox.sandbox import Sandbox

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
ERAS = ("classic", "v6", "v7")
SMALL = {"relationships": 30, "messages": 200, "days": 60, "waiting": 9}
LISTS = ("Relationships", "Messages", "Requests/Outgoing", "Requests/Incoming", "Attributes", "Files")


def client_of(sandbox, connector):
    prefix = connector.dialect.era.prefix
    headers = {"X-API-KEY": connector.api_key, "Accept": "application/json", "Accept-Encoding": "identity"}
    transport = httpx.WSGITransport(app=sandbox)
    return httpx.Client(transport=transport, base_url=f"http://sandbox/{connector.name}{prefix}", headers=headers)


def all_lists(client):
    lists = {name: client.get(f"/{name}").json()["result"] for name in (*LISTS, "RelationshipTemplates")}
    assert all(isinstance(each, list) for each in lists.values())
    return lists


def populated(era, *, seed="x", **scope):
    sandbox = Sandbox(seed=seed, start=START)
    connector = sandbox.add_connector("connector", era=era)
    sandbox.populate(**SMALL | scope)
    return sandbox, connector


class Callers:
    """Does the deeds of a plan by calls alone, each Identity with a Connector of its own."""

    def __init__(self, era, scope, seed):
        self.sandbox = Sandbox(seed="x", start=START)
        self.company = self.sandbox.add_connector("connector", era=era)
        self.era = self.company.dialect.era
        midnight = (START - LEAST_LEFT).replace(hour=0, minute=0)
        dice = Random(seed)  # noqa: S311  no secret: a story
        self.calendar = Calendar(midnight - timedelta(days=scope.days), scope.days, dice)
        left = (START - midnight).total_seconds()
        self.plan = Plan(scope, self.calendar, left, dice, can_end=not self.era.has_changes)
        self.people, self.references, self.brochures, self.requests = {}, [], [], {}

    def tell(self):
        """The same in other words: who looks when is the story's, how it is done is the API's."""
        next_sync = None
        with self.sandbox.clock.set_back(self.calendar.begin):
            for deed in self.plan.deeds_until(DAY * 10**6):
                if next_sync is not None and next_sync <= min(deed.at, self.calendar.end):
                    self.wait(next_sync)
                    self.call(self.company, "POST /Account/Sync")
                    next_sync = None
                self.wait(deed.at)
                getattr(self, deed.action)(*(() if deed.person is None else (deed.person,)), *deed.details)
                if next_sync is None and self.news(self.company) and deed.at < self.calendar.end:
                    next_sync = (deed.at // SYNC_EVERY_S + 1) * SYNC_EVERY_S
        return client_of(self.sandbox, self.company)

    def wait(self, moment):
        self.moment = max(self.calendar.date(moment), self.calendar.begin)

    def now(self, seconds):
        return time_text(self.moment + timedelta(seconds=seconds))

    def news(self, connector):
        return connector.world.backbone.count_news(connector.account.address)

    def call(self, who, call, body=None, *, form=None):
        method, path = call.split()
        spoken = eras.spoken(eras.Call(method, path, (), body), self.era, own_address=lambda: who.account.address).call
        clock = self.sandbox.clock
        clock._now = self.moment - timedelta(seconds=0 if method == "GET" else 1)  # a call that writes takes one
        send = {"data": form["data"], "files": form["files"]} if form else {"json": spoken.body}
        if spoken.body is None and not form:
            send = {}
        with client_of(self.sandbox, who) as client:
            answer = client.request(spoken.method, spoken.path, params=spoken.query, **send)
        assert answer.is_success, answer.text
        self.sandbox._settle()
        return answer.json()["result"] if answer.content else None

    def person(self, number):
        if self.news(self.people[number]):
            self.call(self.people[number], "POST /Account/Sync")
        return self.people[number]

    def reach(self, number):
        if self.news(self.people[number]) >= MOST_UNREAD:
            self.call(self.people[number], "POST /Account/Sync")
        return self.people[number].account.address

    def found(self):
        self.call(self.company, "POST /Attributes", payloads.DISPLAY_NAME)

    def offer(self, month):
        [name, *_] = self.company.account.attributes.holdings.own()
        body = payloads.template(name, self.now(TEMPLATE_LIFE))
        reference = self.call(self.company, "POST /RelationshipTemplates/Own", body)
        self.references.append((reference.get("reference") or {}).get("truncated") or reference["truncatedReference"])
        self.brochures.append(self.upload(self.company, f"Prices in {month}", "prices.txt"))

    def upload(self, who, title, filename):
        data = {"title": title, "expiresAt": self.now(TEMPLATE_LIFE * 60)}
        form = {"data": data, "files": {"file": (filename, f"{title}\n".encode(), "text/plain")}}
        return self.call(who, "POST /Files/Own", form=form)["id"]

    def load(self, number, campaign):
        self.people[number] = who = self.sandbox.add_connector(f"person-{number}", era=self.era.name)
        self.call(who, "POST /RelationshipTemplates/Peer", {"reference": self.references[campaign]})

    def accept(self, number, gives, subscribes):
        who = self.person(number)
        body = payloads.acceptance(self.plan.people[number], who.account.address, gives, subscribes=subscribes)
        [request] = self.call(who, "GET /Requests/Incoming")
        self.call(who, f"PUT /Requests/Incoming/{request['id']}/Accept", body)

    def decline(self, number):
        who = self.person(number)
        [request] = self.call(who, "GET /Requests/Incoming")
        self.call(who, f"PUT /Requests/Incoming/{request['id']}/Reject", payloads.refusal())

    def admit(self, number, verb="Accept"):
        peer = self.people[number].account.address
        [known] = [each for each in self.call(self.company, "GET /Relationships") if each["peer"] == peer]
        if "changes" in known:
            path = f"/Relationships/{known['id']}/Changes/{known['changes'][0]['id']}/{verb}"
            self.call(self.company, f"PUT {path}", {"content": {}})
        else:
            self.call(self.company, f"PUT /Relationships/{known['id']}/{verb}")

    def turn_down(self, number):
        self.admit(number, "Reject")

    def change(self, who, peer, verb):
        [known] = [each for each in self.call(who, "GET /Relationships") if each["peer"] == peer.account.address]
        path = f"/Relationships/{known['id']}"
        self.call(who, f"PUT {path}/{verb}" if verb else f"DELETE {path}")

    def revoke(self, number):
        self.change(self.person(number), self.company, "Revoke")

    def leave(self, number):
        self.change(self.person(number), self.company, "Terminate")

    def forget(self, number):
        self.change(self.person(number), self.company, "")

    def end(self, number):
        self.change(self.company, self.people[number], "Terminate")

    def discard(self, number):
        self.change(self.company, self.people[number], "")

    def look(self, number):
        self.person(number)

    def write(self, number, letter):
        to = self.reach(number)
        self.send(self.company, to, letter, self.brochures[-1:] if letter.has_attachment else [])

    def write_back(self, number, letter):
        who = self.person(number)
        enclosed = [self.upload(who, "The meter", "meter.txt")] if letter.has_attachment else []
        self.send(who, self.company.account.address, letter, enclosed)

    def send(self, who, to, letter, enclosed):
        body = {"recipients": [to], "content": payloads.mail(to, letter), "attachments": enclosed}
        self.call(who, "POST /Messages", body)

    def ask(self, number, ordinal, text, expires_s):
        self.request(self.company, self.reach(number), ordinal, text, expires_s)

    def wish(self, number, ordinal, text, expires_s):
        self.request(self.person(number), self.company.account.address, ordinal, text, expires_s)

    def request(self, who, to, ordinal, text, expires_s):
        body = payloads.question(text, to, None if expires_s is None else self.now(expires_s))
        draft = self.call(who, "POST /Requests/Outgoing", body)
        self.requests[ordinal] = draft["id"]
        self.call(who, "POST /Messages", {"recipients": [to], "content": draft["content"]})

    def answer(self, number, ordinal, agrees):
        self.decide_as(self.person(number), ordinal, agrees)

    def decide(self, number, ordinal, agrees):
        self.reach(number)
        self.decide_as(self.company, ordinal, agrees)

    def decide_as(self, who, ordinal, agrees):
        verb = "Accept" if agrees else "Reject"
        self.call(who, f"PUT /Requests/Incoming/{self.requests[ordinal]}/{verb}", {"items": [{"accept": agrees}]})


@pytest.mark.parametrize("era", ERAS)
def test_a_past_is_what_the_same_deeds_make_by_calls(era):
    sandbox, connector = populated(era)
    callers = Callers(era, Scope(**SMALL), "past")
    there = callers.tell()

    here = all_lists(client_of(sandbox, connector))
    assert here == all_lists(there)
    assert len(here["Messages"]) == 200


@pytest.mark.parametrize("era", ERAS)
def test_a_past_holds_as_much_as_was_asked_for_and_a_sync_brings_what_waits(era):
    sandbox, connector = populated(era)
    client = client_of(sandbox, connector)
    before = all_lists(client)
    assert (len(before["Relationships"]), len(before["Messages"])) == (30, 200)
    assert connector.world.backbone.count_news(connector.account.address) == 9

    client.post("/Account/Sync")
    after = all_lists(client)

    new = {each["id"] for each in after["Relationships"]} - {each["id"] for each in before["Relationships"]}
    changed = [each for each in after["Relationships"] if each not in before["Relationships"]]
    mails = len(after["Messages"]) - len(before["Messages"])
    assert new
    assert mails
    assert len(changed) + mails == 9


@pytest.mark.parametrize("era", ERAS)
def test_both_sides_agree_after_they_have_looked(era):
    _, connector = populated(era)
    company, world = connector.account, connector.world
    accounts = [account for account in world.accounts.values() if account is not company]
    for account in (company, *accounts):
        account.sync()
        world.settle()

    for account in accounts:
        for known in account.relationships.list([]):
            there = company.relationships.find(known.id)
            if there is None:  # the company has decomposed it
                assert known.status == "DeletionProposed"
            else:
                assert (there.status, there.audit_log) == (known.status, known.audit_log)
        for message in account.messages.list([]):
            there = company.messages.get(message.id)
            assert (there.content, there.created_at) == (message.content, message.created_at)


def test_the_same_seed_tells_the_same_and_another_one_tells_something_else():
    first, again, other = (
        all_lists(client_of(*populated("v7", **scope))) for scope in ({}, {}, {"seed": "x"} | {"days": 61})
    )

    assert first == again
    assert first != other


def test_a_past_has_everything_that_a_company_has_to_look_after():
    sandbox, connector = populated("v7", relationships=300, messages=2000, days=365)
    lists = all_lists(client_of(sandbox, connector))

    statuses = Counter(each["status"] for each in lists["Relationships"])
    assert set(statuses) == {"Active", "Pending", "Rejected", "Revoked", "Terminated", "DeletionProposed"}
    assert statuses["Active"] > 200
    outgoing = Counter(each["status"] for each in lists["Requests/Outgoing"])
    assert {"Open", "Expired", "Completed"} <= set(outgoing)
    assert "ManualDecisionRequired" in {each["status"] for each in lists["Requests/Incoming"]}
    mails = [each for each in lists["Messages"] if each["content"]["@type"] == "Mail"]
    assert {each["isOwn"] for each in mails} == {True, False}
    assert any(each["content"]["subject"].startswith("Re: ") for each in mails)
    assert any(each["attachments"] for each in mails)
    types = Counter(each["content"]["value"]["@type"] for each in lists["Attributes"])
    assert types["DisplayName"] > types["EMailAddress"] > types["PhoneNumber"] > types["Nationality"] > 0


def test_the_office_writes_in_office_hours():
    sandbox, connector = populated("v7", relationships=100, messages=1000, days=365)
    lists = all_lists(client_of(sandbox, connector))
    company = [datetime.fromisoformat(each["createdAt"]) for each in lists["Messages"] if each["isOwn"]]
    people = [datetime.fromisoformat(each["createdAt"]) for each in lists["Messages"] if not each["isOwn"]]

    assert sum(at.weekday() < 5 and 8 <= at.hour < 17 for at in company) > 0.95 * len(company)
    assert sum(at.weekday() > 4 for at in people) > 0.1 * len(people)
    months = Counter(at.month for at in company)
    assert months[11] > months[8]


def test_the_clock_is_as_late_as_before_and_nobody_hears_of_the_past():
    sandbox = Sandbox(seed="x", start=START)
    heard = []
    connector = sandbox.add_connector("connector")
    connector.subscribe(lambda event, _: heard.append(event))

    sandbox.populate(**SMALL)

    assert sandbox.clock.now() == START
    assert not heard
    connector.account.sync()
    connector.world.settle()
    assert heard


@pytest.mark.parametrize(
    "scope",
    [{"relationships": -1}, {"days": 0}, {"messages": -1}, {"relationships": 0}, {"connector": "nobody"}],
    ids=str,
)
def test_a_past_that_cannot_be_is_refused(scope):
    sandbox = Sandbox(seed="x", start=START)
    connector = sandbox.add_connector("connector")

    with pytest.raises(ValueError, match=r"no|none|need|days"):
        sandbox.populate(**SMALL | scope)
    assert (sandbox.clock.now(), len(connector.world.accounts)) == (START, 1)


def test_there_is_only_one_past():
    sandbox, _ = populated("v7")

    with pytest.raises(ValueError, match="has a past already"):
        sandbox.populate(**SMALL)


def test_an_empty_past_is_one_too():
    sandbox, connector = populated("v7", relationships=0, messages=0, waiting=0, days=1)

    lists = all_lists(client_of(sandbox, connector))
    assert not lists["Relationships"]
    assert [each["content"]["value"]["@type"] for each in lists["Attributes"]] == ["DisplayName"]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("era", ERAS)
def test_figures_hold_for_any_dice(era, seed):
    sandbox = Sandbox(seed="x", start=START)
    connector = sandbox.add_connector("connector", era=era)
    sandbox.populate(relationships=15, messages=60 + seed, days=7 + seed * 5, waiting=seed, seed=str(seed))

    account = connector.account
    figures = (len(account.relationships.list([])), len(account.messages.list([])))
    assert figures == (15, 60 + seed)
    assert connector.world.backbone.count_news(account.address) == seed


def test_moments_keep_to_their_rhythm_and_between_their_limits():
    calendar = Calendar(datetime(2025, 6, 2, tzinfo=UTC), 14, Random("x"))  # noqa: S311  no secret: a story
    for _ in range(500):
        assert 3 * HOUR <= calendar.moment(OFFICE, 3 * HOUR, 13 * DAY) < 13 * DAY
        later = calendar.date(calendar.later(OFFICE, calendar.moment(PEOPLE, 0, 14 * DAY), 3))
        assert later.weekday() < 5
        assert 8 <= later.hour < 17


def test_a_clock_is_set_back_for_a_while():
    clock = Clock(START)
    with clock.set_back(START - timedelta(days=2)):
        clock.advance(timedelta(hours=1))
        assert clock.now() == START - timedelta(hours=47)
    assert clock.now() == START
    with pytest.raises(ValueError, match="not forward"), clock.set_back(START + timedelta(days=1)):
        pass
