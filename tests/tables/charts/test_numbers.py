"""What pictures draw and say is what the records say, counted here without tables."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from statistics import median

import pytest

from enmeshed_kit.tables import charts

DAY = timedelta(days=1)
BANDS = [60, 600, 3600, 6 * 3600, 86400, 2 * 86400, 4 * 86400, 7 * 86400, 14 * 86400, 28 * 86400, float("inf")]


@pytest.fixture(scope="module")
def relationships(company):
    return list(company.relationships.list())


@pytest.fixture(scope="module")
def messages(company):
    return list(company.messages.list())


@pytest.fixture(scope="module")
def requests(company):
    return [*company.incoming_requests.list(), *company.outgoing_requests.list()]


def band(length):
    return next(place for place, end in enumerate(BANDS) if length.total_seconds() < end)


def test_the_funnel_counts_templates_and_relationships(company, relationships):
    templates = list(company.relationship_templates.list())
    used = {one.template_id for one in relationships}
    chart = charts.funnel(company)

    found = dict(zip(chart.data["stage"], chart.data["count"], strict=True))
    assert found["Templates"] == len(templates)
    assert found["Loaded, at least"] == sum(one.id in used for one in templates)
    assert found["Relationships begun"] == len(relationships)
    for status, number in Counter(one.status for one in relationships).items():
        assert found[status] == number
        assert f"{number} {status}" in chart.alt


def test_statuses_are_those_at_the_end_of_each_day(company, relationships):
    chart = charts.statuses(company)

    for day in chart.data.index[::7]:
        end = day.start_time.tz_localize("UTC") + DAY
        expected = Counter()
        for one in relationships:
            reached = [entry.new_status for entry in one.audit_log if entry.created_at < end]
            expected.update(reached[-1:])
        assert {status: n for status, n in chart.data.loc[day].items() if n} == expected


def test_statuses_of_a_period_begin_with_what_was_there_before(company):
    whole, part = charts.statuses(company).data, charts.statuses(company, "30 days").data

    assert len(part) == 30
    for status in part:
        assert list(part[status]) == list(whole[status].iloc[-30:])


def test_the_time_to_acceptance_is_that_between_two_entries_of_the_log(company, relationships):
    accepted, waiting = Counter(), Counter()
    for one in relationships:
        begun = one.audit_log[0].created_at
        taken = [entry.created_at for entry in one.audit_log if entry.reason == "AcceptanceOfCreation"]
        if taken:
            accepted[band(taken[0] - begun)] += 1
        elif one.status == "Pending":
            waiting[band(company.now() - begun)] += 1
    chart = charts.time_to_acceptance(company)

    assert {place: n for place, n in enumerate(chart.data["accepted"]) if n} == accepted
    assert {place: n for place, n in enumerate(chart.data["waiting"]) if n} == waiting
    assert f"{accepted.total()} Relationships accepted" in chart.alt
    assert f"{waiting.total()} waiting" in chart.alt


def test_messages_are_counted_by_their_day(company, messages):
    chart = charts.traffic(company)

    for way, is_own in (("received", False), ("sent", True)):
        expected = Counter(one.created_at.date().isoformat() for one in messages if one.is_own is is_own)
        assert {str(day): n for day, n in chart.data[way].items() if n} == expected
        assert f"{expected.total():,} {way}" in chart.alt
    days = [day.start_time for day in chart.data.index]
    assert all(later - earlier == DAY for earlier, later in pairwise(days))
    busiest, most = Counter(one.created_at.date().isoformat() for one in messages).most_common(1)[0]
    assert f"is {busiest} with {most}" in chart.alt


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu"])
def test_hours_are_those_of_the_clocks_of_a_zone(company, messages, zone):
    from zoneinfo import ZoneInfo

    local = [(one.is_own, one.created_at.astimezone(ZoneInfo(zone))) for one in messages]
    data = charts.hours(company, zone=zone).data.set_index(["weekday", "hour"])

    for way, is_own in (("received", False), ("sent", True)):
        expected = Counter((moment.strftime("%A"), moment.hour) for own, moment in local if own is is_own)
        assert {place: n for place, n in data[way].items() if n} == expected


def test_days_begin_in_the_zone_that_is_said(company, messages):
    from zoneinfo import ZoneInfo

    zone = "Pacific/Kiritimati"
    expected = Counter(one.created_at.astimezone(ZoneInfo(zone)).date().isoformat() for one in messages)
    data = charts.traffic(company, zone=zone).data

    assert {str(day): n for day, n in data.sum(axis=1).items() if n} == expected


def test_answer_times_are_those_of_requests_outside_of_templates(company, requests):
    asked = [one for one in requests if one.source is None or one.source.type != "RelationshipTemplate"]
    chart = charts.answer_times(company)

    for side, is_own in (("outgoing", True), ("incoming", False)):
        data = chart.data[chart.data["direction"] == side]
        answered = [one for one in asked if one.is_own is is_own and one.response]
        for kind in ("accepted", "rejected"):
            expected = Counter(
                band(one.response.created_at - one.created_at)
                for one in answered
                if one.response.content["result"].lower() == kind
            )
            assert {place: n for place, n in enumerate(data[kind]) if n} == expected
        left = [one for one in asked if one.is_own is is_own and not one.response]
        gone = sum(one.status == "Expired" for one in left)
        assert data["expired"].sum() == gone
        assert data["waiting"].sum() == len(left) - gone
        longest = max(company.now() - one.created_at for one in left if one.status != "Expired")
        assert f"the longest wait so far {longest / DAY:.0f} days" in chart.alt
        half = median((one.response.created_at - one.created_at).total_seconds() for one in answered)
        assert f"{half / 3600:.0f} hours" in chart.alt or f"{half / 86400:.1f}".removesuffix(".0") in chart.alt


def test_only_attributes_that_might_be_refused_are_counted(company, requests):
    given, asked = Counter(), Counter()
    for request in requests:
        if not request.is_own or not request.response:
            continue
        for group, answers in zip(request.content["items"], request.response.content["items"], strict=True):
            items, results = group.get("items", [group]), answers.get("items", [answers])
            for item, answer in zip(items, results, strict=True):
                if item["@type"] == "ReadAttributeRequestItem" and not item["mustBeAccepted"]:
                    kind = item["query"]["valueType"]
                    asked[kind] += 1
                    given[kind] += answer["result"] == "Accepted"
    chart = charts.optional_attributes(company)

    assert dict(chart.data["given"]) == dict(given)
    assert dict(chart.data.sum(axis=1)) == dict(asked)
    for kind in asked:
        assert f"{kind}: {given[kind]} of {asked[kind]}" in chart.alt


def test_each_peer_has_its_messages(company, relationships, messages):
    received = Counter(one.created_by for one in messages if not one.is_own)
    sent = Counter(to.address for one in messages if one.is_own for to in one.recipients)
    data = charts.network(company).data

    assert set(data.index) == {one.peer for one in relationships}
    assert {peer: n for peer, n in data["received"].items() if n} == received
    assert {peer: n for peer, n in data["sent"].items() if n} == sent
    assert dict(data["status"]) == {one.peer: one.status for one in relationships}


def test_a_period_holds_what_began_in_it(company, relationships, messages):
    month = "2025-12"
    inside = [one for one in messages if one.created_at.isoformat().startswith(month)]
    assert inside

    assert charts.traffic(company, month).data.to_numpy().sum() == len(inside)
    assert len(charts.traffic(company, month).data) == 31
    begun = [one for one in relationships if one.audit_log[0].created_at.isoformat().startswith(month)]
    assert dict(charts.funnel(company, month).data.to_numpy())["Relationships begun"] == len(begun)


def test_an_overview_says_of_each_picture_what_it_says_itself(company):
    sheet = charts.overview(company)

    assert list(sheet.charts) == list(sheet.data["picture"])
    assert len(sheet.charts) == 6
    for name, chart in sheet.charts.items():
        assert chart.alt == getattr(charts, name)(company).alt
        assert chart.alt in sheet.alt
