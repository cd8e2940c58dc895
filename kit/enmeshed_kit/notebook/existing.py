"""What an earlier session left behind, so that a lesson that is repeated takes it in place of a refusal.

Each function takes a Connector and the payload that would be sent, and returns what such a payload brought before.
"""

from typing import Any

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.content import trimmed
from enmeshed_kit.records import Attribute, Relationship


def own_attribute(connector: Connector, body: dict[str, Any]) -> Attribute | None:
    """An own Attribute equal to the one that the payload asks for: a Connector refuses duplicates."""
    wanted = trimmed(body["content"]["value"])
    own = connector.attributes.own_identity({"content.value.@type": wanted["@type"]})
    return next((attribute for attribute in own if trimmed(attribute.content["value"]) == wanted), None)


def active_relationship(connector: Connector, body: dict[str, Any]) -> Relationship | None:
    """The Relationship that the payload names if it is accepted already: that cannot be done twice."""
    relationship = connector.relationships.get(body["relationship"])
    return relationship if relationship.status == "Active" else None
