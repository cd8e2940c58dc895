"""The API eras as data. An era is a family of Connector versions with one API."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Era:
    """What differs between the families of Connector versions.

    prefix: the path below which the API lives, without a slash at its end.
    """

    name: str
    prefix: str
    version: str


V7 = Era(name="v7", prefix="/api/core/v1", version="7.4.6")
ERAS = {era.name: era for era in (V7,)}
