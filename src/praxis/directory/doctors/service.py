"""What happens to doctors' profiles. Flushes, never commits."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from praxis.audit import service as audit
from praxis.directory.doctors import repository
from praxis.directory.doctors.accounts import NewAccount, add_account, find_account
from praxis.directory.doctors.errors import LicenceTaken, ProfileExists
from praxis.directory.doctors.models import Doctor
from praxis.directory.doctors.repository import DoctorFilter
from praxis.directory.doctors.rules import check_editor, column_values
from praxis.directory.doctors.schemas import (
    DoctorCreate,
    DoctorRead,
    DoctorUpdate,
    SpecialtyRead,
    read_doctor,
)
from praxis.directory.resources.models import Resource, ResourceKind
from praxis.directory.updates import apply_changes
from praxis.identity.auth import Actor
from praxis.identity.errors import StepUpRequired
from praxis.identity.models import Role, User
from praxis.kit import outbox
from praxis.kit.clock import Clock
from praxis.kit.db.database import Reader, UnitOfWork, violated_constraint
from praxis.kit.etags import IfMatch
from praxis.kit.pagination import Page, PageRequest, paginate
from praxis.kit.schemas import DEFAULT_CURRENCY, MoneyWrite
from praxis.regions.service import check_region

TAKEN = {
    "uq_doctors_licence_number": LicenceTaken,
    "uq_doctors_user_id": ProfileExists,
}
# Somewhere on earth it is still the day before: hours that end today are not over yet.
WESTERNMOST = timedelta(hours=12)


async def add_doctor(
    unit: UnitOfWork,
    *,
    user: User,
    specialty: str,
    licence_number: str,
    experience_years: int = 0,
    fee: MoneyWrite | None = None,
    languages: Sequence[str] = (),
    bio: str | None = None,
) -> Doctor:
    """Write an unapproved profile for the account, with the resource that its time is claimed on.

    The caller audits. Raises `LicenceTaken`, `ProfileExists` or `PriceTooFine`.
    """
    resource = Resource(kind=ResourceKind.DOCTOR, name=user.full_name)
    unit.session.add_all([user, resource])
    await unit.flush()
    doctor = Doctor(
        user_id=user.id,
        user=user,
        resource_id=resource.id,
        specialty=specialty,
        licence_number=licence_number,
        experience_years=experience_years,
        **column_values({"consultation_fee": fee}, DEFAULT_CURRENCY),
        languages=list(languages),
        bio=bio,
    )
    async with unique_profile(unit):
        unit.session.add(doctor)
    return doctor


@asynccontextmanager
async def unique_profile(unit: UnitOfWork) -> AsyncIterator[None]:
    """Write what the block adds or changes. Raises `LicenceTaken` or `ProfileExists`."""
    try:
        async with unit.session.begin_nested():
            yield
    except IntegrityError as error:
        taken = TAKEN.get(violated_constraint(error) or "")
        if taken is None:
            raise
        raise taken from None


def show_doctor(actor: Actor, doctor: Doctor) -> DoctorRead:
    own = actor.user_id is not None and doctor.user_id == actor.user_id
    return read_doctor(doctor, with_account=own or actor.role == Role.ADMIN)


async def list_doctors(
    reader: Reader, actor: Actor, wanted: DoctorFilter, page: PageRequest
) -> Page[DoctorRead]:
    """Raises `UnknownRegion`."""
    if wanted.region_uid is not None:
        await check_region(reader, wanted.region_uid)
    statement = repository.listed_doctors(actor, wanted)
    return await paginate(
        reader.session,
        statement,
        repository.BY_NAME,
        page,
        lambda doctor: show_doctor(actor, doctor),
    )


async def list_specialties(reader: Reader) -> Page[SpecialtyRead]:
    rows = await repository.list_specialties(reader.session)
    items = [SpecialtyRead(name=name, doctors=doctors) for name, doctors in rows]
    return Page(items=items, total=len(items))


async def get_doctor(reader: Reader, actor: Actor, uid: UUID) -> DoctorRead:
    return show_doctor(actor, await repository.get_doctor(reader.session, actor, uid))


async def get_own_doctor(reader: Reader, actor: Actor) -> DoctorRead:
    return show_doctor(actor, await repository.get_own_doctor(reader.session, actor))


async def create_doctor(
    unit: UnitOfWork, actor: Actor, wanted: DoctorCreate, account: NewAccount | None, clock: Clock
) -> DoctorRead:
    """Write a profile and, if one is given, its account.

    Raises `NotADoctor` or `EmailTaken`, and what `add_doctor` does.
    """
    if account is None:
        user = await find_account(unit, wanted.user_id)
    else:
        user = await add_account(unit, actor, account)
    doctor = await add_doctor(
        unit,
        user=user,
        specialty=wanted.specialty,
        licence_number=wanted.licence_number,
        experience_years=wanted.experience_years,
        fee=wanted.consultation_fee,
        languages=wanted.languages,
        bio=wanted.bio,
    )
    doctor.accepts_new_patients = wanted.accepts_new_patients
    doctor.approved_at = clock.now() if wanted.approve else None
    await unit.flush()
    await audit.record(unit, actor, "doctor.created", "doctor", doctor.uid, approved=wanted.approve)
    return show_doctor(actor, doctor)


async def update_doctor(
    unit: UnitOfWork,
    actor: Actor,
    uid: UUID,
    wanted: DoctorUpdate,
    if_match: IfMatch,
    *,
    proven: bool,
) -> DoctorRead:
    """Raise `RoleForbidden` or `FieldReserved` for what is not the actor's to change.

    Only who is `proven` to be there lets a doctor be booked again: else `StepUpRequired`.
    """
    doctor = await repository.get_doctor(unit.session, actor, uid, to_change=True)
    named = wanted.named()
    check_editor(role=actor.role, own=doctor.user_id == actor.user_id, named=named)
    if_match.check(doctor.version)
    if named.get("active") and not doctor.active and not proven:
        raise StepUpRequired
    async with unique_profile(unit):
        changed = apply_changes(doctor, column_values(named, doctor.fee_currency))
        if "active" in changed:
            doctor.schedule_version += 1
    if changed:
        await audit.record(unit, actor, "doctor.updated", "doctor", doctor.uid, fields=changed)
    return show_doctor(actor, doctor)


async def deactivate_doctor(unit: UnitOfWork, actor: Actor, uid: UUID, if_match: IfMatch) -> None:
    await update_doctor(unit, actor, uid, DoctorUpdate(active=False), if_match, proven=False)


async def approve_doctor(unit: UnitOfWork, actor: Actor, uid: UUID, clock: Clock) -> DoctorRead:
    """Let the doctor be seen and booked; a second approval changes nothing."""
    doctor = await repository.get_doctor(unit.session, actor, uid, to_change=True)
    if doctor.approved_at is None:
        apply_changes(doctor, {"approved_at": clock.now()})
        doctor.schedule_version += 1
        await unit.flush()
        await audit.record(unit, actor, "doctor.approved", "doctor", doctor.uid)
        await outbox.enqueue(unit, "directory.doctor_approved", doctor_id=doctor.uid)
    return show_doctor(actor, doctor)
