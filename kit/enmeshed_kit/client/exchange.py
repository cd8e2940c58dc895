"""Each call and its answer, kept so that a reader can look at it and write it again in another language.

What is shown has its secrets masked; `reveal()` gives the same exchange with them, for the lesson that needs it.
The API key is never kept. A renderer names it, and the Connector's address, by environment variables.
"""

import json
import re
import shlex
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, overload
from urllib.parse import quote

import msgspec

from enmeshed_kit.client import forms
from enmeshed_kit.client.forms import Form
from enmeshed_kit.masking import mask, mask_query

KEPT_ANSWER = 1024 * 1024
"""Longer answers are kept only in part (bytes), so that a full log stays small."""


TEXT_TYPE = re.compile(r"text/|application/([a-z.-]+\+)?(json|xml)|\Z")
"""Content types of what can be shown; a downloaded File may have any."""


def query_text(query: Iterable[tuple[str, str]]) -> str:
    """Write query parameters so that no shell, curl or proxy reads anything into them."""
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query)


def json_text(value: Any, indent: int | None = 2) -> str:
    """Write JSON for people: letters of all languages as they are, what cannot be seen as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def python_text(text: str) -> str:
    """Write a text as Python does in double quotes; what cannot be seen as escapes."""
    return json.dumps(text, ensure_ascii=False) if text.isprintable() else repr(text)


def python_literal(value: Any, level: int = 0) -> str:
    """Write JSON as Python, each member on a line of its own.

    Args:  level: how deep it stands in the code around it.
    """
    if isinstance(value, dict):
        inner, brackets = [f"{python_text(k)}: {python_literal(v, level + 1)}" for k, v in value.items()], "{}"
    elif isinstance(value, list):
        inner, brackets = [python_literal(item, level + 1) for item in value], "[]"
    else:
        return python_text(value) if isinstance(value, str) else repr(value)
    indent = "    " * level
    lines = "".join(f"\n{indent}    {line}," for line in inner)
    return f"{brackets[0]}{lines}\n{indent}{brackets[1]}" if inner else brackets


class Exchange(msgspec.Struct, frozen=True, kw_only=True, repr_omit_defaults=True):
    """One call to a Connector and what came back.

    Args:  number: counts the calls of one Connector object.
           path: below the base URL, without query.
           base_url: where the Connector was; renderers write it only when they are told to.
           form: what was sent in place of JSON, without the content of files.
           headers: as sent, without the API key; `sends_key` says whether there was one.
           status: HTTP status; None when no answer came, then `error` says why.
           auxiliary: the kit made this call on its own (a sync's comparison, a poll), not the reader.
    """

    number: int
    method: str
    path: str
    base_url: str = ""
    raw_query: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str]
    sends_key: bool = True
    raw_body: bytes | None = None
    form: Form = ()
    status: int | None = None
    reason: str = ""
    answer_headers: dict[str, str] = {}
    raw_answer: bytes = b""
    answer_size: int = 0
    duration_s: float = 0.0
    error: str = ""
    auxiliary: bool = False
    revealed: bool = False

    def reveal(self) -> "Exchange":
        """The same exchange with references and passwords readable; still without the API key."""
        return msgspec.structs.replace(self, revealed=True)

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query parameters in the order in which they were sent."""
        return list(self.raw_query) if self.revealed else mask_query(self.raw_query)

    @property
    def target(self) -> str:
        """Path and query, as they stand in the call's first line."""
        query = query_text(self.query)
        return f"{self.path}?{query}" if query else self.path

    @property
    def body(self) -> Any:
        """The JSON that was sent, or a form as JSON would say it; None when there was none."""
        if self.form:
            return self._shown(forms.described(self.form))
        return None if self.raw_body is None else self._shown(json.loads(self.raw_body))

    @property
    def answer(self) -> Any:
        """What came back: JSON, text, the bytes of a picture, or None."""
        if not self.raw_answer:
            return f"{self.answer_size} bytes, not kept" if self.answer_size else None
        if not TEXT_TYPE.match(self.answer_headers.get("content-type", "")):
            return self.raw_answer
        try:
            return self._shown(json.loads(self.raw_answer))
        except ValueError:
            return self._shown(self.raw_answer.decode("utf-8", "replace"))

    def _shown(self, value: Any) -> Any:
        return value if self.revealed else mask(value)

    def __repr__(self) -> str:
        return f"<Exchange {self.number}: {self.method} {self.target} → {self.status or self.error}>"

    def as_curl(self, base_url: str | None = None) -> str:
        """The call as a curl command for a POSIX shell.

        Args:  base_url: to be written into it; left out, it stands as `$ENMESHED_BASE_URL`.
        """
        url = shlex.quote(base_url + self.target) if base_url else '"$ENMESHED_BASE_URL"' + shlex.quote(self.target)
        parts = [f"curl -X {self.method} {url}"]
        if self.sends_key:
            parts.append('-H "X-API-KEY: $ENMESHED_API_KEY"')
        parts += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in self.headers.items()]
        if self.raw_body is not None:
            parts.append(f"--data-raw {shlex.quote(json_text(self.body))}")
        parts += forms.as_curl(self.form)
        if self.saved_as:
            parts.append(f"--output {self.saved_as}")
        return " \\\n  ".join(parts)

    def as_http(self, base_url: str | None = None) -> str:
        """The call in the form that HTTP clients of editors read: first line, headers, blank line, body."""
        lines = [f"{self.method} {base_url or '$ENMESHED_BASE_URL'}{self.target} HTTP/1.1"]
        if self.sends_key:
            lines.append("X-API-KEY: $ENMESHED_API_KEY")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.raw_body is not None:
            lines += ["", json_text(self.body)]
        if self.form:
            lines += [f"Content-Type: multipart/form-data; boundary={forms.BOUNDARY}", "", *forms.as_http(self.form)]
        return "\n".join(lines)

    def as_python(self, base_url: str | None = None) -> str:
        """The call as a small Python program that needs httpx and nothing of this kit."""
        url = python_text(base_url) if base_url else 'os.environ["ENMESHED_BASE_URL"]'
        headers = [f"        {python_text(name)}: {python_text(value)},\n" for name, value in self.headers.items()]
        if self.sends_key:
            headers.insert(0, '        "X-API-KEY": os.environ["ENMESHED_API_KEY"],\n')
        body = "" if self.raw_body is None else f"    json={python_literal(self.body, 1)},\n"
        if self.form:
            body = "    files=[\n" + "".join(f"        {line}\n" for line in forms.as_python(self.form)) + "    ],\n"
        shown = f'open("{self.saved_as}", "wb").write(answer.content)' if self.saved_as else "print(answer.text)"
        return (
            "import os\n\nimport httpx\n\n"
            f"answer = httpx.request(\n    {python_text(self.method)},\n    {url} + {python_text(self.target)},\n"
            f"    headers={{\n{''.join(headers)}    }},\n{body}    timeout=10,\n)\n"
            f"print(answer.status_code)\n{shown}\n"
        )

    def as_javascript(self, base_url: str | None = None) -> str:
        """The call as a small program for Node 18 and later, a module (`.mjs`) that needs nothing else.

        Not for web pages: a Connector answers none of another origin, and its key must not lie in one.
        """
        url = json_text(base_url) if base_url else "process.env.ENMESHED_BASE_URL"
        headers = [f"    {json_text(name)}: {json_text(value)},\n" for name, value in self.headers.items()]
        if self.sends_key:
            headers.insert(0, '    "X-API-KEY": process.env.ENMESHED_API_KEY,\n')
        body = "" if self.raw_body is None else f"  body: JSON.stringify({self._indented_body()}),\n"
        form = "".join(f"{line}\n" for line in ["const form = new FormData();", *forms.as_javascript(self.form), ""])
        used = [*["readFile"] * bool(self.form), *["writeFile"] * bool(self.saved_as)]
        shown = f"await writeFile({json_text(self.saved_as)}, new Uint8Array(await answer.arrayBuffer()));"
        return (
            (f'import {{ {", ".join(used)} }} from "node:fs/promises";\n\n' if used else "")
            + (form if self.form else "")
            + f"const answer = await fetch({url} + {json_text(self.target)}, {{\n  method: {json_text(self.method)},\n"
            + f"  headers: {{\n{''.join(headers)}  }},\n{'  body: form,' + chr(10) if self.form else body}}});\n"
            + f"console.log(answer.status);\n{shown if self.saved_as else 'console.log(await answer.text());'}\n"
        )

    def _indented_body(self) -> str:
        return json_text(self.body).replace("\n", "\n  ")

    @property
    def saved_as(self) -> str:
        """The name of a file for an answer that is no text: a picture, or a File's content."""
        if self.headers.get("Accept", "").startswith("image/"):
            return "qr-code.png"
        return "downloaded-file" if self.path.endswith("/Download") else ""

    def answer_as_text(self) -> str:
        """The answer for reading: status line, content type, body."""
        if self.status is None:
            return f"(no answer: {self.error})"
        content_type = self.answer_headers.get("content-type", "").split(";")[0]
        lines = [f"HTTP/1.1 {self.status} {self.reason}".rstrip()]
        lines += [f"content-type: {content_type}"] if content_type else []
        answer = self.answer
        if isinstance(answer, bytes):
            answer = f"({len(answer)} bytes)"
        if answer is not None:
            lines += ["", answer if isinstance(answer, str) else json_text(answer)]
        return "\n".join(lines)


class ExchangeLog:
    """The last exchanges with a Connector, oldest first.

    Args:  size: how many are kept.
    """

    def __init__(self, size: int = 200) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=size)
        self._count = 0

    def next_number(self) -> int:
        """The number of the next exchange; also counts those that are no longer kept."""
        self._count += 1
        return self._count

    def add(self, exchange: Exchange) -> None:
        """Keep one more; the oldest makes room."""
        self._exchanges.append(exchange)

    def __len__(self) -> int:
        return len(self._exchanges)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(tuple(self._exchanges))

    @overload
    def __getitem__(self, index: int) -> Exchange: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Exchange, ...]: ...

    def __getitem__(self, index: int | slice) -> Exchange | tuple[Exchange, ...]:
        return tuple(self._exchanges)[index]

    def last(self, method: str | None = None, path_contains: str = "") -> Exchange | None:
        """The newest exchange that the reader made, not the kit on its own.

        Args:  method: only with this method.
               path_contains: only with this text in its path.
        """
        for exchange in reversed(tuple(self._exchanges)):
            fits = (method is None or exchange.method == method) and path_contains in exchange.path
            if fits and not exchange.auxiliary:
                return exchange
        return None

    def __repr__(self) -> str:
        return "\n".join([f"{len(self)} exchanges", *(f"  {exchange!r}" for exchange in self)])
