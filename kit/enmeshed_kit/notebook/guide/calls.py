"""The calls of the guide to establishing Relationships, each with its placeholders."""

from typing import Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.form.payload import Call, Payload
from enmeshed_kit.notebook.guide.expiry import soon
from enmeshed_kit.notebook.lesson import expiry
from enmeshed_kit.notebook.tutorial import DISPLAY_NAME
from enmeshed_kit.records import LocalRequest, RelationshipTemplate

MADE_BY: Final[dict[str, Any]] = {"madeBy": "enmeshed kit"}
"""The custom metadata of the guide's templates: by it the kit knows later on what is its own to end."""

_CREATE: Final = "POST /RelationshipTemplates/Own"

CONSENT: Final = "We send each other invoices through enmeshed."
CONSENT_AGAIN: Final = "We also send each other reminders through enmeshed."
PARTNER: Final = "Partner Company"
TITLE: Final = "Partners"

NEW_REQUEST: Final[dict[str, Any]] = {
    "items": [
        {
            "@type": "ShareAttributeRequestItem",
            "mustBeAccepted": True,
            "attribute": {
                "@type": "IdentityAttribute",
                "owner": "<address of the templator>",
                "value": {"@type": "DisplayName", "value": "<display name of the templator>"},
            },
            "attributeId": "<ID of its Attribute>",
        },
        {
            "@type": "ReadAttributeRequestItem",
            "mustBeAccepted": True,
            "query": {"@type": "IdentityAttributeQuery", "valueType": "DisplayName"},
        },
        {"@type": "ConsentRequestItem", "mustBeAccepted": False, "consent": "<what the initiator may consent to>"},
    ]
}
"""Share a name, ask for one, and ask for a consent that may be refused."""

EXISTING_REQUEST: Final[dict[str, Any]] = {
    "items": [
        {"@type": "ConsentRequestItem", "mustBeAccepted": True, "consent": "<what the initiator shall consent to>"}
    ]
}
"""One more question for who is a partner already."""

_VALIDATE: Final = "POST /Requests/Outgoing/Validate"
VALIDATE_NEW: Final = Call("outgoing_requests.validate", _VALIDATE, {"content": NEW_REQUEST})
VALIDATE_EXISTING: Final = Call("outgoing_requests.validate", _VALIDATE, {"content": EXISTING_REQUEST})

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

CREATE_WHOLE: Final = Call(
    "relationship_templates.create_own",
    _CREATE,
    {
        "expiresAt": "<expiration date of RelationshipTemplate>",
        "content": "<RelationshipTemplateContent>",
    },
)
"""The least that a template may say of itself, and a content that was put together before."""

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
    "PUT /Requests/Incoming/{request}/Accept",
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

CONSENT_TO_REQUEST: Final = Call(
    "incoming_requests.accept",
    "PUT /Requests/Incoming/{request}/Accept",
    {"request": "<ID of the incoming Request>", "items": [{"accept": "<whether you consent>"}]},
)
"""The answer to the one item of the guide's second Request."""

TERMINATE: Final = Call(
    "relationships.terminate",
    "PUT /Relationships/{relationship}/Terminate",
    {"relationship": "<the ID of the Relationship>"},
)
"""Ends an Active Relationship; either side may."""

DECOMPOSE: Final = Call(
    "relationships.decompose",
    "DELETE /Relationships/{relationship}",
    {"relationship": "<the ID of the Relationship>"},
)
"""Forgets a terminated Relationship and all that came with it, on this side."""


def name_of(connector: Connector) -> dict[str, Any]:
    """What the first Request tells of the templator: found, or created as in the tutorial.

    Args:     connector: the templator.
    Returns:  values for the placeholders of `VALIDATE_NEW`, the consent included.
    """
    name = connector.attributes.find_or_create({"@type": "DisplayName", "value": DISPLAY_NAME})
    return {
        "address of the templator": connector.address,
        "display name of the templator": DISPLAY_NAME,
        "ID of its Attribute": name.id,
        "what the initiator may consent to": CONSENT,
    }


def template_content(connector: Connector) -> dict[str, Any]:
    """A whole RelationshipTemplateContent: title, metadata and both Requests.

    Args:  connector: the templator.
    """
    values = {
        "title of RelationshipTemplate": TITLE,
        "custom metadata": MADE_BY,
        "Request for who has no Relationship yet": Payload(NEW_REQUEST, name_of(connector)).complete(),
        "Request for who has one already": Payload(
            EXISTING_REQUEST, {"what the initiator shall consent to": CONSENT_AGAIN}
        ).complete(),
    }
    return Payload(STANDARD, values).complete()


def plain_content(connector: Connector) -> dict[str, Any]:
    """The same content without the Request for who has a Relationship already.

    Args:  connector: the templator.
    """
    content = template_content(connector)
    del content["onExistingRelationship"]
    return content


def arbitrary_content(about: str) -> dict[str, Any]:
    """A whole ArbitraryRelationshipTemplateContent.

    Args:  about: what the other side's program shall find in it.
    """
    return Payload(ARBITRARY, {"value of your own": about}).complete()


def creation_content(answer: str) -> dict[str, Any]:
    """A whole ArbitraryRelationshipCreationContent, the initiator's answer to arbitrary content.

    Args:  answer: what the templator's program shall find in it.
    """
    return {"@type": "ArbitraryRelationshipCreationContent", "value": {"answer": answer}}


def response_content(request: LocalRequest) -> dict[str, Any]:
    """A RelationshipCreationContent with an answer that was made up, where only the accepted one would do.

    Args:  request: the incoming Request that it pretends to answer.
    """
    items = [{"@type": "AcceptResponseItem", "result": "Accepted"}]
    response = {"@type": "Response", "requestId": request.id, "result": "Accepted", "items": items}
    return {"@type": "RelationshipCreationContent", "response": response}


def small_template(
    connector: Connector, *, content: dict[str, Any] | None = None, seconds: int = 0, **inputs: Any
) -> RelationshipTemplate:
    """A template to try one input with; the same inputs give the same template, as long as the kernel lives.

    Args:  connector: the templator.
           content: what it holds; left out, arbitrary content, which sets nothing off.
           seconds: how long it lives, in place of `expires_at`.
           inputs: as `relationship_templates.create_own` takes them; `expires_at` left out, 30 days from now.
    """
    if not seconds:
        inputs.setdefault("expires_at", expiry(connector, 30))
    held = arbitrary_content("just trying") if content is None else content

    def make() -> RelationshipTemplate:
        ends = {"expires_at": soon(connector, seconds)} if seconds else {}
        return connector.relationship_templates.create_own(content=held, **(inputs | ends))

    template: RelationshipTemplate = memory.once(connector, f"trying {seconds}", [held, inputs], make).answer
    return template
