"""The API eras: families of Connector versions with one API each, and everything in which they differ.

`Era` holds the differences as data. `translated` writes a call of one era in the words of another, `understood` reads
an answer as a Connector 7 would give it, and `explain` tells a reader what a migration changes, by the same rules.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from enmeshed_kit.eras.era import (
    ADDRESS,
    CLASSIC,
    ERAS,
    KNOWN,
    LATEST,
    QR_PREFIX,
    V3,
    V5,
    V6,
    V7,
    Era,
    era_named,
    era_of_version,
    era_with_scopes,
    eras_at,
    prefixes,
)
from enmeshed_kit.eras.routes import Call, deletion_route

if TYPE_CHECKING:
    from enmeshed_kit.eras.answers import Knowledge, needs_reading, understood
    from enmeshed_kit.eras.calls import Translation, call_of_route, spoken, translated
    from enmeshed_kit.eras.changes import Change
    from enmeshed_kit.eras.migration import Migration, explain
    from enmeshed_kit.eras.payloads import OWN_ADDRESS

__all__ = [
    "ADDRESS",
    "CLASSIC",
    "ERAS",
    "KNOWN",
    "LATEST",
    "OWN_ADDRESS",
    "QR_PREFIX",
    "V3",
    "V5",
    "V6",
    "V7",
    "Call",
    "Change",
    "Era",
    "Knowledge",
    "Migration",
    "Translation",
    "call_of_route",
    "deletion_route",
    "era_named",
    "era_of_version",
    "era_with_scopes",
    "eras_at",
    "explain",
    "needs_reading",
    "prefixes",
    "spoken",
    "translated",
    "understood",
]

_HOMES = {
    **dict.fromkeys(("Knowledge", "needs_reading", "understood"), "answers"),
    **dict.fromkeys(("Translation", "call_of_route", "spoken", "translated"), "calls"),
    "Change": "changes",
    **dict.fromkeys(("Migration", "explain"), "migration"),
    "OWN_ADDRESS": "payloads",
}
"""What is loaded when somebody asks for it: a sandbox needs the eras, and never translates."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
