"""The client: talks to a Connector, and cannot tell the sandbox from a real one."""

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.report import Change, SyncReport

__all__ = ["Change", "Connector", "SyncReport"]
