"""Records as pandas tables."""

from enmeshed_kit.tables import charts
from enmeshed_kit.tables.export import to_csv, to_excel, to_parquet
from enmeshed_kit.tables.history import HistoryError, SyncHistory, from_history
from enmeshed_kit.tables.listing import (
    attributes,
    audit_log,
    changes,
    files,
    messages,
    relationships,
    request_items,
    requests,
    templates,
)
from enmeshed_kit.tables.names import names, with_names

__all__ = [
    "HistoryError",
    "SyncHistory",
    "attributes",
    "audit_log",
    "changes",
    "charts",
    "files",
    "from_history",
    "messages",
    "names",
    "relationships",
    "request_items",
    "requests",
    "templates",
    "to_csv",
    "to_excel",
    "to_parquet",
    "with_names",
]
