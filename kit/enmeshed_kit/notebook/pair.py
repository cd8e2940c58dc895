"""Two Connectors with nothing between them, for lessons in which Relationships begin and end.

Only what carries the lessons' mark in its template is ever ended here: what a reader, or another page, has made is left
alone, and another pair of Connectors is looked for.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import NotFoundError
from enmeshed_kit.client.waiting import wait_until
from enmeshed_kit.connect import app_connector, peer_connector
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.beginning import LessonError
from enmeshed_kit.notebook.lesson import is_able
from enmeshed_kit.notebook.picture import Picture, card, columns, grid
from enmeshed_kit.records import LocalRequest, Relationship, RelationshipTemplate

MARK: Final = {"madeBy": "enmeshed kit", "purpose": "a lesson on second thoughts and parting"}
"""Stands in the metadata of each template of these lessons; a Relationship of another template is not theirs."""

STANDING: Final = ("Pending", "Active", "Terminated", "DeletionProposed")
"""A Relationship in one of these statuses stands in the way of a new one."""

OVER: Final = ("Terminated", "DeletionProposed")
"""In one of these statuses a Relationship can be decomposed."""

UNDECIDED: Final = ("DecisionRequired", "ManualDecisionRequired")
"""An incoming Request in one of these statuses waits for a decision, in the last one for a person's."""

TERMINATE: Final = "PUT /Relationships/{relationship}/Terminate"

PATIENCE_S: Final = 60.0


@dataclass(repr=False)
class Pair:
    """A templator and an initiator, and what earlier runs of these lessons had left between them."""

    templator: Connector
    initiator: Connector
    ended: list[str] = field(default_factory=list)

    @property
    def sides(self) -> tuple[Connector, Connector]:
        """Both, the templator first."""
        return self.templator, self.initiator

    def role_of(self, address: str) -> str:
        """Who that is: "templator", "initiator", or the address itself."""
        return {self.templator.address: "templator", self.initiator.address: "initiator"}.get(address, address)

    def other(self, side: Connector) -> Connector:
        """The one on the other side."""
        return self.initiator if side is self.templator else self.templator

    def standing(self) -> list[Relationship]:
        """The Relationships that stand between the two, after a sync of both."""
        found: dict[str, Relationship] = {}
        for side in self.sides:
            side.account.sync()
            for relationship in side.relationships.list(peer=self.other(side).address):
                if relationship.status in STANDING:
                    found.setdefault(relationship.id, relationship)
        return list(found.values())

    def undecided(self) -> list[LocalRequest]:
        """Requests of the templator's templates that wait at the initiator: while one waits, no other appears."""
        found = self.initiator.incoming_requests.list(status=UNDECIDED)
        return [one for one in found if one.peer == self.templator.address and _template_of(one)]

    def is_ours(self, template_id: str) -> bool:
        """Whether one of these lessons made the template, and with it the Relationships and Requests of it."""
        try:
            template = self.templator.relationship_templates.get(template_id)
        except NotFoundError:
            return False
        return template.is_own and template.content.get("metadata") == MARK

    def is_free(self) -> bool:
        """Whether the two can begin something new, once what these lessons left between them has been ended."""
        standing = self.standing()
        in_the_way = [relationship.template_id for relationship in standing]
        in_the_way += [_template_of(request) for request in self.undecided()]
        can_go = all(relationship.status == "Pending" for relationship in standing) or is_able(
            self.templator, TERMINATE
        )
        return can_go and all(self.is_ours(template_id) for template_id in in_the_way)

    def end(self) -> Picture:
        """End what these lessons began between the two: reject what is pending, terminate and decompose the rest.

        Returns:   what was ended, for the cell to show.
        Raises:    NotInThisEraError: one is Active, and the templator's era knows no end of it.
        """
        ended = [relationship for relationship in self.standing() if self.is_ours(relationship.template_id)]
        for relationship in ended:
            self._end(relationship)
        for request in self.undecided():
            if self.is_ours(_template_of(request)):
                self.initiator.incoming_requests.reject(request)
        text = ", ".join(relationship.id for relationship in ended) or "nothing was left to end"
        return Picture(card("Tidied up", grid([("Ended", text)])), f"Tidied up\n  Ended  {text}")

    def ask(self, template: RelationshipTemplate, attempt: int) -> LocalRequest:
        """Let the initiator load the template, and wait for the Request that appears; each attempt is made once.

        Args:      template: the templator's.
                   attempt: its number; a further one asks again after the last has come to nothing.
        Returns:   the Request, ready to be decided.
        """
        loaded = memory.once(self.initiator, f"attempt {attempt}", template.id, lambda: self._asked(template))
        request: LocalRequest = loaded.answer
        return request

    def outcome(self, request: LocalRequest) -> Relationship:
        """The Relationship that an accepted Request led to, as the initiator knew it when this was first asked."""
        begun = memory.once(self.initiator, "outcome", request.id, lambda: self._begun(request))
        relationship: Relationship = begun.answer
        return relationship

    def __repr__(self) -> str:
        return self._picture().text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self._picture().bundle()

    def _picture(self) -> Picture:
        between = f"{', '.join(self.ended)} of an earlier run, ended now" if self.ended else "nothing"
        rows = [
            (role, f"{_name(side)}  {side.address}")
            for role, side in zip(("templator", "initiator"), self.sides, strict=True)
        ]
        rows.append(("between them", between))
        return Picture(card("Two sides", grid(rows)), f"Two sides\n{columns(rows)}")

    def _asked(self, template: RelationshipTemplate) -> LocalRequest:
        self._clear_attempts()
        self.initiator.relationship_templates.load_peer(template.reference)

        def look() -> LocalRequest | None:
            found = self.initiator.incoming_requests.list(source__reference=template.id)
            waiting = [request for request in found if request.status == UNDECIDED[-1]]
            return waiting[-1] if waiting else None

        hint = "None appears while a Relationship stands between the two, or another Request of the templator is open."
        return wait_until(look, f"the Request of {template.id}", timeout_s=PATIENCE_S, hint=hint)

    def _clear_attempts(self) -> None:
        """Reject the last attempt where it still pends: not every Connector can take it back."""
        for relationship in self.initiator.relationships.list(peer=self.templator.address, status="Pending"):
            if self.is_ours(relationship.template_id):
                self.templator.account.sync()
                self._end(relationship)

    def _begun(self, request: LocalRequest) -> Relationship:
        def look() -> str | None:
            response = self.initiator.incoming_requests.get(request).response
            return response.source.reference if response and response.source else None

        begun = wait_until(look, f"the Relationship of {request.id}", timeout_s=PATIENCE_S, hint="Accept it first.")
        return self.initiator.relationships.get(begun)

    def _end(self, relationship: Relationship) -> None:
        if relationship.status == "Pending":
            self.templator.relationships.reject(relationship.id)
            self.initiator.account.sync()
            return
        if relationship.status == "Active":
            self.templator.relationships.terminate(relationship.id)
            self.initiator.account.sync()
        for side in self.sides:
            if any(one.id == relationship.id for one in side.relationships.list(status=OVER)):
                side.relationships.decompose(relationship.id)
                self.other(side).account.sync()


def pair(connector: Connector, *others: Connector) -> Pair:
    """Two Connectors between which nothing stands, the reader's own first; once found, they stay the pair.

    What an earlier run of these lessons left between them is ended. A Relationship that something else made is not
    touched: then the next two are tried, the reader's and the app, the second company's and the app.

    Args:      connector: the reader's.
               others: who may be the other side; left out, the second company's Connector and the app's.
    Raises:    LessonError: between any two of them stands a Relationship that is not these lessons' to end.
    """
    found: Pair = memory.keepsake(connector, "pair", lambda: _free_pair(connector, others or tuple(_configured())))
    return found


def _free_pair(connector: Connector, others: tuple[Connector, ...]) -> Pair:
    everybody = (connector, *others)
    for index, templator in enumerate(everybody):
        for initiator in everybody[index + 1 :]:
            candidate = Pair(templator, initiator)
            if candidate.is_free():
                candidate.ended = [relationship.id for relationship in candidate.standing()]
                candidate.end()
                return candidate
    raise LessonError(
        "Between these Connectors stand Relationships that this page did not make or cannot end; it leaves them.",
        "Name another Connector in ENMESHED_PEER_BASE_URL and ENMESHED_PEER_API_KEY; or, if they are yours to end, "
        "terminate them and decompose them on both sides; then restart the kernel.",
    )


def _configured() -> Iterator[Connector]:
    for name, take in (("ENMESHED_PEER", peer_connector), ("ENMESHED_APP", app_connector)):
        # With neither of them named, the first one says what to do.
        if not _is_left_out(name) or (name == "ENMESHED_PEER" and _is_left_out("ENMESHED_APP")):
            yield take()


def _is_left_out(prefix: str) -> bool:
    """Whether the reader's Connector is an own one, and nothing is said of this other."""
    is_own = bool(os.environ.get("ENMESHED_BASE_URL"))
    return is_own and not any(os.environ.get(f"{prefix}_{part}") for part in ("BASE_URL", "API_KEY"))


def _template_of(request: LocalRequest) -> str:
    source = request.source
    return source.reference if source and source.type == "RelationshipTemplate" else ""


def _name(connector: Connector) -> str:
    return f'Connector "{connector.name}"' if connector.name else f"Connector at {connector.base_url}"
