"""What goes through the Backbone beside Messages: its operator's announcements, and knocks at peers' devices."""

from typing import Any

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import Fault, core_fault
from enmeshed_kit.sandbox.filters import Query
from enmeshed_kit.words import LANGUAGES

KNOWN_CODE = "TestCode"

_ANNOUNCEMENTS_IN = {
    "type": "object",
    "required": ["language"],
    "properties": {"language": {"type": "string", "enum": list(LANGUAGES)}},
}
_NOTIFICATION = schema.object_of({"recipients": {"type": "array", "items": schema.ADDRESS}, "code": {"type": "string"}})


class Announcements:
    """What the operator of the Backbone has to say, which here is nothing."""

    def list(self, query: Query) -> "list[Json]":
        """All announcements.

        Raises:    Fault: no language is asked for, or one that is none.
        Source:    GET /api/core/v1/Announcements → 200
        """
        schema.check(dict(query), _ANNOUNCEMENTS_IN)
        return []


class BackboneNotifications:
    """Wakes up the devices of peers; in a sandbox they have none."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def send(self, body: Any) -> None:
        """Send a notification by its code.

        Raises:    Fault: no or unfit recipients, or a code that the Backbone does not know.
        Source:    POST /api/core/v1/BackboneNotifications → 204
        """
        schema.check(body, _NOTIFICATION)
        recipients, code = body["recipients"], body["code"]
        if not recipients:
            raise self._refusal("atLeastOneRecipientRequired", "At least one recipient is required.")
        if not code:
            raise self._refusal("codeMustNotBeEmpty", "The code must not be empty.")
        if strangers := [each for each in recipients if not self._is_active_peer(each)]:
            reason = f"No active Relationship found for recipients: {', '.join(strangers)}"
            raise self._refusal("noActiveRelationshipFoundForRecipients", reason)
        if code != KNOWN_CODE:
            reason = f"The given message code does not exist. Valid message codes are: {KNOWN_CODE}"
            raise self._account.backbone.refuse("notification.codeDoesNotExist", reason, "POST Notifications")

    def _is_active_peer(self, address: str) -> bool:
        relationship = self._account.relationships.existing_with(address)
        return relationship is not None and relationship.status == "Active"

    def _refusal(self, code: str, reason: str) -> Fault:
        return core_fault(f"error.transport.backboneNotifications.{code}", reason, self._account.now())
