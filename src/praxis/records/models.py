from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, LargeBinary, Text, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from praxis.directory.doctors.models import Doctor
from praxis.directory.patients.models import Patient
from praxis.identity.models import User
from praxis.kit.db.base import Base, Identified
from praxis.scheduling.appointments.models import Appointment


class MedicalRecord(Base, Identified):
    """The record of one visit. What it says stands in its versions, which are never overwritten."""

    __tablename__ = "medical_records"

    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"), unique=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patients.id"))
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"))
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    appointment: Mapped[Appointment] = relationship(lazy="raise")
    patient: Mapped[Patient] = relationship(lazy="raise")
    doctor: Mapped[Doctor] = relationship(lazy="raise")
    latest: Mapped["RecordVersion"] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(RecordVersion.record_id == MedicalRecord.id, "
        "RecordVersion.number == MedicalRecord.version)",
    )
    attachments: Mapped[list["Attachment"]] = relationship(lazy="raise", order_by="Attachment.id")

    __table_args__ = (
        Index("ix_medical_records_patient_id_id", "patient_id", "id"),
        Index("ix_medical_records_doctor_id_id", "doctor_id", "id"),
    )


class RecordVersion(Base):
    __tablename__ = "medical_record_versions"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("medical_records.id"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]
    # What it says: a `Content`. It alone may change, and only by being sealed anew.
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    author: Mapped[User] = relationship(lazy="raise")

    __table_args__ = (
        Index("uq_medical_record_versions_record_id_number", "record_id", "number", unique=True),
    )


class RecordDraft(Base):
    """What the doctor of a visit has typed so far. It is gone once the record is written.

    The doctor is part of the key: whoever takes a visit over does not find another's thoughts.
    """

    __tablename__ = "record_drafts"

    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"), primary_key=True)
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"), primary_key=True)
    version: Mapped[int] = mapped_column(server_default="1")
    saved_at: Mapped[datetime]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Attachment(Base, Identified):
    """A file of a record. Its bytes lie in the storage under `storage_key`, sealed."""

    __tablename__ = "attachments"

    record_id: Mapped[int] = mapped_column(ForeignKey("medical_records.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    # Its name, and the key that its bytes are sealed under: a `Secret`.
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    storage_key: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("size_bytes > 0", name="size"),
        Index("ix_attachments_record_id_id", "record_id", "id"),
    )
