"""Whom a change of a doctor's hours would affect; nothing is changed."""

from datetime import date, datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.audit import service as audit
from praxis.directory.doctors.models import Doctor
from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.intervals import Interval
from praxis.scheduling.appointments.models import Appointment
from praxis.scheduling.appointments.schemas import read_appointment
from praxis.scheduling.availability.model import DateException, ExceptionKind, Schedule, WeeklyRule
from praxis.scheduling.availability.models import AvailabilityException, AvailabilityRule
from praxis.scheduling.availability.schedules import load_schedules
from praxis.scheduling.availability.schemas import ExceptionWrite, RuleWrite
from praxis.scheduling.availability.service import build_exception, build_week, check_may_change
from praxis.scheduling.previews.rules import Booked, left_outside, with_exception, with_week
from praxis.scheduling.previews.schemas import MOST_SHOWN, ScheduleChange, SchedulePreview
from praxis.scheduling.time_off.repository import upcoming_visits
from praxis.scheduling.time_off.service import visits_in


async def preview(
    unit: UnitOfWork, *, actor: Actor, doctor_uid: UUID, change: ScheduleChange, now: datetime
) -> SchedulePreview:
    """The visits to come that a change would leave outside the hours, or in leave.

    Raises what the change itself would raise. What is shown of patients leaves its trace.
    """
    doctor = await check_may_change(unit, actor, doctor_uid)
    affected = await _affected(unit, actor, doctor, change, now)
    shown = affected[:MOST_SHOWN]
    await audit.record_many(
        unit,
        actor,
        "appointment.read",
        "appointment",
        [(visit.uid, visit.patient_id) for visit in shown],
    )
    return SchedulePreview(
        affected=[read_appointment(visit, actor, now) for visit in shown], total=len(affected)
    )


async def _affected(
    reader: Reader, actor: Actor, doctor: Doctor, change: ScheduleChange, now: datetime
) -> list[Appointment]:
    if change.time_off is not None:
        return await visits_in(reader, actor, doctor.id, change.time_off, now)
    if change.exception is not None:
        return await _outside_with_exception(reader, actor, doctor, change.exception, now)
    return await _outside_with_week(reader, actor, doctor, change.rules or [], now)


async def _outside_with_week(
    reader: Reader, actor: Actor, doctor: Doctor, week: list[RuleWrite], now: datetime
) -> list[Appointment]:
    rules = [_weekly_rule(row) for row in await build_week(reader, doctor, week)]
    visits = await _visits(reader, actor, doctor, now.date(), None, now)
    before = await _schedule(reader, doctor, visits)
    return left_outside(_booked(visits), before, with_week(before, rules))


async def _outside_with_exception(
    reader: Reader, actor: Actor, doctor: Doctor, body: ExceptionWrite, now: datetime
) -> list[Appointment]:
    row = await build_exception(reader, doctor, body, pointer="/exception")
    visits = await _visits(reader, actor, doctor, body.date, body.date, now)
    before = await _schedule(reader, doctor, visits)
    return left_outside(_booked(visits), before, with_exception(before, _date_exception(row)))


async def _visits(
    reader: Reader, actor: Actor, doctor: Doctor, first: date, last: date | None, now: datetime
) -> list[Appointment]:
    found = await upcoming_visits(reader.session, actor, doctor.id, first, last)
    return [visit for visit in found if visit.ends_at > now]


async def _schedule(reader: Reader, doctor: Doctor, visits: list[Appointment]) -> Schedule:
    """The schedule around these visits, which are by start."""
    if not visits:
        return Schedule(())
    window = Interval(visits[0].starts_at, max(visit.ends_at for visit in visits))
    found = await load_schedules(
        reader.sql, window, doctor_uids=[doctor.uid], location_uid=None, most=1
    )
    return found[0].schedule if found else Schedule(())


def _booked(visits: list[Appointment]) -> list[tuple[Appointment, Booked]]:
    return [
        (
            visit,
            Booked(
                Interval(visit.starts_at, visit.ends_at),
                visit.location_id,
                ZoneInfo(visit.location.time_zone),
                visit.visit_type_id,
            ),
        )
        for visit in visits
    ]


def _weekly_rule(row: AvailabilityRule) -> WeeklyRule:
    return WeeklyRule(
        row.location_id,
        row.weekday,
        row.start_minute,
        row.end_minute,
        row.valid_from,
        row.valid_until,
        row.every_n_weeks,
        frozenset(row.visit_type_ids),
    )


def _date_exception(row: AvailabilityException) -> DateException:
    return DateException(
        row.location_id,
        row.on,
        cast("ExceptionKind", str(row.kind)),
        row.start_minute,
        row.end_minute,
    )
