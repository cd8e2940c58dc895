"""New versions of own Attributes where a shared one is the same on both sides."""

from enmeshed_kit.records import Attribute, Json
from enmeshed_kit.sandbox.attributes.holdings import OWN_IDENTITY, OWN_RELATIONSHIP, Holdings
from enmeshed_kit.sandbox.attributes.renewals import Renewals
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import Fault, unexpected

_ATTRIBUTES = "error.runtime.attributes"


class Successions(Renewals[Holdings]):
    """Gives own Attributes new versions, and forwards them."""

    notice = "PeerAttributeSucceededNotificationItem"

    def _succeed_identity(self, older: Attribute, given: Json) -> Json:
        if older.type != OWN_IDENTITY:
            raise _not_own(older.id, OWN_IDENTITY)
        content = self._read_identity(given)
        self._holdings.check_tags(content.get("tags"))
        predecessor, successor = self._replace(older, content)
        return {"predecessor": predecessor, "successor": successor}

    def _succeed_relationship(self, older: Attribute, given: Json) -> Json:
        if older.type != OWN_RELATIONSHIP or older.peer is None:
            raise _not_own(older.id, OWN_RELATIONSHIP)
        content = self._vocabulary.read_attribute(older.content | given)
        self._account.messages.check_reachable([older.peer])
        notification_id = self._account.ids.object_id("NOT")
        return self._tell(older.peer, *self._replace(older, content, notification_id), notification_id)

    def _replace(self, older: Attribute, content: Json, source: str | None = None) -> tuple[Attribute, Attribute]:
        content = self._holdings.trimmed(content)
        old = older.content
        has_changed = not schema.same(content, old)
        same_type = content["value"]["@type"] == old["value"]["@type"]
        is_allowed = self._vocabulary.has_only_allowed_characters(content)
        if older.succeeded_by or not has_changed or not same_type or not is_allowed:
            raise unexpected()
        pair = self._holdings.succeed(older, content, source=source)
        self._holdings.announce_succession(*pair)
        return pair

    def _notify(self, attribute: Attribute, peer: str) -> Json:
        if attribute.type != OWN_IDENTITY:
            raise _not_own(attribute.id, OWN_IDENTITY)
        known = self._version_known_to(attribute, peer)
        self._account.messages.check_reachable([peer])
        notification_id = self._account.ids.object_id("NOT")
        successor = self._holdings.forward(attribute, peer, notification_id)
        return self._tell(peer, known, successor, notification_id)

    def _version_known_to(self, attribute: Attribute, peer: str) -> Attribute:
        """The version that a peer has, if a newer one would be news.

        Raises:    Fault: none, this one, or a newer one.
        """
        shared = self._holdings.shared_versions(attribute, peer)
        if not shared:
            raise Fault(
                f"{_ATTRIBUTES}.peerHasNoPreviousVersionOfAttribute",
                f"The peer '{peer}' doesn't have any previous version of the Attribute '{attribute.id}'. "
                "Either you haven't shared it before or the peer has deleted it.",
            )
        if shared[0].id == attribute.id:
            raise Fault(
                f"{_ATTRIBUTES}.ownIdentityAttributeHasAlreadyBeenSharedWithPeer",
                f"The OwnIdentityAttribute '{attribute.id}' has already been shared with peer '{peer}'.'.",
            )
        if shared[0] in self._holdings.successors(attribute):
            raise Fault(
                f"{_ATTRIBUTES}.successorOfOwnIdentityAttributeHasAlreadyBeenSharedWithPeer",
                f"A successor '{shared[0].id}' of the OwnIdentityAttribute '{attribute.id}' has already been shared "
                f"with peer '{peer}'.'.",
            )
        return shared[0]


def _not_own(attribute_id: str, kind: str) -> Fault:
    return Fault(f"{_ATTRIBUTES}.isNot{kind}", f"The Attribute '{attribute_id}' is not an {kind}.")
