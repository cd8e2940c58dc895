"""Where the records of a table come from: a Connector, a raw answer of any era, or records that were read before."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias, TypeVar

import msgspec

from enmeshed_kit import eras
from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.eras import Era
from enmeshed_kit.records import Json

T = TypeVar("T")

Raw: TypeAlias = bytes | bytearray | memoryview | str | Json
"""An answer as it came, `{"result": …}`, or its JSON."""

RAW = (bytes, bytearray, memoryview, str, dict)

MISREAD = (msgspec.ValidationError, KeyError, IndexError, TypeError, AttributeError)
"""What happens when an answer is read that has another shape than a Connector's."""


class AnswerAlone:
    """What an answer itself tells, where no Connector can be asked."""

    def own_address(self) -> str:
        """Unknown."""
        return ""

    def relationship_of(self, change: str) -> str:
        """The change's own id, since the Relationship's is not said."""
        return change


def records_of(
    source: Connector | Raw | Iterable[T], kind: type[T], listed: Callable[[Connector], Iterable[T]]
) -> list[T]:
    """The records of a source, read in today's words.

    Args:    kind: of the records.
             listed: asks a Connector for them.
    Raises:  ContentError: a raw answer is an error, or about something else.
    """
    if isinstance(source, Connector):
        return list(listed(source))
    if isinstance(source, RAW):
        return read(rows_of(source, kind), kind)
    records = list(source)
    return read(records, kind) if any(isinstance(record, dict) for record in records) else records


def rows_of(raw: Raw, kind: type[Any]) -> list[Any]:
    """The JSON of the records in an answer; of a single one a list of one."""
    answer = raw if isinstance(raw, dict) else loaded(raw, kind)
    if isinstance(answer, dict) and "error" in answer:
        error = answer["error"]
        code = error.get("code") if isinstance(error, dict) else None
        raise ContentError(f"The Connector answered with the error {code}.", "Make the call again and see its hint.")
    result = answer.get("result", answer) if isinstance(answer, dict) else answer
    return result if isinstance(result, list) else [result]


def loaded(raw: bytes | bytearray | memoryview | str, kind: type[Any]) -> Any:
    """JSON, read so that half a surrogate pair, which it may say, does no harm."""
    try:
        return json.loads(bytes(raw) if isinstance(raw, memoryview) else raw)
    except (ValueError, RecursionError) as error:
        raise no_answer(kind, error) from error


def read(rows: list[Any], kind: type[T]) -> list[T]:
    """The records that JSON of any era says."""
    try:
        understood = eras.understood(kind.__name__, rows, era_of(rows), AnswerAlone())
        return msgspec.convert(understood, list[kind])  # type: ignore[valid-type]  # a type only known at run time
    except MISREAD as error:
        raise no_answer(kind, error) from error


def no_answer(kind: type[Any], error: Exception) -> ContentError:
    """The error for JSON that is no answer about such records."""
    return ContentError(
        f"This is no Connector's answer about a {kind.__name__}: {error}.",
        'Give the whole answer, {"result": […]}, of the call that lists them.',
    )


def era_of(rows: Iterable[Any]) -> Era:
    """The era in whose words records are to be read.

    An answer does not name its era, its addresses tell it: those of the latest era but one stand for both, since what a
    Connector of the latest says is left as it is by the rules of the one before.
    """
    address = next((address for row in rows for address in addresses(row)), "")
    earlier = eras.KNOWN[:-1]
    return ([era for era in earlier if address.startswith(era.address)] or list(earlier))[-1]


def addresses(row: Any) -> Iterator[str]:
    """The Identities that a record names in the places that each of its kind has."""
    if not isinstance(row, dict):
        return
    for holder in (row, row.get("content"), row.get("shareInfo")):
        if isinstance(holder, dict):
            named = (holder.get(name) for name in ("createdBy", "peer", "owner"))
            yield from (address for address in named if isinstance(address, str) and address)
