"""Reading appointments and their history, and the small changes that move nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from praxis.audit import service as audit
from praxis.directory.patients.repository import get_patient
from praxis.directory.resources.models import ResourceKind
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.clock import Clock
from praxis.kit.db.database import UnitOfWork
from praxis.kit.etags import Answer, IfMatch, IfNoneMatch
from praxis.kit.intervals import Interval
from praxis.kit.pagination import Page, PageRequest
from praxis.scheduling.appointments import claims, repository
from praxis.scheduling.appointments.errors import (
    BadTransition,
    SlotTaken,
    TransitionForbidden,
    UnknownRoom,
)
from praxis.scheduling.appointments.history import Happening, Subject, remember
from praxis.scheduling.appointments.models import Appointment, Status
from praxis.scheduling.appointments.operations.expire import expire_in_the_way
from praxis.scheduling.appointments.repository import AppointmentFilter
from praxis.scheduling.appointments.rules import FREEING, UPCOMING, may_reword, visit_of
from praxis.scheduling.appointments.schemas import (
    AppointmentEventRead,
    AppointmentRead,
    AppointmentUpdate,
    read_appointment,
)

# No visit type has longer ones.
LONGEST_BUFFER = timedelta(minutes=240)

TEXTS = ("reason", "symptoms", "notes")


async def get_appointment(
    unit: UnitOfWork, *, uid: UUID, actor: Actor, clock: Clock
) -> AppointmentRead:
    row = await repository.get_appointment(unit, actor, uid)
    await audit.record(
        unit, actor, "appointment.read", "appointment", row.uid, patient_id=row.patient_id
    )
    return read_appointment(row, actor, clock.now())


async def list_appointments(
    unit: UnitOfWork,
    *,
    wanted: AppointmentFilter,
    page: PageRequest,
    actor: Actor,
    clock: Clock,
    known: IfNoneMatch,
) -> Answer:
    """One `Page[AppointmentRead]`; what it shows of a patient leaves a trace for this patient.

    What the actor has already shows nothing: a board that asks every few seconds would bury who
    really looked.
    """
    found = await repository.list_appointments(unit, actor, wanted, page, clock.now())
    answer = known.answer(found, reader=str(actor.uid))
    if answer.body is None:
        return answer
    shown = await repository.patients_shown(unit, [visit.id for visit in found.items])
    told: dict[str, Any] = {"filters": ["unpaid"]} if wanted.unpaid else {}
    await audit.record_many(
        unit, actor, "appointment.listed", "patient", shown, doctor=wanted.doctor_uid, **told
    )
    return answer


async def list_patient_appointments(
    unit: UnitOfWork,
    *,
    uid: UUID,
    wanted: AppointmentFilter,
    page: PageRequest,
    actor: Actor,
    clock: Clock,
) -> Page[AppointmentRead]:
    """The visits of one patient. Raises `NotFound` for a patient the actor may not know of."""
    patient = await get_patient(unit.session, actor, uid)
    wanted = replace(wanted, patient_uid=patient.uid)
    found = await repository.list_appointments(unit, actor, wanted, page, clock.now())
    told: dict[str, Any] = {"filters": ["unpaid"]} if wanted.unpaid else {}
    await audit.record(
        unit, actor, "appointment.listed", "patient", uid, patient_id=patient.id, **told
    )
    return found


async def list_events(unit: UnitOfWork, *, uid: UUID, actor: Actor) -> Page[AppointmentEventRead]:
    row = await repository.get_appointment(unit, actor, uid)
    events = await repository.list_events(unit, row.id)
    await audit.record(
        unit, actor, "appointment.history_read", "appointment", uid, patient_id=row.patient_id
    )
    return Page(
        items=[
            AppointmentEventRead(
                at=event.at,
                kind=event.kind,
                from_status=Status(event.from_status) if event.from_status else None,
                to_status=Status(event.to_status),
                actor_name=name,
                actor_role=event.actor_role,
                reason=event.reason,
                previous_starts_at=event.previous_starts_at,
            )
            for event, name in events
        ]
    )


async def update_appointment(
    unit: UnitOfWork,
    *,
    uid: UUID,
    body: AppointmentUpdate,
    actor: Actor,
    clock: Clock,
    if_match: IfMatch,
) -> AppointmentRead:
    """Change what is written about a visit, its room, or that the patient confirms to come.

    Patients change their own words until the visit begins. Raises `BadTransition`,
    `TransitionForbidden`, `UnknownRoom` or `SlotTaken`.
    """
    now = clock.now()
    row = await repository.get_appointment_for_update(unit, actor, uid)
    if_match.check(row.version)
    if actor.role == Role.PATIENT and not may_reword(visit_of(row, now), now):
        raise BadTransition(from_status=row.status)
    changed = [name for name in TEXTS if name in body.model_fields_set]
    for name in changed:
        setattr(row, name, getattr(body, name))
    if body.confirmed_by_patient is not None:
        _confirm(row, confirmed=body.confirmed_by_patient, now=now)
        changed.append("confirmed_by_patient_at")
    if body.room_id is not None:
        await _change_room(unit, row, body.room_id, actor, now)
        changed.append("room_id")
    if not changed:
        return await get_appointment(unit, uid=uid, actor=actor, clock=clock)
    row.version += 1
    row.updated_at = now
    await unit.flush()
    status = Status(row.status)
    subject = Subject(row.id, row.uid, row.patient_id)
    await remember(unit, actor, subject, Happening("updated", now, status, status, fields=changed))
    return read_appointment(await repository.get_appointment(unit, actor, uid), actor, now)


def _confirm(row: Appointment, *, confirmed: bool, now: datetime) -> None:
    if row.status not in UPCOMING:
        raise BadTransition(from_status=row.status)
    row.confirmed_by_patient_at = now if confirmed else None


async def _change_room(
    unit: UnitOfWork, row: Appointment, room: UUID, actor: Actor, now: datetime
) -> None:
    if actor.role == Role.PATIENT:
        raise TransitionForbidden("Only the practice chooses the room.")
    if row.status in FREEING:
        raise BadTransition(from_status=row.status)
    wanted = await repository.find_resource(unit, room, row.location_id)
    if wanted is None or row.room_id is None or not suits(wanted.tags, row.visit_type.needs):
        raise UnknownRoom(pointer="/room_id")
    if wanted.id == row.room_id:
        return
    around = Interval(row.starts_at - LONGEST_BUFFER, row.ends_at + LONGEST_BUFFER)
    await expire_in_the_way(unit, [wanted.id], around, now)
    if not await claims.swap(unit, row.id, row.room_id, wanted.id):
        raise SlotTaken("This room is taken at that time.", resource="room")
    row.room_id = wanted.id


def suits(tags: Sequence[str], needs: Sequence[Mapping[str, str | None]]) -> bool:
    """Whether a room has the tag that the visit type asks of rooms, if it asks for one."""
    wanted = {need["tag"] for need in needs if need["kind"] == ResourceKind.ROOM}
    return all(tag is None or tag in tags for tag in wanted)
