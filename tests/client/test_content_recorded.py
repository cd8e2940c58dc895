"""Builders against what Connectors were recorded to say: they refuse nothing that was taken, and most of what was not.

What is refused for what only a Connector knows (its Attributes, Relationships, clock) is taken by the builders; each
such reason is named here.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from enmeshed_kit.client import content
from enmeshed_kit.client.content import iql, requests, values
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import LocalRequest

TRANSCRIPTS = Path(__file__).parents[1] / "contract" / "transcripts"

ONLY_THE_CONNECTOR_KNOWS = {
    "its Attributes": r"could not be found|recordNotFound|does not match the given Attribute|already shared"
    r"|has the same content\.value|with the same key '\w+', owner and value type",
    "its Relationships": r"not in a relationship|relationship is in status|has to be in status|recipient must be",
    "who is who": r"yourself|own address as third party|recipient's address as third party|belongs to someone else"
    r"|owner of the (given|provided)|Cannot create OwnIdentityAttributes|CoreAddress\.from",
    "its clock": r"expiration date that is in the past|must be in the future",
    "which tags there are": r"Detected invalidity of the following tags",
    "its Files": r"ownershipToken is not valid|encoding utf-8",
    "what a URL leads to": r"url can't be resolved",
    "what stands around the content": r"additional properties|must be array|Response\.result|Decided by automation"
    r"|method is not supported",
    "that typed parts are refused here and taken in Requests": r"BirthDate :: day must be number",
    "and keeps it for CanAccept or Validate": r"Call 'can(Accept|Create)' to get more information",
}
"""Why a payload was refused that no builder could have known to be wrong."""

NOTICED_LATER = ("expiresAt nonsense",)
"""Taken by Validate, and refused as soon as the Request is created."""


def filled(value: Any) -> Any:
    """A recorded payload with something valid for each symbol."""
    if isinstance(value, dict):
        return {name: filled(item) for name, item in value.items()}
    if isinstance(value, list):
        return [filled(item) for item in value]
    if not isinstance(value, str):
        return value
    value = re.sub(r"<address:(\w)>", lambda found: f"did:e:localhost:dids:{ord(found[1]):022x}", value)
    value = re.sub(r"<now[^>]*>", "2099-01-01T00:00:00.000Z", value)
    return re.sub(r"<(id:)?[A-Z][A-Z0-9_]*>", "ATTabcdefghijklmnopq", value)


def steps(name: str) -> Iterator[dict[str, Any]]:
    """The calls of a transcript that sent an object."""
    for step in json.loads((TRANSCRIPTS / f"{name}.json").read_text(encoding="utf-8"))["steps"]:
        if isinstance(step.get("request", {}).get("json"), dict):
            yield step


def verdict(step: dict[str, Any]) -> tuple[bool, str]:
    """Whether the payload was found right, and what was said of it."""
    answer = step["response"].get("json") or {}
    taken = step["response"]["status"] < 300 and answer["result"].get("isSuccess", True)
    return taken, json.dumps(answer)


def refusal(check: Callable[[], object]) -> str:
    """What a builder says against a payload; empty if it takes it."""
    try:
        check()
    except ContentError as error:
        return str(error)
    return ""


def compare(cases: list[tuple[str, bool, str, Callable[[], object]]]) -> tuple[int, int]:
    """Run the checks of all payloads; count what both take, and what both refuse."""
    taken_by_both = refused_by_both = 0
    for title, is_taken, said, check in cases:
        complaint = refusal(check)
        known = any(re.search(reason, said) for reason in ONLY_THE_CONNECTOR_KNOWS.values())
        assert not (complaint and is_taken) or title in NOTICED_LATER, f"{title}: refused without need: {complaint}"
        assert complaint or is_taken or known, f"{title}: not noticed: {said[:300]}"
        refused_by_both += bool(complaint)
        taken_by_both += is_taken and not complaint
    return taken_by_both, refused_by_both


def test_values_of_attributes() -> None:
    cases = []
    for step in steps("05-attributes"):
        inner = step["request"]["json"].get("content")
        if step["request"]["method"] == "POST" and step["request"]["path"].endswith("/Attributes"):
            value = filled(inner.get("value") if isinstance(inner, dict) else None)
            check = lambda value=value: values.check_identity_value(value, "value")  # noqa: E731  # bound at once
            cases.append((step.get("title", ""), *verdict(step), check))
    assert compare(cases) == (44, 64)


def checked_request(payload: Any) -> None:
    """Let a recorded Request go through the checks of the builders."""
    items = payload.get("items") if isinstance(payload, dict) else None
    if not isinstance(items, list):
        raise ContentError("The Request has no items.")
    for item in items:
        if isinstance(item, dict) and item.get("@type") == "RequestItemGroup":
            content.group(*(item.get("items") or ()), title=item.get("title"), description=item.get("description"))
    requests.request(
        *items,
        title=payload.get("title"),
        description=payload.get("description"),
        metadata=payload.get("metadata"),
        expires_at=payload.get("expiresAt"),
    )


def test_requests_and_their_items() -> None:
    cases = []
    for name in ("06-outgoing-validate", "11-incoming-requests", "14-requests-via-messages", "15-shared-attributes"):
        for step in steps(name):
            if step["request"]["method"] == "POST" and "/Requests/Outgoing" in step["request"]["path"]:
                payload = filled(step["request"]["json"].get("content"))
                check = lambda payload=payload: checked_request(payload)  # noqa: E731  # bound at once
                cases.append((step.get("title", ""), *verdict(step), check))
    taken, refused = compare(cases)
    assert taken >= 80
    assert refused >= 65


def remember(value: Any, known: dict[str, Any]) -> None:
    """Note the Requests that an answer or event shows."""
    if isinstance(value, dict):
        inner = value.get("content")
        if isinstance(inner, dict) and isinstance(inner.get("items"), list) and "status" in value:
            known[value["id"]] = inner
        for item in value.values():
            remember(item, known)
    elif isinstance(value, list):
        for item in value:
            remember(item, known)


@pytest.mark.parametrize(
    "name", ["08-tutorial", "11-incoming-requests", "14-requests-via-messages", "15-shared-attributes"]
)
def test_decisions_on_requests(name: str) -> None:
    known: dict[str, Any] = {}
    cases = []
    for step in json.loads((TRANSCRIPTS / f"{name}.json").read_text(encoding="utf-8"))["steps"]:
        request = step.get("request", {})
        found = re.search(r"Requests/Incoming/(<[^>]+>)/(CanAccept|Accept)$", request.get("path", ""))
        if found and found[1] in known and isinstance(request.get("json"), dict):
            local = LocalRequest(
                id="REQ1",
                is_own=False,
                peer="",
                created_at=datetime(2026, 1, 1, tzinfo=UTC),
                content=filled(known[found[1]]),
                status="ManualDecisionRequired",
            )
            check = lambda local=local, sent=request["json"]: content.check_decisions(local, filled(sent))  # noqa: E731
            cases.append((step.get("title", ""), *verdict(step), check))
        remember([step.get("response"), step.get("events")], known)
    assert compare(cases)[0] > 0


def test_queries_in_the_identity_query_language() -> None:
    seen = 0
    for step in steps("20-queries"):
        sent = step["request"]["json"].get("query")
        if step["request"]["path"].endswith("/ValidateIQLQuery") and isinstance(sent, dict) and "queryString" in sent:
            taken = step["response"]["status"] < 300 and step["response"]["json"]["result"]["isValid"]
            assert iql.is_query(sent["queryString"]) == taken, sent
            seen += 1
    assert seen > 0
