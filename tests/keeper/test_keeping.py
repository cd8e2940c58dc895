"""Waiting for a Connector that is away, and what is said of a sync, without a process."""

import io
import re
from datetime import UTC, datetime

import pytest

from enmeshed_kit.client import SyncReport
from enmeshed_kit.client.errors import ServerError, UnauthorizedError, UnreachableError
from enmeshed_kit.client.report import Change
from enmeshed_kit.keeper import keeping, telling
from enmeshed_kit.keeper.keeping import Keeper
from enmeshed_kit.keeper.telling import Teller, span, summary

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
AWAY = UnreachableError("No answer.", "Start it.", url="http://x", reason="timeout")
BROKEN = ServerError("Failed.", "Wait.", status=500, code="error")


class EndedError(Exception):
    """The test has seen enough."""


class Clock:
    """A time that sleeping moves, until there was enough of it."""

    def __init__(self, most: int) -> None:
        self.now, self.pauses, self.most = 0.0, [], most

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds
        if len(self.pauses) == self.most:
            raise EndedError


class Script:
    """A history whose syncs go as a test says."""

    folder = "history"

    def __init__(self, *events):
        self.events = list(events)

    def sync(self, connector, progress):
        event = self.events.pop(0)
        if isinstance(event, Exception):
            raise event
        return event


class Client:
    base_url = "http://x"
    made = 0

    def __init__(self):
        Client.made += 1

    def close(self):
        pass


def report(*changes, **more):
    return SyncReport(changes=changes, synced_at=AT, **more)


def change(kind="Message", before=None, after="received", number=1):
    return Change(kind=kind, id=f"MSG{number}", before=before, after=after, record=None)


def kept(every_s, *events):
    """What is said, and how long the pauses are."""
    out, err, clock = io.StringIO(), io.StringIO(), Clock(len(events))
    teller = Teller(out=out, err=err)
    with pytest.raises((EndedError, UnauthorizedError)):
        Keeper(Script(*events), Client, teller, sleep=clock.sleep, clock=lambda: clock.now).keep(every_s)
    return clock.pauses, out.getvalue(), err.getvalue().splitlines()[1:]


def test_pauses_grow_while_it_is_away_and_are_as_before_when_it_is_back():
    pauses, _, _ = kept(60, report(), *[AWAY] * 5, report(), report())
    assert pauses == [60, 60, 120, 240, 300, 300, 60, 60]


def test_pauses_that_are_longer_anyway_do_not_shrink():
    assert kept(3600, AWAY, AWAY, AWAY)[0] == [3600, 3600, 3600]


def test_it_is_missed_once_and_greeted_once():
    _, _, err = kept(60, AWAY, AWAY, AWAY, report())
    assert err == ["No answer.", "What to do: Start it.", "Trying again until it answers.",
                   "The Connector is back after 7 minutes."]  # fmt: skip


def test_another_reason_is_said_as_well():
    _, _, err = kept(60, AWAY, BROKEN, BROKEN, report())
    assert [line for line in err if line[0] in "NF"] == ["No answer.", "Failed. (500, error)"]


def test_each_absence_is_one():
    _, _, err = kept(60, AWAY, report(), AWAY, report())
    assert err.count("No answer.") == err.count("The Connector is back after 1 minute.") == 2


def test_who_answers_after_an_absence_is_asked_who_it_is():
    Client.made = 0
    kept(60, report(), report(), AWAY, report())
    assert Client.made == 2


def test_a_refusal_is_not_waited_for():
    pauses, _, _ = kept(60, report(), UnauthorizedError("No.", "Check.", status=401, code="x"))
    assert pauses == [60]


def test_only_syncs_that_brought_something_are_lines():
    _, out, _ = kept(60, report(), report(change()), report())
    assert out == "2026-01-05 09:00:00 UTC  1 Message received\n"


def test_what_the_key_may_not_read_is_said_once_and_again_when_it_changes():
    hidden = report(hidden=("Messages",))
    _, _, err = kept(60, hidden, hidden, report(), hidden)
    assert len(err) == 2
    assert all("Messages" in line for line in err)


def test_changes_are_counted_by_what_became_of_them():
    said = summary(
        report(
            change(),
            change(number=2),
            change("Relationship", "Pending", "Active"),
            change("Relationship", "Active", "Active", 2),
            change("outgoing Request", "Open", None),
        )
    )
    assert said == (
        "2 Messages received, 1 Relationship Pending -> Active, 1 Relationship changed, 1 outgoing Request gone"
    )


def test_a_status_that_others_invent_is_inert_and_short():
    said = summary(report(change("Relationship", "\x1b[31m\r\n", "x" * 1000)))
    assert said == f"1 Relationship \\x1b[31m   -> {'x' * 40}"


def test_many_kinds_of_changes_stay_one_line():
    changes = [change("Relationship", "Pending", f"S{number}", number) for number in range(30)]
    said = summary(report(*changes))
    assert said.endswith("1 Relationship Pending -> S11, 18 other changes")


def test_a_line_fits_whatever_the_terminal_can_write():
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    Teller(out=out).tell(report(change("Relationship", "Pending", "Ünknown")))
    out.seek(0)
    assert out.read().endswith("Pending -> \\xdcnknown\n")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.4, "0 seconds"),
        (1, "1 second"),
        (59.6, "1 minute"),
        (60, "1 minute"),
        (150, "2 minutes"),
        (3599, "1 hour"),
        (5400, "2 hours"),
    ],
)
def test_times_are_said_as_one_says_them(seconds, said):
    assert span(seconds) == said


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_a_bar_shows_what_is_done_and_leaves_no_trace():
    err = Terminal()
    teller = Teller(err=err)
    with teller.progress() as progress:
        progress(0, 6, "Sync")
        progress(3, 6, "Messages")
        assert re.search("Messages .* 3 of 6 steps", err.getvalue())
    *_, cleared, rest = err.getvalue().split("\r")
    assert (cleared.strip(), rest) == ("", "")


def test_elsewhere_a_long_sync_is_a_line_now_and_then(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(telling.time, "monotonic", lambda: now[0])
    err = io.StringIO()
    with Teller(err=err).progress() as progress:
        for step, seconds in enumerate((0, 4, 12, 14, 30)):
            now[0] = seconds
            progress(step, 6, f"step {step}")
    assert err.getvalue() == "Step 3 of 6: step 2\nStep 5 of 6: step 4\n"


def test_away_is_what_time_may_heal():
    assert UnauthorizedError not in keeping.AWAY
