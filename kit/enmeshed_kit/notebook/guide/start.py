"""A clean start for a lesson between two Connectors: what an earlier run left is ended, nothing else touched."""

from dataclasses import dataclass, field
from typing import Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import NotFoundError
from enmeshed_kit.notebook.beginning import LessonError
from enmeshed_kit.notebook.guide.calls import MADE_BY, TERMINATE
from enmeshed_kit.notebook.lesson import is_able
from enmeshed_kit.notebook.markup import tag
from enmeshed_kit.notebook.picture import Picture, card
from enmeshed_kit.records import Relationship, RelationshipTemplate

STANDING: Final = ("Pending", "Active", "Terminated", "DeletionProposed")
"""A Relationship in one of these statuses leaves no room for a new one."""

UNDECIDED: Final = ("Open", "DecisionRequired", "ManualDecisionRequired")


@dataclass(repr=False)
class CleanStart:
    """That two Connectors have nothing to do with each other yet, and what it took."""

    peer: str
    steps: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        return "\n".join([self._title(), *(f"  {step}" for step in self._lines())])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        rows = (tag("div", step, look="row") for step in self._lines())
        return Picture(card(self._title(), *rows), repr(self)).bundle()

    def _title(self) -> str:
        return f"Nothing stands between this Connector and {self.peer}"

    def _lines(self) -> list[str]:
        return self.steps or ["Nothing had to be ended for it."]


def clean_start(connector: Connector, peer: Connector) -> CleanStart:
    """End what an earlier run of a lesson left between two Connectors.

    Args:      connector: the templator of the lesson.
               peer: the other side.
    Raises:    LessonError: they have a Relationship that no lesson made.
    """
    return _Broom(connector, peer).swept()


def is_of_guide(connector: Connector, template_id: str) -> bool:
    """Whether a template of this Connector was made by a lesson of the guide.

    Args:  connector: whose template it might be.
           template_id: of any template.
    """
    try:
        template = connector.relationship_templates.get(template_id)
    except NotFoundError:
        return False
    return template.is_own and has_mark(template)


def has_mark(template: RelationshipTemplate) -> bool:
    """Whether the content of a template says that the guide made it."""
    marks = (template.content.get("metadata"), template.content.get("value"))
    return any(isinstance(mark, dict) and mark.items() >= MADE_BY.items() for mark in marks)


class _Broom:
    """Ends what is the guide's, side by side, until nothing is left."""

    def __init__(self, connector: Connector, peer: Connector) -> None:
        self._connector = connector
        self._peer = peer
        self._start = CleanStart(peer.address)

    def swept(self) -> CleanStart:
        self._sync()
        self._decline_requests()
        for relationship in self._standing(self._connector, self._peer):
            self._end(relationship)
        self._sync()
        for one, other in ((self._connector, self._peer), (self._peer, self._connector)):
            for relationship in self._standing(one, other):
                self._check(relationship)
                one.relationships.decompose(relationship.id)
                side = "this" if one is self._connector else "the other"
                self._note(f"Decomposed Relationship {relationship.id} on {side} side.")
            self._sync()
        return self._start

    def _decline_requests(self) -> None:
        for request in self._peer.incoming_requests.list(peer=self._connector.address):
            source = request.source.reference if request.source else ""
            if request.status in UNDECIDED and is_of_guide(self._connector, source):
                self._peer.incoming_requests.reject(request.id)
                self._note(f"Rejected Request {request.id} on the other side.")

    def _end(self, relationship: Relationship) -> None:
        self._check(relationship)
        if relationship.status == "Pending":
            self._connector.relationships.reject(relationship.id)
            self._note(f"Rejected Relationship {relationship.id}.")
        elif relationship.status == "Active":
            self._check_way_out()
            self._connector.relationships.terminate(relationship.id)
            self._note(f"Terminated Relationship {relationship.id}.")

    def _standing(self, one: Connector, other: Connector) -> list[Relationship]:
        return [r for r in one.relationships.list(peer=other.address) if r.status in STANDING]

    def _check(self, relationship: Relationship) -> None:
        if not is_of_guide(self._connector, relationship.template_id):
            raise LessonError(
                f"There is a Relationship with the other side already, {relationship.status}, that this page did not "
                "make.",
                "Let ENMESHED_PEER_BASE_URL and ENMESHED_PEER_API_KEY name another Connector; or end it yourself.",
            )

    def _check_way_out(self) -> None:
        if not is_able(self._connector, TERMINATE.route):
            raise LessonError(
                f"An earlier run left a Relationship, and a {self._connector.era.connectors} cannot end it.",
                "Let ENMESHED_PEER_BASE_URL and ENMESHED_PEER_API_KEY name another Connector.",
            )

    def _note(self, step: str) -> None:
        self._start.steps.append(step)

    def _sync(self) -> None:
        self._connector.account.sync()
        self._peer.account.sync()
