"""An unofficial Jupyter tutorial and notebook kit for the REST API of the enmeshed Connector.

Names are imported when first used: a sandbox that runs as a process of its own needs no client, and starts faster.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

# Light by itself, and not to be late: once loaded, the module of this name would stand in place of the function.
from enmeshed_kit.connect import app_connector, connect, kernel_sandbox, peer_connector

if TYPE_CHECKING:
    from enmeshed_kit.client import Change, Connector, SyncReport, content
    from enmeshed_kit.client.errors import (
        BadRequestError,
        ConfigurationError,
        ConnectorError,
        ContentError,
        ForbiddenError,
        GuidedError,
        NotAcceptableError,
        NotFoundError,
        NotInThisEraError,
        PlaceholderError,
        RejectedError,
        ServerError,
        UnauthorizedError,
        UnexpectedAnswerError,
        UnreachableError,
        WaitInterruptedError,
        WaitTimeoutError,
    )

__all__ = [
    "BadRequestError",
    "Change",
    "ConfigurationError",
    "Connector",
    "ConnectorError",
    "ContentError",
    "ForbiddenError",
    "GuidedError",
    "NotAcceptableError",
    "NotFoundError",
    "NotInThisEraError",
    "PlaceholderError",
    "RejectedError",
    "ServerError",
    "SyncReport",
    "UnauthorizedError",
    "UnexpectedAnswerError",
    "UnreachableError",
    "WaitInterruptedError",
    "WaitTimeoutError",
    "app_connector",
    "connect",
    "content",
    "kernel_sandbox",
    "peer_connector",
]

_HOMES = {"Change": "client.report", "Connector": "client.connector", "SyncReport": "client.report"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "content":
        value: Any = import_module(f"{__name__}.client.content")
    else:
        value = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'client.errors')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
