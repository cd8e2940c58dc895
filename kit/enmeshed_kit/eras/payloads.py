"""Payloads in the words of another era.

A payload that fits already is left as it is: what a reader wrote by hand for the own era is sent unchanged.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from enmeshed_kit.eras.changes import Change
from enmeshed_kit.eras.era import KNOWN, Era

Json: TypeAlias = dict[str, Any]

OWN_ADDRESS = "<own address>"
"""Stands for an address that only the Connector can tell."""

KNOWN_CONTENT = {
    "template": ("RelationshipTemplateContent", "ArbitraryRelationshipTemplateContent"),
    "creation": (
        "RelationshipCreationContent",
        "RelationshipCreationChangeRequestContent",
        "ArbitraryRelationshipCreationContent",
    ),
    "message": ("Mail", "Request", "ResponseWrapper", "Notification", "ArbitraryMessageContent"),
}
"""The types that a content may have by its place, the wrapper of all other content last."""


WITH_INITIAL_PEER = ("ShareAttributeRequestItem", "ReadAttributeAcceptResponseItem")
"""What may tell of a RelationshipAttribute that exists with somebody else."""


class Rewriter:
    """Writes payloads of one era in the words of another, and notes each change.

    Args:  own_address: tells the Connector's own address, where an era wants it and another does not.
    """

    def __init__(self, source: Era, target: Era, own_address: Callable[[], str] | None = None) -> None:
        self.source = source
        self.target = target
        self.own_address = own_address or (lambda: OWN_ADDRESS)
        self.changes: list[Change] = []

    def note(self, path: str, what: str, before: Any, after: Any, source: str) -> None:
        """Remember a change."""
        self.changes.append(Change(path, what, before, after, source))

    def miss(self, path: str, what: str, before: Any, able: Iterable[Era]) -> None:
        """Remember that the target, unlike these eras, has nothing of the kind."""
        possible_in = tuple(era.name for era in able)
        self.changes.append(Change(path, what, before, None, "API_ERAS 5.4, 5.6, 8.1", possible_in))

    def payload(self, value: Any, path: str) -> Any:
        """A payload, or a part of one, in the target's words."""
        if isinstance(value, list | tuple):
            return [self.payload(item, f"{path}[{index}]") for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        kind = value.get("@type")
        if isinstance(kind, str):
            value = self._typed(kind, value, path)
            if not isinstance(value, dict):
                return value
        return {
            name: member if is_free(str(kind), name) else self.payload(member, f"{path}.{name}")
            for name, member in value.items()
        }

    def content(self, value: Any, place: str, path: str) -> Any:
        """A content where any JSON may stand, with the wrapper that the target wants, or without."""
        *known, wrapper = KNOWN_CONTENT[place]
        kind = value.get("@type") if isinstance(value, dict) else None
        if kind == wrapper:
            if self.target.wraps_arbitrary:
                return value
            bare = unwrapped(value.get("value"))
            self.note(path, f"no wrapper {wrapper}", value, bare, "CLASSIC 5.6, 5.10; classic 07/54, 10/37")
            return bare
        if kind in known or self.source.wraps_arbitrary or not self.target.wraps_arbitrary:
            return self.payload(value, path)
        wrapped = {"@type": wrapper, "value": rewrapped(value)}
        self.note(path, f"content of one's own needs the wrapper {wrapper}", value, wrapped, "v6 07/54, 10/38, 13/135")
        return wrapped

    def _typed(self, kind: str, value: Json, path: str) -> Any:
        self._check(kind, value, path)
        if kind in WITH_INITIAL_PEER:
            value = self._with_initial_peer(value, path)
        if kind == "ShareAttributeRequestItem":
            return self._shared(value, path)
        if kind == "RequestItemGroup":
            return self._group(value, path)
        if kind == self.source.creation_type and kind != self.target.creation_type:
            self.note(f"{path}.@type", "the type", kind, self.target.creation_type, "classic 08/14, v6 08/14")
            return {**value, "@type": self.target.creation_type}
        return value

    def _check(self, kind: str, value: Json, path: str) -> None:
        types = self.target.lacks_types - self.source.lacks_types
        for where, named in (("@type", kind), ("valueType", value.get("valueType"))):
            if isinstance(named, str) and named in types:
                able = [era for era in KNOWN if named not in era.lacks_types]
                self.miss(f"{path}.{where}", f"the type {named}", named, able)
        for name in value:
            member = f"{kind}.{name}"
            if member in self.target.lacks_members - self.source.lacks_members:
                able = [era for era in KNOWN if member not in era.lacks_members]
                self.miss(f"{path}.{name}", f"{name} of a {kind}", value[name], able)

    def _with_initial_peer(self, item: Json, path: str) -> Json:
        peer, other = self.source.initial_peer, self.target.initial_peer
        if peer and other:
            return self._renamed(item, path, peer, other, "API_ERAS 8.1")
        if peer and item.get(peer) is not None:
            able = [era for era in KNOWN if era.initial_peer]
            self.miss(f"{path}.{peer}", f"{peer} of a shared Attribute", item[peer], able)
        return item

    def _shared(self, item: Json, path: str) -> Json:
        item = self._renamed(item, path, self.source.shared_id, self.target.shared_id, "v7 08/4, v6 08/4; V6 5.4")
        attribute = item.get("attribute")
        is_open = isinstance(attribute, dict) and attribute.get("owner") == ""
        if is_open and not self.source.fills_owner and self.target.fills_owner:
            owner = self.own_address()
            self.note(f"{path}.attribute.owner", "the owner must be named", "", owner, "classic 06/7, v6 06/4, 7")
            item = {**item, "attribute": {**item["attribute"], "owner": owner}}
        return item

    def _group(self, group: Json, path: str) -> Json:
        where = f"{path}.mustBeAccepted"
        if self.target.groups_bind and "mustBeAccepted" not in group:
            items = group.get("items")
            binds = any(item.get("mustBeAccepted") for item in items if isinstance(item, dict)) if items else False
            self.note(where, "a group says itself whether it must be accepted", None, binds, "classic 06/129-131")
            return {"@type": group["@type"], "mustBeAccepted": binds, **group}
        if self.source.groups_bind and not self.target.groups_bind and "mustBeAccepted" in group:
            self.note(where, "only items say it", group["mustBeAccepted"], None, "V6 5.4; v6 06/5")
            return {name: member for name, member in group.items() if name != "mustBeAccepted"}
        return group

    def _renamed(self, members: Json, path: str, old: str, new: str, source: str) -> Json:
        if old == new or old not in members or new in members:
            return members
        self.note(f"{path}.{old}", f"is called {new}", members[old], members[old], source)
        return {new if name == old else name: member for name, member in members.items()}


def is_free(kind: str, name: str) -> bool:
    """Whether a member holds what a reader may fill as he likes, so that nothing in it is to be changed."""
    return name == "metadata" or (name == "value" and kind.startswith(("Arbitrary", "Schematized", "ProprietaryJSON")))


def unwrapped(value: Any) -> Any:
    """Content of one's own where there is no wrapper: an object as it is, all else as the only member of one.

    A Connector without wrappers makes an object of each content, of a text one of its letters.
    """
    return value if isinstance(value, dict) and set(value) != {"value"} else {"value": value}


def rewrapped(content: Any) -> Any:
    """What `unwrapped` was given."""
    return content["value"] if isinstance(content, dict) and set(content) == {"value"} else content
