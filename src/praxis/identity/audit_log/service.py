from praxis.audit import service as audit
from praxis.identity.audit_log import repository
from praxis.identity.audit_log.repository import EventFilter
from praxis.identity.audit_log.schemas import AuditEventRead, read_event
from praxis.identity.auth import Actor
from praxis.kit.db.database import UnitOfWork
from praxis.kit.pagination import Page, PageRequest


async def list_events(
    unit: UnitOfWork, actor: Actor, wanted: EventFilter, page: PageRequest
) -> Page[AuditEventRead]:
    """A page of what was done, newest first. That it was read is an event of its own."""
    found = await repository.list_events(unit, wanted, page)
    users = await repository.find_actors(unit, found.items)
    await _audit(unit, actor, wanted, len(found.items))
    return Page(
        items=[read_event(event, users) for event in found.items],
        next_cursor=found.next_cursor,
        total=found.total,
    )


async def _audit(unit: UnitOfWork, actor: Actor, wanted: EventFilter, count: int) -> None:
    patient_id = None
    if wanted.patient_uid is not None:
        patient_id = await repository.find_patient_id(unit, wanted.patient_uid)
    await audit.record(
        unit,
        actor,
        "audit.read",
        "audit",
        None,
        patient_id=patient_id,
        filters=wanted.names(),
        count=count,
    )
