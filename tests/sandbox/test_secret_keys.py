"""References of three parts, and keys on their own."""

import base64
import json
from datetime import UTC, datetime

import pytest

from enmeshed_kit.records import RelationshipTemplate
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.ids import Ids, base64url
from enmeshed_kit.sandbox.references import Secret
from enmeshed_kit.sandbox.secret_keys import KeyReferences, read_secret_key, secret_key_of

NOW = datetime(2026, 1, 5, tzinfo=UTC)
IDS = Ids("secret keys")
SECRET = Secret(id=IDS.object_id("RLT"), key=IDS.secret_key())
REFERENCES = KeyReferences()
TRUNCATED = REFERENCES.write(SECRET).truncated


def template(*, is_own: bool = True) -> RelationshipTemplate:
    return RelationshipTemplate(
        id=SECRET.id,
        is_own=is_own,
        created_by="a",
        created_by_device="d",
        created_at=NOW,
        content={},
        reference=REFERENCES.write(SECRET),
    )


def encoded(value: object) -> str:
    return base64url(json.dumps(value).encode())


def test_a_reference_has_three_parts_and_88_characters() -> None:
    assert len(TRUNCATED) == 88
    assert base64.urlsafe_b64decode(TRUNCATED).decode().split("|") == [SECRET.id, "3", SECRET.key]
    assert REFERENCES.read(TRUNCATED, NOW) == SECRET


def test_urls_are_no_references_yet() -> None:
    assert REFERENCES.are(TRUNCATED, ("TOK", "RLT"))
    assert not REFERENCES.are(TRUNCATED, ("TOK",))
    assert not REFERENCES.are(f"http://localhost:8090/r/{SECRET.id}#{TRUNCATED}", ("FIL",))
    assert not REFERENCES.are(TRUNCATED[:-1], ("RLT",))
    assert not REFERENCES.are(None, ("RLT",))


@pytest.mark.parametrize(
    "parts",
    [f"{SECRET.id}|3", f"{SECRET.id}|3|{SECRET.key}||", f"RLT|3|{SECRET.key}", f"{SECRET.id}|3|{SECRET.key[:-4]}"],
)
def test_other_parts_are_an_invalid_reference(parts: str) -> None:
    with pytest.raises(Fault, match="invalid truncated reference"):
        REFERENCES.read(base64url(parts.encode()), NOW)


def test_a_qr_code_opens_the_app_and_is_drawn_of_own_templates_only() -> None:
    assert REFERENCES.qr_text(template(), [("newQRCodeFormat", "true")]) == f"nmshd://tr#{TRUNCATED}"
    with pytest.raises(Fault, match="cannot create a QRCode for a peer template"):
        REFERENCES.qr_text(template(is_own=False), [])


def test_a_key_says_its_algorithm_and_is_read_back() -> None:
    text = secret_key_of(template())
    assert json.loads(base64.urlsafe_b64decode(text + "==")) == {"key": SECRET.key, "alg": 3}
    assert read_secret_key(text, NOW) == SECRET.key


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("notAKeyOfAnything", "invalid input"),
        ("with blanks in it", "incomplete input"),
        (base64url(b"no JSON at all"), "not in JSON format"),
        (encoded(None), "Cannot read properties of null"),
        (encoded([1]), "Encryption algorithm is not supported"),
        (encoded({"key": SECRET.key, "alg": 9}), "Encryption algorithm is not supported"),
        (encoded({"key": 5, "alg": 3}), "must be of type CoreBuffer"),
        (encoded({"key": "AAAA", "alg": 3}), r"must be 32 bytes long for encryption algorithm 3 \(is 3\)"),
    ],
)
def test_what_is_no_key_is_told_as_a_connector_trips_over_it(text: str, complaint: str) -> None:
    with pytest.raises(Fault, match=complaint):
        read_secret_key(text, NOW)
