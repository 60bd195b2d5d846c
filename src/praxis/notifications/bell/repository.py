"""Every query on the lines under a bell: always of one user."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.pagination import Keyset, Page, PageRequest, paginate
from praxis.notifications.models import Notification
from praxis.scheduling.appointments.models import Appointment
from praxis.scheduling.appointments.repository import visible_appointments


async def list_notifications(
    reader: Reader, actor: Actor, page: PageRequest, *, unread_only: bool
) -> Page[Any]:
    """Rows of `Notification`, the newest first; a page cannot name a table as its type."""
    statement = select(Notification).where(Notification.user_id == actor.known_id)
    if unread_only:
        statement = statement.where(Notification.read_at.is_(None))
    newest = Keyset((Notification.id,), (int,), descending=True)
    return await paginate(reader.session, statement, newest, page, lambda row: row)


async def visits_of(
    reader: Reader, actor: Actor, appointment_ids: Sequence[int]
) -> dict[int, Appointment]:
    """Those of the visits that the actor may know of."""
    statement = visible_appointments(actor).where(Appointment.id.in_(appointment_ids))
    return {row.id: row for row in await reader.session.scalars(statement)}


async def count_unread(reader: Reader, actor: Actor) -> int:
    found: int = await reader.sql.fetchval(
        "SELECT count(*) FROM notifications WHERE user_id = $1 AND read_at IS NULL", actor.known_id
    )
    return found


async def mark_read(
    unit: UnitOfWork, actor: Actor, uids: Sequence[UUID] | None, now: datetime
) -> int:
    """Mark these lines of the actor, or all, as read; returns how many were not yet."""
    status: str = await unit.sql.execute(
        """
        UPDATE notifications SET read_at = $3
        WHERE user_id = $1 AND read_at IS NULL AND ($2::uuid[] IS NULL OR uid = ANY ($2))
        """,
        actor.known_id,
        None if uids is None else list(uids),
        now,
    )
    return int(status.rsplit(maxsplit=1)[-1])


async def forget_old(unit: UnitOfWork, before: datetime) -> None:
    await unit.sql.execute("DELETE FROM notifications WHERE created_at < $1", before)
