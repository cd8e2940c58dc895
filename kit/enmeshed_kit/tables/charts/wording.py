"""Numbers, times and names as pictures say them; what others wrote is made harmless and short first."""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

LONGEST: Final = 24
"""A name in a picture has at most so many characters."""

UNKNOWN_SIGN: Final = "\N{REPLACEMENT CHARACTER}"
TAIL: Final = 8


def short(text: object, longest: int = LONGEST) -> str:
    """What others wrote, on one line, without what the picture's letters lack or what turns text around.

    Args:  longest: the number of characters; a longer text ends with "…".
    """
    known = glyphs()
    # No more is looked at than could be shown: a name may have a million characters.
    head = unicodedata.normalize("NFC", str(text)[: 8 * longest])
    plain = " ".join("".join(drawable(character, known) for character in head).split())
    was_cut = len(plain) > longest or len(str(text)) > 8 * longest
    return f"{plain[: longest - 1].rstrip()}…" if was_cut else plain


def all_short(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Texts that others wrote, each as `short` writes it."""
    return values.astype("object").map({value: short(value) for value in values.unique()})


def drawable(character: str, known: frozenset[int]) -> str:
    """A character, nothing in place of one that is not seen, and a sign for one that the font lacks."""
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") or unicodedata.combining(character) > 0:
        return ""
    return character if ord(character) in known else UNKNOWN_SIGN


@cache
def glyphs() -> frozenset[int]:
    """The characters that the pictures' font has."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    from enmeshed_kit.tables.charts.palette import FONT

    return frozenset(FT2Font(font_manager.findfont(FONT)).get_charmap())


def peer_name(address: str, names: Mapping[str, str]) -> str:
    """Who an address is: the name, else the end of the address, which differs where its beginning does not."""
    name = short(names.get(address, ""))
    return name or (short(address) if len(address) <= TAIL else f"…{short(address[-TAIL:])}")


def count(number: float, thing: str = "", things: str = "") -> str:
    """A number with its noun: "1 Message", "3,000 Messages"."""
    if not thing:
        return f"{int(number):,}"
    return f"{int(number):,} {thing if number == 1 else things or f'{thing}s'}"


def share(part: float, whole: float) -> str:
    """How much of a whole that is, in percent; one that is neither none nor all never looks so."""
    if not whole:
        return "0 %"
    percent = 100 * part / whole
    return "under 1 %" if 0 < percent < 1 else "over 99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def duration(seconds: float) -> str:
    """How long something took: "40 seconds", "3.5 hours", "12 days"."""
    for size, unit in ((86400.0, "day"), (3600.0, "hour"), (60.0, "minute"), (1.0, "second")):
        if seconds >= size or size == 1:
            number = f"{seconds / size:.1f}".removesuffix(".0") if seconds < 10 * size else f"{seconds / size:,.0f}"
            return f"{number} {unit}{'' if number == '1' else 's'}"
    raise AssertionError


def listed(parts: Sequence[str]) -> str:
    """Parts of a sentence: "a, b and c"."""
    *others, last = parts or ["none"]
    return f"{', '.join(others)} and {last}" if others else last
