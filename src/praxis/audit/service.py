"""Every write, and every read of patient data, leaves an event in the same transaction."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import orjson

from praxis.kit.db.database import UnitOfWork
from praxis.kit.ids import new_uid


class Author(Protocol):
    """Who does something, as far as the audit needs to know."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def role(self) -> str: ...
    @property
    def request_id(self) -> str | None: ...
    @property
    def reason(self) -> str | None: ...


INSERT = """
    INSERT INTO audit_events
        (uid, actor_id, actor_role, action, entity, entity_uid, patient_id, request_id, reason,
         fields, details)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb)
"""


async def record(
    unit: UnitOfWork,
    author: Author,
    action: str,
    entity: str,
    entity_uid: UUID | None,
    *,
    patient_id: int | None = None,
    fields: Sequence[str] = (),
    reason: str | None = None,
    **details: object,
) -> None:
    """Write one event.

    `action` is `entity.verb` in the past tense; `fields` are the names of what changed or was
    read; `details` hold ids and states, never clinical text or names of people.
    """
    await unit.sql.execute(
        INSERT,
        *event_values(
            author,
            action,
            entity,
            entity_uid,
            patient_id=patient_id,
            fields=fields,
            reason=reason,
            details=details,
        ),
    )


def event_values(
    author: Author,
    action: str,
    entity: str,
    entity_uid: UUID | None,
    *,
    patient_id: int | None,
    fields: Sequence[str],
    reason: str | None,
    details: dict[str, object],
) -> tuple[object, ...]:
    """The parameters of `INSERT`, in its order."""
    return (
        new_uid(),
        author.user_id,
        str(author.role),
        action,
        entity,
        entity_uid,
        patient_id,
        author.request_id,
        reason or author.reason,
        list(fields),
        orjson.dumps(details, default=str).decode(),
    )
