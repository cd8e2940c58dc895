"""The dialect of Connector 4."""

from enmeshed_kit import eras
from enmeshed_kit.sandbox.addresses import Base58Addresses
from enmeshed_kit.sandbox.content import CONTENT_2
from enmeshed_kit.sandbox.dialects.dialect import Dialect
from enmeshed_kit.sandbox.references import UrlReferences
from enmeshed_kit.sandbox.routes.table import API, Tables

CLASSIC = Dialect(
    era=eras.CLASSIC,
    runtime_version="4.14.4",
    routes=Tables(eras.CLASSIC.prefix, API),
    content=CONTENT_2,
    addresses=Base58Addresses(),
    references=UrlReferences(),
    backbone_api="/api/v1",
)
