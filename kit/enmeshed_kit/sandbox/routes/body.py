"""What a Connector makes of a request's body and query before anybody looks at them.

JSON and forms are read whatever the method and the path, and even before the key is looked at; any other content type
is left alone.
"""

import json
import re
import zlib
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from enmeshed_kit.sandbox.faults import Fault

JSON_LIMIT = 2 * 1024 * 1024
FORM_LIMIT = 100 * 1024
MAX_FORM_FIELDS = 1000
EXACT_INTEGER = 2**53

_LIST_MARK = re.compile(r"\[\d*\]$")
_FIRST_CHARACTER = re.compile(r"[\x20\t\n\r]*([^\x20\t\n\r])")


def read_body(environ: dict[str, Any]) -> Any:
    """The parsed body, or `msgspec.UNSET` when there is none or nobody reads its type.

    Raises:    Fault: broken JSON, or a body that is too large, compressed or encoded in a way that is not supported.
    """
    if "CONTENT_LENGTH" not in environ and "HTTP_TRANSFER_ENCODING" not in environ:
        return msgspec.UNSET
    kind, charset = _content_type(environ.get("CONTENT_TYPE", ""))
    if kind == "application/x-www-form-urlencoded":
        if charset not in (None, "utf-8", "iso-8859-1"):
            raise _refused(f'unsupported charset "{charset.upper()}"')
        return _form(_bytes(environ, FORM_LIMIT), charset or "utf-8")
    if kind == "application/json":
        if charset and not charset.startswith("utf-"):
            raise _refused(f'unsupported charset "{charset.upper()}"')
        return _json(_bytes(environ, JSON_LIMIT), charset or "utf-8")
    return msgspec.UNSET


def raw_body(environ: dict[str, Any]) -> bytes:
    """All bytes of the body."""
    data = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return bytes(data)


def read_query(text: str, *, nested: bool = False) -> list[tuple[str, str]]:
    """All parameters of a query in their order; `nested`: `name[]` and `name[0]` are values of `name`."""
    pairs = parse_qsl(text, keep_blank_values=True, errors="replace")
    return [(_LIST_MARK.sub("", name), value) for name, value in pairs] if nested else pairs


def _content_type(header: str) -> tuple[str, str | None]:
    kind, *parameters = header.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return kind.strip().lower(), value.strip().strip('"').lower() or None
    return kind.strip().lower(), None


def _refused(details: str) -> Fault:
    return Fault("error.connector.unexpected", "An unexpected error occurred.", details)


def _bytes(environ: dict[str, Any], limit: int) -> bytes:
    encoding = (environ.get("HTTP_CONTENT_ENCODING") or "identity").lower()
    if encoding not in ("identity", "gzip", "deflate"):
        raise _refused(f'unsupported content encoding "{encoding}"')
    data = raw_body(environ)
    if encoding != "identity":
        data = _inflated(data, zlib.MAX_WBITS | 16 if encoding == "gzip" else zlib.MAX_WBITS, limit)
    if len(data) > limit:
        raise _refused("request entity too large")
    return data


def _inflated(data: bytes, window_bits: int, limit: int) -> bytes:
    inflater = zlib.decompressobj(window_bits)
    try:
        inflated = inflater.decompress(data, limit + 1)
    except zlib.error:
        raise _refused("incorrect header check") from None
    if len(inflated) <= limit and not inflater.eof:
        raise _refused("unexpected end of file")
    return inflated


def _form(data: bytes, charset: str) -> dict[str, Any]:
    text = data.decode(charset, errors="replace")
    pairs = parse_qsl(text, keep_blank_values=True, encoding=charset, errors="replace")
    if len(pairs) > MAX_FORM_FIELDS:
        raise _refused("too many parameters")
    form: dict[str, Any] = {}
    for name, value in pairs:
        if name not in form:
            form[name] = value
        else:
            known = form[name]
            form[name] = [*known, value] if isinstance(known, list) else [known, value]
    return form


def _json(data: bytes, charset: str) -> Any:
    if not data:
        return {}
    try:
        text = data.decode(charset, errors="replace").removeprefix("\ufeff")
    except LookupError:
        raise _refused(f'unsupported charset "{charset.upper()}"') from None
    first = _FIRST_CHARACTER.match(text)
    if first is None or first[1] not in "{[":
        raise _invalid_json()
    try:
        return json.loads(text, parse_int=_integer, parse_float=_number, parse_constant=_no_constant)
    except RecursionError:
        raise _refused("Maximum call stack size exceeded") from None
    except ValueError:
        raise _invalid_json() from None


def _invalid_json() -> Fault:
    message = "The given payload is not a valid json object."
    return Fault("error.connector.validation.invalidJsonInPayload", message)


def _number(text: str) -> float | int:
    """A number as JavaScript has it: all are doubles, and a whole one is written without a point."""
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 1e21 else value


def _integer(text: str) -> float | int:
    return int(text) if len(text) < len(str(EXACT_INTEGER)) else _number(text)


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no JSON")
