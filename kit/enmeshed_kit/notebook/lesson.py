"""What the steps of a lesson need to know: a good moment, the tutorial's Request, and whose Relationships there are."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import NotFoundError, NotInThisEraError
from enmeshed_kit.notebook.form.payload import Payload
from enmeshed_kit.notebook.tutorial import REQUEST, TITLE
from enmeshed_kit.records import Relationship, RelationshipTemplate

ENDED = ("Rejected", "Revoked")


def expiry(connector: Connector, days: int) -> str:
    """A moment some days from now, in the form that the API wants.

    It is midnight, so that a cell that is run twice on one day makes the same payload.

    Args:  connector: whose clock counts.
           days: how many midnights ahead.
    """
    midnight = connector.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return f"{midnight + timedelta(days=days):%Y-%m-%dT%H:%M:%S}.000Z"


def is_able(connector: Connector, route: str) -> bool:
    """Whether a Connector's era has a call.

    Args:  route: as in a `Call`.
    """
    try:
        connector.call_in_era(route)
    except NotInThisEraError:
        return False
    return True


def tutorial_request(address: str, display_name: str, attribute_id: str) -> dict[str, Any]:
    """The tutorial's Request, filled in.

    Args:  address: of the Connector that asks.
           display_name: what it shares.
           attribute_id: of the Attribute that holds the display name.
    """
    values = {
        "your Connector's address": address,
        "display name": display_name,
        "the ID of the Attribute": attribute_id,
    }
    return Payload(REQUEST, values).complete()


def relationship_of(connector: Connector, template: RelationshipTemplate | None = None) -> Relationship | None:
    """The Relationship that a template led to; where both sides know each other already, the newest made by this kit.

    Args:  connector: the templator.
           template: the one that was scanned; left out, any that the tutorial made.
    """
    found = newest(connector.relationships.list(template_id=template.id)) if template else None
    return found or newest(one for one in connector.relationships.list() if is_made_by_kit(connector, one))


def newest(relationships: Iterable[Relationship]) -> Relationship | None:
    """The one that was begun last, those that came to nothing left out."""
    standing = [relationship for relationship in relationships if relationship.status not in ENDED]
    return max(standing, key=lambda relationship: relationship.audit_log[0].created_at, default=None)


def is_made_by_kit(connector: Connector, relationship: Relationship) -> bool:
    """Whether it began with the tutorial's template of this Connector: others are not the kit's to touch."""
    try:
        template = connector.relationship_templates.get(relationship.template_id)
    except NotFoundError:
        return False
    return template.is_own and isinstance(template.content, dict) and template.content.get("title") == TITLE
