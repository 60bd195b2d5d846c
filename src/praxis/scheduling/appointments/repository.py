"""Every query on appointments. Who may see which row is decided in `visible_appointments`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, false, select
from sqlalchemy.orm import joinedload

from praxis.directory.doctors.models import Doctor
from praxis.directory.locations.models import Location
from praxis.directory.patients.models import Patient
from praxis.directory.resources.models import Resource, ResourceKind
from praxis.identity.auth import Actor
from praxis.identity.models import Role, User
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.errors import NotFound
from praxis.kit.pagination import Keyset, Page, PageRequest, paginate
from praxis.scheduling.appointments.models import Appointment, AppointmentEvent, Status
from praxis.scheduling.appointments.rules import PAYABLE
from praxis.scheduling.appointments.schemas import AppointmentRead, read_appointment


@dataclass(frozen=True, slots=True)
class AppointmentFilter:
    """Without statuses, visits in any. By start, the earliest first or the latest."""

    statuses: tuple[Status, ...] = ()
    doctor_uid: UUID | None = None
    patient_uid: UUID | None = None
    location_uid: UUID | None = None
    starts_from: datetime | None = None
    starts_before: datetime | None = None
    unpaid: bool = False
    latest_first: bool = False


def visible_appointments(actor: Actor) -> Select[Appointment]:
    """The appointments that this actor may know of, with what is shown of them loaded."""
    statement = select(Appointment).options(
        joinedload(Appointment.patient),
        joinedload(Appointment.doctor).joinedload(Doctor.user),
        joinedload(Appointment.location),
        joinedload(Appointment.visit_type),
        joinedload(Appointment.room),
    )
    if actor.link_to is not None:
        return statement.where(Appointment.uid == actor.link_to)
    if actor.is_desk:
        return statement
    if actor.role == Role.PATIENT:
        own = select(Patient.id).where(Patient.user_id == actor.user_id)
        return statement.where(Appointment.patient_id.in_(own))
    if actor.role == Role.DOCTOR:
        own = select(Doctor.id).where(Doctor.user_id == actor.user_id)
        return statement.where(Appointment.doctor_id.in_(own))
    return statement.where(false())


async def get_appointment(reader: Reader, actor: Actor, uid: UUID) -> Appointment:
    """Raise `NotFound` for what the actor may not know of."""
    statement = visible_appointments(actor).where(Appointment.uid == uid)
    row = await reader.session.scalar(statement.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


async def get_appointment_for_update(unit: UnitOfWork, actor: Actor, uid: UUID) -> Appointment:
    """The same, locked until the end of the transaction.

    Lock first, load then: a locking read that waited rechecks its own row alone, and would join
    a visit that was moved meanwhile to the doctor, place and room that it had before.
    """
    await unit.sql.execute("SELECT FROM appointments WHERE uid = $1 FOR UPDATE", uid)
    return await get_appointment(unit, actor, uid)


async def list_appointments(
    reader: Reader, actor: Actor, wanted: AppointmentFilter, page: PageRequest, now: datetime
) -> Page[AppointmentRead]:
    statement = visible_appointments(actor)
    if wanted.statuses:
        statement = statement.where(Appointment.status.in_(wanted.statuses))
    if wanted.doctor_uid is not None:
        doctor = select(Doctor.id).where(Doctor.uid == wanted.doctor_uid).scalar_subquery()
        statement = statement.where(Appointment.doctor_id == doctor)
    if wanted.patient_uid is not None:
        patient = select(Patient.id).where(Patient.uid == wanted.patient_uid).scalar_subquery()
        statement = statement.where(Appointment.patient_id == patient)
    if wanted.location_uid is not None:
        place = select(Location.id).where(Location.uid == wanted.location_uid).scalar_subquery()
        statement = statement.where(Appointment.location_id == place)
    if wanted.starts_from is not None:
        statement = statement.where(Appointment.starts_at >= wanted.starts_from)
    if wanted.starts_before is not None:
        statement = statement.where(Appointment.starts_at < wanted.starts_before)
    if wanted.unpaid:
        owes = Appointment.paid_amount < Appointment.fee_amount
        statement = statement.where(owes, Appointment.status.in_(PAYABLE))
    by_start = (Appointment.starts_at, Appointment.id)
    keyset = Keyset(by_start, (datetime, int), descending=wanted.latest_first)
    return await paginate(
        reader.session, statement, keyset, page, lambda row: read_appointment(row, actor, now)
    )


async def patients_shown(unit: UnitOfWork, uids: Sequence[UUID]) -> list[tuple[UUID, int]]:
    """The patients of these visits: public and inner id."""
    rows = await unit.sql.fetch(
        """
        SELECT uid, id FROM patients
        WHERE id IN (SELECT patient_id FROM appointments WHERE uid = ANY ($1)) ORDER BY id
        """,
        uids,
    )
    return [(row["uid"], row["id"]) for row in rows]


async def list_events(
    reader: Reader, appointment_id: int
) -> list[tuple[AppointmentEvent, str | None]]:
    """The history of one appointment, oldest first, with the name of who did it."""
    statement = (
        select(AppointmentEvent, User.full_name)
        .outerjoin(User, User.id == AppointmentEvent.actor_id)
        .where(AppointmentEvent.appointment_id == appointment_id)
        .order_by(AppointmentEvent.id)
    )
    return [(event, name) for event, name in await reader.session.execute(statement)]


async def has_seen(reader: Reader, patient_id: int, doctor_id: int) -> bool:
    """Whether the doctor treats or has treated the patient."""
    found = await reader.sql.fetchval(
        "SELECT EXISTS (SELECT FROM care_relations WHERE patient_id = $1 AND doctor_id = $2)",
        patient_id,
        doctor_id,
    )
    return bool(found)


async def has_seen_any(reader: Reader, user_id: int, doctor_id: int) -> bool:
    """Whether the doctor treats or has treated a patient of this account."""
    found = await reader.sql.fetchval(
        """
        SELECT EXISTS (SELECT FROM care_relations c JOIN patients p ON p.id = c.patient_id
                       WHERE p.user_id = $1 AND c.doctor_id = $2)
        """,
        user_id,
        doctor_id,
    )
    return bool(found)


async def find_resource(reader: Reader, uid: UUID, location_id: int) -> Resource | None:
    """A room in use at this place."""
    return await reader.session.scalar(
        select(Resource).where(
            Resource.uid == uid,
            Resource.location_id == location_id,
            Resource.kind == ResourceKind.ROOM,
            Resource.active,
        )
    )


async def doctor_id_of(reader: Reader, actor: Actor) -> int | None:
    """The doctor whose account the actor's is."""
    found: int | None = await reader.sql.fetchval(
        "SELECT id FROM doctors WHERE user_id = $1", actor.user_id
    )
    return found
