"""In which shape a question wants its answer, and when two answers are the same."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from math import isfinite
from typing import Any

import msgspec

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""In English wherever the reader is, as pandas has them."""
A_SECOND = 1.0
A_HALF_PERCENT = 0.005


class MisfitError(Exception):
    """An answer is not of the shape that a question wants; the text says what is."""


class Shape(msgspec.Struct, frozen=True):
    """What an answer looks like.

    Args:  wanted: in words, with an example.
           read: takes the answer of a reader; raises MisfitError.
           same: whether two answers that were read are the same.
    """

    wanted: str
    read: Callable[[Any], Any]
    same: Callable[[Any, Any], bool] = lambda one, other: bool(one == other)


def alone(answer: Any) -> Any:
    """The only cell of a table's part, which pandas often returns where one value is meant."""
    cells = getattr(answer, "size", None)
    if cells is None or isinstance(answer, str):
        return answer
    if cells != 1:
        raise MisfitError(f"one value is asked for, and this has {cells}")
    values = getattr(answer, "to_numpy", lambda: answer)()
    return values.reshape(-1)[0] if getattr(values, "shape", ()) else values


def read_number(answer: Any) -> float:
    """A number, and no yes or no."""
    value = alone(answer)
    try:
        if type(value).__name__ in ("bool", "bool_"):
            raise ValueError
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise MisfitError("a number is asked for") from None


def read_count(answer: Any) -> int:
    """A whole number."""
    number = read_number(answer)
    if not isfinite(number) or number != int(number):
        raise MisfitError("a whole number is asked for")
    return int(number)


def read_share(answer: Any) -> float:
    """A number from 0 to 1."""
    share = read_number(answer)
    if not 0 <= share <= 1:
        raise MisfitError("a share is asked for, from 0 to 1: for 40 % answer 0.4")
    return share


def read_duration(answer: Any) -> float:
    """Some time, in seconds."""
    value = alone(answer)
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
    elif type(value).__name__ == "timedelta64":
        import numpy as np

        seconds = float(value / np.timedelta64(1, "s"))
    else:
        raise MisfitError("a duration is asked for: subtract two times, or write pd.Timedelta(hours=3)")
    if not isfinite(seconds):
        raise MisfitError("a duration is asked for, and this is none (NaT)")
    return seconds


def read_text(answer: Any) -> str:
    """A text."""
    value = alone(answer)
    if not isinstance(value, str):
        raise MisfitError("a text is asked for")
    return value.strip()


def read_address(answer: Any) -> str:
    """The address of an Identity."""
    text = read_text(answer)
    if text[:3] in ("REL", "MSG", "REQ", "ATT", "RLT"):
        raise MisfitError("the address of a peer is asked for, and this is the id of a record")
    return text


def read_weekday(answer: Any) -> str:
    """A day of the week, by its name or, as pandas counts, from 0 for Monday."""
    value = alone(answer)
    if not isinstance(value, str):
        number = read_count(value)
        if 0 <= number < len(WEEKDAYS):
            return WEEKDAYS[number]
        raise MisfitError("a day of the week is asked for")
    name = value.strip().capitalize()
    if name not in WEEKDAYS:
        raise MisfitError("a day of the week is asked for, by its whole English name")
    return name


def read_addresses(answer: Any) -> frozenset[str]:
    """Several addresses, in any order and any kind of list."""
    if isinstance(answer, str) or not isinstance(answer, Iterable) or getattr(answer, "ndim", 1) != 1:
        raise MisfitError("several addresses are asked for, as a list, a set or a column")
    found = list(answer)
    if not all(isinstance(one, str) for one in found):
        raise MisfitError("addresses are asked for, and some of these are none")
    return frozenset(read_address(one) for one in found)


def near(tolerance: float) -> Callable[[float, float], bool]:
    """Whether two numbers are the same but for rounding."""
    return lambda one, other: abs(one - other) <= tolerance


COUNT = Shape("a number such as 12", read_count)
SHARE = Shape("a number from 0 to 1, such as 0.25", read_share, near(A_HALF_PERCENT))
DURATION = Shape("a duration such as pd.Timedelta(hours=3)", read_duration, near(A_SECOND))
TEXT = Shape('a text such as "StreetAddress"', read_text)
NAME = Shape('a name such as "Erika Mustermann"', read_text)
ADDRESS = Shape("the address of a peer", read_address)
WEEKDAY = Shape('a day of the week such as "Monday"', read_weekday)
ADDRESSES = Shape("several addresses, in any order", read_addresses)
