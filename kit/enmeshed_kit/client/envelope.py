"""The envelope in which a Connector wraps what it answers, and the error for whatever comes without."""

import json
from collections.abc import Hashable
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar, cast

import msgspec

from enmeshed_kit.client import hints
from enmeshed_kit.client.errors import (
    BadRequestError,
    ConnectorError,
    ContentError,
    ForbiddenError,
    NotAcceptableError,
    NotFoundError,
    RejectedError,
    ServerError,
    UnauthorizedError,
    UnexpectedAnswerError,
    on_one_line,
)
from enmeshed_kit.client.exchange import Exchange

T = TypeVar("T")

ERROR_BY_STATUS: dict[int, type[RejectedError]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    406: NotAcceptableError,
}

MISREAD = (msgspec.DecodeError, ValueError, RecursionError)
"""What happens when an answer is read that is no JSON, or has another shape."""


class Answer(NamedTuple):
    """A call's answer: the exchange as the log keeps it, and the bytes as they came."""

    exchange: Exchange
    content: bytes


class Result(msgspec.Struct, Generic[T]):
    """The envelope of a success."""

    result: T


class Fault(msgspec.Struct):
    """What the envelope of an error holds."""

    code: str
    message: str = ""
    id: str = ""
    time: str = ""
    docs: str = ""
    details: Any = None


class Refusal(msgspec.Struct):
    """The envelope of an error."""

    error: Fault


def as_json(body: Any) -> bytes:
    """Write a payload as JSON in ASCII, times as the API writes them.

    Raises:  ContentError: there is something in it that JSON cannot say.
    """
    try:
        return json.dumps(body, default=as_json_value, allow_nan=False).encode("ascii")
    except (TypeError, ValueError) as error:
        raise ContentError(
            f"The payload cannot be written as JSON: {error}.", "Use dict, list, str, numbers, bool, None and datetime."
        ) from error


def as_json_value(value: Any) -> Any:
    """Turn what JSON does not know into what the API expects: records into objects, times into ISO text in UTC."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"the time {value.isoformat()} has no time zone")
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, msgspec.Struct):
        return {name: item for name, item in zip(encoded_names(type(value)), astuple(value), strict=True)
                if item is not None}  # fmt: skip
    raise TypeError(f"a {type(value).__name__} has no JSON form")


def encoded_names(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """The names of a record's fields on the wire."""
    return kind.__struct_encode_fields__


def astuple(record: msgspec.Struct) -> tuple[Any, ...]:
    """The values of a record's fields, in the order of their names."""
    return msgspec.structs.astuple(record)


@cache
def decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    """The decoder for a type, made once."""
    return msgspec.json.Decoder(cast(Any, kind))


def decoded(answer: Answer, kind: type[T]) -> T:
    """Read an answer as a type.

    Raises:  UnexpectedAnswerError: it has another shape.
    """
    try:
        return read(answer.content, kind)
    except MISREAD as error:
        raise strange_answer(answer.exchange, f"not what a Connector answers here ({error})") from error


def read(content: bytes, kind: type[T]) -> T:
    """Read JSON as a type, also where a letter in it is only half there.

    Raises:  one of MISREAD: it is no JSON, or has another shape.
    """
    reader: msgspec.json.Decoder[T] = decoder(cast(Hashable, kind))
    try:
        return reader.decode(content)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        return reader.decode(in_whole_letters(content))


def in_whole_letters(content: bytes) -> bytes:
    """JSON with a question mark for each half of a letter, `\\ud800` alone: JSON allows it, msgspec does not, and one
    such Message would make the whole list unreadable.

    Raises:  ValueError, RecursionError: it is no JSON.
    """
    return json.dumps(json.loads(content), ensure_ascii=False).encode("utf-8", "replace")


def result_of(answer: Answer, kind: type[T]) -> T:
    """Read the `result` of an answer as a type."""
    envelope: Result[T] = decoded(answer, Result[kind])  # type: ignore[valid-type]  # a type only known at run time
    return envelope.result


def refusal(answer: Answer) -> ConnectorError:
    """The error for an answer that is no success."""
    exchange = answer.exchange
    status = exchange.status or 0
    try:
        fault = read(answer.content, Refusal).error
    except MISREAD:
        return strange_answer(exchange, "not a Connector's error")
    kind = ERROR_BY_STATUS.get(status, ServerError if status >= 500 else RejectedError)
    return kind(
        fault.message,
        hints.hint_for_rejection(status, fault.code, fault.message, exchange.path),
        status=status,
        code=fault.code,
        id=fault.id,
        time=time_of(fault.time),
        docs=fault.docs,
        details=fault.details,
        exchange=exchange,
    )


def time_of(text: str) -> datetime | None:
    """Read a time; what is none stays None."""
    try:
        return msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        return None


def strange_answer(exchange: Exchange, what: str) -> UnexpectedAnswerError:
    """The error for an answer that no Connector gives."""
    headers = exchange.answer_headers
    kind = headers.get("content-type", "").split(";")[0]
    location = headers.get("location", "") if 300 <= (exchange.status or 0) < 400 else ""
    described = f"{exchange.status}{f', {on_one_line(kind)}' if kind else ''}"
    return UnexpectedAnswerError(
        f"{exchange.method} {exchange.path} was answered with {described}: {what}.",
        hints.hint_for_strange_answer(exchange.status or 0, kind, location),
        status=exchange.status or 0,
        exchange=exchange,
    )
