"""Addresses: how the name of an Identity follows from its public key, and how to see that one was mistyped."""

import hashlib
from typing import Protocol

BACKBONE_HOST = "localhost"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGEST_BYTES = 20
_CHECKSUM_BYTES = 4


class Addresses(Protocol):
    """A form of addresses.

    pattern: what Connectors want an address to look like; they do not check its checksum.
    """

    pattern: str

    def of(self, public_key: bytes) -> str:
        """The address that belongs to a public key, its checksum included."""

    def is_valid(self, address: str) -> bool:
        """Whether the checksum of an address fits the rest."""


class DidAddresses:
    """Addresses as decentralised identifiers: `did:e:<host of the Backbone>:dids:<20 digits><checksum of 2>`."""

    pattern = r"did:e:((([A-Za-z0-9]+(-[A-Za-z0-9]+)*)\.)+[a-z]{2,}|localhost):dids:[0-9a-f]{22}"

    def of(self, public_key: bytes) -> str:
        """The address that belongs to a public key, its checksum included."""
        return self.complete(f"did:e:{BACKBONE_HOST}:dids:{_digest(public_key).hex()[:20]}")

    def is_valid(self, address: str) -> bool:
        """Whether the last two digits of an address fit the rest."""
        return self.complete(address[:-2]) == address

    def complete(self, text: str) -> str:
        """An address without its last two digits, completed by them."""
        return text + hashlib.sha256(text.encode()).hexdigest()[:2]


class Base58Addresses:
    """Addresses as `id1` and 24 bytes in base58: 20 of a digest, 4 of a checksum over realm and digest."""

    realm = "id1"
    pattern = "id1[A-Za-z0-9]{32,33}"

    def of(self, public_key: bytes) -> str:
        """The address that belongs to a public key, its checksum included."""
        return self.complete(_digest(public_key)[:_DIGEST_BYTES])

    def is_valid(self, address: str) -> bool:
        """Whether the last four of an address's bytes fit the rest."""
        data = _from_base58(address.removeprefix(self.realm))
        return data is not None and self.complete(data[:_DIGEST_BYTES]) == address

    def complete(self, digest: bytes) -> str:
        """The address of a digest of 20 bytes."""
        checksum = _digest(self.realm.encode() + digest)[:_CHECKSUM_BYTES]
        return self.realm + _to_base58(digest + checksum)


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha512(data).digest()).digest()


def _to_base58(data: bytes) -> str:
    number, digits = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, len(_BASE58))
        digits = _BASE58[rest] + digits
    leading_zeros = len(data) - len(data.lstrip(b"\0"))
    return _BASE58[0] * leading_zeros + digits


def _from_base58(text: str) -> bytes | None:
    number = 0
    for character in text:
        if character not in _BASE58:
            return None
        number = number * len(_BASE58) + _BASE58.index(character)
    size = _DIGEST_BYTES + _CHECKSUM_BYTES
    return number.to_bytes(size) if number < 1 << 8 * size else None
