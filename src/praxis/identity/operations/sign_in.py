from datetime import datetime
from functools import partial

from praxis.audit import service as audit
from praxis.identity import repository
from praxis.identity.account_rules import SignInRefusal, judge_sign_in
from praxis.identity.auth import Actor
from praxis.identity.context import IdentityContext
from praxis.identity.emails import fold_email
from praxis.identity.errors import BadCredentials, EmailNotVerified
from praxis.identity.factors.errors import MfaRequired
from praxis.identity.factors.proofs import Account
from praxis.identity.models import User
from praxis.identity.operations.open_session import Entering, Grant, Seen, open_session
from praxis.identity.operations.second_step import ask_for_second_factor
from praxis.kit.db.database import UnitOfWork


async def sign_in(
    context: IdentityContext,
    visitor: Actor,
    email: str,
    password: str,
    seen: Seen,
    *,
    with_cookie: bool = True,
) -> Grant:
    """Open a session. Raises `BadCredentials` or `EmailNotVerified`; either is audited.

    Of an account with a second factor the password is the first step: raises `MfaRequired`.

    Known and unknown accounts take the same steps, one of them the hash that costs the time.
    """
    folded = fold_email(email)
    user = await context.database.read(lambda reader: repository.find_user_by_email(reader, folded))
    better_hash = None
    if user is None:
        verdict = await context.passwords.verify_nothing(password)
    else:
        verdict = await context.passwords.verify(password, user.password_hash)
        better_hash = verdict.better_hash
    refusal = judge_sign_in(
        user, fits=verdict.fits, require_verified=context.auth.require_verified_email
    )
    if user is None or refusal is not None:
        await context.database.transact(lambda unit: _record_refusal(unit, visitor, user, refusal))
        raise EmailNotVerified if refusal is SignInRefusal.EMAIL_NOT_VERIFIED else BadCredentials
    return await _open(context, visitor, user, better_hash, seen, with_cookie=with_cookie)


async def _record_refusal(
    unit: UnitOfWork, visitor: Actor, user: User | None, refusal: SignInRefusal | None
) -> None:
    uid = user.uid if user else None
    await audit.record(unit, visitor, "session.refused", "user", uid, cause=refusal)


async def _open(
    context: IdentityContext,
    visitor: Actor,
    user: User,
    better_hash: str | None,
    seen: Seen,
    *,
    with_cookie: bool,
) -> Grant:
    now = context.clock.now()
    outcome = await context.database.transact(
        partial(
            _after_password,
            context=context,
            visitor=visitor,
            user=user,
            better_hash=better_hash,
            seen=seen,
            with_cookie=with_cookie,
            now=now,
        )
    )
    if outcome is None:
        raise BadCredentials
    if isinstance(outcome, MfaRequired):
        raise outcome
    return outcome


async def _after_password(
    unit: UnitOfWork,
    *,
    context: IdentityContext,
    visitor: Actor,
    user: User,
    better_hash: str | None,
    seen: Seen,
    with_cookie: bool,
    now: datetime,
) -> Grant | MfaRequired | None:
    """Nothing if the password or the account changed while the hash was computed."""
    still = await repository.confirm_password_hash(unit, user.id, user.password_hash, better_hash)
    if not still:
        await _record_refusal(unit, visitor, user, SignInRefusal.WRONG_PASSWORD)
        return None
    if await repository.has_factor(unit, user.id):
        return await ask_for_second_factor(
            unit, visitor, Account(user.id, user.uid), with_cookie=with_cookie, now=now
        )
    return await open_session(
        unit,
        context,
        visitor,
        Entering(user.id, user.uid, user.role),
        seen,
        now,
        password_upgraded=better_hash is not None,
    )
