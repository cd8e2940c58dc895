"""All Attributes of an Identity by their ids, and the chains of their versions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, count
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from enmeshed_kit.records import Attribute

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account
    from enmeshed_kit.sandbox.copies.local_attribute import LocalAttribute

A = TypeVar("A", Attribute, "LocalAttribute")


class Versions(Generic[A]):
    """Attributes in the order in which they came.

    None is ever changed in place: what was published or answered stays as it was.
    """

    _attributes: dict[str, A]

    def __init__(self, account: "Account") -> None:
        self._account = account
        self._attributes = {}
        self._ids_by_peer: defaultdict[str | None, dict[str, None]] = defaultdict(dict)
        self._places: dict[str, int] = {}
        self._next_place = count()

    def __iter__(self) -> Iterator[A]:
        return iter(list(self._attributes.values()))

    def with_peer(self, peer: str | None) -> list[A]:
        """The Attributes that belong to the dealings with a peer, whoever owns them; None: those of nobody else."""
        return [self._attributes[attribute_id] for attribute_id in self._ids_by_peer.get(peer, ())]

    def _put(self, attribute: A) -> None:
        """Keep an Attribute, or what has become of it; its peer is always the same."""
        if attribute.id not in self._attributes:
            self._places[attribute.id] = next(self._next_place)
            self._ids_by_peer[attribute.peer][attribute.id] = None
        self._attributes[attribute.id] = attribute

    def _remove(self, attribute: A) -> None:
        del self._attributes[attribute.id]
        del self._places[attribute.id]
        del self._ids_by_peer[attribute.peer][attribute.id]

    def in_order(self, attribute_ids: Iterable[str]) -> list[A]:
        """Those of some Attributes that are here, in the order in which they came."""
        here = [attribute_id for attribute_id in attribute_ids if attribute_id in self._places]
        return [self._attributes[attribute_id] for attribute_id in sorted(here, key=self._places.__getitem__)]

    def find(self, attribute_id: str) -> A | None:
        """An Attribute by its id."""
        return self._attributes.get(attribute_id)

    def predecessors(self, attribute: A) -> list[A]:
        """Older versions, the latest first."""
        found: list[A] = []
        while attribute.succeeds and (older := self.find(attribute.succeeds)):
            found.append(attribute := older)
        return found

    def successors(self, attribute: A) -> list[A]:
        """Newer versions, the oldest first."""
        found: list[A] = []
        while attribute.succeeded_by and (newer := self.find(attribute.succeeded_by)):
            found.append(attribute := newer)
        return found

    def versions(self, attribute: A) -> list[A]:
        """All versions, the latest first."""
        return list(chain(reversed(self.successors(attribute)), [attribute], self.predecessors(attribute)))

    def change(self, attribute: A, **changes: object) -> A:
        """Change some fields of an Attribute.

        Returns:   the Attribute as it is now.
        """
        changed = msgspec.structs.replace(self._attributes[attribute.id], **changes)
        self._put(changed)
        return changed
