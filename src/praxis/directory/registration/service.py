"""People register themselves. Whether an e-mail was known already, nobody can tell."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from praxis.audit import service as audit
from praxis.directory.doctors.service import add_doctor
from praxis.directory.patients.rules import check_birth
from praxis.directory.patients.service import add_patient
from praxis.directory.registration.schemas import (
    DoctorRegistration,
    PatientRegistration,
    RegistrationRead,
)
from praxis.identity import repository
from praxis.identity.auth import Actor
from praxis.identity.context import IdentityContext
from praxis.identity.errors import EmailTaken
from praxis.identity.links import VERIFICATION_REQUESTED
from praxis.identity.mobiles import parse_mobile
from praxis.identity.models import Role, TokenPurpose, User
from praxis.identity.service import insert_user, prepare_password
from praxis.kit import outbox
from praxis.kit.db.database import UnitOfWork
from praxis.kit.ids import new_uid
from praxis.regions.service import choose_region

REGISTRATION_REPEATED = "identity.registration_repeated"


@dataclass(frozen=True, slots=True)
class Applicant:
    """A registration that was checked: nothing of it depends on who is registered already."""

    wanted: PatientRegistration | DoctorRegistration
    password_hash: str
    mobile: str | None
    emergency_mobile: str | None
    now: datetime
    link_lifetime: timedelta


@dataclass(frozen=True, slots=True)
class Added:
    user_uid: UUID
    link_uid: UUID


async def prepare(
    context: IdentityContext, wanted: PatientRegistration | DoctorRegistration
) -> Applicant:
    """Raises `WeakPassword`, `BadMobile` or `BornInFuture`, and hashes the password."""
    region = context.settings.default_region
    now = context.clock.now()
    emergency_mobile = None
    if isinstance(wanted, PatientRegistration):
        check_birth(wanted.date_of_birth, now)
        number = wanted.emergency_contact_mobile
        if number is not None:
            emergency_mobile = parse_mobile(number, region, pointer="/emergency_contact_mobile")
    return Applicant(
        wanted,
        mobile=None if wanted.mobile is None else parse_mobile(wanted.mobile, region),
        emergency_mobile=emergency_mobile,
        password_hash=await prepare_password(
            context.passwords,
            context.policy,
            wanted.password,
            about=(wanted.email, wanted.full_name),
        ),
        now=now,
        link_lifetime=context.auth.verification_lifetime,
    )


async def register(unit: UnitOfWork, visitor: Actor, applicant: Applicant) -> RegistrationRead:
    """Add the account with its profile, and mail a link.

    Raises `UnknownRegion` or `LicenceTaken`.

    For an e-mail that has an account the same work is done under a name that nobody has and then
    undone, and the owner is mailed instead: neither answer nor time tells which it was.
    """
    email = applicant.wanted.email
    owner = await repository.find_uid_by_email(unit, email)
    if owner is None:
        try:
            return await _register_new(unit, visitor, applicant)
        except EmailTaken:  # by somebody who registered it this very moment
            owner = await repository.find_uid_by_email(unit, email)
    return await _register_again(unit, visitor, applicant, owner)


async def _register_new(unit: UnitOfWork, visitor: Actor, applicant: Applicant) -> RegistrationRead:
    added = await _add_account(unit, visitor, applicant, applicant.wanted.email, keep=True)
    await audit.record(unit, visitor, "user.registered", "user", added.user_uid)
    await outbox.enqueue(unit, VERIFICATION_REQUESTED, user=added.user_uid, token=added.link_uid)
    return _answer(applicant, added.user_uid)


async def _register_again(
    unit: UnitOfWork, visitor: Actor, applicant: Applicant, owner: UUID | None
) -> RegistrationRead:
    nobody = f"{new_uid().hex}@nobody.example"
    added = await _add_account(unit, visitor, applicant, nobody, keep=False)
    await audit.record(unit, visitor, "user.registration_repeated", "user", owner)
    await outbox.enqueue(unit, REGISTRATION_REPEATED, user=owner)
    return _answer(applicant, added.user_uid)


async def _add_account(
    unit: UnitOfWork, visitor: Actor, applicant: Applicant, email: str, *, keep: bool
) -> Added:
    async with unit.session.begin_nested() as attempt:
        user = await insert_user(
            unit,
            email=email,
            full_name=applicant.wanted.full_name,
            role=Role(applicant.wanted.role),
            password_hash=applicant.password_hash,
            mobile=applicant.mobile,
            locale=applicant.wanted.locale,
            region=await choose_region(unit, applicant.wanted.region_id),
        )
        if isinstance(applicant.wanted, DoctorRegistration):
            await _add_doctor(unit, visitor, user, applicant.wanted)
        else:
            await _add_patient(unit, visitor, user, applicant.wanted, applicant.emergency_mobile)
        link_uid, _ = await repository.insert_link(
            unit,
            email,
            TokenPurpose.EMAIL_VERIFICATION,
            applicant.now,
            applicant.now + applicant.link_lifetime,
        )
        added = Added(user.uid, link_uid)
        if not keep:
            await attempt.rollback()
    return added


async def _add_doctor(
    unit: UnitOfWork, visitor: Actor, user: User, wanted: DoctorRegistration
) -> None:
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
    await audit.record(unit, visitor, "doctor.created", "doctor", doctor.uid)


async def _add_patient(
    unit: UnitOfWork,
    visitor: Actor,
    user: User,
    wanted: PatientRegistration,
    emergency_mobile: str | None,
) -> None:
    patient = await add_patient(
        unit,
        user=user,
        is_account_holder=True,
        full_name=wanted.full_name,
        email=user.email,
        mobile=user.mobile,
        date_of_birth=wanted.date_of_birth,
        sex=wanted.sex,
        address=wanted.address,
        insurance_provider=wanted.insurance_provider,
        insurance_number=wanted.insurance_number,
        emergency_contact_name=wanted.emergency_contact_name,
        emergency_contact_mobile=emergency_mobile,
    )
    await audit.record(
        unit, visitor, "patient.created", "patient", patient.uid, patient_id=patient.id
    )


def _answer(applicant: Applicant, uid: UUID) -> RegistrationRead:
    wanted = applicant.wanted
    return RegistrationRead(
        id=uid,
        email=wanted.email,
        full_name=wanted.full_name,
        mobile=applicant.mobile,
        role=Role(wanted.role),
        locale=wanted.locale,
        awaits_approval=isinstance(wanted, DoctorRegistration),
        created_at=applicant.now,
    )
