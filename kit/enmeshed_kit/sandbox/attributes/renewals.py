"""New versions of own Attributes, and telling peers about them: what is the same however Attributes are shared."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic

import msgspec

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.attributes.keeping import TAG_LIST, H, address_schema, check_id, known
from enmeshed_kit.sandbox.attributes.notices import notify
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import Fault, unexpected

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account


class Renewals(ABC, Generic[H]):
    """Gives own Attributes new versions.

    more: what a new version may have beside its value; an IdentityAttribute also tags.
    notice: which item of a Notification tells of it.
    """

    more: Mapping[str, schema.Schema] = MappingProxyType({})
    notice: str
    _account: "Account"
    _holdings: H

    def __init__(self, account: "Account", holdings: H) -> None:
        self._account = account
        self._holdings = holdings
        self._vocabulary = account.dialect.content

    def succeed(self, attribute_id: str, body: Any) -> Json:
        """Put a new version in the place of an own Attribute; within a Relationship, the peer is told at once.

        Raises:    Fault: not known, not own, or no value of the same type.
        Source:    POST …/Attributes/{id}/Succeed → 201
        """
        older = self._holdings.find(attribute_id)
        if older is None:
            raise Fault("error.runtime.recordNotFound", f"Predecessor attribute '{attribute_id}' not found.")
        is_identity = older.content["@type"] == "IdentityAttribute"
        given = self._checked({} if body is msgspec.UNSET else body, is_identity=is_identity)
        return self._succeed_identity(older, given) if is_identity else self._succeed_relationship(older, given)

    def _checked(self, body: Any, *, is_identity: bool) -> Json:
        vocabulary = self._vocabulary
        value = vocabulary.any_identity_value if is_identity else vocabulary.any_relationship_value
        content = schema.object_of({"value": value}, **({"tags": TAG_LIST} if is_identity else {}), **self.more)
        schema.check(body, schema.object_of({"successorContent": content}))
        given: Json = body["successorContent"]
        return given

    def _read_identity(self, given: Json) -> Json:
        try:
            own = {**given, "@type": "IdentityAttribute", "owner": self._account.address}
            return self._vocabulary.read_attribute(own)
        except Fault as fault:
            # What the schema lets through and the class does not is beyond the Connector here.
            raise unexpected() from fault

    @abstractmethod
    def _succeed_identity(self, older: Any, given: Json) -> Json:
        """Put a new version in the place of what this Identity says about itself."""

    @abstractmethod
    def _succeed_relationship(self, older: Any, given: Json) -> Json:
        """Put a new version in the place of what belongs to a Relationship."""

    def notify_peer(self, attribute_id: str, body: Any) -> Json:
        """Share a new version with a peer who has an older one.

        Raises:    Fault: not something said about oneself, or the peer has no older version, or this one already.
        Source:    POST …/Attributes/{id}/NotifyPeer → 201
        """
        if body is msgspec.UNSET:
            raise unexpected()
        check_id("attributeId", attribute_id)
        schema.check(body, schema.object_of({"peer": address_schema(self._account)}))
        return self._notify(known(self._holdings.find(attribute_id)), body["peer"])

    @abstractmethod
    def _notify(self, attribute: Any, peer: str) -> Json:
        """Share a version with a peer who may have an older one."""

    def _tell(self, peer: str, predecessor: Any, successor: Any, notification_id: str) -> Json:
        item = {
            "@type": self.notice,
            "predecessorId": predecessor.id,
            "successorContent": successor.content,
            "successorId": successor.id,
        }
        notify(self._account, peer, item, notification_id)
        return {"predecessor": predecessor, "successor": successor, "notificationId": notification_id}
