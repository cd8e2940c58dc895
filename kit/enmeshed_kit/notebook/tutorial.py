"""The payloads of the tutorial, each with its placeholders, as a Connector 7 wants them."""

from typing import Any, Final

DISPLAY_NAME: Final = "Demo Connector of integration example"
TITLE: Final = "Connector Demo Contact"


def _question(value_type: str, *, must: bool) -> dict[str, Any]:
    query = {"@type": "IdentityAttributeQuery", "valueType": value_type}
    return {"@type": "ReadAttributeRequestItem", "mustBeAccepted": must, "query": query}


CREATE_NAME: Final[dict[str, Any]] = {
    "content": {"value": {"@type": "DisplayName", "value": "<display name>"}},
}
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

VALIDATE: Final[dict[str, Any]] = {"content": REQUEST}
"""The Request on its own, to have it checked item by item."""

CREATE_TEMPLATE: Final[dict[str, Any]] = {
    "maxNumberOfAllocations": 1,
    "expiresAt": "<a moment in the future>",
    "content": {
        "@type": "RelationshipTemplateContent",
        "title": TITLE,
        "onNewRelationship": "<the Request validated before>",
    },
}
"""The Request, wrapped up for one phone to pick up before it expires."""

TEMPLATE_QR_CODE: Final[dict[str, Any]] = {"template": "<the ID of the RelationshipTemplate>"}

ACCEPT: Final[dict[str, Any]] = {"relationship": "<the ID of the Relationship>"}

SEND_MAIL: Final[dict[str, Any]] = {
    "recipients": ["<the peer's address>"],
    "content": {
        "@type": "Mail",
        "to": ["<the peer's address>"],
        "subject": "<subject>",
        "body": "<body>",
    },
}
"""A Mail to one recipient, who stands in `recipients` and in `to`."""

SUBJECT: Final = "Welcome"
BODY: Final = "Hello. We are pleased to welcome you as our customer."
PERSON: Final = {"GivenName": "Erika", "Surname": "Musterfrau", "EMailAddress": "erika@example.com"}
