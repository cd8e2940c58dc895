"""What `enmeshed-kit sync` says: lines for what came on one stream, all else on the other."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import NoReturn, TextIO

from tqdm import tqdm

from enmeshed_kit.client import Change, SyncReport
from enmeshed_kit.client.errors import ConnectorError, GuidedError, UnreachableError, on_one_line
from enmeshed_kit.tables.history.look import SyncProgress

LONG_S = 10.0
"""After so much time a program that nobody watches says what it is doing, and then as often."""

BAR = "{desc:<18} {bar:30} {n_fmt} of {total_fmt} steps"

MOST_GROUPS = 12
LONGEST_STATUS = 40


class Teller:
    """Says how the keeping goes; a bar is left by the context manager.

    Args:  quiet: nothing but what goes wrong.
           out, err: the process's own, if left out.
    """

    def __init__(self, *, quiet: bool = False, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._quiet = quiet
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._hidden: tuple[str, ...] = ()
        self._bar: tqdm[NoReturn] | None = None

    def __enter__(self) -> "Teller":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def tell(self, report: SyncReport) -> None:
        """Say in one line what a sync brought, if it did, and once what the API key may not read."""
        if report.hidden != self._hidden:
            self._hidden = report.hidden
            if report.hidden:
                self._warn(f"The API key may not read {', '.join(report.hidden)}; the history says nothing about them.")
        if report and not self._quiet:
            line = f"{moment(report.synced_at)}{summary(report)}"
            encoding = self._out.encoding or "utf-8"
            print(line.encode(encoding, "backslashreplace").decode(encoding), file=self._out, flush=True)

    def remark(self, text: str) -> None:
        """Say what is good to know."""
        if not self._quiet:
            self._warn(text)

    def away(self, error: ConnectorError) -> None:
        """Say why there is no sync; it is tried again."""
        for line in lines(error):
            self._warn(line)
        self._warn("Trying again until it answers.")

    def back(self, after_s: float) -> None:
        """Say that syncs go on."""
        self._warn(f"The Connector is back after {span(after_s)}.")

    @contextmanager
    def progress(self) -> Iterator[SyncProgress | None]:
        """What tells the steps of one sync: a bar for who watches, seldom a line for a log."""
        if self._quiet:
            yield None
            return
        try:
            yield self._draw if self._err.isatty() else SlowSteps(self._warn)
        finally:
            self._clear()

    def _draw(self, done: int, steps: int, doing: str) -> None:
        if self._bar is None:
            self._bar = tqdm(total=steps, bar_format=BAR, leave=False, file=self._err)
        self._bar.n = done
        self._bar.set_description_str(doing)  # which draws it: a step may take long, and is to be seen meanwhile

    def _clear(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _warn(self, text: str) -> None:
        self._clear()
        print(text, file=self._err, flush=True)


class SlowSteps:
    """Says the steps of a sync that takes long."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said = time.monotonic()

    def __call__(self, done: int, steps: int, doing: str) -> None:
        """Say a step, unless the last one was said a moment ago."""
        if time.monotonic() - self._said >= LONG_S:
            self._said = time.monotonic()
            self._say(f"Step {min(done + 1, steps)} of {steps}: {doing}")


def lines(error: GuidedError) -> list[str]:
    """What went wrong and what to do, for somebody without a notebook."""
    is_silent = isinstance(error, UnreachableError) and error.reason == "refused"
    hint = "Is it started, and are address and port right?" if is_silent else on_one_line(error.hint)
    return [on_one_line(str(error)), *([f"What to do: {hint}"] if hint else [])]


def moment(at: datetime | None) -> str:
    """When it was, by the Connector's clock."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC  " if at else ""


def summary(report: SyncReport) -> str:
    """The changes, counted: `2 Messages received, 1 Relationship Pending -> Active`."""
    groups = Counter((change.kind, happening(change)) for change in report)
    told = [f"{count:,} {kind}{'s' if count != 1 else ''} {what}" for (kind, what), count in groups.items()]
    if len(told) > MOST_GROUPS:
        rest = sum(list(groups.values())[MOST_GROUPS:])
        told = [*told[:MOST_GROUPS], f"{rest:,} other changes"]
    return ("first look: " if report.is_first_look else "") + ", ".join(told)


def happening(change: Change) -> str:
    """What became of a record; a status is what the Connector calls it, whatever that is."""
    before, after = (on_one_line(status or "")[:LONGEST_STATUS] for status in (change.before, change.after))
    if change.after is None:
        return "gone"
    if change.is_new:
        return after
    return "changed" if before == after else f"{before} -> {after}"


def span(seconds: float) -> str:
    """A time as one says it."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds >= size * (1 - 1 / 120):  # 59.5 seconds are a minute, when they are rounded
            count = round(seconds / size)
            return f"{count} {name}{'s' if count != 1 else ''}"
    return f"{round(seconds)} second{'s' if round(seconds) != 1 else ''}"
