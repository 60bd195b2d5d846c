"""What happens to visit types. Flushes, never commits."""

from uuid import UUID

from praxis.audit import service as audit
from praxis.directory.schedules import replan_visit_type
from praxis.directory.updates import apply_changes
from praxis.directory.visit_types import repository
from praxis.directory.visit_types.models import VisitType
from praxis.directory.visit_types.rules import column_values, moves_times
from praxis.directory.visit_types.schemas import (
    VisitTypeCreate,
    VisitTypeRead,
    VisitTypeUpdate,
    read_visit_type,
)
from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.etags import IfMatch
from praxis.kit.pagination import Page, PageRequest, paginate
from praxis.kit.schemas import DEFAULT_CURRENCY


async def list_visit_types(
    reader: Reader, actor: Actor, page: PageRequest, *, q: str | None, inactive_too: bool
) -> Page[VisitTypeRead]:
    statement = repository.listed_visit_types(actor, q=q, inactive_too=inactive_too)
    return await paginate(reader.session, statement, repository.BY_NAME, page, read_visit_type)


async def get_visit_type(reader: Reader, actor: Actor, uid: UUID) -> VisitTypeRead:
    return read_visit_type(await repository.get_visit_type(reader.session, actor, uid))


async def add_visit_type(unit: UnitOfWork, actor: Actor, wanted: VisitTypeCreate) -> VisitTypeRead:
    named = {name: getattr(wanted, name) for name in VisitTypeCreate.model_fields}
    values = column_values(named, DEFAULT_CURRENCY)
    values["slot_interval_minutes"] = wanted.slot_interval_minutes or wanted.duration_minutes
    visit_type = VisitType(**values)
    unit.session.add(visit_type)
    await unit.flush()
    await audit.record(unit, actor, "visit_type.created", "visit_type", visit_type.uid)
    return read_visit_type(visit_type)


async def update_visit_type(
    unit: UnitOfWork, actor: Actor, uid: UUID, wanted: VisitTypeUpdate, if_match: IfMatch
) -> VisitTypeRead:
    """Raise `VisitTypeNotFound`, `Stale` or `PriceTooFine`."""
    visit_type = await repository.get_visit_type(unit.session, actor, uid, to_change=True)
    if_match.check(visit_type.version)
    values = column_values(wanted.named(), visit_type.fee_currency)
    changed = apply_changes(visit_type, values)
    if changed:
        if moves_times(changed):
            await replan_visit_type(unit, visit_type.id)
        await audit.record(
            unit, actor, "visit_type.updated", "visit_type", visit_type.uid, fields=changed
        )
    return read_visit_type(visit_type)


async def deactivate_visit_type(
    unit: UnitOfWork, actor: Actor, uid: UUID, if_match: IfMatch
) -> None:
    await update_visit_type(unit, actor, uid, VisitTypeUpdate(active=False), if_match)
