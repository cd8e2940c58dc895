"""Whatever stands in the tables, each picture is drawn, says its numbers, and warns of nothing."""

import re
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from enmeshed_kit.tables import charts
from enmeshed_kit.tables.charts.palette import STATUS
from enmeshed_kit.tables.charts.wording import LONGEST, short

QUICK = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.explicit, Phase.generate]}
"""Drawing takes long, and making a failing example smaller draws hundreds of times."""

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
HOSTILE = [
    "$E=mc^2$ costs $5",
    "\\frac{1}{0} $\\undefined$",
    "first line\nsecond line\r\n\tthird",
    "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd",
    "\u65e5\u672c\u8a9e \N{GRINNING FACE}\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "<script>alert(1)</script>&amp;\"'",
    "long " * 2000,
    "a\u0301\u0301\u0301\u0301\u0301 zalgo",
    "\x00\x07\x1b[31m",
    "",
]
NAMES = st.sampled_from(HOSTILE) | st.text(max_size=30)
STATUSES = st.sampled_from([*STATUS, "Frozen", HOSTILE[0]]) | st.none()
TIMES = st.none() | st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
NEAR = st.none() | st.timedeltas(timedelta(days=-3), timedelta(days=40)).map(lambda past: NOW - past)
PEERS = st.sampled_from([f"did:e:localhost:dids:{n:022}" for n in range(5)]) | NAMES


def frame(rows, columns, *times):
    made = pd.DataFrame(rows, columns=columns)
    for name in columns:
        made[name] = made[name].astype("datetime64[us, UTC]" if name in times else "object")
    return made


def frames_of(data, moments):
    row = st.tuples
    relationships = data.draw(st.lists(row(STATUSES, PEERS, moments, moments, NAMES), max_size=12))
    messages = data.draw(st.lists(row(st.sampled_from(["received", "sent"]), moments, PEERS, PEERS), max_size=12))
    sides = st.sampled_from(["incoming", "outgoing"])
    results = st.sampled_from(["Accepted", "Rejected"]) | st.none()
    states = st.sampled_from(["Draft", "Open", "Completed", "Expired", "Decided", HOSTILE[3]])
    sources = st.sampled_from(["Message", "RelationshipTemplate"]) | st.none()
    requests = data.draw(st.lists(row(sides, states, PEERS, moments, moments, results, sources), max_size=12))
    kinds = st.sampled_from(["ReadAttributeRequestItem", "ProposeAttributeRequestItem", "ConsentRequestItem"])
    items = data.draw(st.lists(row(sides, kinds, st.booleans() | st.none(), NAMES | st.none(), results), max_size=12))
    log = [(f"REL{n}", peer, at, None, "Pending") for n, (_, peer, at, _, _) in enumerate(relationships)]
    log += [(f"REL{n}", peer, at, "Pending", status) for n, (status, peer, _, at, _) in enumerate(relationships)]
    return {
        "relationships": frame(
            [(f"REL{n}", *one) for n, one in enumerate(relationships)],
            ["id", "status", "peer", "created_at", "changed_at", "template_id"],
            "created_at",
            "changed_at",
        ),
        "audit_log": frame(log, ["relationship_id", "peer", "created_at", "before", "after"], "created_at"),
        "messages": frame(messages, ["direction", "created_at", "sender", "recipients"], "created_at"),
        "requests": frame(
            [(f"REQ{n}", *one) for n, one in enumerate(requests)],
            ["id", "direction", "status", "peer", "created_at", "answered_at", "result", "source"],
            "created_at",
            "answered_at",
        ),
        "request_items": frame(
            [(f"REQ{n}", *one) for n, one in enumerate(items)],
            ["request_id", "direction", "type", "must_be_accepted", "value_type", "result"],
        ),
        "templates": frame([("RLT", "self", NOW)], ["id", "made_by", "created_at"], "created_at"),
    }


ALL = [
    charts.funnel,
    charts.statuses,
    charts.time_to_acceptance,
    charts.traffic,
    charts.hours,
    charts.answer_times,
    charts.optional_attributes,
    charts.network,
]


@pytest.mark.parametrize("draw", ALL, ids=lambda draw: draw.__name__)
@pytest.mark.parametrize("moments", [NEAR, TIMES], ids=["near", "far"])
@settings(max_examples=12, **QUICK)
@given(data=st.data())
def test_any_tables_are_drawn_without_a_warning(draw, moments, data):
    tables = frames_of(data, moments)
    names = data.draw(st.dictionaries(PEERS, NAMES, max_size=5))
    period = data.draw(st.sampled_from([None, "30 days", "2026-01", (None, "2025-12-31")]))

    chart = draw(charts.Tables(tables, names=names), period)

    assert chart.png().startswith(b"\x89PNG")
    assert_harmless(chart.alt)
    for text in chart.figure.findobj(Text):
        assert_harmless(text.get_text())
        assert not text.get_parse_math() or "$" not in text.get_text()


def assert_harmless(said):
    assert "\x00" not in said
    assert "\u202e" not in said
    assert "\x1b" not in said
    assert "long long long long long long long" not in said


@settings(deadline=None, max_examples=200)
@given(name=NAMES | st.text(st.characters(exclude_categories=())))
def test_a_name_is_short_on_one_line_and_of_letters_that_the_font_has(name):
    said = short(name)

    assert len(said) <= LONGEST
    assert said.isprintable()
    assert said == short(said)
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\u200b-\u200f\n\r\t]", said)


@settings(max_examples=20, **QUICK)
@given(data=st.data())
def test_nothing_is_lost_between_a_table_and_its_picture(data):
    tables = frames_of(data, NEAR)
    messages, log = tables["messages"], tables["audit_log"]

    timed = messages[messages["created_at"].notna()]
    for chart in (charts.traffic(tables), charts.hours(tables)):
        assert chart.data[["received", "sent"]].to_numpy().sum() == len(timed)
    assert dict(charts.funnel(tables).data.to_numpy())["Relationships begun"] == len(tables["relationships"])
    known = tables["relationships"].dropna(subset=["created_at", "changed_at"])
    log = log[log["relationship_id"].isin(known["id"])]
    ends = charts.statuses({"audit_log": log, "relationships": known}).data.iloc[-1:].to_numpy().sum()
    assert ends == known["status"].notna().sum()
