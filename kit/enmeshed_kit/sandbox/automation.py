"""What a Connector does by itself after a call or a sync: ask for decisions, answer, tidy up.

Each trigger is followed up after the call that caused it has been answered.
"""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from enmeshed_kit.records import Json, LocalRequest, Message, Relationship, RelationshipTemplate, RequestSource
from enmeshed_kit.sandbox.faults import Fault, time_text
from enmeshed_kit.sandbox.requests.local import has_expired

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

MANUAL = "ManualRequestDecisionRequired"
WRAPPER = "ResponseWrapper"
ASKING = ("Request", WRAPPER, "Notification")
"""The contents of Messages that a Connector acts upon."""


class Automation:
    """Follows up what happens to one Identity."""

    def __init__(self, account: "Account") -> None:
        self._account = account

    def template_loaded(self, template: RelationshipTemplate) -> None:
        """Announce a peer's template, and keep the Request that it may hold.

        Arbitrary content is done with before the template itself is announced.
        """
        asks = template.content.get("@type") == "RelationshipTemplateContent"
        if not asks:
            self._template_processed(template, "NoRequest")
        self._account.publish("transport.peerRelationshipTemplateLoaded", template)
        if asks:
            self._account.defer(lambda: self._ask(template))

    def _template_processed(self, template: RelationshipTemplate, result: str, **more: str) -> None:
        data = {"template": template, "result": result, **more}
        self._account.publish("consumption.relationshipTemplateProcessed", data)

    def _ask(self, template: RelationshipTemplate) -> None:
        account = self._account
        peer = template.created_by
        relationship = account.relationships.existing_with(peer)
        if open_request := account.incoming_requests.unfinished_from(template.id):
            self._template_processed(template, "NonCompletedRequestExists", requestId=open_request.id)
        elif relationship and relationship.status != "Active":
            self._template_processed(template, "RelationshipExists", relationshipId=relationship.id)
        elif relationship:
            self._ask_existing(template, relationship)
        elif open_request := self._other_request_of(peer):
            self._template_processed(template, "NonCompletedRequestExists", requestId=open_request.id)
        else:
            self._keep_request(template, template.content["onNewRelationship"])

    def _other_request_of(self, peer: str) -> LocalRequest | None:
        return self._account.incoming_requests.open_with(peer)

    def _ask_existing(self, template: RelationshipTemplate, relationship: Relationship) -> None:
        if request := template.content.get("onExistingRelationship"):
            self._keep_request(template, request)
        else:
            self._template_processed(template, "RelationshipExists", relationshipId=relationship.id)

    def _keep_request(self, template: RelationshipTemplate, request: Json) -> None:
        if has_expired(request, time_text(self._account.now())):
            self._template_processed(template, "RequestExpired")
        else:
            self._receive(template, request)

    def _receive(self, template: RelationshipTemplate, request: Json) -> None:
        source = RequestSource(type="RelationshipTemplate", reference=template.id)
        incoming = self._account.incoming_requests.receive(request, source, template.created_by)
        self._template_processed(template, MANUAL, requestId=incoming.id)

    def request_decided(self, request: LocalRequest) -> None:
        """Answer the peer: with a new Relationship, or with a Message where there is one already."""
        self._account.defer(lambda: self._answer(request))

    def _answer(self, request: LocalRequest) -> None:
        if request.source is None or request.response is None:
            return
        relationship = self._account.relationships.existing_with(request.peer)
        is_active = relationship is not None and relationship.status == "Active"
        if request.source.type == "Message" or is_active:
            self._answer_by_message(request)
        elif request.response.content["result"] == "Rejected":
            self._account.incoming_requests.complete(request, None)
        else:
            self._answer_by_relationship(request)

    def _answer_by_message(self, request: LocalRequest) -> None:
        if request.source is None or request.response is None:
            return
        relationship = self._account.relationships.existing_with(request.peer)
        if relationship is None or relationship.status != "Active":
            return
        wrapper = {
            "@type": WRAPPER,
            "requestId": request.id,
            "requestSourceReference": request.source.reference,
            "requestSourceType": request.source.type,
            "response": _untyped(request.response.content),
        }
        message = self._account.messages.deliver(wrapper, [request.peer], [])
        self._account.incoming_requests.complete(request, RequestSource(type="Message", reference=message.id))

    def _answer_by_relationship(self, request: LocalRequest) -> None:
        template = self._account.templates.find(request.source.reference) if request.source else None
        if template is None or request.response is None:
            return
        relationships = self._account.relationships
        creation = {"@type": relationships.creation_type, "response": _untyped(request.response.content)}
        source = relationships.response_source(relationships.send(template, creation))
        self._account.incoming_requests.complete(request, source)

    def relationship_changed(self, relationship: Relationship) -> None:
        """Take over what a new Relationship answers to the own template, and let Attributes follow its end."""
        self._account.defer(lambda: self._follow(relationship))

    def _follow(self, relationship: Relationship) -> None:
        self._account.attributes.relationship_changed(relationship)
        # Where the same sync has brought the end of it already, nobody waits for the answer any more.
        present = self._account.relationships.find(relationship.id)
        if present is None or present.status != "Pending":
            return
        is_own_doing = relationship.audit_log[0].created_by == self._account.address
        template = self._account.templates.find(relationship.template_id)
        is_answer = relationship.creation_content.get("@type") == self._account.relationships.creation_type
        if is_own_doing or template is None or not is_answer:
            return
        request = self._account.outgoing_requests.complete_from_template(
            template,
            "onNewRelationship",
            relationship.creation_content["response"],
            relationship.peer,
            self._account.relationships.response_source(relationship),
        )
        if request:
            trigger = "consumption.outgoingRequestFromRelationshipCreationCreatedAndCompleted"
            self._account.publish(trigger, request)

    def message_sent(self, message: Message) -> None:
        """Note that a Request is on its way."""
        if message.content.get("@type") == "Request":
            request_id = message.content["id"]
            self._account.defer(lambda: self._account.outgoing_requests.send(request_id, message.id))

    def message_received(self, message: Message) -> None:
        """Do what a Message asks for; of one that asks for nothing only listeners hear."""
        if self._account.on_event is not None or message.content.get("@type") in ASKING:
            self._account.defer(lambda: self._read(message))

    def _read(self, message: Message) -> None:
        kind = message.content.get("@type")
        if kind == "Request":
            source = RequestSource(type="Message", reference=message.id)
            self._account.incoming_requests.receive(message.content, source, message.created_by)
        elif kind == WRAPPER:
            with suppress(Fault):
                self._take_answer(message)
        result = MANUAL if kind == "Request" else "NoRequest"
        data: dict[str, Any] = {"message": message, "result": result}
        self._account.publish("consumption.messageProcessed", data)
        if kind == "Notification":
            self._account.attributes.receive_notification(message)

    def _take_answer(self, message: Message) -> None:
        wrapper = message.content
        requests = self._account.outgoing_requests
        if wrapper["requestSourceType"] == "Message":
            requests.complete(wrapper["response"], message)
            return
        if template := self._account.templates.find(wrapper["requestSourceReference"]):
            source = RequestSource(type="Message", reference=message.id)
            requests.complete_from_template(
                template, "onExistingRelationship", wrapper["response"], message.created_by, source
            )


class CarelessAutomation(Automation):
    """Asks without looking ahead: neither whether the peer has asked already, nor whether it is too late."""

    def _other_request_of(self, peer: str) -> LocalRequest | None:
        """One may follow another."""

    def _keep_request(self, template: RelationshipTemplate, request: Json) -> None:
        try:
            self._receive(template, request)
        except Fault:
            self._template_processed(template, "Error")


def _untyped(response: Json) -> Json:
    return {name: value for name, value in response.items() if name != "@type"}
