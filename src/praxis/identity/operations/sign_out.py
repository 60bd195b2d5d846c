from datetime import datetime
from uuid import UUID

from praxis.audit import service as audit
from praxis.identity import repository
from praxis.identity.auth import Actor
from praxis.identity.tokens import hash_refresh_token
from praxis.kit.db.database import UnitOfWork


async def sign_out(unit: UnitOfWork, by: Actor, refresh_token: str | None, now: datetime) -> None:
    """End the session of the refresh token and that of the actor; one that ended is no error."""
    ending = set() if by.session_uid is None else {by.session_uid}
    if refresh_token is not None:
        found = await repository.find_session_of_token(unit, hash_refresh_token(refresh_token))
        ending |= set() if found is None else {found}
    for session_uid in sorted(ending):
        await _end(unit, session_uid, by, "signed_out", now)


async def end_session_of_token(
    unit: UnitOfWork, by: Actor, token_hash: bytes, because: str, now: datetime
) -> None:
    """End the session that a refresh token is or was of; one that ended is no error."""
    session_uid = await repository.find_session_of_token(unit, token_hash)
    if session_uid is not None:
        await _end(unit, session_uid, by, because, now)


async def _end(unit: UnitOfWork, session_uid: UUID, by: Actor, because: str, now: datetime) -> None:
    user = await repository.end_session(unit, session_uid, because, now)
    if user is not None:
        actor = Actor(user["id"], user["uid"], user["role"], by.request_id)
        await audit.record(unit, actor, "session.ended", "session", session_uid, cause=because)
