"""Status changes as tables: (status, action) → status, and who may act; what is not in a table is refused.

Source: every action in every status of the Connectors 7.4.6 and 6.34.0; changes of a 4.6.4.
"""

import msgspec

from enmeshed_kit.records import AuditLogEntry

EXISTING = ("Pending", "Active", "Terminated", "DeletionProposed")
"""A Relationship in one of these statuses stands in the way of a new one with the same peer."""

RELATIONSHIP = {
    ("Pending", "Accept"): "Active",
    ("Pending", "Reject"): "Rejected",
    ("Pending", "Revoke"): "Revoked",
    ("Active", "Terminate"): "Terminated",
    ("Terminated", "Reactivate"): "Terminated",
    ("Terminated", "Reactivate/Accept"): "Active",
    ("Terminated", "Reactivate/Reject"): "Terminated",
    ("Terminated", "Reactivate/Revoke"): "Terminated",
    ("Terminated", "Decompose"): "DeletionProposed",
    ("DeletionProposed", "Decompose"): "DeletionProposed",
}
"""What an action on a Relationship makes of its status."""

REASONS = {
    "Accept": "AcceptanceOfCreation",
    "Reject": "RejectionOfCreation",
    "Revoke": "RevocationOfCreation",
    "Terminate": "Termination",
    "Reactivate": "ReactivationRequested",
    "Reactivate/Accept": "AcceptanceOfReactivation",
    "Reactivate/Reject": "RejectionOfReactivation",
    "Reactivate/Revoke": "RevocationOfReactivation",
    "Decompose": "Decomposition",
}
"""What the audit log says of an action."""

NEWS = {
    "ReactivationRequested": "reactivation requested",
    "AcceptanceOfReactivation": "reactivation completed",
    "RejectionOfReactivation": "reactivation completed",
    "RevocationOfReactivation": "reactivation completed",
}
"""What the peer hears of an entry in the audit log; of any other it hears that the Relationship has changed."""

ONLY_FOR_PEER = {
    ("Accept", "initiator"): "Only your peer can accept the relationship {id}",
    ("Reject", "initiator"): "Only your peer can reject the relationship {id}. Revoke the relationship instead.",
    ("Revoke", "templator"): "Only your peer can revoke the relationship {id}. Reject the relationship instead.",
    ("Reactivate/Accept", "asking"): "Only your peer can accept the reactivation of the relationship {id}.",
    ("Reactivate/Reject", "asking"): (
        "Only your peer can reject the reactivation of the relationship {id}. "
        "Revoke the relationship reactivation instead."
    ),
    ("Reactivate/Revoke", "asked"): (
        "Only your peer can revoke the reactivation of the relationship {id}. "
        "Reject the relationship reactivation instead."
    ),
}
"""Actions that are not for everybody: (action, role of who tries) → refusal."""

ONLY_WITH_SECRET_OF_PEER = ("error.transport.secrets.wrongBaseKeyType", "The given secret type is not supported!")
"""Why one cannot accept or reject an own RelationshipChange."""

WITH_ONESELF = (
    "relationship.cannotCreateRelationshipWithYourself",
    "You cannot send a relationship request to yourself.",
)
CHANGE_WITH_ONESELF = (
    "relationshipRequest.cannotSendRelationshipRequestToYourself",
    "The template you provided is your own. You cannot send a relationship request to yourself.",
)
CHANGE_WITH_KNOWN = (
    "relationshipRequest.relationshipToTargetAlreadyExists",
    "A relationship to {peer} already exists.",
)
"""Why the Backbone refuses a new Relationship, and one that is asked for by a RelationshipChange."""

ALREADY_REQUESTED = {
    "asking": "You have already requested the reactivation of the relationship {id}.",
    "asked": (
        "Your peer has already requested the reactivation of the relationship {id}. "
        "You can accept the reactivation instead."
    ),
}
"""Why a second request for reactivation is refused."""

_NO_OPEN_REQUEST = (
    "There is no pending reactivation request or you are not allowed to {verb} it. "
    "A reactivation request can only be {verbed} by the identity that {did} it."
)
BACKBONE_WANTS_REQUEST = {
    "Reactivate/Accept": (
        "noAcceptableRelationshipReactivationRequestExists",
        _NO_OPEN_REQUEST.format(verb="accept", verbed="accepted", did="did not request"),
    ),
    "Reactivate/Reject": (
        "noRejectableReactivationRequestExists",
        _NO_OPEN_REQUEST.format(verb="revoke", verbed="rejected", did="did not request"),
    ),
    "Reactivate/Revoke": (
        "noRevocableReactivationRequestExists",
        _NO_OPEN_REQUEST.format(verb="revoke", verbed="revoked", did="request"),
    ),
}
"""Refusals of the Backbone when the other side has acted and this one has not heard of it."""

UNDECIDED = ("DecisionRequired", "ManualDecisionRequired")
"""An incoming Request in one of these statuses waits for a decision."""

CAN_EXPIRE = ("Draft", "Open", *UNDECIDED)
"""A Request in one of these statuses becomes Expired when its time is over."""

DECIDABLE_WITH = {
    "RelationshipTemplate": ("Active", "Rejected", "Revoked"),
    "Message": ("Active",),
}
"""Statuses of an existing Relationship in which a Request from such a source may be decided."""

REQUESTABLE_WITH = ("Pending", "Active")
"""Statuses of a Relationship in which a Request may be made for the peer."""


class Party(msgspec.Struct, frozen=True):
    """One side of a Relationship, as the rules see it."""

    address: str
    is_initiator: bool
    last_entry: AuditLogEntry

    @property
    def is_reactivation_open(self) -> bool:
        """Whether somebody waits for an answer to a request for reactivation."""
        return self.last_entry.reason == REASONS["Reactivate"]

    @property
    def roles(self) -> tuple[str, str]:
        """What this side is to the creation, and to an open reactivation."""
        asking = self.last_entry.created_by == self.address
        return ("initiator" if self.is_initiator else "templator", "asking" if asking else "asked")


def needed_status(action: str) -> str:
    """The first status in which an action is possible."""
    return next(status for status, name in RELATIONSHIP if name == action)
