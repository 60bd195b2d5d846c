"""Signing in with a second factor after the password, or with a passkey alone."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from praxis.audit import service as audit
from praxis.identity.account_rules import SignInRefusal
from praxis.identity.auth import Actor
from praxis.identity.context import IdentityContext
from praxis.identity.errors import EmailNotVerified
from praxis.identity.factors import passkeys, repository
from praxis.identity.factors.enrolment import needed_place
from praxis.identity.factors.errors import BadProof, MfaEnded, MfaRequired, NoFactor
from praxis.identity.factors.proofs import (
    CHALLENGE_LIFETIME,
    Account,
    Method,
    Proof,
    Purpose,
    check,
    methods_of,
    take_passkey,
)
from praxis.identity.factors.schemas import PasskeyOptions
from praxis.identity.operations.open_session import Entering, Grant, Seen, open_session
from praxis.identity.tokens import hash_refresh_token
from praxis.kit.db.database import UnitOfWork
from praxis.kit.errors import DomainError

LIFETIME = timedelta(minutes=5)
MOST_MISSES = 5
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Finished:
    grant: Grant
    with_cookie: bool


async def ask_for_second_factor(
    unit: UnitOfWork, visitor: Actor, account: Account, *, with_cookie: bool, now: datetime
) -> MfaRequired:
    """Keep that the password was right; the token says so for five minutes, once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await repository.add_pending(
        unit,
        hash_refresh_token(token),
        account.id,
        with_cookie=with_cookie,
        now=now,
        lifetime=LIFETIME,
    )
    methods = [str(method) for method in await methods_of(unit, account.id)]
    await audit.record(
        unit, visitor, "session.second_factor_asked", "user", account.uid, methods=methods
    )
    return MfaRequired(mfa_token=token, methods=methods, expires_in=int(LIFETIME.total_seconds()))


async def finish_sign_in(
    context: IdentityContext, visitor: Actor, token: str, proof: Proof, seen: Seen
) -> Finished:
    """The second step. Raises `MfaEnded`, `BadProof` or `TooManyTries`; what failed is counted."""
    now = context.clock.now()
    outcome = await context.database.transact(
        partial(
            _finish, context=context, visitor=visitor, token=token, proof=proof, seen=seen, now=now
        )
    )
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


async def _finish(
    unit: UnitOfWork,
    *,
    context: IdentityContext,
    visitor: Actor,
    token: str,
    proof: Proof,
    seen: Seen,
    now: datetime,
) -> Finished | DomainError:
    token_hash = hash_refresh_token(token)
    row = await repository.lock_pending(unit, token_hash)
    if (
        row is None
        or row["used_at"] is not None
        or row["expires_at"] <= now
        or row["misses"] >= MOST_MISSES
        or not row["active"]
    ):
        return MfaEnded()
    account = Account(row["user_id"], row["user_uid"])
    method = await check(unit, context, account, proof, Purpose.SECOND_FACTOR, now)
    if method is None:
        await repository.miss_pending(unit, token_hash)
        await audit.record(
            unit, visitor, "session.refused", "user", account.uid, cause="second_factor"
        )
        return BadProof()
    await repository.use_pending(unit, token_hash, now)
    entering = Entering(account.id, account.uid, row["role"], method)
    if not row["with_cookie"]:
        # Tokens for a program take no cookie's place.
        seen = replace(seen, earlier_token_hash=None)
    grant = await open_session(unit, context, visitor, entering, seen, now)
    return Finished(grant, row["with_cookie"])


async def second_factor_options(
    unit: UnitOfWork, context: IdentityContext, token: str, now: datetime
) -> PasskeyOptions:
    """What to ask a passkey for the second step. Raises `MfaEnded`, `NoFactor`."""
    row = await repository.lock_pending(unit, hash_refresh_token(token))
    if row is None or row["used_at"] is not None or row["expires_at"] <= now:
        raise MfaEnded
    return await options_for(unit, context, row["user_id"], Purpose.SECOND_FACTOR, now)


async def options_for(
    unit: UnitOfWork, context: IdentityContext, user_id: int, purpose: Purpose, now: datetime
) -> PasskeyOptions:
    place = needed_place(context)
    keys = await repository.list_passkeys(unit, user_id)
    if not keys:
        raise NoFactor
    challenge = passkeys.new_challenge()
    await repository.add_challenge(
        unit, challenge, purpose, user_id, now=now, lifetime=CHALLENGE_LIFETIME
    )
    allowed = [(row["credential_id"], row["transports"]) for row in keys]
    return PasskeyOptions(public_key=passkeys.authentication_options(place, challenge, allowed))


async def passkey_options(
    unit: UnitOfWork, context: IdentityContext, now: datetime
) -> PasskeyOptions:
    """What to ask any passkey of this place; the answer says whose it is."""
    place = needed_place(context)
    challenge = passkeys.new_challenge()
    await repository.add_challenge(
        unit, challenge, Purpose.SIGN_IN, None, now=now, lifetime=CHALLENGE_LIFETIME
    )
    return PasskeyOptions(public_key=passkeys.authentication_options(place, challenge))


async def sign_in_with_passkey(
    context: IdentityContext, visitor: Actor, credential: dict[str, Any], seen: Seen
) -> Grant:
    """Two factors at once: the device, and what opens it. Raises `BadProof`, `EmailNotVerified`."""
    now = context.clock.now()
    outcome = await context.database.transact(
        partial(_enter, context=context, visitor=visitor, credential=credential, seen=seen, now=now)
    )
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


async def _enter(
    unit: UnitOfWork,
    *,
    context: IdentityContext,
    visitor: Actor,
    credential: dict[str, Any],
    seen: Seen,
    now: datetime,
) -> Grant | DomainError:
    holder = await take_passkey(unit, context, credential, Purpose.SIGN_IN, None, now)
    if holder is None or not holder.active:
        uid = holder.uid if holder else None
        cause = SignInRefusal.INACTIVE if holder else "passkey"
        await audit.record(unit, visitor, "session.refused", "user", uid, cause=cause)
        return BadProof()
    if context.auth.require_verified_email and not holder.email_verified:
        cause = SignInRefusal.EMAIL_NOT_VERIFIED
        await audit.record(unit, visitor, "session.refused", "user", holder.uid, cause=cause)
        return EmailNotVerified()
    entering = Entering(holder.id, holder.uid, holder.role, Method.PASSKEY)
    return await open_session(unit, context, visitor, entering, seen, now)
