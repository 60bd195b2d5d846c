"""What happens to doctors' profiles. Flushes, never commits."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.exc import IntegrityError

from praxis.directory.doctors.errors import LicenceTaken, ProfileExists
from praxis.directory.doctors.models import Doctor
from praxis.directory.resources.models import Resource, ResourceKind
from praxis.identity.models import User
from praxis.kit.db.database import UnitOfWork, violated_constraint
from praxis.kit.schemas import DEFAULT_CURRENCY, Money

TAKEN = {
    "uq_doctors_licence_number": LicenceTaken,
    "uq_doctors_user_id": ProfileExists,
}


async def add_doctor(
    unit: UnitOfWork,
    *,
    user: User,
    specialty: str,
    licence_number: str,
    experience_years: int = 0,
    fee: Money | None = None,
    languages: Sequence[str] = (),
    bio: str | None = None,
) -> Doctor:
    """Write an unapproved profile for the account, with the resource that its time is claimed on.

    The caller audits. Raises `LicenceTaken` or `ProfileExists`.
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
        fee_amount=fee.amount if fee else None,
        fee_currency=fee.currency if fee else DEFAULT_CURRENCY,
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
