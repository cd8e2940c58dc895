import pytest

from enmeshed_kit.notebook import timing
from enmeshed_kit.notebook.timing import timed


@pytest.fixture
def clock(monkeypatch):
    """A clock that the ways move by hand."""
    now = [0.0]
    monkeypatch.setattr(timing.time, "perf_counter", lambda: now[0])

    def take(*seconds):
        left = list(seconds)

        def way():
            now[0] += left.pop(0)

        return way

    return take


def test_the_least_of_several_counts(clock):
    measured = timed({"one": clock(3, 1, 2), "other": clock(9, 5, 7)}, repeat=3)

    assert measured.seconds == {"one": 1, "other": 5}
    assert measured.quickest == "one"


def test_it_tells_seconds_and_ratios(clock):
    text = repr(timed({"one": clock(1.25), "other": clock(2.5), "last": clock(125)}, repeat=1))

    assert [" ".join(line.split()) for line in text.splitlines()[2:]] == [
        "one 1.250 s quickest",
        "other 2.500 s 2.0 times as long",
        "last 125.000 s 100 times as long",
    ]


def test_what_takes_no_time_is_no_error(clock):
    assert "quickest" in repr(timed({"one": clock(0), "other": clock(1)}, repeat=1))


def test_a_way_that_fails_says_so():
    with pytest.raises(ZeroDivisionError):
        timed({"one": lambda: 1 / 0})
