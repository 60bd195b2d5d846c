from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from praxis.directory.locations.models import Location
from praxis.directory.resources.errors import NoSuchLocation, ResourceNotFound
from praxis.directory.resources.models import Resource
from praxis.directory.resources.schemas import BookableKind
from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.pagination import Keyset

BY_NAME = Keyset((Resource.name, Resource.id), (str, int))


def visible_resources(actor: Actor) -> Select[Resource]:
    """Return rooms and devices, never the resource of a person; inactive ones to administrators."""
    statement = select(Resource).where(Resource.kind.in_(list(BookableKind)))
    return statement.where(true() if actor.role == Role.ADMIN else Resource.active)


def listed_resources(
    actor: Actor, *, location_uid: UUID | None, kind: BookableKind | None, inactive_too: bool
) -> Select[Resource]:
    statement = visible_resources(actor)
    if not inactive_too:
        statement = statement.where(Resource.active)
    if kind is not None:
        statement = statement.where(Resource.kind == kind)
    if location_uid is not None:
        place = select(Location.id).where(Location.uid == location_uid).scalar_subquery()
        statement = statement.where(Resource.location_id == place)
    return statement


async def get_resource(
    session: AsyncSession, actor: Actor, uid: UUID, *, to_change: bool = False
) -> Resource:
    """Raise `ResourceNotFound` for what is unknown, not visible, or a person."""
    statement = visible_resources(actor).where(Resource.uid == uid)
    if to_change:
        statement = statement.with_for_update()
    resource = await session.scalar(statement)
    if resource is None:
        raise ResourceNotFound
    return resource


async def get_active_location(session: AsyncSession, uid: UUID) -> Location:
    """Raise `NoSuchLocation` for what is unknown or deactivated."""
    statement = select(Location).where(Location.uid == uid, Location.active)
    location = await session.scalar(statement)
    if location is None:
        raise NoSuchLocation(pointer="/location_id")
    return location


async def location_uids(session: AsyncSession, resources: Iterable[Resource]) -> dict[int, UUID]:
    """Return the public ids of the locations of these resources, by their keys."""
    ids = {resource.location_id for resource in resources}
    rows = await session.execute(select(Location.id, Location.uid).where(Location.id.in_(ids)))
    return {key: uid for key, uid in rows}  # noqa: C416 -- `dict` does not take typed rows
