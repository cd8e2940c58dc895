"""Whatever two do with their Attributes: what both still have is the same on both sides."""

from collections.abc import Callable
from contextlib import suppress
from random import Random

import pytest
from copies.pair import Pair

from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.copies.local_attribute import LocalAttribute
from enmeshed_kit.sandbox.faults import Fault

STREET = {"@type": "StreetAddress", "recipient": "A", "houseNo": "1", "zipCode": "1", "city": "C", "country": "DE"}


def _create(pair: Pair, dice: Random) -> None:
    number = str(dice.randrange(1000))
    pair.create(STREET | {"street": number} if dice.random() < 0.3 else {"@type": "GivenName", "value": number})


def _latest(pair: Pair) -> list[LocalAttribute]:
    return [each for each in pair.holdings(pair.a).own() if each.succeeded_by is None and each.parent_id is None]


def _share(pair: Pair, dice: Random) -> None:
    pair.share(dice.choice(_latest(pair)))


def _succeed(pair: Pair, dice: Random) -> None:
    shared = {each.source for each in _copies(pair, pair.a)}
    older = dice.choice([each for each in _latest(pair) if each.id in shared] or _latest(pair))
    field = "street" if "street" in older.content["value"] else "value"
    value = older.content["value"] | {field: str(dice.randrange(1000))}
    pair.a.attributes.succeed(older.id, {"successorContent": {"value": value}})


def _notify(pair: Pair, dice: Random) -> None:
    renewed = [each for each in _latest(pair) if each.succeeds]
    pair.a.attributes.notify_peer(dice.choice(renewed).id, {"peer": pair.b.address})


def _delete(pair: Pair, dice: Random) -> None:
    pair.a.attributes.delete(dice.choice(pair.holdings(pair.a).own()).id)


def _delete_own_shared(pair: Pair, dice: Random) -> None:
    pair.a.attributes.delete_own_shared(dice.choice(_copies(pair, pair.a)).id)


def _delete_peer_shared(pair: Pair, dice: Random) -> None:
    pair.b.attributes.delete_peer_shared(dice.choice(_copies(pair, pair.b)).id)


DEEDS: tuple[Callable[[Pair, Random], None], ...] = (
    *(_create, _create, _share, _share, _succeed, _notify, _notify),
    *(_delete, _delete_own_shared, _delete_peer_shared),
)


def _copies(pair: Pair, account: Account) -> list[LocalAttribute]:
    return [each for each in pair.holdings(account) if each.share_info]


def _untouched(pair: Pair, account: Account) -> dict[str, tuple[object, ...]]:
    alive = [each for each in _copies(pair, account) if each.deletion_info is None]
    return {each.id: (each.content, each.succeeded_by) for each in alive}


@pytest.mark.parametrize("seed", range(12))
def test_a_copy_that_nobody_has_deleted_is_the_same_on_both_sides(pair: Pair, seed: int) -> None:
    dice = Random(seed)  # noqa: S311  nothing to keep secret
    _create(pair, dice)
    for _ in range(60):
        with suppress(Fault, IndexError):  # what is refused changes nothing, and with nothing there is nothing to do
            dice.choice(DEEDS)(pair, dice)
        pair.sync(pair.b)
        pair.sync(pair.a)
        assert _untouched(pair, pair.a) == _untouched(pair, pair.b)
        _check_versions(pair)


def _check_versions(pair: Pair) -> None:
    """A version that has a successor is what that one succeeds, and children belong to somebody."""
    for account in (pair.a, pair.b):
        holdings = pair.holdings(account)
        for each in holdings:
            newer = holdings.find(each.succeeded_by) if each.succeeded_by else None
            assert newer is None or newer.succeeds == each.id
            assert each.parent_id is None or holdings.find(each.parent_id)
            assert each.source is None or holdings.find(each.source)
