"""Every query on appointments. Who may see which row is decided in `visible_appointments`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

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
from praxis.scheduling.appointments.rules import Visit
from praxis.scheduling.appointments.schemas import AppointmentRead, read_appointment


@dataclass(frozen=True, slots=True)
class AppointmentFilter:
    status: Status | None = None
    doctor_uid: UUID | None = None
    patient_uid: UUID | None = None
    location_uid: UUID | None = None
    starts_from: datetime | None = None
    starts_before: datetime | None = None


def visible_appointments(actor: Actor) -> Select[Appointment]:
    """The appointments that this actor may know of, with what is shown of them loaded."""
    statement = select(Appointment).options(
        joinedload(Appointment.patient),
        joinedload(Appointment.doctor).joinedload(Doctor.user),
        joinedload(Appointment.location),
        joinedload(Appointment.visit_type),
        joinedload(Appointment.room),
    )
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
    """The same, locked until the end of the transaction."""
    statement = visible_appointments(actor).where(Appointment.uid == uid)
    row = await unit.session.scalar(
        statement.with_for_update(of=Appointment).execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def visit_of(row: Appointment) -> Visit:
    """What the decisions need of an appointment."""
    return Visit(
        Status(row.status),
        row.starts_at,
        ZoneInfo(row.location.time_zone),
        timedelta(minutes=row.visit_type.cancellation_notice_minutes),
    )


async def list_appointments(
    reader: Reader, actor: Actor, wanted: AppointmentFilter, page: PageRequest
) -> Page[AppointmentRead]:
    """By start, earliest first."""
    statement = visible_appointments(actor)
    if wanted.status is not None:
        statement = statement.where(Appointment.status == wanted.status)
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
    keyset = Keyset((Appointment.starts_at, Appointment.id), (datetime, int))
    return await paginate(reader.session, statement, keyset, page, read_appointment)


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


async def find_bookable_patient(
    unit: UnitOfWork, actor: Actor, uid: UUID | None, doctor_id: int
) -> Patient | None:
    """The patient an actor may book for with this doctor; without `uid` the own, first one.

    The desk books for anyone, a doctor for those that they treat, a patient for their own.
    """
    statement = select(Patient).where(Patient.active)
    if uid is not None:
        statement = statement.where(Patient.uid == uid)
    if actor.role == Role.PATIENT:
        statement = statement.where(Patient.user_id == actor.user_id)
    elif actor.role == Role.DOCTOR:
        treated = select(Appointment.patient_id).where(Appointment.doctor_id == doctor_id)
        statement = statement.where(Patient.id.in_(treated))
    elif not actor.is_desk:
        statement = statement.where(false())
    return await unit.session.scalar(statement.order_by(Patient.id).limit(1))


async def has_seen(unit: UnitOfWork, patient_id: int, doctor_id: int) -> bool:
    """Whether the doctor treats or has treated the patient."""
    found = await unit.sql.fetchval(
        "SELECT EXISTS (SELECT FROM care_relations WHERE patient_id = $1 AND doctor_id = $2)",
        patient_id,
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
    return await reader.session.scalar(select(Doctor.id).where(Doctor.user_id == actor.user_id))
