import base64
from datetime import UTC, datetime

import pytest

from enmeshed_kit.records import RelationshipTemplate
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.ids import Ids
from enmeshed_kit.sandbox.references import SchemeReferences, Secret, UrlReferences, is_reference, read_reference

NOW = datetime(2026, 1, 5, tzinfo=UTC)
IDS = Ids("references")
LOCK = "pw&c2FsdA==&2"
SECRET = Secret(id=IDS.object_id("RLT"), key=IDS.secret_key(), for_identity="12ab", password=LOCK)


def decoded(text: str) -> str:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()


def test_the_truncated_form_has_five_parts_and_names_the_backbone() -> None:
    parts = decoded(UrlReferences().write(SECRET).truncated).split("|")
    assert parts == [f"{SECRET.id}@http://localhost:8090", "3", SECRET.key, "12ab", LOCK]


def test_the_url_form_carries_the_id_in_its_path_and_the_rest_in_its_fragment() -> None:
    address, _, fragment = UrlReferences().write(SECRET).url.partition("#")
    assert address == f"http://localhost:8090/r/{SECRET.id}"
    assert decoded(fragment).split("|") == ["3", SECRET.key, "12ab", LOCK]


def test_both_forms_lead_to_the_same_thing() -> None:
    reference = UrlReferences().write(SECRET)
    elsewhere = reference.url.replace("localhost:8090", "other.example")
    assert read_reference(reference.truncated, NOW) == read_reference(reference.url, NOW) == SECRET
    assert read_reference(elsewhere.replace("#", "?app=123#"), NOW).key == SECRET.key


def test_a_reference_of_three_parts_is_read_too() -> None:
    short = base64.urlsafe_b64encode(f"{SECRET.id}|3|{SECRET.key}".encode()).decode().rstrip("=")
    assert read_reference(short, NOW) == Secret(id=SECRET.id, key=SECRET.key)


@pytest.mark.parametrize("kind", ["TOK", "FIL"])
def test_a_reference_to_something_else_is_none(kind: str) -> None:
    assert not is_reference(UrlReferences().write(SECRET).truncated, (kind,))
    assert not is_reference(UrlReferences().write(SECRET).url, (kind,))
    assert is_reference(UrlReferences().write(SECRET).url, ("RLT",))


@pytest.mark.parametrize("cut", range(4, 12))
def test_a_reference_cut_short_is_refused_wherever_it_was_cut(cut: int) -> None:
    plain = UrlReferences().write(Secret(id=SECRET.id, key=SECRET.key)).truncated
    with pytest.raises(Fault, match=r"invalid input|components"):
        read_reference(plain[:-cut], NOW)


def test_blanks_around_a_reference_end_its_decoding() -> None:
    with pytest.raises(Fault, match="incomplete input"):
        read_reference(f" {UrlReferences().write(SECRET).truncated} ", NOW)


def test_noise_is_told_by_the_number_of_its_parts() -> None:
    with pytest.raises(Fault, match="consists of '1' components"):
        read_reference("UkxU" + "A" * 92, NOW)


@pytest.mark.parametrize("nothing", ["", "nonsense", None, 1, "RLT12345678901234567"])
def test_what_is_no_reference_is_not_even_decoded(nothing: object) -> None:
    assert not is_reference(nothing, ("RLT", "TOK"))


@pytest.mark.parametrize(
    ("query", "is_url"), [([], False), ([("newQRCodeFormat", "true")], True), ([("newQRCodeFormat", "false")], False)]
)
def test_a_qr_code_for_the_app_holds_the_url_only_if_asked(query: list[tuple[str, str]], is_url: bool) -> None:
    reference = SchemeReferences().write(SECRET)
    record = RelationshipTemplate(
        id=SECRET.id,
        is_own=False,
        created_by="a",
        created_by_device="d",
        created_at=NOW,
        content={},
        reference=reference,
    )
    assert UrlReferences().qr_text(record, query) == reference.url
    expected = reference.url if is_url else f"nmshd://tr#{reference.truncated}"
    assert SchemeReferences().qr_text(record, query) == expected
