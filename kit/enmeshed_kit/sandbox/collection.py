"""Records that an Identity keeps by their ids, own ones and those of peers: Files, templates, Tokens."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from enmeshed_kit.records import File, RelationshipTemplate, Token
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import record_not_found
from enmeshed_kit.sandbox.filters import Filter, Query

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

R = TypeVar("R", File, RelationshipTemplate, Token)


class Collection(Generic[R]):
    """What an Identity has of one kind of records.

    Of its class are:
        kind: what they are called.  prefix: how their ids begin.  filter: what lists can be asked for.
    """

    kind: str
    prefix: str
    filter: Filter

    def __init__(self, account: "Account") -> None:
        self._account = account
        self._records: dict[str, R] = {}

    def list(self, query: Query) -> Sequence[R]:
        """All that fit the query."""
        return self.filter.select(self._records.values(), query)

    def list_own(self, query: Query) -> Sequence[R]:
        """Own ones that fit the query."""
        return [record for record in self.list(query) if record.is_own]

    def list_peer(self, query: Query) -> Sequence[R]:
        """Those of peers that fit the query."""
        return [record for record in self.list(query) if not record.is_own]

    def get(self, record_id: str) -> R:
        """One of them.

        Raises:    Fault: malformed id, or not known here.
        """
        return self._find(record_id, "id")

    def find(self, record_id: str) -> R | None:
        """One of them, if it is known here."""
        return self._records.get(record_id)

    def _find(self, record_id: str, property_name: str) -> R:
        schema.check({property_name: record_id}, {"properties": {property_name: schema.id_of(self.prefix)}})
        if record := self._records.get(record_id):
            return record
        raise record_not_found(self.kind)
