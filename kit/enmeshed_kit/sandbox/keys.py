"""API keys of a Connector, and what each of them may do."""

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

ALL_SCOPES = "**"


@lru_cache(maxsize=512)
def _pattern(scope: str) -> re.Pattern[str]:
    """`*` stands for one level of a scope, `**` for everything below."""
    parts = (
        ".*" if part == "**" else "[^:]*" if part == "*" else re.escape(part) for part in re.split(r"(\*+)", scope)
    )
    return re.compile("".join(parts))


@dataclass(frozen=True)
class ApiKey:
    """A key and its scopes, as in a Connector's configuration: no scopes given means all, an empty list none."""

    key: str = field(repr=False)
    scopes: list[str] | None = None

    def permits(self, wanted: Iterable[str]) -> bool:
        """Whether one of the scopes that open a route is among this key's."""
        own = [ALL_SCOPES] if self.scopes is None else self.scopes
        return any(_pattern(scope).fullmatch(each) for each in wanted for scope in own)


def key_faults(keys: Mapping[str, ApiKey], *, scoped: bool = True) -> str | None:
    """Why a Connector could not start with these keys, if it could not.

    Args:      scoped: it knows several keys and their scopes.
    """
    if not keys:
        return "a Connector needs an API key"
    if not scoped and (len(keys) > 1 or any(each.scopes is not None for each in keys.values())):
        return "a Connector of this era has one API key, without scopes"
    for name, each in keys.items():
        if not re.fullmatch(r"[\x21-\x7e]+", each.key):
            return f"the API key '{name}' must be printable ASCII without blanks, or no client could send it"
    if len({each.key for each in keys.values()}) < len(keys):
        return "two API keys are equal"
    return None


class KeyRing:
    """The keys of one Connector."""

    def __init__(self, keys: Mapping[str, ApiKey], *, scoped: bool = True) -> None:
        if fault := key_faults(keys, scoped=scoped):
            raise ValueError(fault)
        self._keys = dict(keys)

    @property
    def first(self) -> str:
        """The key to show to the owner: the one called `admin`, else the first."""
        return self._keys.get("admin", next(iter(self._keys.values()))).key

    def find(self, sent: str | None) -> ApiKey | None:
        """The key that was sent, if it is one of these."""
        wanted = (sent or "").encode("utf-8", "surrogateescape")
        return next((each for each in self._keys.values() if hmac.compare_digest(each.key.encode(), wanted)), None)
