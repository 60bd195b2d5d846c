from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CollectionAggregate,
    Select,
    Uuid,
    any_,
    column,
    literal,
    select,
    table,
    tuple_,
)

from praxis.audit.models import AuditEvent
from praxis.audit.service import KEY_ROLE
from praxis.identity.api_keys.models import ApiKey
from praxis.identity.models import User
from praxis.kit.db.database import Reader
from praxis.kit.pagination import Keyset, Page, PageRequest, paginate

# The directory lies above this layer: of its table only the two keys are used here.
patients = table("patients", column("id", BigInteger), column("uid", Uuid))

# So many are made into objects in some 20 ms, which nothing else can use.
AT_ONCE = 500
NEWEST_FIRST = Keyset((AuditEvent.at, AuditEvent.id), (datetime, int), descending=True)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What is looked for; `actions` are alternatives, none of them is any."""

    actor_uid: UUID | None = None
    actor_role: str | None = None
    entity: str | None = None
    entity_uid: UUID | None = None
    actions: tuple[str, ...] | None = None
    at_from: datetime | None = None
    at_before: datetime | None = None
    patient_uid: UUID | None = None
    request_id: str | None = None

    def names(self) -> list[str]:
        """What was asked for, without its values."""
        return [item.name for item in fields(self) if getattr(self, item.name) is not None]


@dataclass(frozen=True, slots=True)
class People:
    """Who did events, and whom they are about, by their keys."""

    users: Mapping[int, User]
    patient_uids: Mapping[int, UUID]
    # Of the API keys that acted, by their public ids.
    key_names: Mapping[str, str]


async def find_patient_id(reader: Reader, uid: UUID) -> int | None:
    return await reader.session.scalar(select(patients.c.id).where(patients.c.uid == uid))


async def list_events(
    reader: Reader, wanted: EventFilter, page: PageRequest
) -> "Page[AuditEvent]":  # quoted: Pydantic would ask for a schema of the row
    statement = _matching(select(AuditEvent), wanted)
    return await paginate(reader.session, statement, NEWEST_FIRST, page, lambda event: event)


async def all_events(reader: Reader, wanted: EventFilter) -> AsyncIterator[Sequence[AuditEvent]]:
    """All that fit, newest first, some at a time: between them other requests get their turn."""
    newest_first = _matching(select(AuditEvent), wanted).order_by(
        AuditEvent.at.desc(), AuditEvent.id.desc()
    )
    statement = newest_first
    while True:
        events = (await reader.session.scalars(statement.limit(AT_ONCE))).all()
        if events:
            yield events
        if len(events) < AT_ONCE:
            return
        last = tuple_(literal(events[-1].at), literal(events[-1].id))
        statement = newest_first.where(tuple_(AuditEvent.at, AuditEvent.id) < last)
        reader.session.expunge_all()


def _matching(statement: Select[AuditEvent], wanted: EventFilter) -> Select[AuditEvent]:
    equal = {
        AuditEvent.entity: wanted.entity,
        AuditEvent.entity_uid: wanted.entity_uid,
        AuditEvent.actor_role: wanted.actor_role,
        AuditEvent.request_id: wanted.request_id,
    }
    for attribute, value in equal.items():
        if value is not None:
            statement = statement.where(attribute == value)
    if wanted.actions is not None:
        statement = statement.where(AuditEvent.action.in_(wanted.actions))
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


async def find_people(reader: Reader, events: Sequence[AuditEvent]) -> People:
    return People(
        await _find_users(reader, events),
        await _find_patients(reader, events),
        await _find_keys(reader, events),
    )


async def _find_keys(reader: Reader, events: Sequence[AuditEvent]) -> dict[str, str]:
    uids = {UUID(event.details["api_key"]) for event in events if event.actor_role == KEY_ROLE}
    if not uids:
        return {}
    rows = await reader.session.execute(
        select(ApiKey.uid, ApiKey.name).where(ApiKey.uid == any_(literal(list(uids), ARRAY(Uuid))))
    )
    return {str(row.uid): row.name for row in rows}


async def _find_users(reader: Reader, events: Sequence[AuditEvent]) -> dict[int, User]:
    keys = {event.actor_id for event in events if event.actor_id is not None}
    if not keys:
        return {}
    users = await reader.session.scalars(select(User).where(User.id == _any_of(keys)))
    return {user.id: user for user in users}


async def _find_patients(reader: Reader, events: Sequence[AuditEvent]) -> dict[int, UUID]:
    keys = {event.patient_id for event in events if event.patient_id is not None}
    if not keys:
        return {}
    rows = await reader.session.execute(
        select(patients.c.id, patients.c.uid).where(patients.c.id == _any_of(keys))
    )
    return {row.id: row.uid for row in rows}


def _any_of(keys: Collection[int]) -> CollectionAggregate[bool]:
    """One parameter, however many there are: an export may name more than a statement can."""
    return any_(literal(sorted(keys), ARRAY(BigInteger)))
