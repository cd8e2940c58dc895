"""Requests of peers: received, decided, completed."""

from typing import Any

import msgspec

from enmeshed_kit.records import Json, LocalRequest, LocalResponse, RequestSource, RequestValidationResult
from enmeshed_kit.sandbox import rules
from enmeshed_kit.sandbox.faults import Fault, core_fault, record_not_found, use_case_error
from enmeshed_kit.sandbox.requests import decisions
from enmeshed_kit.sandbox.requests.local import KIND, Requests


class IncomingRequests(Requests):
    """What peers ask of this Identity.

    refuses_automation: whether nobody may say that a machine has decided.
    """

    trigger = "consumption.incomingRequestStatusChanged"
    refuses_automation = True

    def receive(self, request: Json, source: RequestSource, peer: str) -> LocalRequest:
        """Keep what a template or Message asks, up to the point where somebody has to decide."""
        incoming = LocalRequest(
            id=request.get("id") or self._account.ids.object_id("REQ"),
            is_own=False,
            peer=peer,
            created_at=self._account.now(),
            content={**request, "@type": "Request"},
            source=source,
            status="Open",
        )
        self._records.setdefault(incoming.id, incoming)
        self._account.publish("consumption.incomingRequestReceived", incoming)
        self._admit(incoming)
        for status in rules.UNDECIDED:
            incoming = self._change(incoming, status)
        return incoming

    def _admit(self, request: LocalRequest) -> None:
        """Refuse a Request that came too late or once more."""

    def unfinished_from(self, template_id: str) -> LocalRequest | None:
        """A Request of this template that was not completed, though its time may be over."""
        for request in self.list([("source.reference", template_id)]):
            if request.status != "Completed":
                return request
        return None

    def open_with(self, peer: str) -> LocalRequest | None:
        """A Request of any template of this peer that may still lead to a Relationship."""
        for request in self.list([("source.type", "RelationshipTemplate"), ("peer", peer)]):
            if request.status not in ("Completed", "Expired"):
                return request
        return None

    def accepted_response(self, template_id: str) -> Json | None:
        """The Response to a Request of this template that was accepted and not used yet."""
        for request in self._records.values():
            is_from_template = request.source is not None and request.source.reference == template_id
            if is_from_template and request.status == "Decided" and request.response:
                response = request.response.content
                return response if response["result"] == "Accepted" else None
        return None

    def can_accept(self, request_id: str, body: Any) -> RequestValidationResult:
        """Whether these decisions would be taken, item by item."""
        return self._examine(request_id, body, accept=True)

    def can_reject(self, request_id: str, body: Any) -> RequestValidationResult:
        """Whether these decisions would be taken, item by item."""
        return self._examine(request_id, body, accept=False)

    def accept(self, request_id: str, body: Any) -> LocalRequest:
        """Say yes to a Request; the peer is answered after the call.

        Source:    PUT /api/core/v1/Requests/Incoming/{id}/Accept → 200
        """
        return self._decide(request_id, body, accept=True)

    def reject(self, request_id: str, body: Any) -> LocalRequest:
        """Say no to a Request; the peer of a template never hears of it.

        Source:    PUT /api/core/v1/Requests/Incoming/{id}/Reject → 200
        """
        return self._decide(request_id, body, accept=False)

    def _examine(self, request_id: str, body: Any, *, accept: bool) -> RequestValidationResult:
        if self.refuses_automation and isinstance(body, dict) and body.get("decidedByAutomation"):
            raise Fault(
                "error.connector.incomingRequests.decidedByAutomation",
                "Decided by automation is not allowed for this endpoint.",
            )
        decision = decisions.read_decision(body, self._account.dialect.content)
        request = self._to_decide(request_id)
        if obstacle := self._wrong_relationship(request):
            return obstacle
        if request.status not in rules.UNDECIDED:
            statuses = "/".join(rules.UNDECIDED)
            raise use_case_error(f"Local Request has to be in status '{statuses}'.")
        return decisions.validate(request, decision, accept, self._account)

    def _to_decide(self, request_id: str) -> LocalRequest:
        if request_id not in self._records:
            fault = core_fault("error.transport.recordNotFound", f"'{KIND}' not found.", self._account.now())
            raise Fault(fault.code, f'{fault.message} with data "{request_id}"')
        return self._current(request_id)

    def _wrong_relationship(self, request: LocalRequest) -> RequestValidationResult | None:
        relationship = self._account.relationships.with_peer(request.peer)
        source = request.source.type if request.source else "Message"
        if relationship is None or relationship.status in rules.DECIDABLE_WITH[source]:
            return None
        reason = (
            f"You cannot decide a request from '{request.peer}' since the relationship is in status "
            f"'{relationship.status}'."
        )
        fault = core_fault("error.consumption.requests.wrongRelationshipStatus", reason, self._account.now())
        return RequestValidationResult(is_success=False, code=fault.code, message=fault.message, items=[])

    def _decide(self, request_id: str, body: Any, *, accept: bool) -> LocalRequest:
        if request_id not in self._records:
            raise record_not_found(KIND)
        if not self._examine(request_id, body, accept=accept).is_success:
            verb, question = ("accept", "canAccept") if accept else ("reject", "canReject")
            raise use_case_error(
                f"Cannot {verb} the Request with the given parameters. Call '{question}' to get more information."
            )
        decision = decisions.read_decision(body, self._account.dialect.content)
        return self.carry_out(self._records[request_id], decision, accept=accept)

    def carry_out(self, request: LocalRequest, decision: Json, *, accept: bool) -> LocalRequest:
        """Do what decisions say that are known to fit, and answer the peer."""
        response = decisions.respond(request, decision, accept, self._account)
        request = decisions.with_owners(request, response, self._account.address)
        answer = LocalResponse(created_at=self._account.now(), content=response)
        decided = self._change(request, "Decided", response=answer)
        self._account.automation.request_decided(decided)
        return decided

    def complete(self, request: LocalRequest, source: RequestSource | None) -> None:
        """Note that the answer has reached the Backbone."""
        current = self._records.get(request.id)
        if current is not None and current.response is not None:
            answer = msgspec.structs.replace(current.response, source=source)
            self._change(current, "Completed", response=answer)
