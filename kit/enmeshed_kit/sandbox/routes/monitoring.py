"""What a Connector tells about itself, outside of the API: health, version, counts, settings."""

import threading
from collections import Counter

from enmeshed_kit.records import Health, HealthServices, Json
from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.faults import Fault


class Monitoring:
    """One Connector's own figures."""

    def __init__(self, account: Account, *, debug: bool) -> None:
        self._account = account
        self._since = account.now()
        self._debug = debug
        self._counts: Counter[int] = Counter()
        self._lock = threading.Lock()
        self.has_webhook = False

    def count(self, status: int) -> None:
        """Note that a call was answered."""
        with self._lock:
            self._counts[status] += 1

    def health(self) -> Health:
        """All is well: nothing here can fail that would not take the whole sandbox with it."""
        services = HealthServices(database="healthy", backbone_connection="healthy", backbone_authentication="healthy")
        return Health(is_healthy=True, services=services)

    def version(self) -> Json:
        """Which Connector this plays."""
        dialect = self._account.dialect
        version = {
            "version": dialect.era.version,
            "build": "sandbox",
            "date": "2026-01-01T00:00:00.000Z",
            "commit": "sandbox",
            "runtimeVersion": dialect.runtime_version,
        }
        return version | {"modules": {}} if dialect.server.lists_modules else version

    def requests(self) -> Json:
        """How many calls were answered so far, this one not among them."""
        by_status = {str(status): self._counts[status] for status in sorted(self._counts)}
        return {"since": self._since, "requestCount": self._counts.total(), "requestCountByStatus": by_status}

    def support(self) -> Json:
        """All of the above and the settings, secrets masked."""
        return {
            "version": self.version(),
            "health": self.health(),
            "configuration": self._configuration(),
            "identityInfo": self._account.identity_info(),
        }

    def identity_deletion_process(self) -> None:
        """There never is one: nobody can start it here."""
        code = "error.runtime.identityDeletionProcess.noActiveIdentityDeletionProcess"
        raise Fault(code, "No active IdentityDeletionProcess found.")

    def _configuration(self) -> Json:
        on = {"notification": True, "decider": True, "request": True, "webhooks": self.has_webhook}
        off = (
            "autoAcceptPendingRelationships",
            "autoDecomposeDeletionProposedRelationships",
            "messageBrokerPublisher",
            "sync",
            "sse",
        )
        modules: Json = {name: {"enabled": enabled} for name, enabled in {**on, **dict.fromkeys(off, False)}.items()}
        modules["coreHttpApi"] = {"enabled": True, "docs": {"enabled": False}}
        return {
            "debug": self._debug,
            "transportLibrary": {"platformClientId": "sandbox", "platformClientSecret": "***"},
            "database": {"driver": "memory"},
            "infrastructure": {"httpServer": {"enabled": True, "cors": {"origin": False}, **self._authentication()}},
            "modules": modules,
        }

    def _authentication(self) -> Json:
        if not self._account.dialect.server.scoped_keys:
            return {"apiKey": "***"}
        disabled = dict.fromkeys(("oidc", "jwtBearer"), "redacted (disabled)")
        return {"authentication": {"apiKey": "redacted (enabled)", **disabled}}
