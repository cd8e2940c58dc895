"""Records as pandas tables."""

from enmeshed_kit.tables.listing import attributes, changes, messages, relationships, requests

__all__ = ["attributes", "changes", "messages", "relationships", "requests"]
