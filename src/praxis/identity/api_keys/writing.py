"""How an API key is written, and what is kept of it. Pure.

`praxis_`, the id by which it is found, and 256 random bits. Of those a plain SHA-256 is kept:
what nobody can guess needs no slow hash, and one such is computed with every request.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

PREFIX = "praxis_"
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class PresentedKey:
    uid: UUID
    secret: str

    def fits(self, kept: bytes) -> bool:
        return hmac.compare_digest(hash_secret(self.secret), kept)


def new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_secret(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def write_key(uid: UUID, secret: str) -> str:
    return f"{PREFIX}{uid.hex}_{secret}"


def read_key(text: str) -> PresentedKey | None:
    """Nothing if it is not of our form."""
    uid, separator, secret = text.removeprefix(PREFIX).partition("_")
    if not text.startswith(PREFIX) or not separator or not text.isascii():
        return None
    try:
        return PresentedKey(UUID(hex=uid), secret)
    except ValueError:
        return None
