"""A seeded sandbox says the same in every run; another one never does."""

from datetime import UTC, datetime
from typing import Any

import httpx

from enmeshed_kit.sandbox.sandbox import Sandbox

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def _story(sandbox: Sandbox) -> list[Any]:
    connector = sandbox.add_connector("connector")
    headers = {"X-API-KEY": connector.api_key, "Accept-Encoding": "identity"}
    with httpx.Client(transport=httpx.WSGITransport(app=sandbox), base_url="http://x/connector/api/core/v1") as client:
        client.headers.update(headers)
        answers = [
            client.get("/Account/IdentityInfo"),
            client.post("/Account/Sync"),
            client.get("/Account/SyncInfo"),
            client.post("/Attributes", json={"content": {"value": {"@type": "GivenName", "value": "x"}}}),
            client.post("/Attributes", json={}),
            client.get("/Nothing"),
        ]
    dates = [answer.headers["Date"] for answer in answers]
    return [connector.api_key, sandbox.control_key, dates, [answer.text for answer in answers]]


def test_the_same_seed_tells_the_same_story() -> None:
    assert _story(Sandbox(seed="s", start=START)) == _story(Sandbox(seed="s", start=START))
    assert _story(Sandbox(seed="s", start=START))[0] != _story(Sandbox(seed="t", start=START))[0]


def test_without_a_seed_nothing_is_the_same() -> None:
    one, other = _story(Sandbox()), _story(Sandbox())
    assert all(one[index] != other[index] for index in (0, 1, 3))


def test_time_moves_a_second_with_each_call_that_writes_and_never_with_a_read() -> None:
    dates = _story(Sandbox(seed="s", start=START))[2]
    assert [date[-12:-4] for date in dates] == ["09:00:00", "09:00:01", "09:00:01", "09:00:02", "09:00:03", "09:00:03"]
    assert dates[0] == "Mon, 05 Jan 2026 09:00:00 GMT"


def test_references_do_not_depend_on_where_the_sandbox_lives() -> None:
    body = {
        "expiresAt": "2099-01-01T00:00:00.000Z",
        "content": {"@type": "ArbitraryRelationshipTemplateContent", "value": {}},
    }
    references = []
    for host in ("one", "other:8080"):
        sandbox = Sandbox(seed="s", start=START)
        key = sandbox.add_connector("connector").api_key
        with httpx.Client(transport=httpx.WSGITransport(app=sandbox), base_url=f"http://{host}") as client:
            path = "/connector/api/core/v1/RelationshipTemplates/Own"
            references.append(client.post(path, json=body, headers={"X-API-KEY": key}).json()["result"]["reference"])
    assert references[0] == references[1]
