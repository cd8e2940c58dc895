"""What the notebooks of the guide to establishing Relationships use, in one place."""

from enmeshed_kit.notebook.guide_audit import audit_logs
from enmeshed_kit.notebook.guide_calls import (
    ACCEPT_REQUEST,
    CREATE_ARBITRARY,
    CREATE_FOR_ONE,
    CREATE_TEMPLATE,
    CREATE_WITH_PASSWORD,
    CREATE_WITH_PIN,
    MADE_BY,
)
from enmeshed_kit.notebook.guide_events import Event, Events, Watch, watch
from enmeshed_kit.notebook.guide_expiry import let_pass, soon
from enmeshed_kit.notebook.guide_phone import GuidePhone
from enmeshed_kit.notebook.guide_reference import ReferenceContent, read_reference
from enmeshed_kit.notebook.guide_start import CleanStart, clean_start

__all__ = [
    "ACCEPT_REQUEST",
    "CREATE_ARBITRARY",
    "CREATE_FOR_ONE",
    "CREATE_TEMPLATE",
    "CREATE_WITH_PASSWORD",
    "CREATE_WITH_PIN",
    "MADE_BY",
    "CleanStart",
    "Event",
    "Events",
    "GuidePhone",
    "ReferenceContent",
    "Watch",
    "audit_logs",
    "clean_start",
    "let_pass",
    "read_reference",
    "soon",
    "watch",
]
