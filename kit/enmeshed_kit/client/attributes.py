"""The section about Attributes. In the sources, `P` is the API prefix."""

from collections.abc import Sequence
from typing import TypeAlias

from enmeshed_kit.client import content as contents
from enmeshed_kit.client.filters import Filter, Filters, Identified, segment
from enmeshed_kit.client.sections import Section, without_none
from enmeshed_kit.eras import deletion_route
from enmeshed_kit.records import Attribute, CanCreateResult, Deletion, ForwardingDetails, Json, Succession

AttributeList: TypeAlias = list[Attribute]
ForwardingList: TypeAlias = list[ForwardingDetails]
NotificationIds: TypeAlias = list[str]


class Attributes(Section):
    """What Identities say about themselves, own and shared by peers."""

    def create(
        self, content: Json | None = None, *, value: Json | None = None, tags: Sequence[str] | None = None
    ) -> Attribute:
        """Create an Attribute about this Identity.

        Args:     content: `{"value": {…}, "tags": […]}`, as the API wants it; or else `value` and `tags` alone.
                  value: for instance `content.attribute_value("DisplayName", "Demo")`.
        Returns:  the Attribute; the Connector filled in the owner.
        Raises:   BadRequestError: the value is invalid, or there is one like it already.
        Source:   POST P/Attributes → 201 (Connector 7.4.6)
        """
        return self._call(Attribute, "POST", "/Attributes", contents.attribute_payload(content, value, tags))

    def can_create(
        self, content: Json | None = None, *, value: Json | None = None, tags: Sequence[str] | None = None
    ) -> CanCreateResult:
        """Ask whether `create` would succeed, and why not.

        Source:  PUT P/Attributes/CanCreate → 200 (Connector 7.4.6)
        """
        payload = contents.attribute_payload(content, value, tags)
        return self._call(CanCreateResult, "PUT", "/Attributes/CanCreate", payload)

    def find_or_create(self, value: Json) -> Attribute:
        """Return the own Attribute that has this value already, else create it: safe to run twice.

        Source:  GET P/Attributes/Own/Identity → 200, POST P/Attributes → 201 (Connector 7.4.6)
        """
        for attribute in self.own_identity({"content.value.@type": value.get("@type")}):
            if contents.same_value(attribute.content.get("value"), value):
                return attribute
        return self.create(value=value)

    def get(self, attribute: Identified) -> Attribute:
        """Read one Attribute.

        Raises:  NotFoundError: no such Attribute here.
        Source:  GET P/Attributes/{id} → 200 (Connector 7.4.6)
        """
        return self._call(Attribute, "GET", f"/Attributes/{segment(attribute)}")

    def list(self, filters: Filters = None, /, **more: Filter) -> AttributeList:
        """List Attributes, own and peers', all their versions.

        Source:  GET P/Attributes → 200 (Connector 7.4.6)
        """
        return self._listed(AttributeList, "/Attributes", filters, more)

    def own_identity(self, filters: Filters = None, /, **more: Filter) -> AttributeList:
        """List the Attributes about this Identity, their latest versions.

        Source:  GET P/Attributes/Own/Identity → 200 (Connector 7.4.6);
                 GET P/Attributes/Own/Repository → 200 (Connectors 6.34.0, 4.6.4), components with a `parent_id` too
        """
        return self._listed(AttributeList, "/Attributes/Own/Identity", filters, more)

    def own_shared(self, peer: str, filters: Filters = None, /, **more: Filter) -> AttributeList:
        """List the own Attributes that a peer was given; before Connector 7 their copies.

        Source:  GET P/Attributes/Own/Shared/{peer} → 200 (Connector 7.4.6);
                 GET P/Attributes/Own/Shared/Identity?peer={peer} → 200 (Connectors 6.34.0, 4.6.4)
        """
        return self._listed(AttributeList, f"/Attributes/Own/Shared/{segment(peer)}", filters, more)

    def peer(self, peer: str, filters: Filters = None, /, **more: Filter) -> AttributeList:
        """List the Attributes that a peer shared.

        Source:  GET P/Attributes/Peer/{peer} → 200 (Connector 7.4.6);
                 GET P/Attributes/Peer/Shared/Identity?peer={peer} → 200 (Connectors 6.34.0, 4.6.4)
        """
        return self._listed(AttributeList, f"/Attributes/Peer/{segment(peer)}", filters, more)

    def succeed(self, attribute: Identified, value: Json, *, tags: Sequence[str] | None = None) -> Succession:
        """Put a new version in the place of an own Attribute.

        Args:     value: of the same type, and another than before.
                  tags: of an IdentityAttribute; those of the older version are not kept.
        Returns:  both versions. A peer learns of an own IdentityAttribute's by `notify_peer` only.
        Raises:   ServerError: the value is the same, or of another type, or there is a newer version already.
        Source:   POST P/Attributes/{id}/Succeed → 201 (Connector 7.4.6)
        """
        payload = {"successorContent": without_none(value=value, tags=None if tags is None else [*tags])}
        return self._call(Succession, "POST", f"/Attributes/{segment(attribute)}/Succeed", payload)

    def notify_peer(self, attribute: Identified, peer: str) -> Succession:
        """Share a new version of an own Attribute with a peer who has an older one.

        Returns:  the version that the peer had, and the one that it will have after its next sync.
        Raises:   BadRequestError: the peer has no older version, or this one already.
        Source:   POST P/Attributes/{id}/NotifyPeer → 201 (Connector 7.4.6)
        """
        return self._call(Succession, "POST", f"/Attributes/{segment(attribute)}/NotifyPeer", {"peer": peer})

    def versions(self, attribute: Identified) -> AttributeList:
        """List all versions of an Attribute, the latest first.

        Source:  GET P/Attributes/{id}/Versions → 200 (Connector 7.4.6)
        """
        return self._call(AttributeList, "GET", f"/Attributes/{segment(attribute)}/Versions")

    def shared_versions(self, attribute: Identified, peer: str, *, only_latest: bool = True) -> AttributeList:
        """List the versions of an own Attribute that a peer has.

        Source:  GET P/Attributes/{id}/Versions/Shared → 200 (Connector 7.4.6)
        """
        path = f"/Attributes/{segment(attribute)}/Versions/Shared"
        return self._listed(AttributeList, path, None, {"peer": peer, "only_latest_versions": only_latest})

    def forwarding_details(self, attribute: Identified, filters: Filters = None, /, **more: Filter) -> ForwardingList:
        """Tell with whom an Attribute was shared, and what became of it there.

        Source:  GET P/Attributes/{id}/ForwardingDetails → 200 (Connector 7.4.6);
                 GET P/Attributes?shareInfo.sourceAttribute={id} → 200 (Connectors 6.34.0, 4.6.4)
        """
        return self._listed(ForwardingList, f"/Attributes/{segment(attribute)}/ForwardingDetails", filters, more)

    def delete(self, attribute: Identified) -> NotificationIds:
        """Delete an Attribute with its older versions; peers who have it are told, and keep their copy.

        Before Connector 7 each copy that a peer was given is an Attribute of its own, and is deleted by itself.

        Returns:  the ids of the Notifications to those peers.
        Raises:   BadRequestError: it is shared with a peer whose Relationship is still pending.
        Source:   DELETE P/Attributes/{id} → 200 (Connector 7.4.6);
                  also P/Attributes/Own/Shared/{id}, P/Attributes/Peer/Shared/{id} → 200 (Connectors 6.34.0, 4.6.4)
        """
        path = f"/Attributes/{segment(attribute)}"
        return self._api.record(Deletion, "DELETE", path, route=self._deletion_route(attribute)).notification_ids

    def _deletion_route(self, attribute: Identified) -> str | None:
        if not self._api.era.shares_copies:
            return None
        if not isinstance(attribute, Attribute):
            with self._api.http.on_its_own():
                attribute = self.get(attribute)
        return deletion_route(attribute.type, attribute.peer is not None)
