"""What to do next, for each way in which a Connector says no or does not answer.

The general rule is the code; where one code stands for several causes, the route decides.
Source: the answers of a Connector 7.4.6.
"""

import re

from enmeshed_kit.eras import prefixes

PREFIXES = " or ".join(prefixes())
"""Where the API of a Connector begins, that of the newest first."""

HINT_BY_CODE = {
    "error.connector.http.routeDoesNotExist": (
        "This version of the Connector has no such call: look at connector.version(), and at connector.era, whose API "
        "the kit calls. If the two do not agree, leave out era= and ENMESHED_ERA; else something in front of the "
        "Connector may change paths."
    ),
    "error.sandbox.connectorDoesNotExist": (
        "Check the name at the end of ENMESHED_BASE_URL: it is the address that the sandbox told when it started."
    ),
    "error.connector.http.methodNotAllowed": (
        "The path exists, the method does not: compare method and path with the Connector's documentation."
    ),
    "error.connector.http.notAcceptable": (
        "Ask for application/json; only templates, files and tokens also come as image/png."
    ),
    "error.connector.unauthorized": (
        "Check ENMESHED_API_KEY: it must be one of the keys in the Connector's configuration "
        "(infrastructure.httpServer.authentication.apiKey.keys), whole and without blanks; a key may also have expired."
    ),
    "error.connector.validation.invalidJsonInPayload": "The body must be a JSON object: begin with { and end with }.",
    "error.connector.unexpected": (
        "Something in the payload has a type that the Connector does not expect, or it has a fault of its own; "
        "its log names the error id. Compare the payload with the documentation."
    ),
    "error.runtime.validation.invalidPropertyValue": (
        "The message names the place in the payload or query; it is the first fault, there may be more."
    ),
    "error.runtime.requestDeserialization": (
        "The message names the type and field that could not be read, the innermost last. Connector 7 says attributeId "
        "where earlier ones say sourceAttributeId; before Connector 5 a group says mustBeAccepted."
    ),
    "error.runtime.unknownType": "Check the spelling of @type; capitals count.",
    "error.runtime.attributes.cannotCreateDuplicateOwnIdentityAttribute": (
        "You have this Attribute already; the message names its id. Use that one: connector.attributes.get(id)."
    ),
    "error.runtime.attributes.cannotCreateDuplicateRepositoryAttribute": (
        "You have this Attribute already; the message names its id. Use that one: connector.attributes.get(id)."
    ),
    "error.consumption.attributes.forbiddenCharactersInAttribute": (
        "Use Latin letters: a Connector 7 takes no Greek, Cyrillic or Chinese letters and no emoji in Attributes."
    ),
    "error.consumption.attributes.invalidTags": "Tags of your own begin with x: (x:customer, for instance).",
    "error.consumption.requests.validation.inheritedFromItem": (
        "An item of the Request is wrong: connector.outgoing_requests.validate(…) says which, and why."
    ),
    "inheritedFromItem": (
        "An item of the Request is wrong: connector.outgoing_requests.validate(…) says which, and why."
    ),
    "error.consumption.requests.missingRelationship": (
        "Without a Relationship, put the Request into a template; or leave out the peer when you only validate."
    ),
    "error.consumption.requests.wrongRelationshipStatus": (
        "The Relationship must be Active: look at its status, sync, accept it."
    ),
    "error.consumption.requests.cannotCreateRequestWithExpirationDateInPast": (
        "Compute the expiry from the Connector's clock: connector.now() + timedelta(days=30)."
    ),
    "error.runtime.messages.hasNoActiveRelationship": (
        "Messages need an Active Relationship with every recipient. Accept a pending one, and sync on the side that "
        "waits: connector.sync(), then connector.relationships.list(status='Active')."
    ),
    "error.runtime.messages.cannotSendRequestThatWasAlreadySent": "Create a new Request and send that one.",
    "error.runtime.messages.cannotSendMessageWithExpiredRequest": "Create a new Request with a later expiry.",
    "error.runtime.relationshipTemplates.requestCannotExpireAfterRelationshipTemplate": (
        "Leave out the Request's own expiry: it then ends with the template."
    ),
    "error.platform.validation.relationshipTemplate.maxNumberOfAllocationsExhausted": (
        "The template is used up: each Identity that loads it takes one of its allocations, even without going on. "
        "Create a new template, or one with more allocations (max_number_of_allocations)."
    ),
    "error.transport.relationships.relationshipTemplateIsExpired": (
        "Create a new template that expires later: connector.now() + timedelta(days=30)."
    ),
    "error.transport.relationships.relationshipCurrentlyExists": (
        "There is a Relationship with this Identity already: connector.relationships.list(peer=…)."
    ),
    "error.transport.relationships.relationshipNotYetDecomposedByPeer": (
        "The other side has not decomposed the former Relationship yet; it must, and you must sync after that."
    ),
    "error.transport.relationships.wrongRelationshipStatus": (
        "The message names the status it has: connector.relationships.get(id) shows it; a sync may bring a newer one."
    ),
    "error.transport.relationships.wrongChangeStatus": (
        "The RelationshipChange is answered already: sync, then connector.relationships.get(id) shows the status."
    ),
    "error.transport.secrets.wrongBaseKeyType": (
        "Who asked for the Relationship cannot answer: only the other side may accept or reject it."
    ),
    "error.platform.validation.relationshipRequest.relationshipToTargetAlreadyExists": (
        "There is a Relationship with this Identity already: connector.relationships.list(peer=…)."
    ),
    "error.platform.validation.relationshipRequest.cannotSendRelationshipRequestToYourself": (
        "This is your own template: let another Identity load it."
    ),
    "error.transport.relationships.operationOnlyAllowedForPeer": (
        "Who asked for the Relationship may revoke it; only the other side may accept or reject it."
    ),
    "error.transport.relationships.reactivationNotRequested": (
        "Nobody asks for a reactivation, or not any more: sync, look at the end of the audit log, then "
        "connector.relationships.request_reactivation(id)."
    ),
    "error.transport.relationships.reactivationAlreadyRequested": (
        "A reactivation is asked for already: the other side accepts or rejects it, who asked may take it back."
    ),
    "error.runtime.relationships.noAcceptedIncomingRequest": (
        "The template brings a Request: accept that, connector.incoming_requests.accept(…); the Relationship follows."
    ),
    "error.platform.validation.relationship.cannotCreateRelationshipWithYourself": (
        "This is your own template: let another Identity load it."
    ),
    "error.runtime.relationshipTemplates.passwordProtectionMustBeInherited": (
        "Give the Token the template's own protection, the place included: "
        "password_protection=template.password_protection."
    ),
    "error.runtime.relationshipTemplates.personalizationMustBeInherited": (
        "Give the Token the Identity that the template is for: for_identity=template.for_identity."
    ),
    "error.runtime.relationshipTemplates.cannotCreateTokenForPeerTemplate": (
        "Only the owner of a template makes Tokens for it; pass on the reference that you were given."
    ),
    "error.runtime.invalidTokenContent": (
        "The Token leads to something else: try connector.tokens.load_peer(…), or load_peer of templates or files."
    ),
    "error.runtime.attributes.peerHasNoPreviousVersionOfAttribute": (
        "This peer has none of its versions: share it by a Request, connector.outgoing_requests.create(…)."
    ),
    "error.runtime.attributes.ownIdentityAttributeHasAlreadyBeenSharedWithPeer": (
        "The peer has this version already; there is nothing to tell."
    ),
    "error.runtime.attributes.cannotDeleteSharedAttributeWhileRelationshipIsPending": (
        "Wait until the Relationship is accepted or rejected, or revoke it; then delete the Attribute."
    ),
    "error.runtime.attributes.noPreviousVersionOfRepositoryAttributeHasBeenSharedWithPeerBefore": (
        "This peer has none of its versions: share it by a Request, connector.outgoing_requests.create(…)."
    ),
    "error.runtime.attributes.repositoryAttributeHasAlreadyBeenSharedWithPeer": (
        "The peer has this version already; there is nothing to tell."
    ),
    "error.runtime.messages.fileNotFoundInMessage": (
        "The Message has no such attachment: connector.messages.get(id).attachments lists them."
    ),
    "error.transport.files.cipherMismatch": (
        "The File has expired, or its owner has deleted it: what is known about it is kept, its content is gone."
    ),
    "error.runtime.files.notOwnedByYou": "Only a File's owner can do this: file.owner says who that is.",
    "error.consumption.requests.cannotShareRequestWithYourself": (
        "Take the peer of a Relationship, not your own address."
    ),
    "error.platform.validation.relationship.relationshipIsNotInCorrectStatus": (
        "The other side has changed the Relationship meanwhile: connector.sync(), then look at its status."
    ),
}

EXPIRY_HINT = "Compute the expiry from the Connector's clock: connector.now() + timedelta(days=30)."

ADDITIONAL_HINT = (
    "Since Connector 5 an Attribute is created of value and tags alone: leave out @type and owner, which the Connector "
    "fills in, and on a Connector 7 the validity."
)

LOADING_HINTS = {
    "error.transport.noPasswordProvided": (
        "The {what} is protected: pass the password that its owner told you, load_peer(reference, password=…)."
    ),
    "error.transport.general.notIntendedForYou": (
        "The {what} was made for another Identity (forIdentity); ask its owner for one of your own."
    ),
    ".recordNotFound": (
        "The {what} has expired, was deleted, or the password is wrong; a Connector does not tell which. "
        "Ask its owner for a new one."
    ),
}
"""What to try after something could not be loaded by its reference, by the end of the code."""

REFERENCE_HINT = (
    "The reference is incomplete or not one of a {what}: take the whole text of the QR code, or reference.url "
    "or reference.truncated of the {what}."
)

LOADED = {"RelationshipTemplates": "template", "Files": "File", "Tokens": "Token"}
"""What the routes that load something by its reference load."""

SCOPES = {
    "Account": "core:account",
    "Attributes": "core:attributes",
    "Files": "core:files",
    "Messages": "core:messages",
    "Relationships": "core:relationships",
    "RelationshipTemplates": "core:relationshipTemplates",
    "Requests/Incoming": "core:requests:incoming",
    "Requests/Outgoing": "core:requests:outgoing",
    "Tokens": "core:tokens",
    "Monitoring/Version": "monitoring:version",
    "Monitoring/Requests": "monitoring:requests",
    "Monitoring/Support": "monitoring:support",
}
"""The scope that an API key needs, by the beginning of the path below the API prefix."""


def hint_for_rejection(status: int, code: str, message: str, path: str) -> str:
    """Say what to try after a Connector refused a call.

    Args:  path: of the call, API prefix included, without query.
    """
    by_route = hint_by_route(code, message, path)
    if by_route:
        return by_route
    if code in HINT_BY_CODE:
        return HINT_BY_CODE[code]
    return hint_by_status(status, code)


def hint_by_route(code: str, message: str, path: str) -> str:
    """The hint where code and route together tell more than the code."""
    if code == "error.connector.forbidden":
        return f"The API key lacks the scope {scope_of(path)}: add it to this key in the Connector's configuration."
    if code == "error.runtime.validation.invalidPropertyValue" and "expiresAt" in message:
        return EXPIRY_HINT
    if path.endswith(("/Attributes", "/Attributes/CanCreate")) and "additional properties" in message:
        return ADDITIONAL_HINT
    if "same content as the LocalRequest" in message:
        return "Send the content of the Request that was created, unchanged, its id included: request.content."
    if beginning := re.search("must match pattern (did:e:|id1)", message):
        return (
            f"An address begins with {beginning[1]} here and comes from connector.address, or from the peer of a "
            "Relationship. Identities of Connectors 3 and 4 cannot meet those of later ones."
        )
    if "query must NOT have additional properties" in message:
        return "There is no such filter in this version: compare its name with the documentation; capitals count."
    if code.endswith("operationOnlyAllowedForPeer") and "/Reactivate/" in path:
        return "Who asked for the reactivation may take it back; only the other side may accept or reject it."
    if path.endswith("/Peer") and (hint := hint_for_loading(code, message, path)):
        return hint
    if code.endswith(".recordNotFound") and path.endswith("/Messages"):
        return HINT_BY_CODE["error.runtime.messages.hasNoActiveRelationship"]
    if code.endswith(".recordNotFound"):
        return "Check the id, and sync: what the other side did is not here before a sync. Expired things are gone."
    if code == "error.runtime.unknown" and "has to be in status" in message:
        return "The Request is decided already, or has expired: connector.incoming_requests.get(id) shows its status."
    if code == "error.runtime.unknown" and path.endswith(("/Accept", "/Reject")):
        return (
            f"Ask for the reason first: connector.incoming_requests.can_{path.rsplit('/', 1)[-1].lower()}(id, items)."
        )
    return ""


def hint_for_loading(code: str, message: str, path: str) -> str:
    """The hint where something could not be loaded by its reference; the Backbone has other causes than this side."""
    what = LOADED.get(path.split("/")[-2], "template")
    for ending, hint in LOADING_HINTS.items():
        if code.endswith(ending):
            return hint.format(what=what)
    is_about_reference = "reference" in message or "reference" in code or "invalid input" in message
    return REFERENCE_HINT.format(what=what) if is_about_reference else ""


def hint_by_status(status: int, code: str) -> str:
    """What is left when nothing more is known about a code."""
    if status == 429:
        return "Too many calls at once: wait a minute, then run the cell again."
    if code.startswith("error.platform."):
        return "The Backbone refused it: sync first, what this Connector knows may be outdated."
    if status >= 500:
        return "Look at connector.health() and the Connector's log."
    return "The message says why; its code is explained at the address in .docs."


def scope_of(path: str) -> str:
    """The scope that a path needs."""
    below_prefix = re.sub(r"^/api/[^/]+(?:/v\d+)?/", "", path).strip("/").lower()
    for beginning, scope in SCOPES.items():
        if (below_prefix + "/").startswith(beginning.lower() + "/"):
            return scope
    return "for this call"


def hint_for_certificate(fault: str) -> str:
    """Say what to do about a certificate that is not trusted; to switch the check off is never it."""
    if "mismatch" in fault:
        return "The certificate is made for another name: use that name in ENMESHED_BASE_URL."
    if "expired" in fault or "not yet valid" in fault:
        return "Renew the certificate at the Connector, or set the clock right: no setting here helps."
    return (
        "Save the certificate of who signed it (a self-signed one itself) as a PEM file, and name that file: "
        "ENMESHED_CA_FILE, or connect(…, ca_file=…)."
    )


def hint_for_silence(reason: str, url: str, fault: str = "", proxy: str = "") -> str:
    """Say what to try when no answer came.

    Args:  fault: of the certificate, if it is that.
           proxy: on the way, if there is one.
    """
    if reason == "certificate":
        return hint_for_certificate(fault)
    if proxy and reason != "tls":
        return (
            f"Calls go through the proxy {proxy}, as HTTPS_PROXY, HTTP_PROXY or ALL_PROXY says: if it cannot reach the "
            "Connector, name the Connector's host in NO_PROXY. Else check the address."
        )
    other = url.replace("https://", "http://") if url.startswith("https://") else url.replace("http://", "https://")
    hints = {
        "refused": "Is it started, and is the port right? A sandbox ends with its process or kernel: start it again, "
        "then run the notebook from its first cell.",
        "unknown host": "Check the spelling of the host name in ENMESHED_BASE_URL, and the network.",
        "timeout": "Check host and port; a firewall may be in the way. A wrong API key alone delays an answer by up to "
        "4 seconds.",
        "tls": f"Perhaps it speaks plain HTTP: try {other}. One with a certificate of its own needs ENMESHED_CA_FILE.",
        "no HTTP": f"Something else listens there, or it speaks TLS: try {other}.",
        "broken off": "The Connector may have been stopped during the call: look at connector.health(). "
        f"If that breaks off, too, try {other}.",
    }
    return hints.get(reason, "Check ENMESHED_BASE_URL and the network.")


def hint_for_strange_answer(status: int, content_type: str, location: str) -> str:
    """Say what to try when something answered that is no Connector."""
    if location:
        return f"It sends callers on to {location.split('?')[0]}: use that address as ENMESHED_BASE_URL."
    if "html" in content_type:
        return (
            f"This is a web page, not a Connector's API: the base URL is the address before {PREFIXES}, "
            "for instance http://localhost:8080."
        )
    if status in (502, 503, 504):
        return "A proxy answers for a Connector that is not running: start it, or wait until it is ready."
    return f"Check the base URL: it is the Connector's address before {PREFIXES}, for instance http://localhost:8080."
