"""Routes as data, and how a path finds its route.

Letter case and one slash at the end do not matter, an encoded slash belongs to a segment, and a path that exists but
not for this method says which methods it has.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

import msgspec

from enmeshed_kit.sandbox.faults import Fault

JSON = "application/json"
PNG = "image/png"


class Route(msgspec.Struct, frozen=True):
    """One method on one path.

    Args:      path: with `{names}` for what varies.
               behaviour: what the Connector does, as a dotted name below it.
               takes: what the behaviour gets, in order: names of the path, `body`, `query`.
               scopes: each of them opens the route.
               status: None is 201 for POST and 200 for others; no result at all is always 204.
               produces: types to choose from by `Accept`; none means that `Accept` is not looked at.
               download: whether the result is a file: content, filename and mimetype.
               envelope: whether the result is wrapped in `{"result": …}`.
               debug: whether the route exists in debug mode only.
    """

    method: str
    path: str
    behaviour: str
    takes: str
    scopes: tuple[str, ...]
    status: int | None = None
    produces: tuple[str, ...] = (JSON,)
    download: bool = False
    envelope: bool = True
    debug: bool = False


class Match(NamedTuple):
    """What a path leads to: `route` is None when the method is not among `allowed`."""

    template: str
    route: Route | None
    parameters: dict[str, str]
    allowed: str


class _Path:
    """All routes of one path."""

    def __init__(self, template: str) -> None:
        self.template = template
        self.routes: dict[str, Route] = {}
        parts = re.split(r"\{(\w+)\}", template)
        pattern = "".join(
            re.escape(part) if index % 2 == 0 else f"(?P<{part}>[^/]+)" for index, part in enumerate(parts)
        )
        self.pattern = re.compile(pattern + "/?", re.IGNORECASE | re.ASCII)

    def route(self, method: str) -> Route | None:
        return self.routes.get("GET" if method == "HEAD" else method)


class Table:
    """All routes of a Connector, in the order in which they are tried."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._paths: dict[str, _Path] = {}
        self._by_depth: dict[int, list[_Path]] = {}
        for route in routes:
            if route.path not in self._paths:
                path = self._paths[route.path] = _Path(route.path)
                self._by_depth.setdefault(route.path.count("/"), []).append(path)
            self._paths[route.path].routes[route.method] = route

    def find(self, method: str, raw_path: str) -> Match | None:
        """The route of a path that is still percent-encoded; None when there is no such path.

        Raises:    Fault: a percent escape in a parameter makes no sense.
        """
        matches = list(self._matches(raw_path))
        for path, parameters in matches:
            if route := path.route(method):
                return Match(path.template, route, parameters, "")
        if not matches:
            return None
        path, parameters = matches[0]
        return Match(path.template, None, parameters, ", ".join(path.routes))

    def _matches(self, raw_path: str) -> Iterator[tuple[_Path, dict[str, str]]]:
        depth = raw_path.removesuffix("/").count("/")
        for path in self._by_depth.get(depth, ()):
            if found := path.pattern.fullmatch(raw_path):
                yield path, {name: _decode(value) for name, value in found.groupdict().items()}


def _decode(raw: str) -> str:
    try:
        if re.search(r"%(?![0-9A-Fa-f]{2})", raw):
            raise ValueError(raw)
        return unquote_to_bytes(raw).decode()
    except ValueError:
        details = f"Failed to decode param '{raw}'"
        raise Fault("error.connector.unexpected", "An unexpected error occurred.", details) from None


class _Range(NamedTuple):
    """One entry of an `Accept` header."""

    name: str
    quality: float
    is_plain: bool
    """Without a parameter, such as a charset, that no offer here has."""

    def specificity(self, offer: str) -> int | None:
        """How exactly this entry names a type; None if it does not mean it."""
        if not self.is_plain:
            return None
        kind = offer.partition("/")[0]
        return {offer: 2, f"{kind}/*": 1, "*/*": 0}.get(self.name)


def negotiate(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """The offered type that a client likes best.

    At equal quality the type that is named more exactly wins, then the one that its header names first, then ours.
    """
    if not accept or not accept.strip():
        return offers[0]
    ranges = [entry for part in accept.split(",") if (entry := _media_range(part))]
    liked = []
    for rank, offer in enumerate(offers):
        fits = [
            (specificity, entry.quality, place)
            for place, entry in enumerate(ranges)
            if (specificity := entry.specificity(offer)) is not None
        ]
        if fits and max(fits)[1] > 0:
            specificity, quality, place = max(fits)
            liked.append(((quality, specificity, -place, -rank), offer))
    return max(liked)[1] if liked else None


def first_named(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """The type that a client likes best, whatever its parameters, if it is one of the offered ones; a `*` is none."""
    ranges = [entry for part in (accept or "").split(",") if (entry := _media_range(part))]
    best = max((entry for entry in ranges if entry.quality > 0), key=lambda entry: entry.quality, default=None)
    return best.name if best and best.name in offers else None


def _media_range(text: str) -> _Range | None:
    """An entry of `Accept`; None if it is no type."""
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    if "/" not in name:
        return None
    is_plain = True
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            number = re.match(r"\s*(\d+(?:\.\d*)?|\.\d+)", value)
            return _Range(name, float(number[1]) if number else 0.0, is_plain)
        is_plain = is_plain and (not key.strip() or value.strip() == "*")
    return _Range(name, 1.0, is_plain)
