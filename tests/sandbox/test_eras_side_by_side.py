"""One sandbox plays Connectors of each era, side by side: each below its own paths, in its own manners."""

import operator
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from enmeshed_kit.eras import ERAS
from enmeshed_kit.sandbox.dialects import DIALECTS
from enmeshed_kit.sandbox.keys import ApiKey
from enmeshed_kit.sandbox.sandbox import Sandbox, SandboxConnector
from enmeshed_kit.sandbox.server import Server

WITH_ONE_KEY = ["classic", "v6"]
CREATION = {
    "maxNumberOfAllocations": 1,
    "expiresAt": "2099-12-31T00:00:00.000Z",
    "content": {"@type": "ArbitraryRelationshipTemplateContent", "value": {}},
}
CREATIONS = {"classic": CREATION | {"content": {"hello": "template"}}, "v6": CREATION, "v7": CREATION}
Knock = Callable[..., httpx.Response]


@pytest.fixture
def knock(sandbox: Sandbox) -> Knock:
    """Calls a Connector of an era below its API's prefix; `name`, if there is more than one."""

    def knock(era: str, method: str, path: str, *, name: str = "one", **arguments: Any) -> httpx.Response:
        connector = sandbox.connectors.get(f"{era}-{name}") or sandbox.add_connector(f"{era}-{name}", era=era)
        headers = {"X-API-KEY": connector.api_key, "Accept": "application/json", **arguments.pop("headers", {})}
        base = f"http://sandbox/{connector.name}{ERAS[era].prefix}"
        with httpx.Client(transport=httpx.WSGITransport(app=sandbox)) as client:
            client.headers = httpx.Headers(headers)
            return client.request(method, base + path, **arguments)

    return knock


def _code(answer: httpx.Response) -> str:
    return answer.json()["error"]["code"].rpartition(".")[2]


@pytest.mark.parametrize("era", DIALECTS)
def test_an_api_lives_below_the_prefix_of_its_era_only(knock: Knock, sandbox: Sandbox, era: str) -> None:
    address = knock(era, "GET", "/Account/IdentityInfo").json()["result"]["address"]
    assert address.startswith(ERAS[era].address)
    connector = sandbox.connectors[f"{era}-one"]
    with httpx.Client(transport=httpx.WSGITransport(app=sandbox), headers={"X-API-KEY": connector.api_key}) as client:
        found = {
            prefix: client.get(f"http://sandbox/{connector.name}{prefix}/Account/IdentityInfo").status_code
            for prefix in ("/api/v2", "/api/core/v1")
        }
    assert [prefix for prefix, status in found.items() if status == 200] == [ERAS[era].prefix]


@pytest.mark.parametrize("era", DIALECTS)
def test_each_path_knows_which_methods_it_has(knock: Knock, era: str) -> None:
    methods: dict[str, list[str]] = {}
    for route in DIALECTS[era].routes.routes:
        if not route.debug:
            path = route.path.replace("{id_or_reference}", "{id}").removeprefix(ERAS[era].prefix)
            methods.setdefault(path, []).append(route.method)
    for path, allowed in methods.items():
        answer = knock(era, "TRACE", path.replace("{", "").replace("}", ""))
        assert (answer.status_code, _code(answer)) == (405, "methodNotAllowed")
        assert set(answer.headers["Allow"].split(", ")) <= set(allowed)


@pytest.mark.parametrize("era", DIALECTS)
def test_for_every_route_there_is_somebody_who_answers(sandbox: Sandbox, era: str) -> None:
    connector = sandbox.add_connector("one", era=era, debug=True)
    missing = []
    for route in DIALECTS[era].routes.routes:
        try:
            operator.attrgetter(route.behaviour)(connector)
        except AttributeError:
            missing.append(f"{route.method} {route.path}: {route.behaviour}")
    assert not missing


@pytest.mark.parametrize(
    ("method", "path", "statuses"),
    [
        ("PUT", "/Relationships/REL1/Changes/RCH1/Accept", {"classic": 400, "v6": 404, "v7": 404}),
        ("PUT", "/Relationships/RELUnknownUnknown000/Accept", {"classic": 404, "v6": 404, "v7": 404}),
        ("PUT", "/Relationships/CanCreate", {"classic": 405, "v6": 400, "v7": 400}),
        ("DELETE", "/RelationshipTemplates/nonsense", {"classic": 405, "v6": 405, "v7": 400}),
        ("DELETE", "/Tokens/nonsense", {"classic": 405, "v6": 405, "v7": 400}),
        ("DELETE", "/Files/nonsense", {"classic": 405, "v6": 400, "v7": 400}),
        ("GET", "/Announcements", {"classic": 404, "v6": 400, "v7": 400}),
        ("GET", "/IdentityMetadata", {"classic": 404, "v6": 400, "v7": 400}),
        ("POST", "/BackboneNotifications", {"classic": 404, "v6": 404, "v7": 400}),
        ("GET", "/Attributes/TagCollection", {"classic": 400, "v6": 200, "v7": 200}),
        ("GET", "/Attributes/Own/Repository", {"classic": 200, "v6": 200, "v7": 404}),
        ("GET", "/Attributes/Own/Identity", {"classic": 404, "v6": 404, "v7": 200}),
    ],
)
def test_a_call_exists_in_the_eras_that_have_it(knock: Knock, method: str, path: str, statuses: dict[str, int]) -> None:
    body = {} if method in ("PUT", "POST") else None
    assert {era: knock(era, method, path, json=body).status_code for era in statuses} == statuses


@pytest.mark.parametrize("era", WITH_ONE_KEY)
@pytest.mark.parametrize("keys", [{"admin": ApiKey("a", ["core:account"])}, {"admin": ApiKey("a"), "b": ApiKey("b")}])
def test_where_there_is_one_key_there_are_no_others_and_no_scopes(
    sandbox: Sandbox, era: str, keys: dict[str, ApiKey]
) -> None:
    with pytest.raises(ValueError, match="one API key, without scopes"):
        sandbox.add_connector("one", era=era, api_keys=keys)
    assert not sandbox.connectors
    assert sandbox.add_connector("one", era=era, api_keys={"any": ApiKey("mine")}).api_key == "mine"


@pytest.mark.parametrize("path", ["/Monitoring/Version", "/Monitoring/Support"])
@pytest.mark.parametrize(("era", "lists_modules"), [("classic", False), ("v6", False), ("v7", True)])
def test_a_version_tells_which_connector_it_is(sandbox: Sandbox, era: str, lists_modules: bool, path: str) -> None:
    connector = sandbox.add_connector("one", era=era)
    told = connector.monitoring.version() if path.endswith("Version") else connector.monitoring.support()["version"]
    assert told["version"] == ERAS[era].version
    assert ("modules" in told) == lists_modules


@pytest.mark.parametrize(
    ("accept", "types"),
    [
        ("application/json", {"classic": "application/json", "v6": "application/json"}),
        ("image/png", {"classic": "image/png", "v6": "image/png"}),
        ("*/*", {"classic": None, "v6": "application/json"}),
        ("", {"classic": None, "v6": "application/json"}),
        ("image/*", {"classic": None, "v6": "image/png"}),
        ("text/html, image/png", {"classic": None, "v6": "image/png"}),
        ("text/html;q=0.1, image/png", {"classic": "image/png", "v6": "image/png"}),
        ("image/png, application/json", {"classic": "image/png", "v6": "image/png"}),
        ("image/png;q=0.5, application/json", {"classic": "application/json", "v6": "application/json"}),
        ("image/png;q=0", {"classic": None, "v6": None}),
        ("image/png;charset=utf-8", {"classic": "image/png", "v6": None}),
        ("nonsense, application/json", {"classic": "application/json", "v6": "application/json"}),
    ],
)
def test_a_template_is_read_as_json_or_as_picture(knock: Knock, accept: str, types: dict[str, str | None]) -> None:
    for era, expected in types.items():
        template = knock(era, "POST", "/RelationshipTemplates/Own", json=CREATIONS[era]).json()["result"]
        answer = knock(era, "GET", f"/RelationshipTemplates/{template['id']}", headers={"Accept": accept})
        assert answer.status_code == (200 if expected else 406)
        assert answer.headers["content-type"].partition(";")[0] == (expected or "application/json")


@pytest.mark.parametrize("era", DIALECTS)
def test_what_is_read_depends_on_what_is_accepted_and_says_so(knock: Knock, era: str) -> None:
    template = knock(era, "POST", "/RelationshipTemplates/Own", json=CREATIONS[era])
    read = knock(era, "GET", f"/RelationshipTemplates/{template.json()['result']['id']}")
    listed = knock(era, "GET", "/RelationshipTemplates")
    checked = knock(era, "POST", "/Attributes/ExecuteIQLQuery", json={"query": {"queryString": "GivenName"}})
    assert [each.status_code for each in (template, read, listed, checked)] == [201, 200, 200, 200]
    vary = [each.headers["vary"].startswith("Accept, ") for each in (template, read, listed, checked)]
    assert vary == [False, era != "classic", True, False]


@pytest.mark.parametrize(("era", "answer"), [("classic", 400), ("v6", 500), ("v7", 500)])
@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}])
def test_a_body_that_nobody_reads_is_empty_or_none(
    knock: Knock, era: str, answer: int, headers: dict[str, str]
) -> None:
    content = b"{}" if headers else None
    assert knock(era, "POST", "/RelationshipTemplates/Own", content=content, headers=headers).status_code == answer


def test_what_is_left_of_an_unread_body_belongs_to_one_call(sandbox: Sandbox) -> None:
    from enmeshed_kit.sandbox.routes.api import _read

    connector = sandbox.add_connector("one", era="classic")
    request: Any = type("Request", (), {"env": {"enmeshed_kit.connector": connector}})
    import msgspec

    _read(request, msgspec.UNSET)["left"] = "behind"
    assert _read(request, msgspec.UNSET) == {}


@pytest.mark.parametrize(("era", "status"), [("classic", 200), ("v6", 400), ("v7", 400)])
@pytest.mark.parametrize("name", ["status[]", "status[0]"])
def test_a_parameter_with_brackets_is_a_list_or_unknown(knock: Knock, era: str, status: int, name: str) -> None:
    assert knock(era, "GET", "/Relationships", params={name: "Active"}).status_code == status
    assert knock(era, "GET", "/Relationships", params={"status[x]": "Active"}).status_code == 400


@pytest.mark.parametrize(("era", "header"), [("classic", None), ("v6", "mine"), ("v7", "mine")])
def test_a_correlation_id_goes_out_with_the_events_or_with_none(
    sandbox: Sandbox, webhook: Any, era: str, header: str | None
) -> None:
    connector = sandbox.add_connector("one", era=era, webhook_url=webhook.url)
    with Server(sandbox) as server:
        answer = httpx.post(
            f"{server.url}/one{ERAS[era].prefix}/Attributes",
            json={"content": {"value": {"@type": "GivenName", "value": "Correlated"}}},
            headers={"X-API-KEY": connector.api_key, "X-Correlation-ID": "mine"},
            trust_env=False,
        )
        assert answer.status_code == 201
        ((_, _, correlation),) = webhook.wait_for(1)
    assert correlation == header
    assert "x-correlation-id" not in answer.headers


@pytest.mark.parametrize(("era", "shortest", "longest"), [("classic", 1, 1), ("v6", 1, 4), ("v7", 1, 4)])
def test_a_wrong_key_waits_as_long_as_in_its_era(
    monkeypatch: pytest.MonkeyPatch, era: str, shortest: int, longest: int
) -> None:
    sandbox = Sandbox(slow_401=True)
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    connector = sandbox.add_connector("one", era=era)
    for _ in range(30):
        with httpx.Client(transport=httpx.WSGITransport(app=sandbox)) as client:
            url = f"http://sandbox/{connector.name}{ERAS[era].prefix}/Account/IdentityInfo"
            assert client.get(url, headers={"X-API-KEY": "wrong"}).status_code == 401
    assert (min(waits), max(waits)) == (shortest, longest)


@pytest.mark.parametrize("maker", DIALECTS)
@pytest.mark.parametrize("reader", DIALECTS)
def test_connectors_meet_those_of_their_own_era_only(knock: Knock, maker: str, reader: str) -> None:
    template = knock(maker, "POST", "/RelationshipTemplates/Own", json=CREATIONS[maker]).json()["result"]
    reference = template.get("truncatedReference") or template["reference"]["truncated"]
    answer = knock(reader, "POST", "/RelationshipTemplates/Peer", name="two", json={"reference": reference})
    assert answer.status_code == 201 if maker == reader else answer.status_code in (400, 404)


def test_worlds_of_different_eras_have_nothing_in_common(sandbox: Sandbox) -> None:
    connectors: list[SandboxConnector] = [sandbox.add_connector(era, era=era) for era in DIALECTS]
    assert len({id(each.account.backbone) for each in connectors}) == len(connectors)
    assert [each.dialect.era.name for each in connectors] == list(DIALECTS)
