"""The dialect of Connector 6."""

from enmeshed_kit import eras
from enmeshed_kit.sandbox.addresses import DidAddresses
from enmeshed_kit.sandbox.content import CONTENT_6
from enmeshed_kit.sandbox.dialects.dialect import Dialect
from enmeshed_kit.sandbox.references import UrlReferences
from enmeshed_kit.sandbox.routes.table import (
    ACCOUNT,
    ANNOUNCEMENTS,
    CHALLENGES,
    DELETION,
    FILES,
    INCOMING,
    MESSAGES,
    METADATA,
    OUTGOING,
    RELATIONSHIPS,
    Tables,
)
from enmeshed_kit.sandbox.routes.table_v2 import CHECKED_ATTRIBUTES, KEPT_TEMPLATES, KEPT_TOKENS

_API = (
    ACCOUNT,
    ANNOUNCEMENTS,
    CHECKED_ATTRIBUTES,
    CHALLENGES,
    FILES,
    DELETION,
    METADATA,
    INCOMING,
    MESSAGES,
    OUTGOING,
    KEPT_TEMPLATES,
    RELATIONSHIPS,
    KEPT_TOKENS,
)

V6 = Dialect(
    era=eras.V6,
    runtime_version="6.60.5",
    routes=Tables(eras.V6.prefix, _API),
    content=CONTENT_6,
    addresses=DidAddresses(),
    references=UrlReferences(),
    backbone_api="/api/v1",
)
