"""What the notebooks of the guide to establishing Relationships use, in one place."""

from enmeshed_kit.connect import peer_connector
from enmeshed_kit.notebook.guide_audit import audit_logs
from enmeshed_kit.notebook.guide_calls import (
    ACCEPT_REQUEST,
    CONSENT,
    CONSENT_AGAIN,
    CREATE_ARBITRARY,
    CREATE_FOR_ONE,
    CREATE_TEMPLATE,
    CREATE_WITH_PASSWORD,
    CREATE_WITH_PIN,
    MADE_BY,
    PARTNER,
    TITLE,
    VALIDATE_EXISTING,
    VALIDATE_NEW,
    arbitrary_content,
    name_of,
    template_content,
)
from enmeshed_kit.notebook.guide_events import Event, Events, Watch, watch
from enmeshed_kit.notebook.guide_expiry import let_pass, soon
from enmeshed_kit.notebook.guide_feasibility import Feasibility, ask_for_relationship, feasibility
from enmeshed_kit.notebook.guide_phone import GuidePhone
from enmeshed_kit.notebook.guide_reference import ReferenceContent, read_reference
from enmeshed_kit.notebook.guide_start import CleanStart, clean_start

__all__ = [
    "ACCEPT_REQUEST",
    "CONSENT",
    "CONSENT_AGAIN",
    "CREATE_ARBITRARY",
    "CREATE_FOR_ONE",
    "CREATE_TEMPLATE",
    "CREATE_WITH_PASSWORD",
    "CREATE_WITH_PIN",
    "MADE_BY",
    "PARTNER",
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
    "arbitrary_content",
    "ask_for_relationship",
    "audit_logs",
    "clean_start",
    "feasibility",
    "let_pass",
    "name_of",
    "peer_connector",
    "read_reference",
    "soon",
    "template_content",
    "watch",
]
