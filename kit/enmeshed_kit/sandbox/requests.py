"""Requests of peers to this Identity, and those that it makes itself."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from enmeshed_kit.records import (
    Json,
    LocalRequest,
    LocalResponse,
    RelationshipTemplate,
    RequestSource,
    RequestValidationResult,
)
from enmeshed_kit.sandbox import content, decisions, items, rules
from enmeshed_kit.sandbox.clock import read_time
from enmeshed_kit.sandbox.faults import Fault, core_fault, record_not_found, time_text, use_case_error
from enmeshed_kit.sandbox.filters import Filter, Query

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

KIND = "LocalRequest"
REQUEST_FILTER = Filter(
    keys=(
        "id",
        "peer",
        "createdAt",
        "status",
        "content.expiresAt",
        "content.items.@type",
        "content.items.items.@type",
        "source.type",
        "source.reference",
        "response.createdAt",
        "response.source.type",
        "response.source.reference",
        "response.content.result",
        "response.content.items.@type",
        "response.content.items.items.@type",
        "wasAutomaticallyDecided",
    ),
    is_strict=False,
)
INHERITED = "error.consumption.requests.validation.inheritedFromItem"


def has_expired(request: Json, now: str) -> bool:
    """Whether the time of a Request's content is over; a time that is none never is."""
    try:
        return "expiresAt" in request and time_text(read_time(request["expiresAt"])) <= now
    except (ValueError, TypeError, AttributeError):
        return False


class Requests:
    """What both directions have in common: keeping, finding, expiring."""

    trigger = ""

    def __init__(self, account: "Account") -> None:
        self._account = account
        self._records: dict[str, LocalRequest] = {}

    def list(self, query: Query) -> Sequence[LocalRequest]:
        """Requests that fit the query; those whose time is over are noticed now."""
        return REQUEST_FILTER.select([self._current(request_id) for request_id in self._records], query)

    def get(self, request_id: str) -> LocalRequest:
        """One Request; whether its time is over is noticed now.

        Raises:    Fault: not known here, whatever the id looks like.
        """
        if request_id not in self._records:
            raise record_not_found(KIND)
        return self._current(request_id)

    def find(self, request_id: str) -> LocalRequest | None:
        """One Request, if it is known here."""
        return self._current(request_id) if request_id in self._records else None

    def forget_peer(self, peer: str) -> None:
        """Drop everything that was asked between this Identity and a peer."""
        self._records = {key: request for key, request in self._records.items() if request.peer != peer}

    def _current(self, request_id: str) -> LocalRequest:
        request = self._records[request_id]
        if request.status in rules.CAN_EXPIRE and has_expired(request.content, time_text(self._account.now())):
            return self._change(request, "Expired")
        return request

    def _change(self, request: LocalRequest, status: str, **changes: Any) -> LocalRequest:
        changed = msgspec.structs.replace(request, status=status, **changes)
        self._records[request.id] = changed
        data = {"request": changed, "oldStatus": request.status, "newStatus": status}
        self._account.publish(self.trigger, data)
        return changed


class IncomingRequests(Requests):
    """What peers ask of this Identity."""

    trigger = "consumption.incomingRequestStatusChanged"

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
        self._records[incoming.id] = incoming
        self._account.publish("consumption.incomingRequestReceived", incoming)
        for status in rules.UNDECIDED:
            incoming = self._change(incoming, status)
        return incoming

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
        if isinstance(body, dict) and body.get("decidedByAutomation"):
            raise Fault(
                "error.connector.incomingRequests.decidedByAutomation",
                "Decided by automation is not allowed for this endpoint.",
            )
        decision = decisions.read_decision(body)
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
        request = self._records[request_id]
        response = decisions.respond(request, decisions.read_decision(body), accept, self._account)
        request = decisions.with_owners(request, response, self._account.address)
        answer = LocalResponse(created_at=self._account.now(), content=response)
        owned = decisions.with_owners(request, response, self._account.address)
        decided = self._change(request, "Decided", response=answer, content=owned.content)
        self._account.automation.request_decided(decided)
        return decided

    def complete(self, request: LocalRequest, source: RequestSource | None) -> None:
        """Note that the answer has reached the Backbone."""
        current = self._records.get(request.id)
        if current is not None and current.response is not None:
            answer = msgspec.structs.replace(current.response, source=source)
            self._change(current, "Completed", response=answer)


class OutgoingRequests(Requests):
    """What this Identity asks of its peers."""

    trigger = "consumption.outgoingRequestStatusChanged"

    def validate(self, body: Any) -> RequestValidationResult:
        """Whether a Request is one that a peer could answer, item by item.

        Source:    POST /api/core/v1/Requests/Outgoing/Validate → 201
        """
        request = content.read_request(_request_in(body, "CanCreateOutgoingRequestParameters"))
        return items.validate_request(request, self._account, body.get("peer") or None)

    def create(self, body: Any) -> LocalRequest:
        """Draft a Request that a Message will carry.

        Source:    POST /api/core/v1/Requests/Outgoing → 201
        """
        peer = _read_peer(body)
        request = content.read_request(_request_in(body, "CreateOutgoingRequestParameters"))
        content.require_storable(request)
        result = items.validate_request(request, self._account, peer)
        if not result.is_success:
            advice = " Call 'canCreate' to get more information." if result.code == INHERITED else ""
            raise Fault(result.code or "", f"{result.message}{advice}")
        request_id = request.get("id") or self._account.ids.object_id("REQ")
        outgoing = LocalRequest(
            id=request_id,
            is_own=True,
            peer=peer,
            created_at=self._account.now(),
            content=dict(sorted({**request, "@type": "Request", "id": request_id}.items())),
            status="Draft",
        )
        self._records[outgoing.id] = outgoing
        self._account.publish("consumption.outgoingRequestCreated", outgoing)
        return outgoing

    def send(self, request_id: str, message_id: str) -> None:
        """Note that a Message has carried a draft away."""
        if (request := self._records.get(request_id)) and request.status == "Draft":
            decisions.note_deletion_requests(request, self._account)
            self._change(request, "Open", source=RequestSource(type="Message", reference=message_id))

    def complete(self, response: Json, message_id: str) -> None:
        """Take over the answer that a Message has brought, if this Identity has asked at all."""
        request = self.find(response["requestId"])
        if request is None or request.status not in ("Open", "Expired"):
            return
        request = decisions.with_owners(request, response, request.peer)
        decisions.take_over(request, response, self._account, request.peer)
        owned = decisions.with_owners(request, response, request.peer)
        answer = self._answer(response, "Message", message_id)
        self._change(request, "Completed", response=answer, content=owned.content)

    def complete_from_template(
        self, template: RelationshipTemplate, occasion: str, response: Json, peer: str, source: RequestSource
    ) -> LocalRequest | None:
        """Take over the answer to what a template asked; the Request itself appears only now.

        Args:      occasion: "onNewRelationship" or "onExistingRelationship".
        """
        asked = template.content.get(occasion)
        if asked is None or response["requestId"] in self._records:
            return None
        asked = {"@type": "Request", **asked}
        if not items.validate_request(asked, self._account, peer).is_success:
            return None
        request = LocalRequest(
            id=response["requestId"],
            is_own=True,
            peer=peer,
            created_at=self._account.now(),
            content=asked,
            source=RequestSource(type="RelationshipTemplate", reference=template.id),
            status="Open",
        )
        request = decisions.with_owners(request, response, peer)
        decisions.take_over(request, response, self._account, peer)
        answer = self._answer(response, source.type, source.reference)
        owned = decisions.with_owners(request, response, peer)
        completed = msgspec.structs.replace(owned, status="Completed", response=answer)
        self._records[completed.id] = completed
        self._account.publish("consumption.outgoingRequestCreatedAndCompleted", completed)
        return completed

    def _answer(self, response: Json, source_type: str, reference: str) -> LocalResponse:
        return LocalResponse(
            created_at=self._account.now(),
            content={"@type": "Response", **response},
            source=RequestSource(type=source_type, reference=reference),
        )


def _request_in(body: Any, parameters: str) -> Any:
    """The Request in a payload.

    Args:      parameters: what a Connector calls the payload when it complains.
    """
    if body is msgspec.UNSET:
        raise use_case_error("Cannot read properties of undefined (reading 'content')")
    request = body.get("content") if isinstance(body, dict) else None
    if request is None:
        raise Fault("error.runtime.requestDeserialization", f"{parameters}.content :: Value is not defined")
    return request


def _read_peer(body: Any) -> str:
    if body is msgspec.UNSET:
        raise use_case_error("Cannot read properties of undefined (reading 'content')")
    peer = body.get("peer", "undefined") if isinstance(body, dict) else "undefined"
    if isinstance(body, dict) and isinstance(body.get("peer"), str) and peer:
        return str(peer)
    what = "null" if peer is None else peer
    text = f"CoreAddress.from() :: Parameter must be an object - is '{what}'"
    raise Fault("error.runtime.requestDeserialization", text)
