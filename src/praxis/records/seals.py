"""Sealing and opening what records say. What opens raises `SealBroken` and `KeyMissing`."""

from uuid import UUID

from praxis.kit.sealing.vault import Vault
from praxis.records.attachments.seals import open_secret
from praxis.records.contents import Content, Medicine, content_from_json, place_of_version
from praxis.records.models import MedicalRecord, RecordVersion
from praxis.records.schemas import (
    RecordContent,
    RecordRead,
    RecordVersionRead,
    read_attachment,
    read_record,
    read_version,
)


def seal_content(
    vault: Vault, content: Content, record_uid: UUID, number: int, patient_uid: UUID
) -> bytes:
    return vault.seal(place_of_version(record_uid, number, patient_uid), content.to_json())


def open_content(vault: Vault, record: MedicalRecord, version: RecordVersion) -> Content:
    """`record` comes with its patient."""
    place = place_of_version(record.uid, version.number, record.patient.uid)
    return content_from_json(vault.open(place, version.sealed))


def open_record(
    vault: Vault, record: MedicalRecord, version: RecordVersion | None = None
) -> RecordRead:
    """What a record said in `version`, or says now, with its files."""
    shown = version or record.latest
    attachments = [
        read_attachment(row, open_secret(vault, row, record).filename) for row in record.attachments
    ]
    return read_record(record, shown, open_content(vault, record, shown), attachments)


def open_version(vault: Vault, record: MedicalRecord, version: RecordVersion) -> RecordVersionRead:
    return read_version(version, open_content(vault, record, version))


def content_of(wanted: RecordContent, reason: str | None = None) -> Content:
    """What was sent, as it is kept."""
    return Content(
        diagnosis=wanted.diagnosis,
        diagnosis_code=wanted.diagnosis_code,
        prescription=tuple(Medicine(**item.model_dump()) for item in wanted.prescription),
        notes=wanted.notes,
        reason=reason,
    )
