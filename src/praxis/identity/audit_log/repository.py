from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Select, Uuid, column, select, table

from praxis.audit.models import AuditEvent
from praxis.identity.models import User
from praxis.kit.db.database import Reader
from praxis.kit.pagination import Keyset, Page, PageRequest, paginate

# The directory lies above this layer: of its table only the two keys are used here.
patients = table("patients", column("id", BigInteger), column("uid", Uuid))

NEWEST_FIRST = Keyset((AuditEvent.at, AuditEvent.id), (datetime, int), descending=True)


@dataclass(frozen=True, slots=True)
class EventFilter:
    actor_uid: UUID | None = None
    entity: str | None = None
    entity_uid: UUID | None = None
    action: str | None = None
    at_from: datetime | None = None
    at_before: datetime | None = None
    patient_uid: UUID | None = None
    request_id: str | None = None

    def names(self) -> list[str]:
        """What was asked for, without its values."""
        return [item.name for item in fields(self) if getattr(self, item.name) is not None]


async def find_patient_id(reader: Reader, uid: UUID) -> int | None:
    return await reader.session.scalar(select(patients.c.id).where(patients.c.uid == uid))


async def list_events(
    reader: Reader, wanted: EventFilter, page: PageRequest
) -> "Page[AuditEvent]":  # quoted: Pydantic would ask for a schema of the row
    statement = _matching(select(AuditEvent), wanted)
    return await paginate(reader.session, statement, NEWEST_FIRST, page, lambda event: event)


def _matching(statement: Select[AuditEvent], wanted: EventFilter) -> Select[AuditEvent]:
    equal = {
        AuditEvent.entity: wanted.entity,
        AuditEvent.entity_uid: wanted.entity_uid,
        AuditEvent.action: wanted.action,
        AuditEvent.request_id: wanted.request_id,
    }
    for attribute, value in equal.items():
        if value is not None:
            statement = statement.where(attribute == value)
    if wanted.actor_uid is not None:
        actor = select(User.id).where(User.uid == wanted.actor_uid).scalar_subquery()
        statement = statement.where(AuditEvent.actor_id == actor)
    if wanted.patient_uid is not None:
        patient = select(patients.c.id).where(patients.c.uid == wanted.patient_uid)
        statement = statement.where(AuditEvent.patient_id == patient.scalar_subquery())
    if wanted.at_from is not None:
        statement = statement.where(AuditEvent.at >= wanted.at_from)
    if wanted.at_before is not None:
        statement = statement.where(AuditEvent.at < wanted.at_before)
    return statement


async def find_actors(reader: Reader, events: Sequence[AuditEvent]) -> dict[int, User]:
    """Return the users who did these, by their keys."""
    keys = {event.actor_id for event in events if event.actor_id is not None}
    if not keys:
        return {}
    users = await reader.session.scalars(select(User).where(User.id.in_(keys)))
    return {user.id: user for user in users}
