"""What could not be delivered, and how the queues are doing: for administrators."""

from datetime import datetime
from uuid import UUID

from praxis.audit import service as audit
from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.errors import NotFound
from praxis.kit.pagination import BadCursor, Page, PageRequest, decode_cursor, encode_cursor
from praxis.notifications.dead_letters import repository
from praxis.notifications.dead_letters.schemas import DeadLetterRead, QueueRead, Retried
from praxis.settings import Settings


async def list_dead_letters(reader: Reader, page: PageRequest) -> Page[DeadLetterRead]:
    """The latest first."""
    after = None if page.cursor is None else _read_cursor(page.cursor)
    rows = await repository.list_dead(reader, after, page.limit + 1)
    shown = [DeadLetterRead.model_validate(dict(row)) for row in rows[: page.limit]]
    more = len(rows) > page.limit
    return Page(
        items=shown,
        next_cursor=encode_cursor((shown[-1].dead_at, str(shown[-1].id))) if more else None,
        total=await repository.count_dead(reader) if page.count else None,
    )


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    dead_at, uid = decode_cursor(cursor, (datetime, str))
    try:
        return dead_at, UUID(uid)
    except ValueError:
        raise BadCursor(pointer="/query/cursor") from None


async def retry(unit: UnitOfWork, *, actor: Actor, uid: UUID | None, now: datetime) -> Retried:
    """Try one again, or all. Raises `NotFound` for one that is not among them."""
    retried = await repository.retry(unit, uid, now)
    if uid is not None and not retried:
        raise NotFound
    if retried:
        unit.has_news = True
        await audit.record(unit, actor, "message.retried", "message", uid, messages=retried)
    return Retried(retried=retried)


async def dismiss(unit: UnitOfWork, *, actor: Actor, uid: UUID) -> None:
    """Give one up for good. Raises `NotFound`."""
    if not await repository.dismiss(unit, uid):
        raise NotFound
    await audit.record(unit, actor, "message.dismissed", "message", uid)


async def get_queue(reader: Reader, settings: Settings, now: datetime) -> QueueRead:
    row = await repository.get_queue(reader, now)
    return QueueRead(
        tasks=settings.tasks,
        mail_goes_to="folder" if settings.smtp.host is None else "smtp",
        dead=await repository.count_dead(reader),
        **dict(row),
    )
