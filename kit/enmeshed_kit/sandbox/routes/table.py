"""Routes of a Connector, in the order of its controllers: where two paths fit, the first one counts.

Source: the answers of a Connector 7.4.6; the order of methods is what its `Allow` header shows.
"""

from collections.abc import Iterable
from typing import NamedTuple

from enmeshed_kit.sandbox.routes.route import JSON, PNG, Match, Route, Table

PICTURE = (JSON, PNG)


class Section(NamedTuple):
    """Routes below one path: each row is method, path, behaviour, what it takes, and marks.

    Marks: `ok` answers 200 to a POST; `png` also draws a QR code; `any` ignores `Accept`; `file` answers with a
    file; `bare` wraps no result; `debug` exists in debug mode only.
    """

    path: str
    behaviour: str
    scopes: tuple[str, ...]
    rows: str

    def without(self, *methods: str) -> "Section":
        """The same with none of these methods."""
        kept = [row for row in self.rows.splitlines() if row.strip() and row.split()[0] not in methods]
        return self._replace(rows="\n".join(kept))

    def routes(self, prefix: str) -> list[Route]:
        """The routes below the prefix of an API."""
        return [self._route(prefix, *row.split()) for row in self.rows.splitlines() if row.strip()]

    def _route(self, prefix: str, method: str, tail: str, name: str, takes: str, *marks: str) -> Route:
        return Route(
            method=method,
            path=f"{prefix}/{self.path}" + ("" if tail == "/" else tail),
            behaviour=f"{self.behaviour}.{name}",
            takes="" if takes == "-" else takes,
            scopes=self.scopes,
            status=200 if "ok" in marks else None,
            produces=PICTURE if "png" in marks else () if "any" in marks else (JSON,),
            download="file" in marks,
            envelope="bare" not in marks,
            debug="debug" in marks,
        )


ACCOUNT = Section(
    "Account",
    "account",
    ("core:account",),
    """
    GET   /IdentityInfo  identity_info  -
    GET   /SyncInfo      sync_info      -
    POST  /Sync          sync           -  ok
    """,
)

ANNOUNCEMENTS = Section("Announcements", "announcements", ("core:announcements",), "GET / list query")

QUERIES = """
    POST    /ExecuteIdentityAttributeQuery      execute_identity_query      body  ok
    POST    /ExecuteRelationshipAttributeQuery  execute_relationship_query  body  ok
    POST    /ExecuteThirdPartyRelationshipAttributeQuery  execute_third_party_query  body  ok
    POST    /ExecuteIQLQuery        execute_iql_query   body  ok
    POST    /ValidateIQLQuery       validate_iql_query  body  ok
    """
"""What asks for Attributes, in each version; to be said before the paths with an id, which fit any name."""

ATTRIBUTES = Section(
    "Attributes",
    "account.attributes",
    ("core:attributes",),
    QUERIES
    + """
    PUT     /CanCreate              can_create          body
    POST    /                       create              body
    POST    /{id}/Succeed           succeed             id,body
    POST    /{id}/NotifyPeer        notify_peer         id,body
    GET     /                       list                query
    GET     /Own/Identity           own_identity        query
    GET     /Own/Shared/{peer}      own_shared          peer,query
    GET     /Peer/{peer}            peer                peer,query
    GET     /{id}/Versions          versions            id
    GET     /{id}/Versions/Shared   versions_shared     id,query
    GET     /{id}/ForwardingDetails forwarding_details  id,query
    GET     /TagCollection          tag_collection      -
    GET     /{id}                   get                 id
    DELETE  /{id}                   delete              id    any
    """,
)

NOTIFICATIONS = Section(
    "BackboneNotifications",
    "backbone_notifications",
    ("core:backboneNotifications",),
    "POST / send body",
)

CHALLENGES = Section(
    "Challenges",
    "challenges",
    ("core:challenges",),
    """
    POST  /          create    body
    POST  /Validate  validate  body  ok
    """,
)

FILES = Section(
    "Files",
    "account.files",
    ("core:files",),
    """
    POST    /Own               upload_own    form
    POST    /Peer              load_peer     body
    GET     /{id}/Download     download      id     any file
    GET     /                  list          query
    GET     /Own               list_own      query
    GET     /Peer              list_peer     query
    GET     /{id_or_reference} get           id_or_reference  png
    POST    /{id}/Token        create_token  id,body  png
    PATCH   /{id}/RegenerateOwnershipToken  regenerate_ownership_token  id
    DELETE  /{id}              delete        id     any
    """,
)

DELETION = Section(
    "IdentityDeletionProcess",
    "monitoring",
    ("debug:identityDeletionProcess",),
    "GET / identity_deletion_process - debug",
)

METADATA = Section(
    "IdentityMetadata",
    "identity_metadata",
    ("core:identityMetadata",),
    """
    PUT     /  put     body
    GET     /  get     query  any
    DELETE  /  delete  query  any
    """,
)

INCOMING = Section(
    "Requests/Incoming",
    "account.incoming_requests",
    ("core:requests", "core:requests:incoming"),
    """
    PUT  /{id}/CanAccept  can_accept  id,body
    PUT  /{id}/Accept     accept      id,body
    PUT  /{id}/CanReject  can_reject  id,body
    PUT  /{id}/Reject     reject      id,body
    GET  /{id}            get         id
    GET  /                list        query
    """,
)

MESSAGES = Section(
    "Messages",
    "account.messages",
    ("core:messages",),
    """
    POST  /      send  body
    GET   /      list  query
    GET   /{id}  get   id
    GET   /{id}/Attachments/{file_id}           attachment  id,file_id
    GET   /{id}/Attachments/{file_id}/Download  download    id,file_id  file
    """,
)

OUTGOING = Section(
    "Requests/Outgoing",
    "account.outgoing_requests",
    ("core:requests", "core:requests:outgoing"),
    """
    POST  /Validate  validate  body
    POST  /          create    body
    GET   /{id}      get       id
    GET   /          list      query
    """,
)

TEMPLATES = Section(
    "RelationshipTemplates",
    "account.templates",
    ("core:relationshipTemplates",),
    """
    GET     /       list        query
    GET     /Own    list_own    query
    GET     /Peer   list_peer   query
    GET     /{id}   get         id    png
    POST    /Own    create_own  body
    POST    /Peer   load_peer   body
    DELETE  /{id}   delete      id    any
    POST    /Own/{id}/Token  create_token  id,body  png
    """,
)

RELATIONSHIPS = Section(
    "Relationships",
    "account.relationships",
    ("core:relationships",),
    """
    PUT     /CanCreate        can_create  body
    POST    /                 create      body
    GET     /                 list        query
    GET     /{id}             get         id
    GET     /{id}/Attributes  attributes  id
    PUT     /{id}/Accept      accept      id
    PUT     /{id}/Reject      reject      id
    PUT     /{id}/Revoke      revoke      id
    PUT     /{id}/Terminate   terminate   id
    PUT     /{id}/Reactivate  reactivate  id
    PUT     /{id}/Reactivate/Accept  accept_reactivation  id
    PUT     /{id}/Reactivate/Reject  reject_reactivation  id
    PUT     /{id}/Reactivate/Revoke  revoke_reactivation  id
    DELETE  /{id}             decompose   id    any
    """,
)

TOKENS = Section(
    "Tokens",
    "account.tokens",
    ("core:tokens",),
    """
    POST    /Own   create_own  body
    POST    /Peer  load_peer   body
    GET     /Own   list_own    query
    GET     /Peer  list_peer   query
    GET     /{id}  get         id    png
    DELETE  /{id}  delete      id    any
    """,
)

API = (
    ACCOUNT,
    ANNOUNCEMENTS,
    ATTRIBUTES,
    NOTIFICATIONS,
    CHALLENGES,
    FILES,
    DELETION,
    METADATA,
    INCOMING,
    MESSAGES,
    OUTGOING,
    TEMPLATES,
    RELATIONSHIPS,
    TOKENS,
)

MONITORING = Table(
    Route(
        method="GET",
        path=f"/Monitoring/{name}",
        behaviour=f"monitoring.{name.lower()}",
        takes="",
        scopes=(f"monitoring:{name.lower()}",),
        produces=(),
        envelope=False,
    )
    for name in ("Version", "Requests", "Support")
)


class Tables:
    """The routes of one kind of Connector, in production and in debug mode."""

    def __init__(self, prefix: str, sections: Iterable[Section]) -> None:
        self.routes = [route for section in sections for route in section.routes(prefix)]
        self._production = Table(route for route in self.routes if not route.debug)
        self._debug = Table(self.routes)

    def find(self, method: str, raw_path: str, *, debug: bool) -> Match | None:
        """The route of a path that is still percent-encoded; None when there is no such path.

        Raises:    Fault: a percent escape in a parameter makes no sense.
        """
        match = MONITORING.find(method, raw_path)
        if match is not None and match.route is not None:
            return match
        return (self._debug if debug else self._production).find(method, raw_path)
