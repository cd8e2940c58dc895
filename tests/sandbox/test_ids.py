import base64
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enmeshed_kit.sandbox.addresses import Addresses, Base58Addresses, DidAddresses
from enmeshed_kit.sandbox.ids import Ids


def test_two_runs_with_one_seed_make_the_same() -> None:
    one, other = Ids("a seed"), Ids("a seed")
    assert [one.object_id("RLT"), one.keys(DidAddresses()), one.secret_key()] == [
        other.object_id("RLT"),
        other.keys(DidAddresses()),
        other.secret_key(),
    ]


def test_what_one_kind_uses_up_never_changes_another() -> None:
    busy, idle = Ids("a seed"), Ids("a seed")
    for _ in range(5):
        busy.error_id()
        busy.correlation_id()
    assert busy.object_id("REL") == idle.object_id("REL")


def test_without_a_seed_nothing_repeats() -> None:
    assert Ids().object_id("RLT") != Ids().object_id("RLT")


@given(st.text(min_size=1))
@pytest.mark.parametrize("addresses", [DidAddresses(), Base58Addresses()])
def test_ids_and_addresses_have_their_form_whatever_the_seed(addresses: Addresses, seed: str) -> None:
    ids = Ids(seed)
    keys = ids.keys(addresses)
    assert re.fullmatch("RLT[A-Za-z0-9]{17}", ids.object_id("RLT"))
    assert re.fullmatch("ERR[A-HJ-NP-Z2-9]{17}", ids.error_id())
    assert re.fullmatch(addresses.pattern, keys.address)
    assert addresses.is_valid(keys.address)


@pytest.mark.parametrize(
    ("addresses", "right", "wrong"),
    [
        (DidAddresses(), "did:e:localhost:dids:0123456789abcdef012357", "did:e:localhost:dids:0123456789abcdef012345"),
        (Base58Addresses(), "id1Eq5A4uECk6Fv8nDjmSPeKhFM3T24FbnAD", "id1Eq5A4uECk6Fv8nDjmSPeKhFM3T24FbnAE"),
        (Base58Addresses(), "id19Sy75wjCWhQSxsbMiGLn6iSBfWvQmot5b", "id19Sy75wjCWhQSxsbMiGLn6iSBfWvQmot0l"),
    ],
)
def test_a_wrong_last_digit_is_noticed(addresses: Addresses, right: str, wrong: str) -> None:
    assert addresses.is_valid(right)
    assert not addresses.is_valid(wrong)


def test_a_public_key_tells_its_algorithm() -> None:
    public_key = Ids("a seed").keys(DidAddresses()).public_key
    exported = json.loads(base64.urlsafe_b64decode(public_key + "=" * (-len(public_key) % 4)))
    assert exported["alg"] == 3
    assert len(base64.urlsafe_b64decode(exported["pub"] + "=")) == 32
