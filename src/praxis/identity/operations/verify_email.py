from datetime import datetime, timedelta

from praxis.audit import service as audit
from praxis.identity import repository
from praxis.identity.auth import Actor
from praxis.identity.errors import BadOneTimeToken, UserNotFound
from praxis.identity.links import send_verification
from praxis.identity.models import TokenPurpose
from praxis.identity.tokens import TokenMaker
from praxis.kit.db.database import UnitOfWork

PURPOSE = TokenPurpose.EMAIL_VERIFICATION


async def verify_email(
    unit: UnitOfWork, visitor: Actor, tokens: TokenMaker, token: str, now: datetime
) -> None:
    """Take the e-mail as its owner's. Raises `BadOneTimeToken`."""
    link_uid = tokens.read_link_token(PURPOSE, token)
    if link_uid is None:
        raise BadOneTimeToken(pointer="/token")
    user_uid = await repository.find_user_of_link(unit, link_uid, PURPOSE, now)
    user = await repository.lock_user(unit, user_uid) if user_uid else None
    if user is None or not user.active or not await repository.use_link(unit, link_uid, now):
        raise BadOneTimeToken(pointer="/token")
    await repository.void_links(unit, user.id, (PURPOSE,), now)
    if user.email_verified_at is None:
        user.email_verified_at = now
        user.version += 1
    await audit.record(
        unit, visitor, "user.email_verified", "user", user.uid, fields=["email_verified"]
    )


async def request_verification(
    unit: UnitOfWork, actor: Actor, now: datetime, lifetime: timedelta
) -> None:
    """Mail a new link to whoever is signed in, unless their e-mail is confirmed already."""
    user = await repository.find_user_by_id(unit, actor.known_id)
    if user is None:
        raise UserNotFound
    if user.email_verified_at is not None:
        return
    await send_verification(unit, user.email, now, lifetime)
    await audit.record(unit, actor, "user.verification_requested", "user", user.uid)
