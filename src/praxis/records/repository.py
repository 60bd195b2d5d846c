"""Every query on medical records. Who may see which row is decided in `visible_records`."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, column, false, or_, select, table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from praxis.directory.doctors.models import Doctor
from praxis.directory.patients.models import Patient
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.errors import NotFound
from praxis.kit.pagination import Keyset, Page, PageRequest, paginate
from praxis.records.models import MedicalRecord, RecordVersion
from praxis.scheduling.appointments.models import Appointment

R = TypeVar("R")

# A view: whom a doctor treats or has treated.
care_relations = table(
    "care_relations", column("doctor_id", BigInteger), column("patient_id", BigInteger)
)

NEWEST_FIRST = Keyset((MedicalRecord.id,), (int,), descending=True)
OLDEST_VERSION_FIRST = Keyset((RecordVersion.number,), (int,))


@dataclass(frozen=True, slots=True)
class RecordFilter:
    patient_uid: UUID | None = None
    doctor_uid: UUID | None = None
    visited_from: datetime | None = None
    visited_before: datetime | None = None

    def names(self) -> list[str]:
        """What was asked for, without its values."""
        return [item.name for item in fields(self) if getattr(self, item.name) is not None]


def visible_records(actor: Actor) -> Select[MedicalRecord]:
    """The records that this actor may know of; an administrator's reason is checked before."""
    statement = select(MedicalRecord)
    if actor.role == Role.ADMIN:
        return statement
    if actor.role == Role.DOCTOR:
        treated = _treated(actor).where(care_relations.c.patient_id == MedicalRecord.patient_id)
        wrote = MedicalRecord.doctor_id.in_(_self(actor))
        return statement.where(or_(wrote, treated.exists(), _in_emergency(actor)))
    if actor.role == Role.PATIENT:
        own = select(Patient.id).where(Patient.user_id == actor.known_id)
        return statement.where(MedicalRecord.patient_id.in_(own))
    return statement.where(_in_emergency(actor))


def _in_emergency(actor: Actor) -> ColumnElement[bool]:
    return MedicalRecord.patient_id.in_(actor.emergencies) if actor.emergencies else false()


def _self(actor: Actor) -> Select[int]:
    return select(Doctor.id).where(Doctor.user_id == actor.known_id)


def _treated(actor: Actor) -> Select[int]:
    return select(care_relations.c.patient_id).where(care_relations.c.doctor_id.in_(_self(actor)))


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(MedicalRecord.appointment).joinedload(Appointment.location),
        joinedload(MedicalRecord.patient),
        joinedload(MedicalRecord.doctor).joinedload(Doctor.user),
        joinedload(MedicalRecord.latest).joinedload(RecordVersion.author),
        selectinload(MedicalRecord.attachments),
    )


async def get_record(reader: Reader, actor: Actor, uid: UUID) -> MedicalRecord:
    """A record with all that is shown of it. Raises `NotFound`."""
    statement = visible_records(actor).where(MedicalRecord.uid == uid).options(*_whole())
    record = await reader.session.scalar(statement.execution_options(populate_existing=True))
    if record is None:
        raise NotFound
    return record


async def get_record_with_doctor(reader: Reader, actor: Actor, uid: UUID) -> MedicalRecord:
    """A record, enough to know its author and patient. Raises `NotFound`."""
    record = await reader.session.scalar(_with_doctor(actor, uid))
    if record is None:
        raise NotFound
    return record


async def get_record_for_writing(unit: UnitOfWork, actor: Actor, uid: UUID) -> MedicalRecord:
    """A record as it is now, locked until the end of the transaction. Raises `NotFound`.

    Lock first, load then: a locking read that waited rechecks its own row alone, and would not
    find the version that became the latest meanwhile.
    """
    await unit.sql.execute("SELECT FROM medical_records WHERE uid = $1 FOR UPDATE", uid)
    statement = _with_doctor(actor, uid).options(joinedload(MedicalRecord.latest))
    record = await unit.session.scalar(statement)
    if record is None:
        raise NotFound
    return record


def _with_doctor(actor: Actor, uid: UUID) -> Select[MedicalRecord]:
    return (
        visible_records(actor)
        .where(MedicalRecord.uid == uid)
        .options(joinedload(MedicalRecord.doctor), joinedload(MedicalRecord.patient))
    )


async def get_version(reader: Reader, record: MedicalRecord, number: int) -> RecordVersion:
    """What a record said once. Raises `NotFound`."""
    statement = (
        select(RecordVersion)
        .where(RecordVersion.record_id == record.id, RecordVersion.number == number)
        .options(joinedload(RecordVersion.author))
    )
    version = await reader.session.scalar(statement)
    if version is None:
        raise NotFound
    return version


async def list_records(
    reader: Reader,
    actor: Actor,
    wanted: RecordFilter,
    page: PageRequest,
    read: Callable[[MedicalRecord], R],
) -> Page[R]:
    statement = visible_records(actor)
    if wanted.patient_uid is not None:
        statement = statement.where(MedicalRecord.patient.has(Patient.uid == wanted.patient_uid))
    if wanted.doctor_uid is not None:
        statement = statement.where(MedicalRecord.doctor.has(Doctor.uid == wanted.doctor_uid))
    if wanted.visited_from is not None:
        begun = Appointment.starts_at >= wanted.visited_from
        statement = statement.where(MedicalRecord.appointment.has(begun))
    if wanted.visited_before is not None:
        begun = Appointment.starts_at < wanted.visited_before
        statement = statement.where(MedicalRecord.appointment.has(begun))
    whole = statement.options(*_whole())
    return await paginate(reader.session, whole, NEWEST_FIRST, page, read)


async def list_versions(
    reader: Reader, record: MedicalRecord, page: PageRequest, read: Callable[[RecordVersion], R]
) -> Page[R]:
    statement = (
        select(RecordVersion)
        .where(RecordVersion.record_id == record.id)
        .options(joinedload(RecordVersion.author))
    )
    return await paginate(reader.session, statement, OLDEST_VERSION_FIRST, page, read)


async def get_patient_with_notes(reader: Reader, actor: Actor, uid: UUID) -> Patient:
    """A patient whose notes the actor may open, written already or not. Raises `NotFound`."""
    statement = select(Patient).where(Patient.uid == uid)
    if actor.role == Role.DOCTOR:
        wrote = select(MedicalRecord.patient_id).where(MedicalRecord.doctor_id.in_(_self(actor)))
        opened = Patient.id.in_(actor.emergencies)
        known = or_(Patient.id.in_(_treated(actor)), Patient.id.in_(wrote), opened)
        statement = statement.where(known)
    elif actor.role == Role.STAFF:
        statement = statement.where(Patient.id.in_(actor.emergencies))
    elif actor.role != Role.ADMIN:
        statement = statement.where(Patient.user_id == actor.known_id)
    patient = await reader.session.scalar(statement)
    if patient is None:
        raise NotFound
    return patient


async def find_own_visit(reader: Reader, actor: Actor, uid: UUID) -> Appointment:
    """A visit to this doctor. Raises `NotFound`."""
    visit = await reader.session.scalar(_own_visit(actor, uid))
    if visit is None:
        raise NotFound
    return visit


async def get_own_visit(
    unit: UnitOfWork, actor: Actor, uid: UUID, *, alone: bool = False
) -> Appointment:
    """The same, and its status stays until the end of the transaction.

    `alone`: nobody writes its record or its draft meanwhile either.
    """
    statement = _own_visit(actor, uid).with_for_update(
        read=not alone, key_share=alone, of=Appointment
    )
    visit = await unit.session.scalar(statement)
    if visit is None:
        raise NotFound
    return visit


def _own_visit(actor: Actor, uid: UUID) -> Select[Appointment]:
    return (
        select(Appointment)
        .where(Appointment.uid == uid, Appointment.doctor_id.in_(_self(actor)))
        .options(joinedload(Appointment.patient, innerjoin=True))
    )


async def insert_record(
    unit: UnitOfWork, visit: Appointment, uid: UUID, now: datetime
) -> int | None:
    """The key of the new record of a visit, or None if the visit has one."""
    statement = (
        insert(MedicalRecord)
        .values(
            uid=uid,
            appointment_id=visit.id,
            patient_id=visit.patient_id,
            doctor_id=visit.doctor_id,
            version=1,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[MedicalRecord.appointment_id])
        .returning(MedicalRecord.id)
    )
    return await unit.session.scalar(statement)
