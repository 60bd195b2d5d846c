from functools import partial

from fastapi import APIRouter

from praxis.identity.auth import AdminOnly
from praxis.identity.errors import RoleForbidden
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.errors import NotFound
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId
from praxis.notifications.dead_letters import service
from praxis.notifications.dead_letters.schemas import DeadLetterRead, QueueRead, Retried
from praxis.settings import SettingsDep

router = APIRouter(prefix="/admin", tags=["messages"], route_class=StrictRoute)


@router.get(
    "/message-queue",
    operation_id="get_message_queue",
    summary="How messages are doing: what waits, what was given up, where e-mail goes",
    responses=problems(RoleForbidden),
)
async def get_message_queue(
    _actor: AdminOnly, database: DatabaseDep, clock: ClockDep, settings: SettingsDep
) -> QueueRead:
    return await database.read(partial(service.get_queue, settings=settings, now=clock.now()))


@router.get(
    "/dead-letters",
    operation_id="list_dead_letters",
    summary="Messages that were given up after many attempts, the latest first",
    responses=problems(RoleForbidden, BadCursor),
)
async def list_dead_letters(
    _actor: AdminOnly, database: DatabaseDep, page: PageQuery
) -> Page[DeadLetterRead]:
    return await database.read(partial(service.list_dead_letters, page=page))


@router.post(
    "/dead-letters/retry",
    operation_id="retry_dead_letters",
    summary="Try all of them again",
    responses=problems(RoleForbidden),
)
async def retry_dead_letters(actor: AdminOnly, database: DatabaseDep, clock: ClockDep) -> Retried:
    return await database.transact(partial(service.retry, actor=actor, uid=None, now=clock.now()))


@router.post(
    "/dead-letters/{message_id}/retry",
    operation_id="retry_dead_letter",
    summary="Try one again",
    responses=problems(RoleForbidden, NotFound),
)
async def retry_dead_letter(
    message_id: PublicId, actor: AdminOnly, database: DatabaseDep, clock: ClockDep
) -> Retried:
    return await database.transact(
        partial(service.retry, actor=actor, uid=message_id, now=clock.now())
    )


@router.delete(
    "/dead-letters/{message_id}",
    status_code=204,
    operation_id="dismiss_dead_letter",
    summary="Give one up for good",
    responses=problems(RoleForbidden, NotFound),
)
async def dismiss_dead_letter(
    message_id: PublicId, actor: AdminOnly, database: DatabaseDep
) -> None:
    await database.transact(partial(service.dismiss, actor=actor, uid=message_id))
