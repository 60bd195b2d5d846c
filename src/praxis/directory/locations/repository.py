from datetime import date
from uuid import UUID

from sqlalchemy import Select, delete, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from praxis.directory.filters import contains
from praxis.directory.locations.errors import LocationNotFound
from praxis.directory.locations.models import HolidayOverride, Location
from praxis.directory.locations.schemas import OverrideWrite
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.pagination import Keyset
from praxis.regions.repository import ids_within

BY_NAME = Keyset((Location.name, Location.id), (str, int))


def visible_locations(actor: Actor) -> Select[Location]:
    """Return the locations that the actor may know of: administrators see deactivated ones too."""
    shown = true() if actor.role == Role.ADMIN else Location.active
    return select(Location).where(shown).options(selectinload(Location.region))


def listed_locations(
    actor: Actor, *, q: str | None, region_uid: UUID | None, inactive_too: bool
) -> Select[Location]:
    statement = visible_locations(actor)
    if not inactive_too:
        statement = statement.where(Location.active)
    if region_uid is not None:
        statement = statement.where(Location.region_id.in_(ids_within(region_uid)))
    return statement if q is None else statement.where(contains(Location.name, q))


async def get_location(
    session: AsyncSession, actor: Actor, uid: UUID, *, to_change: bool = False
) -> Location:
    """Raise `LocationNotFound` for what is unknown or not visible."""
    statement = visible_locations(actor).where(Location.uid == uid)
    if to_change:
        statement = statement.with_for_update()
    location = await session.scalar(statement)
    if location is None:
        raise LocationNotFound
    return location


async def list_overrides(
    session: AsyncSession, location: Location, first: date, last: date
) -> list[HolidayOverride]:
    statement = (
        select(HolidayOverride)
        .where(HolidayOverride.location_id == location.id, HolidayOverride.on.between(first, last))
        .order_by(HolidayOverride.on)
    )
    return list(await session.scalars(statement))


async def put_override(
    session: AsyncSession, location: Location, on: date, wanted: OverrideWrite
) -> None:
    values = {"name": wanted.name, "open": wanted.open}
    statement = insert(HolidayOverride).values(location_id=location.id, on=on, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["location_id", "on_date"], set_=values)
    )


async def delete_override(session: AsyncSession, location: Location, on: date) -> bool:
    """Return whether there was one."""
    statement = (
        delete(HolidayOverride)
        .where(HolidayOverride.location_id == location.id, HolidayOverride.on == on)
        .returning(HolidayOverride.on)
    )
    return await session.scalar(statement) is not None
