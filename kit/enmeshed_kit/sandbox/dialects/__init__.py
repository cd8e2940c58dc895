"""All dialects by the name of their era, the oldest first."""

from enmeshed_kit.sandbox.dialects.classic import CLASSIC
from enmeshed_kit.sandbox.dialects.dialect import Dialect
from enmeshed_kit.sandbox.dialects.v6 import V6
from enmeshed_kit.sandbox.dialects.v7 import V7

__all__ = ["DIALECTS", "LATEST", "Dialect"]

DIALECTS = {dialect.era.name: dialect for dialect in (CLASSIC, V6, V7)}
LATEST = V7
