"""The one exception of the sandbox's world, and the families of texts that a Connector answers with.

A Connector words its refusals in three ways: plain sentences of its own, sentences of its core libraries wrapped in
code and time, and sentences of the Backbone wrapped once more. Each family has its maker here.
"""

import json
from datetime import UTC, datetime
from typing import Any

INVALID_PROPERTY = "error.runtime.validation.invalidPropertyValue"


class Fault(Exception):  # noqa: N818  the Connector calls it neither an error nor an exception: it is an answer
    """What the world refuses, as code and message; only the routes turn it into a status."""

    def __init__(self, code: str, message: str, details: str | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.details = details


def time_text(moment: datetime) -> str:
    """A moment as the API writes it: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def invalid_property(message: str) -> Fault:
    """A payload that breaks a rule of the route."""
    return Fault(INVALID_PROPERTY, message)


def record_not_found(kind: str, *, hint_password: bool = False) -> Fault:
    """Something that this Identity does not know, or that the Backbone does not give it (`hint_password`)."""
    message = f"{kind} not found. Make sure the ID exists and the record is not expired."
    if hint_password:
        message += " If a password is required to fetch the record, make sure you passed the correct one."
    return Fault("error.runtime.recordNotFound", message)


def use_case_error(text: str) -> Fault:
    """What a Connector answers when it trips over a plain error of its own."""
    return Fault("error.runtime.unknown", f"An error was thrown in a UseCase: {text}")


def unexpected(details: str | None = None) -> Fault:
    """What a Connector answers when it knows no better: a 500, whose reason only debug mode shows."""
    return Fault("error.connector.unexpected", "An unexpected error occurred.", details)


def core_fault(code: str, reason: str, at: datetime, data: Any = None) -> Fault:
    """A refusal of the core libraries, which put code and time around the reason.

    Args:      data: what a Connector shows of the things concerned, as JSON.
    """
    shown = "" if data is None else f" with data {json.dumps(data, separators=(',', ':'))}"
    return Fault(code, f"{code}: '{reason}' at {time_text(at)}{shown}")


def platform_fault(code: str, reason: str, call: str, at: datetime, trace_id: str) -> Fault:
    """A refusal of the Backbone.

    Args:      call: method and path of the Backbone's route, as in `POST /api/v2/Relationships`.
    """
    return Fault(code, f"{code} (400): '{reason}' for {call} at {time_text(at)} with traceId '{trace_id}'")
