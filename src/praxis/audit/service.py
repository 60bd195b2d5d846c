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
    @property
    def key_uid(self) -> UUID | None: ...


# Not a role of an account: the key acts for the administrator who made it, within its scopes.
KEY_ROLE = "api_key"

INSERT = """
    INSERT INTO audit_events
        (uid, actor_id, actor_role, action, entity, entity_uid, patient_id, request_id, reason,
         fields, details)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb)
"""

# The same values, but for three arrays of equal length: event, entity and patient.
INSERT_MANY = """
    INSERT INTO audit_events
        (uid, actor_id, actor_role, action, entity, entity_uid, patient_id, request_id, reason,
         fields, details)
    SELECT s.uid, $2, $3, $4, $5, s.entity_uid, s.patient_id, $8, $9, $10, $11::jsonb
    FROM unnest($1::uuid[], $6::uuid[], $7::bigint[])
         WITH ORDINALITY AS s(uid, entity_uid, patient_id, position)
    ORDER BY s.position
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


async def record_many(
    unit: UnitOfWork,
    author: Author,
    action: str,
    entity: str,
    subjects: Sequence[tuple[UUID | None, int | None]],
    *,
    fields: Sequence[str] = (),
    reason: str | None = None,
    **details: object,
) -> None:
    """Write one event for each of `subjects` (entity, patient), in one statement.

    All else is as in `record`, and the same in every event. No subjects, no event.
    """
    if not subjects:
        return
    entity_uids, patient_ids = zip(*subjects, strict=True)
    values = event_values(
        author,
        action,
        entity,
        None,
        patient_id=None,
        fields=fields,
        reason=reason,
        details=details,
    )
    shared_before, shared_after = values[1:5], values[7:]
    await unit.sql.execute(
        INSERT_MANY,
        [new_uid() for _ in subjects],
        *shared_before,
        entity_uids,
        patient_ids,
        *shared_after,
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
    """The parameters of `INSERT`, in its order. What an API key did is told apart by its role."""
    role = str(author.role)
    if author.key_uid is not None:
        role, details = KEY_ROLE, {**details, "api_key": author.key_uid}
    return (
        new_uid(),
        author.user_id,
        role,
        action,
        entity,
        entity_uid,
        patient_id,
        author.request_id,
        reason or author.reason,
        list(fields),
        orjson.dumps(details, default=str).decode(),
    )
