"""The same call in several eras, side by side: what is new in one, and what the next one no longer has."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Any, Final

from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.eras import ADDRESS
from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.picture import Picture, card, line

AROUND: Final = 3
"""Lines that are shown before and after what is left out, so that one sees where it belongs."""

LONGEST_RUN: Final = 10

ONES_OWN: Final = (
    (re.compile(r"\b[A-Z]{3}[A-Za-z0-9]{17}\b"), "ID"),
    (ADDRESS, "address"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), "moment"),
)
"""What differs from one Connector to the next, whatever their eras."""

NEW, GONE, BOTH = "+", "-", "±"
LOOKS: Final = {NEW: "filled", GONE: "open", BOTH: "open"}
LEGEND: Final = (
    tag("span", "+ new", look="filled"),
    " since the column to the left, ",
    tag("span", "- gone", look="open"),
    " in the column to the right",
)
CALL, ANSWER = "call", "answer"


@dataclass
class Line:
    """One line of a column and how it differs from its neighbours: new since the one before, gone in the next."""

    text: str
    is_new: bool = False
    is_gone: bool = False

    @property
    def mark(self) -> str:
        """The difference in one character."""
        return (BOTH if self.is_new else GONE) if self.is_gone else NEW if self.is_new else " "


def compare(exchanges: Mapping[str, Exchange]) -> Picture:
    """A picture of the same call in several eras, a column for each; long runs of lines that are alike are left out.

    Args:  exchanges: by the title of their column, the earliest first; secrets are shown as far as they show them.
    """
    columns = exchanges.values()
    parts = {CALL: marked([list(call_lines(one)) for one in columns])}
    parts[ANSWER] = marked([list(answer_lines(one)) for one in columns])
    parts = {name: [shortened(column) for column in columns] for name, columns in parts.items()}
    return Picture(_html(list(exchanges), parts), _text(list(exchanges), parts))


def call_lines(exchange: Exchange) -> Iterator[str]:
    """First line and body of a call."""
    yield f"{exchange.method} {exchange.target}"
    yield from _json_lines(exchange.body)


def answer_lines(exchange: Exchange) -> Iterator[str]:
    """Status and body of an answer."""
    yield f"{exchange.status} {exchange.reason}".strip() if exchange.status else f"no answer: {exchange.error}"
    yield from _json_lines(exchange.answer)


def marked(columns: Sequence[Sequence[str]]) -> list[list[Line]]:
    """The lines of neighbouring columns, with their differences noted."""
    found = [[Line(text) for text in column] for column in columns]
    for before, after in pairwise(found):
        matcher = SequenceMatcher(None, [_plain(one) for one in before], [_plain(one) for one in after], autojunk=False)
        for kind, start, end, new_start, new_end in matcher.get_opcodes():
            if kind != "equal":
                for one in before[start:end]:
                    one.is_gone = True
                for one in after[new_start:new_end]:
                    one.is_new = True
    return found


def shortened(column: Sequence[Line]) -> list[Line]:
    """A column without the middle of its long runs, of lines that all eras share and of others."""
    kept: list[Line] = []
    for is_shared, run in groupby(column, key=lambda one: one.mark == " "):
        lines = list(run)
        if len(lines) > LONGEST_RUN:
            middle = Line(f"⋮ {len(lines) - 2 * AROUND} {'lines alike' if is_shared else 'lines more'}")
            lines = [*lines[:AROUND], middle, *lines[-AROUND:]]
        kept += lines
    return kept


def _plain(one: Line) -> str:
    # A comma more or less is no difference of two eras.
    text = one.text.rstrip(",")
    for pattern, name in ONES_OWN:
        text = pattern.sub(name, text)
    return text


def _json_lines(value: Any) -> Iterator[str]:
    if isinstance(value, bytes):
        yield f"({len(value)} bytes)"
    elif value is not None:
        yield from json.dumps(value, indent=1, ensure_ascii=False).splitlines()  # columns are narrow


def _html(titles: Sequence[str], parts: Mapping[str, list[list[Line]]]) -> Html:
    head = line(*(tag("th", title, look="head", scope="col") for title in titles))
    rows = [tag("tr", *(_cell(name, column) for column in columns), look="line") for name, columns in parts.items()]
    table = tag("table", head, *rows, look="columns")
    return tag("div", card("Side by side", tag("div", *LEGEND, look="quiet"), table), look="wide")


def _cell(name: str, column: Sequence[Line]) -> Html:
    return tag("td", tag("div", name, look="quiet"), tag("pre", *map(_drawn, column), look="code"), look="column")


def _drawn(one: Line) -> Html:
    look = LOOKS.get(one.mark, "")
    text = f"{one.mark} {one.text}\n"
    return tag("span", text, look=look) if look else tag("span", text)


def _text(titles: Sequence[str], parts: Mapping[str, list[list[Line]]]) -> str:
    lines = ["Side by side: + new since the one before, - gone in the next, ± both"]
    for index, title in enumerate(titles):
        for name, columns in parts.items():
            lines += ["", f"{title}, {name}", *(f"{one.mark} {one.text}" for one in columns[index])]
    return "\n".join(lines)
