"""The dialect of Connector 4."""

from enmeshed_kit import eras
from enmeshed_kit.records import File, Message, RelationshipTemplate, Token
from enmeshed_kit.sandbox.addresses import Base58Addresses
from enmeshed_kit.sandbox.automation import CarelessAutomation
from enmeshed_kit.sandbox.changes import BackboneOfChanges, RelationshipChanges, with_changes
from enmeshed_kit.sandbox.content.content_2 import CONTENT_2
from enmeshed_kit.sandbox.copies.accepting import UncheckedAccepting
from enmeshed_kit.sandbox.copies.answering import UncheckedAnswering
from enmeshed_kit.sandbox.copies.asking import UncheckedAsking
from enmeshed_kit.sandbox.copies.taking_over import TakingOverCopies
from enmeshed_kit.sandbox.copies.unchecked import UncheckedAttributes
from enmeshed_kit.sandbox.dialects.dialect import Dialect, Sections
from enmeshed_kit.sandbox.open_access import OpenFiles, OpenTemplates, OpenTokens
from enmeshed_kit.sandbox.plain_messages import PlainMessages
from enmeshed_kit.sandbox.reference_wordings import with_attachments, with_secret_key, without_owner
from enmeshed_kit.sandbox.requests.deciding import DecidingByGroup
from enmeshed_kit.sandbox.requests.quiet import QuietIncomingRequests, QuietOutgoingRequests
from enmeshed_kit.sandbox.requests.request_rules import RequestRules
from enmeshed_kit.sandbox.routes.http_server import APPENDED_DEBUG_POLICY, HALF_A_YEAR_S, HttpServer
from enmeshed_kit.sandbox.routes.table import ACCOUNT, CHALLENGES, INCOMING, MESSAGES, OUTGOING, Tables
from enmeshed_kit.sandbox.routes.table_v2 import (
    CHANGED_RELATIONSHIPS,
    COPIED_ATTRIBUTES,
    KEPT_FILES,
    KEPT_TEMPLATES,
    KEPT_TOKENS,
)
from enmeshed_kit.sandbox.secret_keys import KeyReferences
from enmeshed_kit.sandbox.shown_templates import RelationshipWithTemplate

_API = (
    ACCOUNT,
    COPIED_ATTRIBUTES,
    CHALLENGES,
    KEPT_FILES,
    INCOMING,
    MESSAGES,
    OUTGOING,
    KEPT_TEMPLATES,
    CHANGED_RELATIONSHIPS,
    KEPT_TOKENS,
)

_FROM_CREATION = "consumption.outgoingRequestFromRelationshipCreation"

DIALECT = Dialect(
    era=eras.CLASSIC,
    runtime_version="4.14.4",
    routes=Tables(eras.CLASSIC.prefix, _API),
    server=HttpServer(
        scoped_keys=False,
        refusal_pause_s=(1, 1),
        unread_body={},
        nests_parameters=True,
        correlates=False,
        pictures_by_name=True,
        lists_modules=False,
        transport_age_s=HALF_A_YEAR_S,
        debug_policy=APPENDED_DEBUG_POLICY,
    ),
    content=CONTENT_2,
    addresses=Base58Addresses(),
    references=KeyReferences(),
    backbone=BackboneOfChanges,
    backbone_api="/api/v1",
    reports_sync=True,
    requests=RequestRules(
        asking=UncheckedAsking,
        deciding=DecidingByGroup,
        answering=UncheckedAnswering,
        accepting=UncheckedAccepting,
        taking_over=TakingOverCopies,
        inherited="inheritedFromItem",
        fills_owner=False,
    ),
    sections=Sections(
        attributes=UncheckedAttributes,
        automation=CarelessAutomation,
        files=OpenFiles,
        incoming_requests=QuietIncomingRequests,
        messages=PlainMessages,
        outgoing_requests=QuietOutgoingRequests,
        relationships=RelationshipChanges,
        templates=OpenTemplates,
        tokens=OpenTokens,
    ),
    writers={
        File: with_secret_key,
        Message: with_attachments,
        RelationshipWithTemplate: with_changes,
        RelationshipTemplate: with_secret_key,
        Token: without_owner,
    },
    triggers={
        f"{_FROM_CREATION}CreatedAndCompleted": f"{_FROM_CREATION}ChangeCreatedAndCompleted",
        "transport.relationshipTemplateAllocationsExhausted": None,
    },
)
