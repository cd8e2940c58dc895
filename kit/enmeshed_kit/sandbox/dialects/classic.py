"""The dialect of Connector 4."""

from enmeshed_kit import eras
from enmeshed_kit.sandbox.addresses import Base58Addresses
from enmeshed_kit.sandbox.content import CONTENT_2
from enmeshed_kit.sandbox.dialects.dialect import Dialect
from enmeshed_kit.sandbox.references import UrlReferences
from enmeshed_kit.sandbox.routes.table import ACCOUNT, CHALLENGES, INCOMING, MESSAGES, OUTGOING, Tables
from enmeshed_kit.sandbox.routes.table_v2 import (
    CHANGED_RELATIONSHIPS,
    COPIED_ATTRIBUTES,
    KEPT_FILES,
    KEPT_TEMPLATES,
    KEPT_TOKENS,
)

_API = (
    ACCOUNT,
    COPIED_ATTRIBUTES,
    CHALLENGES,
    KEPT_FILES,
    INCOMING,
    MESSAGES,
    OUTGOING,
    KEPT_TEMPLATES,
    CHANGED_RELATIONSHIPS,
    KEPT_TOKENS,
)

CLASSIC = Dialect(
    era=eras.CLASSIC,
    runtime_version="4.14.4",
    routes=Tables(eras.CLASSIC.prefix, _API),
    content=CONTENT_2,
    addresses=Base58Addresses(),
    references=UrlReferences(),
    backbone_api="/api/v1",
)
