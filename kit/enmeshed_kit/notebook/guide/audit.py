"""The audit logs of both sides of a Relationship in one table: what each side knows of the other's doing."""

from itertools import zip_longest
from typing import TYPE_CHECKING

from enmeshed_kit.records import AuditLogEntry, Relationship
from enmeshed_kit.tables.frame import TIME, Column, table

if TYPE_CHECKING:
    import pandas as pd

Pair = tuple[AuditLogEntry | None, AuditLogEntry | None]


def audit_logs(templator: Relationship, initiator: Relationship) -> "pd.DataFrame":
    """Put both logs side by side, entry by entry; a gap is what one side has not heard of yet.

    Args:  templator: the Relationship as the side that made the template has it.
           initiator: the same Relationship as the other side has it.
    """
    pairs: list[Pair] = list(zip_longest(templator.audit_log, initiator.audit_log))
    names = {templator.peer: "initiator", initiator.peer: "templator"}
    return table(
        pairs,
        {
            "at": Column(lambda pair: _either(pair).created_at, TIME),
            "done by": Column(lambda pair: names.get(_either(pair).created_by, _either(pair).created_by)),
            "templator's log": Column(lambda pair: _text(pair[0])),
            "initiator's log": Column(lambda pair: _text(pair[1])),
        },
    )


def _either(pair: Pair) -> AuditLogEntry:
    entry = pair[0] or pair[1]
    if entry is None:
        raise ValueError("an entry must stand in one of the logs")
    return entry


def _text(entry: AuditLogEntry | None) -> str:
    if entry is None:
        return "(not heard of yet)"
    before = f"{entry.old_status} → " if entry.old_status else ""
    return f"{entry.reason}: {before}{entry.new_status}"
