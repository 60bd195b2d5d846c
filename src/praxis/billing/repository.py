"""Every query on payments. Who may see which row is decided in `visible_payments`."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, false, select
from sqlalchemy.orm import joinedload, selectinload

from praxis.billing.models import Payment
from praxis.directory.doctors.models import Doctor
from praxis.directory.locations.errors import LocationNotFound
from praxis.directory.locations.models import Location
from praxis.directory.patients.models import Patient
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.errors import NotFound
from praxis.kit.pagination import Keyset, Page, PageRequest, paginate
from praxis.scheduling.appointments.models import Appointment

R = TypeVar("R")

NEWEST_FIRST = Keyset((Payment.id,), (int,), descending=True)

# One row a year, which stays locked until this receipt is committed or rolled back: the next one
# waits, and a number that was not used is given out again.
TAKE_NUMBER = """
    INSERT INTO receipt_counters AS c (year, last_number) VALUES ($1, 1)
    ON CONFLICT (year) DO UPDATE SET last_number = c.last_number + 1
    RETURNING last_number
"""


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """Dates are those by the clock of the place, both included."""

    received_from: date | None = None
    received_until: date | None = None
    location_uid: UUID | None = None
    doctor_uid: UUID | None = None
    method: str | None = None
    currency: str | None = None
    kind: str | None = None

    def names(self) -> list[str]:
        """What was asked for, without its values."""
        return [item.name for item in fields(self) if getattr(self, item.name) is not None]


def visible_payments(actor: Actor) -> Select[Payment]:
    """The payments that this actor may know of, with what is shown of them loaded.

    Patients know their own, doctors those for visits to them, the desk all.
    """
    statement = select(Payment).options(
        joinedload(Payment.appointment).joinedload(Appointment.visit_type),
        joinedload(Payment.patient),
        joinedload(Payment.doctor).joinedload(Doctor.user),
        joinedload(Payment.location),
        joinedload(Payment.receiver),
        joinedload(Payment.original),
        selectinload(Payment.refunds),
    )
    if actor.link_to is not None:
        return statement.where(false())
    if actor.is_desk:
        return statement
    if actor.role == Role.PATIENT:
        own = select(Patient.id).where(Patient.user_id == actor.known_id)
        return statement.where(Payment.patient_id.in_(own))
    if actor.role == Role.DOCTOR:
        visits = select(Appointment.id).where(Appointment.doctor_id == _doctor_of(actor))
        return statement.where(Payment.appointment_id.in_(visits))
    return statement.where(false())


def _doctor_of(actor: Actor) -> ScalarSelect[int]:
    """Whose account it is, as one value: joined to it, payments would be read from end to end."""
    return select(Doctor.id).where(Doctor.user_id == actor.known_id).scalar_subquery()


async def get_payment(reader: Reader, actor: Actor, uid: UUID) -> Payment:
    """Raise `NotFound` for what the actor may not know of."""
    row = await reader.session.scalar(visible_payments(actor).where(Payment.uid == uid))
    if row is None:
        raise NotFound
    return row


async def get_visit_of(reader: Reader, payment_uid: UUID) -> UUID:
    """The visit that a payment was for. Raises `NotFound`."""
    visit = await reader.session.scalar(
        select(Appointment.uid)
        .join(Payment, Payment.appointment_id == Appointment.id)
        .where(Payment.uid == payment_uid)
    )
    if visit is None:
        raise NotFound
    return visit


async def list_of_visit(reader: Reader, actor: Actor, appointment_id: int) -> list[Payment]:
    """All payments and refunds of a visit that the actor may see, the oldest first."""
    statement = visible_payments(actor).where(Payment.appointment_id == appointment_id)
    return list(await reader.session.scalars(statement.order_by(Payment.id)))


async def list_payments(
    reader: Reader,
    actor: Actor,
    wanted: PaymentFilter,
    page: PageRequest,
    read: Callable[[Payment], R],
) -> Page[R]:
    statement = visible_payments(actor)
    if actor.role == Role.DOCTOR:
        # Read along their index. What was paid before a visit came to them is in its account.
        statement = statement.where(Payment.doctor_id == _doctor_of(actor))
    equal = {Payment.method: wanted.method, Payment.currency: wanted.currency}
    for attribute, value in {**equal, Payment.kind: wanted.kind}.items():
        if value is not None:
            statement = statement.where(attribute == value)
    if wanted.location_uid is not None:
        place = select(Location.id).where(Location.uid == wanted.location_uid).scalar_subquery()
        statement = statement.where(Payment.location_id == place)
    if wanted.doctor_uid is not None:
        doctor = select(Doctor.id).where(Doctor.uid == wanted.doctor_uid).scalar_subquery()
        statement = statement.where(Payment.doctor_id == doctor)
    if wanted.received_from is not None:
        statement = statement.where(Payment.received_on >= wanted.received_from)
    if wanted.received_until is not None:
        statement = statement.where(Payment.received_on <= wanted.received_until)
    return await paginate(reader.session, statement, NEWEST_FIRST, page, read)


async def list_of_day(reader: Reader, actor: Actor, location: Location, on: date) -> list[Payment]:
    """All that came in and went back at a place on one of its dates, the oldest first."""
    statement = visible_payments(actor).where(
        Payment.location_id == location.id, Payment.received_on == on
    )
    return list(await reader.session.scalars(statement.order_by(Payment.id)))


async def get_location(reader: Reader, uid: UUID) -> Location:
    """A place, in use or not: what was taken there stays taken. Raises `LocationNotFound`."""
    location = await reader.session.scalar(select(Location).where(Location.uid == uid))
    if location is None:
        raise LocationNotFound
    return location


async def take_receipt_number(unit: UnitOfWork, year: int) -> int:
    """The next number of this year. Call it late: others who take money wait for the commit."""
    return int(await unit.sql.fetchval(TAKE_NUMBER, year))
