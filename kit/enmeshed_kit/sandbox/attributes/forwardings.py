"""With whom an Identity shared its Attributes, and what became of them there."""

from datetime import datetime

import msgspec

from enmeshed_kit.records import DeletionInfo, ForwardingDetails

DELETED = "DeletedByRecipient"
TO_BE_DELETED = "ToBeDeletedByRecipient"


def status_of(details: ForwardingDetails) -> str | None:
    """What a peer did with its copy."""
    return details.deletion_info.deletion_status if details.deletion_info else None


class Forwardings:
    """The copies of all Attributes of one Identity."""

    def __init__(self) -> None:
        self._details: dict[str, list[ForwardingDetails]] = {}

    def of(self, attribute_id: str) -> list[ForwardingDetails]:
        """All copies of an Attribute, also those that the peer has deleted."""
        return list(self._details.get(attribute_id, ()))

    def ids_shared_with(self, peer: str) -> set[str]:
        """The Attributes of which a peer has or had a copy."""
        return {key for key, each in self._details.items() if any(details.peer == peer for details in each)}

    def has_copy(self, attribute_id: str, peer: str, *, to_stay: bool = False) -> bool:
        """Whether a peer has an Attribute (`to_stay`: and will not delete it)."""
        unwanted = {DELETED, TO_BE_DELETED} if to_stay else {DELETED}
        return any(details.peer == peer and status_of(details) not in unwanted for details in self.of(attribute_id))

    def peers_with_copy(self, attribute_id: str) -> list[str]:
        """Who has an Attribute now."""
        return list(dict.fromkeys(each.peer for each in self.of(attribute_id) if status_of(each) != DELETED))

    def add(self, attribute_id: str, peer: str, source: str, at: datetime) -> None:
        """Note that a peer got a copy; one that it was about to delete stays."""
        kept = self._details.setdefault(attribute_id, [])
        for index, details in enumerate(kept):
            if details.peer == peer and status_of(details) != DELETED:
                kept[index] = msgspec.structs.replace(details, deletion_info=None)
                return
        kept.append(ForwardingDetails(peer=peer, source_reference=source, shared_at=at))

    def set_deletion(self, attribute_id: str, peer: str, info: DeletionInfo | None, *, override: bool = False) -> None:
        """Note what a peer does with its copy; what it has decided already stands unless overridden."""
        kept = self._details.get(attribute_id, [])
        final = {DELETED, TO_BE_DELETED}
        of_peer = [index for index, details in enumerate(kept) if details.peer == peer]
        open_ones = [index for index in of_peer if override or status_of(kept[index]) not in final]
        for index in open_ones[:1]:
            kept[index] = msgspec.structs.replace(kept[index], deletion_info=info)

    def forget_attribute(self, attribute_id: str) -> None:
        """Drop what is known about an Attribute that is no more."""
        self._details.pop(attribute_id, None)

    def forget_peer(self, attribute_id: str, peer: str) -> None:
        """Drop what is known about a peer's copy."""
        self._details[attribute_id] = [details for details in self.of(attribute_id) if details.peer != peer]
