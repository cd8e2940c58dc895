"""Asking a contact for more: a Request with an item of each kind, sent as a Message, and Files that go with Mails."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.content import attribute_value
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.form.payload import Call
from enmeshed_kit.notebook.guide.expiry import soon
from enmeshed_kit.notebook.inquiry import Inquiry, attribute_text
from enmeshed_kit.notebook.picture import Picture
from enmeshed_kit.notebook.table_picture import draw_table
from enmeshed_kit.records import Attribute, File, LocalRequest, Relationship

WEBSITE: Final = "https://example.com/customers"
KEY: Final = "customerNumber"
TITLE: Final = "Your customer account"
CONSENT: Final = "You may write to me about my orders."
PRICES: Final = b"article;price\napples;2.40\npears;2.80\n"

REQUEST: Final[dict[str, Any]] = {
    "title": "<title>",
    "items": [
        {
            "@type": "RequestItemGroup",
            "title": "Please confirm",
            "items": [
                {"@type": "AuthenticationRequestItem", "mustBeAccepted": True, "title": "<what shall be confirmed>"},
                {"@type": "ConsentRequestItem", "mustBeAccepted": False, "consent": "<consent>"},
            ],
        },
        {
            "@type": "RequestItemGroup",
            "title": "About you",
            "items": [
                {
                    "@type": "ReadAttributeRequestItem",
                    "mustBeAccepted": True,
                    "query": {"@type": "IdentityAttributeQuery", "valueType": "PhoneNumber"},
                },
                {
                    "@type": "ProposeAttributeRequestItem",
                    "mustBeAccepted": False,
                    "query": {"@type": "IdentityAttributeQuery", "valueType": "CommunicationLanguage"},
                    "attribute": {
                        "@type": "IdentityAttribute",
                        "owner": "",
                        "value": {"@type": "CommunicationLanguage", "value": "en"},
                    },
                },
                {
                    "@type": "FormFieldRequestItem",
                    "mustBeAccepted": False,
                    "title": "How do you like our shop?",
                    "settings": {"@type": "RatingFormFieldSettings", "maxRating": 5},
                },
            ],
        },
        {
            "@type": "RequestItemGroup",
            "title": "For you",
            "items": [
                {
                    "@type": "ShareAttributeRequestItem",
                    "mustBeAccepted": True,
                    "attribute": "<content of the shared Attribute>",
                    "attributeId": "<ID of the shared Attribute>",
                },
                {
                    "@type": "CreateAttributeRequestItem",
                    "mustBeAccepted": True,
                    "attribute": {
                        "@type": "RelationshipAttribute",
                        "owner": "<your Connector's address>",
                        "key": "<key>",
                        "confidentiality": "public",
                        "isTechnical": False,
                        "value": {"@type": "ProprietaryString", "title": "Customer number", "value": "<number>"},
                    },
                },
            ],
        },
    ],
}
"""Confirm, agree, tell, correct, rate, take note, and have an Attribute that only the two share."""

VALIDATE: Final = Call(
    "outgoing_requests.validate",
    "POST /Requests/Outgoing/Validate",
    {"content": REQUEST, "peer": "<the peer's address>"},
    spares=("FormFieldRequestItem",),
)
"""Checked for this peer: what has been shared with it already is found out, too."""

CREATE: Final = Call(
    "outgoing_requests.create",
    "POST /Requests/Outgoing",
    {"content": "<the Request>", "peer": "<the peer's address>"},
)
"""Makes a Draft; nothing is sent."""

SEND: Final = Call(
    "messages.send",
    "POST /Messages",
    {"recipients": ["<the peer's address>"], "content": "<the Draft's content>"},
)
"""The content as the Connector returned it, with its ID, to one recipient."""

SEND_FILE: Final = Call(
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
        "attachments": ["<the ID of the File>"],
    },
)
"""A Mail with a File; the File itself is on the Backbone already."""


def request_values(website: Attribute, key: str) -> dict[str, Any]:
    """What stands in the Request's placeholders, the two addresses left open.

    Args:  website: the Attribute to share.
           key: of the Attribute to create.
    """
    return {
        "title": TITLE,
        "what shall be confirmed": "You have called us today.",
        "consent": CONSENT,
        "content of the shared Attribute": website.content,
        "ID of the shared Attribute": website.id,
        "key": key,
        "number": "4711",
    }


def unshared_website(connector: Connector, peer: str) -> Attribute:
    """An own Attribute that a peer was not given yet, made if need be: none can be shared twice.

    Args:  connector: whose Attribute.
           peer: who shall have it.
    """
    found: Attribute = memory.keepsake(connector, f"website for {peer}", lambda: _unshared(connector, peer))
    return found


def free_key(connector: Connector, relationship: Relationship) -> str:
    """A key that no Attribute of a Relationship has yet: none can be there twice.

    Args:  connector: whose Relationship.
           relationship: an Active one.
    """
    key: str = memory.keepsake(connector, f"key for {relationship.id}", lambda: _free(connector, relationship))
    return key


def offer(connector: Connector, peer: str, request: Mapping[str, Any], *, seconds: int) -> LocalRequest:
    """Send a Request that ends soon; once in a kernel, however often the cell is run.

    Args:  connector: who asks.
           peer: whom.
           request: without an end.
           seconds: from now until it ends, by the Connector's clock.
    """

    def call() -> LocalRequest:
        created = connector.outgoing_requests.create({**request, "expiresAt": soon(connector, seconds)}, peer)
        connector.messages.send(peer, created.content)
        return created

    sent: LocalRequest = memory.once(connector, f"offer for {seconds} seconds", [peer, request], call).answer
    return sent


def upload(connector: Connector, content: bytes, *, filename: str, title: str) -> File:
    """Upload a File once in a kernel, however often the cell is run.

    Args:  content: its bytes.
           filename: under which the other side saves it.
           title: what it is called.
    """

    def call() -> File:
        return connector.files.upload(content, filename=filename, title=title)

    file: File = memory.once(connector, "upload", [filename, title, content], call).answer
    return file


def answers(request: LocalRequest) -> Picture:
    """What a Request's items were answered with, item by item.

    Args:  request: an answered one, of either side.
    """
    response = request.response.content if request.response else {"items": []}
    labels = [one.label for one in Inquiry(request.content).lines]
    rows = [(label, *_answer(item)) for label, item in zip(labels, _leaves(response), strict=False)]
    result = f"{request.status}, {response.get('result', 'no answer')}"
    title = f"Answers to {request.content.get('title', request.id)}"
    return draw_table(title, ("item", "result", "kind of answer", "says"), rows, result)


def _unshared(connector: Connector, peer: str) -> Attribute:
    # Some Connectors give a peer a copy, which names its source.
    shared = {attribute.source_attribute or attribute.id for attribute in connector.attributes.own_shared(peer)}
    for number in count(1):
        page = attribute_value("Website", WEBSITE if number == 1 else f"{WEBSITE}/{number}")
        attribute = connector.attributes.find_or_create(page)
        if attribute.id not in shared:
            return attribute
    raise AssertionError


def _free(connector: Connector, relationship: Relationship) -> str:
    taken = {attribute.content.get("key") for attribute in connector.relationships.attributes(relationship)}
    keys = (KEY if number == 1 else f"{KEY}{number}" for number in count(1))
    return next(key for key in keys if key not in taken)


def _leaves(response: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for item in response["items"]:
        yield from item.get("items", [item])


def _answer(item: Mapping[str, Any]) -> tuple[str, str, str]:
    kind = str(item.get("@type", "")).removesuffix("ResponseItem")
    says = item.get("response", item.get("message", attribute_text(item.get("attribute", {}).get("value", {}))))
    return str(item.get("result", "")), kind, str(says or item.get("attributeId", ""))
