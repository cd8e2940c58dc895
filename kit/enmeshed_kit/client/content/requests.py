"""Requests, and the templates and Relationships that carry them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from enmeshed_kit.client.content.items import DESCRIPTION, TITLE, check_item
from enmeshed_kit.client.content.members import arbitrary, given, moment
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import Json


def group(*items: Json, title: str | None = None, description: str | None = None, metadata: Any = None) -> Json:
    """Build a RequestItemGroup: items that belong together on the peer's screen. Groups do not nest."""
    check_items(items, "group")
    return {"@type": "RequestItemGroup"} | described(title, description, metadata) | {"items": list(items)}


def request(
    *items: Json,
    title: str | None = None,
    description: str | None = None,
    expires_at: datetime | str | None = None,
    now: datetime | None = None,
    metadata: Any = None,
) -> Json:
    """Build a Request of items and groups.

    Args:    expires_at: left out, it ends with its template.
             now: `connector.now()`, to refuse an expiry that is past.
             metadata: any JSON for one's own use; the peer gets it, too.
    Raises:  ContentError: an item is wrong, or two that must be accepted would create the same Attribute.
    """
    check_items(items, "Request")
    if expires_at is not None:
        moment(expires_at, "expires_at", now)
    check_keys(items)
    expiry = {} if expires_at is None else {"expiresAt": expires_at}
    return described(title, description, metadata) | expiry | {"items": list(items)}


def check_items(items: Sequence[Any], what: str) -> None:
    """Refuse a Request or group of nothing, or of something else than items."""
    if not items:
        raise ContentError(f"A {what} needs at least one item.", "Add a share_attribute(…) or read_attribute(…).")
    for item in items:
        if not isinstance(item, dict) or "@type" not in item:
            raise ContentError(f"{item!r} is no item: it has no @type.", "Pass the items one by one, not as a list.")
        if item["@type"] != "RequestItemGroup":
            check_item(item)
        elif what == "group":
            raise ContentError("A group cannot hold a group.", "Put the inner items into the outer group.")
        else:
            check_items(item.get("items") or (), "group")


def check_keys(items: Iterable[Json]) -> None:
    """Refuse a Request whose acceptance would make two RelationshipAttributes of one key, owner and type."""
    flat = [inner for item in items for inner in item.get("items", [item])]
    seen: set[tuple[str, str, str]] = set()
    for created in filter(None, (created_by(item) for item in flat if item.get("mustBeAccepted"))):
        if created in seen:
            raise ContentError(
                f"Two items would create a RelationshipAttribute with the key {created[1]!r}, of one owner and type.",
                "Give each its own key, or make one of them optional.",
            )
        seen.add(created)


def created_by(item: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Owner, key and type of the RelationshipAttribute that accepting an item makes; None if it makes none."""
    asked = item.get("attribute") if item["@type"] == "CreateAttributeRequestItem" else item.get("query")
    if not isinstance(asked, Mapping):
        return None
    if asked["@type"] == "RelationshipAttribute":
        return (asked["owner"], asked["key"], asked["value"]["@type"])
    if asked["@type"] == "RelationshipAttributeQuery":
        return (asked["owner"], asked["key"], asked["attributeCreationHints"]["valueType"])
    return None


def template_content(
    on_new_relationship: Json,
    *,
    title: str | None = None,
    on_existing_relationship: Json | None = None,
    metadata: Any = None,
) -> Json:
    """Build the content of a RelationshipTemplate that makes a Request on the other side.

    Args:  on_new_relationship: the Request for who has no Relationship yet.
           on_existing_relationship: the Request for who has one; without it, none appears there.
           metadata: any JSON for one's own use; the peer gets it, too.
    """
    content: Json = {"@type": "RelationshipTemplateContent"} | described(title, None, metadata)
    content["onNewRelationship"] = on_new_relationship
    if on_existing_relationship is not None:
        content["onExistingRelationship"] = on_existing_relationship
    return content


def arbitrary_template_content(value: Any) -> Json:
    """Build the content of a RelationshipTemplate between Connectors: any JSON, no Request; an App cannot use it."""
    return arbitrary("ArbitraryRelationshipTemplateContent", value)


def arbitrary_creation_content(value: Any) -> Json:
    """Build what a Relationship is created with, from a template of arbitrary content: any JSON."""
    return arbitrary("ArbitraryRelationshipCreationContent", value)


def creation_content(response: Json) -> Json:
    """Build what a Relationship is created with, from a template with a Request.

    A Connector does so by itself when the Request is accepted.

    Args:  response: the content of the accepted Request's Response.
    """
    members = {name: member for name, member in response.items() if name != "@type"}
    return {"@type": "RelationshipCreationContent", "response": members}


def described(title: str | None, description: str | None, metadata: Any = None) -> Json:
    """Title, description and metadata where they are given, each within its limit."""
    if title is not None:
        TITLE(title, "title")
    if description is not None:
        DESCRIPTION(description, "description")
    if metadata is not None and not isinstance(metadata, dict | list):
        raise ContentError("metadata must be an object.", 'For instance metadata={"order": 1}.')
    return given(title=title, description=description, metadata=metadata)
