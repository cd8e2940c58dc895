"""The one line of every notebook: the reader's own Connector, or one of a sandbox that is started for it.

What is configured decides, and only a whole configuration counts: address without key, or key without address, is an
error and never the sandbox. `ENMESHED_ERA` ("classic", "v6" or "v7") says of which era the Connectors are: the sandbox
plays such ones, and an own one is not asked for its version. `ENMESHED_CA_FILE` names certificates to trust beside the
usual ones, for Connectors with one of their own making. Client and sandbox are imported by who needs them: a
sandbox's process has no client, and whoever works on an own Connector has no sandbox.
"""

import atexit
import os
import sys
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from enmeshed_kit import eras

if TYPE_CHECKING:
    from enmeshed_kit.client import Connector
    from enmeshed_kit.sandbox.sandbox import Sandbox, SandboxConnector
    from enmeshed_kit.sandbox.server import Server

SEED = "enmeshed kit"
"""Gives ids, keys and addresses, so that a notebook shows the same on each run."""

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""The day in which a notebook's sandbox lives."""

CONNECTORS = ("connector", "app", "peer")
"""Whom a notebook's sandbox plays; their ids follow from the order."""

HAS_SOCKETS = sys.platform != "emscripten"

_kernel_sandboxes: "dict[str, KernelSandbox]" = {}
_era_of_reader: str | None = None
"""That was passed for the reader's own: whom it shall meet must be of the same."""


class KernelSandbox:
    """A sandbox of this kernel's own, in memory, fresh with each kernel.

    Args:  era: of its Connectors: "classic", "v6" or "v7"; left out, today's.

    Its Connectors are `connector`, the reader's, `app`, the phone's, and `peer`, a second company's. It listens on a
    free port of this machine, so that a copied curl line works; a browser's kernel, which has no sockets, is answered
    in process.
    """

    def __init__(self, era: str = eras.LATEST.name) -> None:
        self.sandbox = seeded_sandbox(era)
        self.server = served(self.sandbox) if HAS_SOCKETS else None
        self._connectors: dict[str, Connector] = {}

    def __repr__(self) -> str:
        return f"<KernelSandbox: {', '.join(self.sandbox.connectors)}>"

    @property
    def is_left(self) -> bool:
        """Whether the reader has turned to a Connector of their own since."""
        return "connector" in self._connectors and not self._connectors["connector"].is_sandbox

    @property
    def url(self) -> str:
        """Where the sandbox listens; its Connectors live below, by name."""
        return self.server.url if self.server else "http://sandbox.localhost"

    def connector(self, name: str) -> "Connector":
        """The client of one of its Connectors, always the same.

        Raises:  KeyError: no Connector of this name.
        """
        from enmeshed_kit.client import Connector

        if name not in self._connectors:
            played: SandboxConnector = self.sandbox.connectors[name]
            in_process: Any = None if self.server else self.sandbox
            self._connectors[name] = Connector(
                f"{self.url}/{name}",
                played.api_key,
                era=played.dialect.era,
                name=name,
                is_sandbox=True,
                clock_stands_still=True,
                wsgi_app=in_process,
            )
        return self._connectors[name]

    def add_connector(self, like: "Connector") -> "Connector":
        """Add a Connector with a new Identity.

        Args:  like: one of those here; the new one is of its era, and called after it.
        """
        name = next(name for number in count(2) if (name := f"{like.name}-{number}") not in self.sandbox.connectors)
        self.sandbox.add_connector(name, era=self.sandbox.connectors[like.name].dialect.era.name)
        return self.connector(name)


def seeded_sandbox(era: str = eras.LATEST.name) -> "Sandbox":
    """A sandbox that is the same each time, with the reader's Connector and those whom it meets.

    Args:  era: of all of them, since Connectors of different eras do not meet; left out, today's.
    """
    from enmeshed_kit.sandbox.sandbox import Sandbox

    sandbox = Sandbox(seed=SEED, start=START)
    for name in CONNECTORS:
        sandbox.add_connector(name, era=era)
    return sandbox


def served(sandbox: "Sandbox") -> "Server":
    """Let a sandbox listen on a free port of this machine, until the kernel ends."""
    from enmeshed_kit.sandbox.server import Server

    server = Server(sandbox)
    atexit.register(server.close)
    return server


def connect(
    base_url: str | None = None, api_key: str | None = None, *, era: str | None = None, ca_file: str | None = None
) -> "Connector":
    """Take the Connector to work on; nothing is sent yet.

    Args:     base_url: its address; with api_key. Left out, `ENMESHED_BASE_URL` and `ENMESHED_API_KEY` say it, and
              where they are not set, a sandbox of this kernel is started.
              era: "classic", "v6" or "v7" for a Connector 4, 6 or 7. Left out, `ENMESHED_ERA` says it; where that is
              not set either, an own Connector is asked at the first call, and the sandbox plays today's.
              ca_file: certificates (PEM) to trust beside the usual ones. Left out, `ENMESHED_CA_FILE` says it.
    Returns:  the Connector; its text form says which one it is.
    Raises:   ConfigurationError: address without key or key without address, no address of a Connector, or no such era.
    """
    global _era_of_reader
    _era_of_reader = None
    if base_url is not None or api_key is not None:
        connector = own_connector(base_url, api_key, "base_url", "api_key", "Pass both, or neither.", era, ca_file)
    else:
        connector = configured("ENMESHED", era, ca_file) or kernel_sandbox(era).connector("connector")
    _era_of_reader = era
    return connector


def app_connector(base_url: str | None = None, api_key: str | None = None, *, era: str | None = None) -> "Connector":
    """Take the Connector that stands for the app on a phone; nothing is sent yet.

    Args:     base_url: its address; with api_key. Left out, `ENMESHED_APP_BASE_URL` and `ENMESHED_APP_API_KEY` say it,
              and where they are not set, it is the app of this kernel's sandbox.
              era: that of the reader's Connector, which could not meet it otherwise; as for `connect`.
    Raises:   ConfigurationError: half a configuration; or the Connector is one's own and the app is not named, which
              the sandbox's app could never meet.
    """
    if base_url is not None or api_key is not None:
        return own_connector(base_url, api_key, "base_url", "api_key", "Pass both, or neither.", era)
    return other_side(
        "ENMESHED_APP",
        "app",
        "Use the App on your phone, or set ENMESHED_APP_BASE_URL and ENMESHED_APP_API_KEY to a second Connector.",
        era,
    )


def peer_connector(base_url: str | None = None, api_key: str | None = None, *, era: str | None = None) -> "Connector":
    """Take the Connector of a second company; nothing is sent yet.

    Args:     base_url: its address; with api_key. Left out, `ENMESHED_PEER_BASE_URL` and `ENMESHED_PEER_API_KEY` say
              it, and where they are not set, it is the peer of this kernel's sandbox.
              era: that of the reader's Connector, which could not meet it otherwise; as for `connect`.
    Raises:   ConfigurationError: half a configuration; or the Connector is one's own and the peer is not named, which
              the sandbox's peer could never meet.
    """
    if base_url is not None or api_key is not None:
        return own_connector(base_url, api_key, "base_url", "api_key", "Pass both, or neither.", era)
    return other_side(
        "ENMESHED_PEER", "peer", "Set ENMESHED_PEER_BASE_URL and ENMESHED_PEER_API_KEY to a second Connector.", era
    )


def other_side(prefix: str, name: str, hint: str, era: str | None = None) -> "Connector":
    """The Connector that the environment names, else the one of the sandbox, if that can be met.

    Args:  prefix: of the two variables.
           name: in the sandbox.
           hint: what to do where the reader's Connector is an own one, and this is not.
    """
    named = configured(prefix, era)
    if named is not None:
        return named
    if os.environ.get("ENMESHED_BASE_URL", "").strip() or any(one.is_left for one in _kernel_sandboxes.values()):
        from enmeshed_kit.client.errors import ConfigurationError

        raise ConfigurationError(
            f"The Connector is your own, and no {name} is named: that of the sandbox cannot meet it.", hint
        )
    return kernel_sandbox(era).connector(name)


def kernel_sandbox(era: str | None = None) -> KernelSandbox:
    """The sandbox of this kernel, started when first asked for.

    Args:    era: there is one for each; left out, the one that `ENMESHED_ERA` names, else today's.
    Raises:  ConfigurationError: the sandbox plays no such Connectors.
    """
    named = chosen_era(era) or eras.LATEST.name
    if named not in _kernel_sandboxes:
        _kernel_sandboxes[named] = KernelSandbox(playable(named))
    return _kernel_sandboxes[named]


def played_here(connector: "Connector") -> "SandboxConnector | None":
    """Who plays a Connector, if a sandbox of this kernel does."""
    home = home_of(connector)
    return home.sandbox.connectors[connector.name] if home else None


def home_of(connector: "Connector") -> KernelSandbox | None:
    """The sandbox of this kernel that plays a Connector, None for others."""
    for kernel in _kernel_sandboxes.values():
        played: SandboxConnector | None = kernel.sandbox.connectors.get(connector.name)
        is_there = connector.base_url == f"{kernel.url}/{connector.name}"
        if played is not None and is_there and connector.known_era in (None, played.dialect.era):
            return kernel
    return None


def key_of_sandbox(base_url: str) -> str:
    """The API key of a Connector that a sandbox of this kernel plays, which is nobody's secret; empty for others."""
    for kernel in _kernel_sandboxes.values():
        place, _, name = base_url.rpartition("/")
        if place == kernel.url and name in kernel.sandbox.connectors:
            return kernel.sandbox.connectors[name].api_key
    return ""


def chosen_era(era: str | None) -> str:
    """The name of the era that was passed, here or for the reader's Connector, or else is configured; empty if none."""
    return (era or _era_of_reader or os.environ.get("ENMESHED_ERA", "")).strip().lower()


def playable(era: str) -> str:
    """The name of an era whose Connectors the sandbox plays."""
    if era in eras.ERAS:
        return era
    from enmeshed_kit.client.errors import ConfigurationError

    raise ConfigurationError(
        f"The sandbox plays no Connectors of the era {era!r}.", f"Take one of {', '.join(eras.ERAS)}, or none."
    )


def configured(prefix: str, era: str | None = None, ca_file: str | None = None) -> "Connector | None":
    """The Connector that the environment names, None if it names none.

    Args:  prefix: of the two variables: "ENMESHED", "ENMESHED_APP" or "ENMESHED_PEER".
    """
    if not is_configured(prefix):
        return None
    url_name, key_name = f"{prefix}_BASE_URL", f"{prefix}_API_KEY"
    url, key = os.environ.get(url_name, "").strip(), os.environ.get(key_name, "").strip()
    hint = "Set both for your own Connector, or neither for the sandbox."
    return own_connector(url, key, url_name, key_name, hint, era, ca_file)


def is_configured(prefix: str) -> bool:
    """Whether the environment names a Connector, be it only by half."""
    return any(os.environ.get(f"{prefix}_{name}", "").strip() for name in ("BASE_URL", "API_KEY"))


def own_connector(
    base_url: str | None,
    api_key: str | None,
    url_name: str,
    key_name: str,
    hint: str,
    era: str | None = None,
    ca_file: str | None = None,
) -> "Connector":
    """The Connector at an address, if the configuration is whole."""
    from enmeshed_kit.client import Connector
    from enmeshed_kit.client.errors import ConfigurationError

    if not base_url or not api_key:
        given, missing = (url_name, key_name) if base_url else (key_name, url_name)
        raise ConfigurationError(f"{given} is given, {missing} is not.", hint)
    trusted = ca_file or os.environ.get("ENMESHED_CA_FILE")
    return Connector(base_url, api_key, era=chosen_era(era), ca_file=trusted)
