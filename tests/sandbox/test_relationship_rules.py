"""Every action in every status of a Relationship, from both sides, against what a real Connector answered.

The tables are written down here a second time and by hand; the recording they come from is compared with them, too.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from enmeshed_kit.eras import ERAS
from enmeshed_kit.sandbox import rules
from enmeshed_kit.sandbox.sandbox import Sandbox

RECORDINGS = {"v7": "transcripts", "v6": "transcripts-v6"}  # since v6 the rules are the same
T, I = "templator", "initiator"  # noqa: E741  the table below is easier to read with one letter for each side

ACTIONS = (
    "Accept",
    "Reject",
    "Revoke",
    "Terminate",
    "Reactivate",
    "Reactivate/Accept",
    "Reactivate/Reject",
    "Reactivate/Revoke",
    "Decompose",
)
STATUS = "error.transport.relationships.wrongRelationshipStatus"
PEER = "error.transport.relationships.operationOnlyAllowedForPeer"
NOBODY_ASKED = "error.transport.relationships.reactivationNotRequested"
ASKED_ALREADY = "error.transport.relationships.reactivationAlreadyRequested"
EXISTS = "error.transport.relationships.relationshipCurrentlyExists"
GONE = "error.runtime.recordNotFound"

OUTDATED = "error.platform.validation.relationship.relationshipIsNotInCorrectStatus"
OPEN_ALREADY = "error.platform.validation.relationship.cannotRequestReactivationWhenThereIsAnOpenReactivationRequest"
NONE_TO_ACCEPT = "error.platform.validation.relationship.noAcceptableRelationshipReactivationRequestExists"
NONE_TO_REJECT = "error.platform.validation.relationship.noRejectableReactivationRequestExists"
NONE_TO_REVOKE = "error.platform.validation.relationship.noRevocableReactivationRequestExists"

# What leads to a state: (side, action), both sides synced after each.
ROADS: dict[str, list[tuple[str, str]]] = {
    "Pending": [],
    "Rejected": [(T, "Reject")],
    "Revoked": [(I, "Revoke")],
    "Active": [(T, "Accept")],
    "Terminated": [(T, "Accept"), (T, "Terminate")],
    "Terminated by the initiator": [(T, "Accept"), (I, "Terminate")],
    "Terminated, reactivation requested by the templator": [(T, "Accept"), (T, "Terminate"), (T, "Reactivate")],
    "Terminated, reactivation requested by the initiator": [(T, "Accept"), (T, "Terminate"), (I, "Reactivate")],
    "Terminated, reactivation rejected": [
        (T, "Accept"),
        (T, "Terminate"),
        (I, "Reactivate"),
        (T, "Reactivate/Reject"),
    ],
    "Terminated, reactivation revoked": [
        (T, "Accept"),
        (T, "Terminate"),
        (T, "Reactivate"),
        (T, "Reactivate/Revoke"),
    ],
    "Active again": [(T, "Accept"), (T, "Terminate"), (T, "Reactivate"), (I, "Reactivate/Accept")],
    "Decomposed by the templator": [(T, "Accept"), (T, "Terminate"), (T, "Decompose")],
    "Decomposed by the initiator": [(T, "Accept"), (T, "Terminate"), (I, "Decompose")],
}

# state → action → what the templator and the initiator get: a new status or a refusal.
Answers = dict[str, tuple[str, str]]
ACTIVE: Answers = dict.fromkeys(ACTIONS, (STATUS, STATUS)) | {"Terminate": ("Terminated", "Terminated")}
ENDED: Answers = dict.fromkeys(ACTIONS, (STATUS, STATUS))
TERMINATED: Answers = ENDED | {
    "Reactivate": ("Terminated", "Terminated"),
    "Reactivate/Accept": (NOBODY_ASKED, NOBODY_ASKED),
    "Reactivate/Reject": (NOBODY_ASKED, NOBODY_ASKED),
    "Reactivate/Revoke": (NOBODY_ASKED, NOBODY_ASKED),
    "Decompose": ("DeletionProposed", "DeletionProposed"),
}
TABLE: dict[str, Answers] = {
    "Pending": ENDED | {"Accept": ("Active", PEER), "Reject": ("Rejected", PEER), "Revoke": (PEER, "Revoked")},
    "Rejected": ENDED,
    "Revoked": ENDED,
    "Active": ACTIVE,
    "Active again": ACTIVE,
    "Terminated": TERMINATED,
    "Terminated by the initiator": TERMINATED,
    "Terminated, reactivation rejected": TERMINATED,
    "Terminated, reactivation revoked": TERMINATED,
    "Terminated, reactivation requested by the templator": TERMINATED
    | {
        "Reactivate": (ASKED_ALREADY, ASKED_ALREADY),
        "Reactivate/Accept": (PEER, "Active"),
        "Reactivate/Reject": (PEER, "Terminated"),
        "Reactivate/Revoke": ("Terminated", PEER),
    },
    "Terminated, reactivation requested by the initiator": TERMINATED
    | {
        "Reactivate": (ASKED_ALREADY, ASKED_ALREADY),
        "Reactivate/Accept": ("Active", PEER),
        "Reactivate/Reject": ("Terminated", PEER),
        "Reactivate/Revoke": (PEER, "Terminated"),
    },
    "Decomposed by the templator": dict.fromkeys(ACTIONS, (GONE, STATUS)) | {"Decompose": (GONE, "DeletionProposed")},
    "Decomposed by the initiator": dict.fromkeys(ACTIONS, (STATUS, GONE)) | {"Decompose": ("DeletionProposed", GONE)},
}

# What the other side has done behind the back of one that still sees the state → what that one gets then; whatever
# is not named here is answered as if nothing had happened.
MEANWHILE: dict[tuple[str, str, str], dict[str, str]] = {
    ("Pending", T, "Reject"): {"Revoke": OUTDATED},
    ("Pending", T, "Accept"): {"Revoke": OUTDATED},
    ("Pending", I, "Revoke"): {"Accept": OUTDATED, "Reject": OUTDATED},
    ("Active", T, "Terminate"): {"Terminate": OUTDATED},
    ("Active", I, "Terminate"): {"Terminate": OUTDATED},
    ("Active again", I, "Terminate"): {"Terminate": OUTDATED},
    ("Terminated", T, "Reactivate"): {"Reactivate": OPEN_ALREADY},
    ("Terminated", I, "Reactivate"): {"Reactivate": OPEN_ALREADY},
    ("Terminated", T, "Decompose"): {"Reactivate": OUTDATED},
    ("Terminated", I, "Decompose"): {"Reactivate": OUTDATED},
    ("Terminated, reactivation requested by the templator", T, "Reactivate/Revoke"): {
        "Reactivate/Accept": NONE_TO_ACCEPT,
        "Reactivate/Reject": NONE_TO_REJECT,
    },
    ("Terminated, reactivation requested by the initiator", T, "Reactivate/Reject"): {
        "Reactivate/Revoke": NONE_TO_REVOKE
    },
    ("Terminated, reactivation requested by the templator", I, "Reactivate/Accept"): {
        "Reactivate/Revoke": NONE_TO_REVOKE,
        "Decompose": OUTDATED,
    },
}

ENTRIES = {
    "Accept": "AcceptanceOfCreation",
    "Reject": "RejectionOfCreation",
    "Revoke": "RevocationOfCreation",
    "Terminate": "Termination",
    "Reactivate": "ReactivationRequested",
    "Reactivate/Accept": "AcceptanceOfReactivation",
    "Reactivate/Reject": "RejectionOfReactivation",
    "Reactivate/Revoke": "RevocationOfReactivation",
    "Decompose": "Decomposition",
}
CHANGED = "transport.relationshipChanged"
ASKED = "transport.relationshipReactivationRequested"
SETTLED = "transport.relationshipReactivationCompleted"
NEWS = {  # what is heard by who acts, and by the other side with its next sync
    "Reactivate": ([CHANGED, ASKED], [ASKED, CHANGED]),
    "Reactivate/Accept": ([CHANGED, SETTLED], [SETTLED, CHANGED]),
    "Reactivate/Reject": ([CHANGED, SETTLED], [SETTLED, CHANGED]),
    "Reactivate/Revoke": ([CHANGED, SETTLED], [SETTLED, CHANGED]),
    "Decompose": (["transport.relationshipDecomposedBySelf"], [CHANGED]),
}

SIDES = (T, I)
STATUS_OF_CODE = {GONE: 404} | dict.fromkeys(
    (OUTDATED, OPEN_ALREADY, NONE_TO_ACCEPT, NONE_TO_REJECT, NONE_TO_REVOKE), 500
)


class Pair:
    """Two Connectors and the one Relationship between them."""

    def __init__(self, era: str) -> None:
        self.sandbox = Sandbox(seed="a pair", start=None)
        self.era = era
        self.heard: dict[str, list[str]] = {}
        self._clients = {side: self._connector(side) for side in SIDES}
        content = {"@type": "ArbitraryRelationshipTemplateContent", "value": {}}
        template = self.call(
            T, "POST", "/RelationshipTemplates/Own", {"expiresAt": "2099-12-31T00:00:00.000Z", "content": content}
        ).json()["result"]
        self.template_id = template["id"]
        self.call(I, "POST", "/RelationshipTemplates/Peer", {"reference": template["reference"]["truncated"]})
        creation = {"@type": "ArbitraryRelationshipCreationContent", "value": {}}
        body = {"templateId": self.template_id, "creationContent": creation}
        self.id = self.call(I, "POST", "/Relationships", body).json()["result"]["id"]
        self.sync(T)

    def _connector(self, side: str) -> httpx.Client:
        connector = self.sandbox.add_connector(side, era=self.era)
        self.heard[side] = []
        connector.subscribe(lambda event, _: self.heard[side].append(json.loads(event)["trigger"]))
        headers = {"X-API-KEY": connector.api_key, "Accept": "application/json", "Accept-Encoding": "identity"}
        transport = httpx.WSGITransport(app=self.sandbox)
        return httpx.Client(
            transport=transport, base_url=f"http://sandbox/{side}{ERAS[self.era].prefix}", headers=headers
        )

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        self.sandbox.close()

    def call(self, side: str, method: str, path: str, body: Any = None) -> httpx.Response:
        return self._clients[side].request(method, path, json=body)

    def sync(self, *sides: str) -> None:
        for side in sides:
            assert self.call(side, "POST", "/Account/Sync").status_code == 204

    def act(self, side: str, action: str) -> httpx.Response:
        if action == "Decompose":
            return self.call(side, "DELETE", f"/Relationships/{self.id}")
        return self.call(side, "PUT", f"/Relationships/{self.id}/{action}")

    def seen(self, side: str) -> Any:
        return self.call(side, "GET", f"/Relationships/{self.id}").json().get("result")

    def go(self, state: str) -> None:
        for side, action in ROADS[state]:
            assert self.act(side, action).is_success
            self.sync(other(side))


@pytest.fixture(params=RECORDINGS)
def pair_in(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Pair]]:
    """Makes pairs whose Relationship is in a state."""
    pairs: list[Pair] = []

    def make(state: str) -> Pair:
        pairs.append(Pair(request.param))
        pairs[-1].go(state)
        return pairs[-1]

    yield make
    for pair in pairs:
        pair.close()


def other(side: str) -> str:
    return I if side == T else T


def expected(state: str, action: str, side: str) -> str:
    return TABLE[state][action][SIDES.index(side)]


def is_refusal(answer: str) -> bool:
    return answer.startswith("error.")


def check_refusal(answer: httpx.Response, code: str) -> None:
    assert (answer.json()["error"]["code"], answer.status_code) == (code, STATUS_OF_CODE.get(code, 400))


LEGAL = [
    (state, action, side)
    for state in TABLE
    for action in ACTIONS
    for side in SIDES
    if not is_refusal(expected(state, action, side))
]


def test_the_table_has_every_action_in_every_state_that_can_be_reached() -> None:
    assert set(TABLE) == set(ROADS)
    assert all(set(answers) == set(ACTIONS) for answers in TABLE.values())


def test_the_rules_allow_no_more_and_no_less_than_the_table() -> None:
    walked = {}
    for state, action, side in LEGAL:
        status = "DeletionProposed" if state.startswith("Decomposed") else state.split(",")[0].split(" ")[0]
        walked[status, action] = expected(state, action, side)
    assert walked == rules.RELATIONSHIP


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("state", TABLE)
def test_a_refused_action_has_the_recorded_code_and_changes_nothing(
    pair_in: Callable[[str], Pair], state: str, side: str
) -> None:
    pair = pair_in(state)
    before = [pair.seen(each) for each in SIDES]
    for each in SIDES:
        pair.heard[each].clear()
    refused = [action for action in ACTIONS if is_refusal(expected(state, action, side))]
    for action in refused:
        check_refusal(pair.act(side, action), expected(state, action, side))
    pair.sync(*SIDES)
    assert [pair.seen(each) for each in SIDES] == before
    assert pair.heard == {T: [], I: []}


@pytest.mark.parametrize(("state", "action", "side"), LEGAL)
def test_an_action_leads_to_its_status_on_both_sides_with_one_entry_in_the_audit_log(
    pair_in: Callable[[str], Pair], state: str, action: str, side: str
) -> None:
    pair = pair_in(state)
    old = pair.seen(side)
    for each in SIDES:
        pair.heard[each].clear()
    answer = pair.act(side, action)
    pair.sync(other(side))
    status = expected(state, action, side)
    entry = {"reason": ENTRIES[action], "oldStatus": old["status"], "newStatus": status, "createdBy": old["peer"]}
    if action == "Decompose":
        assert (answer.status_code, answer.content, pair.seen(side)) == (204, b"", None)
    else:
        assert (answer.status_code, answer.json()["result"]) == (200, pair.seen(side))
    here, there = pair.seen(side), pair.seen(other(side))
    for seen in filter(None, (here, there)):
        assert seen["status"] == status
        assert seen["auditLog"][:-1] == old["auditLog"]
    if there is not None:
        assert there["auditLog"][-1] | entry | {"createdBy": there["peer"]} == there["auditLog"][-1]
    if here is not None and there is not None:
        assert here["auditLog"] == there["auditLog"]


@pytest.mark.parametrize(("state", "action", "side"), LEGAL)
def test_both_sides_hear_of_an_action_in_the_recorded_order(
    pair_in: Callable[[str], Pair], state: str, action: str, side: str
) -> None:
    pair = pair_in(state)
    for each in SIDES:
        pair.heard[each].clear()
    pair.act(side, action)
    pair.sync(*SIDES)
    own, others = NEWS.get(action, ([CHANGED], [CHANGED]))
    is_alone = state.startswith("Decomposed")
    assert pair.heard == {side: own, other(side): [] if is_alone else others}


@pytest.mark.parametrize(("state", "actor", "deed"), MEANWHILE)
def test_who_has_not_heard_of_it_is_refused_by_what_it_knows_and_then_by_the_backbone(
    pair_in: Callable[[str], Pair], state: str, actor: str, deed: str
) -> None:
    side = other(actor)
    by_backbone = MEANWHILE[state, actor, deed]
    for action in ACTIONS:
        known = expected(state, action, side)
        if not is_refusal(known) and action not in by_backbone:
            continue
        pair = pair_in(state)
        assert pair.act(actor, deed).is_success
        seen = pair.seen(side)
        check_refusal(pair.act(side, action), by_backbone.get(action, known))
        assert pair.seen(side) == seen


def test_a_templator_that_has_not_synced_knows_of_no_relationship(pair_in: Callable[[str], Pair]) -> None:
    pair = pair_in("Revoked")
    content = {"@type": "ArbitraryRelationshipCreationContent", "value": {}}
    body = {"templateId": pair.template_id, "creationContent": content}
    pair.id = pair.call(I, "POST", "/Relationships", body).json()["result"]["id"]
    for action in ACTIONS:
        check_refusal(pair.act(T, action), GONE)


def test_what_stands_in_the_way_is_told_before_what_is_wrong_with_the_content(pair_in: Callable[[str], Pair]) -> None:
    pair = pair_in("Active")
    body = {"templateId": pair.template_id, "creationContent": {"@type": "NoSuchContent"}}
    check_refusal(pair.call(I, "POST", "/Relationships", body), EXISTS)
    assert pair.call(I, "PUT", "/Relationships/CanCreate", body).json()["result"]["code"] == EXISTS


RECORDED_STATES = {
    "Pending": "Pending",
    "Rejected": "Rejected",
    "Revoked": "Revoked",
    "Active": "Active",
    "Terminated": "Terminated",
    "Terminated, reactivation requested by a": "Terminated, reactivation requested by the templator",
    "Terminated, reactivation requested by b": "Terminated, reactivation requested by the initiator",
    "Terminated, reactivation revoked": "Terminated, reactivation revoked",
    "Active again": "Active again",
    "DeletionProposed": "Decomposed by the templator",
}


@pytest.mark.parametrize("folder", RECORDINGS.values())
def test_the_table_is_what_was_recorded(folder: str) -> None:
    recording = Path(__file__).parents[1] / "contract" / folder / "12-relationship-states.json"
    compared = []
    for step in json.loads(recording.read_text(encoding="utf-8"))["steps"]:
        title = re.fullmatch(r"(.+): ([ab]) (?:tries|does) (\S+)", step["title"])
        if title is None or title[1] not in RECORDED_STATES or step["step"] == 221:
            continue  # 221 is titled after the state before the last sync
        state, side = RECORDED_STATES[title[1]], {"a": T, "b": I}[title[2]]
        answer = step["response"].get("json") or {}
        got = answer["error"]["code"] if "error" in answer else answer.get("result", {}).get("status")
        assert (got or "DeletionProposed") == expected(state, title[3], side), step["title"]
        compared.append((state, title[3], side))
    assert len(set(compared)) > 110
