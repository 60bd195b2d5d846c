"""Whether somebody proves that an account is theirs, by a code or a passkey."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from praxis.identity.attempts.rules import left_of
from praxis.identity.context import IdentityContext
from praxis.identity.errors import TooManyTries
from praxis.identity.factors import codes, passkeys, repository
from praxis.identity.factors.errors import SecretChanged
from praxis.identity.factors.passkeys import Known, Place
from praxis.identity.factors.readable import tell_of_changed_secret
from praxis.kit.db.database import Reader, UnitOfWork

CHALLENGE_LIFETIME = timedelta(minutes=5)


class Method(StrEnum):
    PASSWORD = "password"  # noqa: S105 -- the name of a way
    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


class Purpose(StrEnum):
    REGISTRATION = "registration"
    SECOND_FACTOR = "second_factor"
    SIGN_IN = "sign_in"
    STEP_UP = "step_up"


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody brings: one of the three."""

    code: str | None = None
    recovery_code: str | None = None
    credential: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Whose it is said to be."""

    id: int
    uid: UUID


async def refuse_while_waiting(unit: UnitOfWork, account: Account, now: datetime) -> None:
    """Raise `TooManyTries` while this account has to wait. Never for good, and at most 15 minutes.

    Another try for the same account waits for this unit: guesses cannot be made side by side.
    """
    misses, last_at = await repository.lock_misses(unit, account.id)
    if last_at is None:
        return
    left = left_of(codes.wait_after(misses), last_at, now)
    if left:
        raise TooManyTries.after(left)


async def check(
    unit: UnitOfWork,
    context: IdentityContext,
    account: Account,
    proof: Proof,
    purpose: Purpose,
    now: datetime,
) -> Method | None:
    """How they proved it, or nothing; a wrong code is counted. Raises `TooManyTries`."""
    if proof.credential is not None:
        return await check_once(unit, context, account, proof, purpose, now)
    await refuse_while_waiting(unit, account, now)
    method = await check_once(unit, context, account, proof, purpose, now)
    if method is None:
        await repository.count_miss(unit, account.id, now)
    else:
        await repository.forget_misses(unit, account.id)
    return method


async def check_once(
    unit: UnitOfWork,
    context: IdentityContext,
    account: Account,
    proof: Proof,
    purpose: Purpose,
    now: datetime,
) -> Method | None:
    """How they proved it, or nothing; the caller counts. A code or an answer is taken once."""
    if proof.credential is not None:
        found = await take_passkey(unit, context, proof.credential, purpose, account.id, now)
        return Method.PASSKEY if found is not None else None
    return await _check_code(unit, context, account, proof, now)


async def _check_code(
    unit: UnitOfWork, context: IdentityContext, account: Account, proof: Proof, now: datetime
) -> Method | None:
    """Raises `SecretChanged`, which is no miss of theirs, where no code can fit any more."""
    if proof.recovery_code is not None:
        key = context.tokens.recovery_key
        digest = codes.hash_recovery_code(key, account.uid, proof.recovery_code)
        if await repository.use_recovery_code(unit, account.id, digest, now):
            return Method.RECOVERY_CODE
    row = await repository.lock_totp(unit, account.id)
    if row is None or row["confirmed_at"] is None:
        return None
    secret = codes.open_secret(context.tokens.factor_key, account.uid, row["secret"])
    if secret is None:
        tell_of_changed_secret(context.tokens)
        raise SecretChanged
    if proof.code is None:
        return None
    step = codes.matching_step(secret, proof.code, now, row["last_step"])
    if step is None:
        return None
    await repository.take_step(unit, account.id, step)
    return Method.TOTP


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose passkey it was."""

    id: int
    uid: UUID
    role: str
    active: bool
    email_verified: bool


async def take_passkey(
    unit: UnitOfWork,
    context: IdentityContext,
    credential: dict[str, Any],
    purpose: Purpose,
    user_id: int | None,
    now: datetime,
) -> Holder | None:
    """Whose passkey answered the challenge of this purpose; `user_id`: only if it is theirs."""
    place = Place.of(context.settings.public_url)
    challenge = passkeys.challenge_in(credential)
    credential_id = passkeys.credential_id_in(credential)
    if place is None or challenge is None or credential_id is None:
        return None
    # Used up by the first answer, whether or not that holds.
    if not await repository.take_challenge(unit, challenge, purpose, user_id, now):
        return None
    row = await repository.lock_passkey(unit, credential_id)
    if row is None or (user_id is not None and row["user_id"] != user_id):
        return None
    known = Known(row["credential_id"], row["public_key"], row["sign_count"])
    count = passkeys.verify_authentication(place, challenge, credential, known)
    if count is None:
        return None
    await repository.use_passkey(unit, row["id"], count, now)
    return Holder(
        row["user_id"],
        row["user_uid"],
        row["role"],
        row["active"],
        row["email_verified_at"] is not None,
    )


async def methods_of(reader: Reader, user_id: int) -> list[Method]:
    """How this account can take the second step."""
    found = []
    totp = await repository.find_totp(reader, user_id)
    if totp is not None and totp["confirmed_at"] is not None:
        found.append(Method.TOTP)
    if await repository.list_passkeys(reader, user_id):
        found.append(Method.PASSKEY)
    if await repository.count_recovery_codes(reader, user_id):
        found.append(Method.RECOVERY_CODE)
    return found
