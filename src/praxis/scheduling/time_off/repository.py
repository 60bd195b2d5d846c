"""Every query on leave."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
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
    session: AsyncSession, actor: Actor, doctor_id: int, first: date, last: date
) -> list[Appointment]:
    """Visits to come that may touch these local dates, of whatever zone."""
    statement = visible_appointments(actor).where(
        Appointment.doctor_id == doctor_id,
        Appointment.status.in_(UPCOMING),
        func.timezone("UTC", Appointment.ends_at) >= first - timedelta(days=1),
        func.timezone("UTC", Appointment.starts_at) < last + timedelta(days=2),
    )
    return list(await session.scalars(statement.order_by(Appointment.starts_at)))
