"""Files: what an upload sends, how a log shows it, and what comes back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from enmeshed_kit.client import Connector, content
from enmeshed_kit.client.errors import BadRequestError, ContentError, NotFoundError

P = "/api/core/v1"
Pair = tuple[Connector, Connector]


@pytest.mark.parametrize("pair", ["v6", "v7"], indirect=True)
def test_a_file_is_uploaded_given_to_a_peer_and_withdrawn(pair: Pair) -> None:
    one, other = pair
    data = bytes(range(256))
    file = one.files.upload(data, filename="Grüße.bin", title="T", tags=["x:a", "x:b"])
    assert (file.filename, file.filesize, file.mimetype) == ("Grüße.bin", 256, "application/octet-stream")
    assert (file.title, file.tags) == ("T", ["x:a", "x:b"])
    assert one.files.download(file) == data
    assert other.files.load_peer(file.reference).owner == one.address
    assert other.files.download(file) == data
    assert [known.id for known in other.files.list_peer()] == [file.id]
    one.files.delete(file)
    with pytest.raises(NotFoundError):
        one.files.get(file)
    with pytest.raises(BadRequestError) as caught:
        other.files.download(file)
    assert "deleted" in caught.value.hint


@pytest.mark.parametrize("pair", ["v6", "v7"], indirect=True)
def test_a_token_leads_to_a_file(pair: Pair) -> None:
    one, other = pair
    file = one.files.upload(b"x", filename="x.txt", expires_at=one.now() + timedelta(days=1))
    token = one.files.create_token(file, password_protection=content.password_protection("hush"))
    with pytest.raises(BadRequestError) as caught:
        other.files.load_peer(token.reference)
    assert "File is protected" in caught.value.hint
    assert other.files.load_peer(token.reference, "hush").id == file.id


@pytest.mark.parametrize("pair", ["v6", "v7"], indirect=True)
def test_an_attachment_arrives_with_its_message(pair: Pair) -> None:
    one, other = pair
    template = one.relationship_templates.create_own(
        content=content.arbitrary_template_content({}), expires_at=one.now() + timedelta(days=1)
    )
    loaded = other.relationship_templates.load_peer(template.reference)
    assert other.relationships.can_create(loaded).is_success
    other.relationships.create(loaded, content.arbitrary_creation_content([]))
    one.relationships.accept(one.wait_for_relationship(template))
    other.sync()
    file = one.files.upload(b"Attached", filename="a.txt")
    mail = content.mail(other.address, "With a File", "See below")
    sent = one.messages.send(None, mail, [file])
    received = other.wait_for_message(sent)
    assert received.attachments == [file.id], "a list names Files by their ids"
    assert other.messages.get(received).attachments == [other.files.get(file)]
    assert other.messages.attachment(received, file).filename == "a.txt"
    assert other.messages.download(received, file) == b"Attached"


def test_a_path_brings_its_name_and_type(pair: Pair, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF")
    file = pair[0].files.upload(path)
    assert (file.filename, file.mimetype) == ("letter.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        ({"content": "text", "filename": "a"}, "neither bytes nor a path"),
        ({"content": b"x"}, "no name"),
        ({"content": b"x" * (10 * 1024 * 1024 + 1), "filename": "a"}, "10 MiB"),
        ({"content": b"x", "filename": "a", "tags": ["x:one"]}, "single tag"),
    ],
)
def test_what_cannot_be_uploaded_is_not_sent(
    stage: Any, connector: Connector, arguments: dict[str, Any], cause: str
) -> None:
    with pytest.raises(ContentError, match=cause):
        connector.files.upload(arguments.pop("content"), **arguments)
    assert stage.requests == []


@pytest.fixture
def logged(pair: Pair) -> Any:
    """The exchange of an upload."""
    pair[0].files.upload(b"secret bytes", filename='a "b".txt', title="@T", tags=["x:a", "x:b"])
    return pair[0].exchanges.last("POST")


@pytest.mark.parametrize("pair", ["v7"], indirect=True)
def test_the_log_names_a_file_and_does_not_keep_it(logged: Any) -> None:
    assert logged.body == {"title": "@T", "tags": ["x:a", "x:b"], "file": 'a "b".txt (text/plain, 12 bytes)'}
    assert b"secret bytes" not in repr((logged.form, logged.raw_body)).encode()


@pytest.mark.parametrize("pair", ["v7"], indirect=True)
def test_an_upload_can_be_taken_along_as_curl_http_and_python(logged: Any) -> None:
    curl = logged.as_curl()
    assert "--form-string title=@T" in curl
    assert """-F 'file=@"a \\"b\\".txt";type=text/plain'""" in curl
    assert "Content-Type: multipart/form-data; boundary=" in logged.as_http()
    assert logged.as_http().count('name="tags"') == 2
    compile(logged.as_python(), "example", "exec")
    assert '("title", (None, "@T")),' in logged.as_python()


@pytest.mark.parametrize(
    ("content_type", "shown"),
    [
        ("application/pdf", b"\x00\xff"),
        ("application/octet-stream", b"\x00\xff"),
        ("text/plain", "\x00\ufffd"),
        ("application/problem+json", "\x00\ufffd"),
    ],
)
def test_a_download_is_shown_as_text_only_where_it_is_one(
    stage: Any, connector: Connector, content_type: str, shown: Any
) -> None:
    answer = httpx.Response(200, content=b"\x00\xff", headers={"content-type": content_type})
    stage.answer("GET", f"{P}/Files/FILx/Download", answer)
    assert connector.files.download("FILx") == b"\x00\xff"
    assert connector.exchanges[-1].answer == shown
    assert "--output downloaded-file" in connector.exchanges[-1].as_curl()
