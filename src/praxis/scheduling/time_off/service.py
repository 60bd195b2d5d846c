"""Leave: no visit is booked into it, and visits that were are named."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.audit import service as audit
from praxis.directory.doctors.repository import get_doctor
from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.intervals import Interval
from praxis.kit.pagination import Page
from praxis.scheduling.appointments.models import Appointment
from praxis.scheduling.appointments.schemas import read_appointment
from praxis.scheduling.availability.model import Leave
from praxis.scheduling.availability.models import TimeOff, TimeOffStatus
from praxis.scheduling.availability.rules import leaves_touching
from praxis.scheduling.availability.service import announce, doctor_to_change, may_see_why
from praxis.scheduling.time_off import repository
from praxis.scheduling.time_off.errors import TimeOffNotFound
from praxis.scheduling.time_off.schemas import TimeOffCreate, TimeOffCreated, TimeOffRead


async def list_time_off(
    reader: Reader, *, actor: Actor, doctor_uid: UUID, first: date | None, last: date | None
) -> Page[TimeOffRead]:
    doctor = await get_doctor(reader.session, actor, doctor_uid)
    rows = await repository.list_time_off(reader.session, doctor.id, first, last)
    shown = may_see_why(actor, doctor)
    return Page(items=[_read(row, with_reason=shown) for row in rows])


async def add_time_off(
    unit: UnitOfWork, *, actor: Actor, doctor_uid: UUID, body: TimeOffCreate, now: datetime
) -> TimeOffCreated:
    """Take leave; answers with the visits that lie in it.

    The schedule is locked, so a booking under way is either among them or refused.
    """
    doctor = await doctor_to_change(unit, actor, doctor_uid)
    row = TimeOff(
        doctor_id=doctor.id,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        start_minute=body.start_time,
        end_minute=body.end_time,
        reason=body.reason,
        status=TimeOffStatus.APPROVED,
    )
    unit.session.add(row)
    await unit.flush()
    affected = await visits_in(unit, actor, doctor.id, body, now)
    await audit.record(unit, actor, "time_off.added", "time_off", row.uid, affected=len(affected))
    await audit.record_many(
        unit,
        actor,
        "appointment.read",
        "appointment",
        [(visit.uid, visit.patient_id) for visit in affected],
    )
    await announce(unit, doctor)
    return TimeOffCreated.model_construct(
        **dict(_read(row, with_reason=True)),
        affected=[read_appointment(visit, actor, now) for visit in affected],
    )


async def cancel_time_off(
    unit: UnitOfWork, *, actor: Actor, doctor_uid: UUID, time_off_uid: UUID
) -> None:
    """Raises `TimeOffNotFound`, also for what was cancelled before."""
    doctor = await doctor_to_change(unit, actor, doctor_uid)
    row = await repository.find_time_off(unit.session, doctor.id, time_off_uid)
    if row is None:
        raise TimeOffNotFound
    row.status = TimeOffStatus.CANCELLED
    await unit.flush()
    await audit.record(unit, actor, "time_off.cancelled", "time_off", row.uid)
    await announce(unit, doctor)


async def visits_in(
    reader: Reader, actor: Actor, doctor_id: int, body: TimeOffCreate, now: datetime
) -> list[Appointment]:
    """The visits to come of which any part falls into the leave, by start."""
    visits = await repository.upcoming_visits(
        reader.session, actor, doctor_id, body.starts_on, body.ends_on
    )
    leave = Leave(body.starts_on, body.ends_on, body.start_time, body.end_time)
    return [visit for visit in visits if visit.ends_at > now and _lies_in(visit, leave)]


def _lies_in(visit: Appointment, leave: Leave) -> bool:
    """Whether any part of a visit falls into the leave, in the zone of the visit's place."""
    zone = ZoneInfo(visit.location.time_zone)
    return bool(leaves_touching([leave], zone, Interval(visit.starts_at, visit.ends_at)))


def _read(row: TimeOff, *, with_reason: bool) -> TimeOffRead:
    return TimeOffRead.model_construct(
        id=row.uid,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        start_time=row.start_minute,
        end_time=row.end_minute,
        status=TimeOffStatus(row.status),
        reason=row.reason if with_reason else None,
    )
