"""Records as texts: what is not set is left out, what opens something is masked."""

from datetime import UTC, datetime

from enmeshed_kit.records import Attribute, CanCreateResult, Message, MessageRecipient, Reference, Token

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ME = "did:e:localhost:dids:0123456789abcdef012357"
KEY = "x" * 80


def test_what_is_not_set_is_left_out_of_the_text() -> None:
    assert repr(CanCreateResult(is_success=True)) == "CanCreateResult(is_success=True)"
    assert repr(CanCreateResult(is_success=False, code="c")) == "CanCreateResult(is_success=False, code='c')"


def test_records_within_records_leave_it_out_as_well() -> None:
    message = Message(
        id="MSG1",
        is_own=False,
        content={"@type": "ArbitraryMessageContent", "value": None},
        created_by=ME,
        created_by_device="DVC1",
        recipients=[MessageRecipient(address=ME)],
        created_at=NOW,
        attachments=[],
    )
    text = repr(message)
    assert f"recipients=[MessageRecipient(address='{ME}')]" in text
    assert "was_read_at" not in text
    assert "'value': None" in text, "what others sent is not cut"


def test_the_text_of_a_token_does_not_tell_the_key_that_it_carries() -> None:
    content = {"@type": "TokenContentFile", "fileId": "FIL1", "secretKey": {"key": KEY, "alg": 3}}
    reference = Reference(truncated=KEY, url=f"https://b.example/r/TOK1#{KEY}")
    token = Token(
        id="TOK1",
        is_own=True,
        created_by=ME,
        created_by_device="DVC1",
        content=content,
        created_at=NOW,
        expires_at=NOW,
        reference=reference,
        is_ephemeral=False,
    )
    assert KEY not in repr(token)
    assert "'fileId': 'FIL1'" in repr(token)
    assert token.content["secretKey"]["key"] == KEY


def test_the_text_of_an_attribute_masks_a_reference_to_a_file() -> None:
    value = {"@type": "IdentityFileReference", "value": "RklM" + KEY}
    attribute = Attribute(type="OwnIdentityAttribute", id="ATT1", content={"value": value}, created_at=NOW)
    assert KEY not in repr(attribute)
