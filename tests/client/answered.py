"""Which records the sections read the recorded answers as."""

import re
from typing import Any

from recordings import Recorded

from enmeshed_kit.client.sections import SyncAnswer
from enmeshed_kit.records import (
    Attribute,
    CanCreateResult,
    Deletion,
    File,
    ForwardingDetails,
    IdentityInfo,
    LocalRequest,
    Message,
    Relationship,
    RelationshipTemplate,
    RequestValidationResult,
    Succession,
    SyncInfo,
    Token,
)

ID = r"/[^/]+"
ROUTES: list[tuple[str, str, Any]] = [
    ("GET", "/Account/IdentityInfo", IdentityInfo),
    ("GET", "/Account/SyncInfo", SyncInfo),
    ("POST", "/Account/Sync", SyncAnswer),
    ("POST", "/Attributes", Attribute),
    ("PUT", "/(Attributes|Relationships)/CanCreate", CanCreateResult),
    ("GET", r"/Attributes\?shareInfo.sourceAttribute=.*", list[ForwardingDetails]),
    ("GET", r"/Attributes(\?.*)?", list[Attribute]),
    ("GET", r"/Attributes/(Own|Peer)/(Identity|Repository|Shared|[^/]*[:<]).*", list[Attribute]),
    ("GET", r"/Attributes/Peer/[^/]+", list[Attribute]),
    ("GET", "/Attributes/(?!TagCollection|Valid)[^/]+", Attribute),
    ("POST", f"/Attributes{ID}/(Succeed|NotifyPeer)", Succession),
    ("GET", rf"/Attributes{ID}/Versions(/Shared)?(\?.*)?", list[Attribute]),
    ("GET", rf"/Attributes{ID}/ForwardingDetails(\?.*)?", list[ForwardingDetails]),
    ("DELETE", f"/Attributes(/Own/Shared|/Peer/Shared)?{ID}", Deletion),
    ("POST", "/Requests/Outgoing/Validate", RequestValidationResult),
    ("POST", "/Requests/Outgoing", LocalRequest),
    ("GET", r"/Requests/(Incoming|Outgoing)(\?.*)?", list[LocalRequest]),
    ("GET", f"/Requests/(Incoming|Outgoing){ID}", LocalRequest),
    ("PUT", f"/Requests/Incoming{ID}/Can(Accept|Reject)", RequestValidationResult),
    ("PUT", f"/Requests/Incoming{ID}/(Accept|Reject)", LocalRequest),
    ("POST", "/RelationshipTemplates/(Own|Peer)", RelationshipTemplate),
    ("GET", r"/RelationshipTemplates(/Own|/Peer)?(\?.*)?", list[RelationshipTemplate]),
    ("GET", rf"/RelationshipTemplates{ID}(\?.*)?", RelationshipTemplate),
    ("POST", f"/(RelationshipTemplates/Own|Files){ID}/Token", Token),
    ("POST", "/Relationships", Relationship),
    ("GET", r"/Relationships(\?.*)?", list[Relationship]),
    ("GET", f"/Relationships{ID}", Relationship),
    ("PUT", f"/Relationships{ID}(/Changes{ID})?/(Accept|Reject|Revoke|Terminate)", Relationship),
    ("PUT", f"/Relationships{ID}/Reactivate(/Accept|/Reject|/Revoke)?", Relationship),
    ("GET", f"/Relationships{ID}/Attributes", list[Attribute]),
    ("POST", "/Messages", Message),
    ("GET", r"/Messages(\?.*)?", list[Message]),
    ("GET", f"/Messages{ID}", Message),
    ("GET", f"/Messages{ID}/Attachments{ID}", File),
    ("POST", "/Files/(Own|Peer)", File),
    ("GET", r"/Files(/Own|/Peer)?(\?.*)?", list[File]),
    ("GET", f"/Files{ID}", File),
    ("PATCH", f"/Files{ID}/RegenerateOwnershipToken", File),
    ("POST", "/Tokens/(Own|Peer)", Token),
    ("GET", r"/Tokens/(Own|Peer)(\?.*)?", list[Token]),
    ("GET", f"/Tokens{ID}", Token),
]


def kind_of(recorded: Recorded) -> Any:
    """The record that the sections read an answer as, None for calls that they do not make."""
    method, target = recorded.call.method, recorded.call.target
    return next((kind for verb, route, kind in ROUTES if verb == method and re.fullmatch(route, target)), None)
