"""Attributes where less is checked: the same may be said twice, and deletions do not ask for the Relationship first."""

from typing import Any

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.attributes.keeping import COMMON_KEYS, DELETION_KEYS, TAG_LIST
from enmeshed_kit.sandbox.attributes.notices import notify
from enmeshed_kit.sandbox.attributes.searches import SearchesByAddress
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.copies.deletions import Deletions
from enmeshed_kit.sandbox.copies.holdings import LocalAttributesByOwner
from enmeshed_kit.sandbox.copies.local_attribute import LocalAttribute
from enmeshed_kit.sandbox.copies.refusals import EARLIER_TEXTS
from enmeshed_kit.sandbox.copies.section import BOUNDS, SHARE_KEYS, CopiedAttributes
from enmeshed_kit.sandbox.copies.successions import VALIDITY, Successions
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.filters import Filter


class UncheckedSuccessions(Successions):
    """New versions, which may say the same as the old ones."""

    texts = EARLIER_TEXTS
    may_repeat = True

    def _choose(self, shared: list[LocalAttribute]) -> LocalAttribute:
        """The first copy, whatever has become of it."""
        return shared[0]


class UncheckedDeletions(Deletions):
    """Deletions, which are done even if the peer cannot be told and the call fails for that."""

    texts = EARLIER_TEXTS

    def _check_not_pending(self, peer: str) -> None:
        """Nobody looks."""

    def _tell(self, peer: str, notice: Json) -> Json:
        return {"notificationId": notify(self._account, peer, notice)}


class UncheckedAttributes(CopiedAttributes):
    """What this Identity has of Attributes; it may say the same twice, and its own address may stand in a payload."""

    filter = Filter(keys=(*COMMON_KEYS, "parentId", *BOUNDS, *SHARE_KEYS, *DELETION_KEYS), is_strict=False)
    searches = SearchesByAddress
    store = LocalAttributesByOwner
    successions = UncheckedSuccessions
    deletions = UncheckedDeletions

    def _checked(self, body: Any) -> Json:
        body = self._without_owner(body)
        value = self._account.dialect.content.any_identity_value
        schema.check(body, schema.object_of({"content": schema.object_of({"value": value}, tags=TAG_LIST, **VALIDITY)}))
        content: Json = body["content"]
        return content

    def _without_owner(self, body: Any) -> Any:
        content = body.get("content") if isinstance(body, dict) else None
        if not isinstance(content, dict):
            return body
        if content.get("owner", self._account.address) != self._account.address:
            raise Fault(
                "error.connector.attributes.cannotCreateNotSelfOwnedRepositoryAttribute",
                "You are not allowed to create an attribute that is not owned by yourself",
            )
        return body | {"content": {name: given for name, given in content.items() if name not in ("@type", "owner")}}

    def delete(self, attribute_id: str) -> Json | None:
        """Delete what this Identity says about itself, and answer with nothing in it.

        Source:    DELETE /api/v2/Attributes/{id} → 200
        """
        super().delete(attribute_id)
        return {}
