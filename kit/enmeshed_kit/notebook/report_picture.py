"""How the report of a sync looks: each change where there are few; numbers and the first ones where there are many."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from enmeshed_kit.client.report import Change, SyncReport
from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.picture import Picture, card, line

FEW: Final = 20
"""So many changes are shown one by one."""

FIRST: Final = 5
"""Of more so many of each kind are."""

HEADINGS: Final = ("What", "ID", "Status", "About")
WAYS: Final = ("new", "changed", "gone")


def draw_sync(report: SyncReport) -> Picture:
    """What a sync brought."""
    head = "First look" if report.is_first_look else "Sync"
    hidden = f"The API key may not read {', '.join(report.hidden)}." if report.hidden else ""
    silence = tag("div", hidden, look="row quiet") if hidden else None
    if not report:
        return Picture(card(head, tag("div", "Nothing new.", look="row"), silence), repr(report))
    note = "1 change" if len(report) == 1 else f"{len(report):,} changes"
    if len(report) <= FEW:
        return Picture(card(head, table_of(report), silence, note=note), repr(report))
    first = first_of_each(report)
    rest = f"and {len(report) - len(first):,} more; tables.changes(report) has all"
    numbers = tag("table", *numbers_of(report), look="grid")
    html = card(head, numbers, table_of(first), tag("div", rest, look="row quiet"), silence, note=note)
    lines = [f"{head}: {note}{f' ({hidden})' if hidden else ''}", *said_numbers(report), *map(repr, first), rest]
    return Picture(html, "\n  ".join(lines))


def way_of(change: Change) -> str:
    """Whether something is new, changed or gone."""
    return "new" if change.is_new else "gone" if change.after is None else "changed"


def counted(report: SyncReport) -> dict[str, Counter[str]]:
    """How many of each kind are new, changed and gone."""
    found: dict[str, Counter[str]] = {}
    for change in report:
        found.setdefault(change.kind, Counter())[way_of(change)] += 1
    return found


def first_of_each(report: SyncReport) -> list[Change]:
    """The first changes of each kind."""
    seen: Counter[str] = Counter()
    first = []
    for change in report:
        seen[change.kind] += 1
        if seen[change.kind] <= FIRST:
            first.append(change)
    return first


def numbers_of(report: SyncReport) -> list[Html]:
    """The lines of the table of numbers."""
    found = counted(report)
    ways = [way for way in WAYS if any(numbers[way] for numbers in found.values())]
    head = line(*(tag("th", name, look="head", scope="col") for name in ("", *ways)))
    return [
        head,
        *(
            line(tag("th", kind, look="head", scope="row"), *(f"{numbers[way]:,}" for way in ways))
            for kind, numbers in found.items()
        ),
    ]


def said_numbers(report: SyncReport) -> list[str]:
    """The numbers in words, one line for each kind."""
    return [
        f"{kind}: {', '.join(f'{numbers[way]:,} {way}' for way in WAYS if numbers[way])}"
        for kind, numbers in counted(report).items()
    ]


def table_of(changes: Iterable[Change]) -> Html:
    """One line for each change."""
    head = line(*(tag("th", name, look="head", scope="col") for name in HEADINGS))
    return tag("table", head, *(draw_change(change) for change in changes), look="grid")


def draw_change(change: Change) -> Html:
    """What changed, in which way, and about what it is."""
    return line(change.kind, tag("span", change.id, look="mono"), status_of(change), change.about)


def status_of(change: Change) -> Html:
    """From which status to which."""
    if change.is_new:
        return tag("span", "new ", tag("span", change.after, look="good"))
    if change.after == change.before:
        return tag("span", f"{change.after}: ", tag("span", change.reason, look="good"))
    return tag(
        "span", change.before, " → ", tag("span", change.after or "gone", look="good" if change.after else "bad")
    )
