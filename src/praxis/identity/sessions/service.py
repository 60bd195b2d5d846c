from datetime import datetime
from uuid import UUID

from praxis.audit import service as audit
from praxis.identity.auth import Actor
from praxis.identity.errors import SessionNotFound, UserNotFound
from praxis.identity.repository import end_session, end_sessions, find_user
from praxis.identity.sessions import repository
from praxis.identity.sessions.schemas import SessionList, SessionRead
from praxis.kit.db.database import Reader, UnitOfWork


async def list_own(reader: Reader, actor: Actor, now: datetime) -> SessionList:
    rows = await repository.list_live(reader, actor.known_id, now)
    return SessionList(items=[SessionRead.of(row, actor.session_uid) for row in rows])


async def end_own(unit: UnitOfWork, actor: Actor, uid: UUID, now: datetime) -> None:
    """It stops with its next request. Raises `SessionNotFound`."""
    if not await repository.is_own(unit, actor.known_id, uid, now):
        raise SessionNotFound
    await end_session(unit, uid, "revoked", now)
    await audit.record(unit, actor, "session.ended", "session", uid)


async def end_others(unit: UnitOfWork, actor: Actor, now: datetime) -> None:
    """All of one's own but the one that asks."""
    ended = await end_sessions(unit, actor.known_id, "revoked", now, but=actor.session_uid)
    if ended:
        await audit.record(unit, actor, "session.ended", "user", actor.uid, count=ended)


async def end_all_of(unit: UnitOfWork, actor: Actor, user_uid: UUID, now: datetime) -> None:
    """An administrator signs an account out everywhere. Raises `UserNotFound`."""
    user = await find_user(unit, user_uid)
    if user is None:
        raise UserNotFound
    ended = await end_sessions(unit, user.id, "revoked_by_admin", now)
    await audit.record(unit, actor, "session.ended", "user", user.uid, count=ended)
