"""Challenges: one Identity signs a text, and a peer finds out whose signature it is.

Signatures here are digests with the public key in them: they prove nothing, they only tell right from wrong.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any

import msgspec

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import Fault, core_fault, invalid_property, time_text
from enmeshed_kit.sandbox.ids import base64url

LIFETIME = timedelta(minutes=10)

_PLAIN = schema.object_of({"challengeType": {"enum": ["Identity", "Device"]}})
_ABOUT_A_RELATIONSHIP = schema.object_of(
    {"challengeType": {"const": "Relationship"}, "relationship": schema.id_of("REL")}
)
_VALIDATION = schema.object_of({"challengeString": {"type": "string"}, "signature": {"type": "string"}})


class Challenges:
    """Makes and checks challenges for one Identity; none is remembered."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def create(self, body: Any) -> Json:
        """Sign a new text in the name of the Identity, of this device, or within a Relationship.

        Raises:    Fault: there is no challenge of this kind, or no such Relationship.
        Source:    POST /api/core/v1/Challenges → 201
        """
        kind = body.get("challengeType") if isinstance(body, dict) else None
        if kind in ("Identity", "Device"):
            schema.check(body, _PLAIN)
        elif kind == "Relationship" and "relationship" in body:
            schema.check(body, _ABOUT_A_RELATIONSHIP)
            self._account.relationships.get(body["relationship"])
        else:
            text = "The given combination of properties in the payload is not supported."
            raise Fault("error.runtime.validation.invalidPayload", text)
        return self._signed(str(kind))

    def validate(self, body: Any) -> Json:
        """Tell whether the Identity that a text names has signed it, and which Relationship there is with it.

        Raises:    Fault: text or signature make no sense, or there is no Relationship with that Identity.
        Source:    POST /api/core/v1/Challenges/Validate → 200
        """
        schema.check(body, _VALIDATION)
        text, signature = body["challengeString"], body["signature"]
        creator = _creator_of(text)
        if not _is_signature(signature):
            raise invalid_property("The signature is invalid.")
        relationship = self._account.relationships.with_peer(creator)
        if relationship is None:
            raise self._no_relationship(creator)
        if signature != _signature(text, relationship.peer_identity.public_key):
            return {"isValid": False}
        return {"isValid": True, "correspondingRelationship": relationship}

    def _signed(self, kind: str) -> Json:
        account = self._account
        challenge = {
            "id": account.ids.object_id("CHL"),
            "expiresAt": time_text(account.now() + LIFETIME),
            "createdBy": account.address,
            "createdByDevice": account.device_id,
            "type": kind,
        }
        text = json.dumps(challenge, separators=(",", ":"))
        return {**challenge, "signature": _signature(text, account.public_key), "challengeString": text}

    def _no_relationship(self, creator: str) -> Fault:
        fault = core_fault("error.transport.recordNotFound", "'Relationship' not found.", self._account.now())
        return Fault(fault.code, f'{fault.message} with data "{creator}"')


def _creator_of(text: str) -> str:
    try:
        challenge = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        challenge = None
    creator = challenge.get("createdBy") if isinstance(challenge, dict) else None
    if not isinstance(creator, str):
        raise invalid_property("The challengeString is invalid.")
    return creator


def _signature(text: str, public_key: str) -> str:
    digest = hashlib.sha512(f"{public_key}\n{text}".encode()).digest()
    return base64url(json.dumps({"sig": base64url(digest), "alg": 3}, separators=(",", ":")).encode())


def _is_signature(text: str) -> bool:
    return len(text) == len(_signature("", "")) and text.startswith(base64url(b'{"sig"'))
