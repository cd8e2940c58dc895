"""What a migration changes, as a list that a programmer can work off."""

import json
from typing import Any

from enmeshed_kit.eras import Change, Migration
from enmeshed_kit.masking import mask
from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.picture import Picture, card, line

LONGEST = 60
"""Characters of a value that is only to be recognised."""


def draw_migration(migration: Migration) -> Picture:
    """The changes of a migration: where, what, before and after, and where the rule comes from."""
    if not migration:
        return Picture(card("What must change", tag("div", "Nothing has to change.", look="row")), repr(migration))
    head = line(*(tag("th", name, look="head", scope="col") for name in ("where", "what", "source")))
    table = tag("table", head, *(_row(change) for change in migration), look="grid")
    note = "1 change" if len(migration) == 1 else f"{len(migration)} changes"
    return Picture(card("What must change", table, note=note), repr(migration))


def _row(change: Change) -> Html:
    moved = ((change.before, "open"), (change.after, "filled")) if change.before != change.after else ()
    shown = [_value(change, value, look) for value, look in moved if value is not None]
    arrow = " → " if len(shown) > 1 else ""
    values = tag("div", shown[0], arrow, *shown[1:]) if shown else None
    missing = tag("div", _missing(change), look="quiet") if not change.is_possible else None
    what = tag("td", change.what, values, missing, look="cell")
    where = tag("td", change.path, look="cell mono")
    return tag("tr", where, what, tag("td", change.source, look="cell quiet"), look="line")


def _missing(change: Change) -> str:
    return (
        f"not possible there; only in {', '.join(change.possible_in)}" if change.possible_in else "not possible there"
    )


def _value(change: Change, value: Any, look: str) -> Html:
    text = json.dumps(mask(value, change.path.rsplit(".", 1)[-1]), ensure_ascii=False)
    return tag("span", text if len(text) <= LONGEST else f"{text[:LONGEST]} …", look=f"mono {look}")
