"""Messages straight from the bytes of an answer into columns, without records in between.

Of each Message only what the columns need is decoded, a batch at a time, so that the memory of one batch serves the
next; texts go into Arrow's buffers, which pandas takes as they are.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import msgspec

from enmeshed_kit.eras.payloads import KNOWN_CONTENT
from enmeshed_kit.records import wire_name
from enmeshed_kit.tables.columns import MESSAGES
from enmeshed_kit.tables.frame import COUNT, KIT, TIME, Column, text
from enmeshed_kit.tables.source import era_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

BATCH = 4 * 1024 * 1024
"""Bytes of an answer that are objects at the same time."""

HEAD, CUT, TAIL = b'{"result":[', b'},{"id":"MSG', b"]}"
"""How the list in an answer begins, goes on from one Message to the next, and ends, as Connectors write it."""

WRAPPER = KNOWN_CONTENT["message"][-1]


class Unreadable(Exception):  # noqa: N818  # nobody sees it: the Messages are then read as records, which says why
    """These bytes are no plain list of Messages, or have values that need a closer look."""


class Envelope(msgspec.Struct):
    """An answer whose list is not decoded yet."""

    result: msgspec.Raw


class Recipient(msgspec.Struct, gc=False):
    """Who was sent a Message."""

    address: str


FIELDS: dict[str, tuple[str, Any]] = {
    "id": ("id", str),
    "direction": ("is_own", bool),
    "sender": ("created_by", str),
    "recipients": ("recipients", tuple[Recipient, ...]),
    "created_at": ("created_at", str),
    "attachments": ("attachments", tuple[msgspec.Raw, ...]),
}
"""The fields of a Message that columns are made of; all other columns are made of its content."""

CELLS: dict[str, Callable[[list[Any]], list[Any]]] = {
    "id": lambda rows: [row.id for row in rows],
    "direction": lambda rows: ["sent" if row.is_own else "received" for row in rows],
    "created_at": lambda rows: [row.created_at for row in rows],
    "sender": lambda rows: [row.created_by for row in rows],
    "recipients": lambda rows: [
        row.recipients[0].address
        if len(row.recipients) == 1  # most have one, and joining one takes three times as long
        else ", ".join([each.address for each in row.recipients])
        for row in rows
    ],
    "type": lambda rows: [row.content.type for row in rows],
    "subject": lambda rows: [row.content.subject for row in rows],
    "body": lambda rows: [row.content.body for row in rows],
    "attachments": lambda rows: [len(row.attachments) for row in rows],
}


def has(columns: Sequence[str]) -> bool:
    """Whether these columns can be had without records, by pandas and Arrow; a browser kernel may lack both."""
    is_there = all(find_spec(package) is not None for package in ("pandas", "pyarrow"))
    return is_there and all(name in CELLS for name in columns)


def messages_in(raw: bytes | bytearray | memoryview, columns: Sequence[str]) -> "pd.DataFrame":
    """The table of the Messages in an answer.

    Args:    columns: of `CELLS`.
    Raises:  Unreadable: something in it needs a closer look.
    """
    import pandas as pd
    import pyarrow as pa

    try:
        batches = [arrays(part, tuple(columns)) for part in lists_in(bytes(raw))]
    except (msgspec.DecodeError, UnicodeDecodeError, pa.ArrowInvalid) as error:
        raise Unreadable from error
    chunked = {name: pa.chunked_array([batch[name] for batch in batches]) for name in columns}
    made = pd.DataFrame({name: series(MESSAGES[name], array) for name, array in chunked.items()}, columns=list(columns))
    made.attrs[KIT] = True
    return made


def lists_in(raw: bytes) -> Iterator[bytes]:
    """The list in an answer, as several that together have its Messages.

    Where it is cut wrongly, within a content that looks like Messages, neither side is JSON, and decoding it fails. A
    text cannot be cut: its quotes are escaped.
    """
    if not (raw.startswith(HEAD) and raw.endswith(TAIL)):
        yield bytes(msgspec.json.decode(raw, type=Envelope).result)
        return
    whole, start = memoryview(raw), len(HEAD)
    while (cut := raw.find(CUT, start + BATCH)) >= 0:
        yield b"".join((b"[", whole[start : cut + 1], b"]"))
        start = cut + 2
    yield b"".join((b"[", whole[start:-1]))


def arrays(messages: bytes, columns: tuple[str, ...]) -> "dict[str, pa.Array[Any]]":
    """The columns of a list of Messages."""
    message, content = shapes(columns)
    rows: list[Any] = msgspec.json.decode(messages, type=list[message])  # type: ignore[valid-type]  # made at run time
    if content is not None and rows and not era_of([{"createdBy": rows[0].created_by}]).wraps_arbitrary:
        for row in rows:
            if row.content.type not in KNOWN_CONTENT["message"]:
                row.content = content(type=WRAPPER)
    return {name: array(MESSAGES[name], CELLS[name](rows)) for name in columns}


@cache
def shapes(columns: tuple[str, ...]) -> tuple[type[msgspec.Struct], type[msgspec.Struct] | None]:
    """A Message of the fields that these columns need; and its content, if they need any.

    The sender is always there, since the address tells the era. The order is that of the API, which decodes fastest.
    """
    fields: list[Any] = [field for name, field in FIELDS.items() if name in (*columns, "sender")]
    inside = [name for name in columns if name not in FIELDS]
    if not inside:
        return msgspec.defstruct("NarrowMessage", fields, rename=wire_name, gc=False), None
    parts: list[Any] = [(name, Any, None) for name in ("body", "subject") if name in inside]
    kind = ("type", Any, msgspec.field(name="@type", default=None))
    content = msgspec.defstruct("NarrowContent", [kind, *parts], gc=False)
    whole = msgspec.defstruct("NarrowMessage", [*fields, ("content", content)], rename=wire_name, gc=False)
    return whole, content


def array(column: Column, values: list[Any]) -> "pa.Array[Any]":
    """Values of a column for Arrow; a text that is none is written as JSON."""
    import pyarrow as pa

    if column.dtype == COUNT:
        return pa.array(values, pa.int64())
    try:
        texts = pa.array(values, pa.large_string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        texts = pa.array([text(value) for value in values], pa.large_string())
    return texts.cast(pa.timestamp("us", "UTC")) if column.dtype == TIME else texts


def series(column: Column, values: "pa.ChunkedArray[Any]") -> "pd.Series[Any]":
    """A column for pandas, as `filled` makes it of Python's values."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.known is not None:
        others = sorted({value for value in pc.unique(values).to_pylist() if value is not None} - set(column.known))
        names = [*column.known, *others]
        codes = pc.fill_null(pc.index_in(values, pa.array(names, pa.large_string())), -1)
        return pd.Series(pd.Categorical.from_codes(codes.to_numpy(), categories=pd.Index(names, dtype="str")))
    if column.dtype == TIME:
        return pd.Series(values.to_pandas(), dtype=TIME)
    return pd.Series(values.to_numpy() if column.dtype == COUNT else values, dtype=column.dtype)
