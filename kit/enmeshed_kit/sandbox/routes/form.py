"""Forms with a file in them, as browsers and Connectors' clients send them."""

import re
from typing import Any, NamedTuple

import msgspec

from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.routes.body import raw_body

FILE_FIELD = "file"


class Upload(NamedTuple):
    """A file of a form."""

    content: bytes
    filename: str
    mimetype: str


def read_form(environ: dict[str, Any], body: Any) -> Any:
    """The fields of a form, texts and the one `Upload`; a field that repeats is a list.

    Returns:   the fields of what was read already (JSON, say) if the body is no form, `msgspec.UNSET` if there is none.
    Raises:    Fault: the form is broken, or has a file where none is expected.
    """
    content_type = environ.get("CONTENT_TYPE", "")
    boundary = re.search(r'multipart/form-data.*;\s*boundary=(?:"([^"]+)"|([^\s;]+))', content_type, re.IGNORECASE)
    if body is not msgspec.UNSET or boundary is None:
        return {} if isinstance(body, list) else body
    fields: dict[str, Any] = {}
    for name, value in _parts(raw_body(environ), (boundary[1] or boundary[2]).encode("latin-1")):
        known = fields.get(name)
        fields[name] = value if known is None else [*known, value] if isinstance(known, list) else [known, value]
    return fields


def _parts(data: bytes, boundary: bytes) -> list[tuple[str, str | Upload]]:
    sections = (b"\r\n" + data).split(b"\r\n--" + boundary)
    if len(sections) < 2 or not sections[-1].startswith(b"--"):
        raise _broken("Unexpected end of form")
    return [_part(section) for section in sections[1:-1]]


def _part(section: bytes) -> tuple[str, str | Upload]:
    head, separator, content = section.partition(b"\r\n\r\n")
    headers = head.decode(errors="replace")
    name = re.search(r'content-disposition:[^\r\n]*;\s*name="([^"]*)"', headers, re.IGNORECASE)
    if not separator or name is None:
        raise _broken("Malformed part header")
    filename = re.search(r';\s*filename="([^"]*)"', headers, re.IGNORECASE)
    if filename is None:
        return name[1], content.decode(errors="replace")
    if name[1] != FILE_FIELD:
        raise _broken("Unexpected field")
    kind = re.search(r"^content-type:\s*([^\r\n]+)", headers, re.IGNORECASE | re.MULTILINE)
    return name[1], Upload(content, filename[1], kind[1].strip() if kind else "application/octet-stream")


def _broken(details: str) -> Fault:
    return Fault("error.connector.unexpected", "An unexpected error occurred.", details)
