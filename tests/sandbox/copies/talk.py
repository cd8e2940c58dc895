"""Two Identities who ask each other for things."""

import re
from datetime import timedelta
from typing import Any

from copies.pair import Pair

from enmeshed_kit.records import Json, LocalRequest, RequestValidationResult
from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.faults import time_text

UNKNOWN = "ATTUnknownUnknown000"
ADA, GRACE = ({"@type": "GivenName", "value": name} for name in ("Ada", "Grace"))
CONSENT: Json = {"@type": "ConsentRequestItem", "mustBeAccepted": True, "consent": "Agreed?"}


def read(value_type: str = "GivenName", **query: Any) -> Json:
    """A RequestItem that asks for an Attribute."""
    wanted = query or {"@type": "IdentityAttributeQuery", "valueType": value_type}
    return {"@type": "ReadAttributeRequestItem", "mustBeAccepted": True, "query": wanted}


def share(attribute: Any, **more: Any) -> Json:
    """A RequestItem that shares an Attribute."""
    item = {"@type": "ShareAttributeRequestItem", "mustBeAccepted": True, "sourceAttributeId": attribute.id}
    return {**item, "attribute": attribute.content, **more}


def delete(attribute_id: str) -> Json:
    """A RequestItem that asks to delete an Attribute."""
    return {"@type": "DeleteAttributeRequestItem", "mustBeAccepted": True, "attributeId": attribute_id}


def identity(value: Json, owner: str = "") -> Json:
    """The content of an IdentityAttribute."""
    return {"@type": "IdentityAttribute", "owner": owner, "value": value}


def customer(owner: str, confidentiality: str = "public") -> Json:
    """The content of a RelationshipAttribute."""
    value = {"@type": "ProprietaryString", "value": "4711", "title": "Customer"}
    more = {"key": "customer", "confidentiality": confidentiality, "isTechnical": False}
    return {"@type": "RelationshipAttribute", "owner": owner, "value": value, **more}


def ask(pair: Pair, *items: Json, **more: Any) -> str:
    """A asks B, who has it after a sync.  Returns the id of the Request."""
    body = {"content": {"items": list(items), **more}, "peer": pair.b.address}
    draft = pair.a.outgoing_requests.create(body)
    pair.a.messages.send({"recipients": [pair.b.address], "content": draft.content})
    pair.world.settle()
    pair.sync(pair.b)
    return draft.id


def decide(pair: Pair, request_id: str, *answers: Json, verb: str = "accept") -> Any:
    """B decides, and A hears of it.  Returns the items of the Response."""
    decided: LocalRequest = getattr(pair.b.incoming_requests, verb)(request_id, {"items": list(answers)})
    pair.world.settle()
    pair.sync(pair.a)
    assert decided.response is not None
    return decided.response.content["items"]


def accepted(pair: Pair, item: Json, **answer: Any) -> Any:
    """A asks B for one thing and B says yes.  Returns the item of the Response."""
    return decide(pair, ask(pair, item), {"accept": True, **answer})[0]


def said_of(pair: Pair, *items: Json, peer: bool = True) -> str:
    """What is wrong with a Request of A, if anything."""
    body = {"content": {"items": list(items)}} | ({"peer": pair.b.address} if peer else {})
    return _reason(pair.a.outgoing_requests.validate(body))


def said_to(pair: Pair, item: Json, **answer: Any) -> str:
    """What is wrong with accepting one thing that A asks B for, if anything."""
    return _reason(pair.b.incoming_requests.can_accept(ask(pair, item), {"items": [{"accept": True, **answer}]}))


def _reason(result: RequestValidationResult) -> str:
    problems = result.problems() if not result.is_success else []
    return re.sub(
        r"^items\[0\]: |.*?invalidRequestItem: '|.*?attributeQueryMismatch: '|' at \S+Z$", "", "".join(problems)
    )


def in_time(account: Account, **delta: float) -> str:
    """A moment to come."""
    return time_text(account.now() + timedelta(**delta))
