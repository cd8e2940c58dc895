"""How a history of syncs looks: whose it is, from when to when it tells, and of how much."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.picture import Picture, card, columns, grid, line

if TYPE_CHECKING:
    import pandas as pd

    from enmeshed_kit.tables import SyncHistory

WAYS: Final = ("new", "changed", "gone")


def draw_history(history: "SyncHistory") -> Picture:
    """A history with its numbers: what is new, changed and gone, of each kind."""
    where = shown_folder(history.folder)
    if not history:
        hint = "Nothing yet. history.sync(connector) begins it."
        return Picture(
            card("History of syncs", tag("div", hint, look="row"), note=where), f"History in {where}: {hint}"
        )
    rows = facts(history, where)
    numbers = numbers_of(history.table("changes", ["kind", "before", "after"]))
    found = [
        (kind, ", ".join(f"{count:,} {way}" for way, count in zip(WAYS, counts, strict=True) if count))
        for kind, *counts in numbers
    ]
    text = f"History of syncs\n{columns([*rows, *found])}"
    return Picture(card("History of syncs", grid(rows), table_of(numbers) if numbers else None), text)


def facts(history: "SyncHistory", where: str) -> list[tuple[str, str]]:
    """Whose history it is, where it lies, and when it was added to."""
    times = history.table("syncs", ["synced_at"])["synced_at"]
    texts = "kept" if history.bodies else "not kept"
    said = (
        f"{len(times):,}, from {times.min():%Y-%m-%d %H:%M} to {times.max():%Y-%m-%d %H:%M} UTC"
        if len(times)
        else "none"
    )
    return [("Identity", history.address), ("Folder", where), ("Syncs", said), ("Texts of Messages", texts)]


def shown_folder(folder: Path) -> str:
    """Where a folder lies, without what is above the notebook: that is nobody's business in a saved page."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else f"…/{folder.name}"


def numbers_of(changes: "pd.DataFrame") -> list[tuple[Any, ...]]:
    """Of each kind how many were new, changed and gone."""
    is_new, is_gone = changes["before"].isna(), changes["after"].isna()
    masks = (is_new, ~is_new & ~is_gone, ~is_new & is_gone)
    kinds = changes["kind"].astype("str")
    found = [(kind, *(int((mask & (kinds == kind)).sum()) for mask in masks)) for kind in kinds.unique()]
    return sorted(found)


def table_of(numbers: list[tuple[Any, ...]]) -> Html:
    """The numbers as a table."""
    head = line(*(tag("th", name, look="head", scope="col") for name in ("", *WAYS)))
    body = (
        line(tag("th", kind, look="head", scope="row"), *(f"{count:,}" for count in counts))
        for kind, *counts in numbers
    )
    return tag("table", head, *body, look="grid")
