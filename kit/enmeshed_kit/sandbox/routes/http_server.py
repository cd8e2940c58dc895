"""What the HTTP server inside a Connector does with every call, whatever the route."""

from dataclasses import dataclass
from typing import Any

import msgspec

from enmeshed_kit.sandbox.routes.route import PNG, Route, first_named, negotiate

YEAR_S = 365 * 24 * 60 * 60
HALF_A_YEAR_S = 180 * 24 * 60 * 60

DEBUG_POLICY = (
    "default-src;base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors 'self';"
    "img-src 'self' https://enmeshed.eu data:;object-src 'none';script-src 'self';script-src-attr 'none';"
    "style-src 'self' 'unsafe-inline' https://fonts.googleapis.com;connect-src 'self'"
)
APPENDED_DEBUG_POLICY = (
    "default-src;script-src 'self';style-src 'self' 'unsafe-inline' https://fonts.googleapis.com;"
    "img-src 'self' https://enmeshed.eu data:;connect-src 'self';base-uri 'self';font-src 'self' https: data:;"
    "form-action 'self';frame-ancestors 'self';object-src 'none';script-src-attr 'none'"
)
"""The same directives, the server's own ones first."""


@dataclass(frozen=True, kw_only=True)
class HttpServer:
    """How the HTTP server of a Connector is built and set up.

    Args:      scoped_keys: there may be several API keys, each with scopes of its own.
               refusal_pause_s: the shortest and the longest time that a wrong key waits.
               unread_body: what a route gets where there is no body, or one of a type that nobody reads.
               nests_parameters: a query parameter `name[]` is one more value of `name`.
               correlates: a call's correlation id goes out with the events that the call sets off.
               pictures_by_name: reading what may be a QR code needs an `Accept` whose best entry names a type in full.
               lists_modules: the version tells of the modules too.
               transport_age_s: how long a browser is told to come by HTTPS only.
               debug_policy: the Content-Security-Policy of debug mode.
    """

    scoped_keys: bool = True
    refusal_pause_s: tuple[int, int] = (1, 4)
    unread_body: Any = msgspec.UNSET
    nests_parameters: bool = False
    correlates: bool = True
    pictures_by_name: bool = False
    lists_modules: bool = True
    transport_age_s: int = YEAR_S
    debug_policy: str = DEBUG_POLICY

    def media_type(self, accept: str | None, route: Route) -> str | None:
        """The type of an answer; None if what the route has is not accepted."""
        if not route.produces:
            return "any"
        if self._reads_by_name(route):
            return first_named(accept, route.produces)
        return negotiate(accept, route.produces)

    def varies(self, route: Route) -> bool:
        """Whether an answer says that it depends on `Accept`."""
        return route.method == "GET" and bool(route.produces) and not self._reads_by_name(route)

    def _reads_by_name(self, route: Route) -> bool:
        return self.pictures_by_name and PNG in route.produces and route.method == "GET"
