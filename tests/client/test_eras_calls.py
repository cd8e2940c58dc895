"""Calls between eras: what one Connector was recorded to take becomes what another was recorded to take."""

import re

import pytest
from recordings import Recorded, comparable, pairs, recordings

from enmeshed_kit import eras
from enmeshed_kit.eras import Era

PLAYED = list(eras.ERAS.values())
COPY = "a copy has an id of its own before Connector 7: the recordings work on other Attributes"
ASKED_ALIKE = "the recordings ask in the words of Connector 7, to see what earlier ones say"
DROPPED = "an earlier Connector drops it without a word, so the kit does not send it"
OWNED = "in classic an empty owner stays empty, so the kit fills it in"
OTHERWISE = "the recordings do another thing under the same title"
EXPECTED = {
    "05-attributes: Query": ASKED_ALIKE,
    "05-attributes: Query with two types": OTHERWISE,
    "05-attributes: Succeed with the same value": OTHERWISE,
    "06-outgoing-validate: Share: with initialAttributePeer": ASKED_ALIKE,
    "06-outgoing-validate: mustBeAccepted on a group": ASKED_ALIKE,
    "06-outgoing-validate: Empty owner": ASKED_ALIKE,
    "06-outgoing-validate: The tutorial's request as it stands: mustBeAccepted on groups, "
    "sourceAttributeId, empty owner": ASKED_ALIKE,
    "08-tutorial: App: load what the QR code says": "a QR code holds a url since Connector 7",
    "07-templates: List with a filter": OTHERWISE,
    "17-tokens: List with a filter": OTHERWISE,
    "19-on-existing-relationship: The request is that of onExistingRelationship": OTHERWISE,
    "11-incoming-requests: CanAccept: no owner": OWNED,
    "11-incoming-requests: Accept the second, without the optional item, the owner left empty": OWNED,
    "11-incoming-requests: List with a filter": ASKED_ALIKE,
    "13-messages: Mail with everything": DROPPED,
    "13-messages: Mail with PlainText": DROPPED,
    "13-messages: Mail with an unknown bodyFormat": DROPPED,
    "16-files: A token with everything": DROPPED,
    "15-shared-attributes: a: filter by kind": DROPPED,
    "15-shared-attributes: b: filter by kind": DROPPED,
    "15-shared-attributes: c accepts": OTHERWISE,
    "10-creating-relationships: Filter: status twice": OTHERWISE,
    "10-creating-relationships: Create: creation content of another type": OTHERWISE,
    "15-shared-attributes: a: filter by peer": ASKED_ALIKE,
    "15-shared-attributes: a: filter by source": ASKED_ALIKE,
    "15-shared-attributes: b: filter by peer": ASKED_ALIKE,
    "15-shared-attributes: b: filter by source": ASKED_ALIKE,
    "15-shared-attributes: List by deletion status": ASKED_ALIKE,
    "15-shared-attributes: Versions": COPY,
    "15-shared-attributes: DELETE: create the outgoing request": COPY,
    "15-shared-attributes: DELETE: send it": COPY,
    "15-shared-attributes: The attribute is to be deleted": COPY,
    "15-shared-attributes: a deletes the old version of its name": COPY,
}
"""Steps whose recordings differ by more than the era, and why."""


def route_of(recorded: Recorded) -> str | None:
    """The route of a deletion: which kind of Attribute it is, the client finds out before."""
    found = re.match(r"/Attributes/(Own|Peer)/Shared/", recorded.call.path)
    if recorded.call.method != "DELETE" or not found:
        return None
    return "Delete a peer's Attribute" if found[1] == "Peer" else "Delete an own Attribute at a peer"


def is_refused(recorded: Recorded) -> bool:
    """Whether the Connector answered a question whether something is possible with no."""
    return isinstance(recorded.answer, dict) and recorded.answer.get("result", {}).get("isSuccess") is False


@pytest.mark.parametrize("target", PLAYED, ids=lambda era: era.name)
@pytest.mark.parametrize("source", PLAYED, ids=lambda era: era.name)
def test_a_recorded_call_becomes_the_one_that_was_recorded_in_another_era(source: Era, target: Era) -> None:
    compared, differing = 0, []
    for here, there in pairs(source, target):
        if f"{here.scenario}: {here.title}" in EXPECTED:
            continue
        compared += 1
        done = eras.translated(
            here.call,
            source,
            target,
            route=route_of(there),
            own_address=lambda here=here: f"<address:{here.connector}>",
        )
        if done.impossible and is_refused(there):
            continue
        if done.impossible or comparable(done.call) != comparable(there.call):
            differing.append((here.place, there.number, done.impossible, comparable(done.call), comparable(there.call)))
    assert differing == []
    assert compared > 800


@pytest.mark.parametrize("era", PLAYED, ids=lambda era: era.name)
def test_a_call_that_fits_already_is_sent_exactly_as_it_is(era: Era) -> None:
    """What a reader wrote by hand for the own era is not touched, though the kit would have written it otherwise."""
    changed = [
        (recorded.place, done.changes)
        for recorded in recordings(era)
        if recorded.is_success and recorded.is_api and is_of_its_era(recorded, era)
        if (done := eras.spoken(recorded.call, era)).call != recorded.call
    ]
    assert changed == []


def is_of_its_era(recorded: Recorded, era: Era) -> bool:
    """Whether a call is written in the words of its era, and not in others to see what happens."""
    words = f"{recorded.call.target} {recorded.call.query} {recorded.call.body}"
    today = (
        "attributeId",
        "'Relationship'",
        "bodyFormat",
        "initialAttributePeer",
        "peer=",
        "sourceReference",
        "@type=",
    )
    foreign = any(word in words for word in today) and era.shares_copies
    owner_is_open = "'owner': ''" in words and "newAttribute" in words
    group_is_open = "RequestItemGroup" in words and era.groups_bind and recorded.scenario.startswith("06")
    return not (foreign or owner_is_open or group_is_open)
