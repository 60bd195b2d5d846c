"""Every query on hours and exceptions. Anyone may read them; they say nothing about patients."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from praxis.directory.locations.models import Location
from praxis.directory.visit_types.models import VisitType
from praxis.scheduling.availability.models import AvailabilityException, AvailabilityRule


async def list_rules(
    session: AsyncSession, doctor_id: int, *, for_update: bool = False
) -> list[AvailabilityRule]:
    statement = (
        select(AvailabilityRule)
        .where(AvailabilityRule.doctor_id == doctor_id)
        .order_by(AvailabilityRule.weekday, AvailabilityRule.start_minute, AvailabilityRule.id)
    )
    if for_update:
        statement = statement.with_for_update()
    return list(await session.scalars(statement))


async def delete_rule(session: AsyncSession, doctor_id: int, uid: UUID) -> bool:
    """Whether there was such a rule."""
    gone = await session.scalar(
        delete(AvailabilityRule)
        .where(AvailabilityRule.doctor_id == doctor_id, AvailabilityRule.uid == uid)
        .returning(AvailabilityRule.id)
    )
    return gone is not None


async def delete_all_rules(session: AsyncSession, doctor_id: int) -> None:
    await session.execute(delete(AvailabilityRule).where(AvailabilityRule.doctor_id == doctor_id))


async def list_exceptions(
    session: AsyncSession, doctor_id: int, first: date | None, last: date | None
) -> list[AvailabilityException]:
    statement = select(AvailabilityException).where(AvailabilityException.doctor_id == doctor_id)
    if first is not None:
        statement = statement.where(AvailabilityException.on >= first)
    if last is not None:
        statement = statement.where(AvailabilityException.on <= last)
    ordered = statement.order_by(
        AvailabilityException.on,
        AvailabilityException.start_minute.nulls_first(),
        AvailabilityException.id,
    )
    return list(await session.scalars(ordered))


async def delete_exception(session: AsyncSession, doctor_id: int, uid: UUID) -> bool:
    """Whether there was such an exception."""
    gone = await session.scalar(
        delete(AvailabilityException)
        .where(AvailabilityException.doctor_id == doctor_id, AvailabilityException.uid == uid)
        .returning(AvailabilityException.id)
    )
    return gone is not None


async def locations_by_uid(session: AsyncSession, uids: Iterable[UUID]) -> dict[UUID, Location]:
    """Those of the locations that are in use."""
    statement = select(Location).where(Location.uid.in_(list(uids)), Location.active)
    return {row.uid: row for row in await session.scalars(statement)}


async def time_zones(session: AsyncSession, ids: Iterable[int]) -> dict[int, str]:
    statement = select(Location.id, Location.time_zone).where(Location.id.in_(list(ids)))
    return dict((await session.execute(statement)).all())


async def location_uids(session: AsyncSession, ids: Iterable[int]) -> dict[int, UUID]:
    statement = select(Location.id, Location.uid).where(Location.id.in_(list(ids)))
    return dict((await session.execute(statement)).all())


async def visit_types_by_uid(session: AsyncSession, uids: Iterable[UUID]) -> dict[UUID, int]:
    statement = select(VisitType.uid, VisitType.id).where(
        VisitType.uid.in_(list(uids)), VisitType.active
    )
    return dict((await session.execute(statement)).all())


async def visit_type_uids(session: AsyncSession, ids: Iterable[int]) -> dict[int, UUID]:
    statement = select(VisitType.id, VisitType.uid).where(VisitType.id.in_(list(ids)))
    return dict((await session.execute(statement)).all())
