from praxis.audit import service as audit
from praxis.identity.audit_log import repository
from praxis.identity.audit_log.errors import TOO_MANY, TooManyEvents
from praxis.identity.audit_log.repository import EventFilter
from praxis.identity.audit_log.schemas import AuditEventRead, read_event
from praxis.identity.auth import Actor
from praxis.kit.db.database import UnitOfWork
from praxis.kit.pagination import Page, PageRequest

# A practice of 20 people writes about as many in two weeks; a table of more opens slowly.
MOST_EXPORTED = 50_000


async def list_events(
    unit: UnitOfWork, actor: Actor, wanted: EventFilter, page: PageRequest
) -> Page[AuditEventRead]:
    """A page of what was done, newest first. That it was read is an event of its own."""
    found = await repository.list_events(unit, wanted, page)
    people = await repository.find_people(unit, found.items)
    await _audit(unit, actor, "read", wanted, len(found.items))
    return Page(
        items=[read_event(event, people) for event in found.items],
        next_cursor=found.next_cursor,
        total=found.total,
    )


async def export_events(
    unit: UnitOfWork, actor: Actor, wanted: EventFilter, *, most: int = MOST_EXPORTED
) -> list[AuditEventRead]:
    """All that fit, newest first. Raises `TooManyEvents` beyond `most`."""
    shown: list[AuditEventRead] = []
    async for events in repository.all_events(unit, wanted):
        people = await repository.find_people(unit, events)
        shown += [read_event(event, people) for event in events]
        if len(shown) > most:
            raise TooManyEvents(TOO_MANY.fill(limit=most), pointer="/query/from", limit=most)
    await _audit(unit, actor, "exported", wanted, len(shown))
    return shown


async def _audit(
    unit: UnitOfWork, actor: Actor, verb: str, wanted: EventFilter, count: int
) -> None:
    patient_id = None
    if wanted.patient_uid is not None:
        patient_id = await repository.find_patient_id(unit, wanted.patient_uid)
    await audit.record(
        unit,
        actor,
        f"audit.{verb}",
        "audit",
        None,
        patient_id=patient_id,
        filters=wanted.names(),
        count=count,
    )
