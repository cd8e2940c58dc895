"""The dialect of Connector 6."""

from enmeshed_kit import eras
from enmeshed_kit.records import File, Message, RelationshipTemplate, Token
from enmeshed_kit.sandbox.addresses import DidAddresses
from enmeshed_kit.sandbox.content.content_6 import CONTENT_6
from enmeshed_kit.sandbox.copies.accepting import AcceptingByCopying
from enmeshed_kit.sandbox.copies.answering import AnsweringByCopying
from enmeshed_kit.sandbox.copies.asking import AskingToCopy
from enmeshed_kit.sandbox.copies.section import CopiedAttributes
from enmeshed_kit.sandbox.copies.taking_over import TakingOverCopies
from enmeshed_kit.sandbox.dialects.dialect import Dialect, Sections
from enmeshed_kit.sandbox.files import FreelyTaggedFiles
from enmeshed_kit.sandbox.plain_messages import UnformattedMessages
from enmeshed_kit.sandbox.reference_wordings import with_attachments, with_truncated_reference
from enmeshed_kit.sandbox.references import SchemeReferences
from enmeshed_kit.sandbox.requests.request_rules import RequestRules
from enmeshed_kit.sandbox.routes.http_server import APPENDED_DEBUG_POLICY, HttpServer
from enmeshed_kit.sandbox.routes.table import (
    ACCOUNT,
    ANNOUNCEMENTS,
    CHALLENGES,
    DELETION,
    FILES,
    INCOMING,
    MESSAGES,
    METADATA,
    OUTGOING,
    RELATIONSHIPS,
    Tables,
)
from enmeshed_kit.sandbox.routes.table_v2 import CHECKED_ATTRIBUTES, KEPT_TEMPLATES, KEPT_TOKENS
from enmeshed_kit.sandbox.shown_templates import RelationshipsWithTemplate, RelationshipWithTemplate, with_template
from enmeshed_kit.sandbox.templates import ConfirmedTemplates

_API = (
    ACCOUNT,
    ANNOUNCEMENTS,
    CHECKED_ATTRIBUTES,
    CHALLENGES,
    FILES,
    DELETION,
    METADATA,
    INCOMING,
    MESSAGES,
    OUTGOING,
    KEPT_TEMPLATES,
    RELATIONSHIPS,
    KEPT_TOKENS,
)

DIALECT = Dialect(
    era=eras.V6,
    runtime_version="6.60.5",
    routes=Tables(eras.V6.prefix, _API),
    server=HttpServer(scoped_keys=False, lists_modules=False, debug_policy=APPENDED_DEBUG_POLICY),
    content=CONTENT_6,
    addresses=DidAddresses(),
    references=SchemeReferences(),
    backbone_api="/api/v1",
    requests=RequestRules(
        asking=AskingToCopy,
        answering=AnsweringByCopying,
        accepting=AcceptingByCopying,
        taking_over=TakingOverCopies,
    ),
    sections=Sections(
        attributes=CopiedAttributes,
        files=FreelyTaggedFiles,
        messages=UnformattedMessages,
        relationships=RelationshipsWithTemplate,
        templates=ConfirmedTemplates,
    ),
    writers={
        File: with_truncated_reference,
        Message: with_attachments,
        RelationshipWithTemplate: with_template,
        RelationshipTemplate: with_truncated_reference,
        Token: with_truncated_reference,
    },
)
