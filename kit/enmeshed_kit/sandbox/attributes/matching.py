"""Whether an Attribute is what a query asks for, and which queries make sense at all.

Source: `POST /Requests/Outgoing/Validate` and `PUT /Requests/Incoming/{id}/CanAccept` of a Connector 7.4.6.
"""

from collections.abc import Callable
from datetime import datetime

from enmeshed_kit.records import Json, RequestValidationResult
from enmeshed_kit.sandbox.faults import core_fault

REQUESTS = "error.consumption.requests"
INVALID_ITEM = f"{REQUESTS}.invalidRequestItem"
INVALID_ANSWER = f"{REQUESTS}.invalidAcceptParameters"
MISMATCH = f"{REQUESTS}.attributeQueryMismatch"
SAME_KEY = f"{REQUESTS}.violatedKeyUniquenessOfRelationshipAttributes"
INHERITED = f"{REQUESTS}.validation.inheritedFromItem"
OF_PENDING = f"{REQUESTS}.cannotShareRelationshipAttributeOfPendingRelationship"
FORBIDDEN_CHARACTERS = "The Attribute contains forbidden characters."


class Unfit(Exception):  # noqa: N818  a finding about one RequestItem, not a failure of the program
    """What is wrong with a RequestItem or with the decision on it.

    Args:      is_bare: whether the message is the reason alone, without code and time around it.
    """

    def __init__(self, code: str, reason: str, *, is_bare: bool = False) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.is_bare = is_bare

    def result(self, at: datetime) -> RequestValidationResult:
        """How the API shows it."""
        message = self.reason if self.is_bare else core_fault(self.code, self.reason, at).message
        return RequestValidationResult(is_success=False, code=self.code, message=message, items=[])


FINE = RequestValidationResult(is_success=True, items=[])


def of_items(results: list[RequestValidationResult], inherited: str = INHERITED) -> RequestValidationResult:
    """The result for a whole that is as good as its parts."""
    if all(result.is_success for result in results):
        return RequestValidationResult(is_success=True, items=results)
    return RequestValidationResult(
        is_success=False,
        code=inherited,
        message="Some child items have errors.",
        items=results,
    )


def check_query(query: Json, sender: str, recipient: str | None) -> None:
    """Refuse a query that asks for something between sender and recipient as if it were a third party's."""
    for third_party in query.get("thirdParty", ()):
        if third_party == sender:
            raise Unfit(INVALID_ITEM, "Cannot query an Attribute with the own address as third party.")
        if third_party == recipient:
            raise Unfit(INVALID_ITEM, "Cannot query an Attribute with the recipient's address as third party.")


def match(query: Json, attribute: Json, recipient: str, sender: str, own_ones: str) -> None:
    """Refuse an Attribute that is no answer to a query.

    Args:      own_ones: what own IdentityAttributes are called.
    Raises:    Unfit: the first difference.
    """
    if text := _MATCHERS[query["@type"]](query, attribute, recipient, sender):
        raise Unfit(MISMATCH, text.format(own_ones))


_NOT_OWN = "The provided IdentityAttribute belongs to someone else. You can only share {}."
_NO_RELATIONSHIP_ATTRIBUTE = (
    "The provided Attribute is not a RelationshipAttribute, but a RelationshipAttribute was queried."
)
_OTHER_KEY = "The provided RelationshipAttribute does not have the queried key."


def _match_identity(query: Json, attribute: Json, recipient: str, sender: str) -> str | None:
    if attribute["@type"] != "IdentityAttribute":
        return "The provided Attribute is not an IdentityAttribute, but an IdentityAttribute was queried."
    if attribute["owner"] != recipient:
        return _NOT_OWN
    if attribute["value"]["@type"] != query["valueType"]:
        return "The provided IdentityAttribute is not of the queried IdentityAttribute value type."
    tags = query.get("tags")
    if tags and not set(tags).intersection(attribute.get("tags", ())):
        return "The tags of the provided IdentityAttribute do not contain at least one queried tag."
    return None


def _match_iql(query: Json, attribute: Json, recipient: str, sender: str) -> str | None:
    if attribute["@type"] != "IdentityAttribute":
        return (
            "The provided Attribute is not an IdentityAttribute. Currently, only IdentityAttributes can be queried by "
            "an IQLQuery."
        )
    return _NOT_OWN if attribute["owner"] != recipient else None


def _match_relationship(query: Json, attribute: Json, recipient: str, sender: str) -> str | None:
    if attribute["@type"] != "RelationshipAttribute":
        return _NO_RELATIONSHIP_ATTRIBUTE
    if query["owner"] not in ("", attribute["owner"]):
        return "The provided RelationshipAttribute does not belong to the queried owner."
    if not query["owner"] and attribute["owner"] != recipient:
        return (
            "You are not the owner of the provided RelationshipAttribute, but an empty string was specified for the "
            "owner of the query."
        )
    if query["key"] != attribute["key"]:
        return _OTHER_KEY
    return _match_hints(query["attributeCreationHints"], attribute)


def _match_hints(hints: Json, attribute: Json) -> str | None:
    value = attribute["value"]
    if hints["confidentiality"] != attribute["confidentiality"]:
        return "The provided RelationshipAttribute does not have the queried confidentiality."
    if hints["valueType"] != value["@type"]:
        return "The provided RelationshipAttribute is not of the queried RelationshipAttribute value type."
    if value["@type"] == "Consent":
        return None
    for name in ("title", "description"):
        if hints.get(name) != value.get(name):
            return f"The provided RelationshipAttribute does not have the queried {name}."
    return None


def _match_third_party(query: Json, attribute: Json, recipient: str, sender: str) -> str | None:
    if attribute["@type"] != "RelationshipAttribute":
        return _NO_RELATIONSHIP_ATTRIBUTE
    owner, parties = attribute["owner"], query["thirdParty"]
    is_own = owner == recipient
    is_anybody = "" in parties and (not is_own or recipient in parties)
    wrong_party = query["owner"] == "thirdParty" and owner not in parties and not is_anybody
    if owner == sender or (query["owner"] == "recipient" and not is_own) or wrong_party:
        return "The provided RelationshipAttribute does not belong to a queried owner."
    if not query["owner"] and not is_own and "" not in parties and owner not in parties:
        return (
            "Neither you nor one of the involved third parties is the owner of the provided RelationshipAttribute, but "
            "an empty string was specified for the owner of the query."
        )
    return _OTHER_KEY if query["key"] != attribute["key"] else None


_MATCHERS: dict[str, Callable[[Json, Json, str, str], str | None]] = {
    "IdentityAttributeQuery": _match_identity,
    "IQLQuery": _match_iql,
    "RelationshipAttributeQuery": _match_relationship,
    "ThirdPartyRelationshipAttributeQuery": _match_third_party,
}


def created_by(item: Json, recipient: str | None) -> tuple[str, str, str] | None:
    """Owner, key and value type of the RelationshipAttribute that accepting an item creates, if it does."""
    asked = item.get("attribute") if item["@type"] == "CreateAttributeRequestItem" else item.get("query")
    if not isinstance(asked, dict):
        return None
    if asked["@type"] == "RelationshipAttribute":
        value_type = asked["value"]["@type"]
    elif asked["@type"] == "RelationshipAttributeQuery":
        value_type = asked["attributeCreationHints"]["valueType"]
    else:
        return None
    return (asked["owner"] or recipient or "", asked["key"], value_type)


def first_double(items: list[Json], recipient: str | None) -> str | None:
    """The key of the first RelationshipAttribute that items which must be accepted would create twice."""
    flat = [inner for item in items for inner in item.get("items", [item])]
    wanted = [created_by(item, recipient) for item in flat if item.get("mustBeAccepted")]
    return double_key(wanted)


def double_key(wanted: list[tuple[str, str, str] | None]) -> str | None:
    """The key of the first entry that is there twice."""
    seen = set()
    for entry in wanted:
        if entry in seen and entry is not None:
            return entry[1]
        seen.add(entry)
    return None
