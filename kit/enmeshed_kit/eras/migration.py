"""What a program has to change when its Connector's era changes: a payload or a whole call, field by field."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from enmeshed_kit.eras.calls import plain_body, translated
from enmeshed_kit.eras.changes import Change
from enmeshed_kit.eras.era import ADDRESS, Era, era_named
from enmeshed_kit.eras.payloads import Rewriter
from enmeshed_kit.eras.routes import Call

FIELDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "RelationshipTemplates": (
        ("secretKey", "", "API_ERAS 5.6: who loads a template needs its reference alone"),
        ("truncatedReference", "reference.truncated", "API_ERAS 5.6"),
    ),
    "Relationships": (
        ("template.id", "templateId", "API_ERAS 5.10"),
        ("changes[0].request.content", "creationContent", "API_ERAS 5.10"),
        ("changes", "auditLog", "API_ERAS 5.10"),
        ("peerIdentity.realm", "", "API_ERAS 5.10"),
    ),
    "Attributes": (
        ("shareInfo.peer", "peer", "API_ERAS 5.2"),
        ("shareInfo.requestReference", "sourceReference", "API_ERAS 5.2"),
        ("shareInfo.notificationReference", "sourceReference", "API_ERAS 5.2"),
        ("shareInfo.thirdPartyAddress", "initialAttributePeer", "API_ERAS 5.2"),
        ("shareInfo.sourceAttribute", "", "SURPRISES: a shared Attribute has one id on both sides since Connector 7"),
        ("parentId", "", "API_ERAS 5.2"),
    ),
    "Files": (("secretKey", "", "API_ERAS 6.2"), ("truncatedReference", "reference.truncated", "API_ERAS 6.2")),
    "Tokens": (("secretKey", "", "API_ERAS 6.3"), ("truncatedReference", "reference.truncated", "API_ERAS 6.3")),
    "Account": (
        ("messages", "", "API_ERAS 5.1: read the lists"),
        ("relationships", "", "API_ERAS 5.1: read the lists"),
    ),
}
"""Where an answer says something before Connector 7 and since, by the section of the API; empty where it is gone."""


class Migration(list[Change]):
    """What must change, in the order of the payload; `result` is the payload or Call with that done."""

    def __init__(self, changes: list[Change], result: Any) -> None:
        super().__init__(changes)
        self.result = result

    def __repr__(self) -> str:
        return "\n".join(map(repr, self)) if self else "Nothing has to change."


def explain(payload_or_exchange: Any, from_era: str | Era, to_era: str | Era) -> Migration:
    """Say what must change in a payload or a call when the Connector's era changes.

    Args:     payload_or_exchange: JSON as a dict or text; or a call: a `Call`, an exchange of `connector.exchanges`,
              or a dict with `method` and `path`, and `query`, `body` and `answer` if there are any.
    Returns:  the changes; each says where, what, and where the rule comes from.
    Raises:   ValueError: no such era, or a text that is no JSON.
    """
    source, target = era_named(from_era), era_named(to_era)
    given = json.loads(payload_or_exchange) if isinstance(payload_or_exchange, str) else payload_or_exchange
    call = call_of(given, source)
    if call is None:
        rewriter = Rewriter(source, target)
        result = plain_body(rewriter, given)
        return Migration([*rewriter.changes, *foreign_addresses(given, target, "body")], result)
    done = translated(call, source, target)
    changes = [*prefix_change(source, target), *done.changes, *foreign_addresses(call.body, target, "body")]
    return Migration([*changes, *answer_changes(call, answer_of(given), source, target)], done.call)


def call_of(given: Any, era: Era) -> Call | None:
    """The call in what was given; None where it is a payload alone."""
    if isinstance(given, Call):
        return given
    parts = given if isinstance(given, Mapping) else {name: getattr(given, name, None) for name in CALL_MEMBERS}
    method, path = parts.get("method"), parts.get("path")
    if not isinstance(method, str) or not isinstance(path, str):
        return None
    query = parts.get("query") or ()
    pairs = query.items() if isinstance(query, Mapping) else query
    below = path[path.index(era.prefix) + len(era.prefix) :] if era.prefix in path else path
    return Call(method, below, tuple((name, value) for name, value in pairs), parts.get("body"))


CALL_MEMBERS = ("method", "path", "query", "body")


def answer_of(given: Any) -> Any:
    """What the Connector answered, without its envelope."""
    answer = given.get("answer") if isinstance(given, Mapping) else getattr(given, "answer", None)
    return answer.get("result", answer) if isinstance(answer, dict) else answer


def prefix_change(source: Era, target: Era) -> list[Change]:
    """That the API lives elsewhere."""
    if source.prefix == target.prefix:
        return []
    return [Change("path", "the API's prefix", source.prefix, target.prefix, "API_ERAS 0")]


def foreign_addresses(value: Any, era: Era, path: str) -> Iterator[Change]:
    """The addresses that belong to another era: its Identities are others."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from foreign_addresses(member, era, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for index, member in enumerate(value):
            yield from foreign_addresses(member, era, f"{path}[{index}]")
    elif isinstance(value, str) and ADDRESS.fullmatch(value) and not value.startswith(era.address):
        yield Change(
            path, f"an address begins with {era.address}; the Identity is another", value, None, "API_ERAS 3.2"
        )


def answer_changes(call: Call, answer: Any, source: Era, target: Era) -> Iterator[Change]:
    """Where a program finds what the answer said."""
    one = answer[0] if isinstance(answer, list) and answer else answer
    if not isinstance(one, dict):
        return
    for early, late, rule in FIELDS.get(call.section, ()):
        was, will_be = early in source.old_fields, early in target.old_fields
        old, new = (early, late) if was else (late, early)
        if was != will_be and old and has(one, old):
            yield Change(f"answer.{old}", f"stands in {new}" if new else "is gone", None, None, rule)


def has(value: Any, path: str) -> bool:
    """Whether there is something at a dotted path."""
    for name in re.findall(r"[^.\[\]]+", path):
        if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, dict) and name in value:
            value = value[name]
        else:
            return False
    return True
