"""Every query on leave."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from praxis.identity.auth import Actor
from praxis.scheduling.appointments.models import Appointment
from praxis.scheduling.appointments.repository import visible_appointments
from praxis.scheduling.appointments.rules import UPCOMING
from praxis.scheduling.availability.models import TimeOff, TimeOffStatus


async def list_time_off(
    session: AsyncSession, doctor_id: int, first: date | None, last: date | None
) -> list[TimeOff]:
    """Leave that stands, by its first day."""
    statement = select(TimeOff).where(
        TimeOff.doctor_id == doctor_id, TimeOff.status == TimeOffStatus.APPROVED
    )
    if first is not None:
        statement = statement.where(TimeOff.ends_on >= first)
    if last is not None:
        statement = statement.where(TimeOff.starts_on <= last)
    return list(await session.scalars(statement.order_by(TimeOff.starts_on, TimeOff.id)))


async def find_time_off(session: AsyncSession, doctor_id: int, uid: UUID) -> TimeOff | None:
    """Leave that stands, locked."""
    return await session.scalar(
        select(TimeOff)
        .where(
            TimeOff.doctor_id == doctor_id,
            TimeOff.uid == uid,
            TimeOff.status == TimeOffStatus.APPROVED,
        )
        .with_for_update()
    )


async def upcoming_visits(
    session: AsyncSession, actor: Actor, doctor_id: int, first: date, last: date | None
) -> list[Appointment]:
    """Visits to come that may touch these local dates, of whatever zone; by start.

    Zones lie within a day of UTC, and a visit lasts a day at most.
    """
    statement = visible_appointments(actor).where(
        Appointment.doctor_id == doctor_id,
        Appointment.status.in_(UPCOMING),
        Appointment.starts_at >= _midnight(first) - timedelta(days=2),
    )
    if last is not None:
        statement = statement.where(Appointment.starts_at < _midnight(last) + timedelta(days=2))
    ordered = statement.order_by(Appointment.starts_at, Appointment.id)
    return list(await session.scalars(ordered))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
