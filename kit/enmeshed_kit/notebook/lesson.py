"""What the tutorial's notebooks need beside the payloads: a Relationship for a lesson that begins with one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.client.sections import trimmed
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.exchange_picture import draw_exchange
from enmeshed_kit.notebook.markup import tag, with_dark_theme
from enmeshed_kit.notebook.payload import Payload
from enmeshed_kit.notebook.phone import Phone
from enmeshed_kit.notebook.picture import Picture, card
from enmeshed_kit.notebook.tutorial import DISPLAY_NAME, REQUEST, TITLE
from enmeshed_kit.records import Attribute, Relationship

PERSON: Final = {"GivenName": "Erika", "Surname": "Musterfrau", "EMailAddress": "erika@example.com"}


class LessonError(GuidedError):
    """The lesson finds something that it must not touch."""


def expiry(connector: Connector, days: int) -> str:
    """A moment some days from now, in the form that the API wants.

    It is midnight, so that a cell that is run twice on one day makes the same payload.

    Args:  connector: whose clock counts.
           days: how many midnights ahead.
    """
    midnight = connector.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return f"{midnight + timedelta(days=days):%Y-%m-%dT%H:%M:%S}.000Z"


def own_attribute(connector: Connector) -> Callable[[dict[str, Any]], Attribute | None]:
    """What looks for an own Attribute equal to the one that a payload asks for.

    A Connector refuses duplicates, so a lesson that is repeated takes the Attribute that is there.
    """

    def find(body: dict[str, Any]) -> Attribute | None:
        wanted = trimmed(body["content"]["value"])
        own = connector.attributes.own_identity({"content.value.@type": wanted["@type"]})
        return next((attribute for attribute in own if trimmed(attribute.content["value"]) == wanted), None)

    return find


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


@dataclass
class FirstRelationship:
    """An Active Relationship for a lesson that begins with one, and the steps that it took to have it."""

    connector: Connector
    phone: Phone
    steps: list[tuple[str, Exchange | None]] = field(default_factory=list)
    relationship: Relationship | None = None

    @property
    def peer(self) -> str:
        """The address of the other side."""
        return self._found().peer

    def __repr__(self) -> str:
        return self._picture().text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        picture = self._picture()
        return {"text/plain": picture.text, "text/html": str(with_dark_theme(picture.html))}

    def find(self) -> "FirstRelationship":
        """Take the Relationship that is there, or make one by the steps of the first lesson.

        Raises:    LessonError: there is one with the phone that is neither Active nor the kit's own to accept.
        """
        self._sync()
        relationship = self._newest()
        if relationship is None or relationship.status in ("Rejected", "Revoked"):
            self._invite()
            relationship = self._newest()
        elif relationship.status == "Active":
            self._done("A Relationship that is Active already")
        self.relationship = self._accepted(relationship)
        return self

    def _invite(self) -> None:
        template = self._template()
        png = self.connector.relationship_templates.qr_code(template.id)
        self._done("Its QR code", self.connector)
        self.phone.scan(png)
        self._done("On the phone: scan it", self.phone.connector)
        self.phone.fill_in(**PERSON)
        self.phone.add_contact()
        self._done("On the phone: fill in and add the contact")
        self._sync()

    def _template(self) -> Any:
        connector = self.connector
        name = connector.attributes.find_or_create({"@type": "DisplayName", "value": DISPLAY_NAME})
        self._done("A display name", connector)
        request = tutorial_request(connector.address, DISPLAY_NAME, name.id)
        connector.outgoing_requests.validate(request)
        self._done("The Request, validated", connector)
        content = {"@type": "RelationshipTemplateContent", "title": TITLE, "onNewRelationship": request}
        template = connector.relationship_templates.create_own(
            content=content, expires_at=expiry(connector, 30), max_number_of_allocations=1
        )
        self._done("A RelationshipTemplate", connector)
        return template

    def _accepted(self, relationship: Relationship | None) -> Relationship:
        if relationship is None:
            raise LessonError("The phone's answer did not arrive.", "Run the cell again: it goes on where it stopped.")
        if relationship.status == "Pending":
            self._refuse_strange(relationship)
            relationship = self.connector.relationships.accept(relationship.id)
            self._done("Accept the pending Relationship", self.connector)
        if relationship.status != "Active":
            raise LessonError(
                f"The Relationship with the phone is {relationship.status}.",
                "Take another Connector for the phone, or decompose this Relationship on both sides first.",
            )
        self.phone.refresh()
        return relationship

    def _refuse_strange(self, relationship: Relationship) -> None:
        template = self.connector.relationship_templates.get(relationship.template_id)
        if not template.is_own or template.content.get("title") != TITLE:
            raise LessonError(
                "There is a pending Relationship with the phone that this kit did not make.",
                "Accept or reject it yourself, then run the cell again.",
            )

    def _newest(self) -> Relationship | None:
        known = self.connector.relationships.list(peer=self.phone.address)
        return max(known, key=lambda r: r.audit_log[0].created_at, default=None)

    def _sync(self) -> None:
        self.connector.sync()
        self._done("Synchronise", self.connector)

    def _done(self, title: str, connector: Connector | None = None) -> None:
        self.steps.append((title, memory.last_exchange(connector) if connector else None))

    def _found(self) -> Relationship:
        if self.relationship is None:
            raise LessonError("There is no Relationship yet.", "Run the cell that makes it: first_relationship(…).")
        return self.relationship

    def _picture(self) -> Picture:
        relationship = self._found()
        title = f"Relationship {relationship.id} is {relationship.status}"
        lines = [f"{number}. {_line(step, exchange)}" for number, (step, exchange) in enumerate(self.steps, 1)]
        drawn = [
            tag("details", tag("summary", line, look="fold"), draw_exchange(exchange).html if exchange else None)
            for line, (_, exchange) in zip(lines, self.steps, strict=True)
        ]
        return Picture(card(title, *drawn, note=f"peer {relationship.peer}"), "\n".join([title, *lines]))


def first_relationship(connector: Connector, phone: Phone) -> FirstRelationship:
    """Find the Active Relationship with the phone, or make it by the steps of the first lesson; either way show how.

    Args:      connector: the reader's.
               phone: the other side.
    Raises:    LessonError: there is one with the phone that is neither Active nor the kit's own to accept.
    """
    found: FirstRelationship = memory.keepsake(
        connector, f"first relationship with {phone.address}", lambda: FirstRelationship(connector, phone).find()
    )
    return found


def _line(step: str, exchange: Exchange | None) -> str:
    return f"{step}  {exchange.method} {exchange.path} → {exchange.status}" if exchange else step
