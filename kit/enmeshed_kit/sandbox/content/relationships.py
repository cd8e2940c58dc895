"""What RelationshipTemplates and the creation of a Relationship may contain."""

from enmeshed_kit.sandbox.content.requests import REQUEST, RESPONSE
from enmeshed_kit.sandbox.kinds import Anything, Exactly, Loose, Text
from enmeshed_kit.sandbox.shapes import Field, Shape, register

TEMPLATE_CONTENT = Shape(
    "RelationshipTemplateContent",
    (
        *(Field("title", Text(longest=200), optional=True), Field("metadata", Loose(), optional=True)),
        Field("onNewRelationship", Exactly(REQUEST)),
        Field("onExistingRelationship", Exactly(REQUEST), optional=True),
    ),
)
ARBITRARY_TEMPLATE = Shape("ArbitraryRelationshipTemplateContent", (Field("value", Anything()),))
CREATION_CONTENT = Shape("RelationshipCreationContent", (Field("response", Exactly(RESPONSE)),))
ARBITRARY_CREATION = Shape("ArbitraryRelationshipCreationContent", (Field("value", Anything()),))

register((TEMPLATE_CONTENT, ARBITRARY_TEMPLATE, CREATION_CONTENT, ARBITRARY_CREATION))
