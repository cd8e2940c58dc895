"""Whether a Connector is set up as the tutorial needs it, as its own support page says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.eras import era_of_version
from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.picture import Picture, card, line

AUTO_ACCEPT: Final = ("autoAcceptPendingRelationships", "autoAcceptRelationshipCreationChanges")
"""What the module is called that answers for the reader, today and before Connector 5."""

NEWS_ARE_TAKEN: Final = "news may be here before you look, and your own sync finds nothing new"
NOTHING_TO_ACCEPT: Final = "they are Active before you could accept or reject them"
NO_REQUESTS: Final = "Requests that arrive by templates and Messages never appear"


@dataclass(frozen=True)
class Finding:
    """One thing that the tutorial wants, whether it is so, and what to set when it is not."""

    wish: str
    holds: bool
    found: str
    setting: str
    is_optional: bool = False
    otherwise: str = ""

    @property
    def said(self) -> str:
        """What was found; where that is not the wish, what follows and what to change."""
        if self.holds:
            return self.found
        follows = f", so {self.otherwise}" if self.otherwise else ""
        return f"{self.found}{follows}; to change it: {self.setting}"

    @property
    def mark(self) -> str:
        """A tick, a cross, or an empty ring for what may be left as it is."""
        return "✔" if self.holds else "○" if self.is_optional else "✘"


@dataclass(frozen=True, repr=False)
class Readiness:
    """What the support page says about the wishes of the tutorial."""

    findings: list[Finding]

    def __bool__(self) -> bool:
        return all(finding.holds or finding.is_optional for finding in self.findings)

    def __repr__(self) -> str:
        return self._picture().text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self._picture().bundle()

    def _picture(self) -> Picture:
        title = "Ready for the tutorial" if self else "Not quite ready for the tutorial"
        lines = [f"{one.mark} {one.wish}: {one.said}" for one in self.findings]
        table = tag("table", *(_row(one) for one in self.findings), look="grid")
        return Picture(card(title, table), "\n".join([title, *lines]))


def readiness(connector: Connector) -> Readiness:
    """Read from the support page what the tutorial needs to know.

    Args:    connector: whose API key may read `/Monitoring/Support` (scope `monitoring:support`).
    Source:  GET /Monitoring/Support → 200 (Connector 7.4.6)
    """
    support = msgspec.to_builtins(connector.support())
    version = str(_at(support, "version.version") or "unknown")
    era = era_of_version(version)
    known = f"{version} ({era.name})" if era else version
    is_healthy = bool(_at(support, "health.isHealthy"))
    return Readiness(
        [
            Finding("It is healthy", is_healthy, "yes" if is_healthy else "no", "its log"),
            Finding("The kit knows its API", era is not None, known, "an image of a version that it knows"),
            _switch(support, "The Sync Module is off", "sync", NEWS_ARE_TAKEN),
            _switch(support, "No events sync behind your back", "sse", NEWS_ARE_TAKEN),
            _switch(support, "Relationships wait for you", _named(support, *AUTO_ACCEPT), NOTHING_TO_ACCEPT),
            _switch(support, "The Request Module is on", "request", NO_REQUESTS, wanted=True),
            _switch(support, "The API documentation is on", "coreHttpApi.docs", wanted=True, is_optional=True),
        ]
    )


def _switch(
    support: Any, wish: str, module: str, otherwise: str = "", *, wanted: bool = False, is_optional: bool = False
) -> Finding:
    told = _at(support, f"configuration.modules.{module}.enabled")
    # What a version does not know is off; that something is off which is always on, the page would say.
    is_on = bool(told) if told is not None or is_optional or not wanted else True
    setting = f"modules.{module}.enabled = {str(wanted).lower()}"
    return Finding(wish, is_on is wanted, "on" if is_on else "off", setting, is_optional, otherwise)


def _named(support: Any, *modules: str) -> str:
    """The first of a module's names under which the configuration has it, else the newest one."""
    return next((name for name in modules if _at(support, f"configuration.modules.{name}") is not None), modules[0])


def _at(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def _row(finding: Finding) -> Html:
    look = "good" if finding.holds else "badge" if finding.is_optional else "bad"
    mark = tag("span", finding.mark, look=look)
    wish = tag("th", finding.wish, look="cell", scope="row")
    return line(mark, wish, finding.said)
