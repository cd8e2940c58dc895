"""How a feed looks: the words that its still picture and its live view share, and the picture."""

from collections.abc import Sequence
from typing import Final

from enmeshed_kit.notebook.feed.happening import Happening
from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.picture import Picture, card, line

MOST: Final = 40
"""So many lines stand in a picture; who wants more looks at the live view."""

HEADINGS: Final = ("Time (UTC)", "Event", "Who", "Object", "Outcome")


def draw_feed(listed: Sequence[Happening], kind: str, *, is_running: bool, hears_all: bool) -> Picture:
    """The feed as a table, newest first.

    Args:  listed: newest first.
           kind: the one that was chosen, empty for all.
           is_running: whether it goes on.
           hears_all: whether all that is listed comes from events.
    """
    said = say_news(listed, kind, is_running=is_running)
    shown, more = listed[:MOST], len(listed) - MOST
    rest = f"and {more} earlier" if more > 0 else ""
    hint = "" if shown else say_nothing(hears_all)
    table = _table(shown) if shown else None
    notes = [tag("div", text, look="row quiet") for text in (said, rest, hint) if text]
    html = card("What happened", tag("div", table, look="wide") if table else None, *notes)
    return Picture(
        html,
        "\n".join(
            [
                "What happened",
                *(f"  {row}" for row in columns_of(shown)),
                *(f"  {text}" for text in (said, rest, hint) if text),
            ]
        ),
    )


def say_news(listed: Sequence[Happening], kind: str, *, is_running: bool) -> str:
    """How many there are, what the newest is, and whether it goes on."""
    what = f"event{'' if len(listed) == 1 else 's'}{f' about the kind {kind}' if kind else ''}"
    newest = f", the newest: {listed[0].event} at {listed[0].who}" if listed else ""
    return f"{len(listed) or 'No'} {what}{newest}{'' if is_running else ' · stopped'}"


def say_nothing(hears_all: bool) -> str:
    """What to expect where nothing is listed."""
    if hears_all:
        return "Each event appears here as soon as it happens."
    return "Your own Connector sends its events to its webhooks; here appears what each sync brings."


def _table(listed: Sequence[Happening]) -> Html:
    head = line(*(tag("th", name, look="head", scope="col") for name in HEADINGS))
    return tag("table", head, *(line(*_cells(one)) for one in listed), look="grid")


def _cells(one: Happening) -> list[str]:
    moment, event, who, thing, outcome = one.cells
    return [moment, tag("span", event, look="mono"), who, tag("span", thing, look="mono"), outcome]


def columns_of(listed: Sequence[Happening]) -> list[str]:
    """The lines as text, in columns."""
    rows = [one.cells for one in listed]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
