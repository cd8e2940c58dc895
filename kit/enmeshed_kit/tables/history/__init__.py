"""A history: what one sync after another brought, kept in a folder as Parquet and read back as tables."""

from enmeshed_kit.tables.history.errors import HistoryError
from enmeshed_kit.tables.history.history import SyncHistory, from_history

__all__ = ["HistoryError", "SyncHistory", "from_history"]
