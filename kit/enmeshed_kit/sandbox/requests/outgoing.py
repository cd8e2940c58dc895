"""Requests that this Identity makes: drafted, sent, answered."""

from collections.abc import Sequence
from typing import Any

import msgspec

from enmeshed_kit.records import (
    Json,
    LocalRequest,
    LocalResponse,
    Message,
    RelationshipTemplate,
    RequestSource,
    RequestValidationResult,
)
from enmeshed_kit.sandbox.attributes.matching import INHERITED
from enmeshed_kit.sandbox.faults import Fault, use_case_error
from enmeshed_kit.sandbox.requests import decisions, items
from enmeshed_kit.sandbox.requests.local import Requests


class OutgoingRequests(Requests):
    """What this Identity asks of its peers."""

    trigger = "consumption.outgoingRequestStatusChanged"

    def validate(self, body: Any) -> RequestValidationResult:
        """Whether a Request is one that a peer could answer, item by item.

        Source:    POST /api/core/v1/Requests/Outgoing/Validate → 201
        """
        request = self._account.dialect.content.read_request(_request_in(body, "CanCreateOutgoingRequestParameters"))
        return items.validate_request(request, self._account, body.get("peer") or None)

    def create(self, body: Any) -> LocalRequest:
        """Draft a Request that a Message will carry.

        Source:    POST /api/core/v1/Requests/Outgoing → 201
        """
        peer = _read_peer(body)
        request = self._account.dialect.content.read_request(_request_in(body, "CreateOutgoingRequestParameters"))
        self._account.dialect.content.require_storable(request)
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

    def complete(self, response: Json, message: Message) -> None:
        """Take over the answer that a Message has brought, if it is one to what its sender was asked."""
        request = self.find(response["requestId"])
        if request is None or request.status not in ("Open", "Expired") or request.peer != message.created_by:
            return
        if not _is_answer(request.content["items"], response["items"]):
            return
        request = decisions.with_owners(request, response, request.peer)
        decisions.take_over(request, response, self._account, request.peer)
        self._change(request, "Completed", response=self._answer(response, "Message", message.id))

    def complete_from_template(
        self, template: RelationshipTemplate, occasion: str, response: Json, peer: str, source: RequestSource
    ) -> LocalRequest | None:
        """Take over the answer to what a template asked; the Request itself appears only now.

        Args:      occasion: "onNewRelationship" or "onExistingRelationship".
        """
        asked = template.content.get(occasion)
        if asked is None or response["requestId"] in self._records:
            return None
        request = LocalRequest(
            id=response["requestId"],
            is_own=True,
            peer=peer,
            created_at=self._account.now(),
            content={"@type": "Request", **asked},
            source=RequestSource(type="RelationshipTemplate", reference=template.id),
            status="Open",
        )
        if not items.validate_request(request.content, self._account, peer).is_success:
            return None
        if not _is_answer(asked["items"], response["items"]):
            self._misanswered(request)
            return None
        request = decisions.with_owners(request, response, peer)
        decisions.take_over(request, response, self._account, peer)
        answer = self._answer(response, source.type, source.reference)
        completed = msgspec.structs.replace(request, status="Completed", response=answer)
        self._records[completed.id] = completed
        self._account.publish("consumption.outgoingRequestCreatedAndCompleted", completed)
        return completed

    def _misanswered(self, request: LocalRequest) -> None:
        """Forget a Request of a template that was answered with something else."""

    def _answer(self, response: Json, source_type: str, reference: str) -> LocalResponse:
        return LocalResponse(
            created_at=self._account.now(),
            content={"@type": "Response", **response},
            source=RequestSource(type=source_type, reference=reference),
        )


def _is_answer(items: Sequence[Json], answers: Sequence[Json]) -> bool:
    """Whether a Response has the form of its Request: an item for an item, a group for a group."""
    return len(items) == len(answers) and all(
        _is_answer(item["items"], answer["items"])
        if "items" in item and "items" in answer
        else "items" not in item and "items" not in answer
        for item, answer in zip(items, answers, strict=True)
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
