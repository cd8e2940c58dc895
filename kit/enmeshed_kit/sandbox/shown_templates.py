"""Relationships that show their whole template where later ones name it: also after the template is deleted here."""

from typing import TYPE_CHECKING

import msgspec

from enmeshed_kit.records import Json, Relationship, RelationshipTemplate
from enmeshed_kit.sandbox.backbone import StoredRelationship
from enmeshed_kit.sandbox.dialects.dialect import plain
from enmeshed_kit.sandbox.filters import Filter
from enmeshed_kit.sandbox.relationships import Relationships

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account


class RelationshipWithTemplate(Relationship, kw_only=True):
    """A Relationship with the template as it was known when the Relationship began."""

    template: RelationshipTemplate


class RelationshipsWithTemplate(Relationships):
    """Relationships that are looked for by the template that they show."""

    filter = Filter(keys=("peer", "status", "template.id"))

    def _record(self, stored: StoredRelationship, status: str) -> Relationship:
        known = self.find(stored.id)
        if isinstance(known, RelationshipWithTemplate):
            template = known.template
        else:
            template = self._account.templates.get(stored.template_id)
        record = super()._record(stored, status)
        return RelationshipWithTemplate(**msgspec.structs.asdict(record), template=template)


def with_template(relationship: RelationshipWithTemplate, account: "Account") -> Json:
    """A Relationship with the template in place of its id."""
    written = plain(relationship)
    del written["templateId"]
    return {**written, "template": account.write(relationship.template)}
