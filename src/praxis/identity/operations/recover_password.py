from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from praxis.audit import service as audit
from praxis.identity import repository
from praxis.identity.attempts.service import Try, forget_attempts
from praxis.identity.auth import Actor
from praxis.identity.context import IdentityContext
from praxis.identity.errors import BadOneTimeToken
from praxis.identity.links import PASSWORD_CHANGED, RESET_REQUESTED
from praxis.identity.models import TokenPurpose
from praxis.identity.service import get_user, prepare_password, shut_out
from praxis.kit import outbox
from praxis.kit.db.database import UnitOfWork

PURPOSE = TokenPurpose.PASSWORD_RESET


async def request_reset(
    unit: UnitOfWork, visitor: Actor, email: str, now: datetime, lifetime: timedelta
) -> None:
    """Mail a link to the active account of this e-mail.

    For an address without one the same statements run, and what they wrote is undone: neither
    the answer nor its time tells which it was.
    """
    link_uid, user = await repository.insert_link(unit, email, PURPOSE, now, now + lifetime)
    message = unit.sql.transaction()
    await message.start()
    user_uid = user["uid"] if user else None
    await outbox.enqueue(unit, RESET_REQUESTED, user=user_uid, token=link_uid)
    await (message.commit() if user else message.rollback())
    await audit.record(unit, visitor, "user.password_reset_requested", "user", user_uid)


async def reset_password(
    context: IdentityContext, visitor: Actor, token: str, password: str, address: str
) -> None:
    """Set a new password and end every session. Raises `BadOneTimeToken` or `WeakPassword`.

    A password that is refused leaves the link good for another try. Wrong passwords of before do
    not count against the new one.
    """
    link_uid = context.tokens.read_link_token(PURPOSE, token)
    if link_uid is None:
        raise BadOneTimeToken(pointer="/token")
    user_uid = await context.database.read(
        lambda reader: repository.find_user_of_link(reader, link_uid, PURPOSE, context.clock.now())
    )
    if user_uid is None:
        raise BadOneTimeToken(pointer="/token")
    user = await context.database.read(lambda reader: get_user(reader, user_uid))
    password_hash = await prepare_password(
        context.passwords, context.policy, password, about=(user.email, user.full_name)
    )
    now = context.clock.now()
    await context.database.transact(
        partial(
            _set_password,
            visitor=visitor,
            user_uid=user_uid,
            link_uid=link_uid,
            password_hash=password_hash,
            tried=Try.of(context.tokens.attempts_key, user.email, address),
            now=now,
        )
    )


async def _set_password(
    unit: UnitOfWork,
    *,
    visitor: Actor,
    user_uid: UUID,
    link_uid: UUID,
    password_hash: str,
    tried: Try,
    now: datetime,
) -> None:
    user = await repository.lock_user(unit, user_uid)
    if user is None or not user.active or not await repository.use_link(unit, link_uid, now):
        raise BadOneTimeToken(pointer="/token")
    user.password_hash = password_hash
    user.version += 1
    # Who opened the link reads the mail of this address.
    user.email_verified_at = user.email_verified_at or now
    await forget_attempts(unit, tried, now, known=True)
    ended = await shut_out(unit, user, "password_reset", now)
    await audit.record(
        unit,
        visitor,
        "user.password_reset",
        "user",
        user_uid,
        fields=["password"],
        sessions_ended=ended,
    )
    await outbox.enqueue(unit, PASSWORD_CHANGED, user=user_uid)
