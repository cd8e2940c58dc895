"""The API eras as data. An era is a family of Connector versions with one API."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Era:
    """What differs between the families of Connector versions.

    prefix: the path below which the API lives, without a slash at its end.
    version: of the Connector that the sandbox plays.
    """

    name: str
    prefix: str
    version: str


CLASSIC = Era(name="classic", prefix="/api/v2", version="4.6.4")
V6 = Era(name="v6", prefix="/api/v2", version="6.34.0")
V7 = Era(name="v7", prefix="/api/core/v1", version="7.4.6")
LATEST = V7
ERAS = {era.name: era for era in (CLASSIC, V6, V7)}
