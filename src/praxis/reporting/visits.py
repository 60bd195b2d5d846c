"""The rows behind a figure: found by the same conditions, shown as visits are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from praxis.audit import service as audit
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import UnitOfWork
from praxis.kit.etags import Answer, IfNoneMatch
from praxis.kit.pagination import Page, PageRequest, decode_cursor, encode_cursor
from praxis.reporting import repository
from praxis.reporting.derived.first_visits import FIRST_VISITS
from praxis.reporting.matching import Clause, Matching, narrowed, visits_in
from praxis.reporting.overview import match
from praxis.reporting.service import Asked, choose
from praxis.scheduling.appointments.models import Appointment, Status
from praxis.scheduling.appointments.repository import patients_shown, visible_appointments
from praxis.scheduling.appointments.schemas import AppointmentRead, read_appointment
from praxis.scheduling.availability.schemas import Weekday


class Patients(StrEnum):
    NEW = "new"
    RETURNING = "returning"


@dataclass(frozen=True, slots=True)
class Behind:
    """Which figure's rows; None is any."""

    visit_type_uid: UUID | None = None
    statuses: tuple[Status, ...] = ()
    late_cancelled: bool | None = None
    patients: Patients | None = None
    weekday: Weekday | None = None
    hour: int | None = None
    on: date | None = None
    currency: str | None = None
    paid: bool | None = None


async def list_visits(
    unit: UnitOfWork,
    *,
    actor: Actor,
    asked: Asked,
    behind: Behind,
    page: PageRequest,
    now: datetime,
    known: IfNoneMatch,
) -> Answer:
    """One `Page[AppointmentRead]`, by start; what it shows leaves a trace for each patient."""
    wanted = await choose(unit, actor, asked, now)
    matching = await match(unit.sql, wanted)
    if actor.role == Role.DOCTOR:
        own = await repository.doctor_ids_of(unit.sql, actor.known_id)
        others = matching.doctor_ids
        matching = replace(
            matching, doctor_ids=tuple(id_ for id_ in own if others is None or id_ in others)
        )
    matching = await _narrow(unit, matching, behind)
    found = await _page(unit, actor, matching, page, now)
    answer = known.answer(found, reader=str(actor.uid))
    if answer.body is None:
        return answer
    shown = await patients_shown(unit, [visit.id for visit in found.items])
    await audit.record_many(
        unit, actor, "appointment.listed", "patient", shown, doctor=asked.doctor_uid
    )
    return answer


async def _narrow(unit: UnitOfWork, matching: Matching, behind: Behind) -> Matching:
    visit_type_id = None
    if behind.visit_type_uid is not None:
        # Of a type that nobody knows there are no visits.
        types = await repository.load_visit_types(unit.sql)
        visit_type_id = next((row.id for row in types if row.uid == behind.visit_type_uid), 0)
    return replace(
        matching,
        visit_type_id=visit_type_id,
        statuses=behind.statuses,
        late_cancelled=behind.late_cancelled,
        new_patients=None if behind.patients is None else behind.patients is Patients.NEW,
        weekday=None if behind.weekday is None else behind.weekday.number,
        hour=behind.hour,
        on=behind.on,
        currency=behind.currency,
        paid=behind.paid,
    )


async def _page(
    unit: UnitOfWork, actor: Actor, matching: Matching, page: PageRequest, now: datetime
) -> Page[AppointmentRead]:
    clause = Clause()
    source = visits_in(clause, list(matching.segments()), matching) + narrowed(
        clause, matching, now
    )
    total = None
    if page.count:
        counted = f"WITH {FIRST_VISITS} SELECT count(*) {source}"
        total = await unit.sql.fetchval(counted, *clause.values)
    if page.cursor is not None:
        starts_at, id_ = decode_cursor(page.cursor, (datetime, int))
        source += f" AND (a.starts_at, a.id) > ({clause.add(starts_at)}, {clause.add(id_)})"
    rows = await unit.sql.fetch(
        # nosemgrep: values-in-sql -- conditions of ours, values apart
        f"WITH {FIRST_VISITS} SELECT a.id, a.starts_at {source} "
        f"ORDER BY a.starts_at, a.id LIMIT {clause.add(page.limit + 1)}",
        *clause.values,
    )
    shown = rows[: page.limit]
    items = await _read(unit, actor, [row["id"] for row in shown], now)
    last = shown[-1] if len(rows) > page.limit else None
    return Page(
        items=items,
        next_cursor=encode_cursor([last["starts_at"], last["id"]]) if last else None,
        total=total,
    )


async def _read(
    unit: UnitOfWork, actor: Actor, ids: Sequence[int], now: datetime
) -> list[AppointmentRead]:
    statement = (
        visible_appointments(actor)
        .where(Appointment.id.in_(ids))
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return [read_appointment(row, actor, now) for row in await unit.session.scalars(statement)]
