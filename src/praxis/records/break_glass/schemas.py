from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from praxis.kit.schemas import Note, Read, Write, storable
from praxis.records.break_glass.models import EmergencyAccess
from praxis.records.break_glass.rules import Outcome, is_overdue

EmergencyReason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=10, max_length=500),
    AfterValidator(storable),
    WithJsonSchema({"type": "string", "minLength": 10, "maxLength": 500}),
]


class EmergencyOpen(Write):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"reason": "Brought in unconscious; need to know of medicines"}]
        }
    )

    reason: EmergencyReason = Field(
        description="why it cannot wait; the patient and every administrator can read it"
    )


class EmergencyRead(Read):
    id: UUID
    patient_id: UUID
    opened_at: datetime
    expires_at: datetime = Field(description="until then you may read, but not write")
    reason: str


class EmergencyReview(Write):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"outcome": "justified", "note": "Spoke with the doctor"}]}
    )

    outcome: Annotated[Outcome, Field(strict=False)]
    note: Note | None = None


class EmergencyReviewRead(EmergencyRead):
    """An emergency as administrators see it."""

    patient_name: str
    opened_by: UUID
    opened_by_name: str
    opened_by_role: str
    overdue: bool = Field(description="not reviewed within three days")
    reviewed_at: datetime | None
    reviewed_by_name: str | None
    outcome: Outcome | None
    note: str | None
    can_review: bool = Field(description="whether you may say what to think of it")


def read_emergency(row: EmergencyAccess, patient_uid: UUID) -> EmergencyRead:
    return EmergencyRead(
        id=row.uid,
        patient_id=patient_uid,
        opened_at=row.opened_at,
        expires_at=row.expires_at,
        reason=row.reason,
    )


def read_review(row: EmergencyAccess, reader_id: int, now: datetime) -> EmergencyReviewRead:
    return EmergencyReviewRead(
        **read_emergency(row, row.patient.uid).model_dump(),
        patient_name=row.patient.full_name,
        opened_by=row.user.uid,
        opened_by_name=row.user.full_name,
        opened_by_role=row.user_role,
        overdue=is_overdue(row.opened_at, row.reviewed_at, now),
        reviewed_at=row.reviewed_at,
        reviewed_by_name=row.reviewer.full_name if row.reviewer else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        note=row.note,
        can_review=row.reviewed_at is None and row.user_id != reader_id,
    )
