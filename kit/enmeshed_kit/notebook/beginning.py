"""An Active Relationship for a lesson that begins with one, and the story of how it came to be."""

from dataclasses import dataclass, field
from typing import Any

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.exchange_picture import draw_exchange
from enmeshed_kit.notebook.lesson import expiry, is_made_by_kit, newest, relationship_of, tutorial_request
from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.phone.phone import Phone
from enmeshed_kit.notebook.phone.real_phone import RealPhone
from enmeshed_kit.notebook.picture import Picture, card
from enmeshed_kit.notebook.tutorial import DISPLAY_NAME, PERSON, TITLE
from enmeshed_kit.records import Relationship, RelationshipTemplate


class LessonError(GuidedError):
    """The lesson cannot begin, or finds something that is not the kit's to touch."""


@dataclass(frozen=True)
class Step:
    """One thing that was done, and the call that did it."""

    title: str
    exchange: Exchange | None = None

    def __str__(self) -> str:
        if self.exchange is None:
            return self.title
        return f"{self.title}  {self.exchange.method} {self.exchange.path} → {self.exchange.status}"


@dataclass(repr=False)
class FirstRelationship:
    """An Active Relationship, and the steps that it took to have it."""

    relationship: Relationship
    steps: list[Step] = field(default_factory=list)

    @property
    def peer(self) -> str:
        """The address of the other side."""
        return self.relationship.peer

    def __repr__(self) -> str:
        return self._picture().text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self._picture().bundle()

    def _picture(self) -> Picture:
        title = f"Relationship {self.relationship.id} is {self.relationship.status}"
        numbered = [(f"{number}. {step}", step) for number, step in enumerate(self.steps, 1)]
        folds = [_draw_step(line, step) for line, step in numbered]
        html = card(title, *folds, note=f"peer {self.peer}")
        return Picture(html, "\n".join([title, f"peer {self.peer}", *(line for line, _ in numbered)]))


def first_relationship(connector: Connector, phone: Phone | RealPhone | None = None) -> FirstRelationship:
    """Find the Active Relationship with the phone, or make it by the steps of the first lesson; either way show how.

    Args:      connector: the reader's.
               phone: the other side; a real one is waited for; None if its Relationship must be there already.
    Raises:    LessonError: there is none and no phone to make it with, or one that is not the kit's to accept.
    """
    name = f"first relationship with {phone.address if isinstance(phone, Phone) else 'a real phone'}"
    story: FirstRelationship = memory.keepsake(connector, name, lambda: _Search(connector, phone).found())
    return story


class _Search:
    """Looks for the Relationship, makes what is missing, and writes down what it did."""

    def __init__(self, connector: Connector, phone: Phone | RealPhone | None) -> None:
        self._connector = connector
        self._phone = phone
        self._steps: list[Step] = []

    def found(self) -> FirstRelationship:
        self._sync()
        relationship = self._known() or self._made()
        if relationship.status == "Pending":
            relationship = self._accepted(relationship)
        if relationship.status != "Active":
            raise LessonError(
                f"The Relationship with the phone is {relationship.status}.",
                "Decompose it on both sides, or let another Connector play the phone; then run the cell again.",
            )
        if self._phone:
            self._phone.refresh()
            # The phone may have other contacts: the lesson is about this one.
            self._phone.contact(self._connector.address)
            self._phone.contacts()
        self._steps.append(Step("The Relationship is Active"))
        return FirstRelationship(relationship, self._steps)

    def _known(self) -> Relationship | None:
        if self._phone is None or isinstance(self._phone, RealPhone):
            return relationship_of(self._connector)
        return newest(self._connector.relationships.list(peer=self._phone.address))

    def _made(self) -> Relationship:
        if self._phone is None:
            raise LessonError("There is no Relationship yet.", "Make one with your phone: 01_first_relationship.ipynb.")
        template = self._template()
        png = self._connector.relationship_templates.qr_code(template.id)
        self._note("Draw its QR code")
        self._phone.scan(png)
        self._phone.fill_in(**PERSON)
        self._phone.add_contact()
        pressed = None if isinstance(self._phone, RealPhone) else self._phone.connector.exchanges.last("PUT")
        self._steps.append(Step("On the phone: scan, fill in, add contact", pressed))
        self._sync()
        made = self._known()
        if made is None:
            raise LessonError("The phone's answer has not arrived.", "Run the cell again: it goes on where it stopped.")
        return made

    def _template(self) -> RelationshipTemplate:
        connector = self._connector
        name = connector.attributes.find_or_create({"@type": "DisplayName", "value": DISPLAY_NAME})
        self._note("Create a display name")
        request = tutorial_request(connector.address, DISPLAY_NAME, name.id)
        connector.outgoing_requests.validate(request)
        self._note("Test the Request")
        content = {"@type": "RelationshipTemplateContent", "title": TITLE, "onNewRelationship": request}
        template = connector.relationship_templates.create_own(
            content=content, expires_at=expiry(connector, 30), max_number_of_allocations=1
        )
        self._note("Create the RelationshipTemplate")
        return template

    def _accepted(self, relationship: Relationship) -> Relationship:
        if not is_made_by_kit(self._connector, relationship):
            raise LessonError(
                "There is a pending Relationship with the phone that this kit did not make.",
                "Accept or reject it yourself, then run the cell again.",
            )
        accepted = self._connector.relationships.accept(relationship.id)
        self._note("Accept the Relationship")
        return accepted

    def _sync(self) -> None:
        self._connector.sync()
        self._note("Synchronise")

    def _note(self, title: str) -> None:
        self._steps.append(Step(title, memory.last_exchange(self._connector)))


def _draw_step(line: str, step: Step) -> Html:
    if step.exchange is None:
        return tag("div", line, look="row")
    return tag("details", tag("summary", line, look="fold"), draw_exchange(step.exchange).html)
