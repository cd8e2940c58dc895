import base64
import json
import re

from hypothesis import given
from hypothesis import strategies as st

from enmeshed_kit.sandbox.content.schema import ADDRESS_PATTERN
from enmeshed_kit.sandbox.ids import Ids, has_valid_checksum


def test_two_runs_with_one_seed_make_the_same() -> None:
    one, other = Ids("a seed"), Ids("a seed")
    assert [one.object_id("RLT"), one.keys(), one.secret_key()] == [
        other.object_id("RLT"),
        other.keys(),
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
def test_ids_and_addresses_have_their_form_whatever_the_seed(seed: str) -> None:
    ids = Ids(seed)
    keys = ids.keys()
    assert re.fullmatch("RLT[A-Za-z0-9]{17}", ids.object_id("RLT"))
    assert re.fullmatch("ERR[A-HJ-NP-Z2-9]{17}", ids.error_id())
    assert re.fullmatch(ADDRESS_PATTERN, keys.address)
    assert has_valid_checksum(keys.address)


def test_a_wrong_last_digit_is_noticed() -> None:
    assert has_valid_checksum("did:e:localhost:dids:0123456789abcdef012357")
    assert not has_valid_checksum("did:e:localhost:dids:0123456789abcdef012345")


def test_a_public_key_tells_its_algorithm() -> None:
    public_key = Ids("a seed").keys().public_key
    exported = json.loads(base64.urlsafe_b64decode(public_key + "=" * (-len(public_key) % 4)))
    assert exported["alg"] == 3
    assert len(base64.urlsafe_b64decode(exported["pub"] + "=")) == 32
