from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue, StringConstraints, WithJsonSchema

from praxis.kit.schemas import Name, Note, PublicId, Read, VersionedRead, Write
from praxis.records.contents import Content
from praxis.records.models import Attachment, MedicalRecord, RecordVersion

MOST_MEDICINES = 50
EXAMPLE: dict[str, JsonValue] = {
    "diagnosis": "Acute bronchitis",
    "diagnosis_code": "J20.9",
    "prescription": [
        {
            "medicine": "Salbutamol inhaler",
            "dose": "100 µg",
            "frequency": "two puffs every six hours",
            "duration": "7 days",
        }
    ],
    "notes": "Chest clear at the bases. Come back if there is fever.",
}

# The schema repeats what the constraints say: Pydantic leaves a pattern out that comes so late.
Statement = Annotated[
    Note,
    StringConstraints(min_length=1, pattern=r"\S"),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 4000, "pattern": r"\S"}),
]
# The form only: whether the code exists is for the yearly lists of WHO and each country.
DiagnosisCode = Annotated[
    str,
    StringConstraints(max_length=8, pattern=r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$"),
    Field(description="ICD-10", examples=["J20.9"]),
]


class PrescriptionItemWrite(Write):
    medicine: Name
    dose: Name
    frequency: Name
    duration: Name | None = None
    notes: Note | None = None


class RecordContent(Write):
    diagnosis: Statement
    diagnosis_code: DiagnosisCode | None = None
    prescription: list[PrescriptionItemWrite] = Field(
        default_factory=list, max_length=MOST_MEDICINES
    )
    notes: Note | None = None


class RecordCreate(RecordContent):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"appointment_id": "01994d3e-7a00-7000-8000-000000000001", **EXAMPLE}]
        }
    )

    appointment_id: PublicId


class AmendmentCreate(RecordContent):
    """The whole new content; what it replaces stays readable as the version before."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "The dose was written wrong", **EXAMPLE}]}
    )

    reason: Statement


class PrescriptionItemRead(Read):
    medicine: str
    dose: str
    frequency: str
    duration: str | None
    notes: str | None


class AttachmentRead(Read):
    id: UUID
    filename: str
    media_type: str
    size_bytes: int
    sha256: str = Field(description="of the bytes, in hexadecimal")
    created_at: datetime


class RecordVersionRead(Read):
    """That a version was written; its content is read with `?version=`."""

    version: int
    written_at: datetime
    author_name: str
    reason: str | None = Field(description="why it was amended; the first version has none")


class RecordRead(VersionedRead):
    id: UUID
    latest_version: int = Field(description="greater than `version` when an old one was asked for")
    appointment_id: UUID
    visited_at: datetime = Field(description="when the visit began, as planned")
    time_zone: str = Field(description="of the place of the visit", examples=["Asia/Dhaka"])
    patient_id: UUID
    patient_name: str
    doctor_id: UUID
    doctor_name: str
    created_at: datetime
    written_at: datetime = Field(description="when this version was written")
    author_name: str
    reason: str | None = Field(description="why it was amended; the first version has none")
    diagnosis: str
    diagnosis_code: str | None
    prescription: list[PrescriptionItemRead]
    notes: str | None
    attachments: list[AttachmentRead]


def read_record(
    record: MedicalRecord,
    shown: RecordVersion,
    content: Content,
    attachments: Sequence[AttachmentRead],
) -> RecordRead:
    """Show a record with what its version `shown` says: `content`."""
    return RecordRead(
        id=record.uid,
        version=shown.number,
        latest_version=record.version,
        appointment_id=record.appointment.uid,
        visited_at=record.appointment.starts_at,
        time_zone=record.appointment.location.time_zone,
        patient_id=record.patient.uid,
        patient_name=record.patient.full_name,
        doctor_id=record.doctor.uid,
        doctor_name=record.doctor.user.full_name,
        created_at=record.created_at,
        written_at=shown.written_at,
        author_name=shown.author.full_name,
        reason=content.reason,
        diagnosis=content.diagnosis,
        diagnosis_code=content.diagnosis_code,
        prescription=[PrescriptionItemRead.model_validate(item) for item in content.prescription],
        notes=content.notes,
        attachments=list(attachments),
    )


def read_version(version: RecordVersion, content: Content) -> RecordVersionRead:
    return RecordVersionRead(
        version=version.number,
        written_at=version.written_at,
        author_name=version.author.full_name,
        reason=content.reason,
    )


def read_attachment(row: Attachment, filename: str) -> AttachmentRead:
    return AttachmentRead(
        id=row.uid,
        filename=filename,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        sha256=row.sha256.hex(),
        created_at=row.created_at,
    )
