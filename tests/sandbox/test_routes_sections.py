"""The small sections that no other test touches: challenges, IdentityMetadata, announcements, notifications."""

from typing import Any

import httpx
import pytest

API = "/api/core/v1"
STRANGER = "did:e:localhost:dids:0123456789abcdef012357"


def _code(answer: httpx.Response) -> str:
    return answer.json()["error"]["code"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "error.runtime.validation.invalidPayload"),
        ([], "error.runtime.validation.invalidPayload"),
        ({"challengeType": "Identity", "relationship": "x"}, "error.runtime.validation.invalidPropertyValue"),
        ({"challengeType": "Relationship", "relationship": 1}, "error.runtime.validation.invalidPropertyValue"),
        ({"challengeType": ["Identity"]}, "error.runtime.validation.invalidPayload"),
    ],
)
def test_challenges_of_other_kinds_are_refused(client: httpx.Client, body: Any, code: str) -> None:
    answer = client.post(f"{API}/Challenges", json=body)
    assert (answer.status_code, _code(answer)) == (400, code)


def test_each_challenge_is_another_one_and_names_its_maker(client: httpx.Client, connector: Any) -> None:
    one, other = (client.post(f"{API}/Challenges", json={"challengeType": "Device"}).json()["result"] for _ in range(2))
    assert one["createdBy"] == connector.account.address
    assert one["signature"] != other["signature"]
    assert one["id"].startswith("CHL")


@pytest.mark.parametrize("text", ["", "nope", "[]", "{}", '{"createdBy": 1}', "[" * 5000, "\ud800"])
def test_a_challenge_that_makes_no_sense_is_refused(client: httpx.Client, text: str) -> None:
    import json

    content = json.dumps({"challengeString": text, "signature": "x"}).encode()
    answer = client.post(f"{API}/Challenges/Validate", content=content, headers={"Content-Type": "application/json"})
    assert answer.json()["error"]["message"] == "The challengeString is invalid."


def test_what_is_noted_about_oneself_is_there_until_it_is_deleted(client: httpx.Client, connector: Any) -> None:
    reference = {"reference": connector.account.address}
    for value in (None, "text", {"a": [1]}):
        assert client.put(f"{API}/IdentityMetadata", json=reference | {"value": value}).status_code == 200
        assert client.get(f"{API}/IdentityMetadata", params=reference).json()["result"]["value"] == value
    assert _code(client.get(f"{API}/IdentityMetadata", params=reference | {"key": "k"})).endswith(".notFound")
    assert client.delete(f"{API}/IdentityMetadata", params=reference).status_code == 204
    assert _code(client.delete(f"{API}/IdentityMetadata", params=reference)).endswith(".notFound")


@pytest.mark.parametrize("query", ["", "reference=x", f"reference={STRANGER}&reference={STRANGER}"])
def test_whose_metadata_is_meant_must_be_clear(client: httpx.Client, query: str) -> None:
    assert client.get(f"{API}/IdentityMetadata?{query}").status_code == 400


def test_a_stranger_gets_neither_metadata_nor_notifications(client: httpx.Client) -> None:
    answer = client.put(f"{API}/IdentityMetadata", json={"reference": STRANGER, "value": 1})
    assert _code(answer).endswith(".unfamiliarReferencedIdentity")
    answer = client.post(f"{API}/BackboneNotifications", json={"recipients": [STRANGER], "code": "TestCode"})
    assert _code(answer).endswith(".noActiveRelationshipFoundForRecipients")


def test_announcements_are_asked_for_in_a_language(client: httpx.Client) -> None:
    assert client.get(f"{API}/Announcements?language=de").json() == {"result": []}
    assert client.get(f"{API}/Announcements").status_code == 400
    assert client.get(f"{API}/Announcements?language=klingon").status_code == 400
