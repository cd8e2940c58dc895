"""IdentityMetadata: what a Connector's owner notes about itself and its peers, for nobody else to see."""

from typing import Any

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.filters import Query

_NOTE = schema.object_of({"reference": schema.ADDRESS, "value": {}}, key={"type": "string"})
_PLACE = {
    "type": "object",
    "required": ["reference"],
    "properties": {"reference": schema.ADDRESS, "key": {"type": "string"}},
}


class IdentityMetadata:
    """One value for each Identity, and one more for each key."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._notes: dict[tuple[str, str | None], Json] = {}

    def put(self, body: Any) -> Json:
        """Note something, in place of what was noted there before.

        Raises:    Fault: the Identity is neither this one nor a peer.
        Source:    PUT /api/core/v1/IdentityMetadata → 200
        """
        schema.check(body, _NOTE)
        reference = body["reference"]
        if reference != self._account.address and self._account.relationships.with_peer(reference) is None:
            text = (
                "The reference of the IdentityMetadata resolves neither to the address of a peer of a Relationship"
                " nor the address of the own Identity."
            )
            raise Fault("error.runtime.identityMetadata.unfamiliarReferencedIdentity", text)
        note = {name: body[name] for name in ("reference", "key", "value") if name in body}
        self._notes[reference, body.get("key")] = note
        return note

    def get(self, query: Query) -> Json:
        """What was noted.

        Source:    GET /api/core/v1/IdentityMetadata → 200
        """
        return self._notes[self._place(query)]

    def delete(self, query: Query) -> None:
        """Forget what was noted.

        Source:    DELETE /api/core/v1/IdentityMetadata → 204
        """
        del self._notes[self._place(query)]

    def _place(self, query: Query) -> tuple[str, str | None]:
        wanted: dict[str, Any] = {}
        for name, value in query:
            wanted[name] = [wanted[name], value] if name in wanted else value
        schema.check(wanted, _PLACE)
        place = (wanted["reference"], wanted.get("key"))
        if place not in self._notes:
            text = "There is no stored IdentityMetadata for the specified combination of reference and key."
            raise Fault("error.runtime.identityMetadata.notFound", text)
        return place
