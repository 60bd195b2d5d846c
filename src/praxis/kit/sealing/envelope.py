"""One sealed text: AES-256-GCM under a key of its own place, bound to that place.

Version, key number, nonce, ciphertext with its tag; the first two are bound with the place. Each
place has a key derived for it (HKDF, RFC 5869): GCM with random nonces is safe for 2**32 messages
under one key, which a place never sees, however much a practice writes.
"""

import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from praxis.kit.sealing.errors import SealBroken
from praxis.kit.sealing.keys import Key, KeyRing

# Written by a migration alone: text of a release that did not seal, to be sealed before it is read.
UNSEALED = 0
VERSION = 1
NUMBER_BYTES, NONCE_BYTES, TAG_BYTES = 2, 12, 16
HEADER_BYTES = 1 + NUMBER_BYTES
OVERHEAD = HEADER_BYTES + NONCE_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands. `patient` is whose it is, if it is anybody's."""

    table: str
    column: str
    row: str
    patient: str = ""

    def encode(self) -> bytes:
        """No two places have the same bytes: each part comes with its length."""
        parts = [part.encode() for part in (self.table, self.column, self.row, self.patient)]
        return b"praxis.seal" + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def seal(ring: KeyRing, place: Place, text: bytes) -> bytes:
    key, bound = ring.current, place.encode()
    header = bytes((VERSION,)) + key.number.to_bytes(NUMBER_BYTES, "big")
    nonce = secrets.token_bytes(NONCE_BYTES)
    return header + nonce + AESGCM(_derive(key, bound)).encrypt(nonce, text, header + bound)


def open_sealed(ring: KeyRing, place: Place, sealed: bytes) -> bytes:
    """Raise `SealBroken` for what was altered, moved or never sealed; `KeyMissing`."""
    if len(sealed) < OVERHEAD or sealed[0] != VERSION:
        raise SealBroken
    header, bound = sealed[:HEADER_BYTES], place.encode()
    nonce = sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
    cipher = AESGCM(_derive(ring.get(key_number(sealed)), bound))
    try:
        return cipher.decrypt(nonce, sealed[HEADER_BYTES + NONCE_BYTES :], header + bound)
    except InvalidTag as error:
        raise SealBroken from error


def key_number(sealed: bytes) -> int:
    return int.from_bytes(sealed[1:HEADER_BYTES], "big")


def is_unsealed(kept: bytes) -> bool:
    return kept[:1] == bytes((UNSEALED,))


def _derive(key: Key, bound: bytes) -> bytes:
    # The only block of HKDF-Expand: the key is as random as what Extract would give.
    return hmac.digest(key.secret, bound + b"\x01", "sha256")
