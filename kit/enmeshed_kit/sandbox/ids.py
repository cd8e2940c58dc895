"""Ids, keys and addresses: random, or derived from a seed so that two runs are equal.

Every kind has a counter of its own, so that what one kind uses up never changes another.
"""

import base64
import hashlib
import json
import secrets
import struct
import uuid
from collections import Counter
from functools import cache
from operator import itemgetter

import msgspec

from enmeshed_kit.sandbox.addresses import Addresses

ID_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
ERROR_ID_CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
ID_LENGTH = 17


@cache
def _repeated(characters: str) -> str:
    """A character for each number of two bytes, which keep the bias of the remainder below anything that shows."""
    return characters * (2**16 // len(characters) + 1)


def base64url(data: bytes) -> str:
    """URL-safe base64 without padding, the form of everything encoded in this API."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Keys(msgspec.Struct, frozen=True):
    """What an Identity is born with."""

    address: str
    public_key: str
    device_id: str


class Ids:
    """Makes what has to be unique.

    Args:      seed: everything is derived from it and from how much of the same kind was made; None: random.
    """

    def __init__(self, seed: str | None = None) -> None:
        self._seed = seed
        self._made: Counter[str] = Counter()

    def data(self, kind: str, size: int) -> bytes:
        """Unpredictable bytes, or the next ones of their kind."""
        if self._seed is None:
            return secrets.token_bytes(size)
        self._made[kind] += 1
        return hashlib.shake_256(f"{self._seed}/{kind}/{self._made[kind]}".encode()).digest(size)

    def text(self, kind: str, length: int, characters: str = ID_CHARACTERS) -> str:
        """Text of the given characters."""
        numbers = struct.unpack(f">{length}H", self.data(kind, 2 * length))
        return "".join(itemgetter(*numbers)(_repeated(characters)))

    def object_id(self, prefix: str) -> str:
        """An id of the API, as in `RLT` + 17 characters."""
        return prefix + self.text(prefix, ID_LENGTH)

    def error_id(self) -> str:
        """The id of an error envelope."""
        return "ERR" + self.text("ERR", ID_LENGTH, ERROR_ID_CHARACTERS)

    def secret_key(self) -> str:
        """A 32-byte key as it stands in a reference."""
        return base64url(self.data("secret key", 32))

    def secret_id(self) -> str:
        """What a Connector calls the secrets of one of its Relationships."""
        return "TRPRSE" + self.text("TRPRSE", ID_LENGTH - 3)

    def salt(self) -> bytes:
        """The 16 bytes that a password is mixed with."""
        return self.data("salt", 16)

    def trace_id(self) -> str:
        """What the Backbone calls the trace of one of its refusals."""
        return self.data("trace", 16).hex()

    def correlation_id(self) -> str:
        """A UUID that ties events to the call that caused them."""
        return str(uuid.UUID(bytes=self.data("correlation", 16), version=4))

    def keys(self, addresses: Addresses) -> Keys:
        """The keys of a new Identity."""
        public_key = self.data("public key", 32)
        exported = json.dumps({"pub": base64url(public_key), "alg": 3}, separators=(",", ":"))
        return Keys(addresses.of(public_key), base64url(exported.encode()), self.object_id("DVC"))
