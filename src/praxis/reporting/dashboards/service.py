"""What matters now, by role. Days are those of each place."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg

from praxis.audit import service as audit
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import UnitOfWork
from praxis.kit.schemas import Money
from praxis.notifications.dead_letters.repository import COUNT as DEAD_LETTERS
from praxis.reporting.dashboards import repository
from praxis.reporting.dashboards.schemas import (
    AdminDashboard,
    AdminToday,
    DashboardRead,
    DoctorDashboard,
    DoctorToday,
    LoadRead,
    PatientDashboard,
    PlaceName,
    PlaceToday,
    StaffDashboard,
    ToDo,
    ToDoKind,
)
from praxis.reporting.derived.open_time import open_days
from praxis.reporting.matching import Matching, Place
from praxis.reporting.overview import gather_overview
from praxis.reporting.periods import Period, today_in
from praxis.reporting.repository import load_places, zone_of
from praxis.reporting.service import Asked, choose
from praxis.scheduling.appointments.models import Appointment, Status
from praxis.scheduling.appointments.repository import visible_appointments
from praxis.scheduling.appointments.schemas import AppointmentRead, read_appointment

WEEK = 7
# A visit in one of these is behind its doctor.
OVER = frozenset({Status.COMPLETED, Status.NO_SHOW, Status.LEFT_WITHOUT_SEEN})
# Whoever is here waits, or is seen, past the planned end too.
HERE = frozenset({Status.CHECKED_IN, Status.IN_PROGRESS})


async def read(unit: UnitOfWork, *, actor: Actor, now: datetime) -> DashboardRead:
    match actor.role:
        case Role.DOCTOR:
            return DashboardRead(await _of_doctor(unit, actor, now))
        case Role.STAFF:
            return DashboardRead(await _of_staff(unit, now))
        case Role.ADMIN:
            return DashboardRead(await _of_admin(unit, actor, now))
        case _:
            return DashboardRead(await _of_patient(unit, actor, now))


async def _of_patient(unit: UnitOfWork, actor: Actor, now: datetime) -> PatientDashboard:
    upcoming = await repository.upcoming_of(unit.sql, actor.known_id, now)
    account = await unit.sql.fetchrow(repository.ACCOUNT, actor.known_id)
    unpaid = await unit.sql.fetch(repository.UNPAID_OF, actor.known_id)
    to_confirm = [row for row in upcoming if row["to_confirm"]]
    to_do = [_about(ToDoKind.CONFIRM_VISIT, row) for row in to_confirm]
    to_do += [_about(ToDoKind.PAY_VISIT, row) for row in unpaid]
    # A visit that is named was read, as in a list of visits.
    named = {(row["patient_uid"], row["patient_id"]) for row in (*to_confirm, *unpaid)}
    await audit.record_many(unit, actor, "appointment.listed", "patient", sorted(named))
    if account is not None and account["unverified"]:
        to_do.append(ToDo(kind=ToDoKind.VERIFY_EMAIL))
    if account is not None and account["incomplete"]:
        to_do.append(ToDo(kind=ToDoKind.COMPLETE_PROFILE))
    if not upcoming:
        to_do.append(ToDo(kind=ToDoKind.BOOK_VISIT))
    return PatientDashboard(
        next_visit=await _show(unit, actor, upcoming[0]["id"], now) if upcoming else None,
        upcoming=len(upcoming),
        to_do=to_do,
    )


def _about(kind: ToDoKind, visit: asyncpg.Record) -> ToDo:
    return ToDo(
        kind=kind,
        appointment_id=visit["uid"],
        starts_at=visit["starts_at"],
        time_zone=visit["time_zone"],
        doctor_name=visit["doctor_name"],
    )


async def _of_doctor(unit: UnitOfWork, actor: Actor, now: datetime) -> DoctorDashboard:
    doctor = await unit.sql.fetchrow(repository.DOCTOR, actor.known_id)
    name = doctor["time_zone"] if doctor is not None else None
    zone = ZoneInfo(name or await zone_of(unit.sql, actor.user_id))
    today = today_in(zone, now)
    ids = () if doctor is None else (doctor["id"],)
    places = tuple(await load_places(unit.sql))
    week = Matching(Period(today, today + timedelta(days=WEEK - 1)), places, ids)
    this_day = replace(week, period=Period(today, today))
    visits = await repository.today_of_doctor(unit.sql, this_day, now)
    ahead = [
        row
        for row in visits
        if row["status"] in HERE or (row["status"] not in OVER and row["ends_at"] > now)
    ]
    return DoctorDashboard(
        on=today,
        time_zone=zone.key,
        today=DoctorToday(
            visits=len(visits),
            waiting=sum(row["status"] == Status.CHECKED_IN for row in visits),
            done=sum(row["status"] == Status.COMPLETED for row in visits),
            next=await _show(unit, actor, ahead[0]["id"], now) if ahead else None,
        ),
        week=await _load(unit, week, now),
        requests=await unit.sql.fetchval(repository.REQUESTS, ids[0], now) if ids else 0,
        unfinished_records=await unit.sql.fetchval(
            repository.UNFINISHED, ids[0], now - repository.RECORDS_EXPECTED, now
        )
        if ids
        else 0,
    )


async def _load(unit: UnitOfWork, week: Matching, now: datetime) -> list[LoadRead]:
    rows = {row["on_date"]: row for row in await repository.load_by_day(unit.sql, week, now)}
    opened = await open_days(
        unit.sql,
        week.period,
        doctor_ids=week.doctor_ids,
        location_ids=[place.id for place in week.places],
        now=now,
    )
    return [
        LoadRead(
            on=on,
            visits=rows[on]["visits"] if on in rows else 0,
            claimed_minutes=rows[on]["minutes"] if on in rows else 0,
            open_minutes=sum(minutes for key, minutes in opened.items() if key[2] == on),
        )
        for on in week.period.dates()
    ]


async def _of_staff(unit: UnitOfWork, now: datetime) -> StaffDashboard:
    places = [place for place in await load_places(unit.sql) if place.active]
    shown, owed = [], dict[str, Money]()
    for place in places:
        today = _today(place, now)
        counts = (await repository.count_by_place(unit.sql, today, now)).get(place.id)
        names = ("visits", "unconfirmed", "arrived", "in_progress", "completed", "no_shows", "late")
        shown.append(
            PlaceToday(
                location=PlaceName(id=place.uid, name=place.name),
                on=today.period.first,
                time_zone=place.zone.key,
                **{name: counts[name] if counts else 0 for name in names},
            )
        )
        for row in await repository.owed(unit.sql, today):
            known = owed.get(row["currency"])
            amount = row["amount"] + (known.amount if known else 0)
            owed[row["currency"]] = Money(amount=amount, currency=row["currency"])
    return StaffDashboard(
        locations=shown,
        requests=await unit.sql.fetchval(repository.REQUESTS, None, now),
        to_collect=[owed[currency] for currency in sorted(owed)],
    )


async def _of_admin(unit: UnitOfWork, actor: Actor, now: datetime) -> AdminDashboard:
    # All figures of one moment, as those of a report.
    await unit.sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    sums = dict.fromkeys(("visits", "completed", "no_shows", "cancelled"), 0)
    for place in await load_places(unit.sql):
        counts = await repository.count_by_place(unit.sql, _today(place, now), now)
        for row in counts.values():
            for name in sums:
                sums[name] += row[name]
    wanted = await choose(unit, actor, Asked(), now)
    return AdminDashboard(
        today=AdminToday(**sums),
        month=await gather_overview(unit.sql, wanted, now),
        doctors_to_approve=await unit.sql.fetchval(repository.PENDING_DOCTORS),
        dead_letters=await unit.sql.fetchval(DEAD_LETTERS),
        requests=await unit.sql.fetchval(repository.REQUESTS, None, now),
    )


def _today(place: Place, now: datetime) -> Matching:
    today = today_in(place.zone, now)
    return Matching(Period(today, today), (place,))


async def _show(
    unit: UnitOfWork, actor: Actor, appointment_id: int, now: datetime
) -> AppointmentRead | None:
    """One visit as it is shown, which leaves a trace for its patient."""
    row = await unit.session.scalar(
        visible_appointments(actor).where(Appointment.id == appointment_id)
    )
    if row is None:
        return None
    await audit.record(
        unit, actor, "appointment.read", "appointment", row.uid, patient_id=row.patient_id
    )
    return read_appointment(row, actor, now)
