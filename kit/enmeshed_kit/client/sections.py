"""What the sections of the API share, and the smallest of them.

A section is one small class; a method is the product's action without the repeated noun. Where an id is asked for, the
record itself may be passed. In the sources, `P` is the API prefix.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from enmeshed_kit import eras
from enmeshed_kit.client.api import Api
from enmeshed_kit.client.filters import Filter, Filters, query_pairs
from enmeshed_kit.records import (
    IdentityInfo,
    Json,
    Message,
    PasswordProtection,
    Record,
    Reference,
    Relationship,
    SyncInfo,
)

T = TypeVar("T")


def without_none(**fields: Any) -> Json:
    """A payload of the fields that were given."""
    return {name: value for name, value in fields.items() if value is not None}


def reference_text(reference: str | Reference) -> str:
    """The text of a reference, however it was given: as a record, or as a QR code says it in any era."""
    text = reference.url if isinstance(reference, Reference) else reference.strip()
    return text.removeprefix(eras.QR_PREFIX)


def token_conditions(
    expires_at: datetime | str | None,
    ephemeral: bool | None,
    for_identity: str | None,
    password_protection: PasswordProtection | Json | None,
) -> Json:
    """The payload that says who may use a Token, and how long."""
    return without_none(
        expiresAt=expires_at,
        ephemeral=ephemeral,
        forIdentity=for_identity,
        passwordProtection=password_protection,
    )


class Section:
    """What the sections share: who makes the calls. They are written as a Connector 7 takes them."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def _call(self, kind: type[T], method: str, path: str, body: Any = None) -> T:
        return self._api.record(kind, method, path, body=body)

    def _picture(self, method: str, path: str, body: Any = None) -> bytes:
        return self._api.call(method, path, body=body, accept="image/png").content

    def _listed(self, kind: type[T], path: str, filters: Filters, more: Mapping[str, Filter]) -> T:
        return self._api.record(kind, "GET", path, query=query_pairs(filters, more))

    def __repr__(self) -> str:
        actions = ", ".join(name for name in dir(self) if not name.startswith("_"))
        return f"<{type(self).__name__}: {actions}>"


class SyncAnswer(Record, kw_only=True):
    """What a Connector answers to a sync."""

    messages: tuple[Message, ...] = ()
    relationships: tuple[Relationship, ...] = ()


class Account(Section):
    """The Identity of the Connector itself."""

    def identity_info(self) -> IdentityInfo:
        """Tell the Connector's address and public key.

        Source:  GET P/Account/IdentityInfo → 200 (Connector 7.4.6)
        """
        return self._call(IdentityInfo, "GET", "/Account/IdentityInfo")

    def sync(self) -> None:
        """Fetch what happened on the Backbone; `Connector.sync` also says what that was.

        Source:  POST P/Account/Sync → 204 (Connector 7.4.6), 200 with what is new (Connector 4.6.4)
        """
        self._api.call("POST", "/Account/Sync")

    def synced(self) -> SyncAnswer:
        """Fetch what happened on the Backbone.

        Returns:  what the Connector itself says to that: before version 5 what is new, since then nothing.
        """
        answer = self._api.call("POST", "/Account/Sync")
        return self._api.read(answer, SyncAnswer) if self._api.era.sync_tells else SyncAnswer()

    def sync_info(self) -> SyncInfo:
        """Tell when the last sync was; before the first there is none.

        Source:  GET P/Account/SyncInfo → 200 (Connector 7.4.6)
        """
        return self._call(SyncInfo, "GET", "/Account/SyncInfo")
