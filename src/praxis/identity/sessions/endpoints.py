"""Where one is signed in, and signing out there."""

from functools import partial

from fastapi import APIRouter

from praxis.identity.auth import AdminOnly, SignedIn
from praxis.identity.errors import RoleForbidden, SessionNotFound, UserNotFound
from praxis.identity.sessions import service
from praxis.identity.sessions.schemas import SessionList
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId

router = APIRouter(prefix="/users", tags=["sessions"], route_class=StrictRoute)


@router.get(
    "/me/sessions",
    operation_id="list_my_sessions",
    summary="Where you are signed in, the last used first",
)
async def list_my_sessions(actor: SignedIn, database: DatabaseDep, clock: ClockDep) -> SessionList:
    return await database.read(partial(service.list_own, actor=actor, now=clock.now()))


@router.delete(
    "/me/sessions",
    operation_id="end_my_other_sessions",
    summary="Sign out everywhere but here",
    status_code=204,
)
async def end_my_other_sessions(actor: SignedIn, database: DatabaseDep, clock: ClockDep) -> None:
    await database.transact(partial(service.end_others, actor=actor, now=clock.now()))


@router.delete(
    "/me/sessions/{session_id}",
    operation_id="end_my_session",
    summary="Sign out in one place; it stops at once",
    status_code=204,
    responses=problems(SessionNotFound),
)
async def end_my_session(
    session_id: PublicId, actor: SignedIn, database: DatabaseDep, clock: ClockDep
) -> None:
    await database.transact(partial(service.end_own, actor=actor, uid=session_id, now=clock.now()))


@router.delete(
    "/{user_id}/sessions",
    operation_id="end_sessions_of_user",
    summary="Sign an account out everywhere",
    status_code=204,
    responses=problems(RoleForbidden, UserNotFound),
)
async def end_sessions_of_user(
    user_id: PublicId, actor: AdminOnly, database: DatabaseDep, clock: ClockDep
) -> None:
    await database.transact(
        partial(service.end_all_of, actor=actor, user_uid=user_id, now=clock.now())
    )
