"""Statements: what one Identity says of another. No Attribute can hold one, but they can be read."""

from typing import Any

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content.kinds import ADDRESS, Exactly, ListOf, Text, Unknown, one_of
from enmeshed_kit.sandbox.content.moments import Moment
from enmeshed_kit.sandbox.content.shapes import Field, Shape

_PREDICATES = ("hasAttribute", "relatesTo", "isRelatedTo")
_EVIDENCE = (
    *("ownFact", "digitalPublicIDCard", "digitalPublicDocument", "digitalDocument", "sightCheckOfPublicIDCard"),
    *("sightCheckOfPublicDocument", "sightCheckOfDocument", "mediaOfPublicIDCard", "mediaOfPublicDocument"),
    "mediaOfDocument",
)
_AUTHORITY = (
    *("ownAuthority", "trustedAuthority", "publicAuthority"),
    *("relayedOwnAuthority", "relayedTrustedAuthority", "relayedPublicAuthority"),
)


def _is_predicate(text: str) -> str | None:
    if text in _PREDICATES or text.startswith("z-"):
        return None
    return f"must be one of: {','.join(_PREDICATES)} or start with z-"


def _says_something(statement: Json) -> tuple[str, str] | None:
    if statement["predicate"]["value"] != "hasAttribute" or statement["object"].get("attributes"):
        return None
    text = "If the predicate of the Statement is 'hasAttribute' you have to define attributes in 'object.attributes'."
    return "Function.object.attributes", text


def _word(name: str, rule: Any) -> Shape:
    return Shape(name, (Field("value", Text(), rule=rule),), parent="AbstractString")


_WHO = (Field("address", ADDRESS), Field("attributes", ListOf(Unknown(), "Serializable"), optional=True))

STATEMENTS = (
    *(Shape(name, _WHO) for name in ("DigitalIdentityDescriptor", "StatementObject", "StatementSubject")),
    _word("StatementAuthorityType", one_of(_AUTHORITY)),
    _word("StatementEvidence", one_of(_EVIDENCE)),
    _word("StatementPredicate", _is_predicate),
    Shape(
        "StatementIssuerConditions",
        (
            *(Field("validFrom", Moment()), Field("validTo", Moment())),
            *(
                Field("evidence", Exactly("StatementEvidence")),
                Field("authorityType", Exactly("StatementAuthorityType")),
            ),
            Field("relayedParty", Exactly("DigitalIdentityDescriptor"), optional=True),
        ),
    ),
    Shape(
        "Statement",
        (
            *(Field("subject", Exactly("StatementSubject")), Field("predicate", Exactly("StatementPredicate"))),
            *(Field("object", Exactly("StatementObject")), Field("issuer", Exactly("DigitalIdentityDescriptor"))),
            Field("issuerConditions", Exactly("StatementIssuerConditions")),
        ),
        conclude=_says_something,
    ),
)
