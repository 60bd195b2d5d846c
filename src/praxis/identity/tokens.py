"""Tokens: short JWTs for access, opaque random ones for refresh, derived ones for mailed links."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

import jwt

from praxis.identity.errors import NotSignedIn
from praxis.identity.models import TokenPurpose

ISSUER = "praxis"
ALGORITHM = "HS256"
CLAIMS = ("exp", "iat", "sub", "sid", "typ", "iss")


# A token comes with every request of its quarter of an hour; this many are known again.
KNOWN_TOKENS = 8192


@dataclass(frozen=True, slots=True)
class AccessClaims:
    user_uid: UUID
    session_uid: UUID
    expires_at: datetime


class TokenMaker:
    """Signs and checks with keys derived from the one secret of this installation."""

    def __init__(self, secret: str, access_lifetime: timedelta) -> None:
        self._access_key = _derive(secret, b"access")
        self._link_key = _derive(secret, b"link")
        self.fingerprint_key = _derive(secret, b"fingerprint")
        self.attempts_key = _derive(secret, b"attempts")
        self.factor_key = _derive(secret, b"factor")
        self.recovery_key = _derive(secret, b"recovery")
        self.access_lifetime = access_lifetime
        # Whether a token is ours never changes, and takes as long to find out as a bare answer;
        # that it is still in time, and its session live, is asked each time.
        self._verified = lru_cache(KNOWN_TOKENS)(self._verify)

    def access_token(self, user_uid: UUID, session_uid: UUID, now: datetime) -> str:
        claims = {
            "iss": ISSUER,
            "typ": "access",
            "sub": str(user_uid),
            "sid": str(session_uid),
            "iat": int(now.timestamp()),
            "exp": int((now + self.access_lifetime).timestamp()),
        }
        return jwt.encode(claims, self._access_key, ALGORITHM)

    def read_access_token(self, token: str, now: datetime) -> AccessClaims:
        """Raise `NotSignedIn` unless the token is ours, whole, an access token, and in time."""
        claims = self._verified(token)
        if claims.expires_at <= now:
            raise NotSignedIn
        return claims

    def _verify(self, token: str) -> AccessClaims:
        try:
            claims = jwt.decode(
                token,
                self._access_key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                # The expiry is held against the injected clock, not the computer's.
                options={"require": list(CLAIMS), "verify_exp": False, "verify_iat": False},
            )
            expires_at = datetime.fromtimestamp(claims["exp"], UTC)
            read = AccessClaims(UUID(str(claims["sub"])), UUID(str(claims["sid"])), expires_at)
        except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError, OSError):
            raise NotSignedIn from None
        if claims["typ"] != "access":
            raise NotSignedIn
        return read

    def link_token(self, purpose: TokenPurpose, uid: UUID) -> str:
        """What stands in a mailed link: the row's id and a proof that we wrote it."""
        return urlsafe_b64encode(uid.bytes + self._proof(purpose, uid)).decode().rstrip("=")

    def read_link_token(self, purpose: TokenPurpose, token: str) -> UUID | None:
        try:
            raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
            uid = UUID(bytes=raw[:16])
        except ValueError:
            return None
        return uid if hmac.compare_digest(raw[16:], self._proof(purpose, uid)) else None

    def sign(self, use: bytes, message: bytes) -> str:
        """A message for a link, with the proof that we wrote it for this use."""
        proof = hmac.digest(self._link_key, use + b"\0" + message, "sha256")
        return urlsafe_b64encode(message + proof).decode().rstrip("=")

    def read_signed(self, use: bytes, token: str) -> bytes | None:
        """The message, or nothing if we did not sign it for this use."""
        try:
            raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            return None
        message, proof = raw[:-32], raw[-32:]
        expected = hmac.digest(self._link_key, use + b"\0" + message, "sha256")
        return message if hmac.compare_digest(proof, expected) else None

    def _proof(self, purpose: TokenPurpose, uid: UUID) -> bytes:
        return hmac.digest(self._link_key, purpose.encode() + uid.bytes, "sha256")


def _derive(secret: str, use: bytes) -> bytes:
    return hmac.digest(secret.encode(), b"praxis/" + use, "sha256")


def new_refresh_token() -> str:
    return secrets.token_urlsafe(32)


def hash_refresh_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
