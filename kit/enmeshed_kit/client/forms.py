"""Forms with a file in them: what an upload sends in place of JSON, and how a log shows it."""

import json
import shlex
from typing import TypeAlias

import msgspec

from enmeshed_kit.records import Json

BOUNDARY = "next-field"
"""What stands between the fields where a form is written out; a real call takes a longer one that no file contains."""


class Upload(msgspec.Struct, frozen=True, kw_only=True, repr_omit_defaults=True):
    """The file of a form.

    Args:  content: its bytes; empty in the log, which keeps only the size.
    """

    filename: str
    mimetype: str
    content: bytes = b""
    size: int = 0


Form: TypeAlias = tuple[tuple[str, str | Upload], ...]
"""The fields of a form in their order; a name may repeat."""


def described(form: Form) -> Json:
    """A form as JSON would say it, the file by name, type and size."""
    fields: Json = {}
    for name, value in form:
        shown = f"{value.filename} ({value.mimetype}, {value.size} bytes)" if isinstance(value, Upload) else value
        known = fields.get(name)
        fields[name] = shown if known is None else [*known, shown] if isinstance(known, list) else [known, shown]
    return fields


def logged(form: Form) -> Form:
    """A form for the log, which would grow large with the content of files."""
    return tuple(
        (name, msgspec.structs.replace(value, content=b"") if isinstance(value, Upload) else value)
        for name, value in form
    )


def as_curl(form: Form) -> list[str]:
    """The options with which curl sends a form; it reads the file from the folder in which it runs."""
    return [
        f"--form-string {shlex.quote(f'{name}={value}')}"
        if isinstance(value, str)
        else "-F " + shlex.quote(f"{name}=@{quoted(value.filename)};type={value.mimetype}")
        for name, value in form
    ]


def as_http(form: Form) -> list[str]:
    """The body in the form that HTTP clients of editors read; `<` stands before the name of a file to send."""
    lines = []
    for name, value in form:
        lines += [f"--{BOUNDARY}"]
        if isinstance(value, str):
            lines += [f"Content-Disposition: form-data; name={quoted(name)}", "", value]
        else:
            filename = quoted(value.filename)
            lines += [f"Content-Disposition: form-data; name={quoted(name)}; filename={filename}"]
            lines += [f"Content-Type: {value.mimetype}", "", f"< ./{value.filename}"]
    return [*lines, f"--{BOUNDARY}--"]


def as_python(form: Form) -> list[str]:
    """The fields as the `files` of httpx, one line each."""
    return [
        f"({json.dumps(name)}, (None, {json.dumps(value, ensure_ascii=False)})),"
        if isinstance(value, str)
        else f"({json.dumps(name)}, ({quoted(value.filename)}, open({quoted(value.filename)}, 'rb').read(), "
        f"{json.dumps(value.mimetype)})),"
        for name, value in form
    ]


def as_javascript(form: Form) -> list[str]:
    """The fields as lines that fill the `form` of a program in JavaScript."""
    return [
        f"form.append({quoted(name)}, {quoted(value)});"
        if isinstance(value, str)
        else f"form.append({quoted(name)}, new Blob([await readFile({quoted(value.filename)})], "
        f"{{ type: {quoted(value.mimetype)} }}), {quoted(value.filename)});"
        for name, value in form
    ]


def quoted(text: str) -> str:
    """A text in double quotes, letters of all languages as they are."""
    return json.dumps(text, ensure_ascii=False)
