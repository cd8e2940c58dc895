"""All dialects by the name of their era, the oldest first."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import cast

from enmeshed_kit.eras import ERAS
from enmeshed_kit.sandbox.dialects.dialect import Dialect

__all__ = ["DIALECTS", "Dialect"]


class _Dialects(Mapping[str, Dialect]):
    """Each dialect stands in the module of its era's name, which is loaded when a Connector first needs it."""

    def __getitem__(self, era: str) -> Dialect:
        if era not in ERAS:
            raise KeyError(era)
        return cast(Dialect, import_module(f"{__name__}.{era}").DIALECT)

    def __contains__(self, era: object) -> bool:
        return era in ERAS

    def __iter__(self) -> Iterator[str]:
        return iter(ERAS)

    def __len__(self) -> int:
        return len(ERAS)


DIALECTS = _Dialects()
