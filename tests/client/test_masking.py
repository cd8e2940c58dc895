"""Masking: what opens or decrypts something is never shown, what names it is."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enmeshed_kit.masking import MASK, mask, mask_query
from enmeshed_kit.records import PasswordProtection, Reference

URL = "https://backbone.example/r/RLTabcdefghijklmnopq?app=x#M3xzZWNyZXQtb2YtdGhlLXRlbXBsYXRl"
TRUNCATED = "UkxU" + "a1b2c3d4" * 12
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    "value",
    [
        {"reference": {"truncated": TRUNCATED, "url": URL}},
        {"reference": URL},
        {"reference": TRUNCATED},
        {"truncatedReference": TRUNCATED},
        {"passwordProtection": {"password": TRUNCATED}},
        {"secretKey": {"key": TRUNCATED, "alg": 3}},
        {"body": f"Scan this: {URL}, please"},
        {"body": f"or type {TRUNCATED}"},
        {"value": {"@type": "IdentityFileReference", "value": TRUNCATED}},
        [{"ownershipToken": TRUNCATED}],
        {"configuration": {"API_KEY": TRUNCATED, "database": {"connectionString": TRUNCATED}}},
    ],
)
def test_what_opens_something_is_masked_wherever_it_stands(value: object) -> None:
    shown = json.dumps(mask(value), ensure_ascii=False)
    assert MASK in shown
    assert TRUNCATED not in shown
    assert URL.split("#")[1] not in shown


@pytest.mark.parametrize(
    "value",
    [
        {"source": {"type": "RelationshipTemplate", "reference": "RLTabcdefghijklmnopq"}},
        {"reference": "did:e:localhost:dids:0123456789abcdef012357", "value": 1},
        {"passwordIsPin": True, "passwordLocationIndicator": "Letter"},
        {"subject": "The password is on the letter", "key": "customer"},
        {"url": "https://example.com"},
    ],
)
def test_what_only_names_something_stays_readable(value: object) -> None:
    assert mask(value) == value


def test_a_url_keeps_its_readable_part() -> None:
    assert mask({"body": URL}) == {"body": URL.split("#")[0] + "#" + MASK}


def test_filters_by_password_are_masked_in_the_query() -> None:
    query = [
        ("passwordProtection.password", "hush"),
        ("source.reference", "RLTabcdefghijklmnopq"),
        ("status", "Active"),
    ]
    assert mask_query(query) == [
        ("passwordProtection.password", MASK),
        ("source.reference", "RLTabcdefghijklmnopq"),
        ("status", "Active"),
    ]


@settings(deadline=None)
@given(JSON, st.sampled_from(["password", "reference", "truncatedReference", "ownershipToken"]))
def test_a_secret_is_masked_at_any_depth_and_the_original_is_left_alone(value: object, name: str) -> None:
    secret = "-".join(["a", "text", "that", "nobody", "else", "writes"])
    whole = {"items": [{"inner": value, name: secret}]}
    before = json.dumps(whole)
    assert secret not in json.dumps(mask(whole))
    assert json.dumps(whole) == before


def test_records_hide_references_and_passwords_in_their_text_form() -> None:
    protection = PasswordProtection(**{"password": "hush-hush"})
    shown = f"{Reference(truncated=TRUNCATED, url=URL)} {protection}"
    assert TRUNCATED not in shown
    assert URL not in shown
    assert "hush-hush" not in shown
