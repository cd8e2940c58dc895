"""What a Connector checks before it looks at the payload, and in which order."""

from collections.abc import Callable

import httpx
import pytest

from enmeshed_kit.eras import LATEST
from enmeshed_kit.sandbox.dialects import DIALECTS
from enmeshed_kit.sandbox.keys import ApiKey
from enmeshed_kit.sandbox.routes.route import negotiate
from enmeshed_kit.sandbox.sandbox import Sandbox, SandboxConnector

PREFIX = LATEST.prefix
ROUTES = [(route.method, route.path) for route in DIALECTS[LATEST.name].routes.routes if not route.debug]
JSON_AND_PICTURE = ("application/json", "image/png")


def _code(answer: httpx.Response) -> str:
    return answer.json()["error"]["code"].rpartition(".")[2]


def _filled(path: str) -> str:
    return path.replace("{", "").replace("}", "")


@pytest.fixture
def knock(sandbox: Sandbox) -> Callable[..., httpx.Response]:
    """Calls a Connector with a key of the given scopes."""

    def knock(method: str, path: str, scopes: list[str] | None, **arguments: object) -> httpx.Response:
        if "guarded" not in sandbox.connectors:
            sandbox.add_connector("guarded", api_keys={"admin": ApiKey("all"), "other": ApiKey("some", [])})
        connector = sandbox.connectors["guarded"]
        key = ApiKey("some", scopes)
        connector.keys._keys["other"] = key
        with httpx.Client(transport=httpx.WSGITransport(app=sandbox), base_url="http://sandbox/guarded") as client:
            headers = {"X-API-KEY": "some", "Accept": "application/json", **arguments.pop("headers", {})}  # type: ignore[dict-item]
            return client.request(method, path, headers=headers, **arguments)  # type: ignore[arg-type]

    return knock


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_refuses_a_key_without_scopes(knock: Callable[..., httpx.Response], method: str, path: str) -> None:
    answer = knock(method, _filled(path), [], json={})
    assert (answer.status_code, _code(answer)) == (403, "forbidden")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_is_opened_by_its_own_scope_and_by_the_wide_ones(
    knock: Callable[..., httpx.Response], method: str, path: str
) -> None:
    (route,) = [route for route in DIALECTS[LATEST.name].routes.routes if (route.method, route.path) == (method, path)]
    for scope in (*route.scopes, "core:**", "**"):
        assert knock(method, _filled(path), [scope], headers={"Accept": "image/jpeg"}).status_code != 403


def test_every_route_knows_which_methods_its_path_has(knock: Callable[..., httpx.Response]) -> None:
    by_path: dict[str, list[str]] = {}
    for method, path in ROUTES:
        by_path.setdefault(path, []).append(method)
    del by_path[f"{PREFIX}/Files/{{id}}"]  # the same to a client as {id_or_reference}, which comes first
    for path, methods in by_path.items():
        answer = knock("TRACE", _filled(path), [])
        assert (answer.status_code, _code(answer)) == (405, "methodNotAllowed")
        assert answer.headers["Allow"] == ", ".join(methods)


@pytest.mark.parametrize(
    ("scopes", "wanted", "permitted"),
    [
        (None, "core:account", True),
        ([], "core:account", False),
        (["**"], "monitoring:version", True),
        (["core:*"], "core:account", True),
        (["core:*"], "core:requests:incoming", False),
        (["core:**"], "core:requests:incoming", True),
        (["core:**"], "monitoring:version", False),
        (["core:account"], "core:accounts", False),
        (["core.account"], "core:account", False),
        (["core:requests:incoming"], "core:requests:outgoing", False),
    ],
)
def test_a_star_stands_for_one_level_and_two_for_all(scopes: list[str] | None, wanted: str, permitted: bool) -> None:
    assert ApiKey("key", scopes).permits([wanted]) is permitted


def test_one_scope_opens_both_kinds_of_requests(knock: Callable[..., httpx.Response]) -> None:
    for side in ("Incoming", "Outgoing"):
        assert knock("GET", f"{PREFIX}/Requests/{side}", ["core:requests"]).status_code == 200
    assert knock("GET", f"{PREFIX}/Requests/Incoming", ["core:requests:outgoing"]).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "arguments", "status"),
    [
        ("POST", "/Nothing", {"content": "{", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/Nothing", {"headers": {"X-API-KEY": "no"}}, 401),
        ("DELETE", "/Account/Sync", {"headers": {"X-API-KEY": "no"}}, 401),
        ("DELETE", "/Account/Sync", {}, 405),
        ("GET", "/Attributes", {"headers": {"Accept": "image/png"}}, 403),
        ("GET", "/Account/IdentityInfo", {"headers": {"Accept": "image/png"}}, 406),
        ("GET", "/Nothing", {"headers": {"Accept": "image/png"}}, 404),
    ],
)
def test_the_first_thing_that_is_wrong_decides(
    knock: Callable[..., httpx.Response], method: str, path: str, arguments: dict[str, object], status: int
) -> None:
    assert knock(method, PREFIX + path, ["core:account"], **arguments).status_code == status


def test_letter_case_and_one_slash_at_the_end_do_not_matter(client: httpx.Client) -> None:
    for path in ("/API/core/V1/account/IDENTITYINFO", f"{PREFIX}/Account/IdentityInfo/", "/monitoring/VERSION/"):
        assert client.get(path).status_code == 200
    for path in (
        f"{PREFIX}/Account//IdentityInfo",
        f"{PREFIX}/Account/IdentityInfo//",
        f"/{PREFIX}/Account/IdentityInfo",
    ):
        assert client.get(f"http://sandbox/connector{path}").status_code == 404


@pytest.mark.parametrize("letter", ["ü", "€", "🎉"])
def test_any_letter_may_stand_in_a_path(client: httpx.Client, letter: str) -> None:
    assert client.get(f"{PREFIX}/Attributes/{letter}").status_code == 400
    assert client.get(f"{PREFIX}/{letter}").status_code == 404
    assert client.get(f"http://sandbox/{letter}").status_code == 404


def test_health_needs_no_key_but_only_reading_it_is_health(client: httpx.Client) -> None:
    for headers in ({}, {"X-API-KEY": "wrong"}):
        del client.headers["X-API-KEY"]
        client.headers.update(headers)
        assert client.get("/health").json()["isHealthy"] is True
        assert client.head("/health").status_code == 200
        assert client.post("/health").status_code == 401
        client.headers["X-API-KEY"] = "x"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("image/*", "image/png"),
        ("image/png, application/json", "image/png"),
        ("application/json, image/png", "application/json"),
        ("image/png;q=0.5, application/json", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
        ("application/json;q=0, */*", "image/png"),
        ("IMAGE/PNG", "image/png"),
        ("image/*, application/json", "application/json"),
        ("*/*, image/png", "image/png"),
        ("image/png;q=0.9, image/*;q=0.1, application/*;q=0.5", "image/png"),
        ("application/json; charset=utf-8", None),
        ("application/json; charset=utf-8, */*;q=0.1", "application/json"),
        ("image/png;q=nonsense", None),
        ("text/html", None),
        (",,;", None),
    ],
)
def test_the_type_that_the_client_likes_best_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert negotiate(accept, JSON_AND_PICTURE) == chosen


def test_a_fixed_path_comes_before_a_parameter_where_it_is_first() -> None:
    table = DIALECTS[LATEST.name].routes
    match = table.find("GET", f"{PREFIX}/Attributes/TagCollection", debug=False)
    assert match is not None
    assert match.route is not None
    assert match.route.behaviour == "account.attributes.tag_collection"


def test_the_deletion_process_is_there_in_debug_mode_only(sandbox: Sandbox, connector: SandboxConnector) -> None:
    debug = sandbox.add_connector("debug", debug=True)
    with httpx.Client(transport=httpx.WSGITransport(app=sandbox), base_url="http://sandbox") as client:
        for each, status in ((connector, 404), (debug, 400)):
            path = f"/{each.name}{PREFIX}/IdentityDeletionProcess"
            assert client.get(path, headers={"X-API-KEY": each.api_key}).status_code == status
