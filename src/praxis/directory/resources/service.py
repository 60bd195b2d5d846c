"""What happens to rooms and devices. Flushes, never commits."""

from uuid import UUID

from praxis.audit import service as audit
from praxis.directory.resources import repository
from praxis.directory.resources.models import Resource
from praxis.directory.resources.schemas import (
    BookableKind,
    ResourceCreate,
    ResourceRead,
    ResourceUpdate,
    read_resource,
)
from praxis.directory.schedules import replan_at_location
from praxis.directory.updates import apply_changes
from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.etags import IfMatch
from praxis.kit.pagination import Page, PageRequest, paginate


async def list_resources(
    reader: Reader,
    actor: Actor,
    page: PageRequest,
    *,
    location_uid: UUID | None,
    kind: BookableKind | None,
    inactive_too: bool,
) -> Page[ResourceRead]:
    statement = repository.listed_resources(
        actor, location_uid=location_uid, kind=kind, inactive_too=inactive_too
    )
    rows: Page[Resource] = await paginate(
        reader.session, statement, repository.BY_NAME, page, lambda row: row
    )
    return Page(
        items=await _read_all(reader, rows.items),
        next_cursor=rows.next_cursor,
        total=rows.total,
    )


async def get_resource(reader: Reader, actor: Actor, uid: UUID) -> ResourceRead:
    resource = await repository.get_resource(reader.session, actor, uid)
    return (await _read_all(reader, [resource]))[0]


async def add_resource(unit: UnitOfWork, actor: Actor, wanted: ResourceCreate) -> ResourceRead:
    location = await repository.get_active_location(unit.session, wanted.location_id)
    resource = Resource(
        kind=wanted.kind, name=wanted.name, location_id=location.id, tags=wanted.tags
    )
    unit.session.add(resource)
    await replan_at_location(unit, location.id)
    await audit.record(unit, actor, "resource.created", "resource", resource.uid)
    return read_resource(resource, location.uid)


async def update_resource(
    unit: UnitOfWork, actor: Actor, uid: UUID, wanted: ResourceUpdate, if_match: IfMatch
) -> ResourceRead:
    resource = await repository.get_resource(unit.session, actor, uid, to_change=True)
    if_match.check(resource.version)
    changed = apply_changes(resource, wanted.named())
    if changed:
        if resource.location_id is not None and changed != ["name"]:
            await replan_at_location(unit, resource.location_id)
        await audit.record(
            unit, actor, "resource.updated", "resource", resource.uid, fields=changed
        )
    return (await _read_all(unit, [resource]))[0]


async def deactivate_resource(unit: UnitOfWork, actor: Actor, uid: UUID, if_match: IfMatch) -> None:
    await update_resource(unit, actor, uid, ResourceUpdate(active=False), if_match)


async def _read_all(reader: Reader, rows: list[Resource]) -> list[ResourceRead]:
    uids = await repository.location_uids(reader.session, rows)
    return [read_resource(row, uids[row.location_id]) for row in rows if row.location_id]
