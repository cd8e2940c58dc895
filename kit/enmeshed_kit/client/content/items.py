"""RequestItems: what one Identity may ask of another.

A Connector drops members that it does not know without a word, so what is built here has none.
Source: the refusals of `POST /Requests/Outgoing/Validate` of a Connector 7.4.6.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from enmeshed_kit.client.content import fields, queries
from enmeshed_kit.client.content.addresses import check_address, check_id
from enmeshed_kit.client.content.attributes import check_attribute
from enmeshed_kit.client.content.members import Members, anything, by_type, flag, given, text, type_of
from enmeshed_kit.client.content.values import CONSENT, check_link_text
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.patterns import Pattern
from enmeshed_kit.records import Attribute, File, Json

TITLE = text(200)
DESCRIPTION = text(500)
ANY_URL = text(None, 1, Pattern("^[A-Za-z][A-Za-z0-9+.-]*:.+$"), "https://issuer.example.org/offer")
COMMON = {"description": DESCRIPTION, "metadata": anything}
FORWARDABLE = ("OwnIdentityAttribute", "OwnRelationshipAttribute", "PeerRelationshipAttribute")


def item_of(needed: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> Members:
    """The members of a RequestItem, those that all have included."""
    return Members({"mustBeAccepted": flag, **needed}, {**COMMON, **(optional or {})})


ITEMS = {
    "AuthenticationRequestItem": item_of({"title": TITLE}),
    "ConsentRequestItem": item_of(CONSENT.needed, {**CONSENT.optional, "requiresInteraction": flag}),
    "CreateAttributeRequestItem": item_of({"attribute": check_attribute}),
    "DeleteAttributeRequestItem": item_of({"attributeId": partial(check_id, "ATT")}),
    "FormFieldRequestItem": item_of({"title": TITLE, "settings": fields.check_settings}),
    "ProposeAttributeRequestItem": item_of({"query": queries.check_query, "attribute": check_attribute}),
    "ReadAttributeRequestItem": item_of({"query": queries.check_query}),
    "ShareAttributeRequestItem": item_of(
        {"attribute": check_attribute, "attributeId": partial(check_id, "ATT")},
        {"initialAttributePeer": check_address},
    ),
    "ShareAuthorizationRequestRequestItem": item_of({"authorizationRequestUrl": ANY_URL}),
    "ShareCredentialOfferRequestItem": item_of({"credentialOfferUrl": text()}),
    "TransferFileOwnershipRequestItem": item_of({"fileReference": text(None, 1), "ownershipToken": text(None, 1)}),
}
_check_members = by_type(ITEMS, "RequestItem")


def check_item(item: Any, place: str = "") -> None:
    """Refuse an item that a Connector would refuse, as far as that shows without knowing what it has.

    Raises:  ContentError: the first thing that is wrong.
    """
    named = type_of(item)
    _check_members(item, place or named)
    if named == "ConsentRequestItem":
        check_link_text(item, named)
    if named == "ShareAttributeRequestItem":
        check_shared(item)
    if named == "ProposeAttributeRequestItem":
        check_proposed(item)


def check_shared(item: Mapping[str, Any]) -> None:
    """Refuse to share what has no other side, or must not be told."""
    attribute, peer = item["attribute"], item.get("initialAttributePeer")
    is_identity = attribute["@type"] == "IdentityAttribute"
    if is_identity and peer:
        raise ContentError("An IdentityAttribute has no initialAttributePeer.", "Leave it out.")
    if not is_identity and not peer:
        raise ContentError(
            "A RelationshipAttribute is shared with its initialAttributePeer.", "Pass the Attribute's own peer."
        )
    if attribute.get("confidentiality") == "private":
        raise ContentError("A private RelationshipAttribute cannot be shared.", "Only public and protected ones can.")


def check_proposed(item: Mapping[str, Any]) -> None:
    """Refuse a proposal that is about somebody else, or no answer to its own query."""
    query, attribute = item["query"], item["attribute"]
    if attribute["owner"] or query.get("owner"):
        raise ContentError(
            "What is proposed belongs to who accepts it.", "Leave the owner of attribute and query empty."
        )
    if query["@type"] == "ThirdPartyRelationshipAttributeQuery":
        raise ContentError("Nothing can be proposed to a question for a third party.", "Take another query.")
    queries.check_fits(query, attribute)
    hinted = (query.get("attributeCreationHints") or {}).get("valueType")
    if query["@type"] == "IQLQuery" and hinted not in (None, attribute["value"]["@type"]):
        raise ContentError("The proposed Attribute is of another type than the query's hints.", "Make them agree.")


def built(kind: str, must_be_accepted: bool, **members: Any) -> Json:
    """An item of its members, if a Connector can read it."""
    item: Json = {"@type": kind, "mustBeAccepted": must_be_accepted, **given(**members)}
    check_item(item)
    return item


def share_attribute(attribute: Attribute, *, must_be_accepted: bool = True, description: str | None = None) -> Json:
    """Build a ShareAttributeRequestItem: the peer shall take note of an Attribute.

    Args:  attribute: as the Connector returned it, because content and id must be exactly those.
    """
    if not isinstance(attribute, Attribute):
        raise ContentError("Only an Attribute that exists can be shared.", "Pass what attributes.create(…) returned.")
    if attribute.type not in FORWARDABLE:
        raise ContentError(
            f"{attribute.id} is a {attribute.type}: only own Attributes, and those of a Relationship, can be shared.",
            "Take one of connector.attributes.own_identity().",
        )
    is_copy = attribute.source_attribute is not None and attribute.content.get("@type") == "IdentityAttribute"
    return built(
        "ShareAttributeRequestItem",
        must_be_accepted,
        attribute=attribute.content,
        # A copy that one peer was given cannot be given to another; what it was made of can.
        attributeId=attribute.source_attribute or attribute.id,
        initialAttributePeer=None if is_copy else attribute.peer,
        description=description,
    )


def read_attribute(
    asked: str | Json,
    *,
    must_be_accepted: bool = True,
    tags: Sequence[str] | None = None,
    description: str | None = None,
) -> Json:
    """Build a ReadAttributeRequestItem: the peer shall tell an Attribute.

    Args:  asked: a type like "GivenName", or a query: `relationship_query(…)`, `third_party_query(…)`, `iql_query(…)`.
           must_be_accepted: False makes it optional.
           tags: with a type: the answer has at least one of them.
    """
    query = queries.identity_query(asked, tags) if isinstance(asked, str) else asked
    return built("ReadAttributeRequestItem", must_be_accepted, query=query, description=description)


def create_attribute(attribute: Json, *, must_be_accepted: bool = True, description: str | None = None) -> Json:
    """Build a CreateAttributeRequestItem: the peer shall take over an Attribute about itself or the Relationship.

    Args:  attribute: an `identity_attribute(…)` of the peer, its owner left empty; or a `relationship_attribute(…)`.
    """
    return built("CreateAttributeRequestItem", must_be_accepted, attribute=attribute, description=description)


def propose_attribute(
    attribute: Json, query: Json | None = None, *, must_be_accepted: bool = True, description: str | None = None
) -> Json:
    """Build a ProposeAttributeRequestItem: the peer shall confirm or correct what is proposed.

    Args:  attribute: without an owner.
           query: what the answer must fit; left out, it asks for an Attribute like the proposed one.
    """
    check_attribute(attribute, "attribute")
    query = query or query_for(attribute)
    return built(
        "ProposeAttributeRequestItem", must_be_accepted, query=query, attribute=attribute, description=description
    )


def query_for(attribute: Json) -> Json:
    """The query that an Attribute answers."""
    value = attribute["value"]
    if attribute["@type"] == "IdentityAttribute":
        return queries.identity_query(value["@type"])
    return queries.relationship_query(
        attribute["key"],
        value["@type"],
        title=value.get("title", attribute["key"]),
        confidentiality=attribute["confidentiality"],
        description=value.get("description"),
    )


def delete_attribute(
    attribute: Attribute | str, *, must_be_accepted: bool = True, description: str | None = None
) -> Json:
    """Build a DeleteAttributeRequestItem: the peer shall forget an Attribute that it was given; needs a peer.

    Args:  attribute: the own Attribute, or its id, which is the same on both sides.
    """
    identity = attribute.id if isinstance(attribute, Attribute) else attribute
    return built("DeleteAttributeRequestItem", must_be_accepted, attributeId=identity, description=description)


def consent(
    text: str,
    *,
    link: str | None = None,
    link_display_text: str | None = None,
    requires_interaction: bool | None = None,
    must_be_accepted: bool = True,
    description: str | None = None,
) -> Json:
    """Build a ConsentRequestItem: the peer shall agree to a text.

    Args:  link: to the whole text.  link_display_text: what stands for the link, 3 to 30 characters.
           requires_interaction: True keeps a peer from agreeing by a rule of its Connector.
    """
    return built(
        "ConsentRequestItem",
        must_be_accepted,
        consent=text,
        link=link,
        linkDisplayText=link_display_text,
        requiresInteraction=requires_interaction,
        description=description,
    )


def authentication(title: str, *, must_be_accepted: bool = True, description: str | None = None) -> Json:
    """Build an AuthenticationRequestItem: the peer shall confirm that it is there, at a log-in for instance."""
    return built("AuthenticationRequestItem", must_be_accepted, title=title, description=description)


def form_field(title: str, settings: Json, *, must_be_accepted: bool = True, description: str | None = None) -> Json:
    """Build a FormFieldRequestItem: the peer shall fill in a field.

    Args:  settings: `text_field(…)`, `number_field(…)`, `selection_field(…)`, `rating_field(…)`, `boolean_field()` or
               `date_field()`.
    """
    return built("FormFieldRequestItem", must_be_accepted, title=title, settings=settings, description=description)


def transfer_file_ownership(file: File, *, must_be_accepted: bool = True, description: str | None = None) -> Json:
    """Build a TransferFileOwnershipRequestItem: the peer shall become the owner of a File.

    Args:  file: an own one, as the Connector returned it.
    """
    if not isinstance(file, File):
        raise ContentError("Only a File that exists can be handed over.", "Pass what files.upload(…) returned.")
    if not file.is_own:
        raise ContentError(f"{file.id} is a peer's: only own Files can be handed over.", "Upload one.")
    if file.ownership_token is None:
        raise ContentError(f"{file.id} has no ownership token.", "Connectors give Files one since version 6.")
    return built(
        "TransferFileOwnershipRequestItem",
        must_be_accepted,
        fileReference=file.reference.truncated,
        ownershipToken=file.ownership_token,
        description=description,
    )


def share_authorization_request(url: str, *, must_be_accepted: bool = True, description: str | None = None) -> Json:
    """Build a ShareAuthorizationRequestRequestItem: the peer shall present a credential to who stands behind a URL."""
    kind = "ShareAuthorizationRequestRequestItem"
    return built(kind, must_be_accepted, authorizationRequestUrl=url, description=description)


def share_credential_offer(url: str, *, must_be_accepted: bool = True, description: str | None = None) -> Json:
    """Build a ShareCredentialOfferRequestItem: the peer shall fetch a credential that is offered at a URL."""
    return built("ShareCredentialOfferRequestItem", must_be_accepted, credentialOfferUrl=url, description=description)
