"""Passkeys (WebAuthn): what the browser is asked, and whether its answer holds. No database."""

import ipaddress
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson
import webauthn
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

CHALLENGE_BYTES = 32
# WebAuthn lets no id be longer, and an index of PostgreSQL takes not much more.
MOST_ID_BYTES = 1023
TIMEOUT_MS = 5 * 60 * 1000
TRANSPORTS = frozenset(str(transport.value) for transport in AuthenticatorTransport)

Options = dict[str, Any]
Credential = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where passkeys are good: the host that they are bound to, and the origin of the pages."""

    host: str
    origin: str

    @classmethod
    def of(cls, public_url: str) -> "Place | None":
        """Nothing where browsers offer none: at a bare number, or without HTTPS."""
        parts = urlsplit(public_url)
        host = parts.hostname or ""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            pass
        else:
            return None
        local = host == "localhost" or host.endswith(".localhost")
        if not host or not (parts.scheme == "https" or local):
            return None
        return cls(host, f"{parts.scheme}://{parts.netloc}")


@dataclass(frozen=True, slots=True)
class Known:
    """A passkey as it is kept."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Registered:
    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


def new_challenge() -> bytes:
    return secrets.token_bytes(CHALLENGE_BYTES)


def registration_options(
    place: Place,
    challenge: bytes,
    *,
    user_uid: UUID,
    account: str,
    name: str,
    present: Sequence[bytes],
) -> Options:
    """A key that the device finds by itself and opens only to its owner: good as the only factor.

    No attestation is asked for: which make of device it is, is nobody's business here.
    """
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name="Praxis",
        user_id=user_uid.bytes,
        user_name=account,
        user_display_name=name,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=key) for key in present],
    )
    return _as_json(webauthn.options_to_json(options))


def authentication_options(
    place: Place, challenge: bytes, allowed: Sequence[tuple[bytes, Sequence[str]]] = ()
) -> Options:
    """`allowed` are ids of keys and how they are reached; none: whichever the device has."""
    options = webauthn.generate_authentication_options(
        rp_id=place.host,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        allow_credentials=[
            PublicKeyCredentialDescriptor(
                id=key, transports=[AuthenticatorTransport(name) for name in transports]
            )
            for key, transports in allowed
        ],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _as_json(webauthn.options_to_json(options))


def _as_json(text: str) -> Options:
    read: Options = orjson.loads(text)
    return read


def challenge_in(credential: Credential) -> bytes | None:
    """Which challenge the browser says it signed; that it did is looked at afterwards."""
    try:
        told = credential["response"]["clientDataJSON"]
        return _bytes_of(orjson.loads(_bytes_of(told))["challenge"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def credential_id_in(credential: Credential) -> bytes | None:
    try:
        return _bytes_of(credential["id"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify_registration(
    place: Place, challenge: bytes, credential: Credential
) -> Registered | None:
    """What is to be kept of a new passkey, or nothing if the answer does not hold."""
    try:
        found = webauthn.verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
        told = credential["response"].get("transports") or ()
        transports = tuple(sorted({name for name in told if name in TRANSPORTS}))
    except Exception:  # noqa: BLE001 -- foreign bytes, of which its parsers raise what they meet
        return None
    if len(found.credential_id) > MOST_ID_BYTES:
        return None
    return Registered(
        found.credential_id, found.credential_public_key, found.sign_count, transports
    )


def verify_authentication(
    place: Place, challenge: bytes, credential: Credential, known: Known
) -> int | None:
    """The new count of signatures, or nothing if the answer does not hold.

    A count that did not grow tells of a copied key, and is refused.
    """
    try:
        found = webauthn.verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 -- foreign bytes, of which its parsers raise what they meet
        return None
    return found.new_sign_count
