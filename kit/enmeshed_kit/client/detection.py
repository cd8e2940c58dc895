"""Which era a Connector is of: its version says so; where that may not be read, how its API begins and its address."""

from enmeshed_kit import eras
from enmeshed_kit.client.envelope import decoded, result_of
from enmeshed_kit.client.errors import (
    BadRequestError,
    ConfigurationError,
    ConnectorError,
    ForbiddenError,
    RejectedError,
    UnauthorizedError,
    UnreachableError,
)
from enmeshed_kit.client.http import Http
from enmeshed_kit.eras import Era
from enmeshed_kit.records import IdentityInfo, Version

NO_ROUTE = "error.connector.http.routeDoesNotExist"
NO_SCOPE = "error.connector.forbidden"


def detected(http: Http) -> Era:
    """Find out a Connector's era.

    Raises:  ConfigurationError: the Connector is older than those that the kit speaks with.
             ConnectorError: nothing answers, the key is wrong, or what answers is no Connector.
    """
    return by_version(http) or by_prefix(http)


def by_version(http: Http) -> Era | None:
    """The era that the version tells; None where the version is not to be had."""
    try:
        version = decoded(http.call("GET", "/Monitoring/Version"), Version).version
    except (UnauthorizedError, UnreachableError):
        raise
    except ForbiddenError as error:
        return eras.era_with_scopes() if error.code == NO_SCOPE else None
    except ConnectorError:
        return None
    era = eras.era_of_version(version)
    if era is None and version[:1].isdecimal():
        oldest, newest = eras.KNOWN[0].majors[0], eras.KNOWN[-1].majors[-1]
        raise ConfigurationError(
            f"This is a Connector {version}; the kit speaks with Connectors {oldest} to {newest}.",
            "Take a newer Connector, or the sandbox.",
        )
    return era


def by_prefix(http: Http) -> Era:
    """The era that follows from where the API begins, and from the Connector's address."""
    refusals: list[ConnectorError] = []
    for prefix in eras.prefixes():
        try:
            address = result_of(http.call("GET", f"{prefix}/Account/IdentityInfo"), IdentityInfo).address
        except (UnauthorizedError, UnreachableError):
            raise
        except ForbiddenError as error:
            if error.code == NO_SCOPE:
                return eras.era_with_scopes()
            refusals.append(error)
        except ConnectorError as error:
            refusals.append(error)
        else:
            return by_address(http, prefix, address)
    raise refusals[0]


def by_address(http: Http, prefix: str, address: str) -> Era:
    """The newest era of this prefix and kind of address that the Connector does not deny."""
    fitting = eras.eras_at(prefix, address)
    while len(fitting) > 1 and denies(http, fitting[-1], address):
        fitting.pop()
    return fitting[-1]


def denies(http: Http, era: Era, address: str) -> bool:
    """Whether a Connector refuses what this era, unlike the one before it, can be asked."""
    if era.probe is None:
        return False
    path, name = era.probe
    try:
        http.call("GET", era.prefix + path, query=[(name, address)])
    except BadRequestError:
        return True
    except RejectedError as error:
        return error.code == NO_ROUTE
    return False
