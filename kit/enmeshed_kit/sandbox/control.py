"""Below `/sandbox`, what no Connector has: adding Connectors while the sandbox runs."""

import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import falcon
import msgspec
from falcon import Request, Response

from enmeshed_kit.eras import LATEST
from enmeshed_kit.records import Record
from enmeshed_kit.sandbox.dialects import DIALECTS
from enmeshed_kit.sandbox.keys import ApiKey
from enmeshed_kit.sandbox.routes.answer import to_json

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.sandbox import Sandbox, SandboxConnector

LARGEST_BODY = 1024 * 1024


class _Refusal(Exception):  # noqa: N818  it becomes an answer, not a failure
    """Why a call is refused."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = f"error.sandbox.{code}"


class _Key(Record, kw_only=True, forbid_unknown_fields=True):
    """An API key as it is written in the order."""

    key: str
    scopes: list[str] | None = None


class _Order(Record, kw_only=True, forbid_unknown_fields=True):
    """The Connector that is wanted."""

    name: str
    era: str = LATEST.name
    api_keys: dict[str, _Key] | None = None
    webhook_url: str | None = None
    debug: bool = False


def description(connector: "SandboxConnector", url: str) -> dict[str, str]:
    """What a client needs to know of a Connector.

    Args:      url: of the sandbox, without a slash at the end.
    """
    return {
        "baseUrl": f"{url}/{connector.name}",
        "apiKey": connector.api_key,
        "era": connector.dialect.era.name,
        "address": connector.account.address,
    }


def build_control(sandbox: "Sandbox") -> Callable[..., Any]:
    """The WSGI app below `/sandbox`."""
    app = falcon.App(middleware=[_Gate(sandbox)])
    app.add_route("/connectors", _Connectors(sandbox))
    app.req_options.strip_url_path_trailing_slash = True
    app.add_error_handler(_Refusal, _refuse)
    app.add_error_handler(falcon.HTTPError, _refuse_http)
    return app


class _Gate:
    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox

    def process_request(self, req: Request, _: Response) -> None:
        sent = (req.get_header("X-SANDBOX-KEY") or "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(sent, self._sandbox.control_key.encode()):
            raise _Refusal(401, "unauthorized", "The header X-SANDBOX-KEY must have the sandbox's control key.")


class _Connectors:
    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox

    def on_post(self, req: Request, resp: Response) -> None:
        connector = self._add(_order(req))
        resp.status = 201
        resp.content_type = "application/json; charset=utf-8"
        resp.data = to_json({"result": description(connector, f"{req.scheme}://{req.netloc}")})

    def _add(self, order: _Order) -> "SandboxConnector":
        keys = {name: ApiKey(each.key, each.scopes) for name, each in (order.api_keys or {}).items()}
        with self._sandbox.lock:
            if order.name in self._sandbox.connectors:
                raise _Refusal(409, "nameTaken", f"There is a Connector called {order.name!r} already.")
            try:
                return self._sandbox.add_connector(
                    order.name,
                    api_keys=keys or None,
                    webhook_url=order.webhook_url,
                    debug=order.debug,
                    era=order.era,
                )
            except ValueError as error:
                raise _Refusal(400, "invalidConnector", str(error)) from error


def _order(req: Request) -> _Order:
    if (req.content_length or 0) > LARGEST_BODY:
        raise _Refusal(400, "invalidBody", "The body is too large.")
    try:
        order = msgspec.json.decode(req.bounded_stream.read(), type=_Order)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _Refusal(400, "invalidBody", f"The body must be a JSON object with a name: {error}") from error
    if order.era not in DIALECTS:
        known = ", ".join(DIALECTS)
        raise _Refusal(400, "unknownEra", f"There is no era {order.era!r} here; there is {known}.")
    return order


def _refuse(_: Request, resp: Response, error: _Refusal, __: dict[str, Any]) -> None:
    _write(resp, error.status, error.code, str(error))


def _refuse_http(_: Request, resp: Response, error: falcon.HTTPError, __: dict[str, Any]) -> None:
    _write(resp, error.status_code, "error.sandbox.http", f"{error.title}: POST /sandbox/connectors adds a Connector.")
    resp.set_headers(error.headers or {})


def _write(resp: Response, status: int, code: str, message: str) -> None:
    resp.status = status
    resp.content_type = "application/json; charset=utf-8"
    resp.data = to_json({"error": {"code": code, "message": message}})
