"""The two sections about Requests: those to others, and those of others.

In the sources, `P` is the API prefix.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from enmeshed_kit.client import content as contents
from enmeshed_kit.client.errors import BadRequestError, ConnectorError
from enmeshed_kit.client.filters import Filter, Filters, Identified, segment
from enmeshed_kit.client.sections import Section, without_none
from enmeshed_kit.records import Attribute, Json, LocalRequest, RequestValidationResult

RequestList: TypeAlias = list[LocalRequest]


class OutgoingRequests(Section):
    """Requests of this Identity to others."""

    def validate(self, content: Json, peer: str | None = None) -> RequestValidationResult:
        """Ask whether a Request is right, item by item.

        Args:     content: the Request, without the template around it.
                  peer: to whom; left out for a Request that goes into a template.
        Returns:  whether it is, and for each item why not: see `problems()`.
        Raises:   BadRequestError: the Request cannot even be read.
        Source:   POST P/Requests/Outgoing/Validate → 201, also for an invalid Request (Connector 7.4.6)
        """
        payload = without_none(content=self._about_copies(content, peer), peer=peer)
        return self._call(RequestValidationResult, "POST", "/Requests/Outgoing/Validate", payload)

    def create(self, content: Json, peer: str) -> LocalRequest:
        """Make a Request to a peer; it reaches the peer when its `content` is sent as a Message.

        Returns:  the Request, status "Draft"; send it by `messages.send(peer, request.content)`, unchanged.
        Raises:   BadRequestError: the Request is wrong: `validate` says where. There is no Relationship, or it
                  is neither pending nor Active.
        Source:   POST P/Requests/Outgoing → 201 (Connector 7.4.6)
        """
        payload = {"content": self._about_copies(content, peer), "peer": peer}
        return self._call(LocalRequest, "POST", "/Requests/Outgoing", payload)

    def list(self, filters: Filters = None, /, **more: Filter) -> RequestList:
        """List the Requests; that of a template appears together with its Relationship.

        Source:  GET P/Requests/Outgoing → 200 (Connector 7.4.6)
        """
        return self._listed(RequestList, "/Requests/Outgoing", filters, more)

    def get(self, request: Identified) -> LocalRequest:
        """Read one Request and its Response.

        Source:  GET P/Requests/Outgoing/{id} → 200 (Connector 7.4.6)
        """
        return self._call(LocalRequest, "GET", f"/Requests/Outgoing/{segment(request)}")

    def _about_copies(self, content: Json, peer: str | None) -> Json:
        """The Request with the ids under which the peer knows the Attributes that it shall forget."""
        if peer is None or not self._api.era.shares_copies or not isinstance(content, dict):
            return content
        return {**content, "items": [self._about_copy(item, peer) for item in content.get("items", ())]}

    def _about_copy(self, item: Any, peer: str) -> Any:
        if isinstance(item, dict) and "items" in item:
            return {**item, "items": [self._about_copy(inner, peer) for inner in item["items"]]}
        if not isinstance(item, dict) or item.get("@type") != "DeleteAttributeRequestItem":
            return item
        query = [("shareInfo.sourceAttribute", str(item.get("attributeId"))), ("shareInfo.peer", peer)]
        with self._api.http.on_its_own():
            copies = self._api.record(list[Attribute], "GET", "/Attributes", query=query)
        return {**item, "attributeId": copies[-1].id} if copies else item


class IncomingRequests(Section):
    """Requests of others to this Identity."""

    def list(self, filters: Filters = None, /, **more: Filter) -> RequestList:
        """List the Requests; `source__reference` finds those of a template or Message.

        Source:  GET P/Requests/Incoming → 200 (Connector 7.4.6)
        """
        return self._listed(RequestList, "/Requests/Incoming", filters, more)

    def get(self, request: Identified) -> LocalRequest:
        """Read one Request.

        Raises:  NotFoundError: no such Request here.
        Source:  GET P/Requests/Incoming/{id} → 200 (Connector 7.4.6)
        """
        return self._call(LocalRequest, "GET", f"/Requests/Incoming/{segment(request)}")

    def can_accept(self, request: Identified, items: Sequence[Any]) -> RequestValidationResult:
        """Ask whether these decisions may be accepted, and why not; nothing changes.

        Args:    items: one decision for each item, in the Request's order; a list stands for a group.
        Source:  PUT P/Requests/Incoming/{id}/CanAccept → 200 (Connector 7.4.6)
        """
        return self._call(RequestValidationResult, *self._decision(request, "CanAccept", items))

    def accept(self, request: Identified, items: Sequence[Any]) -> LocalRequest:
        """Accept a Request for this Identity.

        Args:     items: one decision for each item, in the Request's order; a list stands for a group.
        Returns:  the Request, status "Decided"; the peer sees it after its next sync.
        Raises:   NotFoundError: no such Request.  BadRequestError: a decision does not fit; the hint says which.
        Source:   PUT P/Requests/Incoming/{id}/Accept → 200 (Connector 7.4.6)
        """
        return self._decided(request, "Accept", items)

    def can_reject(self, request: Identified, items: Sequence[Any] | None = None) -> RequestValidationResult:
        """Ask whether the Request may be rejected, and why not; nothing changes.

        Args:    items: as for `reject`.
        Source:  PUT P/Requests/Incoming/{id}/CanReject → 200 (Connector 7.4.6)
        """
        rejections = self._rejections(request) if items is None else items
        return self._call(RequestValidationResult, *self._decision(request, "CanReject", rejections))

    def reject(self, request: Identified, items: Sequence[Any] | None = None) -> LocalRequest:
        """Reject a Request; that of a template is never heard of again on the other side.

        Args:     items: one rejection for each item; left out, each is rejected without a reason.
        Returns:  the Request, status "Decided".
        Raises:   NotFoundError: no such Request.  BadRequestError: it is decided already, or an item is accepted.
        Source:   PUT P/Requests/Incoming/{id}/Reject → 200 (Connector 7.4.6)
        """
        return self._decided(request, "Reject", self._rejections(request) if items is None else items)

    def _decision(self, request: Identified, action: str, items: Sequence[Any]) -> tuple[str, str, Json]:
        return "PUT", f"/Requests/Incoming/{segment(request)}/{action}", contents.decisions(items)

    def _rejections(self, request: Identified) -> Sequence[Any]:
        local = request if isinstance(request, LocalRequest) else self.get(request)
        return contents.reject_all(local)

    def _decided(self, request: Identified, action: str, items: Sequence[Any]) -> LocalRequest:
        try:
            return self._call(LocalRequest, *self._decision(request, action, items))
        except BadRequestError as error:
            # The API keeps the reason to itself here; only the question beforehand tells it.
            if error.code == "error.runtime.unknown":
                error.explain(self._reason(request, action, items))
            raise

    def _reason(self, request: Identified, action: str, items: Sequence[Any]) -> str:
        try:
            with self._api.http.on_its_own():
                verdict = self._call(RequestValidationResult, *self._decision(request, f"Can{action}", items))
        except ConnectorError as error:
            return error.hint
        return "; ".join(verdict.problems())
