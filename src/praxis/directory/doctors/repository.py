"""Every query on doctors. Who may see which row is decided in `visible_doctors`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    and_,
    column,
    delete,
    exists,
    func,
    not_,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from praxis.directory.doctors.errors import DoctorNotFound
from praxis.directory.doctors.models import Doctor
from praxis.directory.doctors.schemas import DoctorStatus
from praxis.directory.filters import contains
from praxis.directory.locations.models import Location
from praxis.directory.visit_types.models import DoctorVisitType, VisitType
from praxis.identity.auth import Actor
from praxis.identity.models import Role, User
from praxis.kit.pagination import Keyset
from praxis.regions.repository import ids_within

BY_NAME = Keyset((User.full_name, Doctor.id), (str, int))

# A view over the weekly hours, which belong to scheduling.
HOURS = table(
    "doctor_locations",
    column("doctor_id", BigInteger),
    column("location_id", BigInteger),
    column("valid_until", Date),
)


@dataclass(frozen=True, slots=True)
class DoctorFilter:
    """`hours_from` is the day from which weekly hours count as present."""

    hours_from: date
    status: DoctorStatus = DoctorStatus.APPROVED
    specialty: str | None = None
    location_uid: UUID | None = None
    region_uid: UUID | None = None
    language: str | None = None
    q: str | None = None


def _of_status(status: DoctorStatus) -> ColumnElement[bool]:
    # An account whose role was taken away keeps its profile, and sees nobody any more.
    active = and_(Doctor.active, User.active, User.role == Role.DOCTOR)
    match status:
        case DoctorStatus.APPROVED:
            return and_(active, Doctor.approved_at.is_not(None))
        case DoctorStatus.PENDING:
            return and_(active, Doctor.approved_at.is_(None))
        case DoctorStatus.INACTIVE:
            return not_(active)
        case DoctorStatus.ALL:
            return true()


def visible_doctors(actor: Actor) -> Select[Doctor]:
    """Return the doctors that the actor may know of, with their accounts loaded.

    Anyone sees those who are approved and active, doctors themselves too, administrators all.
    """
    statement = select(Doctor).join(Doctor.user).options(contains_eager(Doctor.user))
    if actor.role == Role.ADMIN:
        return statement
    public = _of_status(DoctorStatus.APPROVED)
    if actor.user_id is None:
        return statement.where(public)
    return statement.where(or_(public, Doctor.user_id == actor.user_id))


def listed_doctors(actor: Actor, wanted: DoctorFilter) -> Select[Doctor]:
    statement = visible_doctors(actor).where(_of_status(wanted.status))
    if wanted.specialty is not None:
        statement = statement.where(func.lower(Doctor.specialty) == func.lower(wanted.specialty))
    if wanted.language is not None:
        statement = statement.where(Doctor.languages.contains([wanted.language]))
    if wanted.location_uid is not None or wanted.region_uid is not None:
        statement = statement.where(_has_hours(wanted))
    if wanted.q is not None:
        in_text = or_(contains(User.full_name, wanted.q), contains(Doctor.specialty, wanted.q))
        statement = statement.where(in_text)
    return statement


def _has_hours(wanted: DoctorFilter) -> ColumnElement[bool]:
    """Of a doctor: weekly hours at one place that is both the one and in the region asked for."""
    hours = exists().where(
        HOURS.c.doctor_id == Doctor.id,
        HOURS.c.location_id == Location.id,
        Location.active,
        or_(HOURS.c.valid_until.is_(None), HOURS.c.valid_until >= wanted.hours_from),
    )
    if wanted.location_uid is not None:
        hours = hours.where(Location.uid == wanted.location_uid)
    if wanted.region_uid is not None:
        hours = hours.where(Location.region_id.in_(ids_within(wanted.region_uid)))
    return hours


async def get_doctor(
    session: AsyncSession, actor: Actor, uid: UUID, *, to_change: bool = False
) -> Doctor:
    """Raise `DoctorNotFound` for what is unknown or not visible."""
    statement = visible_doctors(actor).where(Doctor.uid == uid)
    return await _one(session, statement, to_change=to_change)


async def get_own_doctor(session: AsyncSession, actor: Actor) -> Doctor:
    """Raise `DoctorNotFound` if the account has no profile."""
    return await _one(session, visible_doctors(actor).where(Doctor.user_id == actor.known_id))


async def _one(
    session: AsyncSession, statement: Select[Doctor], *, to_change: bool = False
) -> Doctor:
    if to_change:
        statement = statement.with_for_update(of=Doctor)
    doctor = await session.scalar(statement)
    if doctor is None:
        raise DoctorNotFound
    return doctor


async def find_doctor_account(session: AsyncSession, uid: UUID) -> User | None:
    """Return the active account of the role doctor under this id, locked against changes."""
    statement = (
        select(User)
        .where(User.uid == uid, User.role == Role.DOCTOR, User.active)
        .with_for_update(read=True)
    )
    user: User | None = await session.scalar(statement)
    return user


async def list_specialties(session: AsyncSession) -> list[tuple[str, int]]:
    """Return the specialties of doctors whom anyone may see, and how many have each."""
    folded = func.lower(Doctor.specialty)
    statement = (
        select(func.min(Doctor.specialty), func.count())
        .join(Doctor.user)
        .where(_of_status(DoctorStatus.APPROVED))
        .group_by(folded)
        .order_by(folded)
    )
    return [(name, count) for name, count in await session.execute(statement)]


async def list_offers(
    session: AsyncSession, doctor: Doctor
) -> list[tuple[VisitType, DoctorVisitType | None]]:
    """Return every active visit type with the doctor's own row, and inactive ones that have one."""
    own = and_(
        DoctorVisitType.visit_type_id == VisitType.id, DoctorVisitType.doctor_id == doctor.id
    )
    statement = (
        select(VisitType, DoctorVisitType)
        .outerjoin(DoctorVisitType, own)
        .where(or_(VisitType.active, DoctorVisitType.doctor_id.is_not(None)))
        .order_by(VisitType.name, VisitType.id)
    )
    rows = await session.execute(statement)
    return [(visit_type, own_row) for visit_type, own_row in rows]


async def active_visit_types(session: AsyncSession, uids: Iterable[UUID]) -> dict[UUID, VisitType]:
    """Return those of these in use; they stay so until the transaction ends."""
    statement = (
        select(VisitType)
        .where(VisitType.uid.in_(list(uids)), VisitType.active)
        .order_by(VisitType.id)
        .with_for_update(read=True)
    )
    return {row.uid: row for row in await session.scalars(statement)}


async def replace_offers(
    session: AsyncSession, doctor: Doctor, rows: Sequence[DoctorVisitType]
) -> None:
    await session.execute(delete(DoctorVisitType).where(DoctorVisitType.doctor_id == doctor.id))
    session.add_all(rows)
    await session.flush()
