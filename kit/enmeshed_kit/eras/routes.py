"""The calls that are not spelled alike in all eras.

A call that does not stand here is the same everywhere, below the era's prefix. `{name}` stands for an id or address, in
the path or in the query.

Source: the recorded calls of Connectors 4.6.4, 6.34.0 and 7.4.6; Connector 3 by the SDK 2.2.6, Connector 5 by the
use cases of its runtime 5.3.0 and by what the SDK 6.7.0 lacks (API_ERAS 5.3, 6.2).
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote, unquote

Query: TypeAlias = tuple[tuple[str, str], ...]


class Call(NamedTuple):
    """A call of the API.

    Args:  path: below the era's prefix, its ids quoted.
           query: names and values, not quoted.
           body: JSON; None where there is none.
    """

    method: str
    path: str
    query: Query = ()
    body: Any = None

    @property
    def section(self) -> str:
        """The section of the API that it belongs to."""
        return self.path.lstrip("/").split("/")[0]

    @property
    def target(self) -> str:
        """Path and query, as a reader writes them."""
        query = "&".join(f"{name}={value}" for name, value in self.query)
        return f"{self.path}?{query}" if query else self.path


V7_ROUTES: Mapping[str, str | None] = {
    "List the own Attributes": "GET /Attributes/Own/Identity",
    "List the own Attributes that a peer was given": "GET /Attributes/Own/Shared/{peer}",
    "List a peer's Attributes": "GET /Attributes/Peer/{peer}",
    "Tell with whom an Attribute was shared": "GET /Attributes/{attribute}/ForwardingDetails",
    "Delete an own Attribute": "DELETE /Attributes/{attribute}",
    "Delete an own Attribute at a peer": "DELETE /Attributes/{attribute}",
    "Delete a peer's Attribute": "DELETE /Attributes/{attribute}",
    "Delete a third party's Attribute": "DELETE /Attributes/{attribute}",
    "Ask whether an Attribute can be created": "PUT /Attributes/CanCreate",
    "Succeed an Attribute": "POST /Attributes/{attribute}/Succeed",
    "Notify a peer of a new version": "POST /Attributes/{attribute}/NotifyPeer",
    "List the versions of an Attribute": "GET /Attributes/{attribute}/Versions",
    "List the versions of an Attribute that a peer has": "GET /Attributes/{attribute}/Versions/Shared?peer={peer}",
    "Ask whether a Relationship can be created": "PUT /Relationships/CanCreate",
    "Accept a Relationship": "PUT /Relationships/{relationship}/Accept",
    "Reject a Relationship": "PUT /Relationships/{relationship}/Reject",
    "Revoke a Relationship": "PUT /Relationships/{relationship}/Revoke",
    "Terminate a Relationship": "PUT /Relationships/{relationship}/Terminate",
    "Ask for reactivation": "PUT /Relationships/{relationship}/Reactivate",
    "Accept a reactivation": "PUT /Relationships/{relationship}/Reactivate/Accept",
    "Reject a reactivation": "PUT /Relationships/{relationship}/Reactivate/Reject",
    "Revoke a reactivation": "PUT /Relationships/{relationship}/Reactivate/Revoke",
    "Decompose a Relationship": "DELETE /Relationships/{relationship}",
    "Delete a RelationshipTemplate": "DELETE /RelationshipTemplates/{template}",
    "Delete a Token": "DELETE /Tokens/{token}",
    "Delete a File": "DELETE /Files/{file}",
    "Renew a File's ownership token": "PATCH /Files/{file}/RegenerateOwnershipToken",
}

V6_ROUTES: Mapping[str, str | None] = {
    **V7_ROUTES,
    "List the own Attributes": "GET /Attributes/Own/Repository",
    "List the own Attributes that a peer was given": "GET /Attributes/Own/Shared/Identity?peer={peer}",
    "List a peer's Attributes": "GET /Attributes/Peer/Shared/Identity?peer={peer}",
    "Tell with whom an Attribute was shared": "GET /Attributes?shareInfo.sourceAttribute={attribute}",
    "Delete an own Attribute at a peer": "DELETE /Attributes/Own/Shared/{attribute}",
    "Delete a peer's Attribute": "DELETE /Attributes/Peer/Shared/{attribute}",
    "Delete a third party's Attribute": "DELETE /Attributes/ThirdParty/{attribute}",
    "Delete a RelationshipTemplate": None,
    "Delete a Token": None,
}

V5_ROUTES: Mapping[str, str | None] = {
    **V6_ROUTES,
    "Ask whether an Attribute can be created": None,
    "Ask whether a Relationship can be created": None,
    "Delete a File": None,
    "Renew a File's ownership token": None,
}

CLASSIC_ROUTES: Mapping[str, str | None] = {
    **V5_ROUTES,
    "Delete a third party's Attribute": None,
    "Accept a Relationship": "PUT /Relationships/{relationship}/Changes/{change}/Accept",
    "Reject a Relationship": "PUT /Relationships/{relationship}/Changes/{change}/Reject",
    "Revoke a Relationship": None,
    "Terminate a Relationship": None,
    "Ask for reactivation": None,
    "Accept a reactivation": None,
    "Reject a reactivation": None,
    "Revoke a reactivation": None,
    "Decompose a Relationship": None,
}

V3_ROUTES: Mapping[str, str | None] = {
    **CLASSIC_ROUTES,
    "List the own Attributes": "GET /Attributes?shareInfo=!",
    "List the own Attributes that a peer was given": "GET /Attributes?content.owner=!{peer}&shareInfo.peer={peer}",
    "List a peer's Attributes": "GET /Attributes?content.owner={peer}&shareInfo.peer={peer}",
    "Delete an own Attribute": None,
    "Delete an own Attribute at a peer": None,
    "Delete a peer's Attribute": None,
    "Succeed an Attribute": None,
    "Notify a peer of a new version": None,
    "List the versions of an Attribute": None,
    "List the versions of an Attribute that a peer has": None,
}

NO_IDS = ("CanCreate", "Own", "Peer", "Validate", "Valid", "TagCollection", "Identity", "Shared")
"""Segments of paths that look like an id's place and are none."""


class Match(NamedTuple):
    """A call that was recognised.

    Args:  route: its name in the tables.
           ids: what stands in the places, quoted.
           rest: the query without what the route takes of it.
    """

    route: str
    ids: dict[str, str]
    rest: Query


def matches(call: Call, routes: Mapping[str, str | None]) -> Iterator[Match]:
    """The routes that a call may be."""
    for name, form in routes.items():
        found = None if form is None else match(call, form)
        if found is not None:
            yield Match(name, *found)


def match(call: Call, form: str) -> tuple[dict[str, str], Query] | None:
    """The ids in a call and what is left of its query, if it has this form."""
    method, path, query = parts(form)
    segments, wanted = call.path.split("/"), path.split("/")
    if call.method != method or len(segments) != len(wanted):
        return None
    ids: dict[str, str] = {}
    for given, place in zip(segments, wanted, strict=True):
        if place.startswith("{") and given and given not in NO_IDS:
            ids[place[1:-1]] = given
        elif given != place:
            return None
    sent = dict(call.query)
    for name, value in query:
        if name not in sent or ("{" not in value and sent[name] != value):
            return None
        if value.startswith("{"):
            ids[value[1:-1]] = quote(sent[name], safe=":<>")
    taken = {name for name, _ in query}
    return ids, tuple(pair for pair in call.query if pair[0] not in taken)


def deletion_route(kind: str, is_copy: bool) -> str:
    """The route that deletes an Attribute, where each kind has its own.

    Args:  kind: the Attribute's `@type` as a Connector 7 has it.
           is_copy: it was made for a peer.
    """
    if kind.startswith("ThirdParty"):
        return "Delete a third party's Attribute"
    if kind.startswith("Peer"):
        return "Delete a peer's Attribute"
    return "Delete an own Attribute at a peer" if is_copy else "Delete an own Attribute"


def filled(form: str, ids: Mapping[str, str]) -> tuple[str, str, Query]:
    """Method, path and query of a form; places without an id stay as they are."""
    method, path, query = parts(form)
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    return method, path, tuple((name, filled_text(value, ids)) for name, value in query)


def filled_text(text: str, ids: Mapping[str, str]) -> str:
    """A text with its places filled."""
    for name, value in ids.items():
        text = text.replace(f"{{{name}}}", unquote(value))
    return text


def parts(form: str) -> tuple[str, str, Query]:
    """Method, path and query of a form."""
    method, _, target = form.partition(" ")
    path, _, query = target.partition("?")
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return method, path, tuple((name, value) for name, _, value in pairs)
