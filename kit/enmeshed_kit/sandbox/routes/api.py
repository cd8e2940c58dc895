"""The one WSGI app of all Connectors of a sandbox: parse, one call, envelope.

The checks come in the order of a real Connector: body, key, method, scope, `Accept`, payload.
"""

import functools
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

import falcon
import msgspec
from falcon import Request, Response

from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.routes import answer
from enmeshed_kit.sandbox.routes.body import read_body, read_query
from enmeshed_kit.sandbox.routes.route import PNG, Match, Route

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.sandbox import SandboxConnector

CONNECTOR = "enmeshed_kit.connector"
RAW_PATH = "enmeshed_kit.raw_path"
STARTED = "enmeshed_kit.started"

_UNAUTHORIZED = ("error.connector.unauthorized", "Unauthorized.")
_FORBIDDEN = ("error.connector.forbidden", "You are not allowed to access this endpoint.")
_NO_ROUTE = ("error.connector.http.routeDoesNotExist", "The requested route does not exist.")
_NO_METHOD = (
    "error.connector.http.methodNotAllowed",
    "The request method is not supported for the requested resource.",
)
_NO_TYPE = (
    "error.connector.http.notAcceptable",
    "The requested resource is capable of generating only content not acceptable according to the Accept headers"
    " sent in the request.",
)
_UNEXPECTED = ("error.connector.unexpected", "An unexpected error occurred.")
_HEALTH_PATHS = ("/health", "/health/")


def build_api() -> Callable[..., Any]:
    """The WSGI app; it finds in the WSGI environment the Connector, the raw path below it, and when the call came."""
    app = falcon.App(middleware=[_Gate()], router=cast(Any, _Router()))
    for kind in (Exception, falcon.HTTPError):
        app.add_error_handler(kind, _refuse)
    return app


def _connector(req: Request) -> "SandboxConnector":
    return cast("SandboxConnector", req.env[CONNECTOR])


class _Gate:
    """What happens before and after the route, whatever the route is."""

    def process_request(self, req: Request, resp: Response) -> None:
        connector = _connector(req)
        req.context.body = read_body(req.env)
        if req.method in ("GET", "HEAD") and req.env[RAW_PATH].lower() in _HEALTH_PATHS:
            resp.data, resp.content_type = answer.to_json(connector.monitoring.health()), answer.JSON_TYPE
            resp.complete = True
            return
        req.context.key = connector.keys.find(req.get_header("X-API-KEY"))
        if req.context.key is None:
            connector.sandbox.pause_before_refusal(connector.dialect.server.refusal_pause_s)
            raise Fault(*_UNAUTHORIZED)

    def process_resource(self, req: Request, resp: Response, match: Match, params: dict[str, str]) -> None:
        route = match.route
        if route is None:
            resp.set_header("allow", match.allowed)
            raise Fault(*_NO_METHOD)
        if not req.context.key.permits(route.scopes):
            raise Fault(*_FORBIDDEN)
        req.context.media_type = _connector(req).dialect.server.media_type(req.get_header("Accept"), route)
        if req.context.media_type is None:
            raise Fault(*_NO_TYPE)

    def process_response(self, req: Request, resp: Response, match: Match | None, req_succeeded: bool) -> None:
        connector = _connector(req)
        duration_ms = (time.perf_counter() - req.env[STARTED]) * 1000
        now, server = connector.account.now(), connector.dialect.server
        answer.finish(req, resp, server, now=now, duration_ms=duration_ms, debug=connector.debug)
        connector.monitoring.count(resp.status_code)


class _Router:
    """Finds routes by the raw path, for which falcon's own router has no place."""

    def find(self, uri: str, req: Request) -> tuple[Match, Mapping[str, Any], dict[str, str], str] | None:
        connector = _connector(req)
        match = connector.dialect.routes.find(req.method, req.env[RAW_PATH], debug=connector.debug)
        if match is None:
            return None
        responders = {req.method: functools.partial(_respond, match.route)} if match.route else {}
        return match, responders, match.parameters, match.template


def _respond(route: Route, req: Request, resp: Response, **parameters: str) -> None:
    connector = _connector(req)
    wants_picture = req.context.media_type == PNG
    with connector.turn(writes=req.method not in ("GET", "HEAD"), correlation_id=req.get_header("X-Correlation-ID")):
        result = _behaviour(connector, route)(*_arguments(route, req, parameters))
        # Written while nobody else can change it; what is large or slow to make waits until others may go on.
        if result is not None and not route.download and not wants_picture:
            written = connector.account.write(result)
            resp.data = answer.to_json({"result": written} if route.envelope else written)
    resp.status = 204 if result is None else route.status or (201 if route.method == "POST" else 200)
    if route.download:
        _attach(resp, result.content, result.filename, result.mimetype)
    elif wants_picture:
        text = connector.dialect.references.qr_text(result, _argument("query", req, parameters))
        _draw(resp, text, parameters.get("id") or result.id)
    elif result is not None:
        resp.content_type = answer.JSON_TYPE
        if resp.status_code == 201:
            resp.set_header("location", "_")
        elif connector.dialect.server.varies(route):
            resp.set_header("vary", "Accept")


def _behaviour(connector: "SandboxConnector", route: Route) -> Callable[..., Any]:
    behaviour: Any = connector
    for name in route.behaviour.split("."):
        behaviour = getattr(behaviour, name, None)
        if behaviour is None:
            details = f"The sandbox does not know {route.method} {route.path} yet ({route.behaviour})."
            print(details, file=sys.stderr)
            raise Fault(*_UNEXPECTED, details)
    return cast(Callable[..., Any], behaviour)


def _arguments(route: Route, req: Request, parameters: dict[str, str]) -> list[Any]:
    return [_argument(name, req, parameters) for name in route.takes.split(",") if name]


def _argument(name: str, req: Request, parameters: dict[str, str]) -> Any:
    if name == "body":
        return _read(req, req.context.body)
    if name == "query":
        return read_query(req.query_string, nested=_connector(req).dialect.server.nests_parameters)
    if name == "form":
        from enmeshed_kit.sandbox.routes.form import read_form

        return _read(req, read_form(req.env, req.context.body))
    return parameters[name]


def _read(req: Request, body: Any) -> Any:
    return copy(_connector(req).dialect.server.unread_body) if body is msgspec.UNSET else body


def _draw(resp: Response, url: str, name: str) -> None:
    from enmeshed_kit.sandbox.qr import qr_png

    _attach(resp, qr_png(url), f"{name}.png", PNG)


def _attach(resp: Response, content: bytes, filename: str, media_type: str) -> None:
    resp.data, resp.content_type = content, media_type
    resp.set_header("content-disposition", "attachment;filename=" + quote(filename, safe="!'()*"))


def _refuse(req: Request, resp: Response, error: Exception, params: dict[str, Any]) -> None:
    fault = error if isinstance(error, Fault) else _fault_of(error)
    connector = _connector(req)
    trace = [f"{fault.code}: {fault.message}", f"    at {req.method} {req.env[RAW_PATH]}"]
    with connector.sandbox.lock:
        error_id, now = connector.account.ids.error_id(), connector.account.now()
    resp.status = answer.status_of(fault)
    resp.data = answer.error_envelope(fault, error_id, now, trace if connector.debug else None)
    resp.content_type = answer.JSON_TYPE


def _fault_of(error: Exception) -> Fault:
    """What falcon or a bug of ours looks like from outside: a bug also tells its story where the server was started."""
    if isinstance(error, falcon.HTTPError):
        return Fault(*_NO_ROUTE)
    traceback.print_exception(error, file=sys.stderr)
    return Fault(*_UNEXPECTED, str(error))
