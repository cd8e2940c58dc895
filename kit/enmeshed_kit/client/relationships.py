"""The section about Relationships. In the sources, `P` is the API prefix."""

from typing import TypeAlias

from enmeshed_kit.client.attributes import AttributeList
from enmeshed_kit.client.filters import Filter, Filters, Identified, id_of, segment
from enmeshed_kit.client.sections import Section, without_none
from enmeshed_kit.records import CanCreateResult, Json, Relationship

RelationshipList: TypeAlias = list[Relationship]


class Relationships(Section):
    """Relationships as this Identity knows them since its last sync."""

    def list(self, filters: Filters = None, /, **more: Filter) -> RelationshipList:
        """List Relationships; `peer`, `status` and `template_id` filter.

        Source:  GET P/Relationships → 200 (Connector 7.4.6); the filter `template.id` (Connectors 6.34.0, 4.6.4)
        """
        return self._listed(RelationshipList, "/Relationships", filters, more)

    def get(self, relationship: Identified) -> Relationship:
        """Read one Relationship.

        Raises:  NotFoundError: no such Relationship here, or not before a sync.
        Source:  GET P/Relationships/{id} → 200 (Connector 7.4.6)
        """
        return self._call(Relationship, "GET", f"/Relationships/{segment(relationship)}")

    def can_create(self, template: Identified, creation_content: Json | None = None) -> CanCreateResult:
        """Ask whether a Relationship can be formed with a loaded template, and why not.

        Args:    creation_content: left out, only template and templator are looked at.
        Source:  PUT P/Relationships/CanCreate → 200 (Connector 7.4.6)
        """
        payload = without_none(templateId=id_of(template), creationContent=creation_content)
        return self._call(CanCreateResult, "PUT", "/Relationships/CanCreate", payload)

    def create(self, template: Identified, creation_content: Json) -> Relationship:
        """Ask the templator of a loaded template with arbitrary content for a Relationship.

        A template with a Request needs no such call: accepting the Request makes the Relationship.

        Args:     creation_content: for instance `content.arbitrary_creation_content({…})`.
        Returns:  the Relationship, status "Pending"; the templator sees it after its next sync.
        Raises:   BadRequestError: the content does not belong to the template, or a Relationship exists already.
                  NotFoundError: the template was not loaded.
        Source:   POST P/Relationships → 201 (Connector 7.4.6)
        """
        payload = {"templateId": id_of(template), "creationContent": creation_content}
        return self._call(Relationship, "POST", "/Relationships", payload)

    def accept(self, relationship: Identified) -> Relationship:
        """Accept a pending Relationship that the other side asked for.

        Returns:  the Relationship, status "Active"; the peer sees it after its next sync.
        Raises:   BadRequestError: it is not pending, or this side asked for it.
        Source:   PUT P/Relationships/{id}/Accept → 200 (Connector 7.4.6);
                  PUT P/Relationships/{id}/Changes/{changeId}/Accept → 200 (Connector 4.6.4)
        """
        return self._changed(relationship, "Accept")

    def reject(self, relationship: Identified) -> Relationship:
        """Reject a pending Relationship that the other side asked for.

        Returns:  the Relationship, status "Rejected"; it stays so, another one may follow.
        Raises:   BadRequestError: it is not pending, or this side asked for it.
        Source:   PUT P/Relationships/{id}/Reject → 200 (Connector 7.4.6);
                  PUT P/Relationships/{id}/Changes/{changeId}/Reject → 200 (Connector 4.6.4)
        """
        return self._changed(relationship, "Reject")

    def revoke(self, relationship: Identified) -> Relationship:
        """Take back a pending Relationship that this side asked for.

        Returns:  the Relationship, status "Revoked"; it stays so, another one may follow.
        Raises:   BadRequestError: it is not pending, or the other side asked for it.
        Source:   PUT P/Relationships/{id}/Revoke → 200 (Connector 7.4.6)
        """
        return self._changed(relationship, "Revoke")

    def terminate(self, relationship: Identified) -> Relationship:
        """End an Active Relationship; no Messages pass any more.

        Returns:  the Relationship, status "Terminated".
        Raises:   BadRequestError: it is not Active.
        Source:   PUT P/Relationships/{id}/Terminate → 200 (Connector 7.4.6)
        """
        return self._changed(relationship, "Terminate")

    def request_reactivation(self, relationship: Identified) -> Relationship:
        """Ask the other side to take up a Terminated Relationship again.

        Returns:  the Relationship, still "Terminated"; its audit log ends with the question.
        Raises:   BadRequestError: it is not Terminated, or one side has asked already.
        Source:   PUT P/Relationships/{id}/Reactivate → 200 (Connector 7.4.6)
        """
        return self._changed(relationship, "Reactivate")

    def accept_reactivation(self, relationship: Identified) -> Relationship:
        """Agree to take up a Relationship again, as the other side asked.

        Returns:  the Relationship, status "Active".
        Raises:   BadRequestError: nobody asked, or this side did.
        Source:   PUT P/Relationships/{id}/Reactivate/Accept → 200 (Connector 7.4.6)
        """
        return self._changed(relationship, "Reactivate/Accept")

    def reject_reactivation(self, relationship: Identified) -> Relationship:
        """Decline to take up a Relationship again.

        Returns:  the Relationship, still "Terminated"; either side may ask anew.
        Raises:   BadRequestError: nobody asked, or this side did.
        Source:   PUT P/Relationships/{id}/Reactivate/Reject → 200 (Connector 7.4.6)
        """
        return self._changed(relationship, "Reactivate/Reject")

    def revoke_reactivation(self, relationship: Identified) -> Relationship:
        """Take back this side's own question for reactivation.

        Returns:  the Relationship, still "Terminated".
        Raises:   BadRequestError: nobody asked, or the other side did.
        Source:   PUT P/Relationships/{id}/Reactivate/Revoke → 200 (Connector 7.4.6)
        """
        return self._changed(relationship, "Reactivate/Revoke")

    def decompose(self, relationship: Identified) -> None:
        """Forget a Relationship that has ended, with its Messages and the peer's Attributes; cannot be undone.

        The other side finds it "DeletionProposed" after its next sync, and decomposes it for itself.

        Raises:  BadRequestError: it is neither Terminated nor DeletionProposed.  NotFoundError: it is gone already.
        Source:  DELETE P/Relationships/{id} → 204 (Connector 7.4.6)
        """
        self._api.call("DELETE", f"/Relationships/{segment(relationship)}")

    def attributes(self, relationship: Identified) -> AttributeList:
        """List the Attributes that both sides know from each other.

        Source:  GET P/Relationships/{id}/Attributes → 200 (Connector 7.4.6)
        """
        return self._call(AttributeList, "GET", f"/Relationships/{segment(relationship)}/Attributes")

    def _changed(self, relationship: Identified, action: str) -> Relationship:
        return self._call(Relationship, "PUT", f"/Relationships/{segment(relationship)}/{action}")
