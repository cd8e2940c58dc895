"""How a Connector reads bodies and writes answers."""

import gzip
import json
import zlib
from typing import Any

import httpx
import msgspec
import pytest

from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.routes.answer import to_json
from enmeshed_kit.sandbox.routes.body import FORM_LIMIT, JSON_LIMIT, read_body
from enmeshed_kit.sandbox.routes.form import Upload, read_form

UNEXPECTED = "error.connector.unexpected"
NOT_JSON = "error.connector.validation.invalidJsonInPayload"
FORM = "application/x-www-form-urlencoded"


def _environ(body: bytes | None, content_type: str = "application/json", **headers: str) -> dict[str, Any]:
    import io

    environ: dict[str, Any] = {"CONTENT_TYPE": content_type, "wsgi.input": io.BytesIO(body or b""), **headers}
    return environ if body is None else environ | {"CONTENT_LENGTH": str(len(body))}


def _fault(body: bytes, content_type: str = "application/json", **headers: str) -> tuple[str, str | None]:
    with pytest.raises(Fault) as caught:
        read_body(_environ(body, content_type, **headers))
    return caught.value.code, caught.value.details


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"", {}),
        (b"{}", {}),
        (b' \n[1, "a"] ', [1, "a"]),
        (b"\xef\xbb\xbf{}", {}),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b'{"a": 1.0, "b": 1e3, "c": 1.5, "d": -0.0}', {"a": 1, "b": 1000, "c": 1.5, "d": 0}),
        (b'{"a": "\xff"}', {"a": "\ufffd"}),
        (b'{"a": 9007199254740993}', {"a": 9007199254740992}),
    ],
)
def test_json_is_read_as_javascript_reads_it(body: bytes, value: object) -> None:
    assert read_body(_environ(body)) == value


@pytest.mark.parametrize(
    "body",
    [b"null", b"42", b'"x"', b"true", b" \n ", b"{", b"{'a': 1}", b'{"a": 1,}', b'{"a": NaN}', b"[Infinity]", b"{}x"],
)
def test_what_is_no_object_or_array_is_no_json(body: bytes) -> None:
    assert _fault(body) == (NOT_JSON, None)


def test_digits_without_end_are_a_number_and_no_crash() -> None:
    body = read_body(_environ(b'{"a": ' + b"1" * 6000 + b"}"))
    assert to_json(body) == b'{"a":null}'


def test_nesting_without_end_is_refused() -> None:
    assert _fault(b"[" * 100_000) == (UNEXPECTED, "Maximum call stack size exceeded")


@pytest.mark.parametrize("content_type", ["text/plain", "application/vnd.api+json", "multipart/form-data", "", "json"])
def test_other_content_types_are_not_read(content_type: str) -> None:
    assert read_body(_environ(b"{}", content_type)) is msgspec.UNSET


def test_a_request_without_a_body_has_none_whatever_its_content_type() -> None:
    assert read_body(_environ(None)) is msgspec.UNSET


def test_json_ends_at_two_mebibytes_and_forms_at_a_hundred_kibibytes() -> None:
    assert read_body(_environ(b'{"a":"' + b"x" * (JSON_LIMIT - 8) + b'"}'))
    assert _fault(b'{"a":"' + b"x" * (JSON_LIMIT - 7) + b'"}') == (UNEXPECTED, "request entity too large")
    assert read_body(_environ(b"a=" + b"x" * (FORM_LIMIT - 2), FORM))
    assert _fault(b"a=" + b"x" * (FORM_LIMIT - 1), FORM) == (UNEXPECTED, "request entity too large")


@pytest.mark.parametrize(
    ("content_type", "details"),
    [
        ("application/json; charset=nope", 'unsupported charset "NOPE"'),
        ("application/json; charset=utf-99", 'unsupported charset "UTF-99"'),
        ('application/json; charset="iso-8859-1"', 'unsupported charset "ISO-8859-1"'),
        (f"{FORM}; charset=utf-16", 'unsupported charset "UTF-16"'),
    ],
)
def test_a_charset_that_is_not_supported_is_named(content_type: str, details: str) -> None:
    assert _fault(b"{}", content_type) == (UNEXPECTED, details)


def test_other_forms_of_unicode_are_read() -> None:
    assert read_body(_environ('{"a": "ä"}'.encode("utf-16"), "Application/JSON; Charset=UTF-16")) == {"a": "ä"}


@pytest.mark.parametrize(("encoding", "compress"), [("gzip", gzip.compress), ("Deflate", zlib.compress)])
def test_compressed_bodies_are_read(encoding: str, compress: Any) -> None:
    assert read_body(_environ(compress(b'{"a": 1}'), HTTP_CONTENT_ENCODING=encoding)) == {"a": 1}


def test_a_compressed_body_may_not_grow_beyond_the_limit() -> None:
    bomb = gzip.compress(b'{"a":"' + b"x" * (JSON_LIMIT * 10) + b'"}')
    assert _fault(bomb, HTTP_CONTENT_ENCODING="gzip") == (UNEXPECTED, "request entity too large")


def test_broken_or_unknown_compression_is_named() -> None:
    assert _fault(b"{}", HTTP_CONTENT_ENCODING="gzip") == (UNEXPECTED, "incorrect header check")
    assert _fault(gzip.compress(b"{}")[:-4], HTTP_CONTENT_ENCODING="gzip") == (UNEXPECTED, "unexpected end of file")
    assert _fault(b"{}", HTTP_CONTENT_ENCODING="zstd9") == (UNEXPECTED, 'unsupported content encoding "zstd9"')


def test_a_forms_values_are_texts_and_repeated_ones_lists() -> None:
    assert read_body(_environ(b"a=1&b=%C3%A4+x&a=2&a=3&c&d=%zz", FORM)) == {
        "a": ["1", "2", "3"],
        "b": "ä x",
        "c": "",
        "d": "%zz",
    }


def _multipart(*parts: bytes) -> dict[str, Any]:
    body = b"".join(b"--B\r\n" + part + b"\r\n" for part in parts) + b"--B--\r\n"
    return _environ(body, "multipart/form-data; boundary=B")


def test_a_form_with_a_file_gives_texts_and_the_file_as_it_was() -> None:
    head = 'Content-Disposition: form-data; name="file"; filename="grün.txt"\r\nContent-Type: text/plain\r\n\r\n'
    text = b'Content-Disposition: form-data; name="title"\r\n\r\nA title'
    tags = [b'Content-Disposition: form-data; name="tags"\r\n\r\n' + tag for tag in (b"x:1", b"x:2")]
    form = read_form(_multipart(text, *tags, head.encode() + b"\r\n-B \x00\r\n"), msgspec.UNSET)
    assert form == {
        "title": "A title",
        "tags": ["x:1", "x:2"],
        "file": Upload(b"\r\n-B \x00\r\n", "grün.txt", "text/plain"),
    }


@pytest.mark.parametrize(
    "part",
    [
        b'Content-Disposition: form-data; name="other"; filename="x"\r\n\r\nx',
        b"Content-Disposition: form-data\r\n\r\nx",
        b"no end of a head",
    ],
)
def test_a_form_that_makes_no_sense_is_refused(part: bytes) -> None:
    with pytest.raises(Fault):
        read_form(_multipart(part), msgspec.UNSET)


def test_answers_carry_the_headers_of_a_connector_and_can_be_asked_for_again_only_if_changed(
    client: httpx.Client,
) -> None:
    answer = client.get("/api/core/v1/Account/IdentityInfo")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert answer.headers["Vary"] == "Accept, Accept-Encoding"
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    again = client.get("/api/core/v1/Account/IdentityInfo", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])
    other = client.get("/api/core/v1/Account/IdentityInfo", headers={"If-None-Match": 'W/"other"'})
    assert other.status_code == 200


def test_long_answers_are_compressed_for_those_who_like_it(client: httpx.Client) -> None:
    plain = client.get("/Monitoring/Support")
    packed = client.get("/Monitoring/Support", headers={"Accept-Encoding": "deflate, gzip;q=0.5"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < len(plain.content)
    assert packed.json() == plain.json()
    refused = client.get("/Monitoring/Support", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_head_says_how_long_the_answer_would_be(client: httpx.Client) -> None:
    head, answer = (client.request(method, "/api/core/v1/Account/IdentityInfo") for method in ("HEAD", "GET"))
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(answer.content)))


def test_half_a_surrogate_pair_can_be_written() -> None:
    assert json.loads(to_json({"a": "\ud800"})) == {"a": "\ud800"}


def test_a_bug_is_a_500_with_its_story_on_standard_error(
    client: httpx.Client, connector: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("a bug of ours")

    connector.account.sync = broken
    answer = client.post("/api/core/v1/Account/Sync")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, UNEXPECTED)
    assert "stacktrace" not in answer.json()["error"]
    assert "ZeroDivisionError: a bug of ours" in capsys.readouterr().err
    connector.debug = True
    error = client.post("/api/core/v1/Account/Sync").json()["error"]
    assert list(error) == ["code", "message", "id", "time", "docs", "stacktrace", "details"]
