from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base, Identified, Timestamped, Versioned


class Modality(StrEnum):
    IN_PERSON = "in_person"
    VIDEO = "video"


class VisitType(Base, Identified, Timestamped, Versioned):
    __tablename__ = "visit_types"

    name: Mapped[str] = mapped_column(Text)
    duration_minutes: Mapped[int]
    buffer_before_minutes: Mapped[int] = mapped_column(server_default="0")
    buffer_after_minutes: Mapped[int] = mapped_column(server_default="0")
    slot_interval_minutes: Mapped[int]
    minimum_notice_minutes: Mapped[int] = mapped_column(server_default="0")
    booking_horizon_days: Mapped[int] = mapped_column(server_default="90")
    cancellation_notice_minutes: Mapped[int] = mapped_column(server_default="0")
    modality: Mapped[str] = mapped_column(Text, server_default="in_person")
    fee_amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    fee_currency: Mapped[str] = mapped_column(Text)
    needs_approval: Mapped[bool] = mapped_column(server_default="false")
    # [{"kind": "room", "tag": null}, …]: each takes one free resource of that kind and tag.
    needs: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default="[]")
    # How long before a visit its patient is reminded; the longest first.
    reminder_minutes: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), default=lambda: [10080, 1440], server_default="{10080,1440}"
    )
    active: Mapped[bool] = mapped_column(default=True, server_default="true")

    __table_args__ = (
        CheckConstraint("duration_minutes BETWEEN 5 AND 720", name="duration"),
        CheckConstraint("buffer_before_minutes BETWEEN 0 AND 240", name="buffer_before"),
        CheckConstraint("buffer_after_minutes BETWEEN 0 AND 240", name="buffer_after"),
        CheckConstraint("slot_interval_minutes BETWEEN 5 AND 720", name="slot_interval"),
        CheckConstraint("modality IN ('in_person', 'video')", name="modality"),
        CheckConstraint("fee_amount >= 0", name="fee"),
        Index("ix_visit_types_name_id", "name", "id"),
    )


class DoctorVisitType(Base):
    """That a doctor offers a visit type, with their own length and fee where they differ.

    A doctor without any such row offers every active type.
    """

    __tablename__ = "doctor_visit_types"

    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctors.id"), primary_key=True)
    visit_type_id: Mapped[int] = mapped_column(ForeignKey("visit_types.id"), primary_key=True)
    duration_minutes: Mapped[int | None]
    fee_amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    fee_currency: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("duration_minutes BETWEEN 5 AND 720", name="duration"),
        CheckConstraint("fee_amount >= 0", name="fee"),
        CheckConstraint("(fee_amount IS NULL) = (fee_currency IS NULL)", name="fee_currency"),
        Index("ix_doctor_visit_types_visit_type_id_duration", "visit_type_id", "duration_minutes"),
    )
