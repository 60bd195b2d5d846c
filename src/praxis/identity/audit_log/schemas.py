from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from praxis.audit.models import AuditEvent
from praxis.audit.service import KEY_ROLE
from praxis.identity.audit_log.repository import People
from praxis.kit.schemas import Read


class AuditActorRead(Read):
    """Who it was. Visitors and Praxis itself have a role only.

    Of what an API key did, the name is the key's and the id that of the administrator who made it.
    """

    id: UUID | None
    name: str | None
    role: str = Field(description="as it was then", examples=["doctor"])


class AuditEventRead(Read):
    id: UUID
    at: datetime
    actor: AuditActorRead
    action: str = Field(examples=["appointment.cancelled"])
    entity: str = Field(examples=["appointment"])
    entity_id: UUID | None
    patient_id: UUID | None = Field(description="whose data it was, if a patient's")
    reason: str | None
    fields: list[str] = Field(description="names of what was changed or read")
    details: dict[str, Any] = Field(description="ids and states; never clinical text")
    request_id: str | None


def _name_of(event: AuditEvent, people: People) -> str | None:
    if event.actor_role == KEY_ROLE:
        return people.key_names.get(event.details["api_key"])
    user = people.users.get(event.actor_id) if event.actor_id is not None else None
    return user.full_name if user else None


def read_event(event: AuditEvent, people: People) -> AuditEventRead:
    user = people.users.get(event.actor_id) if event.actor_id is not None else None
    patient = event.patient_id
    return AuditEventRead(
        id=event.uid,
        at=event.at,
        actor=AuditActorRead(
            id=user.uid if user else None,
            name=_name_of(event, people),
            role=event.actor_role,
        ),
        action=event.action,
        entity=event.entity,
        entity_id=event.entity_uid,
        patient_id=None if patient is None else people.patient_uids.get(patient),
        reason=event.reason,
        fields=event.fields,
        details=event.details,
        request_id=event.request_id,
    )
