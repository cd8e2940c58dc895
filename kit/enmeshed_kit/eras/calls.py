"""Calls in the words of another era."""

from collections.abc import Callable
from typing import Any, NamedTuple

from enmeshed_kit.eras.changes import Change
from enmeshed_kit.eras.era import KNOWN, NATIVE, Era
from enmeshed_kit.eras.payloads import Rewriter
from enmeshed_kit.eras.routes import Call, Match, filled, matches


class Translation(NamedTuple):
    """A call in another era's words, and what had to be changed for that."""

    call: Call
    changes: list[Change]

    @property
    def impossible(self) -> Change | None:
        """The first thing that the other era cannot do."""
        return next((change for change in self.changes if not change.is_possible), None)


def translated(
    call: Call, source: Era, target: Era, *, route: str | None = None, own_address: Callable[[], str] | None = None
) -> Translation:
    """Write a call of one era in the words of another.

    Args:     route: the name in the table, where the source spells several routes alike.
              own_address: tells the Connector's own address, should the target want it.
    Returns:  the call; a place that only the Connector can fill stands in it as `{change}`.
    """
    if source is target:
        return Translation(call, [])
    rewriter = Rewriter(source, target, own_address)
    found = next((found for found in matches(call, source.routes) if route in (None, found.route)), None)
    method, path, query = routed(call, found, rewriter)
    body = BODIES.get((call.method, shape_of(call.path)), plain_body)(rewriter, call.body)
    if found is not None:
        body = bound_body(rewriter, found, body)
    return Translation(Call(method, path, query, body), rewriter.changes)


def spoken(
    call: Call, era: Era, *, route: str | None = None, own_address: Callable[[], str] | None = None
) -> Translation:
    """Write a call in the kit's own words in those of an era; the arguments are those of `translated`."""
    return translated(call, NATIVE, era, route=route, own_address=own_address)


def call_of_route(route: str, body: Any = None) -> Call:
    """The call that a first line names: "PUT /Relationships/{relationship}/Accept", with or without a prefix."""
    method, _, target = route.partition(" ")
    path, _, query = target.removeprefix(NATIVE.prefix).partition("?")
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return Call(method, path, tuple((name, value) for name, _, value in pairs), body)


def routed(call: Call, found: Match | None, rewriter: Rewriter) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Method, path and query in the target's words."""
    rest = filtered(call.query if found is None else found.rest, call.section, rewriter)
    if found is None:
        return call.method, call.path, rest
    form = rewriter.target.routes[found.route]
    if form is None:
        possible_in = tuple(era.name for era in KNOWN if era.routes[found.route])
        change = Change("path", found.route, f"{call.method} {call.path}", None, "API_ERAS 5.3, 5.10, 12", possible_in)
        rewriter.changes.append(change)
        return call.method, call.path, rest
    method, path, query = filled(form, found.ids)
    query = (*query, *rest)
    if form != rewriter.source.routes[found.route]:
        before, after = f"{call.method} {call.target}", f"{method} {Call(method, path, query).target}"
        rewriter.note("path", found.route, before, after, "API_ERAS 5.3, 5.10")
    return method, path, query


def filtered(query: tuple[tuple[str, str], ...], section: str, rewriter: Rewriter) -> tuple[tuple[str, str], ...]:
    """Filters by the names that the target has for them."""
    spelled = rewriter.source.filters.get(section, {})
    native = {name: known for known, name in spelled.items()}
    names = rewriter.target.filters.get(section, {})
    for name, value in query:
        if lacks_filter(rewriter.target, section, name) and not lacks_filter(rewriter.source, section, name):
            able = [era for era in KNOWN if not lacks_filter(era, section, name)]
            rewriter.miss(f"query.{name}", f"the filter {name}", value, able)
    renamed = []
    for name, value in query:
        known = native.get(name, name)
        # A name that is not the source's own means nothing there, and stays as it is.
        new = name if name in spelled else names.get(known, known)
        if new != name:
            rewriter.note(
                f"query.{name}", f"the filter is called {new}", value, value, "API_ERAS 4.2, 4.3; v6 08/20, 21"
            )
        renamed.append((new, reworded(known, value, rewriter)))
    return tuple(renamed)


def lacks_filter(era: Era, section: str, name: str) -> bool:
    """Whether an era would ignore a filter."""
    return name in era.lacks_filters.get(section, ())


def reworded(name: str, value: str, rewriter: Rewriter) -> str:
    """A filter's value in the target's words; an operator before it stays."""
    native = {word: known for known, word in rewriter.source.words.get(name, {}).items()}
    words = rewriter.target.words.get(name, {})
    bare = value.lstrip("!")
    known = native.get(bare, bare)
    new = value[: len(value) - len(bare)] + words.get(known, known)
    if new != value:
        rewriter.note(f"query.{name}", "the word for it", value, new, "API_ERAS 5.2, 7.2")
    return new


def shape_of(path: str) -> str:
    """A path with `*` in place of ids, as far as bodies depend on it."""
    segments = path.strip("/").split("/")
    if segments[0] in ("RelationshipTemplates", "Files") and segments[-1] == "Token":
        segments[-2] = "*"
    return "/".join(segments)


def plain_body(rewriter: Rewriter, body: Any) -> Any:
    """A payload that no rule concerns as a whole: a Request, decisions, or a part of something."""
    return None if body is None else rewriter.payload(owned(rewriter, body, "body"), "body")


def refused(rewriter: Rewriter, body: Any) -> None:
    """Note the members that the target does not take."""
    lacking = rewriter.target.lacks_members - rewriter.source.lacks_members
    for name in lacking.intersection(body if isinstance(body, dict) else ()):
        able = [era for era in KNOWN if name not in era.lacks_members]
        rewriter.miss(f"body.{name}", name, body[name], able)


def template_body(rewriter: Rewriter, body: Any) -> Any:
    """The body that creates a template."""
    refused(rewriter, body)
    if not isinstance(body, dict) or "content" not in body:
        return body
    return {**body, "content": rewriter.content(body["content"], "template", "body.content")}


def protected_body(rewriter: Rewriter, body: Any) -> Any:
    """The body that loads something by its reference, or makes a Token."""
    refused(rewriter, body)
    if not isinstance(body, dict):
        return body
    if not rewriter.target.reads_keys and {"id", "secretKey"} <= body.keys():
        rewriter.note("body", "what is loaded is named by its reference alone", body, None, "API_ERAS 5.8; v6 09/10")
    reference = body.get("reference")
    if not rewriter.target.reads_urls and isinstance(reference, str) and reference.startswith("http"):
        rewriter.note(
            "body.reference", "there are no urls: the truncated reference", reference, None, "API_ERAS 3.3, 3.4"
        )
    return body


def message_body(rewriter: Rewriter, body: Any) -> Any:
    """The body that sends a Message."""
    if not isinstance(body, dict) or "content" not in body:
        return body
    return {**body, "content": rewriter.content(body["content"], "message", "body.content")}


def relationship_body(rewriter: Rewriter, body: Any) -> Any:
    """The body that creates a Relationship, or asks whether that is possible."""
    if not isinstance(body, dict):
        return body
    old, new = rewriter.source.creation_member, rewriter.target.creation_member
    changed = {}
    for name, value in body.items():
        if name not in (old, new):
            changed[name] = value
            continue
        if name == old and old != new and new not in body:
            rewriter.note(f"body.{old}", f"is called {new}", value, value, "classic 10/37, v6 10/38")
            name = new
        changed[name] = rewriter.content(value, "creation", f"body.{name}")
    return changed


def attribute_body(rewriter: Rewriter, body: Any) -> Any:
    """The body that creates an Attribute."""
    content = body.get("content") if isinstance(body, dict) else None
    if not isinstance(content, dict):
        return body
    head = rewriter.target.attribute_head
    if head == "needed" and "@type" not in content:
        owner = rewriter.own_address()
        rewriter.note(
            "body.content.@type", "the type and the owner are named", None, "IdentityAttribute", "API_ERAS 5.2"
        )
        content = {"@type": "IdentityAttribute", "owner": owner, **content}
    for name in ("@type", "owner"):
        if head == "refused" and rewriter.source.attribute_head != "refused" and name in content:
            rewriter.note(
                f"body.content.{name}", "the Connector fills it in", content[name], None, "v6 05/2; API_ERAS 5.2"
            )
            content = {known: value for known, value in content.items() if known != name}
    return {**body, "content": rewriter.payload(content, "body.content")}


def owned(rewriter: Rewriter, value: Any, path: str) -> Any:
    """Decisions whose Attributes name their owner, where the target does not fill it in."""
    if rewriter.target.fills_owner or not isinstance(value, dict):
        return value
    changed = dict(value)
    if isinstance(value.get("items"), list | tuple):
        changed["items"] = [owned(rewriter, item, f"{path}.items[{i}]") for i, item in enumerate(value["items"])]
    for name in ("newAttribute", "attribute"):
        attribute = value.get(name)
        if "accept" in value and isinstance(attribute, dict) and attribute.get("owner") == "":
            owner = rewriter.own_address()
            rewriter.note(f"{path}.{name}.owner", "an empty owner stays empty there", "", owner, "classic 43/18-22")
            changed[name] = {**attribute, "owner": owner}
    return changed


def bound_body(rewriter: Rewriter, found: Match, body: Any) -> Any:
    """The body of a call that has one in one era only: the answer to a RelationshipChange."""
    if found.route not in ("Accept a Relationship", "Reject a Relationship"):
        return body
    if rewriter.target.has_changes and not rewriter.source.has_changes and body is None:
        rewriter.note("body", "a RelationshipChange is answered with a content", None, {"content": {}}, "classic 08/26")
        return {"content": {}}
    if rewriter.source.has_changes and not rewriter.target.has_changes and body is not None:
        rewriter.note("body", "there is no content any more", body, None, "v6 08/26")
        return None
    return body


BODIES: dict[tuple[str, str], Callable[[Rewriter, Any], Any]] = {
    ("POST", "Attributes"): attribute_body,
    ("PUT", "Attributes/CanCreate"): attribute_body,
    ("POST", "RelationshipTemplates/Own"): template_body,
    ("POST", "RelationshipTemplates/Peer"): protected_body,
    ("POST", "RelationshipTemplates/Own/*/Token"): protected_body,
    ("POST", "Files/Own"): protected_body,
    ("POST", "Files/Peer"): protected_body,
    ("POST", "Files/*/Token"): protected_body,
    ("POST", "Tokens/Own"): protected_body,
    ("POST", "Tokens/Peer"): protected_body,
    ("POST", "Messages"): message_body,
    ("POST", "Relationships"): relationship_body,
    ("PUT", "Relationships/CanCreate"): relationship_body,
}
"""What is done with the bodies of calls, by method and path."""
