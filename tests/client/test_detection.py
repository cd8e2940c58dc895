"""A Connector's era is found out by itself: by its version, else by how its API begins and what its address is like."""

from typing import Any

import httpx
import pytest

from enmeshed_kit import eras
from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import (
    ConfigurationError,
    NotFoundError,
    UnauthorizedError,
    UnexpectedAnswerError,
    UnreachableError,
)

DID, ID1 = "did:e:localhost:dids:0123456789abcdef012357", "id1Eq5A4uECk6Fv8nDjmSPeKhFM3T24FbnAD"
VERSION = "/Monitoring/Version"
IDENTITY = "Account/IdentityInfo"
FORBIDDEN = "error.connector.forbidden"
PAGE = httpx.Response(403, text="<html>closed</html>", headers={"content-type": "text/html"})


@pytest.fixture
def unknown(staged: Any) -> Any:
    """A Connector whose era nobody has said."""
    return staged(era=None)


def of_version(stage: Any, version: str) -> None:
    stage.answer("GET", VERSION, httpx.Response(200, json={"version": version}))


def paths(stage: Any) -> list[str]:
    return [request.url.path for request in stage.requests]


@pytest.mark.parametrize(
    ("version", "era"),
    [
        ("3.14.1", "v3"),
        ("4.6.4", "classic"),
        ("5.0.0", "v5"),
        ("6.34.0", "v6"),
        ("7.4.6", "v7"),
        ("8.0.0-beta.1", "v7"),
    ],
)
def test_the_version_tells_the_era(unknown: Any, version: str, era: str) -> None:
    of_version(unknown, version)
    assert unknown.connector.era.name == era
    assert paths(unknown) == [VERSION]


def test_nothing_is_asked_before_the_first_call_that_needs_it(unknown: Any) -> None:
    connector = unknown.connector
    unknown.answer("GET", "/health", httpx.Response(503))
    assert (connector.known_era, repr(connector), unknown.requests) == (
        None,
        "<Connector at http://connector.test>",
        [],
    )
    of_version(unknown, "6.34.0")
    unknown.result("GET", "/api/v2/Relationships", [])
    connector.relationships.list(template_id="RLTx")
    connector.relationships.list()
    assert paths(unknown) == [VERSION, "/api/v2/Relationships", "/api/v2/Relationships"]
    assert connector.known_era is eras.V6


def test_the_question_is_not_the_lessons_call(unknown: Any) -> None:
    of_version(unknown, "4.6.4")
    unknown.result("GET", "/api/v2/Relationships", [])
    unknown.connector.relationships.list()
    assert [(each.path, each.auxiliary) for each in unknown.connector.exchanges] == [
        (VERSION, True),
        ("/api/v2/Relationships", False),
    ]


def test_a_reader_who_asks_for_the_version_saves_the_question(unknown: Any) -> None:
    of_version(unknown, "6.34.0")
    unknown.connector.version()
    assert unknown.connector.era is eras.V6
    assert paths(unknown) == [VERSION]


@pytest.mark.parametrize("era", [*eras.KNOWN, *(each.name for each in eras.KNOWN), " V6 "])
def test_an_era_that_is_named_is_taken(staged: Any, era: Any) -> None:
    stage = staged(era=era)
    assert stage.connector.era in eras.KNOWN
    assert stage.requests == []


def test_an_era_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ConfigurationError, match="classic, v5, v6, v7"):
        Connector("http://h", "key", era="v9")


def test_a_version_before_all_eras_is_named(unknown: Any) -> None:
    of_version(unknown, "2.5.0")
    with pytest.raises(ConfigurationError, match=r"Connector 2\.5\.0; the kit speaks with Connectors 3 to 7"):
        unknown.connector.relationships.list()


@pytest.mark.parametrize("path", [VERSION, None])
def test_only_a_connector_7_has_keys_without_scope(unknown: Any, path: str | None) -> None:
    """A key that may not even ask for the version."""
    if path is None:
        unknown.answer("GET", VERSION, PAGE)
    unknown.error("GET", path or f"/api/core/v1/{IDENTITY}", 403, FORBIDDEN)
    assert unknown.connector.era is eras.V7


@pytest.mark.parametrize("closed", [PAGE, httpx.Response(200, json={"version": "{{version}}"}), httpx.Response(502)])
@pytest.mark.parametrize(
    ("prefix", "address", "era"),
    [("/api/core/v1", DID, "v7"), ("/api/v2", DID, "v6"), ("/api/v2", ID1, "classic")],
)
def test_without_a_version_the_api_and_the_address_tell(
    unknown: Any, closed: httpx.Response, prefix: str, address: str, era: str
) -> None:
    unknown.answer("GET", VERSION, closed)
    unknown.result("GET", f"{prefix}/{IDENTITY}", {"address": address, "publicKey": "k"})
    unknown.result("GET", f"{prefix}/RelationshipTemplates", [])
    unknown.result("GET", f"{prefix}/Attributes/Own/Repository", [])
    assert unknown.connector.era.name == era


def test_a_connector_5_refuses_the_filter_that_a_6_has(unknown: Any) -> None:
    unknown.result("GET", f"/api/v2/{IDENTITY}", {"address": DID, "publicKey": "k"})
    code = "error.runtime.validation.invalidPropertyValue"
    unknown.error("GET", "/api/v2/RelationshipTemplates", 400, code, "query must NOT have additional properties")
    assert unknown.connector.era is eras.V5


def test_a_connector_3_has_no_own_list_of_attributes(unknown: Any) -> None:
    unknown.result("GET", f"/api/v2/{IDENTITY}", {"address": ID1, "publicKey": "k"})
    assert unknown.connector.era is eras.V3


def test_a_proxy_that_lets_only_an_older_api_through_is_seen_through(unknown: Any) -> None:
    unknown.answer("GET", VERSION, PAGE)
    unknown.answer("GET", f"/api/core/v1/{IDENTITY}", PAGE)
    unknown.result("GET", f"/api/v2/{IDENTITY}", {"address": ID1, "publicKey": "k"})
    unknown.result("GET", "/api/v2/Attributes/Own/Repository", [])
    assert unknown.connector.era is eras.CLASSIC


def test_a_wrong_key_is_told_at_once(unknown: Any) -> None:
    """A real Connector takes up to four seconds for it: one question is enough."""
    unknown.error("GET", VERSION, 401, "error.connector.unauthorized")
    with pytest.raises(UnauthorizedError) as caught:
        unknown.connector.relationships.list()
    assert "ENMESHED_API_KEY" in caught.value.hint
    assert len(unknown.requests) == 1


def test_a_host_that_does_not_answer_is_told_as_for_any_call(unknown: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enmeshed_kit.client.http.RETRY_PAUSES_S", ())
    unknown.answer("GET", VERSION, httpx.ConnectError("refused"))
    with pytest.raises(UnreachableError) as caught:
        unknown.connector.relationships.list()
    assert caught.value.reason == "refused"
    of_version(unknown, "7.4.6")
    unknown.result("GET", "/api/core/v1/Relationships", [])
    assert unknown.connector.relationships.list() == []


@pytest.mark.parametrize("status", [200, 403, 404])
def test_what_is_no_connector_is_told_as_for_any_call(status: int) -> None:
    page = httpx.Response(status, text="<html>", headers={"content-type": "text/html"})
    connector = Connector("http://host/app", "key", transport=httpx.MockTransport(lambda _: page))
    with pytest.raises(UnexpectedAnswerError) as caught:
        connector.relationships.list()
    assert "This is a web page" in caught.value.hint
    assert "/api/core/v1 or /api/v2" in caught.value.hint
    assert connector.exchanges.last() is None


def test_a_name_that_no_connector_of_a_sandbox_has_is_told(unknown: Any) -> None:
    for path in (VERSION, f"/api/core/v1/{IDENTITY}", f"/api/v2/{IDENTITY}"):
        unknown.error("GET", path, 404, "error.sandbox.connectorDoesNotExist")
    with pytest.raises(NotFoundError) as caught:
        unknown.connector.relationships.list()
    assert "name at the end of ENMESHED_BASE_URL" in caught.value.hint
