from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query

from praxis.identity.auth import SignedIn
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.pagination import BadCursor, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.notifications.bell import service
from praxis.notifications.bell.schemas import NotificationPage, NotificationsSeen, UnreadRead

router = APIRouter(prefix="/notifications", tags=["notifications"], route_class=StrictRoute)


@router.get(
    "",
    operation_id="list_notifications",
    summary="What happened that concerns you, newest first",
    responses=problems(BadCursor),
)
async def list_notifications(
    actor: SignedIn,
    database: DatabaseDep,
    clock: ClockDep,
    page: PageQuery,
    unread: Annotated[bool, Query(description="only what you have not read")] = False,
) -> NotificationPage:
    return await database.read(
        partial(
            service.list_notifications,
            actor=actor,
            page=page,
            unread_only=unread,
            now=clock.now(),
        )
    )


@router.post(
    "/read",
    operation_id="mark_notifications_read",
    summary="Say that you have read some, or all",
)
async def mark_notifications_read(
    actor: SignedIn, database: DatabaseDep, clock: ClockDep, seen: NotificationsSeen
) -> UnreadRead:
    return await database.transact(
        partial(service.mark_read, actor=actor, seen=seen, now=clock.now())
    )
