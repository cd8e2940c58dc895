"""Addresses and ids, as payloads name Identities and things."""

import re
from collections.abc import Iterable
from typing import Any

from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.eras import ADDRESS


def addresses(named: str | Iterable[str]) -> list[str]:
    """One address or several as a list of valid ones."""
    several = [named] if isinstance(named, str) else list(named)
    for address in several:
        check_address(address)
    return several


def check_address(address: Any, place: str = "") -> None:
    """Refuse what is no address of any era, or has a placeholder's look."""
    if isinstance(address, str) and ADDRESS.fullmatch(address):
        return
    raise ContentError(
        f"{place}{': ' if place else ''}{address!r} is no address of an Identity.",
        "An address begins with did:e:, before Connector 5 with id1: take relationship.peer, or connector.address.",
    )


def check_owner(address: Any, place: str = "owner") -> None:
    """Refuse an owner that is neither an address nor empty, which stands for whom the place suggests."""
    if address != "":
        check_address(address, place)


def check_id(prefix: str, identity: Any, place: str) -> None:
    """Refuse what is no id of this kind."""
    if not isinstance(identity, str) or not re.fullmatch(prefix + "[A-Za-z0-9]{17}", identity):
        raise ContentError(
            f"{place} {identity!r} is no id: it needs {prefix} and 17 letters or digits.",
            "Pass what an earlier step returned, or its .id.",
        )
