"""What the notebooks of the guide to establishing Relationships use, in one place."""

from enmeshed_kit.connect import peer_connector
from enmeshed_kit.notebook.guide_audit import audit_logs
from enmeshed_kit.notebook.guide_calls import (
    ACCEPT_REQUEST,
    CONSENT,
    CONSENT_AGAIN,
    CONSENT_TO_REQUEST,
    CREATE_ARBITRARY,
    CREATE_FOR_ONE,
    CREATE_TEMPLATE,
    CREATE_WHOLE,
    CREATE_WITH_PASSWORD,
    CREATE_WITH_PIN,
    DECOMPOSE,
    MADE_BY,
    PARTNER,
    TERMINATE,
    TITLE,
    VALIDATE_EXISTING,
    VALIDATE_NEW,
    arbitrary_content,
    creation_content,
    name_of,
    plain_content,
    response_content,
    template_content,
)
from enmeshed_kit.notebook.guide_events import Event, Events, Watch, watch
from enmeshed_kit.notebook.guide_expiry import let_pass, soon
from enmeshed_kit.notebook.guide_feasibility import Feasibility, answered_by, ask_for_relationship, feasibility
from enmeshed_kit.notebook.guide_phone import GuidePhone
from enmeshed_kit.notebook.guide_reference import ReferenceContent, read_reference
from enmeshed_kit.notebook.guide_start import CleanStart, clean_start

__all__ = [
    "ACCEPT_REQUEST",
    "CONSENT",
    "CONSENT_AGAIN",
    "CONSENT_TO_REQUEST",
    "CREATE_ARBITRARY",
    "CREATE_FOR_ONE",
    "CREATE_TEMPLATE",
    "CREATE_WHOLE",
    "CREATE_WITH_PASSWORD",
    "CREATE_WITH_PIN",
    "DECOMPOSE",
    "MADE_BY",
    "PARTNER",
    "TERMINATE",
    "TITLE",
    "VALIDATE_EXISTING",
    "VALIDATE_NEW",
    "CleanStart",
    "Event",
    "Events",
    "Feasibility",
    "GuidePhone",
    "ReferenceContent",
    "Watch",
    "answered_by",
    "arbitrary_content",
    "ask_for_relationship",
    "audit_logs",
    "clean_start",
    "creation_content",
    "feasibility",
    "let_pass",
    "name_of",
    "peer_connector",
    "plain_content",
    "read_reference",
    "response_content",
    "soon",
    "template_content",
    "watch",
]
