"""The calls of the guide to establishing Relationships, each with its placeholders, as a Connector 7 wants them."""

from typing import Any, Final

from enmeshed_kit.eras import V7
from enmeshed_kit.notebook.payload import Call

MADE_BY: Final[dict[str, Any]] = {"madeBy": "enmeshed kit"}
"""The custom metadata of the guide's templates: by it the kit knows later on what is its own to end."""

_CREATE: Final = f"POST {V7.prefix}/RelationshipTemplates/Own"

STANDARD: Final[dict[str, Any]] = {
    "@type": "RelationshipTemplateContent",
    "title": "<title of RelationshipTemplate>",
    "metadata": "<custom metadata>",
    "onNewRelationship": "<Request for who has no Relationship yet>",
    "onExistingRelationship": "<Request for who has one already>",
}
"""What a template holds for Apps and Connectors alike; title, metadata and the second Request may be left out."""

ARBITRARY: Final[dict[str, Any]] = {
    "@type": "ArbitraryRelationshipTemplateContent",
    "value": {**MADE_BY, "about": "<value of your own>"},
}
"""What a template may hold between two Connectors: whatever they have agreed on."""

CREATE_TEMPLATE: Final = Call(
    "relationship_templates.create_own",
    _CREATE,
    {
        "maxNumberOfAllocations": "<maximum number of allocations>",
        "expiresAt": "<expiration date of RelationshipTemplate>",
        "content": STANDARD,
    },
)
"""All that a template may say of itself and of the Requests in it."""

CREATE_ARBITRARY: Final = Call(
    "relationship_templates.create_own",
    _CREATE,
    {"expiresAt": "<expiration date of RelationshipTemplate>", "content": ARBITRARY},
)
"""A template without a Request; no number of allocations, so any number of Identities may load it."""

CREATE_FOR_ONE: Final = Call(
    "relationship_templates.create_own",
    _CREATE,
    {
        "expiresAt": "<expiration date of RelationshipTemplate>",
        "content": ARBITRARY,
        "forIdentity": "<address of Identity the RelationshipTemplate is intended for>",
    },
)
"""A template for one Identity alone."""

CREATE_WITH_PASSWORD: Final = Call(
    "relationship_templates.create_own",
    _CREATE,
    {
        "expiresAt": "<expiration date of RelationshipTemplate>",
        "content": "<RelationshipTemplateContent>",
        "passwordProtection": {"password": "<password of RelationshipTemplate>"},
    },
)
"""A template that opens with a password, which its reader types into an ordinary field."""

CREATE_WITH_PIN: Final = Call(
    "relationship_templates.create_own",
    _CREATE,
    {
        "expiresAt": "<expiration date of RelationshipTemplate>",
        "content": "<RelationshipTemplateContent>",
        "passwordProtection": {"password": "<password of RelationshipTemplate>", "passwordIsPin": True},
    },
)
"""A template that opens with a PIN; where the password is none, `passwordIsPin` is left out, never false."""

ACCEPT_REQUEST: Final = Call(
    "incoming_requests.accept",
    f"PUT {V7.prefix}/Requests/Incoming/{{request}}/Accept",
    {
        "request": "<ID of the incoming Request>",
        "items": [
            {"accept": True},
            {
                "accept": True,
                "newAttribute": {
                    "@type": "IdentityAttribute",
                    "owner": "<address of the initiator>",
                    "value": {"@type": "DisplayName", "value": "<display name of the initiator>"},
                },
            },
            {"accept": "<whether you consent>"},
        ],
    },
)
"""One answer for each item of the guide's Request, in its order: share, read, consent."""
