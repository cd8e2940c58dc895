"""Errors: two lines in a notebook, a hint for each cause that a newcomer meets."""

from typing import Any

import httpx
import pytest

from enmeshed_kit.client import Connector, errors
from enmeshed_kit.client.errors import (
    BadRequestError,
    GuidedError,
    PlaceholderError,
    RejectedError,
    WaitInterruptedError,
    WaitTimeoutError,
)

ALLOCATIONS = "error.platform.validation.relationshipTemplate.maxNumberOfAllocationsExhausted"


@pytest.mark.parametrize(
    ("method", "path", "status", "code", "message", "hint"),
    [
        ("GET", "Attributes", 401, "error.connector.unauthorized", "Unauthorized.", "ENMESHED_API_KEY"),
        ("GET", "Attributes", 403, "error.connector.forbidden", "No.", "core:attributes"),
        ("GET", "Requests/Incoming", 403, "error.connector.forbidden", "No.", "core:requests:incoming"),
        ("GET", "Attributes", 404, "error.connector.http.routeDoesNotExist", "No.", "connector.era"),
        ("GET", "Attributes", 406, "error.connector.http.notAcceptable", "No.", "application/json"),
        ("GET", "Attributes", 404, "error.runtime.recordNotFound", "No.", "sync"),
        ("POST", "RelationshipTemplates/Peer", 404, "error.runtime.recordNotFound", "No.", "expired"),
        ("POST", "RelationshipTemplates/Peer", 500, ALLOCATIONS, "exhausted", "Create a new template"),
        ("POST", "RelationshipTemplates/Peer", 400, "error.transport.noPasswordProvided", "No.", "password=…"),
        (
            "POST",
            "RelationshipTemplates/Peer",
            400,
            "error.transport.general.notIntendedForYou",
            "No.",
            "another Identity",
        ),
        (
            "POST",
            "RelationshipTemplates/Peer",
            400,
            "error.runtime.validation.invalidPropertyValue",
            "token / relationship template reference invalid",
            "QR code",
        ),
        (
            "POST",
            "RelationshipTemplates/Own",
            400,
            "error.runtime.validation.invalidPropertyValue",
            "'expiresAt' must be in the future",
            "connector.now()",
        ),
        (
            "POST",
            "Attributes",
            400,
            "error.runtime.validation.invalidPropertyValue",
            "content must NOT have additional properties",
            "value and tags",
        ),
        (
            "POST",
            "Attributes",
            400,
            "error.runtime.attributes.cannotCreateDuplicateOwnIdentityAttribute",
            "No.",
            "names its id",
        ),
        ("POST", "Messages", 400, "error.runtime.messages.hasNoActiveRelationship", "No.", "Active"),
        ("GET", "Messages", 429, "error.platform.quotaExhausted", "No.", "wait a minute"),
        ("PUT", "Relationships/x/Accept", 500, "error.platform.anything", "No.", "sync first"),
        ("GET", "Messages", 500, "error.connector.unexpected", "No.", "log"),
    ],
)
def test_each_refusal_says_what_to_do(
    stage: Any, connector: Connector, method: str, path: str, status: int, code: str, message: str, hint: str
) -> None:
    stage.error(method, f"/api/core/v1/{path}", status, code, message)
    with pytest.raises(RejectedError) as caught:
        connector._http.call(method, f"/api/core/v1/{path}")
    assert hint in caught.value.hint
    lines = caught.value._render_traceback_()
    assert len(lines) == 2
    assert code in lines[0]
    assert lines[1].startswith("What to do: ")


def test_every_error_of_the_tree_is_caught_by_its_root() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert all(issubclass(kind, GuidedError) for kind in kinds)
    assert len(kinds) == 17


def test_what_others_wrote_cannot_leave_its_line() -> None:
    error = GuidedError("first\r\n\x1b[31mred\u202e", "then\nmore")
    assert error._render_traceback_() == ["GuidedError: first  \\x1b[31mred\\u202e", "What to do: then more"]


def test_a_plain_traceback_ends_with_the_hint() -> None:
    error = GuidedError("It failed.", "Try again.")
    assert error.__notes__ == ["What to do: Try again."]
    error.explain("Better: wait.")
    assert (error.hint, error.__notes__) == ("Better: wait.", ["What to do: Better: wait."])
    error.explain("")
    assert error._render_traceback_() == ["GuidedError: It failed."]


def test_open_placeholders_are_named() -> None:
    error = PlaceholderError(["your address", "subject"])
    assert error.placeholders == ("your address", "subject")
    assert "<your address>, <subject>" in str(error)


def test_waiting_errors_say_what_was_awaited() -> None:
    assert "the Request" in str(WaitTimeoutError("the Request", 60))
    assert isinstance(WaitTimeoutError("x", 1), TimeoutError)
    stopped = WaitInterruptedError("the Request")
    assert isinstance(stopped, KeyboardInterrupt)
    assert not isinstance(stopped, Exception)
    assert len(stopped._render_traceback_()) == 2


def test_an_error_that_quotes_half_a_letter_is_still_the_connectors(stage: Any) -> None:
    error = b'{"error": {"code": "error.x", "message": "not so: \\ud800"}}'
    stage.answer("GET", "/api/core/v1/Messages", httpx.Response(400, content=error))
    with pytest.raises(BadRequestError, match=r"not so: \?") as caught:
        stage.connector.messages.list()
    assert caught.value.code == "error.x"
