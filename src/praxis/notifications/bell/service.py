"""What waits under a user's bell."""

from datetime import datetime, timedelta

from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.pagination import PageRequest
from praxis.kit.schemas import parse_instant
from praxis.live import events as live
from praxis.notifications.bell import repository
from praxis.notifications.bell.schemas import (
    NotificationPage,
    NotificationRead,
    NotificationsSeen,
    NotifiedVisit,
    UnreadRead,
)
from praxis.notifications.models import Notification
from praxis.scheduling.appointments.models import Appointment
from praxis.scheduling.appointments.rules import standing

KEPT = timedelta(days=90)


async def list_notifications(
    reader: Reader, *, actor: Actor, page: PageRequest, unread_only: bool, now: datetime
) -> NotificationPage:
    found = await repository.list_notifications(reader, actor, page, unread_only=unread_only)
    ids = {row.appointment_id for row in found.items if row.appointment_id is not None}
    visits = await repository.visits_of(reader, actor, sorted(ids))
    return NotificationPage(
        items=[_read(row, visits, actor, now) for row in found.items],
        next_cursor=found.next_cursor,
        total=found.total,
        unread=await repository.count_unread(reader, actor),
    )


async def mark_read(
    unit: UnitOfWork, *, actor: Actor, seen: NotificationsSeen, now: datetime
) -> UnreadRead:
    """The user's other windows hear of it."""
    if await repository.mark_read(unit, actor, seen.ids, now):
        read = live.Event(live.NOTIFICATION_READ, user_ids=(actor.known_id,))
        await live.publish(unit, [read], now)
    return UnreadRead(unread=await repository.count_unread(unit, actor))


async def forget_old(unit: UnitOfWork, now: datetime) -> None:
    await repository.forget_old(unit, now - KEPT)


def _read(
    row: Notification, visits: dict[int, Appointment], actor: Actor, now: datetime
) -> NotificationRead:
    was_at = row.data.get("was_at")
    visit = visits.get(row.appointment_id) if row.appointment_id is not None else None
    return NotificationRead(
        id=row.uid,
        kind=row.kind,
        created_at=row.created_at,
        read_at=row.read_at,
        was_at=None if was_at is None else parse_instant(was_at),
        appointment=None if visit is None else _visit(visit, actor, now),
    )


def _visit(row: Appointment, actor: Actor, now: datetime) -> NotifiedVisit:
    return NotifiedVisit(
        id=row.uid,
        status=standing(row.status, row.expires_at, now),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.location.time_zone,
        doctor_name=row.doctor.user.full_name,
        location_name=row.location.name,
        # Reading a patient's name leaves a trace, which a bell that looks all day would flood.
        patient_name=row.patient.full_name if actor.role == Role.PATIENT else None,
    )
