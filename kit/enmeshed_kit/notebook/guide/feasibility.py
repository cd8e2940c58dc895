"""Why a Relationship cannot be initiated: verdicts of CanCreate side by side, and those that no call can bring here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.waiting import wait_until
from enmeshed_kit.notebook.guide.calls import TERMINATE
from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.picture import Picture, card, line
from enmeshed_kit.records import CanCreateResult, Json, LocalRequest, Relationship, RelationshipTemplate

ENDED: Final = ("Rejected", "Revoked")

TOLD: Final = {
    "another answer than the accepted one, where the Request Module is off": (
        "error.runtime.relationships.wrongResponseProvidedAsCreationContent"
    ),
    "the templator has begun to delete its Identity": (
        "error.transport.relationships.activeIdentityDeletionProcessOfOwnerOfRelationshipTemplate"
    ),
    "the templator's Identity is deleted": "error.transport.relationships.deletedOwnerOfRelationshipTemplate",
}
"""What stands in the way, and the code that says so, where no call of a lesson can bring it about."""


@dataclass(frozen=True)
class Verdict:
    """What CanCreate says in one situation; `told` is the code where it could not be asked."""

    situation: str
    result: CanCreateResult | None = None
    told: str = ""

    @property
    def mark(self) -> str:
        """A tick, a cross, or what says that nobody was asked."""
        if self.result is None:
            return "told"
        return "✔" if self.result.is_success else "✘"

    @property
    def code(self) -> str:
        """The error code, empty where a Relationship can be created."""
        return self.told or (self.result.code or "" if self.result else "")

    @property
    def message(self) -> str:
        """The Connector's own words."""
        return self.result.message or "" if self.result else ""


@dataclass(frozen=True, repr=False)
class Feasibility:
    """Verdicts of CanCreate in a table."""

    verdicts: tuple[Verdict, ...]

    def __repr__(self) -> str:
        lines = [f"  {one.mark} {one.situation}  {one.code}".rstrip() for one in self.verdicts]
        return "\n".join(["Can a Relationship be created?", *lines])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        rows = [line(_mark(one), _reason(one)) for one in self.verdicts]
        table = tag("table", *rows, look="grid")
        return Picture(card("Can a Relationship be created?", table), repr(self)).bundle()


def feasibility(results: Mapping[str, CanCreateResult], *, told: bool = False) -> Feasibility:
    """Put verdicts of `relationships.can_create` into one table.

    Args:  results: by the situation in which each was given.
           told: add the reasons that cannot be brought about with the sandbox.
    """
    asked = [Verdict(situation, result) for situation, result in results.items()]
    more = [Verdict(situation, told=code) for situation, code in TOLD.items()] if told else []
    return Feasibility((*asked, *more))


def ask_for_relationship(initiator: Connector, template: RelationshipTemplate, creation_content: Json) -> Relationship:
    """Create the Relationship of a template without a Request; one that it led to already is found.

    Args:  initiator: has loaded the template.
           template: one with arbitrary content.
           creation_content: an ArbitraryRelationshipCreationContent.
    Raises:    NotInThisEraError: the two have another Relationship, and this Connector cannot end one.
    """
    for relationship in initiator.relationships.list(peer=template.created_by):
        if relationship.status not in ENDED:
            if relationship.template_id == template.id:
                return relationship
            # There is never a second one, and where none can be ended, there is no way to it.
            initiator.call_in_era(TERMINATE.route)
    return initiator.relationships.create(template, creation_content)


def answered_by(initiator: Connector, request: LocalRequest) -> str:
    """By what the answer to an accepted Request has travelled, "Relationship" or "Message", once it is on its way.

    Args:  initiator: who accepted it.
           request: the incoming one.
    """

    def look() -> str | None:
        response = initiator.incoming_requests.get(request).response
        return response.source.type if response and response.source else None

    return wait_until(look, f"the answer to {request.id}", timeout_s=60, hint="Accept the Request first.")


def _mark(verdict: Verdict) -> Html:
    if verdict.result is None:
        return tag("span", verdict.mark, look="badge")
    return tag("span", verdict.mark, look="good" if verdict.result.is_success else "bad")


def _reason(verdict: Verdict) -> Html:
    code = tag("div", verdict.code, look="mono") if verdict.code else None
    return tag("div", verdict.situation, code, tag("div", verdict.message, look="quiet"))
