"""The dialect of Connector 7: what the sandbox speaks by itself."""

from enmeshed_kit import eras
from enmeshed_kit.sandbox.addresses import DidAddresses
from enmeshed_kit.sandbox.content.content_7 import CONTENT_7
from enmeshed_kit.sandbox.dialects.dialect import Dialect
from enmeshed_kit.sandbox.references import UrlReferences
from enmeshed_kit.sandbox.routes.table import API, Tables

DIALECT = Dialect(
    era=eras.V7,
    runtime_version="7.5.11",
    routes=Tables(eras.V7.prefix, API),
    content=CONTENT_7,
    addresses=DidAddresses(),
    references=UrlReferences(),
)
