"""How the kit's tables look: short ids, the reader's own time, and a mark and a word beside each colour.

Only tables that `enmeshed_kit.tables` made look so, and what is taken out of them; a reader's own stay as pandas draws
them. What the cells hold is not touched: whatever is shortened stands in full in its tooltip.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from enmeshed_kit.notebook.markup import Html, tag, with_dark_theme
from enmeshed_kit.notebook.picture import line
from enmeshed_kit.tables.frame import KIT
from enmeshed_kit.tables.plain import PlainTable

MOST: Final = 60
ENDS: Final = 5
"""Of longer tables only so many rows of either end are drawn, as pandas does it."""

LONGEST: Final = 120
"""More characters of one cell are not drawn."""

SHORT: Final = 40
"""So many stay on one line."""

ID: Final = re.compile(r"\b([A-Z]{3})[A-Za-z0-9]{13}([A-Za-z0-9]{4})\b")
ADDRESS: Final = re.compile(r"\b(did:e:|id1)[\w.:-]+([\w]{6})\b")

STATUS: Final = frozenset({"status", "before", "after", "result"})
DONE: Final = frozenset({"Active", "Accepted", "Completed"})
WAITING: Final = frozenset(
    {"Draft", "Open", "DecisionRequired", "ManualDecisionRequired", "Decided", "Pending", "DeletionProposed"}
)
OVER: Final = frozenset({"Rejected", "Revoked", "Terminated", "Expired"})
LOOKS: Final = ((DONE, "good", "✔"), (WAITING, "open", "◔"), (OVER, "bad", "✘"))


def show_table(frame: Any) -> dict[str, Any] | None:
    """What a front end shows of a table, None for one that is not the kit's."""
    if not isinstance(frame, PlainTable) and (KIT not in frame.attrs or frame.columns.nlevels > 1):
        return None
    return {"text/html": str(with_dark_theme(draw_frame(frame)))}


def draw_frame(frame: Any) -> Html:
    """A table with its headings, the rows, and how many there are.

    Args:  frame: a DataFrame, or what stands for one where there is no pandas.
    """
    names = [str(name) for name in frame.columns]
    keys = _keys(frame)
    rows = list(_rows(frame, names, keys))
    heads = [tag("th", name, look="head", scope="col") for name in ([""] if keys else []) + names]
    table = tag("table", line(*heads), *rows, look="grid")
    note = f"{_count(len(frame), 'row')}, {_count(len(names), 'column')}{_zone(frame)}"
    return tag("div", tag("div", table, look="wide"), tag("div", note, look="quiet"), look="sheet")


def _rows(frame: Any, names: Sequence[str], keys: Sequence[Any]) -> Iterator[Html]:
    draws = [_draw_of(name) for name in names]
    places = list(range(len(frame)))
    if len(frame) > MOST:
        places = [*places[:ENDS], *places[-ENDS:]]
    columns = [_values(frame, at, places) for at in range(len(names))]
    for number, (place, *cells) in enumerate(zip(places, *columns, strict=True)):
        if len(frame) > MOST and number == ENDS:
            yield line(*("…" for _ in [*names, *keys[:1]]))
        key = [tag("th", str(keys[place]), look="head", scope="row")] if keys else []
        yield line(*key, *(draw(value) for draw, value in zip(draws, cells, strict=True)))


def _values(frame: Any, column: int, places: list[int]) -> list[Any]:
    if isinstance(frame, PlainTable):
        whole = frame[frame.columns[column]]
        return [whole[place] for place in places]
    return list(frame.iloc[places, column])


def _keys(frame: Any) -> list[Any]:
    """The names of the rows, where they are more than numbers."""
    index = getattr(frame, "index", None)
    if index is None or (index.nlevels == 1 and index.name is None and index.inferred_type in ("integer", "empty")):
        return []
    return list(index)


def _draw_of(name: str) -> Callable[[Any], Html | str]:
    return _status if name in STATUS else _cell


def _cell(value: Any) -> Html | str:
    if _is_empty(value):
        return ""
    if isinstance(value, datetime):
        return _time(value)
    text = str(value)
    short = ADDRESS.sub(r"\1…\2", ID.sub(r"\1…\2", text)) if " " not in text.replace(", ", "") else text
    short = f"{short[:LONGEST]}…" if len(short) > LONGEST else short
    look = "words" if len(short) > SHORT else "short"
    return tag("div", short, look=look) if short == text else tag("div", short, look=look, title=text[: LONGEST * 10])


def _is_empty(value: Any) -> bool:
    return value is None or type(value).__name__ in ("NAType", "NaTType") or bool(value != value)


def _time(moment: datetime) -> Html:
    utc = _plain(moment).astimezone(UTC)
    local = utc.astimezone()
    exact = f"{utc:%Y-%m-%d %H:%M:%S} UTC"
    return tag("time", f"{local:%Y-%m-%d %H:%M}", look="short", datetime=f"{utc:%Y-%m-%dT%H:%M:%SZ}", title=exact)


def _plain(moment: Any) -> datetime:
    """The same as Python's own kind of time; pandas has another."""
    plain: datetime = moment.to_pydatetime(warn=False) if hasattr(moment, "to_pydatetime") else moment
    return plain


def _status(value: Any) -> Html | str:
    for statuses, look, mark in LOOKS:
        if value in statuses:
            return tag("div", tag("span", f"{mark} {value}", look=look), look="short")
    return _cell(value)


def _zone(frame: Any) -> str:
    """In which zone the times are, if there are any."""
    times = (value for name in frame.columns for value in frame[name][:1] if isinstance(value, datetime))
    moment = next((value for value in times if not _is_empty(value)), None)
    if moment is None:
        return ""
    offset = f"{_plain(moment).astimezone():%z}"
    return (
        "; times in UTC" if offset == "+0000" else f"; times of your clock (UTC{offset[:3]}:{offset[3:]}), UTC on hover"
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
