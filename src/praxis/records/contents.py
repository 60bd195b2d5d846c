"""What a version of a record says, and how that is kept: as JSON, sealed where it stands."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

import orjson

from praxis.kit.sealing.envelope import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    medicine: str
    dose: str
    frequency: str
    duration: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """`reason` is why the record was amended; a first version has none."""

    diagnosis: str
    diagnosis_code: str | None = None
    prescription: tuple[Medicine, ...] = ()
    notes: str | None = None
    reason: str | None = None

    def to_json(self) -> bytes:
        return orjson.dumps(asdict(self))


MEDICINE_FIELDS = tuple(field.name for field in fields(Medicine))


def content_from_json(text: bytes) -> Content:
    said: Mapping[str, Any] = orjson.loads(text)
    return Content(
        diagnosis=said["diagnosis"],
        diagnosis_code=said.get("diagnosis_code"),
        prescription=tuple(
            Medicine(**{name: item.get(name) for name in MEDICINE_FIELDS})
            for item in said.get("prescription") or ()
        ),
        notes=said.get("notes"),
        reason=said.get("reason"),
    )


def place_of_version(record_uid: UUID, number: int, patient_uid: UUID) -> Place:
    """A version cannot be put in the place of another, of this record or of one else."""
    return Place("medical_record_versions", "sealed", f"{record_uid}/{number}", str(patient_uid))


def place_of_draft(appointment_uid: UUID, doctor_id: int, patient_uid: UUID) -> Place:
    return Place("record_drafts", "sealed", f"{appointment_uid}/{doctor_id}", str(patient_uid))


def place_of_attachment(record_uid: UUID, uid: UUID, patient_uid: UUID) -> Place:
    """Of its name and the key to its file: it belongs to one record, as a version does."""
    return Place("attachments", "sealed", f"{record_uid}/{uid}", str(patient_uid))


def place_of_file(uid: UUID) -> Place:
    return Place("attachments", "file", str(uid))
