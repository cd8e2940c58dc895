"""Routes of the API before the one of today, which lived below `/api/v2`; a dialect chooses among them.

Its first Connectors accept and reject the changes of a Relationship, later ones the Relationship itself.

Source: the answers of Connectors 4.6.4 and 6.34.0.
"""

from enmeshed_kit.sandbox.routes.table import ATTRIBUTES, FILES, QUERIES, RELATIONSHIPS, TEMPLATES, TOKENS

_COPIES = (
    QUERIES
    + """
    POST    /                       create                  body
    POST    /{id}/Succeed           succeed                 id,body
    POST    /{id}/NotifyPeer        notify_peer             id,body
    GET     /                       list                    query
    GET     /Valid                  list_valid              query
    GET     /Own/Repository         own_repository          query
    GET     /Own/Shared/Identity    own_shared_identities   query
    GET     /Peer/Shared/Identity   peer_shared_identities  query
    GET     /{id}/Versions          versions                id
    GET     /{id}/Versions/Shared   versions_shared         id,query
    GET     /{id}                   get                     id
    DELETE  /Own/Shared/{id}        delete_own_shared       id    any
    DELETE  /Peer/Shared/{id}       delete_peer_shared      id    any
    DELETE  /ThirdParty/{id}        delete_third_party      id    any
    DELETE  /{id}                   delete                  id    any bare
    """
)

COPIED_ATTRIBUTES = ATTRIBUTES._replace(rows=_COPIES)
"""What is shared is a copy, with an id of its own."""

CHECKED_ATTRIBUTES = COPIED_ATTRIBUTES._replace(
    rows=f"""
    PUT  /CanCreate      can_create      body
    GET  /TagCollection  tag_collection  -
    {_COPIES}"""
)
"""The same, where a Connector also says beforehand what it thinks of an Attribute."""

KEPT_FILES = FILES.without("PATCH", "DELETE")
"""A File stays until it expires."""

KEPT_TEMPLATES = TEMPLATES.without("DELETE")
KEPT_TOKENS = TOKENS.without("DELETE")

CHANGED_RELATIONSHIPS = RELATIONSHIPS._replace(
    rows="""
    POST  /                 create      body
    GET   /                 list        query
    GET   /{id}             get         id
    GET   /{id}/Attributes  attributes  id
    PUT   /{id}/Changes/{change_id}/Accept  accept_change  id,change_id,body
    PUT   /{id}/Changes/{change_id}/Reject  reject_change  id,change_id,body
    """
)
"""A Relationship consists of changes, which are answered one by one."""
