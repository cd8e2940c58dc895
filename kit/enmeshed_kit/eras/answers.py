"""Answers of earlier Connectors, read as a Connector 7 would give them.

What an earlier era does not say is made of what it says: the log of a Relationship of its changes, the kind of an
Attribute of its owner and of whom it was shared with. What only the Connector can tell is asked of `Knowledge`.
"""

from collections.abc import Callable
from typing import Any, Protocol

from enmeshed_kit.eras.era import NATIVE, Era
from enmeshed_kit.eras.payloads import KNOWN_CONTENT, WITH_INITIAL_PEER, Json, rewrapped


class Knowledge(Protocol):
    """What the Connector can be asked when an answer alone does not tell it."""

    def own_address(self) -> str:
        """The Connector's own address."""

    def relationship_of(self, change: str) -> str:
        """The id of the Relationship to which a RelationshipChange belongs."""


Reader = Callable[[Json, Era, Knowledge], Json]

STATUS_AFTER = {"Accepted": "Active", "Rejected": "Rejected", "Revoked": "Revoked"}
REASON_AFTER = {
    "Accepted": "AcceptanceOfCreation",
    "Rejected": "RejectionOfCreation",
    "Revoked": "RevocationOfCreation",
}
"""What a RelationshipChange's own status means in the words of an audit log."""


def understood(kind: str, value: Any, era: Era, knowledge: Knowledge) -> Any:
    """A record's JSON as a Connector 7 would send it.

    Args:  kind: the record's name: "Relationship".
           value: the JSON of one, or of a list of them.
    """
    reader = READERS.get(kind)
    if reader is None or era is NATIVE:
        return value
    if isinstance(value, list):
        return [understood(kind, each, era, knowledge) for each in value]
    return reader(value, era, knowledge) if isinstance(value, dict) else value


def needs_reading(kind: str, era: Era) -> bool:
    """Whether a record's JSON differs in this era."""
    return era is not NATIVE and kind in READERS


def with_reference(thing: Json, era: Era) -> Json:
    """A template, Token or File whose reference has both forms; without urls, the text of its QR code is one."""
    truncated = thing.get("truncatedReference")
    if "reference" in thing or not isinstance(truncated, str):
        return thing
    return {**thing, "reference": {"truncated": truncated, "url": era.qr_prefix + truncated}}


def wrapped(content: Any, place: str, era: Era) -> Any:
    """A content of one's own with the wrapper that later eras have; all other content in today's words."""
    *known, wrapper = KNOWN_CONTENT[place]
    kind = content.get("@type") if isinstance(content, dict) else None
    if kind == wrapper:
        return content
    if kind not in known and not era.wraps_arbitrary:
        return {"@type": wrapper, "value": rewrapped(content)}
    return renamed(content, era)


def renamed(value: Any, era: Era) -> Any:
    """A content with today's names; nothing is left out or added, so that it can be sent on as it was."""
    if isinstance(value, list):
        return [renamed(item, era) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("@type")
    names = {era.shared_id: NATIVE.shared_id} if kind == "ShareAttributeRequestItem" else {}
    if kind in WITH_INITIAL_PEER and era.initial_peer and NATIVE.initial_peer:
        names[era.initial_peer] = NATIVE.initial_peer
    read = {names.get(name, name): value[name] if name == "metadata" else renamed(value[name], era) for name in value}
    return {**read, "@type": NATIVE.creation_type} if kind == era.creation_type else read


def template(value: Json, era: Era, knowledge: Knowledge) -> Json:
    """A RelationshipTemplate."""
    return {**with_reference(value, era), "content": wrapped(value.get("content"), "template", era)}


def relationship(value: Json, era: Era, knowledge: Knowledge) -> Json:
    """A Relationship; it names its template only, and has a log in place of changes."""
    read = {**value, "templateId": value["template"]["id"]} if "template" in value else dict(value)
    changes = value.get("changes")
    if changes:
        read["auditLog"] = [entry for change in changes for entry in logged(change)]
        read["creationContent"] = wrapped(changes[0]["request"].get("content", {}), "creation", era)
        read["changeId"] = changes[0]["id"]
    return read


def logged(change: Json) -> list[Json]:
    """The entries of an audit log that say what a RelationshipChange says: that it was asked for, and the answer."""
    entries = [entry_of(change["request"], reason="Creation", newStatus="Pending")]
    status = change["status"]
    if change.get("response") and status in STATUS_AFTER:
        reason = REASON_AFTER[status]
        entries.append(entry_of(change["response"], reason=reason, oldStatus="Pending", newStatus=STATUS_AFTER[status]))
    return entries


def entry_of(deed: Json, **status: str) -> Json:
    """One entry of an audit log."""
    names = ("createdAt", "createdBy", "createdByDevice")
    return {name: deed[name] for name in names if name in deed} | status


def attribute(value: Json, era: Era, knowledge: Knowledge) -> Json:
    """An Attribute; what was shared is a copy, which knows its source."""
    shared = value.get("shareInfo") or {}
    brought_by = shared.get("requestReference") or shared.get("notificationReference")
    told = {
        "peer": shared.get("peer"),
        "sourceReference": brought_by,
        "initialAttributePeer": shared.get("thirdPartyAddress"),
        "sourceAttribute": shared.get("sourceAttribute"),
    }
    read = {"@type": kind_of(value, shared), **value, **{name: known for name, known in told.items() if known}}
    return {**read, "deletionInfo": doomed(value["deletionInfo"], era)} if value.get("deletionInfo") else read


def doomed(info: Json, era: Era) -> Json:
    """What becomes of a shared Attribute, in today's words."""
    words = era.words.get("deletionInfo.deletionStatus", {})
    today = {word: known for known, word in words.items()}
    return {**info, "deletionStatus": today.get(info["deletionStatus"], info["deletionStatus"])}


def kind_of(value: Json, shared: Json) -> str:
    """What today's Connectors call an Attribute, by whose it is and whom it concerns."""
    content = value["content"] if isinstance(value.get("content"), dict) else {}
    is_relationship = content.get("@type") == "RelationshipAttribute"
    if shared.get("thirdPartyAddress") and not shared.get("sourceAttribute"):
        return "ThirdPartyRelationshipAttribute"
    if is_relationship:
        is_peers = bool(shared) and content.get("owner") == shared.get("peer")
        return "PeerRelationshipAttribute" if is_peers else "OwnRelationshipAttribute"
    # A Connector 4 may leave the owner open; then who was given it knows no source, and who gave it does.
    is_peers = content.get("owner") in (shared.get("peer"), "") and not shared.get("sourceAttribute")
    return "PeerIdentityAttribute" if shared and is_peers else "OwnIdentityAttribute"


def succession(value: Json, era: Era, knowledge: Knowledge) -> Json:
    """Two versions of an Attribute."""
    versions = {name: attribute(value[name], era, knowledge) for name in ("predecessor", "successor")}
    return {**value, **versions}


def forwarding(value: Json, era: Era, knowledge: Knowledge) -> Json:
    """That a peer has an Attribute: in earlier eras, the copy that this peer was given."""
    if "shareInfo" not in value:
        return value
    copy = attribute(value, era, knowledge)
    deletion = {"deletionInfo": copy["deletionInfo"]} if "deletionInfo" in copy else {}
    return {"peer": copy["peer"], "sourceReference": copy["sourceReference"], "sharedAt": copy["createdAt"], **deletion}


def deletion(value: Json, era: Era, knowledge: Knowledge) -> Json:
    """What the deletion of an Attribute set off: at most one Notification, since each copy is deleted by itself."""
    return {"notificationIds": [value["notificationId"]] if value.get("notificationId") else []}


def local_request(value: Json, era: Era, knowledge: Knowledge) -> Json:
    """A Request as one side keeps it."""
    read = {**value, "content": renamed(value.get("content"), era)}
    response = value.get("response") or {}
    source = response.get("source") or {}
    if source.get("type") == "RelationshipChange":
        made = {"type": "Relationship", "reference": knowledge.relationship_of(source["reference"])}
        read["response"] = {**response, "source": made}
    return read


def message(value: Json, era: Era, knowledge: Knowledge) -> Json:
    """A Message; a single one holds its attachments whole."""
    files = [file(each, era, knowledge) if isinstance(each, dict) else each for each in value.get("attachments", ())]
    return {**value, "content": wrapped(value.get("content"), "message", era), "attachments": files}


def file(value: Json, era: Era, knowledge: Knowledge) -> Json:
    """A File; where nobody is named as its owner, who uploaded it is."""
    return {"owner": value.get("createdBy"), **with_reference(value, era)}


def token(value: Json, era: Era, knowledge: Knowledge) -> Json:
    """A Token."""
    if "isOwn" not in value:
        value = {**value, "isOwn": value.get("createdBy") == knowledge.own_address()}
    return with_reference(value, era)


def sync_answer(value: Json, era: Era, knowledge: Knowledge) -> Json:
    """What is new since the last sync."""
    return {
        "messages": [message(each, era, knowledge) for each in value.get("messages", ())],
        "relationships": [relationship(each, era, knowledge) for each in value.get("relationships", ())],
    }


READERS: dict[str, Reader] = {
    "Attribute": attribute,
    "Deletion": deletion,
    "File": file,
    "ForwardingDetails": forwarding,
    "LocalRequest": local_request,
    "Message": message,
    "Relationship": relationship,
    "RelationshipTemplate": template,
    "Succession": succession,
    "SyncAnswer": sync_answer,
    "Token": token,
}
"""How a record is read, by its name."""
