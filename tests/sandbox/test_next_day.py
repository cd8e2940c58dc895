"""A past goes on: each day its people bring news that the company learns by its next sync."""

from datetime import UTC, datetime, timedelta

import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.sandbox.sandbox import Sandbox

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
ERAS = ("classic", "v6", "v7")


def populated(era, **scope):
    sandbox = Sandbox(seed="x", start=START)
    played = sandbox.add_connector("connector", era=era)
    sandbox.populate(**{"relationships": 30, "messages": 300, "days": 60, "waiting": 0} | scope)
    client = Connector("http://sandbox.invalid/connector", played.api_key, wsgi_app=sandbox)
    client.sync()
    return sandbox, client


@pytest.mark.parametrize("era", ERAS)
def test_each_day_brings_news_of_every_kind(era):
    sandbox, client = populated(era)

    sandbox.next_day(deeds=16)
    report = client.sync()

    told = {(change.kind, change.before, change.after) for change in report}
    assert {("Message", None, "received"), ("Relationship", None, "Pending")} <= told
    assert ("outgoing Request", "Open", "Completed") in told
    assert (("Relationship", "Active", "Terminated") in told) == (
        client.era.routes["Terminate a Relationship"] is not None
    )


def test_nothing_of_it_is_known_before_the_sync():
    sandbox, client = populated("v7")
    before = [message.id for message in client.messages.list()]

    sandbox.next_day()

    assert [message.id for message in client.messages.list()] == before


def test_it_all_happens_within_the_day():
    sandbox, client = populated("v7")
    begin = sandbox.clock.now()

    sandbox.next_day(deeds=20)

    assert sandbox.clock.now() == begin + timedelta(days=1)
    times = [message.created_at for message in client.sync().messages]
    assert times == sorted(times)
    assert begin <= times[0] <= times[-1] < begin + timedelta(days=1)


def test_the_same_seed_makes_the_same_day_and_each_day_is_another():
    days = []
    for seed in ("a", "a", "b"):
        sandbox, client = populated("v7")
        sandbox.next_day(seed=seed)
        first = [repr(change) for change in client.sync()]
        sandbox.next_day(seed=seed)
        days.append((first, [repr(change) for change in client.sync()]))

    assert days[0] == days[1] != days[2]
    assert days[0][0] != days[0][1]


def test_a_company_that_nobody_deals_with_has_quiet_days():
    sandbox = Sandbox(seed="x", start=START)
    played = sandbox.add_connector("connector")
    client = Connector("http://sandbox.invalid/connector", played.api_key, wsgi_app=sandbox)

    sandbox.next_day(deeds=30)

    assert not client.sync()


def test_who_has_a_connector_acts_for_himself():
    sandbox, client = populated("v7", relationships=0, messages=0)
    app = sandbox.add_connector("app")
    other = Connector("http://sandbox.invalid/app", app.api_key, wsgi_app=sandbox)
    template = client.relationship_templates.create_own(
        content={"@type": "ArbitraryRelationshipTemplateContent", "value": 1}, expires_at=START + timedelta(days=30)
    )
    loaded = other.relationship_templates.load_peer(template.reference)
    begun = other.relationships.create(loaded.id, {"@type": "ArbitraryRelationshipCreationContent", "value": 1})
    client.sync()
    client.relationships.accept(begun.id)
    other.sync()

    sandbox.next_day(deeds=24)

    assert [message for message in client.sync().messages if message.created_by == other.address] == []


def test_nobody_floods_a_backbone_that_holds_no_more():
    sandbox, client = populated("v7", relationships=1, messages=0)

    sandbox.next_day(deeds=80)

    assert client.sync()


def test_only_a_connector_that_is_there_has_a_next_day():
    with pytest.raises(ValueError, match="nobody"):
        Sandbox(seed="x", start=START).next_day(connector="nobody")
