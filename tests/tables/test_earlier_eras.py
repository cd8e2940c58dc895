"""Raw answers of earlier Connectors make the tables that those of a Connector 7 make."""

import json
from typing import Any

import pytest

from enmeshed_kit import tables

OWN, PEER = "id1DfPAtpSi8dKk8qLVPhGzjqUJCnVZm2Ktd", "id18NyVsCnXH4BPBvTRmzHpUbjqWCJVkJDgK"
DID, DID_PEER = "did:e:localhost:dids:0123456789abcdef012357", "did:e:localhost:dids:1123456789abcdef012357"
TIME = "2026-01-05T09:00:00.000Z"


def answer(*results: Any) -> bytes:
    return json.dumps({"result": results}, separators=(",", ":")).encode()


def deed(by: str, **more: Any) -> dict[str, Any]:
    return {"createdBy": by, "createdByDevice": "DVC", "createdAt": TIME, **more}


RELATIONSHIP_OF_CHANGES = {
    "id": "RELabcdefghijklmnopq",
    "template": {"id": "RLTabcdefghijklmnopq", "content": {}},
    "status": "Active",
    "peer": PEER,
    "peerIdentity": {"address": PEER, "publicKey": "k", "realm": "id1"},
    "changes": [
        {
            "id": "RCHabcdefghijklmnopq",
            "status": "Accepted",
            "type": "Creation",
            "request": deed(PEER, content={}),
            "response": deed(OWN, content={}),
        }
    ],
}


def test_a_relationship_of_changes_has_a_log_with_a_row_for_each_step() -> None:
    row = tables.relationships(answer(RELATIONSHIP_OF_CHANGES)).iloc[0]
    assert (row["status"], row["begun_by"], row["template_id"]) == ("Active", "peer", "RLTabcdefghijklmnopq")
    log = tables.audit_log(answer(RELATIONSHIP_OF_CHANGES))
    assert list(log["after"]) == ["Pending", "Active"]
    assert list(log["by"]) == ["peer", "self"]


@pytest.mark.parametrize(
    ("sender", "content", "kind", "subject"),
    [
        (OWN, {"@type": "Mail", "subject": "s", "body": "b"}, "Mail", "s"),
        (OWN, {"subject": "mine"}, "ArbitraryMessageContent", None),
        (OWN, {"@type": "Invoice", "subject": "mine"}, "ArbitraryMessageContent", None),
        (DID, {"@type": "ArbitraryMessageContent", "value": {"subject": "mine"}}, "ArbitraryMessageContent", None),
        (DID, {"@type": "OfTomorrow", "subject": "new"}, "OfTomorrow", "new"),
    ],
)
def test_content_of_ones_own_is_told_from_a_mail(sender: str, content: Any, kind: str, subject: str | None) -> None:
    message = {
        "id": "MSGabcdefghijklmnopq",
        "isOwn": True,
        "content": content,
        "createdBy": sender,
        "createdByDevice": "DVC",
        "recipients": [{"address": PEER}],
        "createdAt": TIME,
        "attachments": [],
    }
    for raw in (answer(message), answer(message).decode(), json.loads(answer(message))):
        row = tables.messages(raw).iloc[0]
        assert row["type"] == kind
        assert (row["subject"] == subject) if subject else row.isna()["subject"]


def test_a_text_alone_may_be_the_content_of_an_early_message() -> None:
    message = {
        "id": "MSGabcdefghijklmnopq",
        "isOwn": True,
        "content": "hello",
        "createdBy": OWN,
        "createdByDevice": "DVC",
        "recipients": [],
        "createdAt": TIME,
        "attachments": [],
    }
    assert list(tables.messages(answer(message))["type"]) == ["ArbitraryMessageContent"]


def test_a_shared_copy_is_an_attribute_of_the_peers_or_of_ones_own() -> None:
    def copy(owner: str) -> dict[str, Any]:
        value = {"@type": "DisplayName", "value": "Demo"}
        content = {"@type": "IdentityAttribute", "owner": owner, "value": value}
        return {"id": "ATT", "content": content, "createdAt": TIME, "shareInfo": {"peer": DID_PEER}}

    table = tables.attributes(answer(copy(DID_PEER), copy(DID)))
    assert list(table["kind"]) == ["PeerIdentityAttribute", "OwnIdentityAttribute"]
    assert list(table["peer"]) == [DID_PEER, DID_PEER]


def test_templates_and_files_with_a_truncated_reference_alone_are_read() -> None:
    reference = {"truncatedReference": "VE9LQUJD", "secretKey": "k"}
    template = {"id": "RLT", "isOwn": True, "content": {"hello": 1}, "maxNumberOfAllocations": 1, **deed(OWN)}
    assert list(tables.templates(answer(template | reference))["type"]) == ["ArbitraryRelationshipTemplateContent"]
    file = {
        "id": "FIL",
        "isOwn": False,
        "filename": "a.txt",
        "filesize": 3,
        "mimetype": "text/plain",
        "expiresAt": TIME,
    }
    table = tables.files(answer(file | reference | deed(DID)))
    assert list(table["owner"]) == [DID]
    assert "VE9LQUJD" not in table.to_csv()


def test_where_an_answer_of_a_request_came_from_is_known_at_least_by_the_change() -> None:
    request = {
        "id": "REQ",
        "isOwn": True,
        "peer": PEER,
        "createdAt": TIME,
        "status": "Completed",
        "content": {"items": [{"@type": "ReadAttributeRequestItem", "mustBeAccepted": True}]},
        "response": {
            "createdAt": TIME,
            "content": {"result": "Accepted", "items": [{"@type": "RejectResponseItem", "result": "Rejected"}]},
            "source": {"type": "RelationshipChange", "reference": "RCHabcdefghijklmnopq"},
        },
    }
    assert list(tables.requests(answer(request))["result"]) == ["Accepted"]
    assert list(tables.request_items(answer(request))["result"]) == ["Rejected"]
