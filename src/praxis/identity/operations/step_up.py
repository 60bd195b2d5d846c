"""A fresh proof, before something that a screen left open must not do."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from praxis.audit import service as audit
from praxis.identity.attempts.errors import TooManyAttempts
from praxis.identity.attempts.service import guarded
from praxis.identity.auth import Actor
from praxis.identity.context import IdentityContext
from praxis.identity.errors import TooManyTries, UserNotFound
from praxis.identity.factors.errors import StepUpRefused
from praxis.identity.factors.proofs import Account, Method, Proof, Purpose, check_once
from praxis.identity.repository import confirm_password_hash, find_user_by_id
from praxis.identity.sessions.repository import note_step_up
from praxis.kit.db.database import UnitOfWork


async def step_up(
    context: IdentityContext, actor: Actor, proof: Proof, password: str | None
) -> datetime:
    """Show that it is you, by the password or a factor; returns how long that is enough.

    Raises `StepUpRefused` or `TooManyTries`. What failed counts against this session alone: who
    found a screen open shall not slow down its owner anywhere else.
    """
    if proof.credential is not None:
        # Nobody guesses the answer of a passkey.
        return await _prove_by_factor(context, actor, proof)
    if password is not None:
        prove = partial(_prove_by_password, context, actor, password)
    else:
        prove = partial(_prove_by_factor, context, actor, proof)
    place = f"step-up\0{actor.session_uid}"
    try:
        return await guarded(context, actor, place, "", prove, wrong=StepUpRefused)
    except TooManyAttempts as refusal:
        raise TooManyTries(retry_after=refusal.data["retry_after"]) from refusal


async def _prove_by_password(context: IdentityContext, actor: Actor, password: str) -> datetime:
    user = await context.database.read(lambda reader: find_user_by_id(reader, actor.known_id))
    if user is None:
        raise UserNotFound
    kept = user.password_hash
    verdict = await context.passwords.verify(password, kept)

    async def check(unit: UnitOfWork, _: datetime) -> Method | None:
        fits = verdict.fits and await confirm_password_hash(unit, actor.known_id, kept, None)
        return Method.PASSWORD if fits else None

    return await _note(context, actor, check, "/password")


async def _prove_by_factor(context: IdentityContext, actor: Actor, proof: Proof) -> datetime:
    async def check(unit: UnitOfWork, now: datetime) -> Method | None:
        account = _account(actor)
        return await check_once(unit, context, account, proof, Purpose.STEP_UP, now)

    return await _note(context, actor, check, _pointer(proof))


async def _note(
    context: IdentityContext,
    actor: Actor,
    check: Callable[[UnitOfWork, datetime], Awaitable[Method | None]],
    pointer: str,
) -> datetime:
    now = context.clock.now()

    async def write(unit: UnitOfWork) -> Method | None:
        method = await check(unit, now)
        assert actor.session_uid is not None  # noqa: S101 -- no API key comes here
        session = actor.session_uid
        if method is None:
            await audit.record(unit, actor, "session.step_up_refused", "session", session)
            return None
        await note_step_up(unit, session, now)
        await audit.record(unit, actor, "session.stepped_up", "session", session, factor=method)
        return method

    if await context.database.transact(write) is None:
        raise StepUpRefused(pointer=pointer)
    return now + context.auth.step_up_lifetime


def _account(actor: Actor) -> Account:
    assert actor.uid is not None  # noqa: S101 -- who is signed in has one
    return Account(actor.known_id, actor.uid)


def _pointer(proof: Proof) -> str:
    if proof.credential is not None:
        return "/credential"
    return "/recovery_code" if proof.recovery_code is not None else "/code"
