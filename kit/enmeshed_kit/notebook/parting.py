"""The calls with which Relationships are refused, taken back, ended and revived, each with its placeholders."""

from typing import Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.content import attribute_value, identity_attribute
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.form.payload import Call
from enmeshed_kit.notebook.lesson import expiry
from enmeshed_kit.notebook.pair import MARK, Pair, pair
from enmeshed_kit.notebook.picture import Picture
from enmeshed_kit.notebook.table_picture import draw_table
from enmeshed_kit.notebook.tutorial import DISPLAY_NAME
from enmeshed_kit.records import Relationship, RelationshipTemplate

CONSENT: Final = "We send each other invoices through enmeshed."
PARTNER: Final = "Partner Company"
REASON: Final = "Not before our lawyers have read the contract."

INVITE: Final = Call(
    "relationship_templates.create_own",
    "POST /RelationshipTemplates/Own",
    {
        "expiresAt": "<a moment in the future>",
        "content": {
            "@type": "RelationshipTemplateContent",
            "title": "<title>",
            "metadata": MARK,
            "onNewRelationship": {
                "items": [
                    {
                        "@type": "ConsentRequestItem",
                        "mustBeAccepted": True,
                        "consent": "<what the other side shall agree to>",
                    }
                ]
            },
        },
    },
)
"""An invitation without a number: the same Identity may come back to it as often as it likes."""

REJECT_REQUEST: Final = Call(
    "incoming_requests.reject",
    "PUT /Requests/Incoming/{request}/Reject",
    {"request": "<the ID of the Request>", "items": [{"accept": False, "message": "<why>"}]},
)
"""No to every item, each with a reason if one likes."""

ACCEPT_REQUEST: Final = Call(
    "incoming_requests.accept",
    "PUT /Requests/Incoming/{request}/Accept",
    {"request": "<the ID of the Request>", "items": [{"accept": True}]},
)
"""Yes to the one item; the Connector then begins the Relationship by itself."""


def _call(method: str, verb: str, action: str = "") -> Call:
    route = f"{verb} /Relationships/{{relationship}}{action}"
    return Call(f"relationships.{method}", route, {"relationship": "<the ID of the Relationship>"})


ACCEPT: Final = _call("accept", "PUT", "/Accept")
REJECT: Final = _call("reject", "PUT", "/Reject")
REVOKE: Final = _call("revoke", "PUT", "/Revoke")
TERMINATE: Final = _call("terminate", "PUT", "/Terminate")
REQUEST_REACTIVATION: Final = _call("request_reactivation", "PUT", "/Reactivate")
ACCEPT_REACTIVATION: Final = _call("accept_reactivation", "PUT", "/Reactivate/Accept")
REJECT_REACTIVATION: Final = _call("reject_reactivation", "PUT", "/Reactivate/Reject")
REVOKE_REACTIVATION: Final = _call("revoke_reactivation", "PUT", "/Reactivate/Revoke")
DECOMPOSE: Final = _call("decompose", "DELETE")


def invitation(pair: Pair) -> RelationshipTemplate:
    """A template that shares the templator's name and asks for the initiator's; made once in a kernel.

    Args:  pair: whose templator makes it.
    """
    name = pair.templator.attributes.find_or_create(attribute_value("DisplayName", DISPLAY_NAME))
    share = {"@type": "ShareAttributeRequestItem", "mustBeAccepted": True, "attribute": name.content}
    query = {"@type": "IdentityAttributeQuery", "valueType": "DisplayName"}
    read = {"@type": "ReadAttributeRequestItem", "mustBeAccepted": True, "query": query}
    content = {
        "@type": "RelationshipTemplateContent",
        "title": "A partnership that ends",
        "metadata": MARK,
        "onNewRelationship": {"items": [share | {"attributeId": name.id}, read]},
    }
    create = pair.templator.relationship_templates.create_own
    expires_at = expiry(pair.templator, 30)
    made = memory.once(pair.templator, "invitation", content, lambda: create(content=content, expires_at=expires_at))
    template: RelationshipTemplate = made.answer
    return template


def partnership(pair: Pair, attempt: int = 1) -> Relationship:
    """An Active Relationship in which both have shared their names and written a Mail; each attempt makes one, once.

    Args:      pair: between whom; nothing may stand there yet.
               attempt: its number; a further one makes a new Relationship after the last was decomposed.
    Returns:   the Relationship as it was then.
    """
    made = memory.once(pair.templator, f"partnership {attempt}", pair.initiator.address, lambda: _begun(pair, attempt))
    relationship: Relationship = made.answer
    return relationship


def partners(connector: Connector) -> Pair:
    """Two Connectors that can part.

    Args:      connector: the reader's.
    Raises:    NotInThisEraError: in this era a Relationship, once Active, stays; nothing was made.
               LessonError: as `pair` says.
    """
    connector.call_in_era(TERMINATE.route)
    return pair(connector)


def goodbye(peer: str) -> dict[str, Any]:
    """A last Mail.

    Args:  peer: the address of its reader.
    """
    return {"@type": "Mail", "to": [peer], "subject": "Goodbye", "body": "Thank you for everything."}


def audit_log(pair: Pair, relationship: Relationship) -> Picture:
    """The history of a Relationship, with names in place of addresses.

    Args:  pair: whose Relationship it is.
           relationship: as one side knows it.
    """
    rows = [
        (pair.role_of(entry.created_by), entry.reason, entry.old_status or "", entry.new_status)
        for entry in relationship.audit_log
    ]
    return draw_table(f"History of {relationship.id}", ("who", "what", "before", "after"), rows)


def remains(pair: Pair) -> Picture:
    """What each side of a pair still has of the other.

    Args:  pair: the two; nothing is synchronised.
    """
    columns = [_belongings(side, pair.other(side).address) for side in pair.sides]
    rows = [(name, columns[0][name], columns[1][name]) for name in columns[0]]
    return draw_table("What is left", ("", "templator", "initiator"), rows)


def _begun(pair: Pair, attempt: int) -> Relationship:
    request = pair.ask(invitation(pair), attempt)
    name = identity_attribute(attribute_value("DisplayName", PARTNER))
    pair.initiator.incoming_requests.accept(request, [{"accept": True}, {"accept": True, "newAttribute": name}])
    begun = pair.outcome(request)
    pair.templator.sync()
    accepted = pair.templator.relationships.accept(begun)
    pair.initiator.sync()
    for side, text in zip(pair.sides, ("Welcome, partner.", "Thank you, partner."), strict=True):
        peer = pair.other(side).address
        side.messages.send([peer], {"@type": "Mail", "to": [peer], "subject": "Our partnership", "body": text})
    for side in pair.sides:
        side.sync()
    return accepted


def _belongings(side: Connector, peer: str) -> dict[str, str]:
    found = [one for one in side.relationships.list(peer=peer) if one.status not in ("Rejected", "Revoked")]
    mails = [one for one in side.messages.list() if peer in (one.created_by, *(to.address for to in one.recipients))]
    return {
        "Relationship": ", ".join(one.status for one in found) or "none",
        "Mails with the other": str(len(mails)),
        "Attributes of the other": _values(side.attributes.peer(peer)),
        "own, shared with the other": _values(side.attributes.own_shared(peer)),
        "own display names": _values(side.attributes.own_identity({"content.value.@type": "DisplayName"})),
    }


def _values(attributes: list[Any]) -> str:
    return ", ".join(str(attribute.content["value"].get("value")) for attribute in attributes) or "none"
