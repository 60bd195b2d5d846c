from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from praxis.audit import service as audit
from praxis.identity import repository
from praxis.identity.account_rules import SignInRefusal, judge_sign_in
from praxis.identity.auth import Actor
from praxis.identity.context import IdentityContext
from praxis.identity.emails import fold_email
from praxis.identity.errors import BadCredentials, EmailNotVerified
from praxis.identity.models import User
from praxis.identity.tokens import hash_refresh_token, new_refresh_token
from praxis.kit.db.database import UnitOfWork

USER_AGENT_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody who signed in goes on with."""

    access_token: str
    access_lifetime: timedelta
    refresh_token: str
    session_lifetime: timedelta


async def sign_in(
    context: IdentityContext, visitor: Actor, email: str, password: str, user_agent: str | None
) -> Grant:
    """Open a session. Raises `BadCredentials` or `EmailNotVerified`; either is audited.

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
    return await _open(context, visitor, user, better_hash, user_agent)


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
    user_agent: str | None,
) -> Grant:
    now = context.clock.now()
    grant = await context.database.transact(
        partial(
            _open_session,
            context=context,
            visitor=visitor,
            user=user,
            better_hash=better_hash,
            user_agent=user_agent,
            now=now,
        )
    )
    if grant is None:
        raise BadCredentials
    return grant


async def _open_session(
    unit: UnitOfWork,
    *,
    context: IdentityContext,
    visitor: Actor,
    user: User,
    better_hash: str | None,
    user_agent: str | None,
    now: datetime,
) -> Grant | None:
    """Nothing if the password or the account changed while the hash was computed."""
    still = await repository.confirm_password_hash(unit, user.id, user.password_hash, better_hash)
    if not still:
        await _record_refusal(unit, visitor, user, SignInRefusal.WRONG_PASSWORD)
        return None
    lifetime = context.auth.session_lifetime
    session_id, session_uid = await repository.insert_session(
        unit, user.id, now, now + lifetime, _printable(user_agent)
    )
    refresh_token = new_refresh_token()
    await repository.insert_refresh_token(unit, session_id, hash_refresh_token(refresh_token), now)
    actor = Actor(user.id, user.uid, user.role, visitor.request_id)
    await audit.record(
        unit,
        actor,
        "session.opened",
        "session",
        session_uid,
        password_upgraded=better_hash is not None,
    )
    access_token = context.tokens.access_token(user.uid, session_uid, now)
    return Grant(access_token, context.tokens.access_lifetime, refresh_token, lifetime)


def _printable(user_agent: str | None) -> str | None:
    if user_agent is None:
        return None
    return "".join(c for c in user_agent[:USER_AGENT_LENGTH] if c.isprintable())
