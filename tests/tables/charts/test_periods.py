import datetime as dt

import pandas as pd
import pytest

from enmeshed_kit.tables.charts import ChartError, Period
from enmeshed_kit.tables.charts.period import period_of

NEWEST = pd.Timestamp("2026-01-05 09:30", tz="UTC")


def said(words, zone="UTC"):
    period = period_of(words, lambda: NEWEST, zone)
    return tuple(None if edge is None else edge.tz_convert("UTC").isoformat() for edge in (period.since, period.until))


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        (None, None, None),
        ("1 day", "2026-01-05", "2026-01-06"),
        ("last 30 days", "2025-12-07", "2026-01-06"),
        ("2 weeks", "2025-12-23", "2026-01-06"),
        ("2025", "2025-01-01", "2026-01-01"),
        ("2025-12", "2025-12-01", "2026-01-01"),
        ("2025-12-24", "2025-12-24", "2025-12-25"),
        (dt.date(2025, 12, 24), "2025-12-24", "2025-12-25"),
        (("2025-11", "2025-12-24"), "2025-11-01", "2025-12-25"),
        ((None, "2025"), None, "2026-01-01"),
        ((dt.date(2025, 2, 3), None), "2025-02-03", None),
    ],
)
def test_a_period_is_said_in_days_months_or_years(words, since, until):
    assert said(words) == tuple(None if day is None else f"{day}T00:00:00+00:00" for day in (since, until))


def test_days_begin_where_the_reader_is():
    assert said("2025-12-24", "Europe/Berlin") == ("2025-12-23T23:00:00+00:00", "2025-12-24T23:00:00+00:00")
    assert said("1 day", "Pacific/Kiritimati") == ("2026-01-04T10:00:00+00:00", "2026-01-05T10:00:00+00:00")


def test_a_moment_with_a_zone_is_itself():
    moment = dt.datetime(2025, 12, 24, 18, tzinfo=dt.timezone(dt.timedelta(hours=2)))

    assert said((moment, None)) == ("2025-12-24T16:00:00+00:00", None)


def test_a_period_that_was_made_before_is_taken_as_it_is():
    period = Period(NEWEST, None)

    assert period_of(period, lambda: None) is period
    assert str(period) == "since 2026-01-05"
    assert str(Period()) == "all the time"


@pytest.mark.parametrize("words", ["soon", "90 moons", 7, ("2026", "2025"), ("a", "b"), ("2026",), "2026-13", ""])
def test_what_is_no_period_is_told_with_an_example(words):
    with pytest.raises(ChartError) as caught:
        said(words)
    assert "2026-01" in caught.value.hint


def test_a_zone_that_is_none_is_told():
    with pytest.raises(ChartError, match="Mars"):
        said("1 day", "Mars/Olympus")


def test_a_time_longer_than_all_times_is_all_of_it():
    assert said("99999 years") == (None, "2026-01-06T00:00:00+00:00")
