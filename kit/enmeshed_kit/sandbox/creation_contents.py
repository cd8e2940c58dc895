"""Which content may create a Relationship from which template, and with which Response."""

from typing import TYPE_CHECKING

from enmeshed_kit.records import Json, RelationshipTemplate
from enmeshed_kit.sandbox.faults import Fault, invalid_property

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

CONTENT_PAIRS = {
    "RelationshipTemplateContent": ("RelationshipCreationContent", "a"),
    "ArbitraryRelationshipTemplateContent": ("ArbitraryRelationshipCreationContent", "an"),
}


def misfit(template: RelationshipTemplate, creation_content: Json, account: "Account") -> Fault | None:
    """Why a content does not belong to the template, or its Response not to what was accepted of it here."""
    kind = template.content["@type"]
    needed, article = CONTENT_PAIRS[kind]
    if creation_content["@type"] != needed:
        return invalid_property(
            f"The creationContent of a Relationship must be {article} {needed} if the content of the "
            f"RelationshipTemplate is {article} {kind}."
        )
    return _wrong_response(template, creation_content, account) if "response" in creation_content else None


def _wrong_response(template: RelationshipTemplate, creation_content: Json, account: "Account") -> Fault | None:
    response = account.incoming_requests.accepted_response(template.id)
    if response is None:
        return Fault(
            "error.runtime.relationships.noAcceptedIncomingRequest",
            "There is no accepted incoming Request associated with the RelationshipTemplateContent of the "
            "RelationshipTemplate.",
        )
    if response != {"@type": "Response", **creation_content["response"]}:
        return Fault(
            "error.runtime.relationships.wrongResponseProvidedAsCreationContent",
            "The Response of the accepted incoming Request associated with the RelationshipTemplateContent must "
            "be provided as the response of the RelationshipCreationContent.",
        )
    return None
