"""The calls of the tutorial, each with its placeholders."""

from typing import Any, Final

from enmeshed_kit.notebook import existing
from enmeshed_kit.notebook.form.payload import Call

QUESTION: Final = "May we write to you about your orders?"
DISPLAY_NAME: Final = "Demo Connector of integration example"
TITLE: Final = "Connector Demo Contact"


def _question(value_type: str, *, must: bool) -> dict[str, Any]:
    query = {"@type": "IdentityAttributeQuery", "valueType": value_type}
    return {"@type": "ReadAttributeRequestItem", "mustBeAccepted": must, "query": query}


MAY_I_ASK: Final = Call(
    "outgoing_requests.validate",
    "POST /Requests/Outgoing/Validate",
    {"content": {"items": [{"@type": "ConsentRequestItem", "mustBeAccepted": True, "consent": "<question>"}]}},
)
"""Whether a question could be asked; creates nothing, and nobody hears of it."""

NAME: Final[dict[str, Any]] = {"content": {"value": {"@type": "DisplayName", "value": "<display name>"}}}

CREATE_NAME: Final = Call("attributes.create", "POST /Attributes", NAME, existing.own_attribute)
"""An Attribute of one's own: how this Connector wants to be called."""

REQUEST: Final[dict[str, Any]] = {
    "items": [
        {
            "@type": "RequestItemGroup",
            "title": "Shared Attributes",
            "items": [
                {
                    "@type": "ShareAttributeRequestItem",
                    "mustBeAccepted": True,
                    "attribute": {
                        "@type": "IdentityAttribute",
                        "owner": "<your Connector's address>",
                        "value": {"@type": "DisplayName", "value": "<display name>"},
                    },
                    "attributeId": "<the ID of the Attribute>",
                }
            ],
        },
        {
            "@type": "RequestItemGroup",
            "title": "Requested Attributes",
            "items": [
                _question("GivenName", must=True),
                _question("Surname", must=True),
                _question("EMailAddress", must=False),
            ],
        },
    ]
}
"""Share the display name; ask for given name, surname and, if they like, an e-mail address."""

VALIDATE: Final = Call("outgoing_requests.validate", "POST /Requests/Outgoing/Validate", {"content": REQUEST})
"""The Request on its own, to have it checked item by item."""

CREATE_TEMPLATE: Final = Call(
    "relationship_templates.create_own",
    "POST /RelationshipTemplates/Own",
    {
        "maxNumberOfAllocations": 1,
        "expiresAt": "<a moment in the future>",
        "content": {
            "@type": "RelationshipTemplateContent",
            "title": TITLE,
            "onNewRelationship": "<the Request validated before>",
        },
    },
)
"""The Request, wrapped up for one phone to pick up before it expires."""

QR_CODE: Final = Call(
    "relationship_templates.qr_code",
    "GET /RelationshipTemplates/{template}",
    {"template": "<the ID of the RelationshipTemplate>"},
)
"""The template as a picture, `Accept: image/png`."""

ACCEPT: Final = Call(
    "relationships.accept",
    "PUT /Relationships/{relationship}/Accept",
    {"relationship": "<the ID of the Relationship>"},
    existing.active_relationship,
)
"""Nothing but the ID in the path; there is no body."""

SEND_MAIL: Final = Call(
    "messages.send",
    "POST /Messages",
    {
        "recipients": ["<the peer's address>"],
        "content": {
            "@type": "Mail",
            "to": ["<the peer's address>"],
            "subject": "<subject>",
            "body": "<body>",
        },
    },
)
"""A Mail to one recipient, who stands in `recipients` and in `to`."""

SUBJECT: Final = "Welcome"
BODY: Final = "Hello. We are pleased to welcome you as our customer."
PERSON: Final = {"GivenName": "Erika", "Surname": "Musterfrau", "EMailAddress": "erika@example.com"}
