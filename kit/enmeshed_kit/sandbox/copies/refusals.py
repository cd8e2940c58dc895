"""What a Connector says when it refuses something about shared copies, by the last part of the code."""

from collections.abc import Mapping
from typing import TypeAlias

from enmeshed_kit.sandbox.faults import Fault

Texts: TypeAlias = Mapping[str, str]

TEXTS: Texts = {
    "cannotDeleteSharedAttributeWhileRelationshipIsPending": (
        "The shared Attribute cannot be deleted while the Relationship to the peer is in status 'Pending'."
    ),
    "cannotSeparatelyDeleteChildOfComplexAttribute": (
        "Attribute '{id}' is a child of a complex Attribute. If you want to delete it, you must delete its parent."
    ),
    "cannotSucceedAttributesWithDeletionInfo": (
        "The own shared IdentityAttribute predecessor(s) {copies} can't be succeeded due to set deletionInfo."
    ),
    "isNotOwnSharedAttribute": "Attribute '{id}' is not an own shared Attribute.",
    "isNotPeerSharedAttribute": "Attribute '{id}' is not a peer shared Attribute.",
    "isNotRepositoryAttribute": "Attribute '{id}' is not a RepositoryAttribute.",
    "isNotThirdPartyRelationshipAttribute": "Attribute '{id}' is not a ThirdPartyRelationshipAttribute.",
    "noPreviousVersionOfRepositoryAttributeHasBeenSharedWithPeerBefore": (
        "No previous version of the RepositoryAttribute '{id}' has been shared with peer '{peer}' before. If you wish "
        "to execute an initial sharing of this Attribute, use the ShareRepositoryAttributeUseCase instead."
    ),
    "repositoryAttributeHasAlreadyBeenSharedWithPeer": (
        "RepositoryAttribute '{id}' has already been shared with peer '{peer}'. ID of own shared IdentityAttribute: "
        "'{copy}'."
    ),
}

EARLIER_TEXTS: Texts = {
    **TEXTS,
    "isNotOwnSharedAttribute": "Attribute '{id}' is not an own shared attribute.",
    "isNotPeerSharedAttribute": "Attribute '{id}' is not a peer shared attribute.",
    "isNotRepositoryAttribute": "Attribute '{id}' is not a repository attribute.",
    "isNotThirdPartyOwnedRelationshipAttribute": "Attribute '{id}' is not a third party owned relationship attribute.",
    "noPreviousVersionOfRepositoryAttributeHasBeenSharedWithPeerBefore": (
        "No previous version of repository attribute '{id}' has been shared with peer '{peer}' before. If you wish to "
        "execute an initial sharing of this attribute, use 'ShareRepositoryAttribute'."
    ),
    "repositoryAttributeHasAlreadyBeenSharedWithPeer": (
        "Repository attribute '{id}' has already been shared with peer '{peer}'. ID of own shared identity attribute: "
        "{copy}."
    ),
}


def refusal(texts: Texts, code: str, **details: str) -> Fault:
    """A Fault of the runtime about Attributes."""
    return Fault(f"error.runtime.attributes.{code}", texts[code].format(**details))
