from datetime import UTC, datetime, timedelta

import pytest

from enmeshed_kit.sandbox.clock import Clock, read_time

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_a_clock_with_a_start_stands_still_until_it_is_moved() -> None:
    clock = Clock(START)
    assert clock.now() == clock.now() == START
    clock.advance()
    assert clock.now() == START + timedelta(seconds=1)


def test_a_clock_is_not_turned_back() -> None:
    with pytest.raises(ValueError, match="backwards"):
        Clock(START).advance(timedelta(seconds=-1))


def test_the_machines_clock_tells_whole_milliseconds_and_takes_no_notice_of_advance() -> None:
    clock = Clock()
    before = clock.now()
    clock.advance(timedelta(days=1))
    assert before <= clock.now() < before + timedelta(days=1)
    assert clock.now().microsecond % 1000 == 0


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2099-12-31", datetime(2099, 12, 31, tzinfo=UTC)),
        ("2099-12-31T00:00:00", datetime(2099, 12, 31, tzinfo=UTC)),
        ("2099-12-31T02:00:00+02:00", datetime(2099, 12, 31, tzinfo=UTC)),
        ("2099-12-31T00:00:00.123456Z", datetime(2099, 12, 31, microsecond=123000, tzinfo=UTC)),
        ("2099-12-31t00:00:00z", datetime(2099, 12, 31, tzinfo=UTC)),
    ],
)
def test_times_come_with_and_without_hours_and_zone(text: str, moment: datetime) -> None:
    assert read_time(text) == moment


@pytest.mark.parametrize("text", ["2099-02-30", "2099-12-31T25:00", "0001-01-01T00:00:00+14:00", "soon"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_time(text)
