"""With whom an Identity shared its Attributes, and what became of them there."""

from collections import defaultdict
from datetime import datetime

import msgspec

from enmeshed_kit.records import DeletionInfo, ForwardingDetails

DELETED = "DeletedByRecipient"
TO_BE_DELETED = "ToBeDeletedByRecipient"


def status_of(details: ForwardingDetails) -> str | None:
    """What a peer did with its copy."""
    return details.deletion_info.deletion_status if details.deletion_info else None


class Forwardings:
    """The copies of all Attributes of one Identity, in the order in which they were made."""

    def __init__(self) -> None:
        self._details: defaultdict[str, dict[int, ForwardingDetails]] = defaultdict(dict)
        self._numbers: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._made = 0

    def of(self, attribute_id: str) -> list[ForwardingDetails]:
        """All copies of an Attribute, also those that the peer has deleted."""
        return list(self._details.get(attribute_id, {}).values())

    def count(self, attribute_id: str) -> int:
        """How many copies were made of an Attribute."""
        return len(self._details.get(attribute_id, ()))

    def ids_shared_with(self, peer: str) -> set[str]:
        """The Attributes of which a peer has or had a copy."""
        return set(self._numbers.get(peer, ()))

    def _numbers_of(self, attribute_id: str, peer: str) -> list[int]:
        shared = self._numbers.get(peer)
        return shared.get(attribute_id, []) if shared else []

    def has_copy(self, attribute_id: str, peer: str, *, to_stay: bool = False) -> bool:
        """Whether a peer has an Attribute (`to_stay`: and will not delete it)."""
        unwanted = {DELETED, TO_BE_DELETED} if to_stay else {DELETED}
        details = self._details.get(attribute_id, {})
        return any(status_of(details[number]) not in unwanted for number in self._numbers_of(attribute_id, peer))

    def peers_with_copy(self, attribute_id: str) -> list[str]:
        """Who has an Attribute now."""
        return list(dict.fromkeys(each.peer for each in self.of(attribute_id) if status_of(each) != DELETED))

    def add(self, attribute_id: str, peer: str, source: str, at: datetime) -> None:
        """Note that a peer got a copy; one that it was about to delete stays."""
        kept = self._details[attribute_id]
        for number in self._numbers_of(attribute_id, peer):
            if status_of(kept[number]) != DELETED:
                kept[number] = msgspec.structs.replace(kept[number], deletion_info=None)
                return
        self._made += 1
        kept[self._made] = ForwardingDetails(peer=peer, source_reference=source, shared_at=at)
        self._numbers[peer][attribute_id].append(self._made)

    def set_deletion(self, attribute_id: str, peer: str, info: DeletionInfo | None, *, override: bool = False) -> None:
        """Note what a peer does with its copy; what it has decided already stands unless overridden."""
        kept = self._details.get(attribute_id, {})
        final = {DELETED, TO_BE_DELETED}
        of_peer = self._numbers_of(attribute_id, peer)
        open_ones = [number for number in of_peer if override or status_of(kept[number]) not in final]
        for number in open_ones[:1]:
            kept[number] = msgspec.structs.replace(kept[number], deletion_info=info)

    def forget_attribute(self, attribute_id: str) -> None:
        """Drop what is known about an Attribute that is no more."""
        for details in self._details.pop(attribute_id, {}).values():
            self._numbers[details.peer].pop(attribute_id, None)

    def forget_peer(self, attribute_id: str, peer: str) -> None:
        """Drop what is known about a peer's copy."""
        for number in self._numbers[peer].pop(attribute_id, []):
            del self._details[attribute_id][number]
