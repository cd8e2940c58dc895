"""How a Connector writes its answers: JSON, envelope, headers, tags."""

import base64
import gzip
import hashlib
import json
import math
import re
from datetime import datetime
from email.utils import format_datetime
from typing import Any

import msgspec
from falcon import Request, Response

from enmeshed_kit.sandbox.faults import Fault, time_text
from enmeshed_kit.sandbox.routes.http_server import HttpServer

JSON_TYPE = "application/json; charset=utf-8"
ERROR_CODES_PAGE = "https://enmeshed.eu/integrate/error-codes"
SMALLEST_COMPRESSED = 1024

STATUS_OF_CODE = {
    "error.connector.unauthorized": 401,
    "error.connector.forbidden": 403,
    "error.connector.http.routeDoesNotExist": 404,
    "error.connector.http.methodNotAllowed": 405,
    "error.connector.http.notAcceptable": 406,
    "error.connector.unexpected": 500,
}
_NO_STACKTRACE = {code for code, status in STATUS_OF_CODE.items() if status != 500} | {
    "error.connector.validation.invalidJsonInPayload"
}

_SECURITY_HEADERS = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "origin-agent-cluster": "?1",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-dns-prefetch-control": "off",
    "x-download-options": "noopen",
    "x-frame-options": "SAMEORIGIN",
    "x-permitted-cross-domain-policies": "none",
    "x-xss-protection": "0",
}
_PRODUCTION_POLICY = (
    "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors 'self';"
    "img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';"
    "style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests"
)
_COMPRESSIBLE = re.compile(r"text/|application/(?:json|javascript|xml)|\S+\+(?:json|xml|text)")


def to_json(value: Any) -> bytes:
    """JSON as the API writes it: times in milliseconds, what is not set left out."""
    plain = msgspec.to_builtins(value, builtin_types=(datetime,))
    try:
        return _dumps(plain).encode()
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can hold and UTF-8 cannot
        return json.dumps(plain, default=time_text, separators=(",", ":")).encode()
    except ValueError:
        return _dumps(_finite(plain)).encode()


def _dumps(value: Any) -> str:
    return json.dumps(value, default=time_text, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _finite(value: Any) -> Any:
    """What is too large for a double is null in JSON."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    return [_finite(each) for each in value] if isinstance(value, list) else value


def status_of(fault: Fault) -> int:
    """The HTTP status of what the world refuses."""
    if fault.code in STATUS_OF_CODE:
        return STATUS_OF_CODE[fault.code]
    if fault.code.endswith(".recordNotFound"):
        return 404
    return 500 if fault.code.startswith("error.platform.") else 400


def error_envelope(fault: Fault, error_id: str, at: datetime, trace: list[str] | None) -> bytes:
    """An error as the API writes it; the stacktrace and the details belong to debug mode."""
    error: dict[str, Any] = {
        "code": fault.code,
        "message": fault.message,
        "id": error_id,
        "time": at,
        "docs": f"{ERROR_CODES_PAGE}#{fault.code}",
    }
    if trace is not None and fault.code not in _NO_STACKTRACE:
        error["stacktrace"] = trace
        if fault.details is not None:
            error["details"] = fault.details
    return to_json({"error": error})


def finish(req: Request, resp: Response, server: HttpServer, *, now: datetime, duration_ms: float, debug: bool) -> None:
    """Give an answer the headers that every answer of a Connector has."""
    resp.set_headers(_SECURITY_HEADERS)
    resp.set_header("strict-transport-security", f"max-age={server.transport_age_s}; includeSubDomains")
    resp.set_header("content-security-policy", server.debug_policy if debug else _PRODUCTION_POLICY)
    resp.set_header("x-response-time", time_text(now))
    resp.set_header("x-response-duration-ms", f"{duration_ms:.3f}")
    resp.set_header("date", format_datetime(now, usegmt=True))
    body = resp.data or b""
    resp.set_header("etag", _etag(body or b"No Content"))
    if resp.status_code == 200 and req.method in ("GET", "HEAD") and _is_known(req, str(resp.get_header("etag"))):
        resp.status = 304
        resp.data = None
        resp.delete_header("content-type")
    elif body and _COMPRESSIBLE.match(resp.content_type or ""):
        resp.append_header("vary", "Accept-Encoding")
        _compress(req, resp, body)


def _etag(body: bytes) -> str:
    digest = base64.b64encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    return f'W/"{len(body):x}-{digest[:27]}"'


def _is_known(req: Request, etag: str) -> bool:
    known = req.get_header("If-None-Match")
    if not known or "no-cache" in (req.get_header("Cache-Control") or ""):
        return False
    opaque = [each.strip().removeprefix("W/") for each in known.split(",")]
    return known.strip() == "*" or etag.removeprefix("W/") in opaque


def _compress(req: Request, resp: Response, body: bytes) -> None:
    accepted = req.get_header("Accept-Encoding") or ""
    wants_gzip = re.search(r"(?:^|[\s,])(?:gzip|\*)\s*(?:$|,|;\s*q\s*=\s*(?:1|0?\.0*[1-9]))", accepted)
    if wants_gzip and len(body) >= SMALLEST_COMPRESSED and req.method != "HEAD":
        resp.data = gzip.compress(body, mtime=0)
        resp.set_header("content-encoding", "gzip")
