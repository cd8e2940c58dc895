"""What differs between the families of Connector versions, as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from enmeshed_kit.eras.routes import CLASSIC_ROUTES, V3_ROUTES, V5_ROUTES, V6_ROUTES, V7_ROUTES


@dataclass(frozen=True, eq=False)
class Era:
    """What differs between the families of Connector versions.

    Args:  prefix: the path below which the API lives, without a slash at its end.
           version: of the Connector that the sandbox plays; of those that it does not play, one of the family.
           majors: the Connector's major versions.
           is_played: whether the sandbox plays such a Connector.
           address: how an Identity's address begins.
           words: other words for values of filters and records, by the filter's name.
           probe: a list and a filter that the Connectors of an earlier era with the same prefix and address refuse.
           has_scopes: an API key may lack the scope for a call.
           routes: how each call of `routes` is spelled; None where there is no such call.
           filters: other names of filters, by the section of the API.
           shared_id: what in a ShareAttributeRequestItem names the Attribute.
           initial_peer: what names the other side of a RelationshipAttribute that is shared with a third party.
           groups_bind: a RequestItemGroup says itself whether it must be accepted.
           creation_member: under which name a Relationship is created with its content.
           creation_type: the type of that content where the template brought a Request.
           wraps_arbitrary: content of one's own stands in a wrapper that has a type.
           attribute_head: whether an Attribute to be created names its own type and owner.
           fills_owner: an answer's Attribute with an empty owner becomes the answering Identity's.
           has_changes: a Relationship consists of RelationshipChanges, which are accepted and rejected.
           sync_tells: a sync is answered with what is new.
           reads_urls: a reference may be a url.
           reads_keys: what is loaded may be named by its id and secretKey.
           qr_prefix: what stands before the reference in a QR code that holds no url.
           shares_copies: who shares an Attribute gives the peer a copy, with an id of its own.
           old_fields: what its answers say in places where today's do not.
           upload: fields that an upload must have, with the values that later eras take for granted.
           lacks_members: members of payloads that would be refused, or dropped without a word: `Type.member`, or
                          the member alone for the body of a call.
           lacks_types: types that nobody there can read.
           lacks_filters: filters that would be ignored without a word, by the section of the API.
    """

    name: str
    prefix: str
    version: str
    majors: tuple[int, ...]
    is_played: bool = True
    address: str = "did:e:"
    probe: tuple[str, str] | None = None
    has_scopes: bool = False
    routes: Mapping[str, str | None] = field(default_factory=lambda: V7_ROUTES)
    filters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shared_id: str = "attributeId"
    initial_peer: str | None = "initialAttributePeer"
    groups_bind: bool = False
    creation_member: str = "creationContent"
    creation_type: str = "RelationshipCreationContent"
    wraps_arbitrary: bool = True
    attribute_head: Literal["needed", "allowed", "refused"] = "refused"
    fills_owner: bool = True
    has_changes: bool = False
    sync_tells: bool = False
    reads_urls: bool = True
    reads_keys: bool = False
    qr_prefix: str = ""
    shares_copies: bool = False
    old_fields: frozenset[str] = frozenset()
    upload: Mapping[str, Any] = field(default_factory=dict)
    lacks_members: frozenset[str] = frozenset()
    lacks_types: frozenset[str] = frozenset()
    lacks_filters: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __repr__(self) -> str:
        connectors = " and ".join(str(major) for major in self.majors)
        return f"<Era {self.name}: Connector {connectors}, {self.prefix}>"

    @property
    def connectors(self) -> str:
        """The Connectors of this era, for texts."""
        return "Connector " + " and ".join(str(major) for major in self.majors)


ADDRESS = re.compile(
    r"did:e:(?:(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[a-z]{2,}|localhost):dids:[0-9a-f]{22}|id1[A-Za-z0-9]{32,33}"
)
"""An Identity's address of any era: a decentralised identifier since Connector 5, before that a text in base58."""

QR_PREFIX = "nmshd://tr#"
"""What stands before a truncated reference in a QR code."""

COPIES = {
    "Attributes": {
        "peer": "shareInfo.peer",
        "sourceReference": "shareInfo.requestReference",
        "initialAttributePeer": "shareInfo.thirdPartyAddress",
    },
    "Relationships": {"templateId": "template.id"},
}
"""The filters of eras in which a shared Attribute is a copy, and a Relationship holds its template."""

DELETION_WORDS = {
    "DeletedByEmitter": "DeletedByOwner",
    "DeletedByRecipient": "DeletedByPeer",
    "ToBeDeletedByRecipient": "ToBeDeletedByPeer",
}
"""What becomes of a shared Attribute, in the words of Connectors before 7."""

OLD_FIELDS = frozenset(
    {
        "truncatedReference",
        "template.id",
        "shareInfo.peer",
        "shareInfo.requestReference",
        "shareInfo.notificationReference",
        "shareInfo.thirdPartyAddress",
        "shareInfo.sourceAttribute",
        "parentId",
    }
)
"""What the answers of Connectors before 7 say."""

ONLY_TODAY = frozenset({"ShareCredentialOfferRequestItem", "ShareAuthorizationRequestRequestItem"})
PROTECTION = frozenset({"forIdentity", "passwordProtection", "password"})

V7 = Era(
    name="v7",
    prefix="/api/core/v1",
    version="7.4.6",
    majors=(7,),
    has_scopes=True,
    lacks_members=frozenset(
        {
            *(f"{kind}.validFrom" for kind in ("IdentityAttribute", "RelationshipAttribute", "IdentityAttributeQuery")),
            *(f"{kind}.validTo" for kind in ("IdentityAttribute", "RelationshipAttribute", "IdentityAttributeQuery")),
            *(
                f"{kind}AttributeRequestItem.{member}"
                for kind in ("Share", "Read", "Create", "Propose", "Delete")
                for member in ("title", "requireManualDecision")
            ),
            "ConsentRequestItem.title",
            "ConsentRequestItem.requireManualDecision",
        }
    ),
    lacks_types=frozenset({"FreeTextRequestItem", "RegisterAttributeListenerRequestItem", "PersonName", "Statement"}),
)
V6 = Era(
    name="v6",
    prefix="/api/v2",
    version="6.34.0",
    majors=(6,),
    probe=("/RelationshipTemplates", "forIdentity"),
    routes=V6_ROUTES,
    filters=COPIES,
    words={"deletionInfo.deletionStatus": DELETION_WORDS},
    shared_id="sourceAttributeId",
    initial_peer="thirdPartyAddress",
    old_fields=OLD_FIELDS,
    shares_copies=True,
    qr_prefix=QR_PREFIX,
    lacks_members=frozenset({"Mail.bodyFormat"}),
    lacks_types=ONLY_TODAY | {"MaritalStatus", "BankAccount", "SchematizedJSON"},
    lacks_filters={"Attributes": frozenset({"@type"})},
)
V5 = replace(
    V6,
    name="v5",
    old_fields=OLD_FIELDS | {"secretKey"},
    version="5",
    majors=(5,),
    is_played=False,
    probe=None,
    routes=V5_ROUTES,
    initial_peer=None,
    lacks_members=V6.lacks_members | PROTECTION | {"tags"},
    lacks_types=V6.lacks_types | {"FormFieldRequestItem", "TransferFileOwnershipRequestItem"},
)
CLASSIC = Era(
    name="classic",
    prefix="/api/v2",
    version="4.6.4",
    majors=(4,),
    address="id1",
    probe=("/Attributes/Own/Repository", "content.owner"),
    routes=CLASSIC_ROUTES,
    filters=COPIES,
    words={
        "deletionInfo.deletionStatus": DELETION_WORDS,
        "response.source.type": {"Relationship": "RelationshipChange"},
    },
    shared_id="sourceAttributeId",
    initial_peer=None,
    old_fields=OLD_FIELDS
    | {"secretKey", "changes", "changes[0].request.content", "peerIdentity.realm", "messages", "relationships"},
    shares_copies=True,
    groups_bind=True,
    creation_member="content",
    creation_type="RelationshipCreationChangeRequestContent",
    wraps_arbitrary=False,
    attribute_head="allowed",
    fills_owner=False,
    has_changes=True,
    sync_tells=True,
    reads_urls=False,
    reads_keys=True,
    qr_prefix=QR_PREFIX,
    upload={"title": ""},
    lacks_members=V5.lacks_members,
    lacks_types=V5.lacks_types,
    lacks_filters={"Attributes": frozenset({"@type", "wasViewedAt", "isDefault"})},
)
V3 = replace(
    CLASSIC,
    name="v3",
    version="3",
    majors=(3,),
    is_played=False,
    probe=None,
    routes=V3_ROUTES,
    attribute_head="needed",
    lacks_types=CLASSIC.lacks_types | {"DeleteAttributeRequestItem"},
)

KNOWN = (V3, CLASSIC, V5, V6, V7)
"""All eras, the oldest first."""

ERAS = {era.name: era for era in KNOWN if era.is_played}
"""The eras that the sandbox plays, by name."""

LATEST = V7
"""The era of today's Connectors."""

NATIVE = V7
"""The era in whose words the kit itself is written: its records, its section methods, its builders."""


def era_named(name: "str | Era") -> Era:
    """The era of this name.

    Raises:  ValueError: there is none; names those that there are.
    """
    if isinstance(name, Era):
        return name
    for era in KNOWN:
        if era.name == name.strip().lower():
            return era
    raise ValueError(f"There is no era {name!r}: take one of {', '.join(era.name for era in KNOWN)}.")


def era_of_version(version: str) -> Era | None:
    """The era of a Connector's version; of a later one the newest, of an older one or of no version None."""
    major = version.strip().split(".")[0]
    if not major.isdecimal():
        return None
    if int(major) > max(KNOWN[-1].majors):
        return KNOWN[-1]
    return next((era for era in KNOWN if int(major) in era.majors), None)


def prefixes() -> tuple[str, ...]:
    """Where an API may begin, that of the newest Connectors first."""
    return tuple(dict.fromkeys(era.prefix for era in reversed(KNOWN)))


def eras_at(prefix: str, address: str) -> list[Era]:
    """The eras whose API begins so and whose Identities have such addresses, the oldest first.

    An address of no era that is known tells nothing: then all that begin so.
    """
    there = [era for era in KNOWN if era.prefix == prefix]
    return [era for era in there if address.startswith(era.address)] or there


def era_with_scopes() -> Era:
    """The oldest era in which an API key may lack the scope for a call."""
    return next(era for era in KNOWN if era.has_scopes)
