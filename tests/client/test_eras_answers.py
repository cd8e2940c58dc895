"""Records are the same in every era: what real Connectors answered, read as the sections read it."""

import json
from typing import Any, get_args

import httpx
import msgspec
import pytest
from answered import kind_of
from recordings import Recorded, pairs, recordings

from enmeshed_kit import eras
from enmeshed_kit.client.envelope import Answer, refusal
from enmeshed_kit.client.errors import RejectedError
from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.eras import Era
from enmeshed_kit.records import (
    IdentityInfo,
    LocalRequest,
    Message,
    Relationship,
    RelationshipTemplate,
    SyncInfo,
)

PLAYED = list(eras.ERAS.values())
EARLIER = [era for era in PLAYED if era is not eras.LATEST]
SAME = [Relationship, RelationshipTemplate, LocalRequest, Message, IdentityInfo, SyncInfo]
"""Records that say the same in all eras; Attributes are copies before Connector 7, and Files and Tokens say less."""


NO_REASON = "a Connector 4 keeps no reason for a rejection"
OTHERWISE = "the recordings do another thing under the same title"
OTHER_RECORDS = {
    ("11-incoming-requests", "Reject"): NO_REASON,
    ("11-incoming-requests", "A moment later"): NO_REASON,
    ("14-requests-via-messages", "REJECTED: Reject"): NO_REASON,
    ("14-requests-via-messages", "REJECTED: afterwards"): NO_REASON,
    ("14-requests-via-messages", "REJECTED: the sender's view"): NO_REASON,
    ("11-incoming-requests", "Accept with a new attribute that duplicates an own one"): "duplicates are allowed",
    ("11-incoming-requests", "What became of it"): "duplicates are allowed",
    ("13-messages", "The message with attachment"): "a File without description has an empty one",
    ("15-shared-attributes", "c loads the template of a"): OTHERWISE,
    ("15-shared-attributes", "c accepts"): OTHERWISE,
}
"""Steps after which a Connector 4 knows something else, and why."""


class Reader:
    """What a recording can be asked: nobody answers but the recording."""

    def own_address(self) -> str:
        return "<address:a>"

    def relationship_of(self, change: str) -> str:
        return f"<relationship of {change}>"


def read(recorded: Recorded, kind: Any) -> Any:
    """A recorded answer as the sections read it."""
    name = (get_args(kind) or (kind,))[0].__name__
    return msgspec.convert(eras.understood(name, recorded.result, recorded.era, Reader()), kind)


@pytest.mark.parametrize("era", PLAYED, ids=lambda era: era.name)
def test_every_recorded_success_is_read_into_its_record(era: Era) -> None:
    kinds: dict[str, int] = {}
    for recorded in recordings(era):
        kind = kind_of(recorded) if recorded.is_api and recorded.is_success else None
        if kind is None or not isinstance(recorded.answer, dict):
            continue
        try:
            read(recorded, kind)
        except (KeyError, msgspec.ValidationError) as error:
            pytest.fail(f"{recorded.place}: {error!r}")
        kinds[str(kind)] = kinds.get(str(kind), 0) + 1
    assert sum(kinds.values()) > 1000
    assert len(kinds) > 20


def comparable(value: Any, name: str = "") -> Any:
    """What a record says, without the values that differ from run to run, and without what only an earlier era adds."""
    if isinstance(value, dict):
        kind = str(value.get("@type"))
        if kind.startswith("Arbitrary"):
            return kind
        accepted = kind.endswith("AcceptResponseItem") and "attribute" not in value
        dropped = {"changeId", "bodyFormat", "maxNumberOfAllocations", "wasAutomaticallyDecided"}
        dropped |= {"attributeId", "@type"} if accepted else {"mustBeAccepted"} if kind == "RequestItemGroup" else set()
        dropped |= {"expiresAt"} if name in ("onNewRelationship", "content") else set()
        members = {key: comparable(item, key) for key, item in value.items() if key not in dropped}
        return members | ({"@type": "AcceptResponseItem"} if accepted else {})
    if isinstance(value, list):
        return [comparable(item, name) for item in value]
    return value if isinstance(value, bool) or name in ("status", "type", "@type", "reason", "newStatus") else None


@pytest.mark.parametrize("era", EARLIER, ids=lambda era: era.name)
@pytest.mark.parametrize("record", SAME, ids=lambda record: record.__name__)
def test_the_same_step_gives_the_same_record_in_every_era(era: Era, record: Any) -> None:
    compared, differing = 0, []
    for today, earlier in pairs(eras.LATEST, era):
        kinds = {str(kind_of(today)), str(kind_of(earlier))}
        are_json = isinstance(today.answer, dict) and isinstance(earlier.answer, dict)
        if kinds != {str(record)} or not are_json or (today.scenario, today.title) in OTHER_RECORDS:
            continue
        compared += 1
        one, other = (comparable(msgspec.to_builtins(read(each, record))) for each in (today, earlier))
        if one != other:
            differing.append((earlier.place, one, other))
    assert differing == []
    assert compared >= 5


@pytest.mark.parametrize("era", PLAYED, ids=lambda era: era.name)
def test_every_recorded_refusal_becomes_an_error_with_a_hint(era: Era) -> None:
    for recorded in recordings(era):
        if not isinstance(recorded.answer, dict) or "error" not in recorded.answer:
            continue
        content = json.dumps(recorded.answer).replace("<timestamp>", "2026-01-01T00:00:00.000Z").encode()
        path = (era.prefix if recorded.is_api else "") + recorded.call.path
        exchange = Exchange(number=1, method=recorded.call.method, path=path, headers={}, status=recorded.status)
        error = refusal(Answer(exchange, content))
        assert isinstance(error, RejectedError), recorded.place
        assert (error.status, error.code) == (recorded.status, recorded.answer["error"]["code"])
        assert error.hint, recorded.place
        assert httpx.codes.is_error(error.status)
