"""Codes that prove who somebody is: of an authenticator app, and for the day it is lost. Pure.

The app's are those of RFC 6238 with what every app can do: SHA-1, six digits, half a minute.
"""

import hmac
import secrets
import unicodedata
from base64 import b32encode
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote, urlencode
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SECRET_BYTES: Final = 20
DIGITS: Final = 6
STEP_SECONDS: Final = 30
# A clock may be half a minute off, and a code takes a while to type.
STEPS_AROUND: Final = (0, -1, 1)

RECOVERY_CODES: Final = 10
# Without those that look alike. Ten of 31 letters are 49 bits.
ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH: Final = 10

FREE_MISSES: Final = 5
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)

_FORMAT: Final = b"\x01"
_NONCE_BYTES: Final = 12


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def shown_secret(secret: bytes) -> str:
    """As it is typed into an app that has no camera."""
    return b32encode(secret).decode()


def enrolment_uri(secret: bytes, account: str, issuer: str) -> str:
    """What the QR code says."""
    # The colon parts the two names.
    issuer = issuer.replace(":", " ").strip() or "Praxis"
    label = f"{quote(issuer)}:{quote(account)}"
    return f"otpauth://totp/{label}?" + urlencode(
        {"secret": shown_secret(secret), "issuer": issuer}, quote_via=quote
    )


def code_of(secret: bytes, step: int) -> str:
    digest = hmac.digest(secret, step.to_bytes(8), "sha1")
    place = digest[-1] & 0xF
    number = int.from_bytes(digest[place : place + 4]) & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def matching_step(secret: bytes, code: str, now: datetime, last_step: int | None) -> int | None:
    """The half minute whose code this is, if it is near and later than the last that was taken."""
    typed = _digits(code)
    found = None
    for offset in STEPS_AROUND:
        step = step_of(now) + offset
        fits = hmac.compare_digest(code_of(secret, step).encode(), typed.encode())
        if fits and (last_step is None or step > last_step):
            found = step
    return found


def _digits(code: str) -> str:
    """Digits of any script as ASCII; spaces, which apps show between them, are left out."""
    plain = "".join(code.split())
    return "".join(str(unicodedata.digit(c, c)) for c in plain)


def new_recovery_codes() -> list[str]:
    def make() -> str:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        return f"{letters[:5]}-{letters[5:]}"

    return [make() for _ in range(RECOVERY_CODES)]


def hash_recovery_code(key: bytes, user_uid: UUID, code: str) -> bytes:
    """Keyed: 49 bits alone could be guessed by whoever carries the table away."""
    plain = "".join(code.lower().split()).replace("-", "")
    return hmac.digest(key, user_uid.bytes + plain.encode(), "sha256")


def wait_after(misses: int) -> timedelta:
    """How long the next try has to wait: nothing at first, then twice as long each time."""
    if misses < FREE_MISSES:
        return timedelta(0)
    doublings = min(misses - FREE_MISSES, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def seal_secret(key: bytes, user_uid: UUID, secret: bytes) -> bytes:
    """AES-256-GCM; moved to another account it does not open."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, secret, _bound_to(user_uid))


def open_secret(key: bytes, user_uid: UUID, sealed: bytes) -> bytes | None:
    """Nothing if it was altered, or sealed under another key."""
    if sealed[:1] != _FORMAT:
        return None
    nonce, rest = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, rest, _bound_to(user_uid))
    except (InvalidTag, ValueError):
        return None


def _bound_to(user_uid: UUID) -> bytes:
    return b"totp_factors.secret:" + user_uid.bytes
